use serde_json::{Value, json};

use crate::Seed;
use crate::probe::start;

#[test]
fn nobody_reacts_twice_in_the_same_way() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let comment = format!("/repos/octo/shop/issues/comments/{}", sim.comment("bob-token", number, "x"));
    let react = |token: &str, content: &str| {
        sim.post(token, &format!("{comment}/reactions"), &json!({"content": content}))
    };
    let first = react("alice-token", "+1").expect(201);
    assert_eq!(react("alice-token", "+1").expect(200).at("/id"), first.at("/id"));
    react("mallory-token", "+1").expect(201);
    react("alice-token", "eyes").expect(201);
    react("alice-token", "applause").expect(422);
    let got = sim.get("carol-token", &comment).expect(200);
    assert_eq!((got.at("/reactions/total_count"), got.at("/reactions/+1")), (json!(3), json!(2)));
    let list = |query: &str| {
        sim.get("carol-token", &format!("{comment}/reactions{query}")).expect(200).each("content")
    };
    assert_eq!(list(""), ["+1", "+1", "eyes"]);
    assert_eq!(list("?content=eyes"), ["eyes"]);
    let one = format!("{comment}/reactions/{}", first.at("/id"));
    sim.call("mallory-token", "DELETE", &one, &Value::Null).expect(403);
    sim.call("alice-token", "DELETE", &one, &Value::Null).expect(204);
    sim.call("alice-token", "DELETE", &one, &Value::Null).expect(404);
    assert_eq!(list(""), ["+1", "eyes"]);
}

#[test]
fn a_locked_conversation_takes_no_reactions() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let issue = format!("/repos/octo/shop/issues/{number}");
    sim.post("carol-token", &format!("{issue}/reactions"), &json!({"content": "heart"})).expect(201);
    sim.call("alice-token", "PUT", &format!("{issue}/lock"), &json!({})).expect(204);
    sim.post("carol-token", &format!("{issue}/reactions"), &json!({"content": "eyes"})).expect(403);
    assert_eq!(sim.get("carol-token", &issue).expect(200).at("/reactions/heart"), 1);
}
