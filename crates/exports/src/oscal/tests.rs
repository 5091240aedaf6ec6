use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::samples::{told, ulid};

fn document(service: Option<&str>) -> Value {
    let mut out = Vec::new();
    told(service, |extract| write(extract, &mut out)).unwrap();
    serde_json::from_slice(&out).unwrap()
}

/// Every text below a name, wherever it stands.
fn all<'v>(value: &'v Value, name: &str, found: &mut Vec<&'v str>) {
    match value {
        Value::Array(list) => list.iter().for_each(|one| all(one, name, found)),
        Value::Object(members) => {
            for (key, one) in members {
                if key == name {
                    found.extend(one.as_str());
                }
                all(one, name, found);
            }
        }
        _ => {}
    }
}

#[test]
fn records_gates_approvals_and_deployments_have_their_places() {
    let document = document(None);
    let result = &document["assessment-results"]["results"][0];
    assert_eq!(
        result["observations"].as_array().unwrap().len(),
        11,
        "one an entry of a deployment or an incident"
    );
    assert_eq!(result["assessment-log"]["entries"].as_array().unwrap().len(), 5);
    assert_eq!(result["attestations"].as_array().unwrap().len(), 1);
    let findings = result["findings"].as_array().unwrap();
    let state = |at: usize| (&findings[at]["target"]["target-id"], &findings[at]["target"]["status"]["state"]);
    assert_eq!(findings.len(), 2);
    assert_eq!(
        state(0),
        (&json!("gate-scan"), &json!("not-satisfied")),
        "what nobody could measure is not satisfied"
    );
    assert_eq!(state(1), (&json!("gate-tests"), &json!("satisfied")));
    assert_eq!(result["start"], "2026-11-30T00:00:00.000Z");
    assert!(result["description"].as_str().unwrap().contains("It was verified"));
    let prose = result["attestations"][0]["parts"][0]["prose"].as_str().unwrap();
    assert!(
        prose.contains("approved these artifacts for production") && prose.contains("means \"approved\""),
        "{prose}"
    );
}

#[test]
fn what_is_referred_to_is_there_and_every_uuid_is_one_things() {
    let document = document(None);
    let mut ids = Vec::new();
    all(&document, "uuid", &mut ids);
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
    let mut named = Vec::new();
    all(&document, "observation-uuid", &mut named);
    all(&document, "party-uuids", &mut named);
    let mut links = Vec::new();
    all(&document, "href", &mut links);
    let inside = links.iter().filter_map(|link| link.strip_prefix('#'));
    let inside: Vec<&str> = inside.chain(named.iter().copied()).collect();
    assert!(inside.len() >= 4, "{links:?}");
    assert!(inside.iter().all(|id| unique.contains(id)), "{inside:?}");
    assert!(links.iter().any(|link| link.starts_with("ni:///sha-256;") && !link.contains('=')), "{links:?}");
}

#[test]
fn a_part_that_holds_nothing_has_no_empty_lists() {
    let document = document(Some("nothing"));
    let result = &document["assessment-results"]["results"][0];
    for name in ["observations", "findings", "attestations", "assessment-log"] {
        assert!(result.get(name).is_none(), "{result}");
    }
    assert_eq!(document["assessment-results"]["metadata"].get("parties"), None);
    assert_eq!(document, self::document(Some("nothing")));
    assert_ne!(document["assessment-results"]["uuid"], self::document(None)["assessment-results"]["uuid"]);
    assert!(!document.to_string().contains(&ulid(1)));
}
