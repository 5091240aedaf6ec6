//! Proposals: the policy is that of the base, wherever it comes from.

use github_sim::{Seed, Simulator};
use runner::context::MergeGroup;
use runner::setting::Token;

use super::*;

/// A simulator whose repository `octo/shop` has these files in one commit of `main`, and the commit.
pub(super) fn remote(files: &[(&str, &str)], change: impl FnOnce(Seed) -> Seed) -> (Simulator, String) {
    let simulator = Simulator::start(change(Seed::small())).unwrap();
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, Some(*text))).collect();
    let commit = simulator.hub().commit_files(1, "main", 101, "Start", &files).unwrap();
    (simulator, commit)
}

pub(super) fn reach(setting: &mut Setting, simulator: &Simulator, token: &str) {
    setting.token = Token::new(token);
    setting.vars.insert("GITHUB_API_URL".to_owned(), simulator.url().to_owned());
}

#[test]
fn the_base_decides_and_not_what_is_proposed() {
    let sample = Sample::new();
    let base = sample.commit(&[(USUAL_PATH, STRICT)]);
    sample.commit(&[(USUAL_PATH, WEAK)]);
    for event in ["pull_request", "pull_request_target"] {
        let mut setting = sample.setting(event);
        proposal(&mut setting, &base);
        assert_eq!(found(&setting, ""), ("90".into(), USUAL_PATH.into(), Some(base.clone())), "{event}");
        assert_eq!(found(&setting, USUAL_PATH).0, "90");
    }
    let mut setting = sample.setting("merge_group");
    setting.context.event.merge_group = Some(MergeGroup { head_sha: sha('1'), base_sha: base.clone() });
    assert_eq!(found(&setting, "").2, Some(base));
}

#[test]
fn a_policy_that_is_only_proposed_does_not_hold_yet() {
    let sample = Sample::new();
    let base = sample.commit(&[("a", "x")]);
    sample.commit(&[(USUAL_PATH, WEAK), ("policy.yml", WEAK)]);
    let mut setting = sample.setting("pull_request");
    proposal(&mut setting, &base);
    assert_eq!(nothing(&setting, ""), Some(Origin { path: USUAL_PATH.to_owned(), commit: Some(base.clone()) }));
    let (message, mistake) = failed(&setting, "policy.yml");
    assert!(
        mistake && message.contains(&format!("is not in commit {base} (the base of the pull request)")),
        "{message}"
    );
}

#[test]
fn a_push_to_a_protected_branch_brings_its_own() {
    let sample = Sample::new();
    sample.commit(&[(USUAL_PATH, WEAK)]);
    let pushed = sample.commit(&[(USUAL_PATH, STRICT)]);
    let mut setting = sample.setting("push");
    setting.protected = true;
    setting.context.run.git_ref = Some("refs/heads/main".to_owned());
    setting.context.run.head_sha = Some(pushed.clone());
    sample.commit(&[(USUAL_PATH, WEAK)]);
    assert_eq!(found(&setting, "").2, Some(pushed));
}

#[test]
fn a_base_that_the_checkout_lacks_is_read_by_the_api() {
    let (simulator, base) = remote(&[(USUAL_PATH, STRICT), ("q/policy.yml", STRICT)], |seed| seed);
    let sample = Sample::new();
    sample.commit(&[(USUAL_PATH, WEAK), ("q/policy.yml", WEAK)]);
    let mut setting = sample.setting("pull_request");
    proposal(&mut setting, &base);
    reach(&mut setting, &simulator, "actions-token");
    assert_eq!(found(&setting, ""), ("90".into(), USUAL_PATH.into(), Some(base.clone())));
    assert_eq!(found(&setting, "q/policy.yml").0, "90");
    // Without any checkout, too; and what is not there is seen to be not there.
    setting.workspace = Workspace::new(sample.root().join("nowhere"));
    assert_eq!(found(&setting, "").0, "90");
    simulator.hub().commit_files(1, "main", 101, "Without", &[(USUAL_PATH, None)]).unwrap();
    assert!(failed(&setting, "other.yml").0.contains("`other.yml` is not in commit"));
    let without = simulator.hub().commit_files(1, "main", 101, "Later", &[("b", Some("x"))]).unwrap();
    proposal(&mut setting, &without);
    assert_eq!(nothing(&setting, "").unwrap().commit, Some(without));
}

#[test]
fn a_base_that_nobody_shows_is_an_error_and_never_no_policy() {
    let sample = Sample::new();
    sample.commit(&[(USUAL_PATH, WEAK)]);
    let mut setting = sample.setting("pull_request");
    proposal(&mut setting, &sha('b'));
    let (message, mistake) = failed(&setting, "");
    assert!(
        !mistake && message.contains("there is no token") && message.contains("`fetch-depth: 2`"),
        "{message}"
    );
    assert!(message.contains("contents: read"), "{message}");
    let (simulator, base) =
        remote(&[("a", "x")], |seed| seed.with_repository("octo/shop", |shop| shop.private = true));
    // A commit that GitHub does not have, a token that does not see the repository, and one that is none.
    for (base, token) in [(sha('b'), "actions-token"), (base.clone(), "mallory-token"), (base, "no-token")] {
        proposal(&mut setting, &base);
        reach(&mut setting, &simulator, token);
        for config in ["", "policy.yml"] {
            let (message, mistake) = failed(&setting, config);
            assert!(!mistake && message.contains("GitHub's API failed"), "{token}: {message}");
            assert!(!message.contains(token), "{message}");
        }
    }
}

#[test]
fn what_is_no_file_of_the_base_or_too_large_is_an_error() {
    let long = format!("# {}\n", "x".repeat(LARGEST));
    let sample = Sample::new();
    let base = sample.commit(&[(USUAL_PATH, &long)]);
    let mut setting = sample.setting("pull_request");
    proposal(&mut setting, &base);
    let (message, mistake) = failed(&setting, "");
    assert!(mistake && message.contains("take out what is no policy"), "{message}");
    let (simulator, base) = remote(&[(USUAL_PATH, &long), ("folder/a", "x")], |seed| seed);
    proposal(&mut setting, &base);
    reach(&mut setting, &simulator, "actions-token");
    assert!(failed(&setting, "").0.contains("are read at most"), "{}", failed(&setting, "").0);
    assert!(
        failed(&setting, "folder").0.contains("it is a folder and no file"),
        "{}",
        failed(&setting, "folder").0
    );
}
