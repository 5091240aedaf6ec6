use std::time::Duration;

use runner::context::{Event, PullRequest, Repository as Named, Side};
use runner::files::Workspace;

use super::super::Status;
use super::*;

const HEAD: &str = "1111111111111111111111111111111111111111";
const MERGE: &str = "2222222222222222222222222222222222222222";

fn asked(at: Option<(&str, &str)>) -> Asked {
    let at = at.map(|(commit, reference)| (commit.to_owned(), reference.to_owned()));
    Asked { category: None, at, wait: true, timeout: Duration::from_secs(1), tools: None }
}

/// A run on an event, with a pull request whose head is in this repository.
fn setting(event: &str, head: Option<u64>) -> Setting {
    let mut setting = Setting::plain(Workspace::new("/checkout/shop".into()), "2026-11-22".parse().unwrap());
    setting.context.run.event = Some(event.to_owned());
    setting.context.run.repository = Some("octo/shop".to_owned());
    setting.context.run.repository_id = Some(1);
    setting.vars.insert("GITHUB_SHA".to_owned(), MERGE.to_owned());
    setting.vars.insert("GITHUB_REF".to_owned(), "refs/pull/7/merge".to_owned());
    let repo = head.map(|id| Named { id: Some(id), ..Named::default() });
    let side = Side { sha: HEAD.to_owned(), git_ref: "change".to_owned(), repo };
    let pull_request = Some(PullRequest { number: 7, head: side, base: Side::default() });
    setting.context.event = Event { pull_request, ..Event::default() };
    setting
}

#[test]
fn the_ref_fits_the_commit_that_is_checked_out() {
    let own = setting("pull_request", Some(1));
    let at = |checked_out| {
        let place = Place::of_run(&own, &asked(None), checked_out).unwrap();
        (place.commit, place.reference)
    };
    assert_eq!(at(Some(MERGE)), (MERGE.to_owned(), "refs/pull/7/merge".to_owned()));
    assert_eq!(at(None), (MERGE.to_owned(), "refs/pull/7/merge".to_owned()));
    assert_eq!(at(Some(HEAD)), (HEAD.to_owned(), "refs/pull/7/head".to_owned()));
    let named = Place::of_run(&own, &asked(Some((HEAD, "refs/heads/x"))), Some(MERGE)).unwrap();
    assert_eq!((named.commit.as_str(), named.reference.as_str()), (HEAD, "refs/heads/x"));
    assert_eq!(named.checkout.as_deref(), Some("file:///checkout/shop/"));
}

#[test]
fn a_fork_is_told_and_not_tried() {
    for head in [Some(2), None] {
        let told = Place::of_run(&setting("pull_request", head), &asked(None), None).unwrap_err();
        assert_eq!(told.status, Status::Skipped);
        assert!(told.headline.contains("of a fork"), "{}", told.headline);
    }
}

#[test]
fn a_run_at_the_base_says_which_commit_was_scanned() {
    for event in ["pull_request_target", "workflow_run"] {
        let run = setting(event, Some(2));
        let told = Place::of_run(&run, &asked(None), None).unwrap_err();
        assert_eq!(told.status, Status::Failed);
        assert!(told.headline.contains("`sha` and `ref`"), "{}", told.headline);
        assert!(Place::of_run(&run, &asked(Some((HEAD, "refs/pull/7/head"))), None).is_ok());
    }
    let target = setting("pull_request_target", Some(2));
    let told = Place::of_run(&target, &asked(Some((HEAD, "refs/heads/main"))), None).unwrap_err();
    assert!(told.headline.contains("says nothing about refs/heads/main"), "{}", told.headline);
}

#[test]
fn what_names_no_file_is_shown_at_the_workflow() {
    let mut run = setting("push", None);
    assert_eq!(fallback(&run).unwrap().as_str(), "README.md");
    run.context.run.workflow_ref = Some("octo/shop/.github/workflows/ci.yml@refs/heads/main".to_owned());
    assert_eq!(fallback(&run).unwrap().as_str(), ".github/workflows/ci.yml");
}
