//! Entries: what is sequenced. An entry is small and unsigned; it names the envelope by its SHA-256, so that an envelope can be erased and the
//! tree stays as it was.
//!
//! The leaf of the tree is `SHA-256(0x00 ‖ the bytes of the entry)`. Those bytes are RFC 8785: an entry that is written in any other
//! way is refused, although its hash is always that of the bytes as they are.

use serde::{Deserialize, Serialize};
use verdict::canonical::{self, CanonicalError};

use crate::commitment::Version1;
use crate::hash::Hash;
use crate::json::{self, JsonError, LARGEST, Limits};
use crate::moment::Moment;
use crate::name::Slug;
use crate::origin::Origin;
use crate::predicate::{HeadRef, Kind};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entry {
    /// The version of the entry: 1.
    pub v: Version1,
    /// The ledger that it belongs to.
    pub origin: Origin,
    /// Its position, from 0, without gaps.
    pub index: u64,
    /// When it was sequenced, by the clock of whoever did. Entries are ordered by index, never by time.
    pub time: Moment,
    /// The leaf hash of the entry before; [`Hash::ZERO`] for the first.
    pub prev_leaf_hash: Hash,
    /// SHA-256 of the envelope's bytes as they are stored.
    pub envelope_sha256: Hash,
    /// How many bytes those are.
    pub envelope_size: u64,
    /// The type of the predicate in the envelope.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// The environment that the predicate names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub env: Option<Slug>,
    /// What makes a repeated append harmless: no two entries of a ledger have the same.
    pub idempotency_key: Hash,
    /// The last head of the shard before, in the first entry of a shard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_shard: Option<HeadRef>,
}

/// Why bytes are no entry.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// Not JSON of the strict profile.
    #[error("not an entry: {0}")]
    Json(#[from] JsonError),
    /// A member that is missing, unknown, or of another shape.
    #[error("not an entry: {0}")]
    Shape(serde_json::Error),
    /// The value of an entry, written in another way.
    #[error("not an entry: its bytes are not those of RFC 8785")]
    NotCanonical,
    /// It cannot be written.
    #[error("failed to write the entry: {0}")]
    Write(#[from] CanonicalError),
    /// More than 1 KiB, or numbers beyond the profile.
    #[error("the entry would be larger than {limit} bytes, or its numbers than 2^53 − 1", limit = Limits::ENTRY.bytes)]
    TooLarge,
}

impl Entry {
    /// Reads an entry.
    ///
    /// # Errors
    /// Anything but the canonical bytes of an entry.
    pub fn parse(bytes: &[u8]) -> Result<Self, EntryError> {
        let value = json::read(bytes, Limits::ENTRY)?;
        if canonical::bytes(&value)? != bytes {
            return Err(EntryError::NotCanonical);
        }
        json::typed(&value).map_err(EntryError::Shape)
    }

    /// The bytes of the entry.
    ///
    /// # Errors
    /// More than the limit.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EntryError> {
        if self.index > LARGEST || self.envelope_size > LARGEST {
            return Err(EntryError::TooLarge);
        }
        let bytes = canonical::bytes(self)?;
        if bytes.len() > Limits::ENTRY.bytes { Err(EntryError::TooLarge) } else { Ok(bytes) }
    }
}

/// The key of what is to be recorded: SHA-256 of the RFC 8785 bytes of the intent.
///
/// The intent holds what makes it this record and no other, such as kind, deployment and event, and nothing that differs when the same job
/// tries again: no time, no attempt, no head that was seen.
///
/// # Errors
/// Floats, integers beyond ±(2^53 − 1), and what serde cannot write.
pub fn idempotency_key<T: Serialize>(intent: &T) -> Result<Hash, CanonicalError> {
    canonical::bytes(intent).map(|bytes| Hash::of(&bytes))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry() -> Entry {
        Entry {
            v: Version1,
            origin: Origin::parse("github.com/583231/1296269/deployments/2026-11").unwrap(),
            index: 7,
            time: Moment::parse("2026-11-22T10:00:00.000Z").unwrap(),
            prev_leaf_hash: Hash::of(b"previous"),
            envelope_sha256: Hash::of(b"envelope"),
            envelope_size: 8,
            kind: Kind::Deployment,
            env: Some(Slug::new("production").unwrap()),
            idempotency_key: Hash::of(b"key"),
            previous_shard: None,
        }
    }

    #[test]
    fn an_entry_is_written_and_read() {
        let bytes = entry().to_bytes().unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        let start = r#"{"env":"production","envelopeSha256":""#;
        let end = r#""time":"2026-11-22T10:00:00.000Z","type":"urn:releasegate:deployment:v1","v":1}"#;
        assert!(text.starts_with(start) && text.ends_with(end), "{text}");
        assert_eq!(Entry::parse(&bytes).unwrap(), entry());
        let large = Entry { index: 1 << 53, ..entry() };
        assert!(matches!(large.to_bytes(), Err(EntryError::TooLarge)));
    }

    #[test]
    fn attack_10_another_spelling_of_an_entry_is_refused() {
        let text = String::from_utf8(entry().to_bytes().unwrap()).unwrap();
        for other in [
            text.replace("\"index\":7", "\"index\": 7"),
            text.replace("production", "pro\\u0064uction"),
            format!("{text}\n"),
            text.replace("\"v\":1}", "\"v\":1,\"a\":1}"),
            text.replace("{\"env\":\"production\",", "{")
                .replace("\"v\":1}", "\"v\":1,\"env\":\"production\"}"),
        ] {
            assert_ne!(other, text);
            assert!(matches!(Entry::parse(other.as_bytes()), Err(EntryError::NotCanonical)), "{other}");
        }
        let unknown = text.replace("{\"env\"", "{\"a\":1,\"env\"");
        assert!(matches!(Entry::parse(unknown.as_bytes()), Err(EntryError::Shape(_))));
        let version = text.replace("\"v\":1}", "\"v\":2}");
        assert!(matches!(Entry::parse(version.as_bytes()), Err(EntryError::Shape(_))));
        let twice = text.replace("\"v\":1}", "\"v\":1,\"v\":1}");
        assert!(matches!(Entry::parse(twice.as_bytes()), Err(EntryError::Json(_))));
    }

    #[test]
    fn attack_15_the_same_intent_has_the_same_key() {
        let one = idempotency_key(&json!({"event": "succeeded", "deployment": "d1"})).unwrap();
        assert_eq!(one, idempotency_key(&json!({"deployment": "d1", "event": "succeeded"})).unwrap());
        assert_ne!(one, idempotency_key(&json!({"deployment": "d1", "event": "failed"})).unwrap());
        assert_eq!(one, Hash::of(br#"{"deployment":"d1","event":"succeeded"}"#));
        assert!(idempotency_key(&json!({"attempt": 0.5})).is_err());
    }
}
