//! Rows about nothing: reports that are empty, missing, of no file or of somebody else's files are no success.

use crate::run::{Project, assert_unjudged, judged};

/// One report of each grammar that names no file.
const OF_NO_FILE: [(&str, &str); 7] = [
    (
        "clover.xml",
        r#"<coverage generated="1" clover="4.4.1"><project timestamp="1"><metrics/></project></coverage>"#,
    ),
    ("cobertura.xml", r#"<coverage line-rate="1" lines-valid="0"><packages/></coverage>"#),
    (
        "coverage.json",
        r#"{"meta": {"format": 3, "version": "7.6.1"}, "files": {}, "totals": {"percent_covered": 100.0}}"#,
    ),
    ("cover.out", "mode: set\n"),
    ("jacoco.xml", r#"<report name="shop"><sessioninfo id="x" start="1" dump="2"/></report>"#),
    ("lcov.info", "TN:\n"),
    ("opencover.xml", "<CoverageSession><Modules/></CoverageSession>"),
];

const EMPTY: (&str, &str) = ("inconclusive", "report-empty");

#[test]
fn row_01_an_empty_report_passes_no_limit() {
    for report in
        [("coverage.xml", ""), ("lcov.info", " \n\n"), ("cover.out", "\n")].into_iter().chain(OF_NO_FILE)
    {
        assert_unjudged(&[report], 3, "inconclusive", "reports-readable", EMPTY);
    }
}

#[test]
fn row_01_json_that_says_nothing_passes_no_limit() {
    let broken = ("error", "report-broken");
    for text in
        ["{}", "[]", "null", r#"{"coverage": {}}"#, r#"{"files": {}, "totals": {"percent_covered": 100}}"#]
    {
        assert_unjudged(&[("coverage.json", text)], 4, "error", "reports-readable", broken);
    }
}

#[test]
fn row_01_files_without_a_line_pass_no_limit() {
    let cobertura = r#"<coverage line-rate="1"><packages><package name="p" line-rate="1"><classes><class name="A" filename="src/a.py" line-rate="1"><lines/></class></classes></package></packages></coverage>"#;
    for report in [("lcov.info", "SF:src/a.py\nLF:0\nLH:0\nend_of_record\n"), ("coverage.xml", cobertura)] {
        let nothing = ("inconclusive", "nothing-measured");
        assert_unjudged(&[report], 3, "inconclusive", "total-line", nothing);
    }
}

#[test]
fn row_10_no_report_at_all_is_no_success() {
    let project = Project::new();
    for flags in [
        &["--files=coverage.xml", "--min-line=80"][..],
        &["--files=**/lcov.info"],
        &["--files=*.xml", "--min-line=0"],
    ] {
        let found = project.judge(flags);
        found.stopped(3, "inconclusive");
        assert_eq!(found.rule("reports-found"), ("inconclusive", "no-report"));
        assert_eq!(found.rule("total-line"), ("inconclusive", "reports-incomplete"));
    }
}

#[test]
fn row_11_a_part_that_was_not_uploaded_is_no_success() {
    // By its own pattern, and by the names that were declared.
    let report = ("backend/lcov.info", "SF:src/a.py\nDA:1,1\nend_of_record\n");
    let project = Project::new();
    project.write(report.0, report.1);
    let found = project.judge(&["--files=backend/lcov.info", "--files=frontend/lcov.info", "--min-line=0"]);
    found.stopped(3, "inconclusive");
    assert_eq!(found.rule("reports-found"), ("inconclusive", "no-report"));
    let declared = ["--files=*/lcov.info", "--expected-reports=backend/*", "--expected-reports=frontend/*"];
    let found = project.judge(&declared);
    found.stopped(3, "inconclusive");
    assert_eq!(found.rule("reports-arrived"), ("inconclusive", "report-missing"));
    assert_eq!(found.rule("total-line"), ("inconclusive", "reports-incomplete"));
    assert!(found.log.contains("frontend/*"), "{}", found.log);
}

#[test]
fn row_14_zero_files_are_no_success() {
    for report in OF_NO_FILE {
        let found = judged(&[report], &[]);
        found.stopped(3, "inconclusive");
        assert_eq!(found.rule("reports-readable"), EMPTY);
        assert_eq!(found.verdict["details"]["file_count"], 0);
    }
}

#[test]
fn row_14_a_report_whose_paths_fit_nothing_is_no_success() {
    // Relative to another folder, as a tool writes them that was started elsewhere.
    let report = "SF:app/models.py\nDA:1,1\nend_of_record\nSF:app/views.py\nDA:1,1\nend_of_record\n";
    let found = judged(&[("lcov.info", report)], &["--min-line=80"]);
    found.stopped(3, "inconclusive");
    assert_eq!(found.rule("paths-mapped"), ("inconclusive", "nothing-mapped"));
}

#[test]
fn row_14_an_error_of_the_gate_stops_it_unasked() {
    // Neither of the two ways to be lenient makes an error green.
    for lenient in [&[][..], &["--report-only"], &["--fail-on=fail"]] {
        let found = judged(&[("lcov.info", "SF:src/a.py\nDA:1,1\n")], lenient);
        found.stopped(4, "error");
    }
    let wrong = Project::new().judge(&["--files=lcov.info", "--min-lines=80"]);
    assert_eq!(wrong.exit(), Some(2), "{}", wrong.log);
}

#[test]
fn row_18_no_file_is_no_success() {
    let found = Project::new().judge(&["--files=coverage/lcov.info"]);
    found.stopped(3, "inconclusive");
    assert_eq!(found.rule("reports-found"), ("inconclusive", "no-report"));
    assert!(found.log.contains("`coverage/lcov.info` matches no file"), "{}", found.log);
}

#[test]
fn row_18_zero_of_zero_is_no_number() {
    let found = judged(&[("lcov.info", "SF:src/a.py\nLF:0\nLH:0\nend_of_record\n")], &["--min-line=80"]);
    found.stopped(3, "inconclusive");
    assert_eq!(found.rule("total-line"), ("inconclusive", "nothing-measured"));
    assert_eq!(found.numbers("line"), (0, 0));
    for word in ["NaN", "nan", "100.00", "0.00"] {
        assert!(!found.log.contains(word), "{}", found.log);
    }
}

#[test]
fn row_19_a_limit_that_is_missed_stops_without_being_asked_to() {
    let report = r#"<report name="shop"><package name="com/acme"><sourcefile name="A.java"><line nr="1" mi="0" ci="1"/><line nr="2" mi="1" ci="0"/></sourcefile></package></report>"#;
    // No limit is given: 80 % is judged.
    let found = judged(&[("jacoco.xml", report)], &[]);
    found.stopped(1, "fail");
    assert_eq!(found.numbers("line"), (1, 2));
    let action = include_str!("../../../../actions/coverage-gate/action.yml");
    assert!(!action.contains("continue-on-error"), "a step of the action swallows its failure");
}

#[test]
fn row_19_an_empty_report_is_not_100() {
    for report in ["<report name=\"shop\"/>", "<report name=\"shop\"><package name=\"com/acme\"/></report>"] {
        assert_unjudged(&[("jacoco.xml", report)], 3, "inconclusive", "reports-readable", EMPTY);
    }
}

#[test]
fn row_19_a_report_of_other_files_is_not_100() {
    let report = r#"<report name="shop"><package name="org/other"><sourcefile name="Z.java"><line nr="1" mi="0" ci="1"/></sourcefile></package></report>"#;
    let found = judged(&[("jacoco.xml", report)], &["--min-line=80"]);
    found.stopped(3, "inconclusive");
    assert_eq!(found.rule("paths-mapped"), ("inconclusive", "nothing-mapped"));
}
