//! Histories for the tests: entries as the ledger's crate would know them, without keys and signatures.

use history::{History, Part};
use ledger::hash::Hash;
use ledger::known::Known;
use ledger::moment::Moment;
use ledger::predicate::{Kind, LeafRef};
use ledger::statement::Statement;
use metrics::{Scope, Window};
use serde_json::{Value, json};

use crate::mapping::Mapping;
use crate::query::{Answer, Query};
use crate::standing::{Finding, Standing, State};
use crate::whole::{Asked, Report};

pub(crate) fn ulid(at: u64) -> String {
    format!("01JD6ZC0V8Q4S9T2M3N5P{at:05}")
}

pub(crate) fn person(at: u64) -> String {
    format!("p-{at:032x}")
}

/// An hour of November 2026.
pub(crate) fn text(hour: u64) -> String {
    format!("2026-11-{:02}T{:02}:00:00.000Z", 1 + hour / 24, hour % 24)
}

pub(crate) fn at(hour: u64) -> Moment {
    Moment::parse(&text(hour)).unwrap()
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

fn with(mut predicate: Value, more: &Value) -> Value {
    predicate.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    predicate
}

/// An event of a deployment of the artifact `app`, with other members than usual.
pub(crate) fn event(number: u64, event: &str, more: &Value) -> Value {
    let predicate = json!({
        "deploymentId": ulid(number), "idempotencyKey": Hash::of(format!("{number} {event}").as_bytes()), "event": event,
        "kind": "planned", "service": "payments", "environment": {"name": "production", "tier": "production"},
        "timing": {"source": "github"}, "actor": {"pseudonym": person(1), "kind": "human"},
    });
    statement(Kind::Deployment, &artifact("app"), &with(predicate, more))
}

/// An approval of the artifact `app` by a person.
pub(crate) fn approval(by: u64, more: &Value) -> Value {
    let predicate = json!({
        "approvalId": ulid(900 + by), "decision": "approve", "meaning": "approved", "environment": "production",
        "approver": person(by), "authentication": {"method": "github-session"},
        "signedAt": text(0), "expiresAt": text(100), "source": "github-issue",
    });
    statement(Kind::Approval, &artifact("app"), &with(predicate, more))
}

/// That a deployment rests on the approval of an entry.
pub(crate) fn resting(index: u64) -> Value {
    json!({"approvals": [{"leaf": leaf(index), "appliesTo": artifact("app")[0]["digest"]}]})
}

pub(crate) fn incident(number: u64, event: &str, more: &Value) -> Value {
    let predicate = json!({
        "incidentId": ulid(number), "event": event, "service": "payments", "environment": "production", "severity": "high",
        "detectedAt": text(10),
    });
    statement(Kind::Incident, &artifact("app"), &with(predicate, more))
}

/// Entries: the hour of each, and what it says; nothing where that was erased.
pub(crate) fn history(entries: &[(u64, Option<Value>)]) -> History {
    let of = |(index, (hour, statement)): (u64, &(u64, Option<Value>))| {
        let parsed =
            statement.as_ref().map(|value| Statement::parse(&serde_json::to_vec(value).unwrap()).unwrap());
        Known { leaf: leaf(index), key: Hash::ZERO, time: at(*hour), statement: parsed }
    };
    let known: Vec<Known> = (0..).zip(entries).map(of).collect();
    History::of(&[Part { shard: None, entries: &known }])
}

pub(crate) fn standing(state: State) -> Standing {
    let fault =
        Finding { shard: None, index: Some(7), code: "chain-broken".to_owned(), message: "<b>".to_owned() };
    Standing {
        ledger: "github.com/1/2/deployments".to_owned(),
        store: "dir:store".to_owned(),
        state,
        words: state.word().to_owned(),
        part: false,
        heads: Vec::new(),
        proves: Vec::new(),
        cannot_prove: Vec::new(),
        faults: if state == State::Faulty { vec![fault] } else { Vec::new() },
        notices: Vec::new(),
        unknown: Vec::new(),
    }
}

/// A report on the first days of November 2026.
pub(crate) fn report(entries: &[(u64, Option<Value>)], state: State) -> Report {
    let (scope, window) = (Scope::default(), Window::new(at(0), at(240), "UTC").unwrap());
    let asked = Asked { scope: &scope, window: &window, now: at(240) };
    Report::of(&history(entries), asked, standing(state), Mapping::built_in())
}

/// The answer to one query over what a sound ledger says.
pub(crate) fn answer(query: Query, entries: &[(u64, Option<Value>)]) -> Answer {
    let word = query.word();
    let (scope, window) = (Scope::default(), Window::new(at(0), at(240), "UTC").unwrap());
    let asked = Asked { scope: &scope, window: &window, now: at(240) };
    let own = json!({"schema": "releasegate/controls/v1", "framework": "ours", "edition": "1", "controls": [
        {"id": "1", "title": "a", "shows": "b", "doesNotShow": "c", "queries": [word]}]});
    let own = Mapping::parse(own.to_string().as_bytes()).unwrap();
    Report::of(&history(entries), asked, standing(State::Sound), vec![own]).answers.remove(word).unwrap()
}
