//! OSCAL 1.2.1 assessment results (pages.nist.gov/OSCAL): what an auditor's tool reads. A record is an observation, a gate's verdict a finding, an
//! approval an attestation, a deployment an entry of the assessment log.
//!
//! It says what was recorded, and nothing of whether a control is met: each finding is about the objective that one gate was told to hold.

mod gates;
mod log;
mod observations;
mod people;
mod resources;

use std::collections::BTreeSet;
use std::io::{self, Write};

use history::stand::Stand;
use ledger::moment::Moment;
use ledger::name::{Pseudonym, Slug};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

use crate::extract::Extract;
use crate::uuid;

/// The version of OSCAL.
pub const VERSION: &str = "1.2.1";
/// Whose the names of properties are.
const NAMESPACE: &str = "urn:releasegate:oscal";
/// The controls of NIST SP 800-53 that records are evidence for: changes are controlled, and who may make them.
const CONTROLS: [&str; 2] = ["cm-3", "cm-5"];

/// Writes the document, one element at a time.
///
/// # Errors
/// The writer's own.
pub fn write(extract: Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Document(extract))?;
    out.write_all(b"\n")
}

/// A list that is made while it is written.
struct List<F>(F);

impl<F, I> Serialize for List<F>
where
    F: Fn() -> I,
    I: Iterator<Item = Value>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// Adds a list to an object, unless it is empty: OSCAL knows no empty ones.
fn list<M: SerializeMap, I: Iterator<Item = Value>>(
    map: &mut M,
    name: &'static str,
    of: impl Fn() -> I,
) -> Result<(), M::Error> {
    if of().next().is_none() {
        return Ok(());
    }
    map.serialize_entry(name, &List(of))
}

struct Document<'h>(Extract<'h>);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("assessment-results", &Body(self.0))?;
        map.end()
    }
}

struct Body<'h>(Extract<'h>);

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let extract = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("uuid", &document_id(extract, "assessment-results"))?;
        map.serialize_entry("metadata", &metadata(extract))?;
        let plan = format!("#{}", resources::plan_id(extract));
        map.serialize_entry("import-ap", &json!({"href": plan}))?;
        map.serialize_entry(
            "local-definitions",
            &json!({"objectives-and-methods": gates::objectives(extract)}),
        )?;
        map.serialize_entry("results", &[Outcome(extract)])?;
        map.serialize_entry("back-matter", &resources::BackMatter(extract))?;
        map.end()
    }
}

struct Outcome<'h>(Extract<'h>);

impl Serialize for Outcome<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let extract = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("uuid", &document_id(extract, "result"))?;
        map.serialize_entry("title", "What the record of deployments says")?;
        map.serialize_entry("description", &description(extract))?;
        map.serialize_entry("start", &first(extract))?;
        map.serialize_entry("end", &last(extract))?;
        map.serialize_entry("props", &properties(extract))?;
        map.serialize_entry("reviewed-controls", &reviewed())?;
        list(&mut map, "attestations", || extract.approvals().map(people::attestation))?;
        if extract.deployments().next().is_some() {
            map.serialize_entry("assessment-log", &log::Log(extract))?;
        }
        list(&mut map, "observations", || observations::all(extract))?;
        list(&mut map, "findings", || gates::findings(extract))?;
        map.end()
    }
}

/// A property of this suite's namespace.
fn property(name: &str, value: &str) -> Value {
    json!({"name": name, "ns": NAMESPACE, "value": value})
}

/// The UUID of a part of the document as a whole: another head, or another part of the ledger, is another document.
fn document_id(extract: Extract<'_>, part: &str) -> String {
    let filter = extract.filter;
    let word = |slug: &Option<Slug>| slug.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut parts = vec![extract.as_of.ledger.clone(), word(&filter.service), word(&filter.environment)];
    parts.push(filter.since.map(|since| since.to_string()).unwrap_or_default());
    parts.push(extract.history.size().to_string());
    parts.extend(extract.as_of.heads.iter().map(|head| format!("{} {} {}", head.origin, head.size, head.root)));
    uuid::of(part, &parts.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The UUID of an entry.
fn entry_id(kind: &str, at: &Stand) -> String {
    uuid::of(kind, &[&at.leaf.hash.to_string()])
}

fn metadata(extract: Extract<'_>) -> Value {
    let people: BTreeSet<&Pseudonym> = extract.approvals().map(|given| &given.record.approver).collect();
    let mut metadata = json!({
        "title": format!("Deployments and approvals of {}", extract.as_of.ledger),
        "last-modified": last(extract),
        "version": extract.history.size().to_string(),
        "oscal-version": VERSION,
    });
    if let (false, Some(metadata)) = (people.is_empty(), metadata.as_object_mut()) {
        metadata.insert("roles".to_owned(), json!([{"id": people::ROLE, "title": "Approver"}]));
        metadata.insert("parties".to_owned(), people.into_iter().map(people::party).collect());
    }
    metadata
}

fn description(extract: Extract<'_>) -> String {
    let found = match extract.as_of.state.as_str() {
        "sound" => "It was verified: nothing is wrong, and known keys signed all of it.",
        _ => "It was not proven when this was written: no known key signed all of it.",
    };
    let whole = match extract.as_of.whole {
        true => "",
        false => " It is a part of a ledger: what was left out does not show.",
    };
    format!(
        "Deployments, the gates that judged them and the approvals that they rest on, as they stand in the ledger {}. {found}{whole} \
         Each observation names the entry that it comes from, by index and leaf hash.",
        extract.as_of.ledger
    )
}

fn properties(extract: Extract<'_>) -> Vec<Value> {
    let mut found = vec![property("ledger", &extract.as_of.ledger), property("state", &extract.as_of.state)];
    for head in &extract.as_of.heads {
        found.push(property("head", &format!("{} {} {}", head.origin, head.size, head.root)));
    }
    found
}

fn reviewed() -> Value {
    let controls: Vec<Value> = CONTROLS.iter().map(|id| json!({"control-id": id})).collect();
    json!({
        "description": "What records are evidence for. Whether a control is met is for an assessor to say.",
        "control-selections": [{"include-controls": controls}],
    })
}

/// What stands for the time of a ledger without entries.
const NEVER: &str = "1970-01-01T00:00:00.000Z";

/// The time of the first entry that is told here; where there is none, that of the last entry of all.
fn first(extract: Extract<'_>) -> String {
    let deployed = extract.deployments().flat_map(|one| one.events.first()).map(|event| event.at.time);
    let given = extract.approvals().map(|given| given.at.time);
    deployed.chain(given).min().map_or_else(|| last(extract), |time| time.to_string())
}

/// The time of the last entry of the ledger: a document made from the same entries is the same, whenever.
fn last(extract: Extract<'_>) -> String {
    let heads = extract.as_of.heads.iter().filter_map(|head| head.time);
    let events = extract.history.deployments().iter().flat_map(|one| &one.events).map(|event| event.at.time);
    let approvals = extract.history.approvals().iter().map(|given| given.at.time);
    let known: Option<Moment> = heads.max().or_else(|| events.chain(approvals).max());
    known.map_or_else(|| NEVER.to_owned(), |time| time.to_string())
}

#[cfg(test)]
mod tests;
