//! A system for law firms: a tag `v*`, 80 % coverage, five scanners, two of three approvers who each answer a checklist of five questions,
//! and back by itself if production is not well.

use std::sync::LazyLock;

use serde_json::json;

use super::left::{Left, Live};
use super::pipeline::Files::Report;
use super::pipeline::{Answer, Attempt, Pipeline};
use super::seen::{APPROVED, ASKED, ASKED_AGAIN, BACK, RELEASED, counted, gate, jobs, said};
use super::tell_all;
use crate::stage::{ALICE, BOB, CAROL};

/// An approval with every question answered.
const CHECKED: &str = "/approve\n- [x] tests\n- [x] scans\n- [x] migrations\n- [x] rollback\n- [x] alerts";

struct Story {
    pipeline: Pipeline,
    asked: Attempt,
    /// The issue that asks for approval.
    page: String,
    unchecked: Answer,
    twice: Answer,
    insisted: Answer,
    second: Answer,
    deployed: Answer,
    sick: Attempt,
    back: (Answer, Answer),
    left: Left,
}

static STORY: LazyLock<Story> = LazyLock::new(|| {
    let pipeline = Pipeline::of(
        "legal",
        &[
            Report("semgrep/semgrep.none.json", "semgrep.json"),
            Report("flake8/flake8.none.txt", "flake8.txt"),
            Report("mypy/mypy.none.txt", "mypy.txt"),
            Report("eslint/eslint.none.json", "eslint.json"),
        ],
    )
    .by_tag();
    let asked = pipeline.pushed("asked", &[]);
    let page = pipeline.stage.issue_text(1);
    let say = |by, text| pipeline.stage.say(by, text);
    let unchecked = pipeline.decided("unchecked", &say(BOB, "/approve\n- [x] tests\n- [ ] scans"));
    say(ALICE, CHECKED);
    let twice = pipeline.decided("twice", &say(ALICE, CHECKED));
    let insisted = pipeline.by_hand(&asked);
    let second = pipeline.decided("second", &say(CAROL, CHECKED));
    let deployed = pipeline.again(&asked);

    let sick = pipeline.pushed("sick", &[]);
    pipeline.production.state().next_is_sick = true;
    let back = pipeline.approved(&sick, [ALICE, BOB], CHECKED);
    let left = Left::of(&pipeline);
    Story { pipeline, asked, page, unchecked, twice, insisted, second, deployed, sick, back, left }
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
fn a_tag_goes_to_staging_and_asks_two_people_with_a_checklist() {
    let Attempt { run, told, .. } = &story().asked;
    assert_eq!(jobs(run), ["success", "success", "failure", "skipped"]);
    assert_eq!(gate(run, "approval", "request"), (3, "inconclusive", "approval"));
    assert_eq!(told[..], ASKED);
    let verdict = story().pipeline.stage.verdict(run, "coverage-gate", 1);
    assert_eq!(verdict["run"]["ref"], "refs/tags/v1.0.0");
    let page = &story().page;
    for question in ["All tests passing?", "Rollback plan verified?", "Monitoring alerts configured?"] {
        assert!(page.contains(question), "{page}");
    }
}

#[test]
fn an_approval_that_leaves_questions_open_counts_for_nothing() {
    let Answer { run, told } = &story().unchecked;
    assert_eq!(run.job("decide").step("decide").exit_code(), 3);
    assert_eq!(counted(run, "decide", "decide"), ("pending".to_owned(), vec![]));
    assert_eq!(told[..], ["request noticed"]);
}

#[test]
fn the_same_approver_twice_is_one_approver() {
    let Answer { run, told } = &story().twice;
    assert_eq!(run.job("decide").step("decide").exit_code(), 3);
    assert_eq!(counted(run, "decide", "decide"), ("pending".to_owned(), vec!["alice".to_owned()]));
    assert_eq!(told[..], ["request noticed", "approval approve"]);

    let Answer { run, told } = &story().insisted;
    assert_eq!(jobs(run), ["success", "success", "failure", "skipped"]);
    assert_eq!(gate(run, "approval", "request"), (3, "inconclusive", "approval"));
    assert_eq!(counted(run, "approval", "request").1, ["alice"]);
    assert!(told.is_empty(), "{told:?}");
    assert!(!run.log().contains("The shop is deployed"));
}

#[test]
fn a_second_approver_releases_the_tag() {
    let Answer { run, told } = &story().second;
    let approved = counted(run, "decide", "decide");
    assert_eq!(approved, ("approved".to_owned(), vec!["alice".to_owned(), "carol".to_owned()]));
    assert_eq!(told[..], ["request noticed", "approval approve", "request approved"]);
    assert_eq!(jobs(&story().deployed.run), ["success"; 4]);
    assert_eq!(story().deployed.told[..], RELEASED);
}

#[test]
fn a_release_that_is_not_well_goes_back_to_the_tag_before() {
    assert_eq!(story().sick.told[..], ASKED_AGAIN);
    let (decided, back) = &story().back;
    assert_eq!(decided.told[..], APPROVED);
    assert_eq!(jobs(&back.run), ["success", "success", "success", "failure"]);
    assert_eq!(gate(&back.run, "production", "health"), (1, "fail", "verify,check-health"));
    let [previous] = said(&back.run, "production", "start", ["previous-commit"]);
    assert_eq!(previous, story().asked.commit());
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
    let attempts = [&story().asked.run, &story().sick.run];
    let said = [&story().unchecked, &story().twice, &story().insisted, &story().second, &story().deployed];
    let answers = said.into_iter().chain([&story().back.0, &story().back.1]).map(|answer| &answer.run);
    story().pipeline.secrets_are_hidden(attempts.into_iter().chain(answers));
}
