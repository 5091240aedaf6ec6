//! Commits on a branch that must not have moved, and what they are made from.

use std::sync::Arc;

use github::Kind;
use github::commits::{self, NewCommit, Tip, Told};
use github_sim::{Fault, FaultKind};
use serde_json::json;

use super::meanwhile::meanwhile;
use crate::stage::{Stage, run};

fn started() -> (Stage, String) {
    let stage = Stage::new();
    let files = [("checkpoint", Some("1\n")), ("a/b.txt", Some("ü")), ("old", Some("x"))];
    let head = stage.hub().commit_files(1, "record", 101, "Start", &files).unwrap();
    (stage, head)
}

fn append(head: &str, key: &str) -> NewCommit {
    NewCommit {
        branch: "record".to_owned(),
        expected_head: head.to_owned(),
        key: key.to_owned(),
        headline: "Record".to_owned(),
        body: String::new(),
        additions: vec![("checkpoint".to_owned(), key.as_bytes().to_vec())],
        deletions: vec!["old".to_owned()],
    }
}

#[test]
fn a_tip_and_its_files_are_of_one_moment() {
    let (stage, head) = started();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let paths = ["a/b.txt", "not/there", "checkpoint"];
        let tip = commits::tip(&github, &shop, "record", &paths).await.unwrap();
        let files = vec![Some("ü".to_owned()), None, Some("1\n".to_owned())];
        assert_eq!(tip, Some(Tip { oid: head.clone(), files }));
        assert_eq!(commits::tip(&github, &shop, "none", &paths).await.unwrap(), None);
        let folder = commits::tip(&github, &shop, "record", &["a"]).await.unwrap_err();
        assert_eq!(folder.kind, Kind::Unexpected, "{folder}");
        let bare = commits::tip(&github, &shop, "record", &[]).await.unwrap().unwrap();
        assert_eq!((bare.oid, bare.files), (head.clone(), Vec::new()));
        let absent = commits::tip(&github, &"octo/none".parse().unwrap(), "record", &[]).await.unwrap_err();
        assert_eq!(absent.kind, Kind::NotFound, "{absent}");
    });
}

#[test]
fn a_branch_tells_files_with_the_names_of_their_blobs() {
    let (stage, _) = started();
    let newest = stage.hub().commit_files(1, "record", 101, "Binary", &[("binary", Some("\0"))]).unwrap();
    let main = stage.hub().commit_files(1, "main", 101, "Main", &[("a", Some("x"))]).unwrap();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let files = async |branch, paths: &[&str]| commits::files(&github, &shop, branch, paths).await;
        let found =
            files(Some("record"), &["a/b.txt", "../odd", "not/there", "binary", "a", "old"]).await.unwrap();
        // As `git hash-object` names it.
        let oid = "99fe40df261f7d4afd1391fe2739b2c7466fe968".to_owned();
        let text = Told::Text { oid, text: "ü".to_owned() };
        let others = [Told::Other, Told::Absent, Told::Other, Told::Other];
        assert_eq!((found.oid, &found.files[..1], &found.files[1..5]), (newest, &[text][..], &others[..]));
        assert_eq!(found.files[5], Told::Other, "more than four are not asked for");
        let usual = files(None, &[]).await.unwrap();
        assert_eq!((usual.oid, usual.files), (main, Vec::new()));
        assert_eq!(files(Some("none"), &["a"]).await.unwrap_err().kind, Kind::NotFound);
        let absent = commits::files(&github, &"octo/none".parse().unwrap(), None, &[]).await.unwrap_err();
        assert_eq!(absent.kind, Kind::NotFound, "{absent}");
    });
}

#[test]
fn a_commit_writes_and_removes_files_and_the_next_one_must_follow_it() {
    let (stage, head) = started();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let made = commits::create(&github, &shop, &append(&head, "k1")).await.unwrap();
        let tip = commits::tip(&github, &shop, "record", &["checkpoint", "old"]).await.unwrap().unwrap();
        assert_eq!(tip, Tip { oid: made.clone(), files: vec![Some("k1".to_owned()), None] });
        let late = commits::create(&github, &shop, &append(&head, "k2")).await.unwrap_err();
        assert!(late.kind == Kind::Conflict && late.detail.contains(&made), "{late}");
        let absent = NewCommit { branch: "none".to_owned(), ..append(&made, "k3") };
        assert_eq!(commits::create(&github, &shop, &absent).await.unwrap_err().kind, Kind::NotFound);
    });
}

/// Who asks again with the same key, since the process ended before the answer, gets the commit that is there.
#[test]
fn a_commit_that_others_built_on_is_found_by_its_key() {
    let (stage, head) = started();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let made = commits::create(&github, &shop, &append(&head, "k1")).await.unwrap();
        for number in 0..3 {
            let files = [("more", Some(format!("{number}")))];
            let files = files.each_ref().map(|(path, text)| (*path, text.as_deref()));
            stage.hub().commit_files(1, "record", 102, "More", &files).unwrap();
        }
        assert_eq!(commits::create(&github, &shop, &append(&head, "k1")).await.unwrap(), made);
    });
}

#[test]
fn a_commit_that_others_built_on_before_its_answer_was_lost_is_found() {
    let (stage, head) = started();
    let stage = Arc::new(stage);
    stage.hub().fault(Fault::on("POST", "/graphql#CreateCommitOnBranch", FaultKind::CutAfter));
    let made = run(async {
        let github = meanwhile(&stage, |stage| {
            stage.hub().commit_files(1, "record", 102, "More", &[("more", Some("x"))]).unwrap();
        });
        commits::create(&github, &stage.shop(), &append(&head, "k1")).await.unwrap()
    });
    let commits = stage.get("/repos/octo/shop/commits?sha=record");
    let names: Vec<_> = commits.as_array().unwrap().iter().map(|one| one["sha"].as_str().unwrap()).collect();
    assert_eq!((names.len(), names[1], names[2]), (3, made.as_str(), head.as_str()));
}

#[test]
fn a_branch_that_moved_before_the_lost_mutation_is_a_conflict() {
    let (stage, head) = started();
    let stage = Arc::new(stage);
    stage.hub().fault(Fault::on("POST", "/graphql#CreateCommitOnBranch", FaultKind::CutBefore));
    let error = run(async {
        let github = meanwhile(&stage, |stage| {
            stage.hub().commit_files(1, "record", 102, "More", &[("more", Some("x"))]).unwrap();
        });
        commits::create(&github, &stage.shop(), &append(&head, "k1")).await.unwrap_err()
    });
    assert_eq!(error.kind, Kind::Conflict, "{error}");
}

#[test]
fn somebody_elses_commit_that_quotes_the_key_is_not_ours() {
    let (stage, head) = started();
    let quotes = "Theirs\n\nReleasegate-Key: k1\n\nSigned-off-by: Bob";
    stage.hub().commit_files(1, "record", 102, quotes, &[("more", Some("x"))]).unwrap();
    // With the key as its last line, but on top of another commit than ours would be.
    let forged = "Theirs\n\nReleasegate-Key: k1";
    stage.hub().commit_files(1, "record", 102, forged, &[("more", Some("y"))]).unwrap();
    let create =
        || run(async { commits::create(&stage.workflow(), &stage.shop(), &append(&head, "k1")).await });
    assert_eq!(create().unwrap_err().kind, Kind::Conflict);
    stage.hub().fault(Fault::on("POST", "/graphql#CreateCommitOnBranch", FaultKind::BadGatewayBefore));
    assert_eq!(create().unwrap_err().kind, Kind::Conflict);
}

#[test]
fn of_many_that_follow_one_commit_a_single_one_is_made() {
    let (stage, head) = started();
    let keys: Vec<String> = (0..8).map(|number| format!("k{number}")).collect();
    let create = |key: &String| {
        run(async { commits::create(&stage.workflow(), &stage.shop(), &append(&head, key)).await })
    };
    let ends: Vec<_> = std::thread::scope(|scope| {
        let creating: Vec<_> = keys.iter().map(|key| scope.spawn(|| create(key))).collect();
        creating.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let won = ends.iter().filter(|end| end.is_ok()).count();
    let lost = ends.iter().filter_map(|end| end.as_ref().err()).all(|error| error.kind == Kind::Conflict);
    assert!(won == 1 && lost, "{ends:?}");
    let commits = stage.get("/repos/octo/shop/commits?sha=record");
    assert_eq!(commits.as_array().unwrap().len(), 2);
}

#[test]
fn a_rule_that_forbids_the_commit_is_told_and_nothing_is_looked_for() {
    let (stage, head) = started();
    let commit = NewCommit { deletions: vec!["not/there".to_owned()], ..append(&head, "k1") };
    let before = stage.simulator.exchanges().len();
    let error = run(async { commits::create(&stage.workflow(), &stage.shop(), &commit).await.unwrap_err() });
    assert_eq!(error.kind, Kind::Validation, "{error}");
    let asked: Vec<_> = stage.simulator.exchanges().split_off(before);
    assert!(asked.iter().all(|one| one.request["variables"]["input"] != json!(null)), "{asked:?}");
}
