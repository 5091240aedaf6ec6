//! Check runs with many annotations, and commit statuses.

use std::sync::Arc;

use github::checks::{self, Check, Conclusion, Status};
use github::statuses::{self, NewStatus, State};
use github::{Error, Kind};
use github_sim::check::CheckChange;
use github_sim::token::Caller;
use github_sim::{Fault, FaultKind, Seed};
use serde_json::json;

use super::meanwhile::meanwhile;
use crate::stage::{Stage, run};
use crate::writes::checks::check;

const RUNS: &str = "/repos/{owner}/{repo}/check-runs";
const STATUSES: &str = "/repos/{owner}/{repo}/statuses/{sha}";
const ONE: &str = "/repos/{owner}/{repo}/check-runs/{check_run_id}";

fn started() -> (Stage, String) {
    let stage = Stage::with(Seed::small().without_limits());
    let head = stage.hub().commit_files(1, "main", 101, "Start", &[("a.txt", Some("a"))]).unwrap();
    (stage, head)
}

fn publish(stage: &Stage, check: &Check) -> Result<checks::CheckRun, Error> {
    run(async { checks::publish(&stage.workflow(), &stage.shop(), check).await })
}

/// The first lines that the annotations of a check run are about.
fn lines(stage: &Stage, check_run: u64) -> Vec<u32> {
    let listed = run(async { checks::annotations(&stage.workflow(), &stage.shop(), check_run).await.unwrap() });
    listed.iter().map(|one| one.start_line).collect()
}

#[test]
fn the_conclusion_comes_with_the_last_of_the_annotations() {
    let (stage, head) = started();
    let made = publish(&stage, &check(&head, 120)).unwrap();
    assert_eq!((made.status, made.conclusion), (Status::Completed, Some(Conclusion::Failure)));
    assert_eq!((made.head_sha.as_str(), made.output.title.as_deref()), (head.as_str(), Some("Too little")));
    assert_eq!(lines(&stage, made.id), (1..=120).collect::<Vec<_>>());
    let sent = stage.simulator.exchanges();
    let sent: Vec<_> = sent.iter().filter(|one| matches!(one.method.as_str(), "POST" | "PATCH")).collect();
    let writes =
        sent.iter().filter(|one| one.template.as_deref().is_some_and(|path| path.contains("check-runs")));
    let states: Vec<_> = writes.map(|one| one.request["conclusion"].as_str()).collect();
    assert_eq!(states, [None, None, Some("failure")]);
}

#[test]
fn whichever_answer_is_lost_each_annotation_is_there_once() {
    let faults =
        || [FaultKind::BadGatewayBefore, FaultKind::BadGatewayAfter, FaultKind::CutAfter, FaultKind::CutBefore];
    for (method, template, nth) in [("POST", RUNS, 1), ("PATCH", ONE, 1), ("PATCH", ONE, 2)] {
        for kind in faults() {
            let (stage, head) = started();
            stage.hub().fault(Fault::on(method, template, kind.clone()).nth(nth));
            let made = publish(&stage, &check(&head, 120)).unwrap();
            let place = format!("{method} {nth} {kind:?}");
            assert_eq!(lines(&stage, made.id), (1..=120).collect::<Vec<_>>(), "{place}");
            let found =
                run(async { checks::list(&stage.workflow(), &stage.shop(), &head, None).await.unwrap() });
            assert_eq!(found, [made], "{place}");
        }
    }
}

#[test]
fn what_an_earlier_attempt_left_behind_is_completed() {
    let (stage, head) = started();
    stage.hub().fault(Fault::on("PATCH", ONE, FaultKind::ServerError(422)).nth(2));
    let failed = publish(&stage, &check(&head, 120)).unwrap_err();
    assert_eq!(failed.kind, Kind::Validation, "{failed}");
    let left = run(async {
        let check = check(&head, 0);
        checks::find(&stage.workflow(), &stage.shop(), &head, &check.name, &check.external_id).await.unwrap()
    });
    let left = left.unwrap();
    // Nothing that looks finished, with a part of the remarks.
    assert_eq!((left.status, left.conclusion, left.output.annotations_count), (Status::InProgress, None, 100));
    let made = publish(&stage, &check(&head, 120)).unwrap();
    assert_eq!((made.id, made.conclusion), (left.id, Some(Conclusion::Failure)));
    assert_eq!(lines(&stage, made.id), (1..=120).collect::<Vec<_>>());
    // And once more, with nothing left to add.
    assert_eq!(publish(&stage, &check(&head, 120)).unwrap().id, left.id);
    assert_eq!(lines(&stage, made.id).len(), 120);
    // Other remarks under the same key cannot take the old ones back.
    let mut other = check(&head, 120);
    other.annotations[0].message = "another".to_owned();
    let other = publish(&stage, &other).unwrap();
    assert_ne!(other.id, left.id);
    assert_eq!(lines(&stage, other.id).len(), 120);
}

#[test]
fn another_apps_check_run_is_never_taken_for_ours() {
    let (stage, head) = started();
    let stage = Arc::new(stage);
    stage.hub().fault(Fault::on("POST", RUNS, FaultKind::BadGatewayBefore));
    let sha = head.clone();
    let ours = run(async {
        // Its check run is younger than our request, and the same in all but its app.
        let github = meanwhile(&stage, move |stage| {
            let body = json!({
                "name": "coverage", "head_sha": sha, "external_id": "judgement-1", "status": "in_progress",
                "output": {"title": "Too little", "summary": "79 %"},
            });
            stage.post("/repos/octo/shop/check-runs", "gate-token", &body);
        });
        checks::publish(&github, &stage.shop(), &check(&head, 60)).await.unwrap()
    });
    let all = run(async { checks::list(&stage.workflow(), &stage.shop(), &head, None).await.unwrap() });
    let slugs: Vec<_> = all.iter().map(|run| run.app.as_ref().unwrap().slug.as_deref().unwrap()).collect();
    assert_eq!((all.len(), slugs.contains(&"gate")), (2, true));
    assert_eq!(ours.app.unwrap().slug.as_deref(), Some("github-actions"));
    assert_eq!(lines(&stage, ours.id).len(), 60);
}

#[test]
fn a_check_run_of_before_is_not_the_one_whose_answer_was_lost() {
    let (stage, head) = started();
    let first = publish(&stage, &check(&head, 3)).unwrap();
    let mut other = check(&head, 3);
    other.annotations[0].message = "another".to_owned();
    stage.hub().fault(Fault::on("POST", RUNS, FaultKind::BadGatewayBefore));
    let second = publish(&stage, &other).unwrap();
    assert!(second.id > first.id);
    assert_eq!((lines(&stage, first.id).len(), lines(&stage, second.id).len()), (3, 3));
}

#[test]
fn annotations_that_somebody_else_adds_leave_the_end_unconfirmed() {
    let (stage, head) = started();
    let stage = Arc::new(stage);
    stage.hub().fault(Fault::on("PATCH", ONE, FaultKind::BadGatewayBefore));
    let remark =
        json!({"path": "x", "start_line": 1, "end_line": 1, "annotation_level": "notice", "message": "x"});
    let error = run(async {
        let github = meanwhile(&stage, move |stage| {
            let run = stage.hub().checks.keys().copied().next().unwrap();
            let hub = &mut *stage.hub();
            let change = CheckChange { annotations: vec![remark], ..CheckChange::default() };
            hub.change_check(&Caller::default(), run, change);
        });
        checks::publish(&github, &stage.shop(), &check(&head, 60)).await.unwrap_err()
    });
    assert_eq!(error.kind, Kind::Unconfirmed, "{error}");
}

#[test]
fn a_person_has_no_check_runs() {
    let (stage, head) = started();
    let error = run(async {
        checks::publish(&stage.client("alice-token"), &stage.shop(), &check(&head, 1)).await.unwrap_err()
    });
    assert!(error.kind == Kind::Forbidden && error.detail.contains("alice is no app"), "{error}");
}

fn status(context: &str, description: &str) -> NewStatus {
    let (context, description) = (context.to_owned(), description.to_owned());
    NewStatus { state: State::Success, context, description, target_url: None }
}

#[test]
fn every_context_is_in_the_combined_status() {
    let (stage, head) = started();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let empty = statuses::combined(&github, &shop, &head).await.unwrap();
        assert_eq!((empty.state, empty.statuses.len()), (State::Pending, 0));
        for number in 0..130 {
            let body = json!({"state": "success", "context": format!("c{number}")});
            stage.post(&format!("/repos/octo/shop/statuses/{head}"), "alice-token", &body);
        }
        let combined = statuses::combined(&github, &shop, &head).await.unwrap();
        assert_eq!((combined.state, combined.sha.as_str()), (State::Success, head.as_str()));
        let mut contexts: Vec<_> = combined.statuses.iter().map(|one| one.context.clone()).collect();
        contexts.sort();
        contexts.dedup();
        assert_eq!(contexts.len(), 130);
        assert_eq!(statuses::list(&github, &shop, &head).await.unwrap().len(), 130);
    });
}

#[test]
fn a_long_description_is_cut_and_what_was_said_before_is_said_again() {
    let (stage, head) = started();
    let long = status("gate", &"x".repeat(200));
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let made = statuses::create(&github, &shop, &head, &long).await.unwrap();
        assert_eq!(made.description.as_deref(), Some(format!("{}…", "x".repeat(139)).as_str()));
        assert_eq!(made.creator.as_ref().unwrap().id, github.viewer().await.unwrap().id);
        stage.hub().fault(Fault::on("POST", STATUSES, FaultKind::BadGatewayBefore));
        let again = statuses::create(&github, &shop, &head, &long).await.unwrap();
        assert!(again.id > made.id);
        assert_eq!(statuses::list(&github, &shop, &head).await.unwrap(), [again, made]);
    });
}

#[test]
fn somebody_elses_status_is_not_the_one_whose_answer_was_lost() {
    let (stage, head) = started();
    let stage = Arc::new(stage);
    stage.hub().fault(Fault::on("POST", STATUSES, FaultKind::CutBefore));
    let path = format!("/repos/octo/shop/statuses/{head}");
    run(async {
        let github = meanwhile(&stage, move |stage| {
            let body = json!({"state": "success", "context": "gate", "description": "ok"});
            stage.post(&path, "bob-token", &body);
        });
        let made = statuses::create(&github, &stage.shop(), &head, &status("gate", "ok")).await.unwrap();
        assert_eq!(made.creator.unwrap().id, github.viewer().await.unwrap().id);
        assert_eq!(statuses::list(&github, &stage.shop(), &head).await.unwrap().len(), 2);
    });
}
