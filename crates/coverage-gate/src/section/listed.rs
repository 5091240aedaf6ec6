//! Lists of the section, validated as the inputs of the same names are.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::expected::Expected;
use crate::paths::PathMap;
use runner::globs;

/// Items that one list may have.
const MOST: usize = 1_000;

/// Globs, at least one of which names files; one that starts with `!` takes files out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patterns(pub Vec<String>);

/// One glob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(pub String);

/// Globs of files that a rule leaves out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Except(pub Vec<String>);

/// Which reports must have arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared(pub Expected);

/// The items of `path-map`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping(pub PathMap);

/// A path in the repository: relative, with `/`, and never out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePath(pub String);

fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    let mut trimmed = Vec::with_capacity(texts.len());
    for text in texts {
        let text = text.trim();
        if text.is_empty() || text.contains(['\n', '\r', '\0']) {
            return Err(D::Error::custom(
                "has an item that is empty or has several lines: write one line for each",
            ));
        }
        trimmed.push(text.to_owned());
    }
    if trimmed.len() > MOST {
        return Err(D::Error::custom(format!("has more than {MOST} items")));
    }
    Ok(trimmed)
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.trim().is_empty() || text.starts_with('!') {
            return Err(D::Error::custom("names no file: write a pattern, such as src/legacy/*.py"));
        }
        compiled(&text)?;
        Ok(Self(text))
    }
}

fn compiled<E: Error>(pattern: &str) -> Result<(), E> {
    globs::compile(pattern.trim_start_matches('!').trim()).map(drop).map_err(E::custom)
}

impl<'de> Deserialize<'de> for Patterns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let patterns = texts(deserializer)?;
        if patterns.iter().all(|pattern| pattern.starts_with('!')) {
            return Err(D::Error::custom("names no file: write at least one pattern without `!`"));
        }
        patterns.iter().try_for_each(|pattern| compiled(pattern))?;
        Ok(Self(patterns))
    }
}

impl<'de> Deserialize<'de> for Except {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let patterns = texts(deserializer)?;
        if let Some(pattern) = patterns.iter().find(|pattern| pattern.starts_with('!')) {
            return Err(D::Error::custom(format!(
                "has `{pattern}`: `except` takes files out already, leave the `!` away"
            )));
        }
        patterns.iter().try_for_each(|pattern| compiled(pattern))?;
        Ok(Self(patterns))
    }
}

impl<'de> Deserialize<'de> for Mapping {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        PathMap::parse(&texts(deserializer)?).map(Self).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Declared {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Vec<String>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number of reports, or a list of their names")
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Vec<String>, E> {
                Ok(vec![number.to_string()])
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Vec<String>, A::Error> {
                texts(serde::de::value::SeqAccessDeserializer::new(items))
            }
        }
        let lines = deserializer.deserialize_any(Either)?;
        match Expected::parse(&lines) {
            Ok(Some(expected)) => Ok(Self(expected)),
            Ok(None) => Err(D::Error::custom("names no report: write a number or names, or take it out")),
            Err(message) => Err(D::Error::custom(message)),
        }
    }
}

impl<'de> Deserialize<'de> for FilePath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let steps = |part: &str| !matches!(part, "" | "." | "..");
        let control = text.chars().any(char::is_control);
        if control || text.contains('\\') || text.contains(':') || !text.split('/').all(steps) {
            return Err(D::Error::custom(format!(
                "`{text}` is not a path in the repository: write it from the root, with `/`, such as src/legacy/a.py"
            )));
        }
        Ok(Self(text))
    }
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
    "description": "Globs, such as src/**/*.py; one that starts with ! takes files out.",
    "type": "array", "minItems": 1, "maxItems": MOST,
    "items": { "type": "string", "minLength": 1 },
    "contains": { "type": "string", "pattern": "^\\s*[^!\\s]" },
});
schema!(Pattern, "Pattern", {
    "description": "A glob, such as src/legacy/*.py.",
    "type": "string",
    "pattern": "^\\s*[^!\\s]",
});
schema!(Except, "Except", {
    "description": "Globs of files that are left out.",
    "type": "array", "maxItems": MOST,
    "items": { "type": "string", "pattern": "^\\s*[^!\\s]" },
});
schema!(Mapping, "Mapping", {
    "description": "Items `from => to`: a folder as reports write it, and its name in the repository.",
    "type": "array", "maxItems": MOST,
    "items": { "type": "string", "pattern": "=>" },
});
schema!(Declared, "Declared", {
    "description": "Which reports must have arrived: a number, or one glob for each.",
    "anyOf": [
        { "type": "integer", "minimum": 1, "maximum": runner::files::MOST_FILES },
        { "type": "array", "minItems": 1, "maxItems": MOST, "uniqueItems": true, "items": { "type": ["string", "integer"] } },
    ],
});
schema!(FilePath, "FilePath", {
    "description": "A path in the repository, from its root, with /.",
    "type": "string",
    "pattern": "^[^\\\\:]+$",
    "not": { "pattern": "(^|/)[.]{0,2}(/|$)" },
});
