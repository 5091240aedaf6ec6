use crate::tests::{only, refusal, report, short, totals};
use crate::{Format, ProblemCode, ReadErrorCode};

fn total(covered: u32, total: u32) -> String {
    format!(r#"{{"total":{total},"covered":{covered},"skipped":0,"pct":"Unknown"}}"#)
}

fn file(name: &str, covered: u32, all: u32) -> String {
    format!(r#""{name}":{{"lines":{0},"statements":{0},"functions":{0},"branches":{0}}}"#, total(covered, all))
}

#[test]
fn files_have_totals_and_no_line() {
    let read = report(format!("{{{},{}}}", file("/a.js", 3, 4), file("/b.js", 0, 2)));
    assert_eq!(read.format, Format::IstanbulSummary);
    assert_eq!(short(&read.coverage.totals()), "line 3/6, branch 3/6, function 3/6, statement 3/6");
    for file in read.coverage.files.values() {
        assert!(file.is_totals_only() && file.uncovered_lines().is_empty() && file.lines.is_empty());
    }
}

#[test]
fn the_total_is_a_claim_and_no_file() {
    let read = report(format!("{{{},{}}}", file("total", 9, 9), file("/a.js", 1, 2)));
    assert_eq!(read.coverage.files.len(), 1);
    assert_eq!(short(&read.claims), "line 9/9, branch 9/9, function 9/9, statement 9/9");
    assert_eq!(short(&read.coverage.totals()), "line 1/2, branch 1/2, function 1/2, statement 1/2");
    assert!(report(format!("{{{}}}", file("total", 9, 9))).coverage.files.is_empty());
}

#[test]
fn percentages_and_branches_true_are_not_read() {
    let text = r#"{"total":{"lines":{"total":0,"covered":0,"skipped":0,"pct":"Unknown"},"branchesTrue":{"total":0,"covered":0,"pct":"Unknown"}},
        "/a.js":{"lines":{"total":2,"covered":1,"skipped":0,"pct":100},"branchesTrue":{"total":7,"covered":7,"pct":100}}}"#;
    assert_eq!(totals(text), "line 1/2");
}

#[test]
fn what_was_skipped_counts_as_nothing() {
    // Istanbul before 1.0 counts it as covered.
    let text = r#"{"/a.js":{"lines":{"total":10,"covered":6,"skipped":4,"pct":60}}}"#;
    assert_eq!(totals(text), "line 2/6");
}

#[test]
fn totals_that_cannot_be_are_refused() {
    for lines in [
        r#"{"total":1,"covered":2,"pct":100}"#,
        r#"{"covered":2}"#,
        r#"{"total":2,"pct":100}"#,
        r#"{"total":"2","covered":1}"#,
        r#"{"total":-1,"covered":0}"#,
        r#"{"total":2.5,"covered":1}"#,
        "[2,1]",
        "null",
    ] {
        assert_eq!(
            refusal(format!(r#"{{"/a.js":{{"lines":{lines}}}}}"#)).code,
            ReadErrorCode::Malformed,
            "{lines}"
        );
    }
    assert_eq!(refusal(r#"{"/a.js":{"statements":{"total":1,"covered":1}}}"#).code, ReadErrorCode::Malformed);
}

#[test]
fn totals_are_united_with_nothing() {
    let summary = || report(format!("{{{}}}", file("/a.js", 1, 2))).coverage;
    let lines = || report("SF:/a.js\nDA:1,0\nDA:2,1\nend_of_record\n").coverage;
    for (mut one, other) in [(summary(), lines()), (lines(), summary()), (summary(), summary())] {
        let problems = one.merge(other);
        assert_eq!(problems[0].code, ProblemCode::ConflictingSource);
        assert!(problems[0].message.contains("only totals"), "{}", problems[0].message);
        assert!(only(&one).is_totals_only());
        assert_eq!(one.totals()[&crate::Metric::Line], verdict::Counts { covered: 1, total: 2 });
    }
    let mut apart = summary();
    assert_eq!(
        apart.merge(report("SF:/b.js\nDA:1,0\nend_of_record\n").coverage),
        [],
        "another file is no conflict"
    );
    assert_eq!(apart.totals()[&crate::Metric::Line], verdict::Counts { covered: 1, total: 3 });
}
