//! Secrets are never carried over. A secret becomes `[REDACTED]`, or with a key `[REDACTED sha256:1a2b3c4d]`, so that two findings of
//! one secret are known as such; a hash without a key would let anybody try out short secrets.

mod scrub;

use std::borrow::Cow;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

pub(crate) use scrub::scrub;
pub use scrub::token_marks;

/// The key under which secrets are told apart. It belongs to whoever runs the gate, and is in no report.
#[derive(Clone)]
pub struct RedactionKey(Hmac<Sha256>);

impl RedactionKey {
    /// A key of any bytes; none from fewer than 16, which could be tried out.
    #[must_use]
    pub fn new(key: &[u8]) -> Option<Self> {
        if key.len() < 16 {
            return None;
        }
        Hmac::new_from_slice(key).ok().map(Self)
    }

    /// What stands for one secret: HMAC-SHA-256 in hexadecimal.
    pub(crate) fn identity(&self, secret: &str) -> String {
        let mut mac = self.0.clone();
        mac.update(secret.as_bytes());
        hex(&mac.finalize().into_bytes())
    }
}

impl std::fmt::Debug for RedactionKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("RedactionKey")
    }
}

/// Replaces what looks like a secret in a text that somebody else wrote, and says how many were: tokens that their makers mark, keys,
/// passwords in URLs, headers.
#[must_use]
pub fn without_secrets(text: &str) -> (Cow<'_, str>, u64) {
    scrub(text, None)
}

/// What is written in place of a secret.
pub(crate) fn mark(secret: &str, key: Option<&RedactionKey>) -> String {
    match key {
        Some(key) => {
            let identity = key.identity(secret);
            format!("[REDACTED sha256:{}]", identity.get(..8).unwrap_or_default())
        }
        None => "[REDACTED]".to_owned(),
    }
}

/// SHA-256 of parts that are no secret, in hexadecimal; parts cannot run into each other.
pub(crate) fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_hashed_only_with_a_key() {
        let key = RedactionKey::new(b"sixteen bytes at least").unwrap();
        assert_eq!(mark("hunter2", None), "[REDACTED]");
        // `printf hunter2 | openssl dgst -sha256 -hmac 'sixteen bytes at least'` begins so.
        assert_eq!(mark("hunter2", Some(&key)), "[REDACTED sha256:e0114014]");
        assert!(RedactionKey::new(b"short").is_none());
        assert_eq!(format!("{key:?}"), "RedactionKey");
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
    }
}
