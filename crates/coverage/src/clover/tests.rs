use crate::tests::{codes, only, refusal, report, short, totals};
use crate::{Format, ProblemCode, ReadErrorCode};

/// A report of one file, by a writer that this root and project show.
fn file(root: &str, project: &str, content: &str) -> String {
    format!(
        r#"<coverage {root}><project timestamp="1" {project}><package name="p"><file name="A.java" path="/src/p/A.java">{content}</file></package></project></coverage>"#
    )
}

fn open_clover(content: &str) -> String {
    file(r#"clover="4.5.2" generated="1""#, r#"name="app""#, content)
}

fn istanbul(content: &str) -> String {
    file(r#"clover="3.2.0" generated="1""#, r#"name="All files""#, content)
}

#[test]
fn a_condition_of_openclover_has_two_ways() {
    let text = open_clover(
        r#"<class name="A"><metrics statements="9" coveredstatements="9"/></class>
           <line num="3" type="method" count="2" signature="f(int) : void" complexity="2"/>
           <line num="4" type="cond" truecount="5" falsecount="0"/><line num="4" type="stmt" count="5"/>
           <line num="5" type="cond" truecount="0" falsecount="0"/><line num="6" type="cond" truecount="1" falsecount="7"/>
           <line num="7" type="stmt" count="0"/><line num="7" type="stmt" count="3"/>
           <line num="9" type="method" count="0" signature="g() : void"/>"#,
    );
    let read = report(text);
    assert_eq!((read.format, read.producer.as_deref()), (Format::Clover, Some("Clover 4.5.2")));
    assert_eq!(short(&read.coverage.totals()), "line 3/4, branch 3/6, function 1/2, statement 2/3");
    assert_eq!(only(&read.coverage).lines, [(4, 5), (5, 0), (6, 8), (7, 3)]);
    assert_eq!(read.coverage.files.keys().next().unwrap().path, "/src/p/A.java");
}

#[test]
fn more_methods_that_ran_than_there_are_show_a_broken_report() {
    let methods = |ran: u8| refusal(istanbul(&format!(r#"<metrics methods="3" coveredmethods="{ran}"/>"#)));
    assert_eq!(methods(4).code, ReadErrorCode::Malformed);
    assert!(methods(4).message.contains("4 of 3"));
    assert_eq!(totals(istanbul(r#"<metrics methods="3" coveredmethods="3"/>"#)), "line 0/0, function 3/3");
}

#[test]
fn the_ways_of_conditions_unite_exactly() {
    let line = |taken: u8, other: u8| {
        open_clover(&format!(r#"<line num="1" type="cond" truecount="{taken}" falsecount="{other}"/>"#))
    };
    let mut coverage = report(line(1, 0)).coverage;
    assert_eq!(coverage.merge(report(line(0, 3)).coverage), []);
    assert_eq!(short(&coverage.totals()), "line 1/1, branch 2/2");
    let twice = open_clover(
        r#"<line num="1" type="cond" truecount="1" falsecount="0"/><line num="1" type="cond" truecount="0" falsecount="1"/>"#,
    );
    assert_eq!(totals(twice), "line 1/1, branch 2/4", "two conditions in one line");
}

#[test]
fn a_condition_of_istanbul_counts_its_branches() {
    // By OpenClover's rule, a line whose two branches were both taken would be half covered.
    let text = istanbul(
        r#"<metrics statements="3" coveredstatements="2" conditionals="5" coveredconditionals="3" methods="4" coveredmethods="3"/>
           <line num="1" count="1" type="stmt"/><line num="2" count="1" type="cond" truecount="2" falsecount="0"/>
           <line num="3" count="0" type="cond" truecount="1" falsecount="2"/>"#,
    );
    let read = report(&text);
    assert_eq!(read.producer.as_deref(), Some("Istanbul"));
    assert_eq!(
        short(&read.coverage.totals()),
        "line 2/3, branch 3/5, function 3/4",
        "its statements are lines"
    );
    let old = text.replace("All files", "All Files");
    assert_eq!(short(&report(old).coverage.totals()), "line 2/3, branch 3/5, function 3/4");
}

#[test]
fn a_condition_of_devel_cover_counts_its_ways() {
    let text = file(
        r#"clover="1.01" generated="1""#,
        r#"name="Devel::Cover::Report::Clover""#,
        r#"<line num="1" truecount="2" falsecount="0" type="cond"/><line num="2" truecount="1" falsecount="0" type="cond"/>
           <line num="3" truecount="0" falsecount="1" type="cond"/>"#,
    );
    let read = report(text);
    assert_eq!(read.producer.as_deref(), Some("Devel::Cover::Report::Clover 1.01"));
    assert_eq!(short(&read.coverage.totals()), "line 2/3, branch 3/6");
}

#[test]
fn of_two_readings_the_lower_one_counts() {
    let line = |taken: u16, other: u16| {
        let line = format!(r#"<line num="1" count="1" type="cond" truecount="{taken}" falsecount="{other}"/>"#);
        let doubtful = totals(file(r#"clover="3.2.0""#, r#"name="shop""#, &line));
        assert_eq!(doubtful, totals(file("", "", &line)));
        doubtful
    };
    for (taken, other, expected) in
        [(2, 0, "1/2"), (1, 1, "1/2"), (0, 3, "0/3"), (0, 0, "0/2"), (3, 1, "3/4"), (900, 0, "1/2")]
    {
        assert_eq!(line(taken, other), format!("line 1/1, branch {expected}"), "{taken}, {other}");
    }
}

#[test]
fn packages_may_be_nested_in_metrics_and_files_stand_without_packages() {
    let line = r#"<line num="1" count="1" type="stmt"/>"#;
    let root = r#"<coverage clover="3.2.0" generated="1"><project name="All Files">"#;
    let nested = format!(
        r#"{root}<metrics statements="1" coveredstatements="1"><package name="p"><metrics/><file name="a.js" path="/a.js"><metrics/>{line}</file></package></metrics></project></coverage>"#
    );
    let read = report(nested);
    assert_eq!((short(&read.coverage.totals()), short(&read.claims)), ("line 1/1".into(), "line 1/1".into()));
    let bare = format!(r#"{root}<file name="a.js" path="">{line}</file></project></coverage>"#);
    assert_eq!(report(bare).coverage.files.keys().next().unwrap().path, "a.js");
}

#[test]
fn the_projects_totals_are_claims_in_the_writers_units() {
    let metrics = r#"<metrics statements="4" coveredstatements="3" conditionals="2" coveredconditionals="1" methods="6" coveredmethods="5" elements="12" coveredelements="9" loc="70"/>"#;
    let claims = |root: &str, name: &str| {
        let text = format!(
            r#"<coverage {root}><project name="{name}">{metrics}<package name="p">{metrics}</package></project><testproject>{metrics}</testproject></coverage>"#
        );
        short(&report(text).claims)
    };
    assert_eq!(claims(r#"clover="4.4.1" generated="1""#, "x"), "branch 1/2, function 5/6, statement 3/4");
    assert_eq!(claims(r#"clover="3.2.0" generated="1""#, "All files"), "line 3/4, branch 1/2, function 5/6");
    assert_eq!(claims(r#"generated="1""#, "x"), "line 3/4, branch 1/2", "PHPUnit's methods are another unit");
    assert_eq!(claims(r#"clover="17" generated="17""#, ""), "line 3/4", "gcovr");
}

#[test]
fn the_code_of_tests_is_not_what_is_covered() {
    let text = open_clover(r#"<line num="1" type="stmt" count="0"/>"#).replace(
        "</coverage>",
        r#"<testproject><package name="dummy"><file name="dummy" path="dummy"><line num="1" type="stmt" count="1"/></file></package></testproject></coverage>"#,
    );
    assert_eq!(totals(text), "line 0/1, statement 0/1");
}

#[test]
fn a_line_that_is_repeated_ran_if_any_ran() {
    let lines = r#"<line num="5" type="stmt" count="0"/><line num="5" type="stmt" count="5"/>"#;
    assert_eq!(totals(file(r#"clover="17" generated="17""#, "", lines)), "line 1/1");
    assert_eq!(totals(file(r#"generated="17""#, "", lines)), "line 1/1");
    assert_eq!(totals(open_clover(lines)), "line 1/1, statement 1/2");
}

#[test]
fn phpunits_lines_past_the_end_are_dropped_with_a_note() {
    let lines = r#"<line num="2" type="method" name="f" crap="1" count="1"/><line num="3" type="stmt" count="1"/>
        <line num="4" type="stmt" count="1"/><line num="9" type="method" name="g" count="1"/><metrics loc="3" statements="2"/>"#;
    let read = report(file(r#"generated="1""#, "", lines));
    assert_eq!(short(&read.coverage.totals()), "line 1/1, function 1/1");
    assert_eq!(codes(&read), [ProblemCode::LineNumber]);
    let other = report(open_clover(lines));
    assert_eq!(
        short(&other.coverage.totals()),
        "line 2/2, function 2/2, statement 2/2",
        "elsewhere `loc` is another number"
    );
}

#[test]
fn methods_of_one_line_and_no_name_are_several() {
    let lines = r#"<line num="2" type="method" count="1"/><line num="2" type="method" count="0"/>"#;
    assert_eq!(totals(open_clover(lines)), "line 0/0, function 1/2");
}

#[test]
fn counts_that_are_missing_are_noted_and_none() {
    for (line, expected, code) in [
        (r#"<line num="1" type="stmt"/>"#, "line 0/1, statement 0/1", ProblemCode::MissingCount),
        (r#"<line num="1" type="stmt" count="-4"/>"#, "line 0/1, statement 0/1", ProblemCode::NegativeCount),
        (r#"<line num="1" type="cond" count="1" truecount="1"/>"#, "line 1/1", ProblemCode::BranchCounts),
        (r#"<line num="0" type="stmt" count="1"/>"#, "line 0/0", ProblemCode::LineNumber),
    ] {
        let read = report(open_clover(line));
        assert_eq!((short(&read.coverage.totals()).as_str(), codes(&read)), (expected, vec![code]), "{line}");
    }
}

#[test]
fn what_is_incomplete_or_misplaced_is_refused() {
    let project = |content: &str| format!(r#"<coverage clover="4" generated="1">{content}</coverage>"#);
    for text in [
        open_clover(r#"<line num="1" count="1"/>"#),
        open_clover(r#"<line num="1" type="Stmt" count="1"/>"#),
        open_clover(r#"<line type="stmt" count="1"/>"#),
        open_clover(r#"<line num="x" type="stmt" count="1"/>"#),
        open_clover(r#"<line num="1" type="stmt" count="x"/>"#),
        open_clover(r#"<Line num="1" type="stmt" count="1"/>"#),
        open_clover(r#"<file path="b"/>"#),
        open_clover("<project/>"),
        project(r#"<file path="b"/>"#),
        project(r#"<project><line num="1" type="stmt" count="1"/></project>"#),
        project(r#"<project><file name=""/></project>"#),
        project("<Project/>"),
    ] {
        assert_eq!(refusal(&text).code, ReadErrorCode::Malformed, "{text}");
    }
    assert_eq!(refusal(r#"<coverage clover="4"><project>"#).code, ReadErrorCode::Truncated);
    assert_eq!(report(project("<project/>")).coverage.files.len(), 0);
}
