//! Histories for the tests: entries as the ledger's crate would know them, without keys and signatures.

use ledger::hash::Hash;
use ledger::known::Known;
use ledger::moment::Moment;
use ledger::name::{Slug, Ulid};
use ledger::predicate::{Kind, LeafRef};
use ledger::statement::Statement;
use serde_json::{Value, json};

use crate::gathered::{History, Part};

pub(crate) fn ulid(at: u64) -> String {
    format!("01JD6ZC0V8Q4S9T2M3N5P{at:05}")
}

pub(crate) fn id(at: u64) -> Ulid {
    Ulid::new(ulid(at)).unwrap()
}

pub(crate) fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

pub(crate) fn person(at: u64) -> String {
    format!("p-{at:032x}")
}

/// A minute of the day that all of this happens on.
pub(crate) fn minute(at: u64) -> Moment {
    Moment::parse(&text(at)).unwrap()
}

pub(crate) fn text(at: u64) -> String {
    format!("2026-11-22T{:02}:{:02}:00.000Z", at / 60, at % 60)
}

/// The leaf of the entry with an index.
pub(crate) fn leaf(index: u64) -> LeafRef {
    LeafRef { index, hash: Hash::of(&index.to_be_bytes()) }
}

pub(crate) fn statement(kind: Kind, subject: &Value, predicate: &Value) -> Value {
    json!({"_type": "https://in-toto.io/Statement/v1", "subject": subject, "predicateType": kind.uri(), "predicate": predicate})
}

pub(crate) fn artifact(name: &str) -> Value {
    json!([{"name": "app", "digest": {"sha256": Hash::of(name.as_bytes())}}])
}

/// An event of deployment `number`, which brings an artifact, with other members than usual.
pub(crate) fn event(number: u64, event: &str, app: &str, more: &Value) -> Value {
    let mut predicate = json!({
        "deploymentId": ulid(number), "idempotencyKey": Hash::of(format!("{number} {event}").as_bytes()), "event": event,
        "kind": "planned", "service": "payments", "environment": {"name": "production", "tier": "production"},
        "timing": {"source": "github"}, "actor": {"pseudonym": person(1), "kind": "human"},
    });
    predicate.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    statement(Kind::Deployment, &artifact(app), &predicate)
}

pub(crate) fn correction(index: u64) -> Value {
    let target = leaf(index);
    let predicate = json!({
        "target": target, "values": [{"path": "/kind", "recorded": "planned", "correct": "hotfix"}], "reason": "it repaired d1",
        "authority": "ticket 12", "by": person(3),
    });
    statement(Kind::Correction, &json!([{"name": "entry", "digest": {"sha256": target.hash}}]), &predicate)
}

/// Entries: the minute of each, and what it says; nothing where that was erased.
pub(crate) fn known(entries: &[(u64, Option<Value>)]) -> Vec<Known> {
    let of = |(index, (time, statement)): (u64, &(u64, Option<Value>))| {
        let parsed =
            statement.as_ref().map(|value| Statement::parse(&serde_json::to_vec(value).unwrap()).unwrap());
        Known { leaf: leaf(index), key: Hash::ZERO, time: minute(*time), statement: parsed }
    };
    (0..).zip(entries).map(of).collect()
}

pub(crate) fn history(entries: &[(u64, Option<Value>)]) -> History {
    History::of(&[Part { shard: None, entries: &known(entries) }])
}

/// The same of events that each come at their minute.
pub(crate) fn events(entries: &[(u64, u64, &str, &str)]) -> History {
    let of = |(time, number, name, app): &(u64, u64, &str, &str)| {
        (*time, Some(event(*number, name, app, &json!({}))))
    };
    history(&entries.iter().map(of).collect::<Vec<_>>())
}
