use serde_json::{Value, json};

use crate::Seed;
use crate::account::Trace;
use crate::probe::start;

#[test]
fn everything_that_happens_stands_in_its_order() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let issue = format!("/repos/octo/shop/issues/{number}");
    let patch = |body: Value| sim.call("alice-token", "PATCH", &issue, &body).expect(200);
    sim.comment("bob-token", number, "first");
    patch(json!({"title": "Other"}));
    patch(json!({"labels": ["x"]}));
    patch(json!({"labels": []}));
    patch(json!({"assignees": ["bob"]}));
    patch(json!({"assignees": []}));
    sim.call("alice-token", "PUT", &format!("{issue}/lock"), &json!({"lock_reason": "spam"})).expect(204);
    sim.call("alice-token", "DELETE", &format!("{issue}/lock"), &Value::Null).expect(204);
    patch(json!({"state": "closed"}));
    patch(json!({"state": "open"}));
    sim.comment("bob-token", number, "last");
    let got = sim.get("carol-token", &format!("{issue}/timeline")).expect(200);
    let expected = [
        "commented",
        "renamed",
        "labeled",
        "unlabeled",
        "assigned",
        "unassigned",
        "locked",
        "unlocked",
        "closed",
        "reopened",
        "commented",
    ];
    assert_eq!(got.each("event"), expected);
    assert_eq!(got.at("/1/rename"), json!({"from": "Ship it", "to": "Other"}));
    assert_eq!((got.at("/2/label/name"), got.at("/4/assignee/login")), (json!("x"), json!("bob")));
    assert_eq!((got.at("/6/lock_reason"), got.at("/8/actor/login")), (json!("spam"), json!("alice")));
    let events = sim.get("carol-token", &format!("{issue}/events")).expect(200);
    assert_eq!(events.each("event"), expected[1..10]);
    assert_eq!((got.at("/4/assigner"), events.at("/3/assigner/login")), (Value::Null, json!("alice")));
}

#[test]
fn a_deleted_comment_leaves_an_event_with_the_one_who_deleted_it() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let id = sim.comment("bob-token", number, "/deny");
    sim.call("alice-token", "DELETE", &format!("/repos/octo/shop/issues/comments/{id}"), &Value::Null)
        .expect(204);
    let got = sim.get("carol-token", &format!("/repos/octo/shop/issues/{number}/timeline")).expect(200);
    assert_eq!((got.at("/0/event"), got.at("/0/actor/login")), (json!("comment_deleted"), json!("alice")));
    let hub = sim.hub();
    let happened = hub.happenings.values().next().unwrap();
    assert_eq!(happened.what, crate::timeline::Happening::CommentDeleted { author: 102, comment: id });
}

#[test]
fn the_timeline_knows_no_null() {
    let sim = start(Seed::small());
    let number = sim.issue();
    sim.comment("bob-token", number, "x");
    sim.hub().delete_account(102, Trace::Null);
    let got = sim.get("carol-token", &format!("/repos/octo/shop/issues/{number}/timeline")).expect(200);
    assert_eq!((got.at("/0/user/login"), got.at("/0/actor/login")), (json!("ghost"), json!("ghost")));
}
