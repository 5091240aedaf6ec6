//! Activities over the wire.

use std::time::Duration;

use serde_json::json;

use crate::probe::start;
use crate::{Seed, Simulator};

const ACTIVITY: &str = "/repos/octo/shop/activity";

fn filled() -> (Simulator, Vec<String>) {
    let sim = start(Seed::small());
    let mut commits = Vec::new();
    for (actor, path) in [(101, "a"), (102, "b"), (101, "c"), (101, "d"), (101, "e")] {
        commits.push(sim.hub().commit_files(1, "main", actor, path, &[(path, Some("1"))]).unwrap());
        sim.clock().advance(Duration::from_secs(3_600));
    }
    (sim, commits)
}

#[test]
fn what_moved_is_told_newest_first() {
    let (sim, commits) = filled();
    let got = sim.get("actions-token", ACTIVITY).expect(200);
    assert_eq!(got.each("after"), commits.iter().rev().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(got.at("/4/activity_type"), "branch_creation");
    assert_eq!(got.at("/4/before"), "0".repeat(40));
    assert_eq!((got.at("/3/actor/login"), got.at("/3/activity_type")), (json!("bob"), json!("push")));
    assert_eq!(
        (got.at("/0/ref"), got.at("/0/timestamp")),
        (json!("refs/heads/main"), json!("2026-11-22T14:00:00Z"))
    );
    assert_eq!(got.header("link"), "");
    let oldest = sim.get("actions-token", &format!("{ACTIVITY}?direction=asc")).expect(200);
    assert_eq!(oldest.each("after"), commits);
}

#[test]
fn the_server_knows_who_pushed_whatever_the_commit_says() {
    let (sim, commits) = filled();
    let tree = sim.get("alice-token", "/repos/octo/shop/git/trees/main").at("/sha");
    let author =
        json!({"name": "bob", "email": "102+bob@users.noreply.github.com", "date": "2001-01-01T00:00:00Z"});
    let body = json!({"message": "M", "tree": tree, "parents": [commits[4]], "author": author});
    let sha = sim.post("alice-token", "/repos/octo/shop/git/commits", &body).expect(201).at("/sha");
    let main = "/repos/octo/shop/git/refs/heads/main";
    sim.call("alice-token", "PATCH", main, &json!({"sha": sha})).expect(200);
    sim.call("alice-token", "PATCH", main, &json!({"sha": commits[0], "force": true})).expect(200);
    let got = sim.get("actions-token", &format!("{ACTIVITY}?per_page=2")).expect(200);
    assert_eq!(got.each("activity_type"), ["force_push", "push"]);
    assert_eq!(
        (got.at("/1/actor/login"), got.at("/1/timestamp")),
        (json!("alice"), json!("2026-11-22T15:00:00Z"))
    );
}

#[test]
fn cursors_lead_through_all_pages_and_back() {
    let (sim, commits) = filled();
    let mut path = format!("{ACTIVITY}?per_page=2&ref=refs%2Fheads%2Fmain");
    let (mut seen, mut links) = (Vec::new(), Vec::new());
    loop {
        let got = sim.get("actions-token", &path).expect(200);
        seen.extend(got.each("after"));
        links.push(got.header("link").to_owned());
        let next =
            got.header("link").split(", ").find(|link| link.ends_with("rel=\"next\"")).map(str::to_owned);
        let Some(next) = next else { break };
        let url = next.trim_start_matches('<').split('>').next().unwrap().to_owned();
        assert!(url.starts_with(&format!("{}/repositories/1/activity?per_page=2&ref=", sim.url())), "{url}");
        assert!(url.contains("&after="));
        path = url[sim.url().len()..].to_owned();
        // What comes in the meantime moves no page.
        sim.hub().commit_files(1, "other", 101, "x", &[("x", Some(&path))]).unwrap();
    }
    assert_eq!(seen, commits.iter().rev().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(links.len(), 3);
    let back = links[2].split(", ").find(|link| link.ends_with("rel=\"prev\"")).unwrap();
    let url = back.trim_start_matches('<').split('>').next().unwrap();
    let got = sim.get("actions-token", &url[sim.url().len()..]).expect(200);
    assert_eq!(got.each("after"), [commits[2].as_str(), commits[1].as_str()]);
}

#[test]
fn activities_are_narrowed() {
    let (sim, _) = filled();
    sim.hub().commit_files(1, "other", 102, "x", &[("x", Some("1"))]).unwrap();
    let count =
        |query: &str| sim.get("actions-token", &format!("{ACTIVITY}?{query}")).expect(200).each("id").len();
    assert_eq!(count("ref=other"), 1);
    assert_eq!(count("actor=bob"), 2);
    assert_eq!(count("activity_type=branch_creation"), 2);
    sim.clock().advance(Duration::from_secs(86_400));
    sim.hub().commit_files(1, "other", 102, "y", &[("y", Some("1"))]).unwrap();
    assert_eq!((count("time_period=day"), count("time_period=week")), (2, 7));
    for query in ["time_period=hour", "activity_type=x", "after=x"] {
        sim.get("actions-token", &format!("{ACTIVITY}?{query}")).expect(422);
    }
}
