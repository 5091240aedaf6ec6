//! Before production: gates judge, people approve what was judged, `verify` looks again, and the record uses the approval up.

use std::fs;
use std::sync::LazyLock;

use super::stage::stage;
use crate::docs::{APPROVALS, DEPLOYMENTS, root};
use crate::harness::Run;
use crate::stage::clone::Clone;
use crate::stage::{BOB, DAVE, Stage, Started, answers, forget, policy, shown};

struct Story {
    stage: Stage,
    asked: Run,
    decided: Run,
    unverified: Run,
    deployed: Run,
    used: Run,
    again: Run,
    /// The record behind each of them.
    told: Vec<Vec<String>>,
    shown: Vec<(String, Vec<String>)>,
    verified: (Option<i32>, serde_json::Value),
}

fn file(name: &str) -> String {
    fs::read_to_string(root().join("tests/scenarios/deploy").join(name)).unwrap()
}

/// The same workflow by somebody who trusts the record alone.
fn without_verify(workflow: &str) -> String {
    let (head, rest) = workflow.split_once("      - id: verify\n").unwrap();
    let (_, rest) = rest.split_once("      - id: start\n").unwrap();
    format!("{head}      - id: start\n{rest}").replace("            .releasegate/verify.verdict.json\n", "")
}

/// The same by somebody who does not ask either.
fn without_the_request(workflow: &str) -> String {
    let (head, rest) = workflow.split_once("  approval:\n    needs: gates\n").unwrap();
    let (_, rest) = rest.split_once("  deploy:\n").unwrap();
    format!("{head}  deploy:\n{rest}").replace("needs: [gates, approval]", "needs: gates")
}

/// The policies of both pages, in one file.
fn policies() -> String {
    policy(DEPLOYMENTS) + &policy(APPROVALS)
}

fn run(stage: &Stage, name: &str, workflow: &str, run: &Started, attempt: u32) -> Run {
    let scenario =
        stage.scenario(name, workflow, run.id).layer("gates").same_commit().told("$COMMIT", &run.commit);
    scenario.with("GITHUB_RUN_ATTEMPT", &attempt.to_string()).run("push")
}

static STORY: LazyLock<Story> = LazyLock::new(|| {
    let (production, answers) = (file("production.workflow"), answers());
    let stage = stage(Some(&policies()));
    let mut told = Vec::new();
    let mut tell = || told.push(Clone::of(&stage.simulator).told());
    let started = stage.start();
    let asked = run(&stage, "asked", &production, &started, 1);
    tell();
    stage.fail(&started);
    stage.say(BOB, "/approve");
    let comment = stage.say(DAVE, "/approve");
    let decided = stage.comment("decided", &answers, &comment);
    tell();
    let unverified = run(&stage, "unverified", &without_verify(&production), &started, 2);
    tell();
    let deployed = run(&stage, "deployed", &production, &started, 2);
    tell();
    stage.fail(&started);
    stage.run_again(&started);
    let used = run(&stage, "used", &without_the_request(&without_verify(&production)), &started, 3);
    tell();
    let again = run(&stage, "again", &production, &started, 3);
    tell();
    let shown = shown(&stage.simulator);
    forget(&stage.simulator);
    let verified = Clone::of(&stage.simulator).ask(&["verify"]);
    Story { stage, asked, decided, unverified, deployed, used, again, told, shown, verified }
});

const APPROVED: [&str; 5] =
    ["request requested", "request noticed", "approval approve", "approval approve", "request approved"];

fn was_deployed(run: &Run) -> bool {
    run.log().contains("The shop is deployed to production at")
}

fn code(run: &Run, job: &str, step: &str) -> i32 {
    run.job(job).step(step).exit_code()
}

#[test]
fn what_the_gates_judged_is_asked_for_and_approved_in_the_record_before_anything_is_deployed() {
    assert_eq!(code(&STORY.asked, "approval", "request"), 3);
    assert!(!was_deployed(&STORY.asked));
    assert_eq!(STORY.told[0], APPROVED[..1]);
    assert_eq!(code(&STORY.decided, "decide", "decide"), 0);
    assert_eq!(STORY.told[1], APPROVED);
}

#[test]
fn an_approval_that_nobody_verified_in_this_run_lets_nothing_begin() {
    let start = STORY.unverified.job("deploy").step("start");
    assert_eq!((start.exit_code(), start.last_set("failed-rules")), (3, "approval"));
    assert!(start.summary().contains("nobody looked whether it still stands"), "{}", start.summary());
    assert!(!was_deployed(&STORY.unverified));
    assert_eq!(STORY.told[2], APPROVED, "nothing is recorded");
}

#[test]
fn the_approval_is_used_up_by_the_deployment_that_it_was_given_for() {
    let run = &STORY.deployed;
    assert_eq!(["verify", "start", "finish"].map(|step| code(run, "deploy", step)), [0; 3]);
    assert!(was_deployed(run));
    assert_eq!(STORY.told[3][5..], ["request consumed", "planned started", "planned succeeded"]);
    let [(_, states)] = &STORY.shown[..] else { panic!("{:?}", STORY.shown) };
    assert_eq!(states.last().unwrap(), "success");
}

#[test]
fn another_attempt_needs_another_approval() {
    let start = STORY.used.job("deploy").step("start");
    assert_eq!((start.exit_code(), start.last_set("failed-rules")), (1, "approval"));
    assert!(start.summary().contains("The approval was used by"), "{}", start.summary());
    assert_eq!(code(&STORY.again, "approval", "request"), 3);
    assert!(!was_deployed(&STORY.used) && !was_deployed(&STORY.again));
    assert_eq!(STORY.told[4], STORY.told[3], "nothing is recorded");
    assert_eq!(STORY.told[5][8..], ["request requested"]);
}

#[test]
fn the_record_of_an_approved_deployment_stands_alone() {
    let (code, verified) = &STORY.verified;
    assert_eq!((*code, verified["state"].as_str()), (Some(0), Some("sound")), "{verified:#}");
    assert_eq!(verified["deployments"]["withoutApproval"], 0, "{verified:#}");
    let runs = [&STORY.asked, &STORY.decided, &STORY.unverified, &STORY.deployed, &STORY.used, &STORY.again];
    Clone::of(&STORY.stage.simulator).secrets_are_hidden(&runs);
}
