//! A summarizer of health records (HIPAA): 80 % coverage, five scanners, staging by itself, production after two of three people who did not
//! make the change, and back by itself if it is not well there.

use std::sync::LazyLock;

use serde_json::json;

use super::left::{Left, Live};
use super::pipeline::Files::{Change, Report};
use super::pipeline::{Answer, Attempt, Pipeline};
use super::seen::{APPROVED, ASKED, ASKED_AGAIN, BACK, RELEASED, counted, gate, jobs, said};
use super::tell_all;
use crate::stage::{BOB, CAROL, DAVE};

struct Story {
    pipeline: Pipeline,
    found: Attempt,
    unaudited: Attempt,
    untouched: bool,
    asked: Attempt,
    deployed: (Answer, Answer),
    sick: Attempt,
    back: (Answer, Answer),
    left: Left,
}

static STORY: LazyLock<Story> = LazyLock::new(|| {
    let pipeline = Pipeline::of(
        "hipaa",
        &[
            Report("semgrep/semgrep.none.json", "semgrep.json"),
            Report("detect-secrets/detect-secrets.none.json", "detect-secrets.json"),
            Report("ruff/ruff.none.json", "ruff.json"),
            Report("mypy/mypy.none.txt", "mypy.txt"),
        ],
    );
    let found = pipeline.pushed("found", &[Change("shell")]);
    let unaudited = pipeline.pushed("unaudited", &[Report("pip-audit/pip-audit.app.json", "pip-audit.json")]);
    let untouched = pipeline.untouched();

    let asked = pipeline.pushed("asked", &[]);
    let deployed = pipeline.approved(&asked, [BOB, DAVE], "/approve");
    let sick = pipeline.pushed("sick", &[]);
    pipeline.production.state().next_is_sick = true;
    let back = pipeline.approved(&sick, [CAROL, DAVE], "/approve");
    let left = Left::of(&pipeline);
    Story { pipeline, found, unaudited, untouched, asked, deployed, sick, back, left }
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
fn a_high_finding_of_bandit_reaches_no_place_at_all() {
    let run = &story().found.run;
    assert_eq!(jobs(run), ["failure", "skipped", "skipped", "skipped"]);
    assert_eq!(gate(run, "checks", "coverage"), (0, "pass", ""));
    assert_eq!(gate(run, "checks", "scan"), (1, "fail", "max-high"));
    let summary = run.job("checks").step("scan").summary();
    let found = "1 finding of severity high, 0 allowed, first B602 (Bandit) at app/export.py:7";
    assert!(summary.contains(found), "{summary}");
    assert!(story().untouched && story().found.told.is_empty());
}

#[test]
fn an_audit_that_reached_no_index_and_found_nothing_is_no_pass() {
    let run = &story().unaudited.run;
    assert_eq!(jobs(run), ["failure", "skipped", "skipped", "skipped"]);
    assert_eq!(gate(run, "checks", "scan"), (3, "inconclusive", "scans-complete"));
    let summary = run.job("checks").step("scan").summary();
    assert!(summary.contains("flask: Dependency not found on PyPI and could not be audited"), "{summary}");
    assert!(story().untouched && story().unaudited.told.is_empty());
}

#[test]
fn two_who_did_not_make_the_change_release_it() {
    let Attempt { run, told, .. } = &story().asked;
    assert_eq!(jobs(run), ["success", "success", "failure", "skipped"]);
    assert_eq!(gate(run, "approval", "request"), (3, "inconclusive", "approval"));
    assert_eq!(told[..], ASKED);
    let (decided, deployed) = &story().deployed;
    let approved = counted(&decided.run, "decide", "decide");
    assert_eq!(approved, ("approved".to_owned(), vec!["bob".to_owned(), "dave".to_owned()]));
    assert_eq!(decided.told[..], APPROVED);
    assert_eq!(jobs(&deployed.run), ["success"; 4]);
    assert_eq!(deployed.told[..], RELEASED);
}

#[test]
fn what_is_not_well_in_production_is_gone_back_from_and_recorded_so() {
    assert_eq!(story().sick.told[..], ASKED_AGAIN);
    let (decided, back) = &story().back;
    assert_eq!(decided.told[..], APPROVED);
    assert_eq!(jobs(&back.run), ["success", "success", "success", "failure"]);
    assert_eq!(gate(&back.run, "production", "health"), (1, "fail", "verify,check-health"));
    let wanted = ["unhealthy", "rollback", "true"];
    assert_eq!(said(&back.run, "production", "health", ["outcome", "next", "rolled-back"]), wanted);
    assert_eq!(gate(&back.run, "production", "back"), (0, "pass", ""));
    assert_eq!((back.told[0].as_str(), &back.told[1..]), ("request consumed", &BACK.map(String::from)[..]));

    let (first, second) = (story().asked.commit(), story().sick.commit());
    assert_eq!(story().pipeline.production.state().deployed, [first, second, first]);
    assert_eq!(story().pipeline.staging.state().deployed, [first, second]);
}

#[test]
fn the_record_stands_alone() {
    story().left.is_sound(2, &json!({"rolled-back": 1, "succeeded": 2, "superseded": 2}));
    let live = [&Live::planned(story().sick.commit(), 0), &Live::back(story().asked.commit())];
    assert_eq!(story().left.live(), live);
    let queries = ["approved-deployments", "separate-approver", "gates-passed", "failures-repaired"];
    // The way back names neither approval nor gate: it goes to what had them.
    assert_eq!(story().left.answers(queries), [(3, 1), (2, 0), (3, 1), (1, 0)]);
    let attempts =
        [&story().found, &story().unaudited, &story().asked, &story().sick].map(|attempt| &attempt.run);
    let answers =
        [&story().deployed.0, &story().deployed.1, &story().back.0, &story().back.1].map(|one| &one.run);
    story().pipeline.secrets_are_hidden(attempts.into_iter().chain(answers));
}
