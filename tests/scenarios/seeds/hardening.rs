//! A service whose pipeline was hardened: 70 % of lines and of branches, nothing of medium severity, five tries in staging and in production,
//! and the way back tried in staging.

use std::sync::LazyLock;

use serde_json::json;

use super::left::{Left, Live};
use super::pipeline::Files::{Change, Report};
use super::pipeline::{Answer, Attempt, Pipeline};
use super::seen::{APPROVED, ASKED, BACK, RELEASED, counted, gate, jobs, rule, said};
use super::tell_all;
use crate::stage::{ALICE, DAVE};

struct Story {
    pipeline: Pipeline,
    unbranched: Attempt,
    found: Attempt,
    untouched: bool,
    asked: Attempt,
    deployed: (Answer, Answer),
    sick: Attempt,
    left: Left,
}

static STORY: LazyLock<Story> = LazyLock::new(|| {
    let reports = &[Report("flake8/flake8.none.txt", "flake8.txt"), Report("mypy/mypy.none.txt", "mypy.txt")];
    let pipeline = Pipeline::of("hardening", reports);
    let unbranched = pipeline.pushed("unbranched", &[Change("unbranched")]);
    let found = pipeline.pushed("found", &[Change("eval")]);
    let untouched = pipeline.untouched();

    let asked = pipeline.pushed("asked", &[]);
    let deployed = pipeline.approved(&asked, [ALICE, DAVE], "/approve");
    pipeline.staging.state().next_is_sick = true;
    let sick = pipeline.pushed("sick", &[]);
    let left = Left::of(&pipeline);
    Story { pipeline, unbranched, found, untouched, asked, deployed, sick, left }
});

/// Begins this story.
pub(super) fn tell() {
    LazyLock::force(&STORY);
}

fn story() -> &'static Story {
    tell_all();
    &STORY
}

#[test]
fn enough_lines_and_too_few_branches_are_too_little() {
    let run = &story().unbranched.run;
    assert_eq!(jobs(run), ["failure", "skipped", "skipped", "skipped"]);
    assert_eq!(gate(run, "checks", "coverage"), (1, "fail", "total-branch"));
    let wanted = ["76.92", "62.50"];
    assert_eq!(said(run, "checks", "coverage", ["line-coverage", "branch-coverage"]), wanted);
    assert!(story().untouched && story().unbranched.told.is_empty());
}

#[test]
fn a_medium_finding_stops_here() {
    let run = &story().found.run;
    assert_eq!(jobs(run), ["failure", "skipped", "skipped", "skipped"]);
    assert_eq!(gate(run, "checks", "coverage"), (0, "pass", ""));
    assert_eq!(gate(run, "checks", "scan"), (1, "fail", "max-medium"));
    let summary = run.job("checks").step("scan").summary();
    let found = "1 finding of severity medium, 0 allowed, first B307 (Bandit) at app/rules.py:5";
    assert!(summary.contains(found), "{summary}");
    assert!(story().untouched && story().found.told.is_empty());
}

#[test]
fn what_two_people_approved_is_released() {
    let Attempt { run, told, .. } = &story().asked;
    assert_eq!(jobs(run), ["success", "success", "failure", "skipped"]);
    assert_eq!(told[..], ASKED);
    let (decided, deployed) = &story().deployed;
    let approved = counted(&decided.run, "decide", "decide");
    assert_eq!(approved, ("approved".to_owned(), vec!["alice".to_owned(), "dave".to_owned()]));
    assert_eq!(decided.told[..], APPROVED);
    assert_eq!(jobs(&deployed.run), ["success"; 4]);
    assert_eq!(deployed.told[..], RELEASED);
    assert_eq!(story().pipeline.production.state().deployed, [story().asked.commit()]);
}

#[test]
fn after_five_tries_staging_is_gone_back_from_and_nobody_is_asked_for_production() {
    let Attempt { run, told, .. } = &story().sick;
    assert_eq!(jobs(run), ["success", "failure", "skipped", "skipped"]);
    assert_eq!(gate(run, "staging", "health"), (1, "fail", "verify,check-health"));
    let verdict = story().pipeline.stage.verdict(run, "staging-health", 1);
    let (observed, reason) = rule(&verdict, "verify");
    assert_eq!((observed, reason.as_str()), (json!({"successes-wanted": 3, "tries": 5}), "unhealthy"));
    assert_eq!(rule(&verdict, "check-health").0["held"], 0);
    assert_eq!(told[..], BACK);

    let (first, second) = (story().asked.commit(), story().sick.commit());
    assert_eq!(story().pipeline.staging.state().deployed, [first, second, first]);
}

#[test]
fn the_record_stands_alone() {
    story().left.is_sound(1, &json!({"rolled-back": 1, "succeeded": 2, "superseded": 1}));
    let commit = story().asked.commit();
    assert_eq!(story().left.live(), [&Live::back(commit), &Live::planned(commit, 2)]);
    let queries = ["approved-deployments", "separate-approver", "gates-passed", "failures-repaired"];
    assert_eq!(story().left.answers(queries), [(1, 0), (1, 0), (1, 0), (0, 0)]);
    let attempts =
        [&story().unbranched, &story().found, &story().asked, &story().sick].map(|attempt| &attempt.run);
    let answers = [&story().deployed.0, &story().deployed.1].map(|answer| &answer.run);
    story().pipeline.secrets_are_hidden(attempts.into_iter().chain(answers));
}
