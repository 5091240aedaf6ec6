use ledger::hash::Hash;
use serde_json::json;

use super::*;
use crate::samples::{event, history, id, minute, person, slug};

fn three() -> History {
    let run = |number: &str| {
        json!({"repositoryId": "1", "repositoryOwnerId": "2", "runId": number, "attempt": 1, "workflowRef": "a/b/.github/workflows/d.yml@main",
            "eventName": "push"})
    };
    let first = json!({"run": run("7"), "gates": [{"id": "tests", "result": "pass", "verdict": Hash::of(b"v")}],
        "changes": [{"commit": "d20a".repeat(10), "committedAt": "2026-11-22T09:00:00.000Z"}]});
    let second = json!({"run": run("8"), "kind": "hotfix", "service": "search"});
    let third = json!({"environment": {"name": "staging", "tier": "staging"}});
    history(&[
        (10, Some(event(1, "started", "a", &first))),
        (20, Some(event(2, "started", "b", &second))),
        (30, Some(event(3, "started", "c", &third))),
        (40, Some(event(1, "succeeded", "a", &first))),
    ])
}

fn ids(filter: &Filter) -> Vec<u64> {
    let history = three();
    let (found, all) = history.find(filter, 100);
    assert_eq!(all, found.len());
    found.iter().map(|one| (1..4).find(|number| id(*number) == one.id).unwrap()).collect()
}

#[test]
fn each_condition_takes_what_it_says() {
    let any = Filter::default();
    assert_eq!(ids(&any), [3, 2, 1], "newest first");
    assert_eq!(ids(&Filter { service: Some(slug("search")), ..any.clone() }), [2]);
    assert_eq!(ids(&Filter { environment: Some(slug("staging")), ..any.clone() }), [3]);
    assert_eq!(ids(&Filter { state: Some(State::Succeeded), ..any.clone() }), [1]);
    assert_eq!(ids(&Filter { kind: Some(DeploymentKind::Hotfix), ..any.clone() }), [2]);
    assert_eq!(ids(&Filter { commit: Some("d20ad".to_owned()), ..any.clone() }), [1]);
    assert_eq!(ids(&Filter { artifact: Some(Hash::of(b"b").to_string()), ..any.clone() }), [2]);
    assert_eq!(ids(&Filter { run: Some(NumericId::new("7").unwrap()), ..any.clone() }), [1]);
    assert_eq!(ids(&Filter { gate: Some(slug("tests")), ..any.clone() }), [1]);
    assert_eq!(
        ids(&Filter { approver: Some(Pseudonym::new(person(9)).unwrap()), ..any.clone() }),
        [] as [u64; 0]
    );
    let service = Filter { service: Some(slug("payments")), ..any };
    assert_eq!(ids(&Filter { environment: Some(slug("production")), ..service }), [1], "all of them hold");
}

#[test]
fn a_range_of_time_takes_what_has_an_entry_in_it() {
    let range =
        |since, until| Filter { since: Some(minute(since)), until: Some(minute(until)), ..Filter::default() };
    assert_eq!(ids(&range(10, 11)), [1]);
    assert_eq!(ids(&range(35, 60)), [1]);
    assert_eq!(ids(&range(11, 20)), [] as [u64; 0], "it has entries before and after, and none in it");
    assert_eq!(ids(&range(20, 31)), [3, 2]);
}

#[test]
fn a_limit_cuts_the_oldest_and_tells_how_many_there_are() {
    let history = three();
    let (found, all) = history.find(&Filter::default(), 2);
    assert_eq!((found.len(), all, found[0].id.clone()), (2, 3, id(3)));
}
