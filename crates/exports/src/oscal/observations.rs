//! Records as observations: one an entry of a deployment or an incident.

use history::Told;
use history::deployed::{Deployed, Event};
use history::stand::Stand;
use ledger::predicate::{Evidence, Incident};
use serde_json::{Value, json};

use super::{entry_id, property, resources};
use crate::extract::Extract;
use crate::rows::word;

/// All of them.
pub(super) fn all(extract: Extract<'_>) -> impl Iterator<Item = Value> {
    let events = extract.deployments().flat_map(|one| one.events.iter().map(move |event| of_event(one, event)));
    let wanted: std::collections::BTreeSet<_> = extract.incidents().map(|one| one.id).collect();
    let told = extract.history.incidents().iter().filter(move |told| wanted.contains(&told.record.incident_id));
    events.chain(told.map(of_incident))
}

/// Where an entry stands, as properties.
pub(super) fn place(at: &Stand) -> Vec<Value> {
    let mut props = vec![
        property("entry-index", &at.leaf.index.to_string()),
        property("leaf-hash", &at.leaf.hash.to_string()),
        property("entered-at", &at.time.to_string()),
    ];
    props.extend(at.shard.as_ref().map(|shard| property("shard", shard.as_str())));
    props
}

/// The UUID of the observation of an entry.
pub(super) fn id(at: &Stand) -> String {
    entry_id("observation", at)
}

fn of_event(one: &Deployed, event: &Event) -> Value {
    let record = &event.record;
    let mut props = place(&event.at);
    props.push(property("deployment-id", one.id.as_str()));
    props.push(property("service", one.service.as_str()));
    props.push(property("environment", one.environment.name.as_str()));
    props.push(property("event", &word(&record.event)));
    let evidence: Vec<Value> = record.every_evidence().map(relevant).collect();
    let mut found = json!({
        "uuid": id(&event.at),
        "title": format!("{} of {} to {}", word(&record.event), one.service, one.environment.name),
        "description": format!("{} says that deployment {} was {}.", event.at.words(), one.id, word(&record.event)),
        "props": props,
        "methods": ["EXAMINE"],
        "types": ["historic"],
        "collected": event.at.time,
    });
    if let (false, Some(found)) = (evidence.is_empty(), found.as_object_mut()) {
        found.insert("relevant-evidence".to_owned(), evidence.into());
    }
    found
}

/// A description is Markdown to whoever reads it: no text that a record brings along is in one.
fn relevant(of: &Evidence) -> Value {
    json!({
        "href": format!("#{}", resources::id(of)),
        "description": format!("Evidence of {} bytes", of.size),
        "props": [property("sha256", &of.sha256.to_string())],
    })
}

fn of_incident(told: &Told<Incident>) -> Value {
    let record = &told.record;
    let mut props = place(&told.at);
    props.push(property("incident-id", record.incident_id.as_str()));
    props.push(property("service", record.service.as_str()));
    props.push(property("event", &word(&record.event)));
    props.extend(record.caused_by.iter().map(|cause| property("caused-by", cause.deployment_id.as_str())));
    json!({
        "uuid": id(&told.at),
        "title": format!("Incident {} {}", record.incident_id, word(&record.event)),
        "description": format!("{} says that an incident of {} was {}.", told.at.words(), record.service, word(&record.event)),
        "props": props,
        "methods": ["EXAMINE"],
        "types": ["historic"],
        "collected": told.at.time,
    })
}
