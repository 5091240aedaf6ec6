//! Records of workflow runs, where a verifier demands what those have to be.

use serde_json::{Value, json};

use crate::both::{Case, judge};
use crate::records;
use crate::world::{APPROVAL, RECORD, World};

/// A repository, its events, and one reusable workflow as it was at one commit; or any run of another repository.
fn demanding() -> World {
    let mut world = World::new();
    let demands = json!([
        {"repositoryId": ["1", "1296269"], "eventName": ["push"], "jobWorkflowSha": ["d20a".repeat(10)], "runnerEnvironment": ["github-hosted"]},
        {"repositoryId": ["77"]},
    ]);
    world.runs = serde_json::from_value(demands).unwrap();
    world
}

/// A deployment whose run says something else, or, for `null`, says nothing of it.
fn deployed(world: &mut World, member: &str, value: &Value) {
    let mut statement = records::deployment("started", world.size(), "app");
    let run = statement["predicate"]["run"].as_object_mut().unwrap();
    match value {
        Value::Null => drop(run.remove(member).unwrap()),
        value => drop(run.insert(member.to_owned(), value.clone())),
    }
    world.say(&statement, &[RECORD]);
}

fn approved(world: &mut World, run: bool, signers: &[u8]) {
    let mut approval = records::approval(60, 9, "app");
    if run {
        approval["predicate"]["run"] = records::deployment("started", 1, "app")["predicate"]["run"].clone();
        approval["predicate"]["run"]["eventName"] = json!("issue_comment");
    }
    world.say(&approval, signers);
}

const CASES: &[Case] = &[
    ("as it is", |world| deployed(world, "runId", &json!("5")), None),
    ("another repository of the list", |world| deployed(world, "repositoryId", &json!("1")), None),
    (
        "a repository that may do anything",
        |world| {
            deployed(world, "repositoryId", &json!("77"));
            deployed(world, "repositoryId", &json!("7"));
        },
        Some((1, "run-refused")),
    ),
    (
        "another event",
        |world| deployed(world, "eventName", &json!("pull_request_target")),
        Some((0, "run-refused")),
    ),
    (
        "another commit",
        |world| deployed(world, "jobWorkflowSha", &json!("0".repeat(40))),
        Some((0, "run-refused")),
    ),
    ("no commit", |world| deployed(world, "jobWorkflowSha", &Value::Null), Some((0, "run-refused"))),
    (
        "another runner",
        |world| deployed(world, "runnerEnvironment", &json!("self-hosted")),
        Some((0, "run-refused")),
    ),
    ("no runner", |world| deployed(world, "runnerEnvironment", &Value::Null), Some((0, "run-refused"))),
    (
        "no run",
        |world| {
            let mut statement = records::deployment("started", 1, "app");
            statement["predicate"].as_object_mut().unwrap().remove("run");
            world.say(&statement, &[RECORD]);
        },
        Some((0, "run-refused")),
    ),
    (
        "an approval without a run by a key for records",
        |world| approved(world, false, &[RECORD]),
        Some((0, "run-refused")),
    ),
    ("an approval without a run by a key for approvals", |world| approved(world, false, &[APPROVAL]), None),
    ("an approval without a run by both", |world| approved(world, false, &[RECORD, APPROVAL]), None),
    (
        "an approval of another run by a key for approvals",
        |world| approved(world, true, &[APPROVAL]),
        Some((0, "run-refused")),
    ),
    (
        "a deployment rests on an approval of another run",
        |world| {
            let mut approval = records::approval(60, 9, "app");
            approval["predicate"]["run"] = records::deployment("started", 1, "app")["predicate"]["run"].clone();
            let good = world.say(&approval, &[RECORD]);
            approval["predicate"]["run"]["repositoryId"] = json!("8");
            let bad = world.say(&approval, &[RECORD]);
            let mut started = records::deployment("started", 1, "app");
            records::rest_on(&mut started, good, "app");
            world.say(&started, &[RECORD]);
            let mut second = records::deployment("started", 2, "app");
            records::rest_on(&mut second, bad, "app");
            world.say(&second, &[RECORD]);
        },
        Some((1, "run-refused")),
    ),
    (
        "what is refused is as if it had not been entered",
        |world| {
            let mut statement = records::deployment("started", 1, "app");
            statement["predicate"]["run"]["repositoryId"] = json!("8");
            world.say(&statement, &[RECORD]);
            statement["predicate"]["idempotencyKey"] = json!(ledger::hash::Hash::of(b"again"));
            world.say(&statement, &[RECORD]);
        },
        Some((0, "run-refused")),
    ),
    (
        "what has no run",
        |world| {
            world.say(&records::gap(), &[RECORD]);
        },
        None,
    ),
];

#[test]
fn attack_08_both_refuse_the_same_runs() {
    judge(CASES, demanding, World::sign);
}
