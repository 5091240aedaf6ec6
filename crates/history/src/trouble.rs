//! Incidents, each with all its events put together.

use std::collections::BTreeMap;

use ledger::moment::Moment;
use ledger::name::{Line, Slug, Ulid};
use ledger::predicate::{Cause, Incident, IncidentEvent};
use serde::Serialize;

use crate::gathered::{History, Told};
use crate::stand::Stand;

/// An incident, as its events leave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trouble {
    /// Its id.
    pub id: Ulid,
    /// Where it is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<Line>,
    /// What was affected.
    pub service: Slug,
    /// Where, if that is recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<Slug>,
    /// How bad it is.
    pub severity: Slug,
    /// When it was noticed.
    pub detected_at: Moment,
    /// When it was over; nothing for one that is not, or that was opened anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<Moment>,
    /// What caused it, in the order in which that was recorded. Who classifies it anew and names a cause takes the earlier ones back.
    pub causes: Vec<Cause>,
    /// Its entries, oldest first.
    pub entries: Vec<Stand>,
    /// Whether later entries say something of its own.
    pub amended: bool,
}

impl History {
    /// Every incident, in the order of their first entries.
    #[must_use]
    pub fn troubles(&self) -> Vec<Trouble> {
        let (mut places, mut found) = (BTreeMap::<&Ulid, usize>::new(), Vec::<Trouble>::new());
        for told in self.incidents() {
            let next = found.len();
            let place = *places.entry(&told.record.incident_id).or_insert(next);
            if place == next {
                found.push(begun(&told.record));
            }
            if let Some(one) = found.get_mut(place) {
                follow(one, told);
            }
        }
        found
    }
}

fn begun(record: &Incident) -> Trouble {
    Trouble {
        id: record.incident_id.clone(),
        reference: record.reference.clone(),
        service: record.service.clone(),
        environment: record.environment.clone(),
        severity: record.severity.clone(),
        detected_at: record.detected_at,
        resolved_at: None,
        causes: Vec::new(),
        entries: Vec::new(),
        amended: false,
    }
}

/// What was said last holds.
fn follow(one: &mut Trouble, told: &Told<Incident>) {
    let record = &told.record;
    match record.event {
        IncidentEvent::Resolved => one.resolved_at = record.resolved_at,
        IncidentEvent::Opened => one.resolved_at = None,
        IncidentEvent::Linked => {}
        IncidentEvent::Reclassified => {
            one.severity = record.severity.clone();
            if record.caused_by.is_some() {
                one.causes.clear();
            }
        }
    }
    let is_new = |cause: &&Cause| one.causes.iter().all(|known| known.deployment_id != cause.deployment_id);
    if let Some(cause) = record.caused_by.as_ref().filter(is_new) {
        one.causes.push(cause.clone());
    }
    one.entries.push(told.at.clone());
    one.amended |= !told.amendments.is_empty();
}

#[cfg(test)]
mod tests {
    use ledger::predicate::Kind;
    use serde_json::{Value, json};

    use crate::samples::{artifact, history, minute, statement, text, ulid};

    fn incident(event: &str, more: &Value) -> Option<Value> {
        let mut predicate = json!({
            "incidentId": ulid(90), "event": event, "service": "payments", "environment": "production",
            "severity": "high", "detectedAt": text(10),
        });
        predicate.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Some(statement(Kind::Incident, &artifact("app"), &predicate))
    }

    fn cause(number: u64) -> Value {
        json!({"deploymentId": ulid(number), "confidence": "explicit"})
    }

    #[test]
    fn one_that_is_opened_anew_is_not_over() {
        let events = [
            (10, incident("opened", &json!({}))),
            (20, incident("resolved", &json!({"resolvedAt": text(19)}))),
            (30, incident("opened", &json!({}))),
        ];
        let over = history(&events[..2]).troubles();
        assert_eq!(over[0].resolved_at, Some(minute(19)));
        let again = history(&events).troubles();
        assert_eq!((again.len(), again[0].resolved_at, again[0].entries.len()), (1, None, 3));
    }

    #[test]
    fn classifying_anew_with_a_cause_takes_the_earlier_one_back_and_without_one_keeps_it() {
        let opened = incident("opened", &json!({"causedBy": cause(1)}));
        let linked = incident("linked", &json!({"causedBy": cause(2)}));
        let named = |more: &Value| {
            let of = [(10, opened.clone()), (11, linked.clone()), (12, incident("reclassified", more))];
            let causes = history(&of).troubles().remove(0).causes;
            causes.iter().map(|cause| cause.deployment_id.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(named(&json!({"severity": "low"})), [ulid(1), ulid(2)]);
        assert_eq!(named(&json!({"causedBy": cause(3)})), [ulid(3)]);
    }
}
