//! Lists of runs over the wire.

use std::time::Duration;

use serde_json::{Value, json};

use crate::Simulator;
use crate::rest::run::tests::shop;
use crate::run::NewRun;

const WORKFLOW: &str = "/repos/octo/shop/actions/workflows/deploy.yml";

/// Three runs: one by alice, one a day later by bob on another branch, one two days later.
fn three() -> Simulator {
    let sim = shop();
    let workflow = sim.hub().workflow(1, "deploy.yml").unwrap().id;
    sim.hub().commit_files(1, "topic", 101, "Topic", &[("b", Some("1\n"))]).unwrap();
    for (id, event, branch) in [(2, "pull_request", "topic"), (3, "push", "main")] {
        sim.clock().advance(Duration::from_secs(24 * 3600));
        let mut hub = sim.hub();
        let bob = hub.person("bob");
        let (event, head_branch) = (event.to_owned(), branch.to_owned());
        hub.start_run(&bob, NewRun { id: Some(id), workflow, event, head_branch, ..NewRun::default() })
            .unwrap();
    }
    for name in ["build", "gate", "deploy"] {
        sim.hub().set_job(2, name, "failure");
    }
    sim
}

fn ids(sim: &Simulator, path: &str) -> Vec<Value> {
    let got = sim.get("carol-token", path).expect(200);
    got.at("/workflow_runs").as_array().unwrap().iter().map(|run| run["id"].clone()).collect()
}

#[test]
fn runs_are_filtered_and_newest_first() {
    let sim = three();
    let of = |query: &str| ids(&sim, &format!("{WORKFLOW}/runs{query}"));
    assert_eq!(of(""), [3, 2, 1]);
    assert_eq!(of("?per_page=1&page=2"), [2]);
    assert_eq!(of("?actor=Bob"), [3, 2]);
    assert_eq!(of("?branch=topic"), [2]);
    assert_eq!(of("?event=push"), [3, 1]);
    assert_eq!(of("?status=failure"), [2]);
    assert_eq!(of("?status=queued"), [3, 1]);
    let sha = sim.get("carol-token", "/repos/octo/shop/actions/runs/2").at("/head_sha");
    assert_eq!(of(&format!("?head_sha={}", sha.as_str().unwrap())), [2]);
    assert_eq!(ids(&sim, "/repos/octo/shop/actions/runs?event=pull_request"), [2]);
}

#[test]
fn dates_follow_the_search_syntax() {
    let sim = three();
    let of = |range: &str| ids(&sim, &format!("{WORKFLOW}/runs?created={range}"));
    assert_eq!(of("2026-11-23"), [2]);
    assert_eq!(of("%3E%3D2026-11-23"), [3, 2]);
    assert_eq!(of("%3E2026-11-23"), [3]);
    assert_eq!(of("%3C2026-11-23"), [1]);
    assert_eq!(of("%3C%3D2026-11-23T10:00:00Z"), [2, 1]);
    assert_eq!(of("2026-11-22..2026-11-23"), [2, 1]);
    assert_eq!(of("2026-11-23T10:00:01Z..*"), [3]);
    assert!(of("nonsense").is_empty());
}

#[test]
fn workflows_go_by_file_and_by_number() {
    let sim = three();
    let got = sim.get("carol-token", WORKFLOW).expect(200);
    assert_eq!((got.at("/name"), got.at("/state")), (json!("Deploy"), json!("active")));
    let by_number =
        sim.get("carol-token", &format!("/repos/octo/shop/actions/workflows/{}", got.at("/id"))).expect(200);
    assert_eq!(by_number.json(), got.json());
    assert_eq!(sim.get("carol-token", "/repos/octo/shop/actions/workflows").expect(200).at("/total_count"), 1);
    sim.get("carol-token", "/repos/octo/shop/actions/workflows/other.yml/runs").expect(404);
}
