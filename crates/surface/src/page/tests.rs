use github::{LONGEST_BODY, Marker};
use pulldown_cmark::{Options, Parser, html};
use runner::report::{Piece, Table};
use verdict::draft::seal;
use verdict::{Draft, Envelope, Status, Verdict};

use super::*;
use crate::target::tests::{HEAD, target};

fn verdict() -> Verdict {
    let time = verdict::Time::parse("2026-11-22T10:00:00Z").unwrap();
    let draft = Draft {
        rules: vec![],
        summary: "s".to_owned(),
        inputs: vec![],
        not_covered: vec![],
        details: serde_json::Map::new(),
    };
    let envelope = serde_json::json!({"id": "api", "tool": "gate", "version": "1", "binary": {"sha256": "00"}});
    let envelope = Envelope {
        gate: serde_json::from_value(envelope).unwrap(),
        subject: vec![],
        run: verdict::Run::default(),
        started: time,
        finished: time,
        policy: serde_json::from_value(
            serde_json::json!({"path": null, "ref": null, "digest": {}, "bootstrap": false}),
        )
        .unwrap(),
        facts: None,
        fail_on: verdict::FailOn::default(),
        report_only: false,
        previous: None,
    };
    seal(draft, envelope).unwrap()
}

/// A report whose first section has a row, whose folded section stands before the second, with so many rows each.
fn report(rows: usize, cell: &str) -> Report {
    let table = |rows: usize| {
        let mut table = Table::new(&["File", ">Missed"]);
        table.rows =
            (0..rows).map(|row| vec![Piece::code(format!("{cell}{row}")), Piece::plain(cell)]).collect();
        vec![Block::Table(table)]
    };
    Report {
        title: "Gate".to_owned(),
        status: Some(Status::Fail),
        headline: "10 lines are missing".to_owned(),
        sections: vec![
            Section { heading: None, folded: false, blocks: table(1) },
            Section::folded("Details", table(rows)),
            Section::headed("Files", table(rows)),
        ],
        ..Report::default()
    }
}

fn rendered(report: &Report, source: Source) -> String {
    let verdict = verdict();
    comment(&Showing { verdict: &verdict, report, target: target(source) }, room())
}

fn room() -> usize {
    LONGEST_BODY - length(&Marker::new("gate", "api").on(""))
}

/// As GitHub reads it; without raw HTML of ours all that is left is what Markdown made.
fn read(text: &str) -> String {
    let mut out = String::new();
    html::push_html(&mut out, Parser::new_ext(text, Options::ENABLE_TABLES));
    out
}

#[test]
fn a_short_report_is_all_there_with_where_it_comes_from() {
    let text = rendered(&report(2, "src/a"), Source::Own);
    assert!(
        text.starts_with(&format!("<!-- releasegate-run {HEAD} 42 3 - -->\n\n### Gate: fail\n\n10 lines")),
        "{text}"
    );
    assert!(!text.contains("Not shown here") && !text.contains("author controls"), "{text}");
    let footer = text.lines().last().unwrap();
    assert!(footer.starts_with("<sub>Gate <code>api</code> · commit [0123456]("), "{footer}");
    assert!(
        footer.contains(&format!("](https://github.com/octo/shop/commit/{HEAD}) · judgement <code>sha256")),
        "{footer}"
    );
    assert!(
        footer
            .ends_with("· [run 42, attempt 3](https://github.com/octo/shop/actions/runs/42/attempts/3)</sub>"),
        "{footer}"
    );
    // What is shown at once comes before what a reader opens.
    assert!(text.find("#### Files").unwrap() < text.find("<details>").unwrap());
}

#[test]
fn a_report_of_any_size_fits_and_says_what_is_missing() {
    for (rows, cell) in [
        (300, "src/a"),
        (5_000, "src/a"),
        (300, "😀|`<@"),
        (100_000, "</details>&#0;`"),
        (400, "😀😀😀😀😀😀😀😀😀😀😀😀😀"),
    ] {
        let text = rendered(&report(rows, cell), Source::Own);
        assert!(length(&text) <= room(), "{rows} {cell}: {}", length(&text));
        assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
        let in_rows = text.lines().filter(|line| line.starts_with("| <code>")).count();
        let missing = verdict::ratio::grouped((2 * rows + 1 - in_rows) as u64);
        if rows > 1_000 {
            assert!(
                text.contains(&format!("the length: {missing} rows.** All of it is in")),
                "{missing} {text}"
            );
        }
        assert!(text.lines().filter(|line| line.starts_with("| <code>")).all(|line| line.ends_with(" |")));
        assert!(text.ends_with("</sub>\n"));
        // Each row is a row of a table for a reader, too.
        assert_eq!(read(&text).matches("<tr><td><code>").count(), in_rows);
    }
}

#[test]
fn both_kinds_of_sections_stay_while_their_tables_become_shorter() {
    let text = rendered(&report(5_000, "src/a"), Source::Own);
    assert!(text.contains("#### Files") && text.contains("<summary>Details</summary>"), "{text}");
    assert!(text.contains("artifact <code>verdict-api-3</code> of [run 42]("), "{text}");
}

#[test]
fn sections_go_from_the_end_and_the_headline_stays() {
    let long = "word ".repeat(90);
    let mut many = report(1, "src/a");
    let paragraph = || vec![Block::Paragraph(vec![Piece::plain(&long)])];
    many.sections.extend((0..300).map(|number| Section::folded(format!("Part {number}"), paragraph())));
    let text = rendered(&many, Source::Own);
    assert!(length(&text) <= room());
    assert!(text.contains("<summary>Part 0</summary>") && !text.contains("Part 299"));
    let shown = text.matches("<summary>Part").count();
    assert!(text.contains(&format!("the length: {} sections.**", 300 - shown)), "{shown}");

    many.sections.clear();
    many.sections.push(Section {
        heading: None,
        folded: false,
        blocks: vec![Block::Paragraph(vec![Piece::plain(&long); 999])],
    });
    let text = rendered(&many, Source::Own);
    assert!(text.contains("10 lines are missing") && text.contains("the length: 1 section.**"), "{text}");
}

#[test]
fn nothing_foreign_is_markup_or_calls_anybody() {
    let hostile = "@octo/all </details><img src=x> [x](javascript:1) **b** #1 `@bob` <!--";
    let mut report = report(1, hostile);
    (report.title, report.headline) = (hostile.to_owned(), hostile.to_owned());
    report.sections.push(Section::folded(hostile, vec![Block::Paragraph(vec![Piece::plain(hostile)])]));
    let text = rendered(&report, Source::Own);
    let html = read(&text);
    assert!(!html.contains("<img") && !html.contains("<strong>") && !html.contains("javascript:1\""), "{html}");
    assert_eq!(html.matches("<a ").count(), 2, "{html}");
    assert_eq!((html.matches("<details>").count(), html.matches("</details>").count()), (2, 2), "{html}");
    // Outside of code each sign has an invisible break behind it.
    let outside = html.split("<code>").map(|part| part.split_once("</code>").map_or(part, |(_, rest)| rest));
    let calls = |part: &str| part.split('@').skip(1).any(|after| !after.starts_with('\u{200b}'));
    assert!(!outside.clone().any(calls) && outside.collect::<String>().contains("@\u{200b}octo/all"), "{html}");
}

#[test]
fn what_a_run_of_somebody_else_says_is_called_so() {
    let text = rendered(&report(1, "a"), Source::Reported);
    assert!(text.contains("_As reported by the run of a pull request"), "{text}");
    let full = rendered(&report(5_000, "a"), Source::Reported);
    assert!(length(&full) <= room() && full.contains("_As reported by"));
}

#[test]
fn a_check_run_says_how_many_places_have_no_annotation() {
    let (verdict, report) = (verdict(), report(1, "a"));
    let showing = Showing { verdict: &verdict, report: &report, target: target(Source::Own) };
    assert!(check(&showing, 7, 65_535).contains("7 more places are without an annotation."));
    assert!(!check(&showing, 0, 65_535).contains("without an annotation"));
    assert!(!check(&showing, 0, 65_535).contains("<!--"));
}
