//! What the JSON Schema of the policy file says of this section.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema, schema_for};
use settings::schema::SectionSchema;

use super::Section;
use super::text::{Day, Formats, MOST, Pattern, Patterns, RepositoryFile, Words};
use crate::action::BLOCK;

/// The section's part of the file's schema.
#[must_use]
pub fn schema() -> SectionSchema {
    SectionSchema { name: "sarif", schema: schema_for!(Section).to_value(), overlaid: &["Upload"] }
}

/// A severity that a limit can be set for.
pub(super) fn severity(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": BLOCK })
}

/// A severity that a finding can be given.
pub(super) fn given(_: &mut SchemaGenerator) -> Schema {
    let mut words = BLOCK.to_vec();
    words.push("unknown");
    json_schema!({ "enum": words })
}

/// Days by severity.
pub(super) fn days(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "propertyNames": { "enum": BLOCK },
        "additionalProperties": { "type": "integer", "minimum": 0, "maximum": u32::MAX },
    })
}

/// What is joined across tools.
pub(super) fn across(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "advisories": { "type": "boolean", "description": "By advisory and package." },
            "weaknesses": { "type": "boolean", "description": "By weakness, file and line." },
        },
    })
}

macro_rules! schema {
    ($type:ty, $name:literal, $($schema:tt)+) => {
        impl JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($($schema)+)
            }
        }
    };
}

schema!(Patterns, "Patterns", {
    "description": "Globs, such as reports/*.json; one that starts with ! takes files out.",
    "type": "array", "minItems": 1, "maxItems": MOST,
    "items": { "type": "string", "minLength": 1 },
    "contains": { "type": "string", "pattern": "^\\s*[^!\\s]" },
});
schema!(Pattern, "Pattern", {
    "description": "A glob, such as src/legacy/*.py.",
    "type": "string",
    "pattern": "^\\s*[^!\\s]",
});
schema!(RepositoryFile, "RepositoryFile", {
    "description": "A path in the repository, from its root, with /.",
    "type": "string",
    "pattern": "^[^\\\\:]+$",
    "not": { "pattern": "(^|/)[.]{0,2}(/|$)" },
});
schema!(Words, "Words", {
    "description": "Names.",
    "type": "array", "maxItems": MOST,
    "items": { "type": "string", "pattern": "\\S" },
});
schema!(Formats, "Formats", {
    "description": "Items `glob => format`.",
    "type": "array", "maxItems": MOST,
    "items": { "type": "string", "pattern": "=>" },
});
schema!(Day, "Day", {
    "description": "A day, such as 2026-12-31.",
    "type": "string",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
});

#[cfg(test)]
mod tests {
    use serde_json::Value;

    #[test]
    fn every_member_and_every_named_type_is_there() {
        let file: Value = serde_json::from_str(&settings::schema::file(vec![super::schema()])).unwrap();
        let definitions = file["$defs"].as_object().unwrap();
        let members = definitions["sarif"]["properties"].as_object().unwrap();
        for member in ["files", "block", "grace", "required-tools", "in-source", "suppressions", "gates"] {
            assert!(members.contains_key(member), "{member}");
        }
        assert_eq!(members["block"]["enum"].as_array().unwrap().len(), 5, "{}", members["block"]);
        assert_eq!(members["grace"]["propertyNames"]["enum"][0], "critical");
        assert_eq!(definitions["sarif"]["additionalProperties"], false);
        let needed = definitions["sarif.Suppression"]["required"].as_array().unwrap();
        assert!(["approver", "expires", "ticket"].iter().all(|name| needed.iter().any(|one| one == name)));
        // A reference that leads nowhere would make an editor reject every file.
        let text = file.to_string();
        for reference in text.split("\"#/$defs/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(definitions.contains_key(name), "{name}");
        }
    }
}
