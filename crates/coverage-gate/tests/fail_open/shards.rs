//! Rows about several reports: united by line and branch, never by their percentages, and none of them left out.

use crate::run::{assert_counted, judged};

fn lcov(path: &str, lines: &[(u32, u32)]) -> String {
    let lines: String = lines.iter().map(|(line, hits)| format!("DA:{line},{hits}\n")).collect();
    format!("SF:{path}\n{lines}end_of_record\n")
}

fn cobertura(path: &str, lines: &[(u32, u32)]) -> String {
    let rate = u8::from(lines.iter().all(|(_, hits)| *hits > 0));
    let lines: String =
        lines.iter().map(|(line, hits)| format!("<line number=\"{line}\" hits=\"{hits}\"/>")).collect();
    format!(
        r#"<coverage line-rate="{rate}"><packages><package line-rate="{rate}"><classes><class name="A" filename="{path}" line-rate="{rate}"><lines>{lines}</lines></class></classes></package></packages></coverage>"#
    )
}

#[test]
fn row_02_a_line_that_another_report_does_not_name_stays_uncovered() {
    let (first, second) = (&[(9, 1), (10, 0)][..], &[(9, 1)][..]);
    for write in [lcov, cobertura] {
        let reports = [write("src/a.py", first), write("src/a.py", second)];
        assert_counted(&[("1.txt", &reports[0]), ("2.txt", &reports[1])], "line", 1, 2);
    }
    let (one, other) = (lcov("src/a.py", first), cobertura("src/a.py", second));
    assert_counted(&[("lcov.info", &one), ("coverage.xml", &other)], "line", 1, 2);
}

#[test]
fn row_15_a_report_that_cannot_be_read_is_not_left_out() {
    let good = lcov("src/a.py", &[(1, 1)]);
    let unreadable = [
        ("truncated", "SF:src/b.py\nDA:1,0\n", "report-truncated"),
        ("malformed", "SF:src/b.py\nDA:one,0\nend_of_record\n", "report-broken"),
        ("unknown-format", "Name Stmts Miss Cover\n", "report-broken"),
        ("binary", "SQLite format 3\0", "report-broken"),
    ];
    for (code, bad, reason) in unreadable {
        for names in [["a.info", "b.info"], ["b.info", "a.info"]] {
            let found = judged(&[(names[0], &good), (names[1], bad)], &["--min-line=1%"]);
            found.stopped(4, "error");
            assert_eq!(found.rule("reports-readable"), ("error", reason));
            assert_eq!(found.rule("total-line"), ("inconclusive", "reports-incomplete"));
            let reports = found.facts["reports"].as_array().unwrap();
            assert!(reports.iter().any(|report| report["broken"]["code"] == code), "{reports:?}");
        }
    }
}

#[test]
fn row_15_a_limit_without_data_is_not_skipped() {
    let without = lcov("src/a.py", &[(1, 1)]);
    let with = "SF:src/b.py\nDA:1,1\nBRDA:1,0,0,1\nend_of_record\n";
    let found = judged(&[("lcov.info", &without)], &["--min-branch=1%"]);
    found.stopped(3, "inconclusive");
    assert_eq!(found.rule("total-branch"), ("inconclusive", "not-measured"));
    let found = judged(&[("1.info", &without), ("2.info", with)], &["--min-branch=1%"]);
    found.stopped(3, "inconclusive");
    assert_eq!(found.rule("total-branch"), ("inconclusive", "partly-measured"));
    for metric in ["function", "statement"] {
        let found = judged(&[("lcov.info", &without)], &[&format!("--min-{metric}=1%")]);
        found.stopped(3, "inconclusive");
        assert_eq!(found.rule(&format!("total-{metric}")), ("inconclusive", "not-measured"));
    }
}

#[test]
fn row_17_the_total_is_no_mean_of_percentages() {
    let small = cobertura("src/a.py", &[(1, 1)]);
    let large = cobertura("src/b.py", &(1..=10_000).map(|line| (line, 0)).collect::<Vec<_>>());
    let reports = [("1.xml", small.as_str()), ("2.xml", large.as_str())];
    assert_counted(&reports, "line", 1, 10_001);
    let found = judged(&reports, &["--min-line=50"]);
    found.stopped(1, "fail");
    assert!(found.log.contains("<0.01 % (1 of 10 001)"), "{}", found.log);
}

/// A shard of SimpleCov, which lists a file's lines from the first on: `null` holds no code.
fn shard(lines: &str) -> String {
    format!(r#"{{"RSpec": {{"coverage": {{"src/a.rb": {{"lines": [{lines}]}}}}, "timestamp": 1787392800}}}}"#)
}

#[test]
fn row_20_shards_are_not_cut_to_the_shortest() {
    let (short, long) = (shard("1, 0"), shard("1, 0, 0, null, 3"));
    for reports in [[&short, &long], [&long, &short]] {
        assert_counted(&[("1.json", reports[0]), ("2.json", reports[1])], "line", 2, 4);
    }
}

#[test]
fn row_20_what_one_shard_omits_another_may_know() {
    // Missed beats omitted, and covered beats both.
    let (one, other) = (shard("null, null, 0, null"), shard("0, 1, 1, 0"));
    for reports in [[&one, &other], [&other, &one]] {
        assert_counted(&[("1.json", reports[0]), ("2.json", reports[1])], "line", 2, 4);
    }
}

#[test]
fn row_20_shards_that_omit_lines_of_each_other_are_of_two_sources() {
    let (one, other) = (shard("null, 1, 1"), shard("0, 1, null"));
    let found = judged(&[("1.json", &one), ("2.json", &other)], &["--min-line=0"]);
    found.stopped(3, "inconclusive");
    assert_eq!(found.rule("reports-sound"), ("inconclusive", "conflicting-source"));
    assert_eq!(found.numbers("line"), (2, 3));
}

#[test]
fn row_20_odd_numbers_crash_nothing() {
    let report = "SF:src/a.py\nDA:0,5\nDA:1,-1\nDA:2,1\nend_of_record\n";
    assert_counted(&[("lcov.info", report)], "line", 1, 2);
    let profile =
        "mode: set\nexample.com/shop/src/a.go:1.1,2.9 1 1\nmode: set\nexample.com/shop/src/a.go:3.1,4.9 3 0\n";
    assert_counted(&[("cover.out", profile)], "statement", 1, 4);
    assert_counted(&[("cover.out", profile)], "line", 2, 4);
}
