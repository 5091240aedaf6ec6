//! A quality system for drug makers (21 CFR Part 11): 80 % coverage, no high finding, linter and types clean, staging by itself, and
//! production after quality and engineering signed, each with code, meaning and reason.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::left::{Left, Live};
use super::pipeline::Files::{Change, Report};
use super::pipeline::{Answer, Attempt, Pipeline};
use super::seen::{ASKED, RELEASED, counted, gate, jobs, rule, said};
use super::tell_all;
use crate::stage::{BOB, DAVE};

struct Story {
    pipeline: Pipeline,
    short: Attempt,
    untouched: bool,
    asked: Attempt,
    /// The issue that asks for approval.
    page: String,
    alone: Answer,
    insisted: Answer,
    signed: Answer,
    deployed: Answer,
    left: Left,
}

static STORY: LazyLock<Story> = LazyLock::new(|| {
    let reports = &[Report("flake8/flake8.none.txt", "flake8.txt"), Report("mypy/mypy.none.txt", "mypy.txt")];
    let pipeline = Pipeline::of("qms", reports);
    let short = pipeline.pushed("short", &[Change("untested")]);
    let untouched = pipeline.untouched();

    let asked = pipeline.pushed("asked", &[]);
    let page = pipeline.stage.issue_text(1);
    let code = asked.run.job("approval").step("request").last_set("code").to_owned();
    let sign = |by, meaning, item| {
        let line = format!("/approve {code} as {meaning} because the batch record was read");
        pipeline.stage.say(by, &format!("{line}\n- [x] {item}"))
    };
    let alone = pipeline.decided("alone", &sign(BOB, "quality-release", "audit-trail"));
    let insisted = pipeline.by_hand(&asked);
    let signed = pipeline.decided("signed", &sign(DAVE, "approved", "backup"));
    let deployed = pipeline.again(&asked);
    let left = Left::of(&pipeline);
    Story { pipeline, short, untouched, asked, page, alone, insisted, signed, deployed, left }
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
fn coverage_below_80_reaches_no_place_at_all() {
    let run = &story().short.run;
    assert_eq!(jobs(run), ["failure", "skipped", "skipped", "skipped"]);
    assert_eq!(gate(run, "checks", "coverage"), (1, "fail", "total-line"));
    let observed = json!({"covered": 10, "total": 18});
    let verdict = story().pipeline.stage.verdict(run, "coverage-gate", 1);
    assert_eq!(rule(&verdict, "total-line"), (observed, "below-limit".to_owned()));
    // What the scanners found is judged all the same.
    assert_eq!(gate(run, "checks", "scan"), (0, "pass", ""));
    assert!(story().untouched && story().short.told.is_empty());
}

#[test]
fn staging_comes_without_people_and_production_does_not() {
    let Attempt { run, told, .. } = &story().asked;
    assert_eq!(jobs(run), ["success", "success", "failure", "skipped"]);
    assert_eq!(gate(run, "approval", "request"), (3, "inconclusive", "approval"));
    assert_eq!(told[..], ASKED);
    assert_eq!(story().pipeline.staging.state().deployed, [story().asked.commit()]);
    let page = &story().page;
    assert!(page.contains("Was the audit trail verified?") && page.contains("Is there a backup"), "{page}");
}

#[test]
fn quality_alone_does_not_release_whoever_starts_the_run_again() {
    let Answer { run, told } = &story().alone;
    assert_eq!(run.job("decide").step("decide").exit_code(), 3);
    assert_eq!(counted(run, "decide", "decide"), ("pending".to_owned(), vec!["bob".to_owned()]));
    assert_eq!(told[..], ["request noticed", "approval approve"]);

    let Answer { run, told } = &story().insisted;
    assert_eq!(jobs(run), ["success", "success", "failure", "skipped"]);
    assert_eq!(gate(run, "approval", "request"), (3, "inconclusive", "approval"));
    assert_eq!(counted(run, "approval", "request").1, ["bob"]);
    assert!(told.is_empty(), "{told:?}");
    assert!(!run.log().contains("The shop is deployed"));
}

#[test]
fn quality_and_engineering_sign_each_in_their_meaning_and_it_is_released() {
    let Answer { run, told } = &story().signed;
    assert_eq!(gate(run, "decide", "decide"), (0, "pass", ""));
    let signed = counted(run, "decide", "decide");
    assert_eq!(signed, ("approved".to_owned(), vec!["bob".to_owned(), "dave".to_owned()]));
    let [approvers] = said(run, "decide", "decide", ["approvers"]);
    let approvers: Value = serde_json::from_str(approvers).unwrap();
    let meanings = [0, 1].map(|at| (approvers[at]["seat"].clone(), approvers[at]["meaning"].clone()));
    let wanted = [("quality", "quality-release"), ("engineering", "approved")];
    assert_eq!(meanings, wanted.map(|(seat, meaning)| (json!(seat), json!(meaning))));
    assert_eq!(told[..], ["request noticed", "approval approve", "request approved"]);

    let Answer { run, told } = &story().deployed;
    assert_eq!(jobs(run), ["success"; 4]);
    assert_eq!(gate(run, "production", "verify"), (0, "pass", ""));
    assert_eq!(said(run, "production", "health", ["outcome", "next"]), ["healthy", "promote"]);
    assert_eq!(told[..], RELEASED);
    assert_eq!(story().pipeline.production.state().deployed, [story().asked.commit()]);
}

#[test]
fn the_record_stands_alone() {
    let commit = story().asked.commit();
    story().left.is_sound(1, &json!({"succeeded": 2}));
    assert_eq!(story().left.live(), [&Live::planned(commit, 0), &Live::planned(commit, 2)]);
    let queries = ["approved-deployments", "separate-approver", "gates-passed", "failures-repaired"];
    assert_eq!(story().left.answers(queries), [(1, 0), (1, 0), (1, 0), (0, 0)]);
    let attempts = [&story().short.run, &story().asked.run];
    let answers =
        [&story().alone, &story().insisted, &story().signed, &story().deployed].map(|answer| &answer.run);
    story().pipeline.secrets_are_hidden(attempts.into_iter().chain(answers));
}
