//! Size: what is too much is cut where it is shown, and never where it is judged.

use std::fmt::Write as _;

use tests::case::protocol;

use super::{act, bench, good, reason, verdict};

/// GitHub's limit of a step summary.
const MIB: usize = 1024 * 1024;

#[test]
fn of_many_places_ten_are_annotated_and_the_rest_is_counted() {
    let bench = bench();
    let files: String = (0..25).map(|n| format!("SF:f{n:02}.py\nDA:1,0\nDA:2,1\nend_of_record\n")).collect();
    bench.write("coverage.info", files).unwrap();
    let outcome = act(&bench, r#"{"files": "coverage.info", "min-line": "80"}"#);
    assert_eq!(outcome.exit, Some(1));
    let notices = protocol::commands(&outcome.log).iter().filter(|command| command.name == "notice").count();
    assert_eq!(notices, 10);
    assert!(outcome.summary.contains("15 more places than GitHub shows"), "{}", outcome.summary);
    assert_eq!(verdict(&outcome)["details"]["files"].as_array().unwrap().len(), 25);
}

#[test]
fn a_summary_over_1_mib_is_cut_at_a_row() {
    let bench = bench();
    // An underscore is five characters of Markdown.
    let name = "_".repeat(200);
    for number in 0..1300 {
        bench
            .write(&format!("{name}{number}.info"), format!("SF:a{number}.py\nDA:1,1\nend_of_record\n"))
            .unwrap();
    }
    let outcome = act(&bench, r#"{"files": "*.info"}"#);
    assert_eq!(outcome.exit, Some(0));
    assert_cut_at_a_row(&outcome.summary, MIB);
    assert_eq!(verdict(&outcome)["inputs"].as_array().unwrap().len(), 1300);
}

#[test]
fn what_an_earlier_command_of_the_step_wrote_counts() {
    let bench = good();
    // Less than the summary takes, and more than is kept free to say so.
    let before = "x".repeat(MIB - 1600);
    std::fs::write(bench.path("summary"), &before).unwrap();
    let outcome = act(&bench, r#"{"files": "coverage.info", "min-line": "80"}"#);
    assert!(outcome.summary.starts_with(&before));
    assert_cut_at_a_row(&outcome.summary, MIB);
}

fn assert_cut_at_a_row(summary: &str, limit: usize) {
    assert!(summary.len() <= limit, "{}", summary.len());
    assert!(summary.contains("This summary was cut to fit GitHub's limit of 1 MiB"), "it does not say so");
    let torn = summary.lines().find(|line| line.starts_with('|') && !line.ends_with(" |"));
    assert_eq!(torn, None);
    for tag in ["details", "summary", "code", "b"] {
        let count = |text: String| summary.matches(&text).count();
        assert_eq!(count(format!("<{tag}>")), count(format!("</{tag}>")), "{tag}");
    }
}

/// Row 9 of what others pass on: a reader that stops at the first line of more than 64 KiB.
#[test]
fn fail_open_09_a_long_line_cuts_nothing() {
    let bench = bench();
    let mut report = "SF:a.cpp\n".to_owned();
    write!(report, "FN:1,{0}\nFNDA:1,{0}\n", "f".repeat(60_000)).unwrap();
    writeln!(report, "# {}", "x".repeat(100_000)).unwrap();
    report.push_str("DA:1,1\nDA:2,0\nend_of_record\n");
    bench.write("coverage.info", report).unwrap();
    let outcome = act(&bench, r#"{"files": "coverage.info", "min-line": "100"}"#);
    assert_eq!(outcome.exit, Some(1), "{}", outcome.log);
    assert_eq!(verdict(&outcome)["rules"][0]["observed"], serde_json::json!({"covered": 1, "total": 2}));
}

#[test]
fn lines_names_and_tags_without_end_are_refused() {
    let endless = "x".repeat(3 * MIB);
    for report in [
        format!("SF:{endless}\nend_of_record\n"),
        format!("TN:\n{endless}"),
        format!("<coverage name=\"{endless}\"/>"),
        format!("<coverage><!--{endless}--></coverage>"),
        format!("<coverage {}/>", (0..100).map(|n| format!("a{n}=\"1\" ")).collect::<String>()),
    ] {
        let bench = bench();
        bench.write("report", report).unwrap();
        let outcome = act(&bench, r#"{"files": "report"}"#);
        assert_eq!(outcome.exit, Some(4), "{}", outcome.log);
        assert_eq!(reason(&outcome, "reports-readable"), "report-broken");
        assert!(outcome.log.len() < 16 * 1024, "the log repeats the report");
    }
}

#[test]
fn numbers_that_json_cannot_hold_stop_the_gate() {
    for record in
        ["LF:18446744073709551615\nLH:1", "LF:9007199254740993\nLH:1", "BRF:99999999999999999999\nBRH:0"]
    {
        let bench = bench();
        bench.write("coverage.info", format!("SF:a\nDA:1,1\n{record}\nend_of_record\n")).unwrap();
        let outcome = act(&bench, r#"{"files": "coverage.info"}"#);
        assert_eq!(outcome.exit, Some(4), "{}", outcome.log);
        assert_eq!(verdict(&outcome)["status"], "error");
    }
}

#[test]
fn counts_are_saturated_and_never_wrap() {
    let bench = bench();
    let hits = ["18446744073709551615", "1e+30", "99999999999999999999999999"];
    let lines: String =
        (1..).zip(hits).map(|(line, hits)| format!("DA:{line},{hits}\nDA:{line},{hits}\n")).collect();
    bench.write("coverage.info", format!("SF:a\n{lines}end_of_record\n")).unwrap();
    let outcome = act(&bench, r#"{"files": "coverage.info", "min-line": "100"}"#);
    assert_eq!(outcome.exit, Some(0), "{}", outcome.log);
}
