use std::collections::BTreeMap;

use runner::Inputs;
use serde_json::{Value, json};

use super::*;

fn vars() -> BTreeMap<String, String> {
    let pairs =
        [("GITHUB_REPOSITORY", "acme/shop"), ("GITHUB_REF", "refs/heads/main"), ("GITHUB_REF_NAME", "main")];
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

/// The inputs as a workflow hands them on: what somebody wrote, over the defaults of action.yml.
fn given(written: &Value) -> String {
    let mut all =
        json!({ "mode": "start", "auto-inactive": "true", "transient": "false", "deployment-id": "" });
    for (name, value) in written.as_object().unwrap() {
        all[name] = value.clone();
    }
    all.to_string()
}

fn moved(written: &Value) -> (Value, Vec<String>) {
    let moved = translate(&given(written), &vars()).unwrap();
    let json = moved.json;
    assert!(Inputs::from_json(&SPEC, &json).is_ok(), "{json}");
    (serde_json::from_str(&json).unwrap(), moved.notices)
}

fn refused(written: &Value) -> String {
    let json = translate(&given(written), &vars()).map_or_else(|| given(written), |moved| moved.json);
    Inputs::from_json(&SPEC, &json).unwrap_err().to_string()
}

#[test]
fn a_step_of_bobheadxi_deployments_is_ours_by_its_line_of_uses_alone() {
    let written = json!({
        "step": "finish", "env": "staging", "status": "success", "env_url": "https://x.example", "desc": "d",
        "logs": "https://l.example", "override": false, "deployment_id": "", "ref": "main", "debug": "true",
    });
    let (ours, notices) = moved(&written);
    let wanted = [
        ("mode", "finish"),
        ("environment", "staging"),
        ("outcome", "succeeded"),
        ("environment-url", "https://x.example"),
        ("description", "d"),
        ("log-url", "https://l.example"),
        ("auto-inactive", "false"),
    ];
    for (name, value) in wanted {
        assert_eq!(ours[name], value, "{ours}");
    }
    assert!(
        notices
            .iter()
            .any(|notice| notice.starts_with("`override` is taken as `auto-inactive`: only a success")),
        "{notices:?}"
    );
    assert!(notices.contains(&"`ref` is left out: the run says the same".to_owned()), "{notices:?}");
    assert!(notices.iter().any(|notice| notice.starts_with("`debug` is left out")), "{notices:?}");
}

#[test]
fn steps_of_chrnorm_are_ours_too() {
    let sha = "0123456789012345678901234567890123456789";
    let start = json!({
        "environment": "production", "initial-status": "in_progress", "owner": "Acme", "repo": "shop", "sha": sha,
        "auto-merge": "false", "production-environment": "false", "transient-environment": "false",
    });
    let (ours, _) = moved(&start);
    assert_eq!((&ours["mode"], &ours["commit"]), (&json!("start"), &json!(sha)), "{ours}");
    let (ours, _) = moved(&json!({ "environment": "production", "state": "failure" }));
    assert_eq!((&ours["mode"], &ours["outcome"]), (&json!("finish"), &json!("failed")), "{ours}");
}

#[test]
fn what_is_not_done_is_refused_by_its_name() {
    for (written, word) in [
        (json!({ "step": "delete-env" }), "step"),
        (json!({ "repository": "acme/other" }), "repository"),
        (json!({ "ref": "refs/heads/other" }), "ref"),
        (json!({ "state": "inactive" }), "state"),
        // A step that records nothing would look like a gate that passed.
        (json!({ "state": "in_progress" }), "state"),
        (json!({ "environment": "production", "production-environment": "true" }), "production-environment"),
        (json!({ "auto-merge": "true" }), "auto-merge"),
        (json!({ "required-contexts": "ci" }), "required-contexts"),
        (json!({ "environment": "dev", "production-environment": "true" }), "production-environment"),
        (json!({ "production-environment": "true" }), "production-environment"),
        // Both names of one input: nobody can tell which of them is meant.
        (json!({ "environment": "staging", "env": "production" }), "env"),
        (json!({ "enviroment": "staging" }), "enviroment"),
    ] {
        let refused = refused(&written);
        assert!(refused.starts_with(&format!("input `{word}`")), "{written}: {refused}");
    }
}

#[test]
fn our_own_inputs_are_left_as_they_are() {
    for own in [
        given(&json!({ "environment": "staging" })),
        "[1]".to_owned(),
        "{".to_owned(),
        r#"{"a":1,"a":2}"#.to_owned(),
    ] {
        assert_eq!(translate(&own, &vars()), None, "{own}");
    }
}

#[test]
fn every_input_of_theirs_has_a_word_of_ours_behind_it() {
    for (_, name, _) in migrate::lines() {
        let plain = name.replace('_', "-");
        let told = SPEC.input(name).is_some() || SPEC.brought.iter().any(|(known, _)| *known == plain);
        assert!(told, "{name}");
    }
}
