//! Both dispatches over the wire.

use serde_json::{Value, json};

use crate::probe::{Got, start};
use crate::run::{JobSpec, WorkflowFile};
use crate::{Seed, Simulator};

const DISPATCHES: &str = "/repos/octo/shop/actions/workflows/release.yml/dispatches";

fn shop(inputs: &[(&str, bool)]) -> Simulator {
    let sim = start(Seed::small());
    let mut hub = sim.hub();
    hub.commit_files(1, "main", 101, "Begin", &[("a", Some("1\n"))]).unwrap();
    let inputs = inputs.iter().map(|(name, required)| ((*name).to_owned(), *required)).collect();
    let (path, name) = (".github/workflows/release.yml".to_owned(), "Release".to_owned());
    hub.add_workflow(
        1,
        WorkflowFile { path, name, dispatch: Some(inputs), jobs: vec![JobSpec::new("release")] },
    );
    let (path, name) = (".github/workflows/test.yml".to_owned(), "Test".to_owned());
    hub.add_workflow(1, WorkflowFile { path, name, ..WorkflowFile::default() });
    drop(hub);
    sim
}

fn refused(got: Got, message: &str) {
    assert_eq!(got.expect(422).at("/message"), message);
}

#[test]
fn a_dispatch_starts_a_run_and_tells_of_it_only_when_asked() {
    let sim = shop(&[("sha", true)]);
    let body = json!({"ref": "main", "inputs": {"sha": "abc"}});
    let silent = sim.post("actions-token", DISPATCHES, &body).expect(204);
    assert!(silent.body.is_empty());
    let body = json!({"ref": "refs/heads/main", "inputs": {"sha": "abc"}, "return_run_details": true});
    let told = sim.post("actions-token", DISPATCHES, &body).expect(200);
    let run = sim
        .get("carol-token", &format!("/repos/octo/shop/actions/runs/{}", told.at("/workflow_run_id")))
        .expect(200);
    assert_eq!((run.at("/event"), run.at("/run_number")), (json!("workflow_dispatch"), json!(2)));
    assert_eq!((run.at("/actor/login"), run.at("/head_branch")), (json!("github-actions[bot]"), json!("main")));
    let hub = sim.hub();
    let event = hub.events().iter().rfind(|event| event.name == "workflow_dispatch").unwrap();
    assert!(event.starts_workflows);
    assert_eq!(event.payload["inputs"], json!({"sha": "abc"}));
}

#[test]
fn a_dispatch_needs_a_branch_or_tag_and_known_inputs() {
    let sim = shop(&[("sha", true), ("note", false)]);
    let sha = sim.hub().commit_files(1, "main", 101, "More", &[("b", Some("1\n"))]).unwrap();
    let ask = |body: Value| sim.post("alice-token", DISPATCHES, &body);
    let inputs = json!({"sha": "abc"});
    refused(ask(json!({"ref": "nothing", "inputs": inputs})), "No ref found for: nothing");
    refused(ask(json!({"ref": sha, "inputs": inputs})), &format!("No ref found for: {sha}"));
    refused(ask(json!({"ref": "main"})), "Required input 'sha' not provided");
    refused(
        ask(json!({"ref": "main", "inputs": {"sha": "a", "x": "b"}})),
        "Unexpected inputs provided: [\"x\"]",
    );
    ask(json!({"inputs": inputs})).expect(422);
    let path = "/repos/octo/shop/actions/workflows/test.yml/dispatches";
    let without = sim.post("alice-token", path, &json!({"ref": "main"}));
    refused(without, "Workflow does not have 'workflow_dispatch' trigger");
    sim.post("carol-token", DISPATCHES, &json!({"ref": "main", "inputs": inputs})).expect(403);
    sim.post("alice-token", "/repos/octo/shop/actions/workflows/no.yml/dispatches", &json!({"ref": "main"}))
        .expect(404);
}

#[test]
fn a_dispatch_has_at_most_25_inputs() {
    let names: Vec<String> = (0..26).map(|number| format!("input-{number}")).collect();
    let declared: Vec<(&str, bool)> = names.iter().map(|name| (name.as_str(), false)).collect();
    let sim = shop(&declared);
    let body = |count: usize| {
        let inputs: serde_json::Map<String, Value> =
            names.iter().take(count).map(|name| (name.clone(), json!("x"))).collect();
        json!({"ref": "main", "inputs": inputs})
    };
    sim.post("alice-token", DISPATCHES, &body(25)).expect(204);
    sim.post("alice-token", DISPATCHES, &body(26)).expect(422);
}

#[test]
fn a_repository_dispatch_is_an_event() {
    let sim = shop(&[]);
    let ask = |body: &Value| sim.post("actions-token", "/repos/octo/shop/dispatches", body);
    ask(&json!({"event_type": "approved", "client_payload": {"sha": "abc"}})).expect(204);
    {
        let hub = sim.hub();
        let event = hub.events().last().unwrap();
        assert_eq!((event.name.as_str(), event.action.as_str()), ("repository_dispatch", "approved"));
        assert!(event.starts_workflows);
        assert_eq!(event.payload["client_payload"]["sha"], "abc");
    }
    let keys: serde_json::Map<String, Value> = (0..11).map(|number| (number.to_string(), json!(1))).collect();
    for body in [
        json!({}),
        json!({"event_type": ""}),
        json!({"event_type": "x".repeat(101)}),
        json!({"event_type": "x", "client_payload": keys}),
        json!({"event_type": "x", "client_payload": {"long": "x".repeat(64 << 10)}}),
    ] {
        ask(&body).expect(422);
    }
    ask(&json!({"event_type": "x".repeat(100)})).expect(204);
    sim.post("carol-token", "/repos/octo/shop/dispatches", &json!({"event_type": "x"})).expect(403);
}
