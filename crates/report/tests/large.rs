//! A report over a hundred thousand records: what grows with their square would be noticed here, and not by a team after two years.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test measures, and one that cannot be set up has failed"
)]

use std::time::{Duration, Instant};

use history::{History, Part};
use ledger::hash::Hash;
use ledger::known::Known;
use ledger::moment::Moment;
use ledger::name::{Pseudonym, Ulid};
use ledger::predicate::{DeploymentEvent, Kind, LeafRef, Predicate};
use ledger::statement::Statement;
use metrics::{Scope, Window};
use report::csv::{Table, csv};
use report::standing::State;
use report::{Asked, Mapping, Report, Standing};
use serde_json::{Value, json};

/// Records of each deployment: an approval, its begin, its end, and that another took its place.
const EACH: u64 = 4;
const DEPLOYMENTS: u64 = 25_000;
/// What it may take where other work runs beside it. On a machine of its own a release build takes about a second, and a square takes minutes.
const MOST: Duration = if cfg!(debug_assertions) { Duration::from_secs(120) } else { Duration::from_secs(10) };

fn person(number: u64) -> String {
    format!("p-{number:032x}")
}

fn moment(index: u64) -> Moment {
    Moment::from_millis(1_788_739_200_000 + i64::try_from(index).unwrap() * 60_000).unwrap()
}

fn leaf(index: u64) -> LeafRef {
    LeafRef { index, hash: Hash::of(&index.to_be_bytes()) }
}

fn parsed(kind: Kind, predicate: &Value) -> Statement {
    let subject = json!([{"name": "app", "digest": {"sha256": Hash::of(b"app")}}]);
    let value = json!({"_type": "https://in-toto.io/Statement/v1", "subject": subject, "predicateType": kind.uri(), "predicate": predicate});
    Statement::parse(&serde_json::to_vec(&value).unwrap()).unwrap()
}

/// An approval and an event, of which every other is made.
fn models() -> (Statement, Statement) {
    let until = Moment::from_millis(253_000_000_000_000).unwrap();
    let id = "01JD6ZC0V8Q4S9T2M3N5P00001";
    let approval = json!({
        "approvalId": id, "decision": "approve", "meaning": "approved", "environment": "production", "approver": person(2),
        "authentication": {"method": "github-session"}, "signedAt": moment(0), "expiresAt": until, "source": "github-issue",
    });
    let deployment = json!({
        "deploymentId": id, "idempotencyKey": Hash::ZERO, "event": "started", "kind": "planned", "service": "payments",
        "environment": {"name": "production", "tier": "production"}, "timing": {"source": "github"},
        "actor": {"pseudonym": person(1), "kind": "human"}, "authors": [person(3)],
        "gates": [{"id": "tests", "result": "pass", "verdict": Hash::ZERO}],
        "changes": [{"commit": "a".repeat(40), "committedAt": moment(0)}],
        "approvals": [{"leaf": leaf(0), "appliesTo": {"sha256": Hash::of(b"app")}}],
    });
    (parsed(Kind::Approval, &approval), parsed(Kind::Deployment, &deployment))
}

fn entries() -> Vec<Known> {
    let (approval, deployment) = models();
    let events = [DeploymentEvent::Started, DeploymentEvent::Succeeded, DeploymentEvent::Superseded];
    let mut entries = Vec::new();
    for number in 0..DEPLOYMENTS {
        let first = number * EACH;
        let known = |index: u64, statement: Statement| Known {
            leaf: leaf(index),
            key: Hash::ZERO,
            time: moment(index),
            statement: Some(statement),
        };
        let mut given = approval.clone();
        if let Predicate::Approval(one) = &mut given.predicate {
            one.approver = Pseudonym::new(person(4 + number % 50)).unwrap();
        }
        entries.push(known(first, given));
        for (index, event) in (first + 1..).zip(events) {
            let mut statement = deployment.clone();
            if let Predicate::Deployment(one) = &mut statement.predicate {
                one.deployment_id = Ulid::new(format!("{number:026}")).unwrap();
                one.event = event;
                one.approvals.iter_mut().for_each(|used| used.leaf = leaf(first));
            }
            entries.push(known(index, statement));
        }
    }
    entries
}

#[test]
fn a_hundred_thousand_records_are_reported_in_time() {
    let entries = entries();
    assert_eq!(entries.len(), 100_000);
    let standing = Standing {
        ledger: "github.com/1/2/deployments".to_owned(),
        store: "dir:store".to_owned(),
        state: State::Sound,
        words: "sound".to_owned(),
        part: false,
        heads: Vec::new(),
        proves: Vec::new(),
        cannot_prove: Vec::new(),
        faults: Vec::new(),
        notices: Vec::new(),
        unknown: Vec::new(),
    };
    let window = Window::new(moment(0), moment(1_000_000), "UTC").unwrap();
    let began = Instant::now();
    let history = History::of(&[Part { shard: None, entries: &entries }]);
    let gathered = began.elapsed();
    let asked = Asked { scope: &Scope::default(), window: &window, now: moment(1_000_000) };
    let report = Report::of(&history, asked, standing, Mapping::built_in());
    let told = began.elapsed();
    let table = csv(&report, Table::Deployments);
    let json = serde_json::to_string(&report).unwrap();
    let took = began.elapsed();
    assert!(took < MOST, "gathered after {gathered:?}, told after {told:?}, written after {took:?}");
    assert_eq!((report.deployments.len(), table.lines().count()), (25_000, 25_001));
    let answer = report.answers.get("approved-deployments").unwrap();
    assert_eq!((answer.population.count, answer.exceptions.len()), (25_000, 0));
    assert!(json.len() > 1_000_000);
}
