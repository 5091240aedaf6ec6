//! Pull requests over the wire.

use serde_json::{Value, json};

use crate::probe::start;
use crate::pull::NewPull;
use crate::{Seed, Simulator};

const PULLS: &str = "/repos/octo/shop/pulls";

fn commit(sim: &Simulator, branch: &str, files: &[(&str, Option<&str>)]) -> String {
    sim.hub().commit_files(1, branch, 101, "Change", files).unwrap()
}

/// A repository whose branch `topic` changes `a` and adds `b`.
fn shop() -> (Simulator, String) {
    let sim = start(Seed::small());
    let base = commit(&sim, "main", &[("a", Some("1\n2\n"))]);
    let body = json!({"ref": "refs/heads/topic", "sha": base});
    sim.post("alice-token", "/repos/octo/shop/git/refs", &body).expect(201);
    let head = commit(&sim, "topic", &[("a", Some("1\n3\n4\n")), ("b", Some("new\n"))]);
    (sim, head)
}

fn open(sim: &Simulator) -> u64 {
    let mut hub = sim.hub();
    let alice = hub.person("alice");
    let (title, head, base) = ("Better".to_owned(), "topic".to_owned(), "main".to_owned());
    hub.open_pull(&alice, 1, NewPull { title, body: None, head, base }).unwrap()
}

#[test]
fn a_pull_request_shows_both_ends_and_what_it_changes() {
    let (sim, head) = shop();
    let number = open(&sim);
    let got = sim.get("carol-token", &format!("{PULLS}/{number}")).expect(200);
    assert_eq!(
        (got.at("/head/sha"), got.at("/head/ref"), got.at("/base/ref")),
        (json!(head), json!("topic"), json!("main"))
    );
    assert_eq!((got.at("/head/repo/name"), got.at("/head/repo/network_count")), (json!("shop"), json!(null)));
    assert_eq!(
        (got.at("/additions"), got.at("/deletions"), got.at("/changed_files")),
        (json!(3), json!(1), json!(2))
    );
    assert_eq!(
        (got.at("/commits"), got.at("/mergeable"), got.at("/user/login")),
        (json!(1), json!(true), json!("alice"))
    );
    assert_eq!(got.at("/state"), "open");
    let issue = sim.get("carol-token", &format!("/repos/octo/shop/issues/{number}")).expect(200);
    assert!(issue.at("/pull_request/url").as_str().unwrap().ends_with(&format!("/pulls/{number}")));
}

#[test]
fn files_are_those_since_the_branches_parted() {
    let (sim, _) = shop();
    let number = open(&sim);
    commit(&sim, "main", &[("elsewhere", Some("x\n"))]);
    let files = sim.get("carol-token", &format!("{PULLS}/{number}/files?per_page=1")).expect(200);
    assert_eq!((files.each("filename"), files.each("status")), (vec![json!("a")], vec![json!("modified")]));
    assert!(files.header("link").contains("page=2"));
    let rest = sim.get("carol-token", &format!("{PULLS}/{number}/files?per_page=1&page=2")).expect(200);
    assert_eq!((rest.each("filename"), rest.each("status")), (vec![json!("b")], vec![json!("added")]));
}

#[test]
fn no_more_than_three_thousand_files() {
    let (sim, _) = shop();
    let names: Vec<String> = (0..3_005).map(|number| format!("many/{number}")).collect();
    let files: Vec<(&str, Option<&str>)> = names.iter().map(|name| (name.as_str(), Some("x\n"))).collect();
    commit(&sim, "topic", &files);
    let number = open(&sim);
    let last = sim.get("carol-token", &format!("{PULLS}/{number}/files?per_page=100&page=30")).expect(200);
    assert_eq!(last.each("filename").len(), 100);
    let after = sim.get("carol-token", &format!("{PULLS}/{number}/files?per_page=100&page=31")).expect(200);
    assert!(after.each("filename").is_empty());
    let whole = sim.get("carol-token", &format!("{PULLS}/{number}")).expect(200);
    assert_eq!(whole.at("/changed_files"), 3_007);
}

#[test]
fn a_conflict_is_told() {
    let (sim, _) = shop();
    let number = open(&sim);
    commit(&sim, "main", &[("a", Some("other\n"))]);
    let got = sim.get("carol-token", &format!("{PULLS}/{number}")).expect(200);
    assert_eq!((got.at("/mergeable"), got.at("/mergeable_state")), (json!(false), json!("dirty")));
    let mut hub = sim.hub();
    let alice = hub.person("alice");
    assert_eq!(hub.merge_pull(&alice, 1, number).unwrap(), None);
}

#[test]
fn a_commit_leads_to_its_pull_request() {
    let (sim, head) = shop();
    let number = open(&sim);
    let of = |commit: &str| {
        let path = format!("/repos/octo/shop/commits/{commit}/pulls");
        sim.get("carol-token", &path).expect(200).each("number")
    };
    assert_eq!(of(&head), [json!(number)]);
    assert_eq!(of("main"), Vec::<Value>::new());
    let merge = {
        let mut hub = sim.hub();
        let bob = hub.person("bob");
        hub.merge_pull(&bob, 1, number).unwrap().unwrap()
    };
    assert_eq!((of(&head), of(&merge)), (vec![json!(number)], vec![json!(number)]));
    let got = sim.get("carol-token", &format!("{PULLS}/{number}")).expect(200);
    assert_eq!(
        (got.at("/merged"), got.at("/merge_commit_sha"), got.at("/state")),
        (json!(true), json!(merge), json!("closed"))
    );
    assert_eq!((got.at("/merged_by/login"), got.at("/additions")), (json!("bob"), json!(3)));
    let main = sim.get("carol-token", "/repos/octo/shop/contents/b").expect(200);
    assert_eq!(main.at("/size"), 4);
}

#[test]
fn an_issue_is_no_pull_request() {
    let (sim, _) = shop();
    let issue = sim.issue();
    sim.get("carol-token", &format!("{PULLS}/{issue}")).expect(404);
    sim.get("carol-token", &format!("{PULLS}/99")).expect(404);
}
