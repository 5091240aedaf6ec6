use crate::tests::{codes, only, refusal, report, short, totals};
use crate::{Format, ProblemCode, ReadErrorCode};

fn file(lines: &str) -> String {
    format!(r#"<coverage version="1"><file path="src/a.c">{lines}</file></coverage>"#)
}

#[test]
fn lines_and_branches_are_read() {
    let read = report(file(
        r#"<lineToCover lineNumber="1" covered="true"/><lineToCover lineNumber="2" covered="False"/>
           <lineToCover lineNumber="4" covered="true" branchesToCover="4" coveredBranches="1"/>"#,
    ));
    assert_eq!((read.format, read.producer.as_deref()), (Format::SonarQube, None));
    assert_eq!(short(&read.coverage.totals()), "line 2/3, branch 1/4");
    assert_eq!(short(&read.claims), "");
    assert_eq!(only(&read.coverage).lines, [(1, 1), (2, 0), (4, 1)]);
    assert_eq!(read.coverage.files.keys().next().unwrap().path, "src/a.c");
}

#[test]
fn branches_that_are_not_said_to_be_covered_are_not() {
    let line =
        |attributes: &str| file(&format!(r#"<lineToCover lineNumber="1" covered="true" {attributes}/>"#));
    assert_eq!(totals(line(r#"branchesToCover="2""#)), "line 1/1, branch 0/2");
    assert_eq!(totals(line(r#"branchesToCover="0" coveredBranches="0""#)), "line 1/1");
    for (attributes, expected) in [
        (r#"branchesToCover="2" coveredBranches="3""#, "line 1/1, branch 2/2"),
        (r#"coveredBranches="1""#, "line 1/1"),
    ] {
        let read = report(line(attributes));
        assert_eq!(short(&read.coverage.totals()), expected);
        assert_eq!(codes(&read), [ProblemCode::BranchCounts], "{attributes}");
    }
}

#[test]
fn a_line_that_is_repeated_ran_if_any_ran() {
    // gcovr writes a line once for each instance of its template.
    let text = file(
        r#"<lineToCover lineNumber="6" covered="false" branchesToCover="2" coveredBranches="0"/>
           <lineToCover lineNumber="6" covered="true" branchesToCover="2" coveredBranches="2"/>"#,
    );
    assert_eq!(totals(text), "line 1/1, branch 2/2");
    let twice = file(r#"<lineToCover lineNumber="1" covered="true"/>"#).replace(
        "</coverage>",
        r#"<file path="./src/a.c"><lineToCover lineNumber="1" covered="false"/></file></coverage>"#,
    );
    assert_eq!(totals(twice), "line 1/1");
}

#[test]
fn what_is_incomplete_or_misplaced_is_refused() {
    for text in [
        file(r#"<lineToCover lineNumber="1"/>"#),
        file(r#"<lineToCover lineNumber="1" covered="yes"/>"#),
        file(r#"<lineToCover covered="true"/>"#),
        file(r#"<lineToCover lineNumber="x" covered="true"/>"#),
        file(r#"<lineToCover lineNumber="10000001" covered="true"/>"#),
        file(r#"<lineToCover lineNumber="1" covered="true" branchesToCover="-1"/>"#),
        file(r#"<linetocover lineNumber="1" covered="true"/>"#),
        file(r#"<x><lineToCover lineNumber="1" covered="true"/></x>"#),
        file(r#"<file path="b"/>"#),
        r#"<coverage version="1"><file/></coverage>"#.to_owned(),
        r#"<coverage version="1"><file path="a"/><lineToCover lineNumber="1" covered="true"/></coverage>"#
            .to_owned(),
        r#"<coverage version="1"><file path="a"/><x><file path="b"/></x></coverage>"#.to_owned(),
        r#"<coverage version="1"><file path="a"/><File path="b"/></coverage>"#.to_owned(),
    ] {
        assert_eq!(refusal(&text).code, ReadErrorCode::Malformed, "{text}");
    }
    assert_eq!(refusal(r#"<coverage version="1"><file path="a">"#).code, ReadErrorCode::Truncated);
}

#[test]
fn line_0_is_dropped_with_a_note() {
    let read = report(file(r#"<lineToCover lineNumber="0" covered="true"/>"#));
    assert_eq!(short(&read.coverage.totals()), "line 0/0");
    assert_eq!(codes(&read), [ProblemCode::LineNumber]);
}
