//! What an event of an incident is called.

use history::Told;
use ledger::predicate::{Incident, IncidentEvent};
use serde_json::{Value, json};

use super::{Telling, chain, subject};

/// An event of an incident. The specification's events ask for an environment: without one, and for what it has no word for, it is custom.
pub(super) fn tell(told: &Told<Incident>) -> Telling {
    let record = &told.record;
    let ticket = record.reference.as_ref().map(|line| line.as_str()).filter(|text| is_address(text));
    let (kind, is_custom) = match (record.event, record.environment.is_some()) {
        (IncidentEvent::Opened, true) if ticket.is_some() => ("incident.reported", false),
        (IncidentEvent::Opened, true) => ("incident.detected", false),
        (IncidentEvent::Resolved, true) => ("incident.resolved", false),
        (IncidentEvent::Opened, false) => ("incident.opened", true),
        (IncidentEvent::Resolved, false) => ("incident.resolved", true),
        (IncidentEvent::Linked, _) => ("incident.linked", true),
        (IncidentEvent::Reclassified, _) => ("incident.reclassified", true),
    };
    let mut content = json!({
        "description": format!("{} of {}", record.severity, record.service),
        "service": {"id": format!("service/{}", record.service)},
    });
    if let Some(content) = content.as_object_mut() {
        if let Some(environment) = &record.environment {
            content.insert("environment".to_owned(), json!({"id": environment}));
        }
        if let (Some(ticket), "incident.reported") = (ticket, kind) {
            content.insert("ticketURI".to_owned(), ticket.into());
        }
        // Of a subject that is a head, and no artifact, there is nothing to name.
        if let Some(artifact) = told.subjects.iter().find(|one| one.name.as_str() != "head") {
            content.insert("artifactId".to_owned(), subject::purl(artifact).into());
        }
    }
    let at = match record.event {
        IncidentEvent::Opened => Some(record.detected_at),
        IncidentEvent::Resolved => record.resolved_at,
        IncidentEvent::Linked | IncidentEvent::Reclassified => None,
    };
    Telling {
        kind,
        is_custom,
        at: at.unwrap_or(told.at.time),
        chain: record.caused_by.as_ref().map(|cause| chain(&cause.deployment_id)),
        subject: format!("incident/{}", record.incident_id),
        content,
        data: data(record),
    }
}

/// Whether a reference is an address that a ticket's may be: `https` and no character that an address has not (RFC 3986).
fn is_address(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
    text.strip_prefix("https://").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(fits))
}

fn data(record: &Incident) -> Value {
    json!({
        "incidentId": record.incident_id, "severity": record.severity, "detectedAt": record.detected_at,
        "resolvedAt": record.resolved_at, "causedBy": record.caused_by, "reference": record.reference,
    })
}
