//! Commits with their history over the wire.

use std::time::Duration;

use serde_json::json;

use crate::probe::start;
use crate::{Seed, Simulator};

const COMMITS: &str = "/repos/octo/shop/commits";

fn filled() -> (Simulator, Vec<String>) {
    let sim = start(Seed::small());
    let mut commits = Vec::new();
    for (actor, path) in [(101, "a"), (102, "b"), (101, "c")] {
        let commit = sim.hub().commit_files(1, "main", actor, path, &[(path, Some("1\n2\n"))]).unwrap();
        commits.push(commit);
        sim.clock().advance(Duration::from_secs(3_600));
    }
    (sim, commits)
}

#[test]
fn the_history_comes_newest_first_and_in_pages() {
    let (sim, commits) = filled();
    let newest: Vec<&str> = commits.iter().rev().map(String::as_str).collect();
    assert_eq!(sim.get("carol-token", COMMITS).expect(200).each("sha"), newest);
    let page = sim.get("carol-token", &format!("{COMMITS}?per_page=2&page=2")).expect(200);
    assert_eq!(page.each("sha"), [commits[0].as_str()]);
    assert!(page.header("link").contains("rel=\"prev\""));
    let older = sim.get("carol-token", &format!("{COMMITS}?sha={}", commits[1])).expect(200);
    assert_eq!(older.each("sha").len(), 2);
    sim.get("carol-token", &format!("{COMMITS}?sha=nothing")).expect(404);
}

#[test]
fn the_history_is_narrowed() {
    let (sim, commits) = filled();
    let of = |query: &str| sim.get("carol-token", &format!("{COMMITS}?{query}")).expect(200).each("sha");
    assert_eq!(of("path=b"), [commits[1].as_str()]);
    assert_eq!(of("author=alice"), [commits[2].as_str(), commits[0].as_str()]);
    assert_eq!(of("author=102%2Bbob%40users.noreply.github.com"), [commits[1].as_str()]);
    assert_eq!(of("since=2026-11-22T11:30:00Z"), [commits[2].as_str()]);
    assert_eq!(of("until=2026-11-22T10:30:00Z"), [commits[0].as_str()]);
}

#[test]
fn one_commit_shows_its_files() {
    let (sim, commits) = filled();
    let got = sim.get("carol-token", &format!("{COMMITS}/heads/main")).expect(200);
    assert_eq!((got.at("/sha"), got.at("/author/login")), (json!(commits[2]), json!("alice")));
    assert_eq!(got.at("/stats"), json!({"additions": 2, "deletions": 0, "total": 2}));
    assert_eq!((got.at("/files/0/filename"), got.at("/files/0/status")), (json!("c"), json!("added")));
    let accept = [("accept", "application/vnd.github.sha")];
    let got =
        sim.send("carol-token", "GET", &format!("{COMMITS}/main"), &json!(null), &accept).unwrap().expect(200);
    assert_eq!(got.body, commits[2].as_bytes());
    let unknown = sim.get("carol-token", &format!("{COMMITS}/nothing")).expect(422);
    assert_eq!(unknown.at("/message"), "No commit found for SHA: nothing");
}

#[test]
fn anybody_s_address_is_nobody_s_account() {
    let (sim, commits) = filled();
    let tree = sim.get("alice-token", &format!("{COMMITS}/main")).at("/commit/tree/sha");
    let author = json!({"name": "X", "email": "x@example.org"});
    let body = json!({"message": "M", "tree": tree, "parents": [commits[2]], "author": author});
    let sha = sim.post("alice-token", "/repos/octo/shop/git/commits", &body).expect(201).at("/sha");
    let got = sim.get("alice-token", &format!("{COMMITS}/{}", sha.as_str().unwrap())).expect(200);
    assert_eq!((got.at("/author"), got.at("/files")), (json!(null), json!([])));
}
