//! Stale previews, planned and put away.

use std::time::Duration;

use github::Kind;
use github_sim::{Fault, FaultKind};
use mirror::cleanup::{Stale, carry_out, read_and_plan};
use serde_json::json;

use crate::stage::{Stage, run};

const HOUR: Duration = Duration::from_secs(3_600);
const DELETE: &str = "/repos/{owner}/{repo}/deployments/{deployment_id}";

fn previews(delete: bool) -> Stale {
    let mut stale = Stale::of(&["preview/*".to_owned(), "pr-*".to_owned()], HOUR).unwrap();
    stale.delete = delete;
    stale
}

/// Two previews of yesterday, one of just now, and what is none.
fn planted() -> (Stage, [u64; 5]) {
    let stage = Stage::new();
    let old = stage.plant("preview/1", &json!({}), &["success"]);
    let gone = stage.plant("pr-2", &json!({}), &["success", "inactive"]);
    let live = stage.plant("live", &json!({}), &["success"]);
    let test = stage.plant("test", &json!({}), &["success"]);
    stage.simulator.clock().advance(HOUR * 24);
    let young = stage.plant("preview/1", &json!({}), &["success"]);
    (stage, [old, gone, live, test, young])
}

#[test]
fn a_plan_changes_nothing_and_what_it_says_is_done() {
    let (stage, [old, gone, live, test, young]) = planted();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let now = stage.simulator.clock().now();
        let (plan, asked) = stage.asked(read_and_plan(&github, &shop, &previews(true), now, 1_000)).await;
        let plan = plan.unwrap();
        assert_eq!(asked.len(), 2, "a page, and how those stand that it is about");
        assert_eq!(plan.steps.iter().map(|step| step.id).collect::<Vec<_>>(), [old, gone]);
        assert!(plan.whole);
        assert_eq!(stage.count(), 5);
        let done = carry_out(&github, &shop, &plan, 50).await;
        assert_eq!((done.inactive, done.deleted), (vec![old], vec![old, gone]));
        assert!(done.failed.is_empty() && done.left.is_empty());
        let left: Vec<u64> = stage.hub().deployments.keys().copied().collect();
        assert_eq!(left, [live, test, young]);
        assert!([live, test, young].iter().all(|one| stage.states(*one) == ["success"]));
        // Again, there is nothing to do; and a plan that is done twice finds nothing.
        assert!(read_and_plan(&github, &shop, &previews(true), now, 1_000).await.unwrap().steps.is_empty());
        let twice = carry_out(&github, &shop, &plan, 50).await;
        assert!(twice.failed.is_empty() && twice.inactive.is_empty(), "{twice:?}");
    });
}

#[test]
fn without_deleting_they_are_made_inactive() {
    let (stage, [old, gone, ..]) = planted();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let now = stage.simulator.clock().now();
        let plan = read_and_plan(&github, &shop, &previews(false), now, 1_000).await.unwrap();
        let done = carry_out(&github, &shop, &plan, 50).await;
        assert_eq!((done.inactive, done.deleted.len()), (vec![old], 0));
        assert_eq!((stage.state(old).as_str(), stage.states(gone).len(), stage.count()), ("inactive", 2, 5));
    });
}

#[test]
fn no_more_is_written_than_allowed_and_a_failure_is_told() {
    let (stage, [old, gone, ..]) = planted();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let now = stage.simulator.clock().now();
        let plan = read_and_plan(&github, &shop, &previews(true), now, 1_000).await.unwrap();
        let none = carry_out(&github, &shop, &plan, 1).await;
        assert_eq!(
            (none.left, none.inactive.len()),
            (vec![old, gone], 0),
            "two writes are needed for the first"
        );
        stage.hub().fault(Fault::on("DELETE", DELETE, FaultKind::ServerError(422)));
        let done = carry_out(&github, &shop, &plan, 2).await;
        assert_eq!((done.inactive, done.deleted, done.left), (vec![old], vec![], vec![gone]));
        assert_eq!((done.failed[0].0, &done.failed[0].1.kind), (old, &Kind::Validation));
    });
}

#[test]
fn the_only_deployment_of_a_repository_can_be_deleted_as_it_is() {
    let stage = Stage::new();
    let only = stage.plant("preview/1", &json!({}), &["success"]);
    stage.simulator.clock().advance(HOUR * 2);
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let now = stage.simulator.clock().now();
        let plan = read_and_plan(&github, &shop, &previews(true), now, 1_000).await.unwrap();
        assert!(!plan.steps[0].inactivate);
        // As soon as there is another, of whatever environment, GitHub refuses that.
        let live = stage.plant("live", &json!({}), &["success"]);
        assert_eq!(carry_out(&github, &shop, &plan, 50).await.failed.len(), 1);
        let plan = read_and_plan(&github, &shop, &previews(true), now, 1_000).await.unwrap();
        assert!(plan.steps[0].inactivate && plan.whole);
        stage.hub().deployments.remove(&live);
        let plan = read_and_plan(&github, &shop, &previews(true), now, 1_000).await.unwrap();
        assert_eq!(carry_out(&github, &shop, &plan, 50).await.deleted, [only]);
    });
}
