use serde_json::json;

use crate::probe::start;
use crate::token::Level;
use crate::{Seed, Simulator};

const NEW: &str = "/repos/octo/shop/issues";

fn private() -> Seed {
    Seed::small().with_repository("octo/shop", |shop| shop.private = true)
}

fn open(sim: &Simulator, token: &str) -> crate::probe::Got {
    sim.post(token, NEW, &json!({"title": "x"}))
}

#[test]
fn a_private_repository_does_not_exist_for_others() {
    let sim = start(private().user_token("public-only", "alice", &["public_repo"]));
    for token in ["mallory-token", "public-only", ""] {
        assert_eq!(sim.get(token, "/repos/octo/shop").expect(404).at("/message"), "Not Found");
    }
    for token in ["alice-token", "carol-token", "dave-token", "actions-token", "gate-token"] {
        sim.get(token, "/repos/octo/shop").expect(200);
    }
}

#[test]
fn a_public_repository_is_read_by_anybody_and_written_by_name() {
    let sim = start(Seed::small());
    sim.get("", "/repos/octo/shop").expect(200);
    assert_eq!(open(&sim, "").expect(401).at("/message"), "Requires authentication");
    open(&sim, "mallory-token").expect(201);
}

#[test]
fn a_workflow_without_the_permission_is_told_which_one() {
    let sim = start(Seed::small().actions_token("weak", "octo/shop", None, &[("issues", Level::Read)]));
    let got = open(&sim, "weak").expect(403);
    assert_eq!(got.at("/message"), "Resource not accessible by integration");
    assert_eq!(got.header("x-accepted-github-permissions"), "issues=write");
    let got = sim.post("weak", "/repos/octo/shop/issues/1/comments", &json!({"body": "x"})).expect(403);
    assert_eq!(got.header("x-accepted-github-permissions"), "issues=write; pull_requests=write");
}

#[test]
fn in_a_private_repository_reading_needs_the_permission_too() {
    let sim = start(private().actions_token("bare", "octo/shop", None, &[]));
    sim.get("bare", "/repos/octo/shop").expect(200);
    let got = sim.get("bare", NEW).expect(403);
    assert_eq!(got.header("x-accepted-github-permissions"), "issues=read; pull_requests=read");
}

#[test]
fn a_token_of_one_repository_is_nobody_in_another() {
    let seed = Seed::small().repository(crate::seed::RepositorySeed::new("octo/docs", 2));
    let sim = start(seed);
    sim.get("actions-token", "/repos/octo/docs").expect(200);
    sim.post("actions-token", "/repos/octo/docs/issues", &json!({"title": "x"})).expect(403);
    sim.post("gate-token", "/repos/octo/docs/issues", &json!({"title": "x"})).expect(201);
}

#[test]
fn a_classic_token_without_the_scope_writes_nothing() {
    let sim = start(Seed::small().user_token("no-scope", "alice", &[]));
    sim.get("no-scope", "/repos/octo/shop").expect(200);
    open(&sim, "no-scope").expect(404);
}

#[test]
fn a_person_needs_the_role() {
    let sim = start(Seed::small());
    let lock = format!("{NEW}/{}/lock", sim.issue());
    assert_eq!(
        sim.call("dave-token", "PUT", &lock, &json!({})).expect(403).at("/message"),
        "Must have admin rights to Repository."
    );
    sim.call("bob-token", "PUT", &lock, &json!({})).expect(204);
}

#[test]
fn an_archived_repository_is_read_only() {
    let sim = start(Seed::small().with_repository("octo/shop", |shop| shop.archived = true));
    sim.get("alice-token", NEW).expect(200);
    assert_eq!(
        open(&sim, "alice-token").expect(403).at("/message"),
        "Repository was archived so is read-only."
    );
}

#[test]
fn without_issues_there_are_no_issues() {
    let sim = start(Seed::small());
    let one = format!("{NEW}/{}", sim.issue());
    sim.hub().repositories.get_mut(&1).unwrap().has_issues = false;
    for got in [open(&sim, "alice-token"), sim.get("alice-token", &one)] {
        assert_eq!(got.expect(410).at("/message"), "Issues are disabled for this repo");
    }
    assert!(sim.get("alice-token", NEW).expect(200).each("number").is_empty());
}

#[test]
fn only_a_person_is_a_user() {
    let sim = start(Seed::small());
    assert_eq!(sim.get("alice-token", "/user").expect(200).at("/login"), "alice");
    sim.get("actions-token", "/user").expect(403);
    sim.get("gate-token", "/user").expect(403);
    sim.get("", "/user").expect(401);
}
