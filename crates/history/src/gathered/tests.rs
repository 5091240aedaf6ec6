use serde_json::json;

use super::*;
use crate::deployed::State;
use crate::samples::{correction, event, events, history, id, known, leaf, minute, slug};

#[test]
fn the_events_of_a_deployment_are_one_and_in_their_order() {
    let history = events(&[
        (0, 1, "requested", "a"),
        (1, 2, "started", "b"),
        (2, 1, "started", "a"),
        (3, 1, "failed", "a"),
        (4, 2, "succeeded", "b"),
        (5, 2, "superseded", "b"),
    ]);
    let ids: Vec<_> = history.deployments().iter().map(|one| one.id.clone()).collect();
    assert_eq!(ids, [id(1), id(2)]);
    let states: Vec<State> = history.deployments().iter().map(Deployed::state).collect();
    assert_eq!(states, [State::Failed, State::Superseded]);
    let indexes: Vec<u64> = history.deployments()[0].events.iter().map(|event| event.at.leaf.index).collect();
    assert_eq!(indexes, [0, 2, 3]);
    assert!(history.deployment(&id(3)).is_none() && history.size() == 6);
}

#[test]
fn times_are_those_of_the_record_and_else_those_of_the_entry() {
    let timing = json!({"timing": {"source": "github", "startedAt": "2026-11-22T00:00:30.000Z", "finishedAt": "2026-11-22T00:00:59.999Z"}});
    let told = history(&[(1, Some(event(1, "succeeded", "a", &timing)))]);
    let one = &told.deployments()[0];
    assert_eq!(one.finished_at().unwrap().to_string(), "2026-11-22T00:00:59.999Z");
    assert_eq!(one.started_at().unwrap().to_string(), "2026-11-22T00:00:30.000Z");
    let untold = events(&[(1, 1, "started", "a"), (2, 1, "succeeded", "a"), (9, 1, "superseded", "a")]);
    let one = &untold.deployments()[0];
    assert_eq!((one.started_at(), one.finished_at()), (Some(minute(1)), Some(minute(2))));
    assert_eq!(events(&[(1, 1, "started", "a")]).deployments()[0].finished_at(), None);
}

#[test]
fn a_correction_stands_beside_what_it_corrects_and_replaces_nothing() {
    let history = history(&[(0, Some(event(1, "succeeded", "a", &json!({})))), (1, Some(correction(0)))]);
    let told = &history.deployments()[0].events[0];
    assert_eq!(told.record.kind, ledger::predicate::DeploymentKind::Planned);
    let [Amendment::Correction { by, says }] = told.amendments.as_slice() else { panic!("{told:?}") };
    assert_eq!((by.leaf.index, says.target), (1, leaf(0)));
    let written = serde_json::to_value(told).unwrap();
    assert_eq!(written["amendments"][0]["says"]["values"][0]["correct"], "hotfix");
    assert_eq!(written["record"]["kind"], "planned");
}

#[test]
fn an_erased_entry_is_shown_as_one_and_says_nothing() {
    let history = history(&[(0, None), (1, Some(event(1, "started", "a", &json!({}))))]);
    assert_eq!((history.erased().len(), history.deployments().len()), (1, 1));
    assert_eq!(history.erased()[0].at.leaf, leaf(0));
}

#[test]
fn shards_are_one_history_in_their_order() {
    let (october, november) = (slug("2026-10"), slug("2026-11"));
    let first = known(&[(5, Some(event(1, "started", "a", &json!({}))))]);
    let second = known(&[(6, Some(event(1, "succeeded", "a", &json!({}))))]);
    let parts =
        [Part { shard: Some(&october), entries: &first }, Part { shard: Some(&november), entries: &second }];
    let history = History::of(&parts);
    let one = &history.deployments()[0];
    assert_eq!(one.state(), State::Succeeded);
    assert_eq!((one.events[1].at.order, one.events[1].at.leaf.index), (1, 0));
    assert_eq!(one.events[1].at.words(), "entry 0 of shard 2026-11");
}
