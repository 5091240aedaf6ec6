use std::collections::BTreeSet;

use ledger::predicate::Kind;
use ledger::statement::Statement;
use serde_json::{Value, json};

use super::STATEMENT;

fn schema() -> Value {
    serde_json::from_str(STATEMENT).unwrap()
}

fn definition(kind: Kind) -> String {
    kind.uri().strip_prefix("urn:releasegate:").unwrap().strip_suffix(":v1").unwrap().to_owned()
}

/// What a type says of a member that it does not know: the names of those that it does.
fn known(kind: Kind, predicate: &Value) -> BTreeSet<String> {
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1", "predicateType": kind.uri(), "predicate": predicate,
        "subject": [{"name": "a", "digest": {"sha256": "0".repeat(64)}}],
    });
    let error = Statement::parse(&serde_json::to_vec(&statement).unwrap()).unwrap_err().to_string();
    let (said, names) = error.split_once("expected").unwrap_or_else(|| panic!("{kind:?}: {error}"));
    assert!(said.contains("unknown field `unknown-member`"), "{kind:?}: {error}");
    names.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_schema_knows_the_members_that_the_types_know() {
    let schema = schema();
    for kind in Kind::ALL {
        let definition = &schema["$defs"][definition(kind)];
        let properties = definition["properties"].as_object().unwrap_or_else(|| panic!("{kind:?}"));
        let names: BTreeSet<String> = properties.keys().cloned().collect();
        assert_eq!(names, known(kind, &json!({"unknown-member": 1})), "{kind:?}");
        assert_eq!(definition["additionalProperties"], false, "{kind:?}");
        let required = definition["required"].as_array().unwrap();
        assert!(required.iter().all(|name| names.contains(name.as_str().unwrap())), "{kind:?}");
    }
}

#[test]
fn every_kind_is_one_of_those_that_the_schema_takes() {
    let schema = schema();
    let taken: Vec<&str> = schema["oneOf"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["properties"]["predicateType"]["const"].as_str().unwrap())
        .collect();
    let all: Vec<&str> = Kind::ALL.into_iter().map(Kind::uri).collect();
    assert_eq!(taken, all);
    assert_eq!(schema["properties"]["predicateType"]["enum"], json!(all));
}

#[test]
fn what_the_schema_refers_to_is_there() {
    let schema = schema();
    let text = schema.to_string();
    for name in text.split("#/$defs/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(schema["$defs"].get(name).is_some(), "{name}");
    }
}
