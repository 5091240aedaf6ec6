//! What cannot be shown is told with its reason, and nothing else is left out for it.

use github_sim::{Fault, FaultKind};
use runner::setting::{Show, Token};
use serde_json::json;

use crate::stage::{ALL, COMMENT, Stage, only, report, verdict};

#[test]
fn the_token_of_a_fork_is_told_apart_with_the_permission_and_the_way_out() {
    let stage = Stage::new();
    let said = stage.said();
    let mut setting = stage.setting(&said);
    setting.token = Token::new("fork-token");
    setting.context.event.pull_request.as_mut().unwrap().head.repo = None;
    let notices = surface::announce(&setting, ALL, &verdict(&said), &report(&said));
    assert_eq!(notices.len(), 3);
    for (notice, permission) in notices.iter().zip(["issues: write", "checks: write", "statuses: write"]) {
        assert!(notice.failed && notice.message.contains(permission), "{}", notice.message);
        assert!(
            notice.message.contains("403") && notice.message.contains("`workflow_run`"),
            "{}",
            notice.message
        );
        assert!(notice.message.ends_with("The verdict stands"), "{}", notice.message);
    }
}

#[test]
fn a_job_without_a_permission_is_told_which_and_of_no_fork() {
    let stage = Stage::new();
    let said = stage.said();
    let mut setting = stage.setting(&said);
    setting.token = Token::new("fork-token");
    let notices = surface::announce(&setting, COMMENT, &verdict(&said), &report(&said));
    let (failed, message) = only(&notices);
    assert!(failed && message.contains("issues: write") && !message.contains("workflow_run"), "{message}");
}

#[test]
fn one_that_fails_does_not_keep_the_others_from_being_shown() {
    let stage = Stage::new();
    let comment = "/repos/{owner}/{repo}/issues/{issue_number}/comments";
    stage.hub().fault(Fault::on("POST", comment, FaultKind::ServerError(422)));
    let notices = stage.announce(&stage.said(), ALL);
    assert_eq!(
        notices.iter().map(|notice| notice.failed).collect::<Vec<_>>(),
        [true, false, false],
        "{notices:?}"
    );
    let hub = stage.hub();
    assert_eq!((hub.checks.len(), hub.statuses.len()), (1, 1));
}

#[test]
fn without_a_token_a_run_or_a_question_nothing_is_asked() {
    let stage = Stage::new();
    let said = stage.said();
    let announce =
        |setting: &runner::Setting, show| surface::announce(setting, show, &verdict(&said), &report(&said));
    assert_eq!(announce(&stage.setting(&said), Show::default()), []);

    let mut setting = stage.setting(&said);
    setting.token = None;
    let notices = announce(&setting, ALL);
    assert!(only(&notices).0 && only(&notices).1.contains("token: ${{ github.token }}"), "{notices:?}");

    let mut setting = stage.setting(&said);
    setting.context = Default::default();
    let notices = announce(&setting, ALL);
    assert!(only(&notices).0 && only(&notices).1.contains("no run of GitHub Actions"), "{notices:?}");

    let mut setting = stage.setting(&said);
    setting.vars.insert("GITHUB_API_URL".to_owned(), "http://elsewhere.example".to_owned());
    let notices = announce(&setting, ALL);
    assert!(only(&notices).0 && only(&notices).1.contains("GITHUB_API_URL"), "{notices:?}");
    assert!(stage.exchanges().is_empty());
}

#[test]
fn the_merge_commit_of_another_event_is_never_written_to() {
    let stage = Stage::new();
    let said = stage.said();
    let payload = json!({"pull_request": {"number": stage.pull, "head": {"sha": said.head}}});
    let setting = stage.setting_on("pull_request_review", &said, &payload);
    let notices = surface::announce(&setting, ALL, &verdict(&said), &report(&said));
    assert!(only(&notices).0 && only(&notices).1.contains("judge on `pull_request`"), "{notices:?}");
    assert!(stage.exchanges().is_empty());
}
