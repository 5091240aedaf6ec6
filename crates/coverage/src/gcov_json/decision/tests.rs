use crate::tests::{codes, only, refusal, report, short, totals};
use crate::{ProblemCode, ReadErrorCode};

fn line(function: &str, conditions: &str) -> String {
    format!(
        r#"{{"branches":[],"count":1,"line_number":5,"function_name":"{function}","conditions":[{conditions}]}}"#
    )
}

fn gcov(lines: &[String]) -> String {
    let lines = lines.join(",");
    format!(
        r#"{{"gcc_version":"14.2.0","files":[{{"lines":[{lines}],"functions":[],"file":"a.c"}}],"format_version":"2"}}"#
    )
}

fn decision(covered: u8, never_true: &str, never_false: &str) -> String {
    format!(
        r#"{{"not_covered_false":[{never_false}],"count":4,"covered":{covered},"not_covered_true":[{never_true}]}}"#
    )
}

#[test]
fn each_outcome_counts() {
    let text = gcov(&[line("f", &decision(1, "0, 1", "1"))]);
    assert_eq!(totals(text), "line 1/1, function 0/0, mcdc 1/4");
    let two = format!("{},{}", decision(1, "0, 1", "1"), decision(4, "", ""));
    assert_eq!(totals(gcov(&[line("f", &two)])), "line 1/1, function 0/0, mcdc 5/8", "two decisions of a line");
    let instances = [line("f<int>", &decision(4, "", "")), line("f<char>", &decision(0, "0,1", "0,1"))];
    assert_eq!(
        totals(gcov(&instances)),
        "line 1/1, function 0/0, mcdc 4/8",
        "each instance counts, as in gcov"
    );
    let entries = [line("f", &decision(4, "", "")), line("f", &decision(0, "0,1", "0,1"))];
    assert_eq!(totals(gcov(&entries)), "line 1/1, function 0/0, mcdc 4/8", "and so does each entry");
}

#[test]
fn conditions_were_measured_if_there_are_some() {
    assert_eq!(totals(gcov(&[line("f", "")])), "line 1/1, function 0/0");
}

#[test]
fn shards_unite_by_outcome() {
    let shard = |decision: &str| report(gcov(&[line("f", decision)])).coverage;
    let mut coverage = shard(&decision(2, "0", "1"));
    assert_eq!(coverage.merge(shard(&decision(2, "1", "1"))), []);
    assert_eq!(short(&coverage.totals()), "line 1/1, function 0/0, mcdc 3/4");
    let other = r#"{"count":6,"covered":2,"not_covered_true":[0,2],"not_covered_false":[1,2]}"#;
    let problems = coverage.merge(shard(other));
    assert_eq!(problems.iter().map(|one| one.code).collect::<Vec<_>>(), [ProblemCode::BranchesInexact]);
    assert_eq!(short(&coverage.totals()), "line 1/1, function 0/0, mcdc 3/6");
    assert_eq!(only(&coverage).condition_upper(), Some(5));
}

#[test]
fn gcovr_numbers_decisions_and_leaves_some_out() {
    let gcovr = |conditions: &str| {
        let lines = line("f", conditions);
        format!(
            r#"{{"gcovr/format_version":"0.14","files":[{{"file":"a.c","lines":[{lines}],"functions":[]}}]}}"#
        )
    };
    let numbered =
        |number: u8, decision: String| decision.replacen('{', &format!(r#"{{"conditionno":{number},"#), 1);
    let both = format!("{},{}", numbered(0, decision(2, "0", "1")), numbered(1, decision(4, "", "")));
    let mut coverage = report(gcovr(&both)).coverage;
    assert_eq!(short(&coverage.totals()), "line 1/1, function 0/0, mcdc 6/8");
    // The numbers tell decisions apart, in whatever order they stand.
    let turned = format!("{},{}", numbered(1, decision(4, "", "")), numbered(0, decision(2, "0", "1")));
    assert_eq!(coverage.merge(report(gcovr(&turned)).coverage), []);
    assert_eq!(short(&coverage.totals()), "line 1/1, function 0/0, mcdc 6/8");
    let excluded = decision(0, "0,1", "0,1").replacen('{', r#"{"gcovr/excluded":true,"#, 1);
    assert_eq!(totals(gcovr(&excluded)), "line 1/1, function 0/0");
}

#[test]
fn what_is_no_decision_is_refused() {
    for broken in [
        "1",
        "[]",
        "{}",
        r#"{"count":4}"#,
        r#"{"covered":4}"#,
        r#"{"count":4,"covered":3}"#,
        r#"{"count":4,"covered":5}"#,
        r#"{"count":3,"covered":3}"#,
        r#"{"count":-2,"covered":0}"#,
        r#"{"count":4,"covered":2,"not_covered_true":[0,0]}"#,
        r#"{"count":4,"covered":3,"not_covered_true":[2]}"#,
        r#"{"count":4,"covered":3,"not_covered_true":[-1]}"#,
        r#"{"count":4,"covered":3,"not_covered_true":1}"#,
        r#"{"count":1000000,"covered":1000000}"#,
    ] {
        assert_eq!(refusal(gcov(&[line("f", broken)])).code, ReadErrorCode::Malformed, "{broken}");
    }
    let many = vec!["0"; 5000].join(",");
    let text = gcov(&[line("f", &format!(r#"{{"count":4,"covered":4,"not_covered_true":[{many}]}}"#))]);
    assert_eq!(refusal(text).code, ReadErrorCode::Malformed);
    assert_eq!(codes(&report(gcov(&[line("f", &decision(4, "", ""))]))), []);
}

#[test]
fn outcomes_are_entries() {
    let limits = crate::Limits { entries: 10, ..crate::Limits::default() };
    let text = gcov(&[line("f", &vec![decision(4, "", ""); 3].join(","))]);
    assert_eq!(crate::read(&mut text.as_bytes(), &limits).unwrap_err().code, ReadErrorCode::TooLarge);
}
