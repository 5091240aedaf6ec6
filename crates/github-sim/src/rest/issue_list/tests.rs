use std::time::Duration;

use serde_json::{Value, json};

use crate::probe::start;
use crate::{Seed, Simulator};

const ISSUES: &str = "/repos/octo/shop/issues";

/// Four issues, one an hour: by olivia, alice (labelled, assigned to bob), the workflow (closed), and olivia.
fn four() -> Simulator {
    let sim = start(Seed::small());
    sim.issue();
    sim.clock().advance(Duration::from_secs(3600));
    let body = json!({"title": "b", "labels": ["gate", "prod"], "assignees": ["bob"]});
    sim.post("alice-token", ISSUES, &body).expect(201);
    sim.clock().advance(Duration::from_secs(3600));
    sim.post("actions-token", ISSUES, &json!({"title": "c", "labels": ["gate"]})).expect(201);
    sim.call("actions-token", "PATCH", &format!("{ISSUES}/3"), &json!({"state": "closed"})).expect(200);
    sim.clock().advance(Duration::from_secs(3600));
    sim.issue();
    sim
}

#[test]
fn each_filter_filters() {
    let sim = four();
    sim.comment("bob-token", 1, "x");
    for (query, numbers) in [
        ("", vec![4, 2, 1]),
        ("?state=closed", vec![3]),
        ("?state=all&direction=asc", vec![1, 2, 3, 4]),
        ("?state=all&creator=github-actions%5Bbot%5D", vec![3]),
        ("?creator=olivia", vec![4, 1]),
        ("?creator=nobody", vec![]),
        ("?state=all&labels=gate", vec![3, 2]),
        ("?state=all&labels=gate,prod", vec![2]),
        ("?labels=unknown", vec![]),
        ("?assignee=bob", vec![2]),
        ("?assignee=none", vec![4, 1]),
        ("?assignee=*", vec![2]),
        ("?sort=comments&direction=desc&per_page=1", vec![1]),
        ("?since=2026-11-22T12:30:00Z", vec![4, 1]),
        ("?state=all&since=2026-11-22T12:00:00Z&direction=asc", vec![1, 3, 4]),
    ] {
        let got = sim.get("alice-token", &format!("{ISSUES}{query}")).expect(200);
        let expected: Vec<Value> = numbers.into_iter().map(|number| json!(number)).collect();
        assert_eq!(got.each("number"), expected, "{query}");
    }
}

#[test]
fn a_filter_that_means_nothing_is_refused() {
    let sim = four();
    for query in ["state=maybe", "sort=size", "direction=up", "since=yesterday"] {
        let got = sim.get("alice-token", &format!("{ISSUES}?{query}")).expect(422);
        assert_eq!(got.at("/errors/0/code"), "invalid", "{query}");
    }
}
