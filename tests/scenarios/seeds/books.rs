//! A recommender of books: 90 % coverage, scanners of code and of infrastructure, two approvers, and a canary of four steps in production.

use std::sync::LazyLock;

use serde_json::json;

use super::left::{Left, Live};
use super::pipeline::Files::{Change, Report};
use super::pipeline::{Answer, Attempt, Pipeline};
use super::seen::{APPROVED, ASKED, ASKED_AGAIN, BACK, RELEASED, counted, gate, jobs, rule, said};
use super::tell_all;
use crate::stage::{CAROL, DAVE};

struct Story {
    pipeline: Pipeline,
    short: Attempt,
    untouched: bool,
    asked: Attempt,
    deployed: (Answer, Answer),
    shares: Vec<String>,
    risen: Attempt,
    back: (Answer, Answer),
    left: Left,
}

static STORY: LazyLock<Story> = LazyLock::new(|| {
    let pipeline = Pipeline::of(
        "books",
        &[
            Report("semgrep/semgrep.none.json", "semgrep.json"),
            Report("eslint/eslint.none.json", "eslint.json"),
            Report("checkov/checkov.none.json", "checkov.json"),
            Report("hadolint/hadolint.none.json", "hadolint.json"),
        ],
    );
    let short = pipeline.pushed("short", &[Change("untested")]);
    let untouched = pipeline.untouched();

    let asked = pipeline.pushed("asked", &[]);
    let deployed = pipeline.approved(&asked, [CAROL, DAVE], "/approve");
    let shares = std::mem::take(&mut pipeline.production.state().shares);
    let risen = pipeline.pushed("risen", &[]);
    pipeline.production.state().fails_at = Some("25".to_owned());
    let back = pipeline.approved(&risen, [CAROL, DAVE], "/approve");
    let left = Left::of(&pipeline);
    Story { pipeline, short, untouched, asked, deployed, shares, risen, back, left }
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
fn what_is_over_80_and_below_90_reaches_no_place_at_all() {
    let run = &story().short.run;
    assert_eq!(jobs(run), ["failure", "skipped", "skipped", "skipped"]);
    assert_eq!(gate(run, "checks", "coverage"), (1, "fail", "total-line"));
    assert_eq!(said(run, "checks", "coverage", ["line-coverage"]), ["87.50"]);
    assert!(story().untouched && story().short.told.is_empty());
}

#[test]
fn the_canary_goes_up_to_100_by_four_steps() {
    let Attempt { run, told, .. } = &story().asked;
    assert_eq!(jobs(run), ["success", "success", "failure", "skipped"]);
    assert_eq!(gate(run, "approval", "request"), (3, "inconclusive", "approval"));
    assert_eq!(told[..], ASKED);
    let (decided, deployed) = &story().deployed;
    let approved = counted(&decided.run, "decide", "decide");
    assert_eq!(approved, ("approved".to_owned(), vec!["carol".to_owned(), "dave".to_owned()]));
    assert_eq!(decided.told[..], APPROVED);
    assert_eq!(jobs(&deployed.run), ["success"; 4]);
    assert_eq!(said(&deployed.run, "production", "health", ["next", "percent"]), ["promote", "100"]);
    assert_eq!(story().shares, ["10", "25", "50", "100"]);
    assert_eq!(deployed.told[..], RELEASED);
}

#[test]
fn a_canary_whose_errors_rise_at_25_goes_back_to_the_version_before() {
    assert_eq!(story().risen.told[..], ASKED_AGAIN);
    let (_, back) = &story().back;
    assert_eq!(jobs(&back.run), ["success", "success", "success", "failure"]);
    let failed = (1, "fail", "step-25,metric-errors-at-25");
    assert_eq!(gate(&back.run, "production", "health"), failed);
    let wanted = ["rollback", "25", "true"];
    assert_eq!(said(&back.run, "production", "health", ["next", "percent", "rolled-back"]), wanted);
    let verdict = story().pipeline.stage.verdict(&back.run, "canary", 2);
    let reasons = ["step-10", "metric-errors-at-25", "step-50", "step-100", "rollback"];
    let reasons = reasons.map(|id| rule(&verdict, id).1);
    assert_eq!(reasons, ["healthy", "over-max", "not-begun", "not-begun", "rolled-back"]);
    assert_eq!((back.told[0].as_str(), &back.told[1..]), ("request consumed", &BACK.map(String::from)[..]));

    let (first, second) = (story().asked.commit(), story().risen.commit());
    let state = story().pipeline.production.state();
    assert_eq!(state.shares, ["10", "25", "0"]);
    assert_eq!(state.deployed, [first, second, first]);
}

#[test]
fn the_record_stands_alone() {
    story().left.is_sound(2, &json!({"rolled-back": 1, "succeeded": 2, "superseded": 2}));
    let live = [&Live::planned(story().risen.commit(), 0), &Live::back(story().asked.commit())];
    assert_eq!(story().left.live(), live);
    let queries = ["approved-deployments", "separate-approver", "gates-passed", "failures-repaired"];
    // The way back names neither approval nor gate: it goes to what had them.
    assert_eq!(story().left.answers(queries), [(3, 1), (2, 0), (3, 1), (1, 0)]);
    let attempts = [&story().short, &story().asked, &story().risen].map(|attempt| &attempt.run);
    let answers =
        [&story().deployed.0, &story().deployed.1, &story().back.0, &story().back.1].map(|one| &one.run);
    story().pipeline.secrets_are_hidden(attempts.into_iter().chain(answers));
}
