//! What later entries say of earlier ones. The earlier entry stays as it is: "record changes shall not obscure previously recorded
//! information" (21 CFR 11.10(e)), so that both values are shown and none is chosen.

use ledger::predicate::{Correction, Hold, Redaction};
use serde::Serialize;

use crate::stand::Stand;

/// What one later entry says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "amendment", rename_all = "kebab-case")]
pub enum Amendment {
    /// Values of it are wrong, and others are right.
    Correction {
        /// The entry that says so.
        by: Stand,
        /// What it says.
        says: Correction,
    },
    /// Something that it refers to was erased.
    Redaction {
        /// The entry that says so.
        by: Stand,
        /// What it says.
        says: Redaction,
    },
    /// It must be kept whole, or need not be any more.
    Hold {
        /// The entry that says so.
        by: Stand,
        /// What it says.
        says: Hold,
    },
}

/// An entry whose envelope was erased: what it said, nobody can tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Erased {
    /// The entry.
    pub at: Stand,
    /// What later entries say of it: by whom and by what right it was erased.
    pub amendments: Vec<Amendment>,
}
