//! Values that name a person, and what the ledger holds instead of them: a salted commitment.
//!
//! The ledger holds `hmac-sha256:<64 hex digits>`, which is HMAC-SHA-256 (RFC 2104) with the 32 bytes of the salt as its key, over
//!
//! ```text
//! "releasegate/commitment/v1" 0x00  then for each of origin, pseudonym, field, value:  length in bytes (8 bytes, big-endian) ‖ UTF-8
//! ```
//!
//! HMAC rather than a hash over salt and value, for three reasons: whoever sees the commitment learns nothing without the salt as long
//! as HMAC is a pseudorandom function, also where there are ten possible values; nothing can be appended to a value; and the salt has
//! a place of its own, so that no value can look like the end of a salt. All salts have 32 bytes: HMAC fills up shorter keys with
//! zeros, so salts of different lengths could be the same key. The origin, the person and the field are part of the input: a
//! commitment that is carried to another ledger, person or field opens there to nothing.
//!
//! Salt and value form a [`Disclosure`], which is kept outside of the ledger, encrypted for one person. Who erases it, or the
//! key to it, leaves a random number in the ledger, and every proof as it was.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Sha256;

use crate::hash::Hash;
use crate::json::{self, JsonError, Limits};
use crate::name::{Line, Pseudonym};
use crate::origin::Origin;

const DOMAIN: &[u8] = b"releasegate/commitment/v1\0";
const PREFIX: &str = "hmac-sha256:";
/// Bytes of a value: a name, an address, a comment.
pub const MAX_VALUE: usize = 8 * 1024;

/// What the ledger holds of a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Commitment(Hash);

/// 32 random bytes for one value. They come from outside, from the system's source of randomness, and are used once.
#[derive(Clone, PartialEq, Eq)]
pub struct Salt([u8; 32]);

/// What is needed to show a value: kept apart from the ledger, and erased to erase the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
    /// The version of this record: 1.
    pub v: Version1,
    /// The ledger that holds the commitment.
    pub origin: Origin,
    /// Whose value it is.
    pub person: Pseudonym,
    /// Which value: `name`, `login`, `comment`, `reason` …
    pub field: Line,
    /// The salt, in base64.
    pub salt: Salt,
    /// The value: any text, as its owner wrote it, with lines and spellings of its own. Written as the base64 of its UTF-8, so
    /// that it is kept to the byte; whoever shows it escapes it for the place where it is shown.
    #[serde(with = "base64_text")]
    pub value: String,
}

/// The number 1, and no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Version1;

/// Why a value cannot be committed to, or is not the one that was.
#[derive(Debug, thiserror::Error)]
pub enum DisclosureError {
    /// All bytes of the salt are the same: nobody's randomness gave them.
    #[error("the salt is no random one: all its bytes are the same")]
    Salt,
    /// A value that is too long.
    #[error("the value has {0} bytes, and {MAX_VALUE} are the limit")]
    Value(usize),
    /// Not a disclosure.
    #[error("not a disclosure: {0}")]
    Json(#[from] JsonError),
    /// A member that is missing, unknown, or of another shape.
    #[error("not a disclosure: {0}")]
    Shape(serde_json::Error),
    /// It opens to another commitment.
    #[error(
        "the disclosure does not open this commitment: its value, salt, person, field or ledger is another"
    )]
    Mismatch,
}

impl Salt {
    /// Takes 32 random bytes.
    ///
    /// # Errors
    /// Bytes that are all the same.
    pub fn new(bytes: [u8; 32]) -> Result<Self, DisclosureError> {
        let [first, rest @ ..] = &bytes;
        if rest.iter().all(|byte| byte == first) { Err(DisclosureError::Salt) } else { Ok(Self(bytes)) }
    }
}

impl Disclosure {
    /// What is kept apart for a value.
    ///
    /// # Errors
    /// A value that is too long.
    pub fn new(
        origin: Origin,
        person: Pseudonym,
        field: Line,
        salt: Salt,
        value: String,
    ) -> Result<Self, DisclosureError> {
        check_value(&value)?;
        Ok(Self { v: Version1, origin, person, field, salt, value })
    }

    /// Reads a disclosure.
    ///
    /// # Errors
    /// JSON out of the profile, unknown members, a value that is too long.
    pub fn parse(bytes: &[u8]) -> Result<Self, DisclosureError> {
        let value = json::read(bytes, Limits::DISCLOSURE)?;
        let disclosure = json::typed::<Self>(&value).map_err(DisclosureError::Shape)?;
        check_value(&disclosure.value)?;
        Ok(disclosure)
    }

    /// Its RFC 8785 bytes, to be encrypted.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Texts alone: they always have canonical bytes.
        verdict::canonical::bytes(self).unwrap_or_default()
    }

    /// What the ledger holds.
    #[must_use]
    pub fn commitment(&self) -> Commitment {
        // HMAC takes keys of any length; the crate says so by a type that has an error.
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(&self.salt.0) else { return Commitment(Hash::ZERO) };
        let origin = self.origin.to_string();
        let parts = [origin.as_str(), self.person.as_str(), self.field.as_str(), self.value.as_str()];
        let mac = parts.iter().fold(mac.chain_update(DOMAIN), |mac, part| {
            mac.chain_update((part.len() as u64).to_be_bytes()).chain_update(part)
        });
        Commitment(Hash::from_bytes(mac.finalize().into_bytes().into()))
    }

    /// Shows the value, if it is the one that was committed to.
    ///
    /// # Errors
    /// [`DisclosureError::Mismatch`].
    pub fn open(&self, commitment: &Commitment) -> Result<&str, DisclosureError> {
        if self.commitment() == *commitment { Ok(&self.value) } else { Err(DisclosureError::Mismatch) }
    }
}

const fn check_value(value: &str) -> Result<(), DisclosureError> {
    if value.len() > MAX_VALUE { Err(DisclosureError::Value(value.len())) } else { Ok(()) }
}

/// What can be shown of a value that a record commits to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// The value, proven to be the one that was committed to.
    Value(String),
    /// It was erased: by the entries that say so. That a value was there, whose pseudonym, when, and what was done stays.
    Erased {
        /// Indexes of the `redaction` entries that name the commitment.
        redactions: Vec<u64>,
    },
    /// No disclosure was given, and no entry says that it was erased: it may be elsewhere, or lost.
    Withheld,
}

/// What can be shown of a commitment, given the disclosures at hand and the entries that tell of its erasure. A disclosure
/// that is at hand although an entry tells of the erasure is not shown: it should not exist any more.
#[must_use]
pub fn shown(commitment: &Commitment, disclosures: &[Disclosure], redactions: &[u64]) -> Shown {
    if !redactions.is_empty() {
        return Shown::Erased { redactions: redactions.to_vec() };
    }
    let value = disclosures.iter().find_map(|disclosure| disclosure.open(commitment).ok());
    value.map_or(Shown::Withheld, |value| Shown::Value(value.to_owned()))
}

impl fmt::Display for Commitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", self.0)
    }
}

impl fmt::Debug for Commitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Commitment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Commitment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let hash = text.strip_prefix(PREFIX).and_then(|digits| Hash::parse_hex(digits).ok());
        hash.map(Self).ok_or_else(|| {
            serde::de::Error::custom("not a commitment: `hmac-sha256:` and 64 lower-case hex digits")
        })
    }
}

/// A salt is shown in no message: with it a value can be guessed.
impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(..)")
    }
}

impl Serialize for Salt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(self.0))
    }
}

impl<'de> Deserialize<'de> for Salt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wrong = || serde::de::Error::custom("not a salt: the base64 of 32 random bytes");
        let bytes = STANDARD.decode(String::deserialize(deserializer)?).map_err(|_| wrong())?;
        Self::new(bytes.try_into().map_err(|_| wrong())?).map_err(serde::de::Error::custom)
    }
}

/// A text as the base64 of its UTF-8.
mod base64_text {
    use base64::Engine as _;

    use super::{Deserialize as _, Deserializer, STANDARD, Serializer};

    pub(super) fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(text))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        let bytes = STANDARD.decode(String::deserialize(deserializer)?).ok();
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        text.ok_or_else(|| serde::de::Error::custom("not a value: the base64 of UTF-8"))
    }
}

impl Serialize for Version1 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(1)
    }
}

impl<'de> Deserialize<'de> for Version1 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u64::deserialize(deserializer)? {
            1 => Ok(Self),
            other => Err(serde::de::Error::custom(format!("version {other} is not known here, version 1 is"))),
        }
    }
}

#[cfg(test)]
mod tests;
