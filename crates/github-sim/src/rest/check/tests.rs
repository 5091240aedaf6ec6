//! Check runs over the wire.

use std::time::Duration;

use serde_json::{Value, json};

use crate::probe::{Got, start};
use crate::{Seed, Simulator};

const RUNS: &str = "/repos/octo/shop/check-runs";

fn shop() -> (Simulator, String) {
    let sim = start(Seed::small());
    let sha = sim.hub().commit_files(1, "main", 101, "Begin", &[("a", Some("1\n"))]).unwrap();
    (sim, sha)
}

fn create(sim: &Simulator, token: &str, sha: &str, more: &Value) -> Got {
    let mut body = json!({"name": "coverage", "head_sha": sha});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    sim.post(token, RUNS, &body)
}

fn annotations(count: usize) -> Vec<Value> {
    let one = |line| json!({"path": "a", "start_line": line, "end_line": line, "annotation_level": "warning", "message": "m"});
    (1..=count).map(one).collect()
}

#[test]
fn only_apps_make_check_runs() {
    let (sim, sha) = shop();
    let made = create(&sim, "actions-token", &sha, &json!({})).expect(201);
    assert_eq!((made.at("/app/slug"), made.at("/status")), (json!("github-actions"), json!("queued")));
    assert_eq!(made.header("location"), made.at("/url"));
    let made = create(&sim, "gate-token", &sha, &json!({})).expect(201);
    assert_eq!(made.at("/app/slug"), "gate");
    for person in ["alice-token", "olivia-token"] {
        let refused = create(&sim, person, &sha, &json!({})).expect(403);
        assert_eq!(refused.at("/message"), "You must authenticate via a GitHub App.");
    }
}

#[test]
fn a_conclusion_completes() {
    let (sim, sha) = shop();
    let id = create(&sim, "gate-token", &sha, &json!({"status": "in_progress"})).expect(201).at("/id");
    sim.clock().advance(Duration::from_secs(60));
    let path = format!("{RUNS}/{id}");
    let done = sim.call("gate-token", "PATCH", &path, &json!({"conclusion": "failure"})).expect(200);
    assert_eq!((done.at("/status"), done.at("/conclusion")), (json!("completed"), json!("failure")));
    assert_eq!(done.at("/completed_at"), "2026-11-22T10:01:00Z");
    let got = sim.get("carol-token", &path).expect(200);
    assert_eq!(
        (got.at("/conclusion"), got.at("/started_at")),
        (json!("failure"), json!("2026-11-22T10:00:00Z"))
    );
    let events: Vec<String> =
        sim.hub().events().iter().map(|event| format!("{} {}", event.name, event.action)).collect();
    assert!(events.contains(&"check_run completed".to_owned()), "{events:?}");
    create(&sim, "gate-token", &sha, &json!({"status": "completed"})).expect(422);
}

#[test]
fn an_update_adds_annotations_fifty_at_a_time() {
    let (sim, sha) = shop();
    let output = |count| json!({"output": {"title": "t", "summary": "s", "annotations": annotations(count)}});
    let refused = create(&sim, "gate-token", &sha, &output(51)).expect(422);
    assert_eq!(
        refused.at("/message"),
        "Invalid request.\n\nNo more than 50 items are allowed; 51 were supplied."
    );
    let id = create(&sim, "gate-token", &sha, &output(50)).expect(201).at("/id");
    let path = format!("{RUNS}/{id}");
    let after = sim.call("gate-token", "PATCH", &path, &output(7)).expect(200);
    assert_eq!(after.at("/output/annotations_count"), 57);
    let page = sim.get("carol-token", &format!("{path}/annotations?per_page=50&page=2")).expect(200);
    assert_eq!(page.each("start_line"), [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(page.at("/0/start_column"), Value::Null);
    assert!(page.at("/0/blob_href").as_str().unwrap().ends_with(&format!("/octo/shop/blob/{sha}/a")));
    assert!(page.header("link").contains("rel=\"prev\""));
}

#[test]
fn what_an_app_may_not_say() {
    let (sim, sha) = shop();
    let one = |change: Value| {
        let mut one = annotations(1).remove(0);
        one.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        json!({"output": {"title": "t", "summary": "s", "annotations": [one]}})
    };
    let long = "x".repeat(65_536);
    for more in [
        json!({"conclusion": "great"}),
        json!({"conclusion": "stale"}),
        json!({"started_at": "yesterday"}),
        json!({"output": {"title": "t"}}),
        json!({"output": {"title": "t", "summary": long}}),
        json!({"output": {"title": "t", "summary": "s", "text": long}}),
        one(json!({"annotation_level": "error"})),
        one(json!({"end_line": 0})),
        one(json!({"end_line": 2, "start_column": 1})),
        one(json!({"title": "x".repeat(256)})),
        json!({"actions": [{"label": "x".repeat(21), "description": "d", "identifier": "i"}]}),
        json!({"head_sha": "0".repeat(40)}),
        json!({"name": null}),
    ] {
        create(&sim, "gate-token", &sha, &more).expect(422);
    }
    let fits = json!({"output": {"title": "t", "summary": "x".repeat(65_535)}});
    create(&sim, "gate-token", &sha, &fits).expect(201);
}

#[test]
fn another_app_may_not_change_it() {
    let (sim, sha) = shop();
    let id = create(&sim, "gate-token", &sha, &json!({})).expect(201).at("/id");
    let refused =
        sim.call("actions-token", "PATCH", &format!("{RUNS}/{id}"), &json!({"name": "x"})).expect(403);
    assert!(refused.at("/message").as_str().unwrap().starts_with("Invalid app_id `15368`"));
}

#[test]
fn the_newest_of_each_app_and_name_is_listed() {
    let (sim, sha) = shop();
    let first = create(&sim, "gate-token", &sha, &json!({})).at("/id");
    let second = create(&sim, "gate-token", &sha, &json!({"conclusion": "success"})).at("/id");
    let third = create(&sim, "actions-token", &sha, &json!({})).at("/id");
    let ids = |query: &str| {
        let got =
            sim.get("carol-token", &format!("/repos/octo/shop/commits/main/check-runs{query}")).expect(200);
        let ids: Vec<Value> =
            got.at("/check_runs").as_array().unwrap().iter().map(|run| run["id"].clone()).collect();
        assert_eq!(got.at("/total_count"), ids.len());
        json!(ids)
    };
    assert_eq!(ids(""), json!([third, second]));
    assert_eq!(ids("?filter=all"), json!([third, second, first]));
    assert_eq!(ids("?app_id=900"), json!([second]));
    assert_eq!(ids("?status=completed"), json!([second]));
    assert_eq!(ids("?check_name=coverage&app_id=15368"), json!([third]));
    assert_eq!(ids("?check_name=other"), json!([]));
    let unknown = sim.get("carol-token", "/repos/octo/shop/commits/nothing/check-runs").expect(422);
    assert_eq!(unknown.at("/message"), "No commit found for SHA: nothing");
}
