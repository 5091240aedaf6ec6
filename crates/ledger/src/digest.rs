//! Digest sets of in-toto: one thing under several algorithms. Two sets are compared as a whole: one that has another algorithm beside
//! an equal one is another set, since nobody here can tell whether both are of one thing.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::hash::Hash;
use crate::name;

/// Digests in lower-case hex by algorithm: `sha256` (64 digits), `sha512` (128), `gitCommit` (40 or 64). Never empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct DigestSet(BTreeMap<Algorithm, String>);

/// The algorithms that are known (in-toto attestation framework, "DigestSet").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Algorithm {
    /// SHA-256 of the bytes.
    Sha256,
    /// SHA-512 of the bytes.
    Sha512,
    /// A commit of git.
    GitCommit,
}

/// Why digests are no digest set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DigestError {
    /// None at all.
    #[error("no digest: name one of sha256, sha512 and gitCommit")]
    Empty,
    /// Not hex of the length of its algorithm.
    #[error("the {0:?} digest is not lower-case hex of its length")]
    Form(Algorithm),
}

impl DigestSet {
    /// One SHA-256 digest.
    #[must_use]
    pub fn sha256(hash: Hash) -> Self {
        Self(BTreeMap::from([(Algorithm::Sha256, hash.to_string())]))
    }

    /// Takes digests in lower-case hex.
    ///
    /// # Errors
    /// None, or one that is not of the form of its algorithm.
    pub fn new(digests: BTreeMap<Algorithm, String>) -> Result<Self, DigestError> {
        if digests.is_empty() {
            return Err(DigestError::Empty);
        }
        for (algorithm, digest) in &digests {
            let length = match algorithm {
                Algorithm::Sha256 => digest.len() == 64,
                Algorithm::Sha512 => digest.len() == 128,
                Algorithm::GitCommit => matches!(digest.len(), 40 | 64),
            };
            if !length || !name::is_hex(digest) {
                return Err(DigestError::Form(*algorithm));
            }
        }
        Ok(Self(digests))
    }

    /// The digest under an algorithm, in lower-case hex.
    #[must_use]
    pub fn get(&self, algorithm: Algorithm) -> Option<&str> {
        self.0.get(&algorithm).map(String::as_str)
    }

    /// Whether bytes have the SHA-256 digest of this set. Without one the answer is no: nothing else is computed here.
    #[must_use]
    pub fn fits(&self, bytes: &[u8]) -> bool {
        self.get(Algorithm::Sha256).is_some_and(|digest| digest == Hash::of(bytes).to_string())
    }
}

impl<'de> Deserialize<'de> for DigestSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(BTreeMap::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set(value: serde_json::Value) -> Result<DigestSet, serde_json::Error> {
        serde_json::from_value(value)
    }

    #[test]
    fn attack_16_unknown_and_misshapen_digests_are_refused() {
        let digits = |count| "a".repeat(count);
        assert!(set(json!({"sha256": digits(64), "sha512": digits(128), "gitCommit": digits(40)})).is_ok());
        for wrong in [
            json!({}),
            json!({"sha1": digits(40)}),
            json!({"sha256": digits(63)}),
            json!({"sha256": digits(128)}),
            json!({"sha512": digits(64)}),
            json!({"sha256": "A".repeat(64)}),
            json!({"gitCommit": digits(64), "md5": digits(32)}),
            json!({"sha256": 1}),
        ] {
            assert!(set(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn attack_21_swapped_evidence_does_not_fit() {
        let evidence = DigestSet::sha256(Hash::of(b"report"));
        assert!(evidence.fits(b"report") && !evidence.fits(b"report "));
        let commit = set(json!({"gitCommit": "a".repeat(40)})).unwrap();
        assert!(!commit.fits(b"report"));
    }
}
