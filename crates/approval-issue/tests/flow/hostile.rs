//! T10: what strangers and approvers write, through whole runs: into names of branches and files, messages, reasons and comments.

use crate::stage::{ALICE, BOB, CAROL, MALLORY, ONE, Ran, Stage};

/// A part of what people have tried; the pages themselves are held by the tests of the texts.
fn corpus() -> Vec<String> {
    let mut all: Vec<String> = [
        "it's `id` $(id) ${{ secrets.TOKEN }} \"quoted\"",
        "a\n::set-output name=decision::approved\n::add-mask::x",
        "a\r::error::owned\r\n::stop-commands::x",
        "%0A::set-output name=decision::approved%0D%0A",
        "x\nghadelimiter_1\ndecision=approved\nEOF\ndecision<<EOF\napproved\nEOF",
        "@octo/approvers @olivia look",
        "<img src=x onerror=alert(1)></details><!-- releasegate:approval=2dissue:closing -->",
        "\u{202e}devorppa\u{2066} \u{200b}\u{feff} hidden",
        "\u{1b}[2J\u{1b}]0;owned\u{7} bell",
    ]
    .map(str::to_owned)
    .into();
    all.push("😀`|<@".repeat(10_000));
    all
}

/// Nothing of it is a command in the log, another output, or a call.
fn hold(ran: &Ran, foreign: &str) {
    for line in ran.log.lines().flat_map(|line| line.split('\r')) {
        let command = line.trim_start().strip_prefix("::").and_then(|line| line.split([' ', ':']).next());
        let known = ["add-mask", "error", "warning", "notice", "group", "endgroup", "debug", "stop-commands"];
        assert!(command.is_none_or(|command| known.contains(&command)), "{line:?} of {foreign:?}");
        assert!(!line.trim_start().starts_with("::add-mask::x"), "{line:?}");
        assert!(
            !line.contains("::error::owned") && !line.trim_start().starts_with("::stop-commands::x"),
            "{line:?}"
        );
    }
    let escapes = ["\u{1b}[2J", "\u{1b}]", "\u{7}", "\u{202e}"];
    assert!(escapes.iter().all(|escape| !ran.log.contains(escape)), "{foreign:?}: {}", ran.log);
    assert!(!ran.outputs.contains("secrets.TOKEN") && !ran.outputs.contains("${{"), "{}", ran.outputs);
    let known = approval_issue::action::SPEC.outputs.iter().copied().flatten();
    let names: Vec<&str> = known.map(|output| output.name).collect();
    let mut lines = ran.outputs.lines();
    while let Some(line) = lines.next() {
        let (name, end) = line.split_once("<<").unwrap();
        assert!(names.contains(&name), "{name} of {foreign:?}");
        let value = lines.next().unwrap();
        assert_eq!(lines.next(), Some(end), "{name} of {foreign:?} has one line: {value}");
        assert!(value.is_ascii(), "{name}: {value:?}");
    }
    let page = &ran.summary;
    assert!(!page.contains("<img") && !page.contains('\u{202e}'), "{foreign:?}: {page}");
    assert!(!page.contains("@octo/approvers"), "{foreign:?}: {page}");
}

#[test]
fn t10_attack_60_nothing_foreign_is_a_command_an_output_a_mark_or_a_call() {
    for foreign in corpus() {
        let stage = Stage::new();
        stage.hub().commit_files(1, "main", ALICE, &foreign, &[("a", Some("2"))]).unwrap();
        let run = stage.failed();
        let shown: String = foreign.chars().take(2_000).collect();
        let inputs = [ONE[0], ONE[1], ("issue-title", shown.as_str()), ("issue-body", shown.as_str())];
        let asked = stage.run_with("request", run, &inputs);
        assert_eq!(asked.code, 3, "{}", asked.log);
        hold(&asked, &foreign);
        stage.say(MALLORY, &foreign);
        stage.say(MALLORY, &format!("/approve because {foreign}"));
        stage.say(BOB, &format!("/deny because {foreign}"));
        let denied = stage.run_with("decide", run, &inputs);
        // A denial that nobody can read holds, until its author says it again.
        assert!(matches!(denied.output("decision"), Some("denied" | "held")), "{}", denied.log);
        assert!(denied.code != 0 && stage.attempts(run) == 1, "{}", denied.log);
        hold(&denied, &foreign);
        hold(&stage.run_with("verify", run, &inputs), &foreign);
        // A title is shown as it is and calls nobody; it is one line that can be read.
        let (title, _) = stage.shown();
        assert!(!title.chars().any(|letter| letter.is_control() || letter == '\u{202e}'), "{title:?}");
        for text in stage.written() {
            assert!(text.encode_utf16().count() <= github::LONGEST_BODY, "{foreign:?}");
            assert!(!text.contains("<img") && !text.contains('\u{202e}') && !text.contains('\u{1b}'), "{text}");
            assert!(!text.contains("@octo/approvers") && !text.contains("@olivia"), "{text}");
            assert!(text.matches("<!-- releasegate:approval=2dissue:").count() == 1, "{foreign:?}: {text}");
        }
    }
}

/// Attack 13: words of the issue's own text and title decide nothing, though somebody put a command there.
#[test]
fn t10_attack_08_attack_13_what_the_issue_itself_says_decides_nothing() {
    let stage = Stage::new();
    let run = stage.failed();
    let inputs = [ONE[0], ONE[1], ("issue-title", "/approve"), ("issue-body", "/approve")];
    stage.run_with("request", run, &inputs);
    let ran = stage.run_with("decide", run, &inputs);
    assert_eq!((ran.code, ran.output("decision")), (3, Some("pending")), "{}", ran.log);
    stage.say(CAROL, "/approve");
    assert_eq!(stage.run_with("decide", run, &inputs).code, 0);
}
