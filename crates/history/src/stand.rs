//! Where an entry stands, over all shards of a ledger.

use ledger::moment::Moment;
use ledger::name::Slug;
use ledger::predicate::LeafRef;
use serde::Serialize;

/// The place of an entry. Places are compared by their order alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stand {
    /// Its number over all shards that were read: what orders events.
    #[serde(skip)]
    pub order: u64,
    /// Its shard, where the ledger has shards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard: Option<Slug>,
    /// Its index in the shard, and its leaf hash.
    #[serde(flatten)]
    pub leaf: LeafRef,
    /// When it was entered, by the clock of whoever did.
    pub time: Moment,
}

impl Stand {
    /// As a sentence names it.
    #[must_use]
    pub fn words(&self) -> String {
        match &self.shard {
            Some(shard) => format!("entry {} of shard {shard}", self.leaf.index),
            None => format!("entry {}", self.leaf.index),
        }
    }
}
