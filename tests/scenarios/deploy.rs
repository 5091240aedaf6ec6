//! The workflows of deploy-record's README, as they stand there, with the record on a branch of a simulated GitHub: what is recorded, what
//! is shown, and what is left when GitHub has forgotten everything.

#[path = "deploy/production.rs"]
mod production;
#[path = "deploy/stage.rs"]
mod stage;

use std::fs;
use std::sync::LazyLock;

use serde_json::Value;
use stage::{Ran, Seen, Staging, page};

use crate::harness::{Run, Scenario};
use crate::stage::clone::Clone;
use crate::stage::{Started, forget, shown};

/// What was seen after each run, in the order in which they were started.
struct Story {
    staging: Staging,
    first: Ran,
    sick: Ran,
    cancelled: Ran,
    /// Two runs at once: exit codes of their starts, and what each did.
    both: [Run; 2],
    behind_both: Seen,
    back: Ran,
    /// What the program says of the record when GitHub shows nothing any more, and what was live.
    verified: (Option<i32>, Value),
    live: Value,
}

static STORY: LazyLock<Story> = LazyLock::new(|| {
    let (deploy, rollback) = (page("deploy"), page("rollback"));
    let staging = Staging::new();
    let first = staging.pushed("first", &deploy, |scenario| scenario);
    let sick = staging.pushed("sick", &deploy, |scenario| scenario.layer("sick"));
    // To act a step that is an action has nothing to do any more once its job is cancelled, so that only the word is what GitHub says.
    let told = deploy.replace("${{ job.status }}", "cancelled");
    let cancelled = staging.pushed("cancelled", &told, |scenario| scenario);
    let hold = tempfile::NamedTempFile::new().unwrap().into_temp_path();
    let held = |scenario: Scenario| scenario.layer("held").with("SCENARIO_HOLD", hold.to_str().unwrap());
    let (begun, other) = (staging.stage.push_and_start(), staging.stage.start());
    let at_once = |name: &str, started: &Started| {
        let ended = staging.of(name, &deploy, started, held).run("push");
        // Who ends first lets the other one go on.
        let _gone = fs::remove_file(&hold);
        ended
    };
    let both = std::thread::scope(|scope| {
        let one = scope.spawn(|| at_once("one", &begun));
        let two = at_once("two", &other);
        [one.join().unwrap(), two]
    });
    let behind_both = staging.look(&begun.commit);
    let by_hand = staging.stage.start();
    let back = staging.of("back", &rollback, &by_hand, |scenario| scenario).run("workflow_dispatch");
    let back = Ran { run: back, seen: staging.look(&by_hand.commit) };
    forget(&staging.stage.simulator);
    let clone = Clone::of(&staging.stage.simulator);
    let verified = clone.ask(&["verify"]);
    let (_, live) = clone.ask(&["deployed", "--environment", "staging"]);
    Story { staging, first, sick, cancelled, both, behind_both, back, verified, live }
});

/// The exit code of a step, and the state that it says.
fn step(run: &Run, job: &str, id: &str) -> (i32, String) {
    let step = run.job(job).step(id);
    (step.exit_code(), step.last_set("state").to_owned())
}

fn was_deployed(run: &Run) -> bool {
    run.log().contains("The shop is deployed to staging at")
}

/// The states of the newest deployment that GitHub shows for a commit.
fn states(seen: &Seen) -> Vec<&str> {
    let (_, states) = seen.shown.iter().rfind(|(commit, _)| *commit == seen.commit).unwrap();
    states.iter().map(String::as_str).collect()
}

#[test]
fn a_deployment_is_recorded_before_it_begins_and_when_it_ended() {
    let Ran { run, seen } = &STORY.first;
    assert_eq!(step(run, "deploy", "start"), (0, "started".to_owned()));
    assert_eq!(run.job("deploy").result(), "success");
    assert!(was_deployed(run));
    assert_eq!(seen.told, ["planned started", "planned succeeded"]);
    let [started, succeeded] = &seen.deployments[..] else { panic!("{:?}", seen.deployments) };
    assert_eq!(started.deployment_id, succeeded.deployment_id);
    assert_eq!(started.deployment_id.to_string(), run.job("deploy").step("start").last_set("deployment-id"));
    assert_eq!(seen.shown.len(), 1, "{:?}", seen.shown);
    assert_eq!(states(seen).last(), Some(&"success"), "{:?}", seen.shown);
}

#[test]
fn a_health_check_that_fails_is_gone_back_from_by_the_commit_that_the_record_names() {
    let Ran { run, seen } = &STORY.sick;
    assert_eq!(run.job("deploy").result(), "failure");
    assert_eq!(run.job("deploy").step("start").last_set("previous-commit"), STORY.first.seen.commit);
    let there = format!("The shop is deployed to staging at {}.", STORY.first.seen.commit);
    assert!(run.job("deploy").step("back").output().contains(&there));
    let told = [
        "planned started",
        "planned failed",
        "planned rolled-back",
        "rollback started",
        "rollback succeeded",
        "planned superseded",
    ];
    assert_eq!(seen.told, told);
    assert_eq!(states(seen).last(), Some(&"failure"), "{:?}", seen.shown);
    let (commit, back) = seen.shown.last().unwrap();
    assert_eq!(
        (commit, back.last().unwrap().as_str()),
        (&STORY.first.seen.commit, "success"),
        "{:?}",
        seen.shown
    );
}

#[test]
fn a_job_that_somebody_cancels_is_recorded_as_cancelled() {
    let Ran { run, seen } = &STORY.cancelled;
    assert_eq!(run.job("deploy").step("start").exit_code(), 0);
    assert_eq!(seen.told, ["planned started", "planned cancelled"]);
    assert_ne!(states(seen).last(), Some(&"success"), "{:?}", seen.shown);
}

#[test]
fn of_two_runs_at_once_one_begins_and_the_other_deploys_nothing() {
    let codes = STORY.both.each_ref().map(|run| step(run, "deploy", "start").0);
    let (winner, loser) = match codes {
        [0, 3] => (&STORY.both[0], &STORY.both[1]),
        [3, 0] => (&STORY.both[1], &STORY.both[0]),
        other => panic!("{other:?}"),
    };
    assert!(was_deployed(winner));
    assert!(!was_deployed(loser) && !loser.log().contains("is being deployed"));
    assert_eq!(loser.job("deploy").step("start").last_set("failed-rules"), "alone");
    assert_eq!(loser.job("deploy").result(), "failure");
    let seen = &STORY.behind_both;
    assert_eq!(seen.told, ["planned started", "planned succeeded", "rollback superseded"]);
}

#[test]
fn who_goes_back_by_hand_goes_to_what_the_record_names() {
    let Ran { run, seen } = &STORY.back;
    assert_eq!(step(run, "rollback", "start"), (0, "started".to_owned()));
    assert_eq!(run.job("rollback").step("start").last_set("commit"), STORY.first.seen.commit);
    assert!(run.log().contains(&format!("The shop is deployed to staging at {}.", STORY.first.seen.commit)));
    assert_eq!(seen.told, ["rollback started", "rollback succeeded", "planned superseded"]);
}

#[test]
fn the_record_stands_when_github_shows_nothing_any_more() {
    let (code, verified) = &STORY.verified;
    assert_eq!((*code, verified["state"].as_str()), (Some(0), Some("sound")), "{verified:#}");
    let live = &STORY.live["spots"][0]["live"]["deployment"];
    assert_eq!(
        live["id"].as_str(),
        Some(STORY.back.run.job("rollback").step("start").last_set("deployment-id"))
    );
    assert!(shown(&STORY.staging.stage.simulator).is_empty());
}

#[test]
fn every_workflow_of_the_page_is_run_here() {
    assert_eq!(stage::workflows(), ["deploy", "rollback"]);
}

#[test]
fn no_secret_is_anywhere_to_be_seen() {
    let simulator = &STORY.staging.stage.simulator;
    let runs = [&STORY.first.run, &STORY.sick.run, &STORY.cancelled.run, &STORY.back.run];
    Clone::of(simulator).secrets_are_hidden(&runs.into_iter().chain(&STORY.both).collect::<Vec<_>>());
}
