//! Comparisons over the wire.

use serde_json::json;

use crate::probe::start;
use crate::{Seed, Simulator};

const COMPARE: &str = "/repos/octo/shop/compare";

fn commit(sim: &Simulator, branch: &str, path: &str) -> String {
    sim.hub().commit_files(1, branch, 101, path, &[(path, Some("1\n"))]).unwrap()
}

#[test]
fn a_comparison_tells_both_ways_apart() {
    let sim = start(Seed::small());
    let base = commit(&sim, "main", "a");
    let body = json!({"ref": "refs/heads/side/x", "sha": base});
    sim.post("alice-token", "/repos/octo/shop/git/refs", &body).expect(201);
    let of = |basehead: &str| sim.get("carol-token", &format!("{COMPARE}/{basehead}")).expect(200);
    assert_eq!(of("main...side/x").at("/status"), "identical");
    let one = commit(&sim, "side/x", "b");
    let two = commit(&sim, "side/x", "c");
    let ahead = of("main...side/x");
    assert_eq!(
        (ahead.at("/status"), ahead.at("/ahead_by"), ahead.at("/behind_by")),
        (json!("ahead"), json!(2), json!(0))
    );
    let listed = ahead.at("/commits");
    assert_eq!((&listed[0]["sha"], &listed[1]["sha"]), (&json!(one), &json!(two)));
    let files: Vec<_> =
        ahead.at("/files").as_array().unwrap().iter().map(|file| file["filename"].clone()).collect();
    assert_eq!(files, ["b", "c"]);
    assert_eq!(of("side/x...main").at("/status"), "behind");
    commit(&sim, "main", "d");
    let both = of(&format!("main...{two}"));
    assert_eq!((both.at("/status"), both.at("/behind_by")), (json!("diverged"), json!(1)));
    assert_eq!(both.at("/merge_base_commit/sha"), base);
}

#[test]
fn pages_show_files_once() {
    let sim = start(Seed::small());
    let base = commit(&sim, "main", "a");
    commit(&sim, "main", "b");
    let last = commit(&sim, "main", "c");
    let second = sim.get("carol-token", &format!("{COMPARE}/{base}...main?per_page=1&page=2")).expect(200);
    assert_eq!((second.at("/commits/0/sha"), second.at("/total_commits")), (json!(last), json!(2)));
    assert!(second.json().get("files").is_none());
}

#[test]
fn what_cannot_be_compared_is_not_found() {
    let sim = start(Seed::small());
    commit(&sim, "main", "a");
    commit(&sim, "orphan", "b");
    for basehead in ["main", "main..orphan", "main...nothing"] {
        sim.get("carol-token", &format!("{COMPARE}/{basehead}")).expect(404);
    }
    let got = sim.get("carol-token", &format!("{COMPARE}/main...orphan")).expect(404);
    assert_eq!(got.at("/message"), "No common ancestor between main and orphan.");
}
