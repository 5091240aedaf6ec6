use std::time::Duration;

use serde_json::{Value, json};

use crate::Seed;
use crate::probe::start;
use crate::seed::{RepositorySeed, TokenKindSeed};

const COMMENTS: &str = "/repos/octo/shop/issues/comments";

#[test]
fn a_comment_says_who_wrote_it_and_through_what() {
    let seed = Seed::small().token("via", via("bob"));
    let sim = start(seed);
    let number = sim.issue();
    let of = |token: &str| {
        let id = sim.comment(token, number, "/approve");
        let got = sim.get("carol-token", &format!("{COMMENTS}/{id}")).expect(200);
        (got.at("/user/login"), got.at("/user/type"), got.at("/performed_via_github_app/slug"))
    };
    assert_eq!(of("bob-token"), (json!("bob"), json!("User"), Value::Null));
    assert_eq!(of("via"), (json!("bob"), json!("User"), json!("gate")));
    assert_eq!(of("gate-token"), (json!("gate[bot]"), json!("Bot"), json!("gate")));
    assert_eq!(of("actions-token"), (json!("github-actions[bot]"), json!("Bot"), json!("github-actions")));
}

fn via(login: &str) -> TokenKindSeed {
    let scopes = vec!["repo".to_owned()];
    TokenKindSeed::User { login: login.to_owned(), scopes, via_app: Some("gate".to_owned()) }
}

#[test]
fn comments_are_listed_by_ascending_id_and_since_means_the_last_change() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let first = sim.comment("bob-token", number, "one");
    sim.clock().advance(Duration::from_secs(60));
    let second = sim.comment("bob-token", number, "two");
    sim.clock().advance(Duration::from_secs(60));
    let path = format!("/repos/octo/shop/issues/{number}/comments");
    let ids = |path: &str| sim.get("carol-token", path).expect(200).each("id");
    assert_eq!(ids(&path), [json!(first), json!(second)]);
    assert_eq!(ids(&format!("{path}?since=2026-11-22T10:01:00Z")), [json!(second)]);
    sim.call("bob-token", "PATCH", &format!("{COMMENTS}/{first}"), &json!({"body": "uno"})).expect(200);
    assert_eq!(ids(&format!("{path}?since=2026-11-22T10:02:00Z")), [json!(first)]);
    assert_eq!(ids(&format!("{COMMENTS}?sort=updated&direction=desc")), [json!(first), json!(second)]);
    assert_eq!(ids(COMMENTS), [json!(first), json!(second)]);
    sim.get("carol-token", &format!("{COMMENTS}?since=soon")).expect(422);
}

#[test]
fn a_text_that_is_too_long_or_empty_is_refused_in_githubs_words() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let path = format!("/repos/octo/shop/issues/{number}/comments");
    let long = json!({"body": "é".repeat(65_537)});
    let got = sim.post("bob-token", &path, &long).expect(422);
    let error = json!({"resource": "IssueComment", "code": "unprocessable", "field": "data",
        "message": "Body is too long (maximum is 65536 characters)"});
    assert_eq!(got.at("/errors/0"), error);
    sim.post("bob-token", &path, &json!({"body": " \n"})).expect(422);
    assert_eq!(sim.post("bob-token", &path, &json!({})).expect(422).at("/errors/0/code"), "missing_field");
    let id = sim.post("bob-token", &path, &json!({"body": "é".repeat(65_536)})).expect(201).at("/id");
    let got = sim.call("bob-token", "PATCH", &format!("{COMMENTS}/{id}"), &long).expect(422);
    assert_eq!((got.at("/errors/0/field"), got.at("/errors/0/code")), (json!("body"), json!("custom")));
}

#[test]
fn others_can_edit_a_comment_and_the_history_tells() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let id = sim.comment("carol-token", number, "looks fine, checking");
    sim.clock().advance(Duration::from_secs(60));
    let patch =
        |token: &str| sim.call(token, "PATCH", &format!("{COMMENTS}/{id}"), &json!({"body": "/approve"}));
    patch("mallory-token").expect(403);
    patch("dave-token").expect(403);
    let got = patch("alice-token").expect(200);
    assert_eq!((got.at("/user/login"), got.at("/body")), (json!("carol"), json!("/approve")));
    assert_eq!(
        (got.at("/created_at"), got.at("/updated_at")),
        (json!("2026-11-22T10:00:00Z"), json!("2026-11-22T10:01:00Z"))
    );
    let mut hub = sim.hub();
    let alice = hub.person("alice");
    hub.delete_revision(&alice, id, 0);
    let history = &hub.comments[&id].history;
    assert_eq!(history.last_edit().map(|edit| edit.editor), Some(101));
    assert_eq!((history.0[0].text.as_deref(), history.0[0].deleted.map(|(_, by)| by)), (None, Some(101)));
}

#[test]
fn the_same_text_again_is_no_edit() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let id = sim.comment("carol-token", number, "x");
    sim.call("carol-token", "PATCH", &format!("{COMMENTS}/{id}"), &json!({"body": "x"})).expect(200);
    assert!(sim.hub().comments[&id].history.last_edit().is_none());
}

#[test]
fn a_workflow_can_edit_and_delete_what_people_wrote() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let id = sim.comment("bob-token", number, "/deny");
    sim.call("actions-token", "PATCH", &format!("{COMMENTS}/{id}"), &json!({"body": "x"})).expect(200);
    sim.call("mallory-token", "DELETE", &format!("{COMMENTS}/{id}"), &Value::Null).expect(403);
    sim.call("actions-token", "DELETE", &format!("{COMMENTS}/{id}"), &Value::Null).expect(204);
    sim.get("bob-token", &format!("{COMMENTS}/{id}")).expect(404);
}

#[test]
fn a_comment_belongs_to_its_repository() {
    let sim = start(Seed::small().repository(RepositorySeed::new("octo/docs", 2)));
    let number = sim.issue();
    let id = sim.comment("bob-token", number, "x");
    sim.get("bob-token", &format!("/repos/octo/docs/issues/comments/{id}")).expect(404);
}

#[test]
fn mail_and_hiding_leave_their_marks() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let id = {
        let mut hub = sim.hub();
        let (bob, issue) = (hub.person("bob"), hub.issue_numbered(1, number).unwrap().id);
        let id = hub.add_comment_by_email(&bob, issue, "/approve");
        hub.minimize_comment(id, Some("outdated"));
        assert!(hub.comments[&id].via_email);
        id
    };
    let got = sim.get("carol-token", &format!("{COMMENTS}/{id}")).expect(200);
    assert_eq!(got.at("/minimized"), json!({"reason": "outdated"}));
    sim.hub().minimize_comment(id, None);
    assert_eq!(sim.get("carol-token", &format!("{COMMENTS}/{id}")).expect(200).at("/minimized"), Value::Null);
}

#[test]
fn one_comment_of_an_issue_is_pinned() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let ids = [1, 2].map(|_| sim.comment("bob-token", number, "x"));
    let pin = |method: &str, token: &str, id: u64| {
        sim.call(token, method, &format!("{COMMENTS}/{id}/pin"), &Value::Null)
    };
    pin("PUT", "carol-token", ids[0]).expect(403);
    assert_eq!(pin("PUT", "dave-token", ids[0]).expect(200).at("/pin/pinned_by/login"), "dave");
    pin("PUT", "actions-token", ids[1]).expect(200);
    let pinned = |id| sim.get("bob-token", &format!("{COMMENTS}/{id}")).expect(200).at("/pin") != Value::Null;
    assert_eq!(ids.map(pinned), [false, true]);
    pin("DELETE", "actions-token", ids[1]).expect(204);
    assert_eq!(ids.map(pinned), [false, false]);
}
