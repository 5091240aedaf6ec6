//! Parts of the program, and the names of things.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error as _};

use super::limits::Limits;
use super::listed::Patterns;

/// Longest name.
const LONGEST: usize = 64;
/// What a name is, for messages.
const NAMES: &str = "write up to 64 letters, digits, `-`, `_` or `.`";

/// A part of the program, with limits, a class or both.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// Its name, which no other component has.
    pub name: Name,
    /// Globs of its files; one that starts with `!` takes files out.
    pub files: Patterns,
    /// What it must reach; at least what its class asks for.
    #[serde(default)]
    pub limits: Option<Limits>,
    /// Its safety class, one of `classes`.
    #[serde(default)]
    pub class: Option<Name>,
}

/// The name of a component, a class or a gate: part of ids, so of plain letters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(pub String);

fn is_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !text.is_empty() && text.len() <= LONGEST && text.bytes().all(allowed)
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if is_name(&text) {
            return Ok(Self(text));
        }
        Err(D::Error::custom(format!("is not a name: {NAMES}")))
    }
}

impl JsonSchema for Name {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Name".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A name of up to 64 letters, digits, -, _ or .",
            "anyOf": [
                { "type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$" },
                { "type": "integer", "minimum": 0 },
            ],
        })
    }
}
