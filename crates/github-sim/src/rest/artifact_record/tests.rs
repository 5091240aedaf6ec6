//! Records of deployments over the wire.

use serde_json::{Value, json};

use crate::probe::start;
use crate::token::Level;
use crate::{Seed, Simulator};

const PATH: &str = "/orgs/octo/artifacts/metadata/deployment-record";

fn sim() -> Simulator {
    let may = [("artifact_metadata", Level::Write)];
    start(Seed::small().actions_token("records-token", "octo/shop", Some(2), &may))
}

fn body(more: &Value) -> Value {
    let mut body = json!({
        "name": "shop", "digest": format!("sha256:{}", "a".repeat(64)), "status": "deployed",
        "logical_environment": "production", "deployment_name": "shop",
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

#[test]
fn of_one_place_there_is_one_record() {
    let sim = sim();
    let first = sim.post("records-token", PATH, &body(&json!({}))).expect(200).at("/deployment_records/0/id");
    let digest = format!("sha256:{}", "b".repeat(64));
    let second = sim.post("olivia-token", PATH, &body(&json!({"digest": digest}))).expect(200);
    assert_eq!((second.at("/deployment_records/0/id"), second.at("/total_count")), (first, json!(1)));
    sim.post("records-token", PATH, &body(&json!({"cluster": "west"}))).expect(200);
    let hub = sim.hub();
    let kept: Vec<(&str, &str)> =
        hub.artifact_records.iter().map(|one| (one.place[2].as_str(), one.digest.as_str())).collect();
    let other = body(&json!({}));
    assert_eq!(kept, [("", digest.as_str()), ("west", other["digest"].as_str().unwrap())]);
}

#[test]
fn who_may_not_and_what_is_wrong_is_refused() {
    let sim = sim();
    sim.post("actions-token", PATH, &body(&json!({}))).expect(403);
    sim.post("mallory-token", PATH, &body(&json!({}))).expect(404);
    sim.post("records-token", &PATH.replace("octo", "nobody"), &body(&json!({}))).expect(404);
    let tags: Value = (0..6).map(|tag| (tag.to_string(), json!("x"))).collect::<serde_json::Map<_, _>>().into();
    for wrong in [json!({"digest": "sha256:abc"}), json!({"status": "gone"}), json!({"tags": tags})] {
        sim.post("records-token", PATH, &body(&wrong)).expect(422);
    }
    assert!(sim.hub().artifact_records.is_empty());
}
