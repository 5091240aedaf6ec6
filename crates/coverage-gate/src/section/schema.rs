//! The JSON Schema of the whole policy file, for editors. It is committed; a test keeps it current.
//!
//! The sections of the other tools are open: each tool knows its own. What no schema can say (classes that are named must be written, an
//! owner is no approver) is left to [`super::read`].

use schemars::{Schema, SchemaGenerator, json_schema, schema_for};
use serde_json::{Map, Value, json};

use super::Section;
use crate::policy::{Unmapped, Unreported};

/// Types of which a gate's overlay may write a part, since the rest stands above.
const OVERLAID: [&str; 5] = ["FileLimits", "Patch", "Baseline", "Exclusions", "Allowed"];

pub(super) fn unmapped(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": Unmapped::WORDS })
}

pub(super) fn unreported(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": Unreported::WORDS })
}

/// The schema as pretty JSON with a final newline.
#[must_use]
pub fn file_schema() -> String {
    let mut section = schema_for!(Section).to_value();
    let mut definitions = take(&mut section, "$defs");
    for name in OVERLAID {
        drop(definitions.get_mut(name).map(|schema| take(schema, "required")));
    }
    let gate = gate(&section);
    definitions.insert("Gate".to_owned(), gate);
    definitions.insert("Coverage".to_owned(), with_gates(section));
    for schema in definitions.values_mut() {
        without_nothing(schema);
    }
    let mut sections: Map<String, Value> = settings::SECTIONS
        .iter()
        .map(|name| {
            ((*name).to_owned(), json!({ "type": "object", "description": format!("The section of {name}.") }))
        })
        .collect();
    sections.insert("coverage".to_owned(), json!({ "$ref": "#/$defs/Coverage" }));
    let file = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Releasegate policy",
        "description": "The policy file .github/releasegate.yml: one section for each action.",
        "type": "object",
        "properties": sections,
        "additionalProperties": false,
        "$defs": definitions,
    });
    format!("{file:#}\n")
}

/// What may stand under `gates`: the section without another `gates`.
fn gate(section: &Value) -> Value {
    let mut gate = section.clone();
    for name in ["$schema", "title"] {
        drop(take(&mut gate, name));
    }
    gate
}

fn with_gates(mut section: Value) -> Value {
    for name in ["$schema", "title"] {
        drop(take(&mut section, name));
    }
    if let Some(Value::Object(members)) = section.get_mut("properties") {
        let gates = json!({
            "description": "By the name of a gate: what holds for it alone, over what stands above.",
            "type": "object",
            "propertyNames": { "pattern": "^[A-Za-z0-9._-]{1,64}$" },
            "additionalProperties": { "$ref": "#/$defs/Gate" },
        });
        members.insert("gates".to_owned(), gates);
    }
    section
}

fn take(schema: &mut Value, name: &str) -> Map<String, Value> {
    match schema.as_object_mut().and_then(|members| members.remove(name)) {
        Some(Value::Object(members)) => members,
        _ => Map::new(),
    }
}

/// Makes of what serde accepts what the reader accepts: a member that may be absent may not be empty, and Rust's integers are no formats.
fn without_nothing(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.retain(|name, value| name != "default" && !(name == "format" && value.is_string()));
            for word in ["anyOf", "type"] {
                let Some(Value::Array(items)) = members.get_mut(word) else { continue };
                items.retain(|item| *item != json!("null") && *item != json!({ "type": "null" }));
                if let [only] = items.as_slice()
                    && word == "type"
                {
                    let only = only.clone();
                    members.insert(word.to_owned(), only);
                }
            }
            members.values_mut().for_each(without_nothing);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nothing),
        _ => {}
    }
}
