//! What other tools count wrong besides, without a clear direction.

use crate::run::{Project, assert_counted, judged};

#[test]
fn besides_lines_of_jacoco_with_branches_are_lines() {
    let report = r#"<report name="shop"><package name="com/acme"><sourcefile name="A.java"><line nr="1" mi="0" ci="3" mb="1" cb="1"/><line nr="2" mi="2" ci="0" mb="2" cb="0"/><line nr="3" mi="0" ci="1" mb="0" cb="0"/></sourcefile></package></report>"#;
    assert_counted(&[("jacoco.xml", report)], "line", 2, 3);
    assert_counted(&[("jacoco.xml", report)], "branch", 1, 4);
}

#[test]
fn besides_a_path_with_two_colons_keeps_its_lines() {
    let report = "SF:src/a.py\nDA:1,1\nend_of_record\nSF:C:\\shop\\src\\b.py\nDA:1,0\nDA:2,0\nend_of_record\n";
    assert_counted(&[("lcov.info", report)], "line", 1, 3);
    let found = judged(&[("lcov.info", report)], &["--min-line=0"]);
    assert_eq!(found.file("src/a.py", "line"), (1, 1));
    assert_eq!(found.file("src/b.py", "line"), (0, 2));
}

#[test]
fn besides_packages_of_clover_within_metrics_are_read() {
    let report = r#"<coverage generated="1" clover="3.2.0"><project timestamp="1" name="All files"><metrics statements="2" coveredstatements="1"><package name="src"><metrics statements="2"/><file name="a.js" path="src/a.js"><metrics statements="2"/><line num="1" count="1" type="stmt"/><line num="2" count="0" type="stmt"/></file></package></metrics></project></coverage>"#;
    assert_counted(&[("clover.xml", report)], "line", 1, 2);
}

#[test]
fn besides_the_last_record_of_a_file_does_not_win() {
    let (ran, ran_not) = ("DA:1,3\nDA:2,0\n", "DA:1,0\nDA:2,0\n");
    for records in [[ran, ran_not], [ran_not, ran]] {
        let report: String =
            records.iter().map(|lines| format!("SF:src/a.py\n{lines}end_of_record\n")).collect();
        assert_counted(&[("lcov.info", &report)], "line", 1, 2);
    }
}

#[test]
fn besides_branches_of_another_shape_do_not_win() {
    let class = |pair: &str| {
        format!(
            r#"<coverage><packages><package><classes><class name="A" filename="src/a.py"><lines><line number="1" hits="1" branch="true" condition-coverage="50% ({pair})"/></lines></class></classes></package></packages></coverage>"#
        )
    };
    // Two of two, and none of four, on one line: it has four at most, and two are covered for certain.
    let (two, four) = (class("2/2"), class("0/4"));
    for reports in [[&two, &four], [&four, &two]] {
        assert_counted(&[("1.xml", reports[0]), ("2.xml", reports[1])], "branch", 2, 4);
    }
    // JaCoCo writes what the compiler made of the line: another size is another source.
    let java = |missed: u8, covered: u8| {
        format!(
            r#"<report name="shop"><package name="com/acme"><sourcefile name="A.java"><line nr="1" mi="0" ci="{}" mb="{missed}" cb="{covered}"/></sourcefile></package></report>"#,
            missed + covered + 1
        )
    };
    let found = judged(&[("1.xml", &java(0, 2)), ("2.xml", &java(4, 0))], &["--min-branch=0"]);
    found.stopped(3, "inconclusive");
    assert_eq!(found.rule("reports-sound"), ("inconclusive", "conflicting-source"));
}

#[test]
fn besides_limits_come_from_no_file_of_the_checkout() {
    let project = Project::new();
    for (name, text) in [
        (
            "vitest.config.ts",
            "export default { test: { coverage: { thresholds: { lines: 10 } } } } // lines: 5\n",
        ),
        ("package.json", r#"{"jest": {"coverageThreshold": {"global": {"lines": 10}}}}"#),
        (".coveragerc", "[report]\nfail_under = 10\n"),
        ("codecov.yml", "coverage:\n  status:\n    project:\n      default:\n        target: 10%\n"),
        ("lcov.info", "SF:src/a.py\nDA:1,1\nDA:2,0\nend_of_record\n"),
    ] {
        project.write(name, text);
    }
    let found = project.judge(&["--files=lcov.info"]);
    found.stopped(1, "fail");
    assert_eq!(found.verdict["details"]["policy"]["limits"], serde_json::json!({"line": "4/5"}));
}

#[test]
fn besides_import_paths_of_go_lose_no_folder() {
    // Only the module's own name is taken off: three more folders remain, and a module that begins alike keeps its name.
    let project = Project::new();
    project.write("one/two/three/a.go", "x\n");
    project.git(&["add", "one"]);
    project.write(
        "cover.out",
        "mode: set\nexample.com/shop/one/two/three/a.go:1.1,1.9 1 1\nexample.com/shop/src/a.go:1.1,1.9 1 0\nexample.com/shopping/lib/z.go:1.1,1.9 1 0\n",
    );
    let found = project.judge(&["--files=cover.out", "--min-line=100"]);
    found.stopped(1, "fail");
    assert_eq!(found.numbers("line"), (1, 3));
    assert_eq!(found.file("one/two/three/a.go", "line"), (1, 1));
    assert_eq!(found.file("src/a.go", "line"), (0, 1));
    assert_eq!(found.file("example.com/shopping/lib/z.go", "line"), (0, 1));
}

#[test]
fn besides_a_limit_that_is_just_reached_is_reached() {
    let report = "SF:src/a.py\nDA:1,1\nDA:2,1\nDA:3,1\nDA:4,1\nDA:5,0\nend_of_record\n";
    judged(&[("lcov.info", report)], &["--min-line=80"]).proceeded("pass");
    let found = judged(&[("lcov.info", report)], &["--min-line=80.01"]);
    found.stopped(1, "fail");
    assert_eq!(found.numbers("line"), (4, 5));
    // A file wholly covered is not above 100 %, and passes it.
    let whole = report.replace("DA:5,0", "DA:5,1");
    judged(&[("lcov.info", &whole)], &["--min-line=100"]).proceeded("pass");
}
