use serde_json::json;

use super::*;
use crate::samples::{artifact, event, events, history, id, slug, statement, text, ulid};

fn ids(targets: &Targets<'_>) -> Vec<Ulid> {
    targets.targets.iter().map(|target| target.deployed.id.clone()).collect()
}

#[test]
fn what_succeeded_before_and_is_something_else_can_be_gone_back_to() {
    let history = events(&[
        (1, 1, "succeeded", "a"),
        (2, 2, "succeeded", "b"),
        (3, 3, "failed", "c"),
        (4, 4, "succeeded", "a"),
        (5, 5, "succeeded", "d"),
        (6, 6, "succeeded", "d"),
    ]);
    let [targets] = &history.targets(None, &slug("production"))[..] else { panic!("one spot") };
    assert_eq!(targets.live.unwrap().deployed.id, id(6));
    // `a` was brought twice: the newer one; `c` never worked; `d` is what runs.
    assert_eq!(ids(targets), [id(4), id(2)]);
    assert!(history.targets(Some(&slug("search")), &slug("production")).is_empty());
}

#[test]
fn another_configuration_is_another_target() {
    let config = |name: &str| json!({"configDigest": {"sha256": ledger::hash::Hash::of(name.as_bytes())}});
    let history = history(&[
        (1, Some(event(1, "succeeded", "a", &config("one")))),
        (2, Some(event(2, "succeeded", "a", &config("two")))),
    ]);
    assert_eq!(ids(&history.targets(None, &slug("production"))[0]), [id(1)]);
}

#[test]
fn what_speaks_against_a_target_is_told() {
    let cause = json!({"incidentId": ulid(70), "event": "opened", "service": "payments", "severity": "sev1", "detectedAt": text(5),
        "causedBy": {"deploymentId": ulid(2), "confidence": "explicit"}});
    let incident = statement(ledger::predicate::Kind::Incident, &artifact("b"), &cause);
    let history = history(&[
        (1, Some(event(1, "succeeded", "a", &json!({})))),
        (2, Some(event(2, "succeeded", "b", &json!({})))),
        (5, Some(incident)),
        (6, Some(event(2, "rolled-back", "b", &json!({})))),
        (7, Some(event(3, "succeeded", "a", &json!({"kind": "rollback", "remediates": [ulid(2)]})))),
    ]);
    let targets = &history.targets(None, &slug("production"))[0];
    assert_eq!(ids(targets), [id(2)]);
    let said = serde_json::to_value(&targets.targets[0].blemishes).unwrap();
    let kinds: Vec<_> = said.as_array().unwrap().iter().map(|one| one["blemish"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["rolled-back", "remediated", "incident"]);
}
