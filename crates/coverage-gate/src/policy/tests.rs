use coverage::Metric;
use verdict::{FailOn, Ratio};

use super::*;
use crate::section;

fn section(text: &str) -> section::Section {
    let text = format!("coverage: {{ files: [a.info], {text} }}\n");
    let node = settings::file::section("p.yml", text.as_bytes(), "coverage").unwrap().unwrap();
    section::read(&node, "coverage-gate").unwrap()
}

fn ratio(text: &str) -> Ratio {
    Ratio::from_percent(text).unwrap()
}

/// The policy of this section and these inputs, and the inputs that ask for less.
fn resolved(text: &str, asked: Asked) -> (Policy, Vec<String>) {
    let policy = Policy::resolve(Some(&section(text)), asked).unwrap();
    let told = policy.loosened.iter().flatten().map(|one| one.input.clone()).collect();
    (policy, told)
}

fn line(text: &str) -> Limits {
    [(Metric::Line, ratio(text))].into()
}

#[test]
fn an_input_raises_a_limit_and_never_lowers_it() {
    let asking =
        |text: &str| resolved("limits: { line: 80 }", Asked { limits: line(text), ..Asked::default() });
    let (policy, told) = asking("90");
    assert_eq!((policy.limits[&Metric::Line], told.len()), (ratio("90"), 0));
    let (policy, told) = asking("70");
    assert_eq!((policy.limits[&Metric::Line], told), (ratio("80"), vec!["min-line".to_owned()]));
    let patch = Asked { patch: line("10"), ..Asked::default() };
    let (policy, told) = resolved("patch: { limits: { line: 90 } }", patch);
    assert_eq!((policy.patch.unwrap().limits, told), (line("90"), vec!["min-patch-line".to_owned()]));
}

#[test]
fn each_input_that_asks_for_less_is_told_and_has_no_effect() {
    let path_map = vec!["src/a.py => legacy/a.py".to_owned()];
    let cases: [(&str, Asked, &str); 9] = [
        ("limits: { line: 80 }", Asked { report_only: Some(true), ..Asked::default() }, "report-only"),
        ("limits: { line: 80 }", Asked { fail_on: Some(FailOn::Fail), ..Asked::default() }, "fail-on"),
        ("unmapped: fail", Asked { unmapped: Some(Unmapped::Ignore), ..Asked::default() }, "unmapped"),
        (
            "limits: { line: 80 }",
            Asked { unreported: Some(Unreported::Warn), ..Asked::default() },
            "unreported",
        ),
        ("limits: { line: 80 }", Asked { files: vec!["forged.info".into()], ..Asked::default() }, "files"),
        ("limits: { line: 80 }", Asked { path_map, ..Asked::default() }, "path-map"),
        (
            "patch: { limits: { line: 90 } }",
            Asked { sources: vec!["src/ok.py".into()], ..Asked::default() },
            "sources",
        ),
        (
            "ratchet: { line: { points: 0 } }",
            Asked { baseline: Some(Baseline::at(BaselineFrom::File, "b.json")), ..Asked::default() },
            "baseline",
        ),
        (
            "ratchet: { line: { points: 0 } }",
            Asked { max_drop: Some(ratio("50")), ..Asked::default() },
            "max-drop",
        ),
    ];
    for (text, asked, input) in cases {
        let (policy, told) = resolved(text, asked);
        assert_eq!(told, [input], "{text}");
        let (without, _) = resolved(text, Asked::default());
        assert_eq!(Policy { loosened: None, ..policy }, Policy { loosened: None, ..without }, "{input}");
    }
}

#[test]
fn without_a_file_inputs_decide_and_nothing_is_loosened() {
    let asked = Asked {
        files: vec!["a.info".into()],
        fail_on: Some(FailOn::Fail),
        report_only: Some(true),
        ..Asked::default()
    };
    let policy = Policy::resolve(None, asked).unwrap();
    assert_eq!((policy.fail_on, policy.report_only, policy.loosened.is_none()), (FailOn::Fail, true, true));
    assert!(policy.bootstrap && policy.limits == line("80"));
    assert_eq!(Policy::resolve(None, Asked::default()).unwrap_err().name, "files");
}

#[test]
fn a_component_has_the_limits_of_its_class_where_it_has_none_of_its_own() {
    let text = "components: [{ name: b, files: [\"b/**\"], class: C, limits: { line: 95 } }], classes: { C: { line: 90, branch: 70 } }";
    let (policy, _) = resolved(text, Asked::default());
    let limits: Limits = [(Metric::Line, ratio("95")), (Metric::Branch, ratio("70"))].into();
    assert_eq!((policy.components[0].limits.clone(), policy.bootstrap), (limits, false));
}
