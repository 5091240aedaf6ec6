//! `urn:releasegate:seal:v1`: the last entry of a ledger or shard. The subject is the root over all entries before it.

use serde::{Deserialize, Serialize};

use crate::digest::DigestSet;
use crate::hash::Hash;
use crate::name::Line;
use crate::origin::Origin;

/// The ledger ends here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Seal {
    /// How many entries there are before this one: its index.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Where it goes on: the first entry there carries the last head of this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Origin>,
    /// The rules that protected the ledger, as they were in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protection: Option<DigestSet>,
    /// Why.
    pub reason: Line,
}
