//! The strict profile of JSON in which every record is written: a text has one meaning, whoever reads it.
//!
//! UTF-8 without a byte order mark; no key twice in an object; numbers are integers within ±(2^53 − 1), since beyond
//! that two readers see two numbers; no `null` (what is not there is left out); texts as [`text`] says; and limits on
//! bytes, depth and count. A fault names the path to the value, in the manner of a JSON pointer (RFC 6901): `/subject/0/name`.

use std::fmt;

use serde::Serialize;
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::text::{self, TextFault};

/// The largest integer of the profile: 2^53 − 1.
pub const LARGEST: u64 = (1 << 53) - 1;

/// How much is read before a document is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole document.
    pub bytes: usize,
    /// Objects and lists inside one another, the outermost counted.
    pub depth: usize,
    /// Values and keys together.
    pub count: usize,
}

impl Limits {
    /// A payload, which is a Statement: 64 KiB, 16 deep.
    pub const PAYLOAD: Self = Self { bytes: 64 * 1024, depth: 16, count: 16 * 1024 };
    /// An envelope: the base64 of a payload, and sixteen signatures.
    pub const ENVELOPE: Self = Self { bytes: 96 * 1024, depth: 4, count: 256 };
    /// An entry: 1 KiB, so that it always fits the 65 535 bytes of C2SP tlog-tiles.
    pub const ENTRY: Self = Self { bytes: 1024, depth: 2, count: 64 };
    /// What a verifier trusts: keys, witnesses, heads.
    pub const TRUST: Self = Self { bytes: 64 * 1024, depth: 4, count: 4 * 1024 };
    /// What discloses one value of a person.
    pub const DISCLOSURE: Self = Self { bytes: 16 * 1024, depth: 2, count: 64 };
}

/// Why a document is refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {fault}", if .path.is_empty() { "the document" } else { .path })]
pub struct JsonError {
    /// From the outermost value, `/` before each key or position; empty for the document itself.
    pub path: String,
    /// What is wrong there.
    pub fault: JsonFault,
}

/// What is wrong at one place of a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonFault {
    /// More bytes than the limit.
    #[error("has {found} bytes, and {limit} are the limit")]
    Bytes {
        /// Bytes there are.
        found: usize,
        /// Bytes there may be.
        limit: usize,
    },
    /// Not JSON at all, or not UTF-8.
    #[error("is not JSON: {0}")]
    Syntax(String),
    /// The key stands in its object already.
    #[error("stands twice")]
    Duplicate,
    /// A fraction, an exponent, minus zero, or beyond ±(2^53 − 1).
    #[error("is not an integer within ±(2^53 − 1): write it as a text")]
    Number,
    /// `null`.
    #[error("is null: leave the member out")]
    Null,
    /// Objects and lists too deep.
    #[error("is deeper than {0} levels")]
    Depth(usize),
    /// Too many values.
    #[error("is beyond the first {0} values and keys")]
    Count(usize),
    /// A text that is refused.
    #[error(transparent)]
    Text(TextFault),
}

/// Reads a document of the profile.
///
/// # Errors
/// The first fault, with its path.
pub fn read(bytes: &[u8], limits: Limits) -> Result<Value, JsonError> {
    if bytes.len() > limits.bytes {
        let fault = JsonFault::Bytes { found: bytes.len(), limit: limits.bytes };
        return Err(JsonError { path: String::new(), fault });
    }
    let mut walk = Walk { limits, path: Vec::new(), count: 0, fault: None };
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let read = Node(&mut walk).deserialize(&mut deserializer);
    read.and_then(|value| deserializer.end().map(|()| value)).map_err(|error| {
        let fault = walk.fault.take().unwrap_or_else(|| JsonFault::Syntax(error.to_string()));
        JsonError { path: walk.path(), fault }
    })
}

/// Reads a type out of a document: objects from objects alone. serde takes a list of the members for an object, too, which would give one
/// record two spellings and no names.
///
/// # Errors
/// What the type refuses, and a list in the place of an object.
pub(crate) fn typed<T: DeserializeOwned + Serialize>(value: &Value) -> Result<T, serde_json::Error> {
    let read = T::deserialize(value)?;
    if objects(value, &serde_json::to_value(&read)?) {
        Ok(read)
    } else {
        Err(de::Error::custom("a list stands where an object belongs"))
    }
}

/// Whether there is an object wherever one is written. What was read may have more: lists that are empty are left out when written.
fn objects(read: &Value, written: &Value) -> bool {
    match (read, written) {
        (Value::Object(read), Value::Object(written)) => {
            written.iter().all(|(key, written)| read.get(key).is_none_or(|read| objects(read, written)))
        }
        (Value::Array(read), Value::Array(written)) => {
            read.iter().zip(written).all(|(read, written)| objects(read, written))
        }
        (_, written) => !written.is_object(),
    }
}

/// One step from a value to one inside it.
enum Step {
    Key(String),
    Item(usize),
}

/// Where the reader is. Steps are taken back only when a value was read as a whole, so that a fault leaves its path behind.
struct Walk {
    limits: Limits,
    path: Vec<Step>,
    count: usize,
    fault: Option<JsonFault>,
}

impl Walk {
    /// A key may be hostile: it is shown escaped, and its beginning only.
    fn path(&self) -> String {
        self.path.iter().fold(String::new(), |path, step| match step {
            Step::Item(at) => format!("{path}/{at}"),
            Step::Key(key) => {
                let shown: String = key.chars().take(64).collect();
                let shown = shown.replace('~', "~0").replace('/', "~1");
                format!("{path}/{}", shown.escape_debug())
            }
        })
    }

    fn fail<E: de::Error>(&mut self, fault: JsonFault) -> E {
        let error = E::custom(&fault);
        self.fault = Some(fault);
        error
    }

    fn count<E: de::Error>(&mut self) -> Result<(), E> {
        self.count += 1;
        if self.count > self.limits.count {
            return Err(self.fail(JsonFault::Count(self.limits.count)));
        }
        Ok(())
    }

    fn open<E: de::Error>(&mut self) -> Result<(), E> {
        if self.path.len() >= self.limits.depth {
            return Err(self.fail(JsonFault::Depth(self.limits.depth)));
        }
        Ok(())
    }

    fn text<E: de::Error>(&mut self, text: &str) -> Result<(), E> {
        text::check(text).map_err(|fault| self.fail(JsonFault::Text(fault)))
    }
}

/// The value to be read next.
struct Node<'w>(&'w mut Walk);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.0.count()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON of the strict profile")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Err(self.0.fail(JsonFault::Null))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        if value > LARGEST {
            return Err(self.0.fail(JsonFault::Number));
        }
        Ok(Value::Number(Number::from(value)))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        if value.unsigned_abs() > LARGEST {
            return Err(self.0.fail(JsonFault::Number));
        }
        Ok(Value::Number(Number::from(value)))
    }

    /// serde_json reads everything that is not an integer of 64 bits as a double, minus zero too.
    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Value, E> {
        Err(self.0.fail(JsonFault::Number))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        self.0.text(value)?;
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let walk = self.0;
        walk.open()?;
        let mut out = Vec::new();
        loop {
            walk.path.push(Step::Item(out.len()));
            let item = items.next_element_seed(Node(walk))?;
            walk.path.pop();
            let Some(item) = item else { return Ok(Value::Array(out)) };
            out.push(item);
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let walk = self.0;
        walk.open()?;
        let mut out = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            walk.path.push(Step::Key(key.clone()));
            walk.count()?;
            walk.text(&key)?;
            if out.contains_key(&key) {
                return Err(walk.fail(JsonFault::Duplicate));
            }
            let value = members.next_value_seed(Node(walk))?;
            walk.path.pop();
            out.insert(key, value);
        }
        Ok(Value::Object(out))
    }
}

#[cfg(test)]
mod tests;
