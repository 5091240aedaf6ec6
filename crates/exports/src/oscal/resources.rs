//! What observations refer to: evidence, by its digest, and the policy in the place of an assessment plan.

use std::collections::{BTreeMap, BTreeSet};

use ledger::hash::Hash;
use ledger::predicate::Evidence;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

use super::{List, document_id, property};
use crate::extract::Extract;
use crate::rows::digest;
use crate::uuid;

/// All of them.
pub(super) struct BackMatter<'h>(pub(super) Extract<'h>);

impl Serialize for BackMatter<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let extract = self.0;
        let named = extract.deployments().flat_map(|one| one.evidence());
        let evidence: BTreeMap<Hash, &Evidence> = named.map(|one| (one.sha256, one)).collect();
        let each = || std::iter::once(plan(extract)).chain(evidence.values().map(|one| resource(one)));
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("resources", &List(each))?;
        map.end()
    }
}

/// The UUID of a piece of evidence.
pub(super) fn id(of: &Evidence) -> String {
    uuid::of("evidence", &[&of.sha256.to_string()])
}

/// A piece of evidence, named by its digest (RFC 6920): an address would say what lies there today.
fn resource(of: &Evidence) -> Value {
    let name = of.sha256.base64().replace('+', "-").replace('/', "_");
    let mut link = json!({
        "href": format!("ni:///sha-256;{}", name.trim_end_matches('=')),
        "hashes": [{"algorithm": "SHA-256", "value": of.sha256}],
    });
    let media_type = of.media_type.as_str();
    if let (true, Some(link)) = (is_media_type(media_type), link.as_object_mut()) {
        link.insert("media-type".to_owned(), media_type.into());
    }
    json!({"uuid": id(of), "title": "Evidence", "rlinks": [link]})
}

/// Whether a text is a media type, with or without parameters (RFC 6838, 4.2): a record may hold any line there.
fn is_media_type(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+/;= ".contains(&byte);
    text.contains('/') && text.bytes().all(fits) && text.trim() == text
}

/// The UUID of what stands for an assessment plan.
pub(super) fn plan_id(extract: Extract<'_>) -> String {
    document_id(extract, "assessment-plan")
}

fn plan(extract: Extract<'_>) -> Value {
    let events = extract.deployments().flat_map(|one| &one.events);
    let policies: BTreeSet<String> =
        events.filter_map(|event| event.record.policy_digest.as_ref().map(digest)).collect();
    let mut found = json!({
        "uuid": plan_id(extract),
        "title": "The policies by which deployments were permitted",
        "description": "No assessment plan is recorded. What had to be there before a deployment stands in the policies with these digests.",
    });
    if let (false, Some(found)) = (policies.is_empty(), found.as_object_mut()) {
        found.insert("props".to_owned(), policies.iter().map(|of| property("policy", of)).collect());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_no_media_type_is_left_out() {
        for text in ["text/plain", "application/vnd.in-toto+json", "text/plain; charset=utf-8"] {
            assert!(is_media_type(text), "{text}");
        }
        for text in ["", "text", " text/plain", "text/plain ", "<img/src=x>", "text/é", "a/b\"c"] {
            assert!(!is_media_type(text), "{text}");
        }
    }
}
