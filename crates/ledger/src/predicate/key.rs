//! `urn:releasegate:key:v1`: which keys may sign what, from which entry on. The subject is the public key, by the SHA-256 of its 32 bytes.

use serde::{Deserialize, Serialize};

use crate::hash::Hash;
use crate::moment::Moment;
use crate::name::Line;
use crate::signer::VerifierKey;

/// A key is introduced, takes another's place, or is revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum KeyEvent {
    /// A new key. Signed by a key with the role `root`.
    Introduced {
        /// The key.
        vkey: VerifierKey,
        /// What it may sign: at least one role, each once.
        roles: Vec<Role>,
    },
    /// A new key in the place of another, whose last signature is this one. Signed by a key with the role `root` and by the old key.
    Rotated {
        /// The new key.
        vkey: VerifierKey,
        /// The old key, by the SHA-256 of its 32 bytes.
        replaces: Hash,
        /// What the new key may sign.
        roles: Vec<Role>,
    },
    /// A key that may sign no more. Signed by a key with the role `root`, or by the key itself.
    Revoked {
        /// The key, by the SHA-256 of its 32 bytes.
        key: Hash,
        /// The first index at which its signatures do not count: where it is smaller than that of this entry, entries between are named by
        /// a verifier, since somebody else may have written them. Only another key with the role `root` may say so; without it is the
        /// index after this entry.
        #[serde(skip_serializing_if = "Option::is_none")]
        from_index: Option<u64>,
        /// When the key is thought to have been lost.
        #[serde(skip_serializing_if = "Option::is_none")]
        compromised_at: Option<Moment>,
    },
}

/// A key record: the event, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRecord {
    /// What happens to which key.
    pub change: KeyEvent,
    /// Why.
    pub reason: Line,
}

/// What a key may sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Key records.
    Root,
    /// All records but those of keys.
    Record,
    /// Approvals, and nothing else.
    Approval,
    /// Checkpoints.
    Checkpoint,
}

impl KeyRecord {
    /// The key that it is about, by the SHA-256 of its 32 bytes.
    #[must_use]
    pub fn key(&self) -> Hash {
        match &self.change {
            KeyEvent::Introduced { vkey, .. } | KeyEvent::Rotated { vkey, .. } => vkey.id(),
            KeyEvent::Revoked { key, .. } => *key,
        }
    }
}
