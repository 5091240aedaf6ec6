use crate::tests::{refusal, report, short, totals};
use crate::{Limits, ReadErrorCode};

/// Files of `/a.c` with these branches, and then functions with those.
fn part(branches: &str, functions: &[&str]) -> String {
    let function = |branches: &&str| {
        format!(
            r#"{{"name":"f","count":1,"filenames":["/a.c","/b.h"],{branches}"regions":[[1,1,9,2,2,0,0,0]]}}"#
        )
    };
    let functions: Vec<_> = functions.iter().map(function).collect();
    format!(
        r#"{{"files":[{{"filename":"/a.c","segments":[],"branches":[{branches}]}}],"functions":[{}]}}"#,
        functions.join(",")
    )
}

fn json(parts: &[String]) -> String {
    format!(r#"{{"data":[{}],"type":"llvm.coverage.json.export","version":"2.0.1"}}"#, parts.join(","))
}

fn branches(parts: &[String]) -> String {
    let totals = totals(json(parts));
    totals.split(", ").find(|part| part.starts_with("branch")).unwrap().to_owned()
}

const RAN: &str = "[4,9,4,14,3,0,0,0,4]";
const NEVER: &str = "[6,9,6,14,0,0,0,0,4]";

#[test]
fn a_constant_is_no_branch() {
    let both = format!("{RAN},{NEVER}");
    let lists = |rows: &str| format!(r#""branches":[{rows}],"#);
    assert_eq!(branches(&[part(&both, &[&lists(RAN)])]), "branch 1/2");
    assert_eq!(branches(&[part(&both, &[&lists(&both)])]), "branch 1/4", "it only never ran");
    assert_eq!(branches(&[part(&both, &[&lists(""), &lists(&both)])]), "branch 1/4", "in one function of two");
    let elsewhere = NEVER.replace("0,0,0,0,4", "0,0,1,0,4");
    assert_eq!(branches(&[part(&both, &[&lists(&elsewhere)])]), "branch 1/2", "that one is in another file");
}

#[test]
fn without_lists_of_functions_a_constant_cannot_be_told() {
    let both = format!("{RAN},{NEVER}");
    assert_eq!(branches(&[part(&both, &[])]), "branch 1/4");
    assert_eq!(branches(&[part(&both, &[""])]), "branch 1/4");
}

#[test]
fn what_ran_in_another_instance_or_program_is_no_constant() {
    let ran = NEVER.replace("14,0,0", "14,2,0");
    let lists = format!(r#""branches":[{ran}],"#);
    let instances = format!("{NEVER},{ran}");
    assert_eq!(branches(&[part(&instances, &[&lists])]), "branch 1/2");
    let programs = [part(NEVER, &[r#""branches":[],"#]), part(&ran, &[&lists])];
    assert_eq!(branches(&programs), "branch 1/2");
    let listed = [part(NEVER, &[r#""branches":[],"#]), part(NEVER, &[&format!(r#""branches":[{NEVER}],"#)])];
    assert_eq!(branches(&listed), "branch 0/2");
}

#[test]
fn branches_of_macros_stay() {
    let expansion = r#"{"branches":[[6,9,6,14,0,0,0,0,4]],"source_region":[6,9,6,14,1,0,1,1]}"#;
    let text = json(&[part(NEVER, &[r#""branches":[],"#])]).replacen(
        r#""segments":[]"#,
        &format!(r#""segments":[],"expansions":[{expansion}]"#),
        1,
    );
    let read = report(text);
    assert_eq!(short(&read.coverage.totals()), "line 0/0, branch 0/2, function 1/1, region 1/1");
}

#[test]
fn lists_are_whole_and_bounded() {
    for row in ["[6,9,6,14,0,0,0,0]", "[6,9,6,14,0,0,7,0,4]", "1"] {
        let text = json(&[part(NEVER, &[&format!(r#""branches":[{row}],"#)])]);
        assert_eq!(refusal(text).code, ReadErrorCode::Malformed, "{row}");
    }
    let limits = Limits { entries: 20, ..Limits::default() };
    let lists = format!(r#""branches":[{}],"#, [NEVER; 5].join(","));
    let text = json(&[part("", &[lists.as_str(); 6])]);
    assert_eq!(crate::read(&mut text.as_bytes(), &limits).unwrap_err().code, ReadErrorCode::TooLarge);
}
