//! Rows about what was changed, and about what was there before: neither may be missing unnoticed.

use crate::run::{Found, Project};

/// One file of three lines, in a repository whose second commit adds the last two.
fn changed(reports: &[(&str, &str)]) -> Project {
    let project = Project::new();
    project.git(&["tag", "before"]);
    project.write("src/a.py", "x\nif y:\n    z()\n");
    project.git(&["commit", "-q", "-a", "-m", "y"]);
    for (name, text) in reports {
        project.write(name, text);
    }
    project
}

/// Judges the changes since that tag, and nothing else.
fn judge(project: &Project, flags: &[&str]) -> Found {
    project.judge(&[&["--files=r/*", "--base=before"], flags].concat())
}

fn of(path: &str, records: &str) -> String {
    format!("SF:{path}\n{records}end_of_record\n")
}

fn class(lines: &str) -> String {
    format!(
        r#"<coverage><packages><package name="p"><classes><class name="A" filename="src/a.py"><lines>{lines}</lines></class></classes></package></packages></coverage>"#
    )
}

#[test]
fn row_01_changes_pass_no_limit_on_an_empty_report() {
    for empty in ["", "TN:\n", "<coverage line-rate=\"1\"><packages/></coverage>"] {
        for limit in ["0", "100"] {
            let found = judge(&changed(&[("r/1", empty)]), &[&format!("--min-patch-line={limit}")]);
            found.stopped(3, "inconclusive");
            assert_eq!(found.rule("reports-readable"), ("inconclusive", "report-empty"));
            assert_eq!(found.rule("patch-line"), ("inconclusive", "reports-incomplete"));
        }
    }
}

#[test]
fn row_02_a_changed_line_that_another_report_does_not_name_stays_uncovered() {
    let first = of("src/a.py", "DA:1,1\nDA:2,1\nDA:3,0\n");
    let second = of("src/a.py", "DA:1,1\nDA:2,1\n");
    for reports in [[&first, &second], [&second, &first]] {
        let project = changed(&[("r/1", reports[0]), ("r/2", reports[1])]);
        let found = judge(&project, &["--min-patch-line=100"]);
        found.stopped(1, "fail");
        assert_eq!(found.rule("patch-line"), ("fail", "below-limit"));
        assert_eq!(found.observed("patch-line"), (1, 2));
        judge(&project, &["--min-patch-line=50"]).proceeded("warn");
    }
}

#[test]
fn row_03_branches_of_changed_lines_count_if_true_is_in_capitals() {
    let line = r#"<line number="1" hits="1"/><line number="2" hits="1" branch="True" condition-coverage="0% (0/2)"/><line number="3" hits="1"/>"#;
    let found = judge(&changed(&[("r/1", &class(line))]), &["--min-patch-branch=100"]);
    found.stopped(1, "fail");
    assert_eq!(found.rule("patch-branch"), ("fail", "below-limit"));
    assert_eq!(found.observed("patch-branch"), (0, 2));
}

#[test]
fn row_04_a_changed_file_in_no_report_is_no_success() {
    let project = changed(&[("r/1", &of("src/b.py", "DA:1,1\n"))]);
    // Nobody said whether it should be in a report, and others of its kind are.
    let found = judge(&project, &["--min-patch-line=0"]);
    found.stopped(3, "inconclusive");
    assert_eq!(found.rule("patch-line"), ("inconclusive", "changed-file-unreported"));
    assert!(found.log.contains("src/a.py"), "{}", found.log);
    // It should: its changed lines count as uncovered.
    let found = judge(&project, &["--min-patch-line=1%", "--sources=src/*.py"]);
    found.stopped(1, "fail");
    assert_eq!(found.rule("patch-line"), ("fail", "below-limit"));
    assert_eq!(found.observed("patch-line"), (0, 2));
}

#[test]
fn row_04_a_new_file_in_no_report_is_no_success() {
    let project = changed(&[("r/1", &of("src/a.py", "DA:1,1\nDA:2,1\nDA:3,1\n"))]);
    project.write("src/new.py", "def f():\n\n    return 1\n");
    project.git(&["add", "src/new.py"]);
    project.git(&["commit", "-q", "-m", "z"]);
    let found = judge(&project, &["--min-patch-line=0"]);
    found.stopped(3, "inconclusive");
    assert_eq!(found.rule("patch-line"), ("inconclusive", "changed-file-unreported"));
    let found = judge(&project, &["--min-patch-line=80", "--sources=src/*.py"]);
    found.stopped(1, "fail");
    assert_eq!(found.observed("patch-line"), (2, 4));
}

#[test]
fn row_08_without_a_baseline_nothing_has_risen() {
    let project = changed(&[("r/1", &of("src/a.py", "DA:1,1\nDA:2,1\nDA:3,1\n"))]);
    for place in ["file:baseline.json", "notes"] {
        for drop in ["0", "100"] {
            let flags = [format!("--max-drop={drop}"), format!("--baseline={place}")];
            let found = judge(&project, &flags.each_ref().map(String::as_str));
            found.stopped(3, "inconclusive");
            assert_eq!(found.rule("ratchet-line"), ("inconclusive", "baseline-missing"), "{}", found.log);
        }
    }
    // A file that is no baseline is none.
    for text in [
        "",
        "{}",
        "[]",
        r#"{"points": []}"#,
        r#"{"schema": "x", "totals": {"line": {"covered": 0, "total": 9}}}"#,
    ] {
        project.write("baseline.json", text);
        let found = judge(&project, &["--max-drop=0", "--baseline=file:baseline.json"]);
        found.stopped(3, "inconclusive");
        assert_eq!(found.rule("ratchet-line"), ("inconclusive", "baseline-missing"), "{}", found.log);
    }
}

#[test]
fn row_10_neither_a_missing_report_nor_a_missing_baseline_is_a_success() {
    let without_report = judge(&changed(&[]), &["--min-patch-line=0", "--max-drop=0", "--min-line=80"]);
    without_report.stopped(3, "inconclusive");
    for rule in ["total-line", "patch-line", "ratchet-line"] {
        assert_eq!(without_report.rule(rule), ("inconclusive", "reports-incomplete"), "{rule}");
    }
    // A target of its own is reached, and does not stand in for the comparison.
    let project = changed(&[("r/1", &of("src/a.py", "DA:1,1\nDA:2,1\nDA:3,1\n"))]);
    let without_baseline = judge(&project, &["--min-line=80", "--max-drop=0", "--baseline=notes"]);
    without_baseline.stopped(3, "inconclusive");
    assert_eq!(without_baseline.rule("total-line"), ("pass", "limit-reached"));
    assert_eq!(without_baseline.rule("ratchet-line"), ("inconclusive", "baseline-missing"));
}

#[test]
fn row_11_changes_that_cannot_be_told_are_no_success() {
    let project = changed(&[("r/1", &of("src/a.py", "DA:1,1\nDA:2,1\nDA:3,1\n"))]);
    let found = project.judge(&[
        "--files=r/*",
        "--min-patch-line=0",
        "--base=0123456789012345678901234567890123456789",
    ]);
    assert_ne!(found.exit(), Some(0), "{}", found.log);
    assert_eq!(found.verdict["decision"]["action"], "stop");
    let found = project.judge(&["--files=r/*", "--min-patch-line=0"]);
    assert_ne!(found.exit(), Some(0), "{}", found.log);
    // Of the changed file only a total is known.
    let total = r#"{"total": {"lines": {"total": 3, "covered": 3, "skipped": 0, "pct": 100}}, "src/a.py": {"lines": {"total": 3, "covered": 3, "skipped": 0, "pct": 100}}}"#;
    let found = judge(&changed(&[("r/1", total)]), &["--min-patch-line=0"]);
    found.stopped(3, "inconclusive");
    assert_eq!(found.rule("patch-line"), ("inconclusive", "changed-lines-unknown"));
}

#[test]
fn row_11_changes_without_code_are_skipped_and_no_full_marks() {
    // The lines are in a measured file, and no report says that they hold code.
    let project = changed(&[("r/1", &of("src/a.py", "DA:1,1\n"))]);
    let found = judge(&project, &["--min-patch-line=100", "--min-line=100"]);
    found.proceeded("pass");
    assert_eq!(found.rule("patch-line"), ("skipped", "no-changed-code"));
    assert_eq!(found.observed("patch-line"), (0, 0));
}
