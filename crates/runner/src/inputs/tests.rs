use super::*;
use crate::action::{COMMON_INPUTS, GATE_INPUTS, SURFACE_INPUTS};

const OWN: &[InputSpec] = &[
    InputSpec { name: "files", kind: Kind::Lines, default: "", required: true, policy: false, about: "Globs." },
    InputSpec {
        name: "min-line",
        kind: Kind::Percent,
        default: "",
        required: false,
        policy: false,
        about: "Limit.",
    },
];
static SPEC: ActionSpec = ActionSpec {
    name: "sample-gate",
    title: "Sample",
    about: "A sample.",
    version: "0.1.0",
    inputs: &[OWN, COMMON_INPUTS, GATE_INPUTS, SURFACE_INPUTS],
    outputs: &[],
    brought: &[("fail-under", "write `min-line`")],
};

fn inputs(json: &str) -> Result<Inputs, InputError> {
    Inputs::from_json(&SPEC, json)
}

fn complaint(json: &str) -> String {
    match inputs(json).and_then(|inputs| inputs.check()) {
        Ok(()) => String::from("none"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn lists_come_by_line_or_by_comma_and_globs_by_line_alone() {
    let inputs = inputs(r#"{"files": " a/{b,c}.xml\r\n\n  d.info "}"#).unwrap();
    assert_eq!(inputs.lines("files"), ["a/{b,c}.xml", "d.info"]);
    assert_eq!(inputs.list("files"), ["a/{b", "c}.xml", "d.info"]);
}

#[test]
fn booleans_are_yaml_1_2_and_nothing_else() {
    for (text, expected) in [("true", true), ("True", true), ("TRUE", true), ("false", false), ("FALSE", false)]
    {
        let inputs = inputs(&format!(r#"{{"report-only": "{text}"}}"#)).unwrap();
        assert_eq!(inputs.boolean("report-only"), Ok(expected));
    }
    for text in ["yes", "on", "1", "tRUE", "no"] {
        let error = complaint(&format!(r#"{{"files": "x", "report-only": "{text}"}}"#));
        assert_eq!(error, format!("input `report-only`: `{text}` is not a boolean: write true or false"));
    }
}

#[test]
fn typed_values_of_workflow_call_are_taken() {
    let inputs = inputs(r#"{"report-only": true, "min-line": 80, "gate-id": null}"#).unwrap();
    assert_eq!(inputs.boolean("report-only"), Ok(true));
    assert_eq!(inputs.percent("min-line").unwrap().unwrap().to_string(), "4/5");
    assert_eq!(inputs.text("gate-id"), "");
}

#[test]
fn errors_name_the_input_and_the_fix() {
    for (json, expected) in [
        (r"{}", "input `files`: is required. Globs."),
        (
            r#"{"files": "x", "min-line": "abc"}"#,
            "input `min-line`: `abc` is not a percentage: write a number from 0 to 100, such as 80 or 79.5",
        ),
        (
            r#"{"files": "x", "fail-on": "never"}"#,
            "input `fail-on`: `never` is not one of fail, inconclusive, warn",
        ),
        (
            r#"{"files": "x", "min-lines": "80"}"#,
            "input `min-lines`: sample-gate has no such input; did you mean `min-line`?",
        ),
        (r#"{"files": ["x"]}"#, "input `files`: must be a plain value, not a list or an object"),
        (r#"{"files": "x\u0000y"}"#, "input `files`: holds a NUL character"),
        (
            r#"{"files": "x", "MIN-LINE": "90", "min-line": "10"}"#,
            "input `min-line`: stands twice, in different spellings",
        ),
        ("[]", "input `RELEASEGATE_INPUTS`: not a JSON object: pass ${{ toJSON(inputs) }}"),
    ] {
        assert_eq!(complaint(json), expected);
    }
    assert!(complaint(r#"{"files": "a", "files": "b"}"#).contains("stands twice"));
    assert!(complaint("{").contains("not a JSON object"));
    assert!(complaint(r#"{"zzzzzzzzzzzz": "x"}"#).contains("it takes files, min-line, gate-id"));
    let long = format!(r#"{{"files": "{}"}}"#, "x".repeat(LONGEST + 1));
    assert_eq!(complaint(&long), "input `files`: longer than 65536 bytes");
}

#[test]
fn a_blank_input_leaves_the_default() {
    let inputs = inputs(r#"{"files": "x", "fail-on": "", "comment": " "}"#).unwrap();
    assert_eq!(inputs.fail_on(), Ok(FailOn::Inconclusive));
    assert_eq!(inputs.boolean("comment"), Ok(false));
}

#[test]
fn names_are_compared_as_github_compares_them() {
    assert_eq!(inputs(r#"{"FILES": "x"}"#).unwrap().lines("files"), ["x"]);
}

#[test]
fn a_default_expression_is_nothing_on_a_command_line() {
    assert_eq!(inputs(r#"{"files": "x"}"#).unwrap().text("token"), "");
}

#[test]
fn secrets_are_known_for_masking() {
    let inputs = inputs(r#"{"files": "x", "token": "s3cret"}"#).unwrap();
    assert_eq!(inputs.secrets().collect::<Vec<_>>(), ["s3cret"]);
}

#[test]
fn an_input_that_nothing_reads_is_refused_when_it_is_given() {
    let inputs = inputs(r#"{"files": "x", "min-line": "80", "gate-id": "a"}"#).unwrap();
    inputs.check().unwrap();
    assert_eq!(inputs.lines("files"), ["x"]);
    assert_eq!(inputs.all_read().unwrap_err().name, "min-line");
    inputs.percent("min-line").unwrap();
    assert_eq!(inputs.all_read(), Ok(()));
}

#[test]
fn a_declared_default_that_nothing_reads_asks_for_nothing() {
    let ignored = |json: &str| {
        let inputs = inputs(json).unwrap();
        inputs.check().unwrap();
        assert_eq!(inputs.text("files"), "x");
        inputs.all_read().err().map(|error| error.name)
    };
    assert_eq!(ignored(r#"{"files": "x", "comment": " false "}"#), None);
    assert_eq!(ignored(r#"{"files": "x", "comment": "true"}"#).as_deref(), Some("comment"));
    // Action.yml declares no default where the policy file may speak: whoever writes it means it.
    assert_eq!(ignored(r#"{"files": "x", "fail-on": "inconclusive"}"#).as_deref(), Some("fail-on"));
    assert_eq!(ignored(r#"{"files": "x", "min-line": "80"}"#).as_deref(), Some("min-line"));
}

#[test]
fn an_input_of_another_tool_is_answered_with_its_name_here() {
    for spelling in ["fail-under", "fail_under", "Fail-Under"] {
        let error = inputs(&format!(r#"{{"files": "x", "{spelling}": "90"}}"#)).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("input `{spelling}`: is another tool's input; here write `min-line`")
        );
    }
}

#[test]
fn an_input_of_another_tool_that_is_blank_was_not_given() {
    for blank in ["\"\"", "\" \\n\"", "null"] {
        let inputs = inputs(&format!(r#"{{"files": "x", "FAIL_UNDER": {blank}}}"#)).unwrap();
        assert_eq!(inputs.lines("files"), ["x"]);
    }
    let error = complaint(r#"{"files": "x", "fail-undr": ""}"#);
    assert!(error.contains("has no such input"), "{error}");
}
