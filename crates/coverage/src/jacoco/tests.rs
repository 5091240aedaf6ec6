use crate::tests::{attempt, attempt_in_chunks, codes, only, refusal, report, short, totals};
use crate::{Format, ProblemCode, ReadErrorCode};

/// A report of one package with this content.
fn package(content: &str) -> String {
    format!(r#"<report name="r"><package name="com/acme">{content}</package></report>"#)
}

fn source(content: &str) -> String {
    package(&format!(r#"<sourcefile name="A.java">{content}</sourcefile>"#))
}

fn keys(text: &str) -> Vec<String> {
    report(text).coverage.files.keys().map(ToString::to_string).collect()
}

#[test]
fn groups_are_read_at_any_depth_and_keep_modules_apart() {
    let file = r#"<package name="p"><sourcefile name="A.java"><line nr="1" mi="0" ci="1" mb="0" cb="0"/></sourcefile></package>"#;
    let text = format!(
        r#"<report name="all">{file}<group name="one">{file}<group name="deep"><group name="er">{file}</group></group></group><group name="two">{file}</group></report>"#
    );
    assert_eq!(
        keys(&text),
        ["all: p/A.java", "all/one: p/A.java", "all/one/deep/er: p/A.java", "all/two: p/A.java"]
    );
    assert_eq!(totals(&text), "line 4/4, branch 0/0");
}

#[test]
fn a_group_that_holds_a_separator_is_not_two_groups() {
    let file = r#"<package name="p"><sourcefile name="A"><line nr="1" ci="1"/></sourcefile></package>"#;
    let text = format!(
        r#"<report name="r"><group name="a/b">{file}</group><group name="a"><group name="b">{file}</group></group><group name="a\">{file}<group name="b">{file}</group></group></report>"#
    );
    assert_eq!(keys(&text), ["r/a/b: p/A", r"r/a\/b: p/A", r"r/a\\: p/A", r"r/a\\/b: p/A"]);
}

#[test]
fn a_line_is_covered_if_any_instruction_ran() {
    let text = source(
        r#"<line nr="1" mi="0" ci="2" mb="0" cb="0"/><line nr="2" mi="3" ci="1" mb="1" cb="1"/>
           <line nr="3" mi="3" ci="0" mb="2" cb="0"/><line nr="4" ci="1"/><line nr="5" mi="1"/>"#,
    );
    let read = report(&text);
    assert_eq!(read.format, Format::Jacoco);
    assert_eq!(short(&read.coverage.totals()), "line 3/5, branch 1/4");
    assert_eq!(only(&read.coverage).uncovered_lines(), [(3, 3), (5, 5)]);
}

#[test]
fn lines_without_instructions_leave_it_to_the_counters() {
    // gcovr writes `nr` alone and repeats it; a naive reader finds 0 of 19.
    let text = source(
        r#"<line nr="6"/><line nr="6"/><line nr="7"/><counter type="LINE" missed="2" covered="17"/>
           <counter type="BRANCH" missed="1" covered="3"/><counter type="METHOD" missed="0" covered="2"/>"#,
    );
    assert_eq!(totals(text), "line 17/19, branch 3/4, function 2/2");
    let text = source(r#"<line nr="6"/><counter type="LINE" missed="2" covered="17"/>"#);
    assert_eq!(totals(text), "line 17/19, branch 0/0");
    assert_eq!(refusal(source(r#"<line nr="6"/>"#)).code, ReadErrorCode::Malformed);
    assert_eq!(totals(source(r#"<counter type="LINE" missed="2" covered="1"/>"#)), "line 1/3, branch 0/0");
}

#[test]
fn instructions_and_methods_come_from_classes_alone() {
    // Lines of classes overlap (lambdas, inner classes): only source files count lines.
    let text = package(
        r#"<class name="com/acme/A" sourcefilename="A.java">
             <method name="&lt;init&gt;" desc="()V" line="1"><counter type="INSTRUCTION" missed="0" covered="3"/>
               <counter type="LINE" missed="0" covered="9"/><counter type="METHOD" missed="0" covered="1"/></method>
             <counter type="INSTRUCTION" missed="2" covered="3"/><counter type="LINE" missed="5" covered="9"/>
             <counter type="METHOD" missed="1" covered="1"/><counter type="CLASS" missed="0" covered="1"/></class>
           <class name="com/acme/A$1" sourcefilename="A.java"><counter type="INSTRUCTION" missed="1" covered="0"/>
             <counter type="METHOD" missed="1" covered="0"/></class>
           <sourcefile name="A.java"><line nr="1" mi="3" ci="3" mb="0" cb="0"/>
             <counter type="INSTRUCTION" missed="3" covered="3"/><counter type="LINE" missed="0" covered="1"/></sourcefile>
           <counter type="INSTRUCTION" missed="77" covered="77"/>"#,
    );
    assert_eq!(keys(&text), ["r: com/acme/A.java"]);
    assert_eq!(totals(&text), "line 1/1, branch 0/0, function 1/3, instruction 3/6");
}

#[test]
fn a_class_without_a_source_file_is_a_file_of_its_own() {
    let class = r#"<class name="com/acme/B"><counter type="INSTRUCTION" missed="4" covered="1"/>
        <counter type="BRANCH" missed="1" covered="1"/><counter type="LINE" missed="1" covered="0"/>
        <counter type="METHOD" missed="0" covered="1"/></class>"#;
    let beside =
        package(&format!(r#"{class}<sourcefile name="A.java"><line nr="1" mi="0" ci="1"/></sourcefile>"#));
    assert_eq!(keys(&beside), ["r: com/acme/A.java", "r: com/acme/B"]);
    assert_eq!(totals(&beside), "line 1/1, branch 1/2, function 1/1, instruction 1/5");
    assert_eq!(totals(package(class)), "line 0/1, branch 1/2, function 1/1, instruction 1/5");
}

#[test]
fn line_0_is_dropped_with_a_note() {
    let read = report(source(r#"<line nr="0" mi="1" ci="1"/><line nr="1" mi="1" ci="1"/>"#));
    assert_eq!(short(&read.coverage.totals()), "line 1/1, branch 0/0");
    assert_eq!(codes(&read), [ProblemCode::LineNumber]);
    for line in [
        r#"<line mi="1"/>"#,
        r#"<line nr="x" mi="1"/>"#,
        r#"<line nr="10000001" mi="1"/>"#,
        r#"<line nr="1" mi="-1"/>"#,
        r#"<line nr="1" ci="x"/>"#,
    ] {
        assert_eq!(refusal(source(line)).code, ReadErrorCode::Malformed, "{line}");
    }
}

#[test]
fn the_same_file_twice_is_united_and_compared() {
    let twice = |a: &str, b: &str| {
        report(package(&format!(
            r#"<sourcefile name="A.java">{a}</sourcefile><sourcefile name="A.java">{b}</sourcefile>"#
        )))
    };
    let same =
        twice(r#"<line nr="1" mi="2" ci="0" mb="1" cb="1"/>"#, r#"<line nr="1" mi="0" ci="2" mb="0" cb="2"/>"#);
    assert_eq!((short(&same.coverage.totals()).as_str(), codes(&same).len()), ("line 1/1, branch 2/2", 0));
    let inexact =
        twice(r#"<line nr="1" mi="2" ci="0" mb="1" cb="1"/>"#, r#"<line nr="1" mi="0" ci="2" mb="1" cb="1"/>"#);
    assert_eq!(short(&inexact.coverage.totals()), "line 1/1, branch 1/2");
    assert_eq!(only(&inexact.coverage).branch_upper(), Some(2));
    assert_eq!(codes(&inexact), [ProblemCode::BranchesInexact]);
    let other = twice(r#"<line nr="1" mi="2" ci="0"/>"#, r#"<line nr="1" mi="0" ci="3"/>"#);
    assert_eq!(codes(&other), [ProblemCode::ConflictingSource]);
}

#[test]
fn classes_of_merged_reports_are_compared() {
    let text = |missed: u8| {
        package(&format!(
            r#"<class name="A" sourcefilename="A.java"><counter type="METHOD" missed="{missed}" covered="1"/></class>"#
        ))
    };
    let mut coverage = report(text(1)).coverage;
    assert_eq!(coverage.merge(report(text(1)).coverage), []);
    let problems = coverage.merge(report(text(2)).coverage);
    assert_eq!(problems.iter().map(|one| one.code).collect::<Vec<_>>(), [ProblemCode::ConflictingSource]);
    assert_eq!(short(&coverage.totals()), "function 1/3");
}

#[test]
fn a_counter_that_differs_from_its_lines_is_noted() {
    let read = report(source(r#"<line nr="1" mi="0" ci="1"/><counter type="LINE" missed="1" covered="1"/>"#));
    assert_eq!(short(&read.coverage.totals()), "line 1/1, branch 0/0");
    assert_eq!(codes(&read), [ProblemCode::CounterDiffers]);
}

#[test]
fn the_roots_counters_are_claims() {
    let text = package("").replace(
        "</report>",
        r#"<counter type="INSTRUCTION" missed="1" covered="2"/><counter type="BRANCH" missed="0" covered="2"/>
           <counter type="LINE" missed="3" covered="4"/><counter type="COMPLEXITY" missed="9" covered="9"/>
           <counter type="METHOD" missed="1" covered="0"/><counter type="CLASS" missed="1" covered="0"/></report>"#,
    );
    assert_eq!(short(&report(text).claims), "line 4/7, branch 2/2, function 0/1, instruction 2/3");
    assert_eq!(short(&report(package("")).claims), "", "Kover and Pester may have none");
    let bad = package("").replace("</report>", r#"<counter type="LINE" missed="1"/></report>"#);
    assert_eq!(refusal(bad).code, ReadErrorCode::Malformed);
}

#[test]
fn the_producer_is_named_where_the_report_names_it() {
    for (text, expected) in [
        (
            r#"<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="x"/>"#,
            Some("JaCoCo"),
        ),
        (r#"<report name="Intellij Coverage Report"/>"#, Some("Kover")),
        (
            r#"<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.0//EN" "report.dtd"><report name="GCOVR report"/>"#,
            Some("gcovr"),
        ),
        (r#"<report name="Pester (01/02/2026 03:04:05)"/>"#, Some("Pester")),
        (r#"<report name="x"/>"#, None),
    ] {
        assert_eq!(report(text).producer.as_deref(), expected, "{text}");
    }
}

#[test]
fn the_default_package_has_no_folder() {
    let text = r#"<report name="r"><package name=""><sourcefile name="A.java"><line nr="1" ci="1"/></sourcefile></package></report>"#;
    assert_eq!(keys(text), ["r: A.java"]);
    let escaping = r#"<report name="r"><package name=".."><sourcefile name="A.java"/></package></report>"#;
    assert_eq!(codes(&report(escaping)), [ProblemCode::PathEscapes]);
}

#[test]
fn a_line_outside_any_source_file_is_refused() {
    for text in [
        r#"<report name="r"><package name="p"><line nr="1" mi="1"/></package></report>"#,
        r#"<report name="r"><group name="g"><sourcefile name="A"><line nr="1" mi="1"/></sourcefile></group></report>"#,
    ] {
        assert_eq!(refusal(text).code, ReadErrorCode::Malformed, "{text}");
    }
}

#[test]
fn a_report_of_another_kind_is_not_read_as_empty() {
    assert_eq!(refusal("<report><summary/></report>").code, ReadErrorCode::UnknownFormat);
    assert_eq!(
        report(r#"<report name="x"><sessioninfo id="a" start="1" dump="2"/></report>"#).coverage.files.len(),
        0
    );
}

#[test]
fn the_short_way_finds_what_the_parser_finds() {
    let counters = |kinds: &[&str]| {
        let counter = |kind: &&str| format!(r#"<counter type="{kind}" missed="1" covered="6"/>"#);
        kinds.iter().map(counter).collect::<String>()
    };
    let line = |number: u32| {
        let (covered, branches) = (number % 3, number % 2);
        format!(r#"<line nr="{number}" mi="{}" ci="{covered}" mb="{branches}" cb="{branches}"/>"#, number % 4)
    };
    let all = counters(&["INSTRUCTION", "BRANCH", "LINE", "METHOD"]);
    let lines: String = (1..400).chain(300..500).map(line).collect();
    for odd in [
        "",
        r#"<line nr="0" mi="1" ci="1" mb="0" cb="0"/>"#,
        r#"<line nr="7" mb="1" cb="1"/>"#,
        r#"<line nr="7" mi="1" ci="1" mb="0" cb="0" mi="1"/>"#,
        r#"<line nr="99999999" mi="1" ci="1" mb="0" cb="0"/>"#,
        r#"<line nr="600" mi="9999999999" ci="1" mb="0" cb="0"/>"#,
        r#"<counter type="line" missed="1" covered="1"/>"#,
        r#"<counter type="LINE" missed="400" covered="99"/>"#,
        r#"<other><line nr="601" mi="0" ci="1" mb="0" cb="0"/></other>"#,
        r#"</sourcefile><line nr="601" mi="0" ci="1" mb="0" cb="0"/><sourcefile name="B.java">"#,
    ] {
        let methods = format!(r#"<method name="m" desc="()V">{all}</method>"#).repeat(3);
        let text = package(&format!(
            r#"<class name="A" sourcefilename="A.java">{methods}{all}</class><sourcefile name="A.java">{lines}{odd}{lines}</sourcefile>{all}"#
        ));
        // In so few bytes no element is seen as a whole.
        let expected = attempt_in_chunks(text.as_bytes(), 16);
        assert_eq!(attempt(&text), expected, "{odd}");
        assert_eq!(attempt_in_chunks(text.as_bytes(), 1000), expected, "{odd}");
    }
}
