//! Records of workflow runs, where something is demanded of those.

use serde_json::json;

use super::world::{APPROVAL, RECORD};
use super::*;

#[test]
fn attack_08_a_run_that_may_not_record_is_named_and_its_approval_counts_for_nothing() {
    let demand =
        json!({"repositoryId": ["1296269"], "eventName": ["push"], "runnerEnvironment": ["github-hosted"]});
    let demanded = || {
        let mut world = World::new();
        world.ring = world.ring.clone().demanding(vec![serde_json::from_value(demand.clone()).unwrap()]);
        world
    };
    let recorded = |event: &str, at: u64, member: &str, value: &str| {
        let mut statement = samples::deployment(event, at, "app");
        statement["predicate"]["run"]["runnerEnvironment"] = json!("github-hosted");
        statement["predicate"]["run"][member] = json!(value);
        statement
    };
    let mut world = demanded();
    world.append(&recorded("started", 1, "eventName", "push"), &[RECORD]);
    world.append(&recorded("started", 2, "eventName", "pull_request_target"), &[RECORD]);
    world.append(&recorded("started", 3, "repositoryId", "1"), &[RECORD]);
    world.append(&recorded("started", 4, "runnerEnvironment", "self-hosted"), &[RECORD]);
    // Neither what a run does not say nor a record without a run gets by.
    world.append(&samples::deployment("started", 5, "app"), &[RECORD]);
    let mut silent = samples::deployment("started", 6, "app");
    silent["predicate"].as_object_mut().unwrap().remove("run");
    world.append(&silent, &[RECORD]);
    world.append(&samples::gap(), &[RECORD]);
    world.sign();
    let refused: Vec<_> = (1..6).map(|index| (Some(index), F::RunRefused)).collect();
    assert_eq!(world.kinds(), refused);
    assert!(
        world.report().notices.iter().all(|one| one.index == 0),
        "what is refused is no deployment that is open"
    );
    // An approval by a workflow needs its run, too; a person who signs by a key of their own has none.
    for (signer, refused) in [(RECORD, true), (APPROVAL, false)] {
        let mut world = demanded();
        let approval = world.append(&samples::approval(60, 9, "app"), &[signer]);
        let mut started = recorded("started", 1, "eventName", "push");
        started["predicate"]["approvals"] =
            json!([{"leaf": approval, "appliesTo": {"sha256": samples::artifact("app")}}]);
        world.append(&started, &[RECORD]);
        world.sign();
        let faults = [(Some(0), F::RunRefused), (Some(1), F::ApprovalUnknown)];
        assert_eq!(world.kinds(), if refused { &faults[..] } else { &[] });
    }
    let mut world = demanded();
    let mut approval = samples::approval(60, 9, "app");
    approval["predicate"]["run"] =
        recorded("started", 1, "eventName", "issue_comment")["predicate"]["run"].clone();
    world.append(&approval, &[APPROVAL]);
    world.sign();
    assert_eq!(world.kinds(), [(Some(0), F::RunRefused)], "a run that is named has to fit whoever signed");
}

#[test]
fn attack_08_demands_hold_for_one_entry_and_in_the_next_shard() {
    let demand = || vec![serde_json::from_value(json!({"repositoryId": ["7"]})).unwrap()];
    let mut world = World::new();
    world.append(&samples::deployment("started", 1, "app"), &[RECORD]);
    world.sign();
    let (entry, envelope) = &world.entries[0];
    let given = EntryProof {
        stored: Stored { entry, envelope: envelope.as_deref() },
        path: &[],
        checkpoint: &world.checkpoints[0],
    };
    assert!(verify_one(&world.origin, &world.ring, given).is_ok());
    let ring = world.ring.clone().demanding(demand());
    assert!(matches!(verify_one(&world.origin, &ring, given), Err(OneError::Run(_))));
    assert!(matches!(verify_one(&world.origin, &ring.carried(), given), Err(OneError::Run(_))));
}
