//! T10: whatever somebody writes into a name, a message or a reason, the page stays ours.

use approval::evaluation::{Counts, Outcome};
use approval_issue::present::{closing, issue, status, summary};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeStream};
use runner::summary::{Room, fit};

use super::sample::{Sample, reasons, standing, whys};

/// What people have tried.
fn corpus() -> Vec<String> {
    let mut all: Vec<String> = [
        "` `` ``` ~~~",
        "```\n# Approved\n```",
        "$(curl example.org) `id` ${{ secrets.TOKEN }}",
        "it's \" quoted '",
        "a\nb\r\n### Approved\n\nby @octo/all",
        "%0A::set-output name=decision::approved",
        "::set-output name=decision::approved\n::add-mask::x",
        "ghadelimiter_1\ndecision=approved\nEOF",
        "@octo/qa @alice @everyone me@example.org",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "</details></table><details><summary>Approved</summary>",
        "<!-- releasegate-request v1\nsha256:00\n-->",
        "--> <!-- releasegate:approval-issue:status -->",
        "[approve](javascript:alert(1)) ![x](https://example.org/x.png)",
        "https://example.org www.example.org #1 octo/shop#2 GH-3",
        "| a | b |\n|---|---|\n| Approved | yes |",
        "**bold** _em_ ~~gone~~ :rocket: $m$ {x} \\",
        "\u{202e}devorppa\u{2066} \u{200b}\u{feff}\u{e0041}\u{ad}",
        "/approve 7F3A-91C2",
        "\u{0}\u{1b}[2J\u{7}\u{85}\u{2028}x",
        "- [x] tests\n1. one\n> quote\n    code",
    ]
    .map(str::to_owned)
    .into();
    all.push("😀`|<@".repeat(13_108));
    all
}

/// What is on a page.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    /// Markup of ours, in its order.
    html: Vec<String>,
    headings: usize,
    links: Vec<String>,
    rows: usize,
    points: usize,
    fences: usize,
}

/// Reads a page as GitHub does; foreign text must be nothing but text.
fn read(page: &str, foreign: &str) -> Seen {
    let mut seen = Seen::default();
    let (mut in_block, mut in_code) = (false, 0_u32);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    for event in TextMergeStream::new(Parser::new_ext(page, options)) {
        match event {
            Event::Html(text) | Event::InlineHtml(text) => {
                match text.as_ref() {
                    "<code>" => in_code += 1,
                    "</code>" => in_code -= 1,
                    _ => {}
                }
                seen.html.push(text.trim().to_owned());
            }
            Event::Start(Tag::Link { dest_url, .. }) => seen.links.push(dest_url.to_string()),
            Event::Start(Tag::Image { .. }) => panic!("an image: {foreign:?}\n{page}"),
            Event::Start(Tag::TableRow) => seen.rows += 1,
            Event::Start(Tag::Item) => seen.points += 1,
            Event::Start(Tag::CodeBlock(_)) => {
                in_block = true;
                seen.fences += 1;
            }
            Event::End(TagEnd::CodeBlock) => in_block = false,
            Event::Start(Tag::Heading { .. }) => seen.headings += 1,
            Event::Code(_) => panic!("code of Markdown's own: {foreign:?}\n{page}"),
            Event::TaskListMarker(_) => panic!("a box to tick: {foreign:?}\n{page}"),
            Event::Text(text) if !in_block && in_code == 0 => {
                let calls = text.split('@').skip(1).any(|rest| !rest.starts_with(['\u{200b}', ' ']));
                let asked = text.as_ref() == "@octo/qa @alice-moved: you are asked.";
                assert!(!calls || asked, "a call: {text:?} of {foreign:?}\n{page}");
            }
            _ => {}
        }
    }
    seen
}

fn pages(sample: &mut Sample, foreign: &str) -> Vec<(&'static str, String)> {
    let room = Room { most: 1 << 20, measure: str::len };
    let mut pages = vec![
        ("issue", issue::text(&sample.ask(), 100)),
        ("status", status::text(&sample.standings(), 100)),
        ("summary", fit(&summary::report(&sample.standings()), room).text),
    ];
    sample.evaluation.reasons = reasons(foreign);
    let ignored = whys(foreign).into_iter().map(|why| Counts::Ignored { why });
    sample.evaluation.comments = (1..).zip(ignored).map(|(at, counts)| standing(at, counts)).collect();
    pages.push(("every sentence", status::text(&sample.standings(), 100)));
    pages.push(("summary of every sentence", fit(&summary::report(&sample.standings()), room).text));
    sample.evaluation.outcome = Outcome::Denied;
    pages.push(("closing", closing::message(&sample.evaluation, &sample.names).unwrap()));
    pages
}

#[test]
fn t10_attack_61_nothing_foreign_is_markup_a_link_or_a_call() {
    let plain = pages(&mut Sample::plain(), "it");
    for foreign in corpus() {
        let hostile = pages(&mut Sample::of(&foreign), &foreign);
        for ((name, plain), (_, hostile)) in plain.iter().zip(&hostile) {
            let shown: String = foreign.chars().take(80).collect();
            // The request's own block is the one comment of HTML, and stands once.
            let blocks = hostile.matches("<!--").count();
            assert_eq!(blocks, usize::from(*name == "issue"), "{name}: {shown:?}");
            let (wanted, found) = (read(plain, "it"), read(hostile, &shown));
            let most =
                if name.starts_with("summary") { runner::summary::LIMIT } else { github::LONGEST_BODY - 100 };
            assert!(hostile.encode_utf16().count() <= most, "{name}: {shown:?}");
            let is_ours = |line: &str| line.trim_start().starts_with("::");
            assert!(!hostile.lines().any(is_ours), "a command of the runner: {name}: {shown:?}");
            let unseen = |letter: char| letter != '\n' && letter != '…' && letter.is_control();
            assert!(!hostile.chars().any(unseen), "{name}: {shown:?}");
            // What is longer than the page has room for is cut at a row.
            if foreign.len() > 1_000 {
                continue;
            }
            assert_eq!(markup(&found.html), markup(&wanted.html), "{name}: {shown:?}\n{hostile}");
            let code = |tag: &str| found.html.iter().filter(|found| *found == tag).count();
            assert_eq!(code("<code>"), code("</code>"), "{name}: {shown:?}\n{hostile}");
            assert_eq!(
                (found.rows, found.points, found.fences),
                (wanted.rows, wanted.points, wanted.fences),
                "{name}: {shown:?}"
            );
            assert_eq!(found.headings, wanted.headings, "{name}: {shown:?}\n{hostile}");
            assert!(found.links.iter().all(|link| link.starts_with("https://github.com/octo/shop/")), "{name}");
            assert_eq!(found.links.len(), wanted.links.len(), "{name}: {shown:?}");
        }
    }
}

/// All but the block, which differs with what is asked for, and code, which a pair of backticks makes.
fn markup(html: &[String]) -> Vec<&str> {
    let mut in_block = false;
    let mut rest = Vec::new();
    for line in html {
        in_block |= line.starts_with("<!--");
        if !in_block && !matches!(line.as_str(), "<code>" | "</code>") {
            rest.push(line.as_str());
        }
        in_block &= !line.contains("-->");
    }
    rest
}

#[test]
fn t10_a_title_is_one_line_of_what_can_be_seen() {
    for foreign in corpus() {
        let title = issue::title(&Sample::of(&foreign).ask());
        assert!(title.encode_utf16().count() <= 256, "{title}");
        assert!(
            !title.chars().any(
                |letter| letter.is_control() || "\u{200b}\u{202e}\u{2066}\u{2028}\u{feff}".contains(letter)
            ),
            "{title:?}"
        );
        assert!(title.starts_with("Approve deployment to ") && title.ends_with(')'), "{title}");
    }
}

#[test]
fn t10_a_request_reads_back_whatever_stands_beside_it() {
    for foreign in corpus() {
        let sample = Sample::of(&foreign);
        let text = issue::text(&sample.ask(), 100);
        let shown = approval::posted::read(&text).unwrap().unwrap();
        assert_eq!(shown.digest, sample.digest);
        // GitHub may write line breaks in its own way.
        let turned = approval::posted::read(&text.replace('\n', "\r\n")).unwrap().unwrap();
        assert_eq!(turned.request, sample.request);
    }
}
