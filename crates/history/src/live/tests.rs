use serde_json::{Value, json};

use super::*;
use crate::samples::{event, events, history, id, minute, slug, text};

fn live_ids(history: &History, at: u64) -> Vec<Option<String>> {
    let spots = history.live(None, None, minute(at));
    spots.iter().map(|spot| spot.live.map(|live| live.deployed.id.to_string())).collect()
}

fn of(number: u64) -> Option<String> {
    Some(id(number).to_string())
}

#[test]
fn the_last_success_is_live_until_it_is_taken_away() {
    let history = events(&[
        (10, 1, "started", "a"),
        (20, 1, "succeeded", "a"),
        (30, 2, "started", "b"),
        (40, 2, "succeeded", "b"),
        (41, 1, "superseded", "a"),
        (50, 3, "started", "c"),
        (60, 3, "failed", "c"),
        (70, 2, "undeployed", "b"),
    ]);
    assert!(history.live(None, None, minute(9)).is_empty());
    assert_eq!(live_ids(&history, 19), [None]);
    assert_eq!(live_ids(&history, 20), [of(1)]);
    assert_eq!(live_ids(&history, 39), [of(1)]);
    assert_eq!(live_ids(&history, 41), [of(2)]);
    assert_eq!(live_ids(&history, 65), [of(2)]);
    let after = &history.live(None, None, minute(70))[0];
    assert!(after.live.is_none());
    let ended = after.ended.unwrap();
    assert_eq!((ended.deployed.id.clone(), ended.by.record.event), (id(2), DeploymentEvent::Undeployed));
    let open = |at: u64| {
        history.live(None, None, minute(at))[0].open.iter().map(|one| one.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!((open(15), open(35), open(55), open(60)), (vec![id(1)], vec![id(2)], vec![id(3)], vec![]));
}

#[test]
fn the_success_of_a_rollback_makes_its_artifact_live() {
    let rollback = json!({"kind": "rollback", "remediates": [crate::samples::ulid(2)]});
    let history = history(&[
        (10, Some(event(1, "succeeded", "a", &json!({})))),
        (20, Some(event(2, "succeeded", "b", &json!({})))),
        (30, Some(event(3, "started", "a", &rollback))),
        (31, Some(event(2, "rolled-back", "b", &json!({})))),
        (40, Some(event(3, "succeeded", "a", &rollback))),
    ]);
    let between = &history.live(None, None, minute(35))[0];
    assert!(between.live.is_none() && between.ended.unwrap().deployed.id == id(2));
    assert_eq!(live_ids(&history, 40), [of(3)]);
    let live = history.live(None, None, minute(40))[0].live.unwrap();
    assert_eq!(live.deployed.brings(), history.deployments()[0].brings());
}

#[test]
fn services_environments_and_regions_are_spots_of_their_own() {
    let at = |service: &str, name: &str, region: &str| json!({"service": service, "environment": {"name": name, "tier": "production", "region": region}});
    let history = history(&[
        (1, Some(event(1, "succeeded", "a", &at("payments", "production", "eu")))),
        (2, Some(event(2, "succeeded", "a", &at("payments", "production", "us")))),
        (3, Some(event(3, "adopted", "a", &at("search", "production", "eu")))),
        (4, Some(event(4, "succeeded", "a", &at("payments", "staging", "eu")))),
    ]);
    assert_eq!(live_ids(&history, 9).len(), 4);
    let production = history.live(None, Some(&slug("production")), minute(9));
    assert_eq!(production.len(), 3);
    let payments = history.live(Some(&slug("payments")), Some(&slug("production")), minute(9));
    let regions: Vec<&str> = payments.iter().map(|spot| spot.region.unwrap().as_str()).collect();
    assert_eq!(regions, ["eu", "us"]);
}

/// A runner's clock is set back, so that the entry of a later success is of before an earlier one.
#[test]
fn attack_06_the_order_of_entries_counts_and_a_skewed_clock_is_told() {
    let history = events(&[
        (10, 1, "succeeded", "a"),
        (60, 2, "succeeded", "b"),
        (20, 3, "succeeded", "c"),
        (90, 4, "started", "d"),
    ]);
    // What stands last is live, whatever its clock said.
    assert_eq!(live_ids(&history, 80), [of(3)]);
    let spot = &history.live(None, None, minute(30))[0];
    assert_eq!(spot.live.unwrap().deployed.id, id(3));
    let [Doubt::ClockSkew { after, before }] = spot.doubts.as_slice() else { panic!("{:?}", spot.doubts) };
    assert_eq!((after.leaf.index, before.leaf.index), (1, 2));
    // Where either clock gives the same answer nothing is in doubt.
    for certain in [15, 60, 80, 95] {
        assert!(history.live(None, None, minute(certain))[0].doubts.is_empty(), "{certain}");
    }
}

#[test]
fn an_end_that_was_entered_on_the_other_side_of_the_moment_is_in_doubt() {
    let timing = |finished: u64| json!({"timing": {"source": "github", "finishedAt": text(finished)}});
    let history = history(&[
        (1, Some(event(1, "succeeded", "a", &timing(1)))),
        (30, Some(event(2, "succeeded", "b", &timing(20)))),
    ]);
    let doubts = |at: u64| history.live(None, None, minute(at))[0].doubts.len();
    assert_eq!((doubts(19), doubts(20), doubts(29), doubts(30)), (0, 1, 1, 0));
}

#[test]
fn impact_gaps_and_erased_entries_are_doubts() {
    let success = |number, app| Some(event(number, "succeeded", app, &json!({})));
    let failed = Some(event(2, "failed", "b", &json!({"impact": true})));
    let gap = |environment: &str| {
        let predicate = json!({"found": "github-deployment", "environment": environment, "foundAt": text(50), "from": text(20),
            "to": text(25), "reference": "deployment 43", "reason": "by hand"});
        Some(crate::samples::statement(
            ledger::predicate::Kind::Gap,
            &crate::samples::artifact("x"),
            &predicate,
        ))
    };
    let entries: [(u64, Option<Value>); 6] = [
        (10, success(1, "a")),
        (12, failed),
        (15, None),
        (50, gap("production")),
        (51, gap("staging")),
        (60, success(3, "c")),
    ];
    let history = history(&entries);
    let codes = |at: u64| -> Vec<Value> {
        let spot = &history.live(None, None, minute(at))[0];
        assert!(spot.doubts.iter().all(|doubt| !doubt.words().is_empty()));
        spot.doubts.iter().map(|doubt| serde_json::to_value(doubt).unwrap()["doubt"].clone()).collect()
    };
    assert_eq!(codes(11), Vec::<Value>::new());
    assert_eq!(codes(13), ["failed-with-impact"]);
    assert_eq!(codes(19), ["failed-with-impact", "erased"]);
    // The gap was found later and is of now.
    assert_eq!(codes(20), ["failed-with-impact", "gap", "erased"]);
    assert_eq!(codes(60), Vec::<Value>::new());
}

/// Whoever stops a job after it began leaves a start without an end.
#[test]
fn attack_05_a_start_without_an_end_is_stale_after_a_day() {
    let history = events(&[
        (0, 1, "started", "a"),
        (1, 2, "started", "b"),
        (2, 2, "cancelled", "b"),
        (3, 3, "requested", "c"),
    ]);
    let hour = 3_600_000;
    let stale = |now: u64, hours: i64| -> Vec<_> {
        history.stale(minute(now), hours * hour).iter().map(|one| one.deployed.id.clone()).collect()
    };
    assert_eq!(stale(120, 1), [id(1)]);
    assert_eq!(stale(60, 1), []);
    assert_eq!(stale(120, 24), []);
    let day_later = Moment::from_millis(minute(0).millis() + STALE_AFTER_MILLIS + 1).unwrap();
    assert_eq!(history.stale(day_later, STALE_AFTER_MILLIS)[0].open_millis, STALE_AFTER_MILLIS + 1);
    assert!(history.stale(minute(0), STALE_AFTER_MILLIS).is_empty());
}
