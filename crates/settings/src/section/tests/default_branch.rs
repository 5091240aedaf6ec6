//! Every event without a base: the policy is that of the default branch.

use super::proposal::{reach, remote};
use super::*;
use crate::yaml::LARGEST;

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

/// The commit, both names of the policy file and what lies beside it are one question, and all of one commit.
#[test]
fn one_question_tells_the_commit_and_its_files() {
    let beside = "people.yml";
    let (simulator, tip) = remote(&[(USUAL_PATH, STRICT), (beside, "version: 1\n")], |seed| seed);
    let mut setting = setting("schedule");
    reach(&mut setting, &simulator, "actions-token");
    let mut tips = Vec::new();
    for branch in [setting.context.event.repository.clone(), None] {
        setting.context.event.repository = branch;
        let before = simulator.exchanges().len();
        let mut reading = Reading::of(&setting, &[beside, "none.yml"]);
        assert!(matches!(reading.section("", "coverage").unwrap(), Found::Section { .. }));
        // Whoever pushes meanwhile changes nothing for this run.
        simulator.hub().commit_files(1, "main", 101, "More", &[("more", Some("x"))]).unwrap();
        let (bytes, origin) = reading.beside(beside).unwrap().unwrap();
        assert_eq!(bytes, b"version: 1\n");
        tips.push(origin.commit);
        assert!(reading.beside("none.yml").unwrap().is_none());
        assert_eq!(simulator.exchanges().len() - before, 1);
    }
    assert!(tips[0] == Some(tip) && tips[1] != tips[0], "{tips:?}");
}

/// What GitHub's text does not tell byte for byte is read on its own, and refused there if it is too long.
#[test]
fn what_a_text_does_not_tell_is_read_as_a_file() {
    let long = format!("{STRICT}{}", "# x\n".repeat(LARGEST / 4));
    let (simulator, _) =
        remote(&[("long.yml", long.as_str()), ("binary", "\0"), ("folder/a", "x")], |seed| seed);
    let mut setting = setting("schedule");
    reach(&mut setting, &simulator, "actions-token");
    let (message, mistake) = failed(&setting, "long.yml");
    assert!(!mistake && message.contains(&format!("{LARGEST} are read at most")), "{message}");
    let before = simulator.exchanges().len();
    assert_eq!(beside(&setting, "binary").unwrap().unwrap().0, b"\0");
    assert_eq!(simulator.exchanges().len() - before, 2);
    let folder = format!("{:#}", beside(&setting, "folder").unwrap_err());
    assert!(folder.contains("it is a folder and no file"), "{folder}");
}
