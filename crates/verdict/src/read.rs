//! Reading a verdict back: strict about what is ambiguous, and keeping what this version does not know.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::canonical::{self, CanonicalError};
use crate::document::Verdict;
use crate::judgement;

/// A verdict as it lies in its file: the bytes, every member of them, and the members this version knows.
#[derive(Debug, Clone)]
pub struct Document {
    value: Value,
    verdict: Verdict,
    digest: String,
}

/// Why bytes are not a verdict that can be trusted.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Not JSON, or JSON with duplicate keys, floats or too deep a nesting.
    #[error("not a verdict")]
    Json(#[from] serde_json::Error),
    /// Another schema, or none.
    #[error("not a verdict of schema {expected}: the file says {found}", expected = crate::SCHEMA)]
    Schema {
        /// What the file names.
        found: String,
    },
    /// The bytes are not the canonical ones of the value they hold.
    #[error("the bytes are not canonical (RFC 8785): the file was changed after it was written")]
    NotCanonical,
    /// The judgement in the file is not that of its contents.
    #[error("the judgement does not fit the contents: the file says {stated}, its contents give {derived}")]
    Judgement {
        /// What the file says.
        stated: String,
        /// What its contents give.
        derived: String,
    },
    /// The value has no canonical bytes.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
}

impl Document {
    /// Reads a verdict and proves its digests against its contents.
    ///
    /// # Errors
    /// Anything but the canonical bytes of a verdict whose judgement fits.
    pub fn read(bytes: &[u8]) -> Result<Self, ReadError> {
        let value = strict_value(bytes)?;
        let schema = value.get("schema").and_then(Value::as_str);
        if schema != Some(crate::SCHEMA) {
            return Err(ReadError::Schema { found: schema.unwrap_or("none").to_owned() });
        }
        if canonical::bytes(&value)? != bytes {
            return Err(ReadError::NotCanonical);
        }
        let verdict = Verdict::deserialize(&value)?;
        let derived = judgement::of_value(&value)?;
        if derived != verdict.judgement {
            return Err(ReadError::Judgement { stated: verdict.judgement, derived });
        }
        Ok(Self { value, verdict, digest: canonical::sha256_hex(bytes) })
    }

    /// The members that this version knows.
    #[must_use]
    pub const fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Every member, also those of a later version.
    #[must_use]
    pub const fn value(&self) -> &Value {
        &self.value
    }

    /// The file's SHA-256 in lower-case hex.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// JSON in the strict profile: duplicate keys and floats are errors, because two readers could take them for
/// different data; serde_json bounds the depth at 128.
///
/// # Errors
/// What is not JSON, or is ambiguous.
pub fn strict_value(bytes: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::from_slice::<Strict>(bytes).map(|strict| strict.0)
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without floats and duplicate keys")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(Number::from(value)))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(Number::from(value)))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Err(E::custom(format!("`{value}` is not an integer")))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            out.push(item);
        }
        Ok(Value::Array(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut out = Map::new();
        while let Some((key, Strict(value))) = members.next_entry::<String, Strict>()? {
            if out.contains_key(&key) {
                return Err(de::Error::custom(format!("the key `{key}` stands twice")));
            }
            out.insert(key, value);
        }
        Ok(Value::Object(out))
    }
}

#[cfg(test)]
mod tests;
