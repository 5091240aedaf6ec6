//! CDEvents 0.5.0 (cdevents.dev), one a line in JSON. What that specification has no word for, such as a deployment that failed or an
//! approval, is a custom event `dev.cdeventsx.releasegate-…`, as its page on custom events asks for.

mod deployment;
mod incident;
mod subject;

use std::io::{self, Write};

use history::consent::Given;
use history::deployed::{Deployed, Event};
use history::stand::Stand;
use history::{Told, trouble::Trouble};
use ledger::moment::Moment;
use ledger::predicate::{Decision, Gap, Incident};
use serde_json::{Value, json};

use crate::extract::Extract;

/// The version of the specification.
pub const VERSION: &str = "0.5.0";
/// The version of the events of the specification that are told here.
const EVENT: &str = "0.3.0";
/// The version of the custom events.
const CUSTOM: &str = "0.1.0";

/// What an event is made of.
enum Source<'h> {
    Deployment(&'h Deployed, &'h Event),
    Approval(&'h Given),
    Incident(&'h Told<Incident>),
    Gap(&'h Told<Gap>),
}

/// An event before it says where it comes from.
struct Telling {
    /// `service.deployed`, or `approval.approved` of a custom one.
    kind: &'static str,
    is_custom: bool,
    at: Moment,
    chain: Option<String>,
    subject: String,
    content: Value,
    data: Value,
}

/// Writes the events of all entries, in the order of the entries. Gives how many.
///
/// # Errors
/// The writer's own.
pub fn write(extract: Extract<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let mut sources = sources(extract);
    sources.sort_by_key(|(at, _)| at.order);
    for (at, source) in &sources {
        serde_json::to_writer(&mut *out, &event(extract, at, tell(source)))?;
        out.write_all(b"\n")?;
    }
    Ok(sources.len() as u64)
}

fn sources(extract: Extract<'_>) -> Vec<(&Stand, Source<'_>)> {
    let mut sources: Vec<(&Stand, Source<'_>)> = Vec::new();
    for one in extract.deployments() {
        sources.extend(one.events.iter().map(|event| (&event.at, Source::Deployment(one, event))));
    }
    sources.extend(extract.approvals().map(|given| (&given.at, Source::Approval(given))));
    let wanted: std::collections::BTreeSet<_> = extract.incidents().map(|one: Trouble| one.id).collect();
    let told = extract.history.incidents().iter().filter(|told| wanted.contains(&told.record.incident_id));
    sources.extend(told.map(|told| (&told.at, Source::Incident(told))));
    let gaps = extract.history.gaps().iter().filter(|gap| {
        extract.is_there(None, gap.record.environment.as_ref()) && extract.is_late_enough(&gap.at)
    });
    sources.extend(gaps.map(|gap| (&gap.at, Source::Gap(gap))));
    sources
}

fn tell(source: &Source<'_>) -> Telling {
    match source {
        Source::Deployment(one, event) => deployment::tell(one, event),
        Source::Approval(given) => approval(given),
        Source::Incident(told) => incident::tell(told),
        Source::Gap(told) => gap(told),
    }
}

/// The event of an entry. Its id is the entry's leaf hash: whoever is sent an event again can tell.
fn event(extract: Extract<'_>, at: &Stand, told: Telling) -> Value {
    let kind = match told.is_custom {
        true => format!("dev.cdeventsx.releasegate-{}.{CUSTOM}", told.kind),
        false => format!("dev.cdevents.{}.{EVENT}", told.kind),
    };
    // A network-path reference (RFC 3986, 4.2): an origin may name a port, and without the slashes that would be read as a scheme.
    let source = format!("//{}", extract.origin(at));
    let mut context = json!({
        "specversion": VERSION, "id": at.leaf.hash, "source": source, "type": kind, "timestamp": told.at,
    });
    if let (Some(chain), Some(context)) = (told.chain, context.as_object_mut()) {
        context.insert("chainId".to_owned(), chain.into());
    }
    let mut data = json!({
        "ledger": extract.as_of.ledger, "entry": at.leaf.index, "leafHash": at.leaf.hash, "entered": at.time,
        "asOf": extract.as_of.heads.iter().map(|head| json!({"origin": head.origin, "size": head.size, "root": head.root})).collect::<Vec<_>>(),
        "state": extract.as_of.state,
    });
    if let (Some(data), Value::Object(more)) = (data.as_object_mut(), told.data) {
        data.extend(more);
    }
    json!({
        "context": context,
        "subject": {"id": told.subject, "source": source, "content": told.content},
        "customData": data,
        "customDataContentType": "application/json",
    })
}

/// The chain of everything that is about one deployment.
fn chain(of: &ledger::name::Ulid) -> String {
    crate::uuid::of("deployment", &[of.as_str()])
}

fn approval(given: &Given) -> Telling {
    let record = &given.record;
    Telling {
        kind: match record.decision {
            Decision::Approve => "approval.approved",
            Decision::Reject => "approval.rejected",
            Decision::Revoke => "approval.revoked",
        },
        is_custom: true,
        at: record.signed_at,
        chain: record.deployment_id.as_ref().map(chain),
        subject: format!("approval/{}", record.approval_id),
        content: json!({
            "meaning": record.meaning, "environment": {"id": record.environment}, "approver": record.approver,
            "expiresAt": record.expires_at, "source": record.source,
            "artifactIds": given.subjects.iter().map(subject::purl).collect::<Vec<_>>(),
        }),
        data: json!({}),
    }
}

fn gap(told: &Told<Gap>) -> Telling {
    let record = &told.record;
    Telling {
        kind: "gap.found",
        is_custom: true,
        at: record.found_at,
        chain: None,
        subject: format!("gap/{}", told.at.leaf.hash),
        content: json!({
            "found": record.found, "environment": record.environment, "from": record.from, "to": record.to,
            "reference": record.reference, "reason": record.reason,
        }),
        data: json!({}),
    }
}

#[cfg(test)]
mod tests;
