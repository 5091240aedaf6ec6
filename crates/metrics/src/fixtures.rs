//! Histories for the tests, as the ledger's crate would know them, and the fixtures A to M that fix each definition.

mod fixture_a;
mod small;

use history::{History, Part};
use ledger::hash::Hash;
use ledger::known::Known;
use ledger::moment::Moment;
use ledger::predicate::{Kind, LeafRef};
use ledger::statement::Statement;
use serde_json::{Value, json};

use crate::window::Window;

/// Time of the fixtures: `03-02 10:00` of 2025, or a whole moment.
fn at(text: &str) -> String {
    match text.split_once(' ') {
        Some((day, time)) => format!("2025-{day}T{time}:00.000Z"),
        None => text.to_owned(),
    }
}

fn ulid(name: &str) -> String {
    let digits: String = name.bytes().map(|byte| format!("{byte:03}")).collect();
    format!("{digits:0>26}")
}

fn commit(name: &str) -> String {
    let digits: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{digits:0>40}")
}

/// Entries in the making.
#[derive(Default)]
struct Ledger(Vec<Value>);

/// A deployment: id, kind, end, when it ended, artifact.
type One<'o> = (&'o str, &'o str, &'o str, &'o str, &'o str);

impl Ledger {
    /// A deployment that began and ended.
    fn deployed(&mut self, one: One<'_>, more: &Value) {
        self.event(one, "started", more, &json!({"source": "runner"}));
        let timing = json!({"source": "runner", "finishedAt": at(one.3)});
        self.event(one, one.2, more, &timing);
    }

    fn event(&mut self, (id, kind, _, _, artifact): One<'_>, event: &str, more: &Value, timing: &Value) {
        let mut predicate = json!({
            "deploymentId": ulid(id), "idempotencyKey": Hash::of(format!("{id} {event}").as_bytes()), "event": event,
            "kind": kind, "service": "payments", "environment": {"name": "production", "tier": "production"},
            "timing": timing, "actor": {"pseudonym": format!("p-{:032x}", 1), "kind": "human"},
        });
        predicate.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        if event != "failed" {
            predicate.as_object_mut().unwrap().remove("impact");
        }
        self.0.push(statement(Kind::Deployment, artifact, &predicate));
    }

    fn incident(&mut self, id: &str, detected: &str, resolved: Option<&str>, cause: Option<&str>) {
        let mut predicate = json!({
            "incidentId": ulid(id), "event": "opened", "service": "payments", "environment": "production",
            "severity": "high", "detectedAt": at(detected),
        });
        if let Some(cause) = cause {
            predicate["causedBy"] = json!({"deploymentId": ulid(cause), "confidence": "explicit"});
        }
        self.0.push(statement(Kind::Incident, "A", &predicate));
        if let Some(resolved) = resolved {
            predicate["event"] = json!("resolved");
            predicate["resolvedAt"] = json!(at(resolved));
            self.0.push(statement(Kind::Incident, "A", &predicate));
        }
    }

    /// What the first entries say; all of them are entered at one moment, so that nothing rests on that time.
    fn history_of(&self, entries: usize) -> History {
        let of = |(index, value): (u64, &Value)| Known {
            leaf: LeafRef { index, hash: Hash::of(&index.to_be_bytes()) },
            key: Hash::ZERO,
            time: Moment::parse("2025-06-01T00:00:00.000Z").unwrap(),
            statement: Some(Statement::parse(&serde_json::to_vec(value).unwrap()).unwrap()),
        };
        let known: Vec<Known> = (0..).zip(&self.0).take(entries).map(of).collect();
        History::of(&[Part { shard: None, entries: &known }])
    }

    fn history(&self) -> History {
        self.history_of(self.0.len())
    }
}

fn statement(kind: Kind, artifact: &str, predicate: &Value) -> Value {
    let subject = json!([{"name": "app", "digest": {"sha256": Hash::of(artifact.as_bytes())}}]);
    json!({"_type": "https://in-toto.io/Statement/v1", "subject": subject, "predicateType": kind.uri(), "predicate": predicate})
}

/// Changes: the name of each commit, and when it was committed.
fn changes(of: &[(&str, &str)]) -> Value {
    of.iter().map(|(name, committed)| json!({"commit": commit(name), "committedAt": at(committed)})).collect()
}

fn window(from: &str, to: &str, zone: &str) -> Window {
    Window::new(Moment::parse(&at(from)).unwrap(), Moment::parse(&at(to)).unwrap(), zone).unwrap()
}

const fn minutes(count: i64) -> i64 {
    count * 60_000
}
