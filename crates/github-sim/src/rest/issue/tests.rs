use std::time::Duration;

use serde_json::{Value, json};

use crate::Seed;
use crate::issue::NewIssue;
use crate::probe::start;
use crate::seed::RepositorySeed;

const ISSUES: &str = "/repos/octo/shop/issues";

#[test]
fn an_issue_is_opened_and_read() {
    let sim = start(Seed::small());
    let body = json!({"title": "Ship 1.4", "body": "Please.", "labels": ["approval"], "assignees": ["bob"]});
    let new = sim.post("actions-token", ISSUES, &body).expect(201);
    assert_eq!((new.at("/number"), new.at("/state")), (json!(1), json!("open")));
    assert_eq!(new.at("/user/login"), "github-actions[bot]");
    assert_eq!(new.at("/performed_via_github_app/slug"), "github-actions");
    assert_eq!((new.at("/labels/0/name"), new.at("/assignees/0/login")), (json!("approval"), json!("bob")));
    assert_eq!(new.header("location"), format!("{}{ISSUES}/1", sim.url()));
    assert!(new.at("/id").as_u64().unwrap() > u64::from(u32::MAX));
    assert_eq!(sim.get("alice-token", &format!("{ISSUES}/1")).expect(200).json(), new.json());
    assert_eq!(sim.post("gate-token", ISSUES, &body).expect(201).at("/performed_via_github_app/slug"), "gate");
    assert_eq!(sim.post("alice-token", ISSUES, &body).expect(201).at("/performed_via_github_app"), Value::Null);
}

#[test]
fn one_who_cannot_be_assigned_spoils_the_whole_issue() {
    let sim = start(Seed::small());
    let got =
        sim.post("actions-token", ISSUES, &json!({"title": "x", "assignees": ["bob", "mallory"]})).expect(422);
    assert_eq!(got.at("/message"), "Validation Failed");
    let error = json!({"value": "mallory", "resource": "Issue", "field": "assignees", "code": "invalid"});
    assert_eq!(got.at("/errors/0"), error);
    assert!(sim.hub().issues.is_empty());
}

#[test]
fn without_push_access_labels_and_assignees_are_dropped() {
    let sim = start(Seed::small());
    let body = json!({"title": "x", "labels": ["bug"], "assignees": ["mallory"]});
    let got = sim.post("mallory-token", ISSUES, &body).expect(201);
    assert_eq!((got.at("/labels"), got.at("/assignees")), (json!([]), json!([])));
    assert_eq!(got.at("/author_association"), "NONE");
}

#[test]
fn a_title_is_needed_and_texts_have_an_end() {
    let sim = start(Seed::small());
    let field = |body: Value| {
        let got = sim.post("alice-token", ISSUES, &body).expect(422);
        (got.at("/errors/0/field"), got.at("/errors/0/code"))
    };
    assert_eq!(field(json!({})), (json!("title"), json!("missing_field")));
    assert_eq!(field(json!({"title": " "})), (json!("title"), json!("missing_field")));
    assert_eq!(field(json!({"title": "x".repeat(257)})), (json!("title"), json!("custom")));
    assert_eq!(field(json!({"title": "x", "body": "ä".repeat(65_537)})), (json!("body"), json!("custom")));
    sim.post("alice-token", ISSUES, &json!({"title": "x".repeat(256), "body": "ä".repeat(65_536)})).expect(201);
}

#[test]
fn an_issue_is_changed_by_its_author_or_from_triage_upwards() {
    let sim = start(Seed::small());
    let mallorys = sim.post("mallory-token", ISSUES, &json!({"title": "x"})).expect(201).at("/number");
    let patch = |token: &str, body: &Value| sim.call(token, "PATCH", &format!("{ISSUES}/{mallorys}"), body);
    assert_eq!(
        patch("carol-token", &json!({"title": "y"})).expect(403).at("/message"),
        "Must have admin rights to Repository."
    );
    assert_eq!(patch("mallory-token", &json!({"title": "y"})).expect(200).at("/title"), "y");
    sim.clock().advance(Duration::from_secs(5));
    let closed = patch("dave-token", &json!({"state": "closed", "state_reason": "not_planned"})).expect(200);
    assert_eq!((closed.at("/state"), closed.at("/state_reason")), (json!("closed"), json!("not_planned")));
    assert_eq!(
        (closed.at("/closed_by/login"), closed.at("/closed_at")),
        (json!("dave"), json!("2026-11-22T10:00:05Z"))
    );
    let opened = patch("actions-token", &json!({"state": "open"})).expect(200);
    assert_eq!((opened.at("/state"), opened.at("/closed_at")), (json!("open"), Value::Null));
    patch("dave-token", &json!({"state": "maybe"})).expect(422);
    let labelled = patch("dave-token", &json!({"labels": ["a", "b"], "assignees": ["bob"]})).expect(200);
    assert_eq!(labelled.at("/labels").as_array().unwrap().len(), 2);
    let fewer = patch("dave-token", &json!({"labels": ["b"], "assignees": []})).expect(200);
    assert_eq!((fewer.at("/labels/0/name"), fewer.at("/assignees")), (json!("b"), json!([])));
}

#[test]
fn an_edited_text_keeps_its_history() {
    let sim = start(Seed::small());
    let number = sim.issue();
    sim.call("bob-token", "PATCH", &format!("{ISSUES}/{number}"), &json!({"body": "Other."})).expect(200);
    let hub = sim.hub();
    let history = &hub.issues.values().next().unwrap().history;
    let texts: Vec<_> = history.0.iter().map(|one| (one.editor, one.text.as_deref())).collect();
    assert_eq!(texts, [(100, Some("Please.")), (102, Some("Other."))]);
    assert_eq!(history.last_edit().unwrap().editor, 102);
}

#[test]
fn a_locked_conversation_is_for_those_who_push() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let lock = format!("{ISSUES}/{number}/lock");
    sim.call("alice-token", "PUT", &lock, &json!({"lock_reason": "bored"})).expect(422);
    sim.call("alice-token", "PUT", &lock, &json!({"lock_reason": "resolved"})).expect(204);
    let issue = sim.get("alice-token", &format!("{ISSUES}/{number}")).expect(200);
    assert_eq!((issue.at("/locked"), issue.at("/active_lock_reason")), (json!(true), json!("resolved")));
    let path = format!("{ISSUES}/{number}/comments");
    let got = sim.post("carol-token", &path, &json!({"body": "x"})).expect(403);
    assert_eq!(got.at("/message"), "Unable to create comment because issue is locked.");
    sim.comment("bob-token", number, "x");
    sim.call("alice-token", "DELETE", &lock, &Value::Null).expect(204);
    sim.comment("carol-token", number, "x");
}

#[test]
fn a_deleted_issue_is_gone_and_its_number_is_not_used_again() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let comment = sim.comment("bob-token", number, "x");
    {
        let mut hub = sim.hub();
        let (olivia, id) = (hub.person("olivia"), hub.issue_numbered(1, number).unwrap().id);
        hub.delete_issue(&olivia, id);
    }
    for below in ["", "/comments", "/timeline"] {
        let got = sim.get("alice-token", &format!("{ISSUES}/{number}{below}")).expect(410);
        assert_eq!(got.at("/message"), "This issue was deleted");
    }
    sim.get("alice-token", &format!("{ISSUES}/comments/{comment}")).expect(404);
    assert_eq!(sim.issue(), number + 1);
    sim.get("alice-token", &format!("{ISSUES}/99")).expect(404);
}

#[test]
fn a_transferred_issue_redirects_and_is_another_one() {
    let sim = start(Seed::small().repository(RepositorySeed::new("octo/docs", 2)));
    let number = sim.issue();
    let comment = sim.comment("bob-token", number, "x");
    let before = sim.get("alice-token", &format!("{ISSUES}/{number}")).expect(200);
    {
        let mut hub = sim.hub();
        let (olivia, id) = (hub.person("olivia"), hub.issue_numbered(1, number).unwrap().id);
        hub.open_issue(&olivia, 2, NewIssue::new("first", ""));
        hub.transfer_issue(&olivia, id, 2).unwrap();
    }
    let got = sim.get("alice-token", &format!("{ISSUES}/{number}/comments")).expect(301);
    let there = "/repositories/2/issues/2/comments";
    assert_eq!(got.header("location"), format!("{}{there}", sim.url()));
    let got = sim.call(
        "alice-token",
        "DELETE",
        &format!("/repositories/1/issues/{number}/labels/a%20b"),
        &Value::Null,
    );
    assert_eq!(
        got.expect(301).header("location"),
        format!("{}/repositories/2/issues/2/labels/a%20b", sim.url())
    );
    assert_eq!(sim.get("alice-token", there).expect(200).each("id"), [json!(comment)]);
    let after = sim.get("alice-token", "/repositories/2/issues/2").expect(200);
    assert_ne!(after.at("/node_id"), before.at("/node_id"));
    assert_eq!(after.at("/repository_url"), format!("{}/repos/octo/docs", sim.url()));
    assert_eq!(
        sim.get("alice-token", "/repositories/2/issues/2/timeline").expect(200).each("event")[1],
        "transferred"
    );
}

#[test]
fn a_pull_request_is_an_issue_even_without_issues() {
    let sim = start(Seed::small().with_repository("octo/shop", |shop| shop.has_issues = false));
    {
        let mut hub = sim.hub();
        let alice = hub.person("alice");
        hub.open_issue(&alice, 1, NewIssue { pull_request: true, ..NewIssue::new("Change", "") });
    }
    let got = sim.get("alice-token", &format!("{ISSUES}/1")).expect(200);
    assert!(got.at("/pull_request/url").as_str().unwrap().ends_with("/repos/octo/shop/pulls/1"));
    assert!(got.at("/html_url").as_str().unwrap().ends_with("/octo/shop/pull/1"));
    sim.comment("bob-token", 1, "x");
}
