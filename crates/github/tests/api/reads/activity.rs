//! Who moved a ref.

use std::time::Duration;

use github::Kind;
use github::activity::{self, Since, Way};

use crate::stage::{Stage, run};

const MAIN: &str = "refs/heads/main";

fn push(stage: &Stage, branch: &str, actor: u64, text: &str) -> String {
    stage.hub().commit_files(1, branch, actor, text, &[("file", Some(text))]).unwrap()
}

#[test]
fn all_pushes_to_the_ref_are_listed_newest_first() {
    let stage = Stage::new();
    let commits: Vec<String> = (0..105)
        .map(|index| push(&stage, "main", if index == 3 { 102 } else { 101 }, &index.to_string()))
        .collect();
    push(&stage, "other", 103, "x");
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let all = activity::list(&github, &shop, MAIN, Way::Any, Since::Ever, 200).await.unwrap();
        let tips: Vec<&str> = all.iter().rev().map(|activity| activity.after.as_str()).collect();
        assert_eq!(tips, commits);
        assert_eq!(all[101].actor.as_ref().unwrap().id, 102);
        assert!(all.iter().all(|activity| activity.reference == MAIN));
        let pushes = activity::list(&github, &shop, MAIN, Way::Push, Since::Ever, 200).await.unwrap();
        assert_eq!(pushes.len(), 104, "the first one made the branch");
        let error = activity::list(&github, &shop, MAIN, Way::Any, Since::Ever, 104).await.unwrap_err();
        assert_eq!(error.kind, Kind::Truncated, "{error}");
    });
}

#[test]
fn the_moves_since_a_commit_are_read_over_all_pages() {
    let stage = Stage::new();
    let commits: Vec<String> = (0..205).map(|index| push(&stage, "main", 101, &index.to_string())).collect();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let since = async |commit: Option<&str>, most| {
            let found = activity::since_commit(&github, &shop, MAIN, commit, most).await?;
            Ok::<_, github::Error>(found.into_iter().rev().map(|activity| activity.after).collect::<Vec<_>>())
        };
        let before = stage.simulator.exchanges().len();
        assert_eq!(since(Some(&commits[200]), 10).await.unwrap(), commits[201..]);
        assert_eq!(stage.simulator.exchanges().len(), before + 1, "what is older is not read");
        assert_eq!(since(Some(&commits[3]), 205).await.unwrap(), commits[4..]);
        assert_eq!(since(None, 205).await.unwrap(), commits);
        let elsewhere = "0123456789012345678901234567890123456789";
        assert_eq!(since(Some(elsewhere), 205).await.unwrap(), commits);
        assert_eq!(since(None, 204).await.unwrap_err().kind, Kind::Truncated);
    });
}

#[test]
fn what_is_older_than_asked_for_is_left_out() {
    let stage = Stage::new();
    push(&stage, "main", 101, "old");
    stage.simulator.clock().advance(Duration::from_secs(25 * 3600));
    let young = push(&stage, "main", 101, "young");
    run(async {
        let list = async |since| {
            let found = activity::list(&stage.workflow(), &stage.shop(), MAIN, Way::Any, since, 10).await;
            found.unwrap().into_iter().map(|activity| activity.after).collect::<Vec<_>>()
        };
        assert_eq!(list(Since::Day).await, [young]);
        assert_eq!(list(Since::Week).await.len(), 2);
    });
}

#[test]
fn no_list_of_all_refs_comes_for_a_name_that_is_none() {
    let stage = Stage::new();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        for wrong in ["", "main", "refs/heads/", "refs/heads/a..b"] {
            let list = activity::list(&github, &shop, wrong, Way::Any, Since::Ever, 10);
            assert_eq!(list.await.unwrap_err().kind, Kind::Request, "{wrong:?}");
        }
        assert!(stage.simulator.exchanges().is_empty());
    });
}
