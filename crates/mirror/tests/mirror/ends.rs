//! The end, and what it does to earlier deployments.

use github::Kind;
use github_sim::{Fault, FaultKind};
use mirror::{End, Ended, Outcome, Replace, Said, begin, end};
use serde_json::json;

use crate::stage::{Stage, run, succeeded};

const STATUS: &str = "/repos/{owner}/{repo}/deployments/{deployment_id}/statuses";

#[test]
fn each_outcome_has_its_state() {
    for (outcome, state, description) in [
        (Outcome::Succeeded, "success", "Deployed shop 1.4"),
        (Outcome::Failed, "failure", "Deployed shop 1.4"),
        (Outcome::Cancelled, "error", "cancelled: Deployed shop 1.4"),
    ] {
        let stage = Stage::new();
        run(async {
            let (github, shop) = (stage.workflow(), stage.shop());
            let old = stage.plant("live", &json!({}), &["success"]);
            let id = begin(&github, &shop, &stage.begin()).await.unwrap().deployment.id;
            let ended = end(&github, &shop, &End { outcome, ..succeeded(id) }).await;
            let status = stage.hub().deployments[&id].statuses.last().unwrap().clone();
            assert_eq!((status.state.as_str(), status.description.as_str()), (state, description));
            assert_eq!(ended.status, Ok(Said::Now(status.id)));
            assert_eq!(status.environment_url, "https://shop.example");
            // What failed took the place of nothing.
            let replaced = outcome == Outcome::Succeeded;
            assert_eq!(stage.state(old), if replaced { "inactive" } else { "success" });
            assert_eq!(ended.replaced.is_some(), replaced);
        });
    }
}

#[test]
fn to_end_twice_changes_nothing() {
    let stage = Stage::new();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let old = stage.plant("live", &json!({}), &["success"]);
        let id = begin(&github, &shop, &stage.begin()).await.unwrap().deployment.id;
        let first = end(&github, &shop, &succeeded(id)).await;
        assert_eq!(first.replaced.clone().unwrap().unwrap().inactive, [old]);
        let (again, asked) = stage.asked(end(&github, &shop, &succeeded(id))).await;
        let Ok(Said::Now(said)) = first.status else { panic!("{first:?}") };
        assert_eq!(again.status, Ok(Said::Before(said)));
        assert!(again.replaced.unwrap().unwrap().inactive.is_empty());
        assert!(asked.iter().all(|one| one.method == "GET" || one.path == "/graphql"), "{asked:#?}");
        assert_eq!(stage.states(old), ["success", "inactive"]);
        assert_eq!(stage.states(id), ["in_progress", "success"]);
    });
}

#[test]
fn a_newer_one_is_left_and_an_old_one_that_ends_again_stays_inactive() {
    let stage = Stage::new();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let old = begin(&github, &shop, &stage.begin()).await.unwrap().deployment.id;
        let new = stage.plant("live", &json!({"service": "shop"}), &["in_progress", "success"]);
        end(&github, &shop, &succeeded(old)).await.status.unwrap();
        assert_eq!((stage.state(old).as_str(), stage.state(new).as_str()), ("success", "success"));
        end(&github, &shop, &succeeded(new)).await.replaced.unwrap().unwrap();
        assert_eq!(stage.state(old), "inactive");
        let late = end(&github, &shop, &succeeded(old)).await;
        assert!(matches!(late.status, Ok(Said::Before(_))));
        assert_eq!(stage.state(old), "inactive");
        assert_eq!(stage.state(new), "success");
    });
}

#[test]
fn what_is_of_another_service_task_or_environment_stays() {
    let stage = Stage::new();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let other = stage.plant("live", &json!({"service": "mail"}), &["success"]);
        // GitHub's own rule, which knows no service, would make this one inactive.
        if let Some(other) = stage.hub().deployments.get_mut(&other) {
            (other.production, other.transient) = (false, false);
        }
        let elsewhere = stage.plant("test", &json!({}), &["success"]);
        let task = stage.plant("live", &json!({}), &["success"]);
        stage.hub().deployments.get_mut(&task).unwrap().task = "migrate".to_owned();
        let failed = stage.plant("live", &json!({}), &["failure"]);
        let same = stage.plant("live", &json!({"service": "shop"}), &["success"]);
        let id = begin(&github, &shop, &stage.begin()).await.unwrap().deployment.id;
        let swept = end(&github, &shop, &succeeded(id)).await.replaced.unwrap().unwrap();
        assert_eq!((swept.inactive, swept.whole), (vec![same], true));
        for (one, state) in [(other, "success"), (elsewhere, "success"), (task, "success"), (failed, "failure")]
        {
            assert_eq!(stage.state(one), state);
        }
    });
}

#[test]
fn only_as_much_is_written_as_allowed_and_the_rest_is_told() {
    let stage = Stage::new();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let old: Vec<u64> = (0..7).map(|_| stage.plant("live", &json!({}), &["success"])).collect();
        let id = begin(&github, &shop, &stage.begin()).await.unwrap().deployment.id;
        let some = End { replace: Some(Replace { reads: 1_000, writes: 3 }), ..succeeded(id) };
        let swept = end(&github, &shop, &some).await.replaced.unwrap().unwrap();
        assert_eq!(swept.inactive, [old[6], old[5], old[4]], "the newest first");
        assert_eq!(swept.left, [old[3], old[2], old[1], old[0]]);
        // The next run goes on.
        let swept = end(&github, &shop, &succeeded(id)).await.replaced.unwrap().unwrap();
        assert_eq!((swept.inactive.len(), swept.left.len()), (4, 0));
        let none = End { replace: None, ..succeeded(id) };
        assert_eq!(end(&github, &shop, &none).await.replaced, None);
    });
}

#[test]
fn what_cannot_be_written_is_told_beside_what_was() {
    let stage = Stage::new();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let old: Vec<u64> = (0..4).map(|_| stage.plant("live", &json!({}), &["success"])).collect();
        let id = begin(&github, &shop, &stage.begin()).await.unwrap().deployment.id;
        // The first write is that of the success itself.
        stage.hub().fault(Fault::on("POST", STATUS, FaultKind::ServerError(422)).nth(2));
        let limit = FaultKind::TooManyRequests { retry_after: 3_600 };
        // Counted after the first fault has met its request.
        stage.hub().fault(Fault::on("POST", STATUS, limit).nth(2));
        let swept = end(&github, &shop, &succeeded(id)).await.replaced.unwrap().unwrap();
        assert_eq!(swept.inactive, [old[2]]);
        let failed: Vec<u64> = swept.failed.iter().map(|(id, _)| *id).collect();
        assert_eq!((failed, swept.left), (vec![old[3], old[1]], vec![old[0]]), "a limit is met once");
        assert_eq!(swept.failed[0].1.kind, Kind::Validation);
        assert!(matches!(swept.failed[1].1.kind, Kind::RateLimited(_)));
    });
}

#[test]
fn a_success_that_is_not_shown_takes_the_place_of_nothing() {
    let stage = Stage::new();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let old = stage.plant("live", &json!({}), &["success"]);
        let id = begin(&github, &shop, &stage.begin()).await.unwrap().deployment.id;
        stage.hub().fault(Fault::on("POST", STATUS, FaultKind::ServerError(422)));
        let ended = end(&github, &shop, &succeeded(id)).await;
        assert!(ended.status.is_err() && ended.replaced.is_none(), "{ended:?}");
        assert_eq!(stage.state(old), "success");
    });
}

/// Somebody deletes what GitHub shows: the end says so and is nobody's failure but the mirror's.
#[test]
fn a_deployment_that_was_deleted_is_told() {
    let stage = Stage::new();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let old = stage.plant("live", &json!({}), &["success"]);
        let id = begin(&github, &shop, &stage.begin()).await.unwrap().deployment.id;
        stage.hub().deployments.remove(&id);
        let Ended { status, replaced } = end(&github, &shop, &succeeded(id)).await;
        assert_eq!((status.unwrap_err().kind, replaced), (Kind::NotFound, None));
        assert_eq!((stage.state(old).as_str(), stage.count()), ("success", 1));
    });
}

#[test]
fn a_lost_answer_makes_one_inactive_once() {
    for kind in [FaultKind::BadGatewayAfter, FaultKind::CutAfter, FaultKind::BadGatewayBefore] {
        let stage = Stage::new();
        run(async {
            let (github, shop) = (stage.workflow(), stage.shop());
            let old = stage.plant("live", &json!({}), &["success"]);
            let id = begin(&github, &shop, &stage.begin()).await.unwrap().deployment.id;
            stage.hub().fault(Fault::on("POST", STATUS, kind.clone()).nth(2));
            let swept = end(&github, &shop, &succeeded(id)).await.replaced.unwrap().unwrap();
            assert_eq!(swept.inactive, [old], "{kind:?}");
            assert_eq!(stage.states(old), ["success", "inactive"], "{kind:?}");
        });
    }
}
