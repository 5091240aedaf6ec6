use serde_json::{Value, json};

use crate::Seed;
use crate::probe::start;

#[test]
fn a_repository_has_labels() {
    let sim = start(Seed::small());
    let path = "/repos/octo/shop/labels";
    let new = json!({"name": "needs review", "color": "00ff00", "description": "waits"});
    let got = sim.post("alice-token", path, &new).expect(201);
    assert!(got.at("/url").as_str().unwrap().ends_with("/labels/needs%20review"));
    assert_eq!(sim.get("", &format!("{path}/needs%20review")).expect(200).json(), got.json());
    assert_eq!(sim.get("", path).expect(200).each("name"), ["needs review"]);
    let twice = sim.post("alice-token", path, &json!({"name": "NEEDS review"})).expect(422);
    assert_eq!(twice.at("/errors/0/code"), "already_exists");
    sim.post("alice-token", path, &json!({"name": "x", "color": "green"})).expect(422);
    sim.post("dave-token", path, &json!({"name": "x"})).expect(403);
}

#[test]
fn an_issue_is_labelled_from_triage_upwards() {
    let sim = start(Seed::small());
    let path = format!("/repos/octo/shop/issues/{}/labels", sim.issue());
    let names = |got: crate::probe::Got| got.expect(200).each("name");
    sim.post("carol-token", &path, &json!({"labels": ["a"]})).expect(403);
    assert_eq!(names(sim.post("dave-token", &path, &json!({"labels": ["a", "b"]}))), ["a", "b"]);
    assert_eq!(names(sim.post("dave-token", &path, &json!({"labels": ["c"]}))), ["a", "b", "c"]);
    assert_eq!(names(sim.call("dave-token", "PUT", &path, &json!({"labels": ["c", "d"]}))), ["c", "d"]);
    assert_eq!(names(sim.call("dave-token", "DELETE", &format!("{path}/C"), &Value::Null)), ["d"]);
    sim.call("dave-token", "DELETE", &format!("{path}/c"), &Value::Null).expect(404);
    sim.call("dave-token", "DELETE", &path, &Value::Null).expect(204);
    assert!(names(sim.get("", &path)).is_empty());
    sim.post("dave-token", &path, &json!({})).expect(422);
}
