use serde_json::{Value, json};

use crate::Seed;
use crate::probe::start;

#[test]
fn what_a_person_does_starts_workflows_and_what_a_workflow_does_does_not() {
    let sim = start(Seed::small());
    let number = sim.issue();
    for token in ["bob-token", "gate-token", "actions-token"] {
        sim.comment(token, number, "/approve");
    }
    let hub = sim.hub();
    let starts: Vec<_> = hub
        .events()
        .iter()
        .filter(|event| event.name == "issue_comment")
        .map(|event| (event.payload["sender"]["login"].as_str().unwrap(), event.starts_workflows))
        .collect();
    assert_eq!(starts, [("bob", true), ("gate[bot]", true), ("github-actions[bot]", false)]);
}

#[test]
fn a_comment_tells_of_its_life() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let id = sim.comment("bob-token", number, "wait");
    let path = format!("/repos/octo/shop/issues/comments/{id}");
    sim.call("alice-token", "PATCH", &path, &json!({"body": "/approve"})).expect(200);
    sim.call("alice-token", "DELETE", &path, &Value::Null).expect(204);
    let hub = sim.hub();
    let events: Vec<_> = hub.events().iter().filter(|event| event.name == "issue_comment").collect();
    let actions: Vec<_> = events.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(actions, ["created", "edited", "deleted"]);
    let edited = &events[1].payload;
    assert_eq!(edited["changes"]["body"]["from"], "wait");
    assert_eq!(edited["comment"]["body"], "/approve");
    assert_eq!(
        (&edited["sender"]["login"], &edited["comment"]["user"]["login"]),
        (&json!("alice"), &json!("bob"))
    );
    assert_eq!((&edited["issue"]["number"], &edited["action"]), (&json!(number), &json!("edited")));
    assert_eq!(edited["repository"]["full_name"], "octo/shop");
    assert_eq!(edited["organization"]["login"], "octo");
}

#[test]
fn an_issue_tells_of_its_life() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let issue = format!("/repos/octo/shop/issues/{number}");
    let body = json!({"title": "y", "labels": ["a"], "assignees": ["bob"]});
    sim.call("alice-token", "PATCH", &issue, &body).expect(200);
    sim.call("alice-token", "PATCH", &issue, &json!({"state": "closed"})).expect(200);
    let hub = sim.hub();
    let actions: Vec<_> =
        hub.events().iter().map(|event| (event.name.as_str(), event.action.as_str())).collect();
    let expected = ["opened", "edited", "labeled", "assigned", "closed"];
    assert_eq!(actions, expected.map(|action| ("issues", action)));
    assert_eq!(hub.events()[2].payload["label"]["name"], "a");
}
