//! Deployments as entries of the assessment log.

use history::deployed::{Deployed, kind_word};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

use super::{List, observations, property};
use crate::extract::Extract;
use crate::rows::digest;
use crate::uuid;

/// All of them.
pub(super) struct Log<'h>(pub(super) Extract<'h>);

impl Serialize for Log<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("entries", &List(|| self.0.deployments().filter_map(entry)))?;
        map.end()
    }
}

/// The entry of a deployment, which has at least one event.
fn entry(one: &Deployed) -> Option<Value> {
    let first = one.events.first()?;
    let mut props = observations::place(&first.at);
    props.push(property("service", one.service.as_str()));
    props.push(property("environment", one.environment.name.as_str()));
    props.push(property("kind", kind_word(one.kind())));
    props.push(property("state", one.state().word()));
    props.extend(one.artifacts().map(|subject| property("artifact", &digest(&subject.digest))));
    props.extend(
        one.approvals().into_iter().map(|used| property("approval-entry", &used.leaf.index.to_string())),
    );
    if one.overridden().is_some() {
        props.push(property("override", "true"));
    }
    let mut found = json!({
        "uuid": uuid::of("deployment", &[one.id.as_str()]),
        "title": format!("Deployment {}", one.id),
        "description": format!("{} to {}: {}", one.service, one.environment.name, one.state()),
        "start": one.started_at().unwrap_or(first.at.time),
        "props": props,
    });
    if let (Some(end), Some(found)) = (one.finished_at(), found.as_object_mut()) {
        found.insert("end".to_owned(), json!(end));
    }
    Some(found)
}
