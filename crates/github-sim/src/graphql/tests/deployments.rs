//! The newest status of deployments, many at once.

use serde_json::json;

use super::{data, error};
use crate::node::node_id;
use crate::probe::start;
use crate::{Seed, Simulator};

const STATES: &str = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Deployment {
  id commitOid environment creator { login } latestStatus { state logUrl environmentUrl description }
} } }";

const DEPLOYMENTS: &str = "/repos/octo/shop/deployments";

fn made(sim: &Simulator) -> u64 {
    let body = json!({"ref": "main", "environment": "test"});
    sim.post("actions-token", DEPLOYMENTS, &body).expect(201).at("/id").as_u64().unwrap()
}

#[test]
fn the_newest_status_is_shown_for_each() {
    let sim = start(Seed::small());
    let sha = sim.hub().commit_files(1, "main", 101, "Change", &[("a", Some("1\n"))]).unwrap();
    let (silent, spoken) = (made(&sim), made(&sim));
    for state in ["queued", "in_progress"] {
        let body = json!({"state": state, "log_url": "https://log.example/1"});
        sim.post("actions-token", &format!("{DEPLOYMENTS}/{spoken}/statuses"), &body).expect(201);
    }
    let ids = json!({"ids": [node_id("DE", spoken), node_id("DE", silent)]});
    let shown = data(&sim, "actions-token", STATES, ids)["nodes"].clone();
    let one = |id, status| {
        json!({
            "id": node_id("DE", id), "commitOid": sha, "environment": "test",
            "creator": {"login": "github-actions"}, "latestStatus": status,
        })
    };
    let status = json!({
        "state": "IN_PROGRESS", "logUrl": "https://log.example/1", "environmentUrl": null, "description": "",
    });
    assert_eq!(shown, json!([one(spoken, status), one(silent, json!(null))]));
    let gone = error(&sim, "actions-token", STATES, json!({"ids": [node_id("DE", 7)]}));
    assert_eq!(gone["type"], "NOT_FOUND");
}
