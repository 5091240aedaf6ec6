use crate::tests::{codes, only, refusal, report, short, totals};
use crate::{Format, ProblemCode, ReadErrorCode};

fn file(lines: &str) -> String {
    format!(r#"{{"coverage":{{"src/a.x":{lines}}},"messages":{{"src/a.x":{{"1":"note"}}}}}}"#)
}

#[test]
fn lines_have_numbers_as_keys() {
    let read = report(file(r#"{"1":0,"2":1,"3":"1/2","4":"1/3","6":null,"7":5}"#));
    assert_eq!(read.format, Format::CodecovJson);
    assert_eq!(short(&read.coverage.totals()), "line 4/5, branch 2/5");
    assert_eq!(only(&read.coverage).lines, [(1, 0), (2, 1), (3, 1), (4, 1), (7, 5)]);
}

#[test]
fn or_an_array_begins_with_a_line_that_no_file_has() {
    let read = report(file(r#"[null,1,0,null,"2/2","0/2"]"#));
    assert_eq!(only(&read.coverage).lines, [(1, 1), (2, 0), (4, 2), (5, 0)]);
    assert_eq!(short(&read.coverage.totals()), "line 2/4, branch 2/4");
    assert_eq!(codes(&report(file("[1,1]"))), [ProblemCode::LineNumber]);
}

#[test]
fn a_share_is_at_most_a_whole() {
    for share in ["3/2", "1/0", "0/0", "1", "a/b", "-1/2", "1/2/3", ""] {
        assert_eq!(refusal(file(&format!(r#"{{"1":"{share}"}}"#))).code, ReadErrorCode::Malformed, "{share}");
    }
}

#[test]
fn a_line_that_is_partly_covered_has_branches_that_nobody_knows() {
    let read = report(file("[null,true,false]"));
    assert_eq!(short(&read.coverage.totals()), "line 1/2");
    assert_eq!(codes(&read), [ProblemCode::BranchCounts; 2]);
}

#[test]
fn shares_unite_to_bounds() {
    let mut coverage = report(file(r#"{"1":"1/2"}"#)).coverage;
    let problems = coverage.merge(report(file(r#"{"1":"1/2"}"#)).coverage);
    assert_eq!(problems[0].code, ProblemCode::BranchesInexact);
    assert_eq!(short(&coverage.totals()), "line 1/1, branch 1/2");
}

#[test]
fn what_is_no_line_is_refused() {
    for lines in
        [r#"{"x":1}"#, r#"{"1.5":1}"#, r#"{"99999999999":1}"#, r#"{"1":[1]}"#, r#"{"1":{}}"#, "1", "\"x\""]
    {
        assert_eq!(refusal(file(lines)).code, ReadErrorCode::Malformed, "{lines}");
    }
    assert_eq!(codes(&report(file(r#"{"0":1,"-1":0,"1":1}"#))), [ProblemCode::LineNumber; 2]);
    assert_eq!(refusal(r#"{"coverage":{"a":[null]},"coverage":[]}"#).code, ReadErrorCode::Malformed);
}

#[test]
fn simplecov_with_its_keys_in_another_order_is_not_taken_for_this() {
    let text = r#"{"coverage":{"a.rb":{"lines":[1,null]}},"meta":{"simplecov_version":"0.22.0"}}"#;
    assert_eq!(refusal(text).code, ReadErrorCode::Malformed);
    assert_eq!(totals(file("{}")), "line 0/0");
}
