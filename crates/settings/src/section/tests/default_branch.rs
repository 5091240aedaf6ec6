//! Every event without a base: the policy is that of the default branch.

use super::proposal::{reach, remote};
use super::*;

#[test]
fn the_newest_commit_is_that_of_github() {
    let (simulator, old) = remote(&[(USUAL_PATH, WEAK)], |seed| seed);
    let tip = simulator.hub().commit_files(1, "main", 101, "Strict", &[(USUAL_PATH, Some(STRICT))]).unwrap();
    assert_ne!(old, tip);
    let sample = Sample::new();
    let stale = sample.commit(&[(USUAL_PATH, WEAK)]);
    sample.git(&["update-ref", "refs/remotes/origin/main", &stale]);
    let mut setting = sample.setting("schedule");
    reach(&mut setting, &simulator, "actions-token");
    assert_eq!(found(&setting, ""), ("90".into(), USUAL_PATH.into(), Some(tip.clone())));
    // A payload that does not name the branch.
    setting.context.event.repository = None;
    assert_eq!(found(&setting, "").2, Some(tip));
}

#[test]
fn without_a_token_the_checkout_knows_it() {
    let sample = Sample::new();
    let tip = sample.commit(&[(USUAL_PATH, STRICT)]);
    sample.git(&["update-ref", "refs/remotes/origin/main", &tip]);
    let own = sample.commit(&[(USUAL_PATH, WEAK)]);
    let mut setting = sample.setting("push");
    setting.context.run.git_ref = Some("refs/heads/feature".to_owned());
    setting.context.run.head_sha = Some(own.clone());
    assert_eq!(found(&setting, ""), ("90".into(), USUAL_PATH.into(), Some(tip)));
}

#[test]
fn a_token_that_may_not_ask_leaves_the_checkout() {
    let (simulator, _) =
        remote(&[("a", "x")], |seed| seed.with_repository("octo/shop", |shop| shop.private = true));
    let sample = Sample::new();
    let tip = sample.commit(&[(USUAL_PATH, STRICT)]);
    let mut setting = sample.setting("schedule");
    reach(&mut setting, &simulator, "mallory-token");
    let (message, mistake) = failed(&setting, "");
    assert!(
        !mistake && message.contains("default branch `main`") && message.contains("read a branch"),
        "{message}"
    );
    sample.git(&["update-ref", "refs/remotes/origin/main", &tip]);
    assert_eq!(found(&setting, "").2, Some(tip));
}

#[test]
fn the_run_itself_only_if_it_is_one_of_the_protected_default_branch() {
    let sample = Sample::new();
    let own = sample.commit(&[(USUAL_PATH, STRICT)]);
    let run = |name: &str, protected: bool| {
        let mut setting = sample.setting("schedule");
        setting.protected = protected;
        setting.context.run.git_ref = Some(name.to_owned());
        setting.context.run.head_sha = Some(own.clone());
        setting
    };
    assert_eq!(found(&run("refs/heads/main", true), "").2, Some(own.clone()));
    for (name, protected) in [("refs/heads/main", false), ("refs/heads/other", true), ("refs/tags/main", true)]
    {
        let (message, mistake) = failed(&run(name, protected), "");
        assert!(!mistake && message.contains("there is no token"), "{message}");
        assert!(message.contains("`fetch-depth: 0`") && message.contains("contents: read"), "{message}");
    }
    // A branch of this name, or a tag, is not what the remote said.
    sample.git(&["tag", "refs/remotes/origin/main"]);
    sample.git(&["branch", "origin/main"]);
    assert!(section(&run("refs/heads/other", true), "", "coverage").is_err());
}
