//! A small history for the tests: entries as the ledger's crate would know them, without keys and signatures.

use history::filter::Filter;
use history::{History, Part};
use ledger::hash::Hash;
use ledger::known::Known;
use ledger::moment::Moment;
use ledger::name::Slug;
use ledger::predicate::{Kind, LeafRef};
use ledger::statement::Statement;
use serde_json::{Value, json};

use crate::extract::{AsOf, Extract, Head};

pub(crate) fn ulid(at: u64) -> String {
    format!("01JD6ZC0V8Q4S9T2M3N5P{at:05}")
}

pub(crate) fn leaf(index: u64) -> LeafRef {
    LeafRef { index, hash: Hash::of(&index.to_be_bytes()) }
}

fn text(at: u64) -> String {
    format!("2026-11-30T{:02}:{:02}:00.000Z", at / 60, at % 60)
}

fn statement(kind: Kind, predicate: &Value) -> Value {
    let subject = json!([{"name": "ghcr.io/acme/app", "digest": {"sha256": Hash::of(b"app")}}]);
    json!({"_type": "https://in-toto.io/Statement/v1", "subject": subject, "predicateType": kind.uri(), "predicate": predicate})
}

pub(crate) fn deployment(number: u64, event: &str, more: &Value) -> Value {
    let mut predicate = json!({
        "deploymentId": ulid(number), "idempotencyKey": Hash::of(format!("{number} {event}").as_bytes()), "event": event,
        "kind": "planned", "service": "payments", "environment": {"name": "production", "tier": "production"},
        "timing": {"source": "github"}, "actor": {"pseudonym": format!("p-{:032x}", 1), "kind": "human"},
    });
    predicate.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    statement(Kind::Deployment, &predicate)
}

pub(crate) fn incident(number: u64, event: &str, more: &Value) -> Value {
    let mut predicate = json!({
        "incidentId": ulid(number), "event": event, "service": "payments", "severity": "sev1", "detectedAt": text(50),
    });
    predicate.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    statement(Kind::Incident, &predicate)
}

pub(crate) fn approval(number: u64) -> Value {
    let predicate = json!({
        "approvalId": ulid(number), "decision": "approve", "meaning": "approved", "environment": "production",
        "approver": format!("p-{number:032x}"), "authentication": {"method": "github-session", "time": text(1)},
        "signedAt": text(1), "expiresAt": "2027-11-22T00:00:00.000Z", "source": "github-issue",
    });
    statement(Kind::Approval, &predicate)
}

/// Every kind of event once, over the end of a month: an entry a minute.
pub(crate) fn story() -> Vec<Value> {
    let judged = json!({
        "gates": [
            {"id": "tests", "result": "pass", "verdict": Hash::of(b"verdict"),
                "evidence": [{"sha256": Hash::of(b"e"), "mediaType": "<script>alert(1)</script>", "size": 1}]},
            {"id": "scan", "result": "inconclusive", "verdict": Hash::of(b"scan")},
        ],
        "approvals": [{"leaf": {"index": 0, "hash": leaf(0).hash}, "appliesTo": {"sha256": Hash::of(b"app")}}],
        "changes": [{"commit": "a".repeat(40), "committedAt": text(0)}],
        "policyDigest": {"sha256": Hash::of(b"policy")},
        "timing": {"startedAt": text(2), "finishedAt": text(3), "source": "github"},
    });
    let december =
        json!({"timing": {"finishedAt": "2026-12-01T00:00:00.000Z", "source": "github"}, "impact": false});
    let back = json!({"kind": "rollback", "remediates": [ulid(2)], "previous": {"digest": {"sha256": Hash::of(b"x")}}});
    let staging = json!({"environment": {"name": "staging", "tier": "staging"}, "service": "ledger"});
    let there = json!({"environment": "production"});
    let ticket = json!({"environment": "production", "reference": "https://example.com/i/1"});
    let over = json!({"environment": "production", "resolvedAt": text(55),
        "causedBy": {"deploymentId": ulid(1), "confidence": "explicit"}});
    vec![
        approval(9),
        deployment(1, "started", &json!({})),
        deployment(1, "succeeded", &judged),
        deployment(2, "failed", &december),
        deployment(3, "succeeded", &back),
        deployment(4, "undeployed", &json!({"previous": {"digest": {"sha256": Hash::of(b"x")}}})),
        deployment(5, "started", &staging),
        incident(1, "opened", &there),
        incident(1, "resolved", &over),
        incident(2, "opened", &ticket),
        incident(3, "opened", &json!({"reference": "PAY-1"})),
        deployment(1, "superseded", &json!({})),
    ]
}

/// A history with an entry a minute.
pub(crate) fn history(entries: &[Value]) -> History {
    let of = |(index, value): (u64, &Value)| Known {
        leaf: leaf(index),
        key: Hash::ZERO,
        time: Moment::parse(&text(index)).unwrap(),
        statement: Some(Statement::parse(&serde_json::to_vec(value).unwrap()).unwrap()),
    };
    let known: Vec<Known> = (0..).zip(entries).map(of).collect();
    History::of(&[Part { shard: None, entries: &known }])
}

pub(crate) fn as_of(size: u64) -> AsOf {
    let head = Head {
        origin: "github.com/1/2/deployments".to_owned(),
        size,
        root: Hash::of(b"root"),
        time: Moment::parse(&text(size)).ok(),
    };
    AsOf { ledger: head.origin.clone(), state: "sound".to_owned(), whole: true, heads: vec![head] }
}

/// Does something with the story, of one service alone where one is named.
pub(crate) fn told<T>(service: Option<&str>, of: impl FnOnce(Extract<'_>) -> T) -> T {
    let (history, as_of) = (history(&story()), as_of(12));
    let service = service.map(|name| Slug::new(name).unwrap());
    let filter = Filter { service, ..Filter::default() };
    of(Extract { history: &history, filter: &filter, as_of: &as_of })
}
