//! References over the wire.

use serde_json::json;

use crate::git::RulesetSeed;
use crate::probe::start;
use crate::{Seed, Simulator};

const REFS: &str = "/repos/octo/shop/git/refs";

fn commit(sim: &Simulator, branch: &str, path: &str) -> String {
    sim.hub().commit_files(1, branch, 101, path, &[(path, Some(path))]).unwrap()
}

#[test]
fn an_empty_repository_has_no_git_data() {
    let sim = start(Seed::small());
    let got = sim.get("actions-token", "/repos/octo/shop/git/ref/heads/main").expect(409);
    assert_eq!(got.at("/message"), "Git Repository is empty.");
    let zero = "0".repeat(40);
    sim.post("actions-token", REFS, &json!({"ref": "refs/heads/x", "sha": zero})).expect(409);
}

#[test]
fn a_reference_is_made_once() {
    let sim = start(Seed::small());
    let head = commit(&sim, "main", "a");
    let body = json!({"ref": "refs/heads/deploy/2026-11", "sha": head});
    let got = sim.post("actions-token", REFS, &body).expect(201);
    assert_eq!(got.at("/object/sha"), head);
    assert_eq!(got.at("/object/type"), "commit");
    assert_eq!(got.at("/url"), format!("{}{REFS}/heads/deploy/2026-11", sim.url()));
    let again = sim.post("actions-token", REFS, &body).expect(422);
    assert_eq!(again.at("/message"), "Reference already exists");
    let got = sim.get("actions-token", "/repos/octo/shop/git/ref/heads/deploy/2026-11").expect(200);
    assert_eq!(got.at("/ref"), "refs/heads/deploy/2026-11");
    sim.get("actions-token", "/repos/octo/shop/git/ref/heads/deploy").expect(404);
}

#[test]
fn a_bad_name_or_object_makes_none() {
    let sim = start(Seed::small());
    let head = commit(&sim, "main", "a");
    for name in ["main", "heads/main", "refs/main", "refs/heads/a..b", "refs/heads/a b", "refs/heads/x.lock"] {
        sim.post("actions-token", REFS, &json!({"ref": name, "sha": head})).expect(422);
    }
    let blob = sim.post("actions-token", "/repos/octo/shop/git/blobs", &json!({"content": "x"})).expect(201);
    for sha in [json!("1".repeat(40)), json!("short"), blob.at("/sha"), json!(7), json!(null)] {
        sim.post("actions-token", REFS, &json!({"ref": "refs/heads/x", "sha": sha})).expect(422);
    }
    assert_eq!(
        sim.get("actions-token", "/repos/octo/shop/git/matching-refs/heads").expect(200).each("ref").len(),
        1
    );
}

#[test]
fn an_update_goes_forward_unless_forced() {
    let sim = start(Seed::small());
    let first = commit(&sim, "main", "a");
    let second = commit(&sim, "main", "b");
    let path = format!("{REFS}/heads/main");
    let got = sim.call("actions-token", "PATCH", &path, &json!({"sha": first})).expect(422);
    assert_eq!(got.at("/message"), "Update is not a fast forward");
    sim.call("actions-token", "PATCH", &path, &json!({"sha": first, "force": true})).expect(200);
    let got = sim.call("actions-token", "PATCH", &path, &json!({"sha": second, "force": false})).expect(200);
    assert_eq!(got.at("/object/sha"), second);
    let got =
        sim.call("actions-token", "PATCH", &format!("{REFS}/heads/x"), &json!({"sha": second})).expect(422);
    assert_eq!(got.at("/message"), "Reference does not exist");
    let got = sim.call("actions-token", "PATCH", &path, &json!({})).expect(422);
    assert_eq!(got.at("/message"), "Invalid request.\n\n\"sha\" wasn't supplied.");
}

#[test]
fn a_deleted_reference_is_gone_and_the_default_branch_stays() {
    let sim = start(Seed::small());
    commit(&sim, "main", "a");
    commit(&sim, "other", "a");
    sim.call("actions-token", "DELETE", &format!("{REFS}/heads/other"), &json!(null)).expect(204);
    sim.get("actions-token", "/repos/octo/shop/git/ref/heads/other").expect(404);
    let got = sim.call("actions-token", "DELETE", &format!("{REFS}/heads/other"), &json!(null)).expect(422);
    assert_eq!(got.at("/message"), "Reference does not exist");
    sim.call("actions-token", "DELETE", &format!("{REFS}/heads/main"), &json!(null)).expect(422);
}

#[test]
fn matching_references_share_a_beginning() {
    let sim = start(Seed::small());
    for branch in ["main", "deploy/a", "deploy/b", "deployed"] {
        commit(&sim, branch, "x");
    }
    let got = sim.get("actions-token", "/repos/octo/shop/git/matching-refs/heads/deploy/").expect(200);
    assert_eq!(got.each("ref"), ["refs/heads/deploy/a", "refs/heads/deploy/b"]);
    let got = sim.get("actions-token", "/repos/octo/shop/git/matching-refs/heads/deploy").expect(200);
    assert_eq!(got.each("ref").len(), 3);
    assert_eq!(
        sim.get("actions-token", "/repos/octo/shop/git/matching-refs/heads/x").expect(200).each("ref").len(),
        0
    );
}

#[test]
fn writing_needs_the_permission() {
    let sim = start(Seed::small().actions_token(
        "reader",
        "octo/shop",
        None,
        &[("contents", crate::token::Level::Read)],
    ));
    let head = commit(&sim, "main", "a");
    let body = json!({"ref": "refs/heads/x", "sha": head});
    let got = sim.post("reader", REFS, &body).expect(403);
    assert_eq!(got.at("/message"), "Resource not accessible by integration");
    assert_eq!(got.header("x-accepted-github-permissions"), "contents=write");
    sim.get("reader", "/repos/octo/shop/git/ref/heads/main").expect(200);
    sim.post("carol-token", REFS, &body).expect(403);
    sim.post("alice-token", REFS, &body).expect(201);
}

#[test]
fn rules_bind_everybody_but_those_named() {
    let sim = start(Seed::small());
    let first = commit(&sim, "main", "a");
    let second = commit(&sim, "main", "b");
    let rules = ["creation", "update", "deletion", "non_fast_forward"];
    let mut ruleset = RulesetSeed::new("records", &["refs/heads/record/**/*"], &rules);
    let gate = crate::git::BypassActor {
        actor_id: Some(900),
        actor_type: "Integration".to_owned(),
        bypass_mode: "always".to_owned(),
    };
    ruleset.bypass_actors.push(gate);
    sim.hub().add_ruleset(1, ruleset);
    let name = "refs/heads/record/production/2026-11";
    let path = format!("{REFS}/heads/record/production/2026-11");
    let got = sim.post("olivia-token", REFS, &json!({"ref": name, "sha": first})).expect(422);
    let message =
        "Repository rule violations found\n\nCannot create ref due to creations being restricted.\n\n";
    assert_eq!(got.at("/message"), message);
    sim.post("gate-token", REFS, &json!({"ref": name, "sha": first})).expect(201);
    let got = sim.call("actions-token", "PATCH", &path, &json!({"sha": second})).expect(422);
    assert!(got.at("/message").as_str().unwrap().contains("Cannot update this protected ref."));
    sim.call("gate-token", "PATCH", &path, &json!({"sha": second})).expect(200);
    let got = sim.call("alice-token", "PATCH", &path, &json!({"sha": first, "force": true})).expect(422);
    assert!(got.at("/message").as_str().unwrap().contains("Cannot force-push to this branch"));
    sim.call("alice-token", "DELETE", &path, &json!(null)).expect(422);
    sim.post("alice-token", REFS, &json!({"ref": "refs/heads/free", "sha": first})).expect(201);
}

#[test]
fn a_push_is_an_event_and_moves_pushed_at() {
    let sim = start(Seed::small());
    let first = commit(&sim, "main", "a");
    sim.clock().advance(std::time::Duration::from_secs(60));
    let second = commit(&sim, "main", "b");
    let hub = sim.hub();
    let event = hub.events().last().unwrap();
    assert_eq!(event.name, "push");
    assert_eq!((&event.payload["before"], &event.payload["after"]), (&json!(first), &json!(second)));
    assert_eq!(event.payload["head_commit"]["message"], "b");
    assert_eq!(event.payload["commits"].as_array().unwrap().len(), 1);
    assert!(event.payload.get("action").is_none() && event.starts_workflows);
    assert_eq!(hub.repositories[&1].pushed_at, sim.clock().now());
}
