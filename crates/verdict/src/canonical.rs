//! Canonical bytes: RFC 8785 over a strict profile of JSON, so that the same data has one digest everywhere.
//!
//! The profile has no floats, no duplicate keys, and no integer beyond ±(2^53 − 1): RFC 8785 writes numbers as
//! ECMAScript does, and outside of that range two different integers would have the same bytes.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Map, Number, Value};
use sha2::{Digest as _, Sha256};

const LARGEST: u64 = (1 << 53) - 1;

/// Why a value has no canonical bytes.
#[derive(Debug, thiserror::Error)]
pub enum CanonicalError {
    /// A number that is not an integer.
    #[error("`{0}` is not an integer: a verdict decides with integers")]
    Float(String),
    /// An integer beyond ±(2^53 − 1).
    #[error("`{0}` is beyond 2^53 - 1, which canonical JSON cannot tell apart")]
    TooLarge(String),
    /// The value cannot be written as JSON at all.
    #[error("failed to write JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// The RFC 8785 bytes of a value.
///
/// # Errors
/// Floats, integers beyond ±(2^53 − 1), and what serde cannot write.
pub fn bytes<T: Serialize>(value: &T) -> Result<Vec<u8>, CanonicalError> {
    let value = serde_json::to_value(value)?;
    let mut out = Vec::new();
    write(&value, &mut out)?;
    Ok(out)
}

/// SHA-256, in lower-case hex.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A digest that is fed in pieces; the shell uses it for files.
#[derive(Clone, Default)]
pub struct Sha256Hex(Sha256);

impl Sha256Hex {
    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all that was added, in lower-case hex.
    #[must_use]
    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Writes a value. Within the profile, RFC 8785 is what serde_json writes without spaces, with the keys in another order: strings have
/// the same escapes, and integers are written as they are. (A general writer takes every number through a double and every object
/// through another map, which for the facts of a large report is longer than to judge them.)
fn write(value: &Value, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    match value {
        Value::Number(number) => check_number(number)?,
        Value::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write(item, out)?;
            }
            out.push(b']');
            return Ok(());
        }
        Value::Object(members) => return write_object(members, out),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
    Ok(serde_json::to_writer(out, value)?)
}

/// RFC 8785, 3.2.3: keys are in the order of their UTF-16 units. serde_json has them in that of their bytes, which differs beyond the
/// first plane alone.
fn write_object(members: &Map<String, Value>, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    let mut members: Vec<(&String, &Value)> = members.iter().collect();
    if !members.is_sorted_by(|(one, _), (next, _)| one.is_ascii() && next.is_ascii() && one < next) {
        members.sort_by(|(one, _), (next, _)| one.encode_utf16().cmp(next.encode_utf16()));
    }
    out.push(b'{');
    for (at, (key, value)) in members.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        serde_json::to_writer(&mut *out, key)?;
        out.push(b':');
        write(value, out)?;
    }
    out.push(b'}');
    Ok(())
}

fn check_number(number: &Number) -> Result<(), CanonicalError> {
    let magnitude = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
    match magnitude {
        None => Err(CanonicalError::Float(number.to_string())),
        Some(magnitude) if magnitude > LARGEST => Err(CanonicalError::TooLarge(number.to_string())),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn text(value: &Value) -> String {
        String::from_utf8(bytes(value).unwrap()).unwrap()
    }

    #[test]
    fn keys_are_sorted_by_utf16_units_and_nothing_is_spaced() {
        // RFC 8785, 3.2.3: the emoji (surrogates D83D…) sorts before U+FB33.
        let value = json!({"\u{fb33}": 1, "😀": 2, "b": [1, true, null], "a": "é\n\u{1}"});
        assert_eq!(text(&value), "{\"a\":\"é\\n\\u0001\",\"b\":[1,true,null],\"😀\":2,\"\u{fb33}\":1}");
    }

    #[test]
    fn floats_and_huge_integers_have_no_canonical_bytes() {
        assert!(matches!(bytes(&json!({"a": [0.5]})), Err(CanonicalError::Float(_))));
        assert!(matches!(bytes(&json!(1.0)), Err(CanonicalError::Float(_))));
        assert!(matches!(bytes(&json!(1_u64 << 53)), Err(CanonicalError::TooLarge(_))));
        assert!(matches!(bytes(&json!(-(1_i64 << 53))), Err(CanonicalError::TooLarge(_))));
        assert_eq!(text(&json!(LARGEST)), "9007199254740991");
    }

    fn values() -> impl Strategy<Value = Value> {
        let integer = -(1_i64 << 53) + 1..(1 << 53);
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            integer.prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            // Keys around the places where the orders of bytes and of UTF-16 units part.
            let key = prop_oneof![
                any::<String>(),
                "[a\u{e000}-\u{f000}\u{ffff}\u{10000}-\u{1f600}\u{0}-\u{7f}]{0,3}"
            ];
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                proptest::collection::btree_map(key, inner, 0..8)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_writer_of_all_json_writes_the_same(value in values()) {
            prop_assert_eq!(bytes(&value).unwrap(), serde_json_canonicalizer::to_vec(&value).unwrap());
        }
    }

    #[test]
    fn sha256_is_the_published_one() {
        // FIPS 180-2, appendix B.1.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256_hex(b"abc"), abc);
        let mut pieces = Sha256Hex::default();
        pieces.update(b"a");
        pieces.update(b"bc");
        assert_eq!(pieces.finish(), abc);
    }
}
