//! The workflows of approval-issue's README, as they stand there, against a simulated GitHub: what is asked for, who answers, what runs again.

#[path = "approval/stage.rs"]
mod stage;

use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

use stage::{page, without_the_request};

use crate::harness::{Run, TOKEN};
use crate::stage::{ALICE, BOB, CAROL, DAVE, Stage};

/// What was seen after each step, in the order in which it happened.
struct Story {
    stage: Stage,
    asked: Run,
    chatted: Run,
    decided: Run,
    after_decided: (usize, bool),
    swept: Run,
    after_swept: (usize, bool),
    deployed: Run,
    verified: Run,
    sneaked: Run,
    moved: Run,
    denied: Run,
    after_denied: (usize, bool),
    insisted: Run,
}

/// One story serves all tests of this file: a run of it takes a few seconds, and each stands on the one before.
static STORY: LazyLock<Story> = LazyLock::new(|| {
    let (deploy, approvals) = (page("deploy"), page("approvals"));
    let stage = Stage::new();
    let first = stage.start();
    let asked = stage.deploy("asked", &deploy, &first, 1);

    let comment = stage.say(BOB, "I had a look.");
    let chatted = stage.comment("chatted", &approvals, &comment);
    // GitHub starts a run for each command; that of the last one decides.
    stage.say(BOB, "/approve because the release notes are right");
    stage.say(ALICE, "/approve");
    let comment = stage.say(DAVE, "/approve");
    // The run that asks has not ended yet.
    let decided = stage.comment("decided", &approvals, &comment);
    let after_decided = (stage.attempts(&first), stage.is_open(1));

    stage.fail(&first);
    let swept = stage.ended("swept", &approvals, &first);
    let after_swept = (stage.attempts(&first), stage.is_open(1));
    let deployed = stage.deploy("deployed", &deploy, &first, 2);
    let verified = stage.deploy("verified", &without_the_request(&deploy), &first, 2);

    let second = stage.push_and_start();
    let sneaked = stage.deploy("sneaked", &without_the_request(&deploy), &second, 1);
    let moved = stage.deploy("moved", &deploy, &second, 1);
    stage.fail(&second);
    stage.say(BOB, "/approve");
    let comment = stage.say(CAROL, "/deny because the database is full");
    let denied = stage.comment("denied", &approvals, &comment);
    let after_denied = (stage.attempts(&second), stage.is_open(2));
    stage.run_again(&second);
    let insisted = stage.deploy("insisted", &deploy, &second, 2);
    Story {
        stage,
        asked,
        chatted,
        decided,
        after_decided,
        swept,
        after_swept,
        deployed,
        verified,
        sneaked,
        moved,
        denied,
        after_denied,
        insisted,
    }
});

/// The exit code and the decision of the first step of a job.
fn gate(run: &Run, job: &str) -> (i32, String) {
    let step = run.job(job).step("0");
    (step.exit_code(), decision(run, job))
}

/// The last value of the output, which the tool sets again when it knows more.
fn decision(run: &Run, job: &str) -> String {
    run.job(job).step("0").last_set("decision").to_owned()
}

/// What the page of the run shows of a job's first step.
fn shown(run: &Run, job: &str, level: &str) -> String {
    let annotations = run.job(job).step("0").annotations().into_iter();
    annotations.filter(|one| one.level == level).map(|one| one.message).collect()
}

fn was_deployed(run: &Run) -> bool {
    let steps = ["1", "2"].map(|step| run.job("deploy").step(step).output());
    steps.concat().contains("The shop is deployed to production.")
}

#[test]
fn a_deployment_that_nobody_approved_ends_pending_and_deploys_nothing() {
    let run = &STORY.asked;
    assert_eq!(gate(run, "approval"), (3, "pending".to_owned()));
    assert_eq!(run.job("approval").result(), "failure");
    assert!(!run.jobs().contains("deploy") || run.job("deploy").result() == "skipped");
    assert!(!run.log().contains("The shop is deployed"));
    let text = STORY.stage.issue_text(1);
    assert!(text.contains("/approve") && text.contains("<code>bob</code>"), "{text}");
    let verdict = STORY.stage.verdict(run, "request", 1);
    assert_eq!(verdict["status"], "inconclusive");
    assert_eq!(shown(run, "approval", "warning"), "Waiting for people. See issue 1.");
    assert_eq!(shown(run, "approval", "error"), "");
}

#[test]
fn a_comment_that_is_no_command_starts_no_job() {
    let run = &STORY.chatted;
    for job in run.jobs() {
        assert_eq!(run.job(job).result(), "skipped", "{job}");
    }
}

#[test]
fn the_last_approval_decides_and_a_run_that_has_not_ended_is_left_to_a_sweep() {
    let run = &STORY.decided;
    assert_eq!(gate(run, "decide"), (0, "approved".to_owned()));
    let log = run.job("decide").step("0").summary();
    assert!(log.contains("a sweep runs it again when it has"), "{log}");
    assert_eq!(STORY.after_decided, (1, true), "one attempt, and the issue is open");
    let approvers = run.job("decide").step("0").last_set("approvers");
    assert!(approvers.contains("\"bob\"") && approvers.contains("\"dave\""), "{approvers}");
    assert!(!approvers.contains("\"alice\""), "alice has no seat: {approvers}");
}

#[test]
fn the_sweep_after_the_end_of_the_run_starts_its_failed_jobs_again_and_closes_the_issue() {
    assert_eq!(STORY.swept.job("sweep").step("0").exit_code(), 0);
    assert_eq!(STORY.swept.job("sweep").result(), "success");
    assert_eq!(STORY.after_swept, (2, false), "two attempts, and the issue is closed");
    let calls = STORY.stage.calls("POST", "/rerun-failed-jobs");
    assert_eq!(calls, [403, 201], "refused while the run was at work, then done");
}

#[test]
fn the_second_attempt_finds_the_approval_and_deploys() {
    let run = &STORY.deployed;
    assert_eq!(gate(run, "approval"), (0, "approved".to_owned()));
    assert_eq!(gate(run, "deploy"), (0, "approved".to_owned()));
    assert!(was_deployed(run));
    for (gate, job) in [("request", "approval"), ("verify", "deploy")] {
        assert_eq!(run.job(job).result(), "success");
        assert_eq!(STORY.stage.verdict(run, gate, 2)["status"], "pass");
    }
    assert_eq!(
        STORY.stage.issues(),
        2,
        "the second attempt asks nobody anew; the second issue is of a later run"
    );
}

/// The token of this run may read and nothing else.
#[test]
fn the_job_that_deploys_needs_no_right_to_write() {
    assert_eq!(gate(&STORY.verified, "deploy"), (0, "approved".to_owned()));
    assert!(was_deployed(&STORY.verified));
}

#[test]
fn whoever_takes_the_request_out_of_the_workflow_deploys_nothing_of_another_commit() {
    let run = &STORY.sneaked;
    assert_eq!(gate(run, "deploy"), (1, "superseded".to_owned()));
    assert!(!was_deployed(run));
    assert_eq!(run.job("deploy").result(), "failure");
    let error = shown(run, "deploy", "error");
    assert!(error.starts_with("Superseded:") && error.ends_with("See issue 1."), "{error}");
}

#[test]
fn a_commit_that_moved_is_asked_for_anew_and_not_deployed() {
    let run = &STORY.moved;
    assert_eq!(gate(run, "approval"), (3, "pending".to_owned()));
    assert!(!run.log().contains("The shop is deployed"));
    let digest = |run: &Run, job: &str| run.job(job).step("0").last_set("request-digest").to_owned();
    assert_ne!(digest(run, "approval"), digest(&STORY.asked, "approval"));
    assert!(!digest(run, "approval").is_empty());
}

#[test]
fn a_denial_ends_the_request_and_runs_nothing_again() {
    let run = &STORY.denied;
    assert_eq!(gate(run, "decide"), (1, "denied".to_owned()));
    assert!(shown(run, "decide", "error").starts_with("Denied:"), "{}", shown(run, "decide", "error"));
    assert_eq!(STORY.after_denied, (1, false), "one attempt, and the issue is closed");
}

#[test]
fn a_denied_run_that_somebody_starts_again_stays_denied() {
    let run = &STORY.insisted;
    assert_eq!(gate(run, "approval"), (1, "denied".to_owned()));
    assert!(!run.log().contains("The shop is deployed"));
    assert_eq!(STORY.stage.issues(), 2, "nobody is asked again");
}

#[test]
fn who_moves_over_from_an_action_that_waits_changes_one_line() {
    let stage = Stage::without_policy();
    let (run, over) = (stage.start(), AtomicBool::new(false));
    let waited = std::thread::scope(|scope| {
        scope.spawn(|| {
            if stage.is_asked(&over) {
                stage.say(CAROL, "/approve");
            }
        });
        let waited = stage.deploy("waited", &page("wait"), &run, 1);
        over.store(true, Ordering::SeqCst);
        waited
    });
    assert_eq!(gate(&waited, "release"), (0, "approved".to_owned()));
    assert!(waited.log().contains("The shop is deployed to production."));
    assert!(!stage.is_open(1));
}

#[test]
fn the_reusable_workflows_ask_and_decide_as_the_steps_do() {
    let stage = Stage::new();
    let run = stage.start();
    let asked = stage.deploy("called-to-ask", &page("release"), &run, 1);
    assert!(asked.log().contains("Waiting for people."));
    assert_eq!(stage.verdict(&asked, "approval-request", 1)["status"], "inconclusive");
    stage.fail(&run);
    stage.say(BOB, "/approve");
    let comment = stage.say(DAVE, "/approve");
    let decided = stage.comment("called-to-decide", &page("answers"), &comment);
    assert_eq!(stage.verdict(&decided, "approval-decide", 1)["status"], "pass");
    assert_eq!((stage.attempts(&run), stage.is_open(1)), (2, false));
}

#[test]
fn every_workflow_of_the_page_is_run_here() {
    assert_eq!(stage::workflows(), ["deploy", "approvals", "release", "answers", "wait"]);
}

#[test]
fn the_token_is_nowhere_to_be_seen() {
    for run in [&STORY.asked, &STORY.decided, &STORY.deployed] {
        assert!(!run.log().contains(TOKEN));
    }
}
