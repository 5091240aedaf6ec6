//! Deployments and their statuses over the wire.

use serde_json::{Value, json};

use crate::probe::{Got, start};
use crate::{Seed, Simulator};

const DEPLOYMENTS: &str = "/repos/octo/shop/deployments";

fn commit(sim: &Simulator, branch: &str, path: &str) -> String {
    sim.hub().commit_files(1, branch, 101, "Change", &[(path, Some("1\n"))]).unwrap()
}

fn shop() -> (Simulator, String) {
    let sim = start(Seed::small());
    let sha = commit(&sim, "main", "a");
    (sim, sha)
}

fn deploy(sim: &Simulator, more: &Value) -> Got {
    let mut body = json!({"ref": "main"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    sim.post("actions-token", DEPLOYMENTS, &body)
}

fn say(sim: &Simulator, id: &Value, body: &Value) -> Got {
    sim.post("actions-token", &format!("{DEPLOYMENTS}/{id}/statuses"), body)
}

fn last_state(sim: &Simulator, id: &Value) -> Value {
    sim.get("carol-token", &format!("{DEPLOYMENTS}/{id}/statuses")).expect(200).at("/0/state")
}

#[test]
fn what_is_not_said_has_githubs_defaults() {
    let (sim, sha) = shop();
    let made = deploy(&sim, &json!({})).expect(201);
    assert_eq!(
        (made.at("/sha"), made.at("/ref"), made.at("/task")),
        (json!(sha), json!("main"), json!("deploy"))
    );
    assert_eq!(
        (made.at("/environment"), made.at("/production_environment")),
        (json!("production"), json!(true))
    );
    assert_eq!((made.at("/transient_environment"), made.at("/payload")), (json!(false), json!({})));
    assert_eq!(made.at("/creator/login"), "github-actions[bot]");
    let test = deploy(&sim, &json!({"environment": "test", "payload": "text"})).expect(201);
    assert_eq!((test.at("/production_environment"), test.at("/payload")), (json!(false), json!("text")));
    let unknown = deploy(&sim, &json!({"ref": "nothing"})).expect(422);
    assert_eq!(unknown.at("/message"), "No ref found for: nothing");
    sim.post("carol-token", DEPLOYMENTS, &json!({"ref": "main"})).expect(403);
}

#[test]
fn contexts_that_are_not_green_conflict() {
    let (sim, sha) = shop();
    let status = |state: &str| {
        let body = json!({"state": state, "context": "build"});
        sim.post("alice-token", &format!("/repos/octo/shop/statuses/{sha}"), &body).expect(201);
    };
    status("pending");
    let refused = deploy(&sim, &json!({})).expect(409);
    assert_eq!(refused.at("/message"), "Conflict: Commit status checks failed for main.");
    assert_eq!(refused.at("/errors/0/contexts"), json!([{"context": "build", "state": "pending"}]));
    assert_eq!(refused.at("/errors/0/field"), "required_contexts");
    deploy(&sim, &json!({"required_contexts": []})).expect(201);
    status("success");
    deploy(&sim, &json!({})).expect(201);
    deploy(&sim, &json!({"required_contexts": ["build"]})).expect(201);
    deploy(&sim, &json!({"required_contexts": ["build", "scan"]})).expect(409);
    // GitHub asks for success: a check that was skipped stands in the way.
    let check = json!({"name": "scan", "head_sha": sha, "conclusion": "skipped"});
    sim.post("gate-token", "/repos/octo/shop/check-runs", &check).expect(201);
    let refused = deploy(&sim, &json!({})).expect(409);
    assert_eq!(refused.at("/errors/0/contexts/1/state"), "skipped");
}

#[test]
fn a_branch_that_is_behind_is_merged_first() {
    let (sim, base) = shop();
    let body = json!({"ref": "refs/heads/topic", "sha": base});
    sim.post("alice-token", "/repos/octo/shop/git/refs", &body).expect(201);
    commit(&sim, "topic", "b");
    commit(&sim, "main", "c");
    let topic = json!({"ref": "topic"});
    deploy(&sim, &json!({"ref": "topic", "auto_merge": false})).expect(201);
    let merged = deploy(&sim, &topic).expect(202);
    assert_eq!(merged.at("/message"), "Auto-merged main into topic on deployment.");
    sim.get("carol-token", "/repos/octo/shop/contents/c?ref=topic").expect(200);
    deploy(&sim, &topic).expect(201);
    let behind = deploy(&sim, &json!({"ref": base})).expect(409);
    assert_eq!(behind.at("/message"), format!("Conflict merging main into {base}."));
    sim.hub().commit_files(1, "main", 101, "Ours", &[("b", Some("ours\n"))]).unwrap();
    sim.hub().commit_files(1, "topic", 101, "Theirs", &[("b", Some("theirs\n"))]).unwrap();
    let conflict = deploy(&sim, &topic).expect(409);
    assert_eq!(conflict.at("/message"), "Conflict merging main into topic.");
}

#[test]
fn success_makes_older_ones_inactive() {
    let (sim, _) = shop();
    let made = |more: Value| {
        let id = deploy(&sim, &more).expect(201).at("/id");
        say(&sim, &id, &json!({"state": "success", "auto_inactive": false})).expect(201);
        id
    };
    let test = made(json!({"environment": "test"}));
    let elsewhere = made(json!({"environment": "staging"}));
    let transient = made(json!({"environment": "test", "transient_environment": true}));
    let production = made(json!({"environment": "test", "production_environment": true}));
    let failed = deploy(&sim, &json!({"environment": "test"})).expect(201).at("/id");
    say(&sim, &failed, &json!({"state": "failure"})).expect(201);
    assert_eq!(last_state(&sim, &test), "success");
    let new = deploy(&sim, &json!({"environment": "test"})).expect(201).at("/id");
    say(&sim, &new, &json!({"state": "in_progress"})).expect(201);
    assert_eq!(last_state(&sim, &test), "success");
    say(&sim, &new, &json!({"state": "success"})).expect(201);
    assert_eq!(last_state(&sim, &test), "inactive");
    for (other, state) in
        [(elsewhere, "success"), (transient, "success"), (production, "success"), (failed, "failure")]
    {
        assert_eq!(last_state(&sim, &other), state);
    }
    assert_eq!(last_state(&sim, &new), "success");
}

#[test]
fn statuses_have_their_limits_and_can_move_a_deployment() {
    let (sim, _) = shop();
    let id = deploy(&sim, &json!({"environment": "test"})).expect(201).at("/id");
    let body = json!({"state": "success", "log_url": "https://example.org/log", "environment": "prod"});
    let said = say(&sim, &id, &body).expect(201);
    assert_eq!(
        (said.at("/target_url"), said.at("/log_url")),
        (json!("https://example.org/log"), json!("https://example.org/log"))
    );
    let moved = sim.get("carol-token", &format!("{DEPLOYMENTS}/{id}")).expect(200);
    assert_eq!((moved.at("/environment"), moved.at("/original_environment")), (json!("prod"), json!("test")));
    for body in
        [json!({}), json!({"state": "great"}), json!({"state": "success", "description": "x".repeat(141)})]
    {
        say(&sim, &id, &body).expect(422);
    }
    say(&sim, &id, &json!({"state": "pending", "description": "x".repeat(140)})).expect(201);
    let one = sim.get("carol-token", &format!("{DEPLOYMENTS}/{id}/statuses/{}", said.at("/id"))).expect(200);
    assert_eq!((one.at("/state"), one.at("/environment")), (json!("success"), json!("prod")));
    sim.get("carol-token", &format!("{DEPLOYMENTS}/{id}/statuses/1")).expect(404);
}

#[test]
fn lists_are_filtered_and_newest_first() {
    let (sim, sha) = shop();
    let first = deploy(&sim, &json!({"environment": "test"})).at("/id");
    let second = deploy(&sim, &json!({"ref": sha, "task": "migrate"})).at("/id");
    let ids =
        |query: &str| json!(sim.get("carol-token", &format!("{DEPLOYMENTS}{query}")).expect(200).each("id"));
    assert_eq!(ids(""), json!([second, first]));
    assert_eq!(ids(&format!("?sha={sha}&per_page=1")), json!([second]));
    assert_eq!(ids("?ref=main"), json!([first]));
    assert_eq!(ids("?task=migrate"), json!([second]));
    assert_eq!(ids("?environment=test"), json!([first]));
}

#[test]
fn only_what_is_not_active_can_be_deleted() {
    let (sim, _) = shop();
    let first = deploy(&sim, &json!({})).at("/id");
    say(&sim, &first, &json!({"state": "success"})).expect(201);
    let second = deploy(&sim, &json!({})).at("/id");
    let delete = |id: &Value| sim.call("actions-token", "DELETE", &format!("{DEPLOYMENTS}/{id}"), &Value::Null);
    let refused = delete(&first).expect(422);
    assert!(refused.at("/message").as_str().unwrap().starts_with("We cannot delete an active deployment"));
    delete(&second).expect(204);
    delete(&second).expect(404);
    delete(&first).expect(204);
}
