//! The JSON Schema of the whole policy file, for editors, put together from what each tool says of its own section. The sections of other
//! tools are open. What no schema can say (classes that are named must be written, an owner is no approver) is left to the readers.

use serde_json::{Map, Value, json};

/// One tool's section.
#[derive(Debug, Clone)]
pub struct SectionSchema {
    /// Its name in the file.
    pub name: &'static str,
    /// The schema of its type, with `$defs`, as schemars makes it.
    pub schema: Value,
    /// Types of which a gate's overlay may write a part, since the rest stands above.
    pub overlaid: &'static [&'static str],
}

/// The schema of the file as pretty JSON with a final newline.
#[must_use]
pub fn file(sections: Vec<SectionSchema>) -> String {
    let open = |name: &&str| {
        ((*name).to_owned(), json!({ "type": "object", "description": format!("The section of {name}.") }))
    };
    let mut members: Map<String, Value> = crate::SECTIONS.iter().map(open).collect();
    let mut definitions = Map::new();
    for section in sections {
        members.insert(section.name.to_owned(), json!({ "$ref": format!("#/$defs/{}", section.name) }));
        definitions.extend(definitions_of(section));
    }
    let file = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Releasegate policy",
        "description": "The policy file .github/releasegate.yml: one section for each action.",
        "type": "object",
        "properties": members,
        "additionalProperties": false,
        "$defs": definitions,
    });
    format!("{file:#}\n")
}

/// What a section defines, under names that no other section has: tools call different things alike.
fn definitions_of(section: SectionSchema) -> Map<String, Value> {
    let SectionSchema { name, mut schema, overlaid } = section;
    let mut definitions = take(&mut schema, "$defs");
    for name in overlaid {
        drop(definitions.get_mut(*name).map(|schema| take(schema, "required")));
    }
    for word in ["$schema", "title"] {
        drop(take(&mut schema, word));
    }
    definitions.insert("Gate".to_owned(), schema.clone());
    let mut named: Map<String, Value> =
        definitions.into_iter().map(|(of, schema)| (format!("{name}.{of}"), schema)).collect();
    named.insert(name.to_owned(), with_gates(schema));
    for schema in named.values_mut() {
        tidied(schema, name);
    }
    named
}

/// What may stand under `gates` is the section without another `gates`.
fn with_gates(mut section: Value) -> Value {
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
/// References lead to the section's own names.
fn tidied(schema: &mut Value, section: &str) {
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
            if let Some(Value::String(reference)) = members.get_mut("$ref")
                && let Some(of) = reference.strip_prefix("#/$defs/")
            {
                *reference = format!("#/$defs/{section}.{of}");
            }
            members.values_mut().for_each(|schema| tidied(schema, section));
        }
        Value::Array(items) => items.iter_mut().for_each(|schema| tidied(schema, section)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(name: &'static str, kind: &str) -> SectionSchema {
        let schema = json!({
            "$schema": "x", "title": "Section", "type": "object",
            "properties": { "limits": { "anyOf": [{ "$ref": "#/$defs/Limits" }, { "type": "null" }] } },
            "$defs": { "Limits": { "type": [kind, "null"], "format": "uint64", "default": 1, "required": ["a"] } },
        });
        SectionSchema { name, schema, overlaid: &["Limits"] }
    }

    #[test]
    fn types_of_one_name_stay_apart_and_lead_to_their_own() {
        let file: Value =
            serde_json::from_str(&file(vec![schema("coverage", "string"), schema("sarif", "integer")]))
                .unwrap();
        for (section, kind) in [("coverage", "string"), ("sarif", "integer")] {
            assert_eq!(file["properties"][section]["$ref"], format!("#/$defs/{section}"));
            assert_eq!(file["$defs"][format!("{section}.Limits")], json!({ "type": kind }));
            for whole in [section.to_owned(), format!("{section}.Gate")] {
                let limits = &file["$defs"][&whole]["properties"]["limits"]["anyOf"];
                assert_eq!(*limits, json!([{ "$ref": format!("#/$defs/{section}.Limits") }]), "{whole}");
            }
            let gates = &file["$defs"][section]["properties"]["gates"]["additionalProperties"]["$ref"];
            assert_eq!(*gates, format!("#/$defs/{section}.Gate"));
            assert!(file["$defs"][format!("{section}.Gate")]["properties"]["gates"].is_null());
        }
        let others = file["properties"].as_object().unwrap().values().filter(|member| member["$ref"].is_null());
        assert_eq!(others.count(), crate::SECTIONS.len() - 2);
    }
}
