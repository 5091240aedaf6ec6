//! Rows about XML: truth in capitals, reports that were cut or mended, groups, and lines that stand twice.

use crate::run::{Project, assert_counted, judged};

const COBERTURA: &str = r#"<?xml version="1.0"?>
<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<coverage line-rate="1"><packages><package name="p"><classes><class name="A" filename="src/a.py"><lines>
<line number="1" hits="1"/><line number="2" hits="1"/>
</lines></class></classes></package></packages></coverage>"#;

const JACOCO: &str = r#"<report name="shop"><package name="com/acme"><sourcefile name="A.java">
<line nr="1" mi="0" ci="3" mb="0" cb="2"/><line nr="2" mi="0" ci="1" mb="0" cb="0"/>
<counter type="LINE" missed="0" covered="2"/></sourcefile></package></report>"#;

const CLOVER: &str = r#"<coverage generated="1" clover="4.4.1"><project timestamp="1"><package name="p"><file name="a.py" path="src/a.py">
<line num="1" count="1" type="stmt"/><line num="2" count="4" type="stmt"/>
</file></package></project></coverage>"#;

/// A report of one class with these lines.
fn class(lines: &str) -> String {
    format!(
        r#"<coverage><packages><package name="p"><classes><class name="A" filename="src/a.py"><lines>{lines}</lines></class></classes></package></packages></coverage>"#
    )
}

#[test]
fn row_03_true_in_capitals_is_true() {
    for word in ["True", "TRUE", "true"] {
        let line = format!(r#"<line number="1" hits="1" branch="{word}" condition-coverage="0% (0/2)"/>"#);
        assert_counted(&[("coverage.xml", &class(&line))], "branch", 0, 2);
    }
}

#[test]
fn row_12_a_report_that_was_cut_is_never_a_smaller_one() {
    for whole in [COBERTURA, JACOCO, CLOVER] {
        let project = Project::new();
        project.write("whole.xml", whole);
        project.judge(&["--files=whole.xml", "--min-line=100"]).proceeded("pass");
        for end in 0..whole.len() {
            project.write(&format!("cut/{end:04}.xml"), &whole[..end]);
        }
        let found = project.judge(&["--files=cut/*.xml", "--min-line=0"]);
        found.stopped(4, "error");
        assert_eq!(found.rule("reports-readable"), ("error", "report-truncated"));
        assert_eq!(found.rule("total-line"), ("inconclusive", "reports-incomplete"));
        let reports = found.facts["reports"].as_array().unwrap();
        assert_eq!(reports.len(), whole.len());
        for report in reports {
            let code = &report["broken"]["code"];
            // Of the first bytes nobody can tell what they were to become.
            assert!(["empty", "truncated", "unknown-format"].iter().any(|known| code == known), "{report}");
            assert!(report["content"].is_null(), "{report}");
        }
    }
}

#[test]
fn row_12_what_is_no_xml_is_not_mended() {
    for broken in [
        COBERTURA.replace("</classes>", ""),
        COBERTURA.replace("</class>", "</klass>"),
        COBERTURA.replace("name=\"A\"", "name=\"A & B\""),
        COBERTURA.replace("src/a.py", "src/a&b.py"),
        COBERTURA.replace("hits=\"1\"", "hits=1"),
        COBERTURA.replace("hits=\"1\"", "hits=\"1"),
        format!("{COBERTURA}<coverage/>"),
        format!("{COBERTURA}more"),
    ] {
        let found = judged(&[("coverage.xml", &broken)], &["--min-line=1%"]);
        found.stopped(4, "error");
        assert_eq!(found.rule("reports-readable").0, "error", "{broken}");
        assert_eq!(found.rule("total-line"), ("inconclusive", "reports-incomplete"));
    }
}

#[test]
fn row_20_groups_at_any_depth_are_read() {
    let source = |name: &str, covered: u8| {
        format!(
            r#"<package name="com/acme"><sourcefile name="{name}.java"><line nr="1" mi="{}" ci="{covered}" mb="0" cb="0"/></sourcefile></package>"#,
            1 - covered
        )
    };
    let report = format!(
        r#"<report name="all">{}<group name="one">{}<group name="two">{}<group name="three">{}</group></group></group></report>"#,
        source("A", 1),
        source("B", 0),
        source("C", 0),
        source("D", 0)
    );
    assert_counted(&[("jacoco.xml", &report)], "line", 1, 4);
}

#[test]
fn row_20_the_last_statement_of_a_line_does_not_win() {
    let statement = |line, column, covered| {
        format!(
            r#"<Statement FileIndex="1" Line="{line}" Column="{column}" EndLine="{line}" EndColumn="{}" Covered="{covered}"/>"#,
            column + 4
        )
    };
    let line = |first, last| [statement(1, 1, first), statement(1, 9, last)].concat();
    for statements in [line("True", "False"), line("False", "True")] {
        let report = format!(
            r#"<Root DotCoverVersion="1" ReportType="DetailedXml"><FileIndices><File Index="1" Name="src/a.py"/></FileIndices><Assembly Name="x"><Type Name="T"><Method Name="f">{statements}{}</Method></Type></Assembly></Root>"#,
            statement(2, 1, "False")
        );
        assert_counted(&[("dotcover.xml", &report)], "line", 1, 2);
        assert_counted(&[("dotcover.xml", &report)], "statement", 1, 3);
    }
}

#[test]
fn row_21_files_of_groups_are_read() {
    let report = r#"<report name="all"><group name="app"><package name="com/acme"><sourcefile name="A.java"><line nr="1" mi="0" ci="1"/><line nr="2" mi="1" ci="0"/></sourcefile></package></group></report>"#;
    assert_counted(&[("jacoco.xml", report)], "line", 1, 2);
}

#[test]
fn row_21_of_a_line_that_stands_twice_neither_is_lost() {
    let ran = r#"<line number="1" hits="1" branch="true" condition-coverage="50% (1/2)"/>"#;
    let ran_not = r#"<line number="1" hits="0" branch="true" condition-coverage="0% (0/2)"/>"#;
    let other = r#"<line number="2" hits="0"/>"#;
    for lines in [[ran, ran_not, other].concat(), [ran_not, ran, other].concat()] {
        assert_counted(&[("coverage.xml", &class(&lines))], "line", 1, 2);
        assert_counted(&[("coverage.xml", &class(&lines))], "branch", 1, 2);
    }
}

#[test]
fn row_21_a_file_that_is_not_on_the_disk_counts() {
    let report = "SF:src/a.py\nDA:1,1\nend_of_record\nSF:src/gone.py\nDA:1,0\nDA:2,0\nend_of_record\n";
    assert_counted(&[("lcov.info", report)], "line", 1, 3);
    let found = judged(&[("lcov.info", report)], &["--min-line=1%"]);
    assert_eq!(found.rule("paths-mapped"), ("warn", "paths-unmapped"));
    let found = judged(&[("lcov.info", report)], &["--min-line=1%", "--unmapped=fail"]);
    found.stopped(1, "fail");
    assert_eq!(found.rule("paths-mapped"), ("fail", "paths-unmapped"));
}

#[test]
fn row_21_a_report_that_is_no_xml_is_not_recovered() {
    // A line that lost its end, in the middle of a report that goes on.
    let report = COBERTURA.replace("<line number=\"2\" hits=\"1\"/>", "<line number=\"2\" hits=\"0\">");
    let found = judged(&[("coverage.xml", &report)], &["--min-line=50"]);
    found.stopped(4, "error");
    assert_eq!(found.rule("reports-readable").0, "error");
    assert_eq!(found.rule("total-line"), ("inconclusive", "reports-incomplete"));
}
