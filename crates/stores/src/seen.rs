//! What was seen of a ledger before. A store is not believed to grow: one that is gone, shorter, or another one of the same length was rewritten, and is never
//! begun anew.

use ledger::checkpoint::Checkpoint;
use ledger::hash::Hash;

use crate::head::{Head, Version};

/// A head that was seen and believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its number of entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Which state of the store it was; of a branch the commit, which every later one follows.
    pub version: Option<Version>,
}

/// How a ledger lost what was seen of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// Nothing is there.
    #[error(
        "the ledger had {seen} entries, and now there is none: it was deleted, or the address is another; restore it, and begin no new one in its place"
    )]
    Gone {
        /// Entries before.
        seen: u64,
    },
    /// Fewer entries.
    #[error(
        "the ledger had {seen} entries, and now it has {found}: its end was cut off; restore it from a copy"
    )]
    Shrunk {
        /// Entries before.
        seen: u64,
        /// Entries now.
        found: u64,
    },
    /// Others.
    #[error(
        "the first {0} entries are others than they were: history was rewritten; both signed checkpoints together prove it"
    )]
    Rewritten(u64),
    /// A branch that was moved to where the commit before is not behind it.
    #[error(
        "the branch was moved by force: {found} does not follow {seen}, which was its commit before; restore the branch, and forbid this by a ruleset"
    )]
    Forced {
        /// The commit before.
        seen: String,
        /// The commit now.
        found: String,
    },
}

impl Seen {
    /// A checkpoint that the caller believes.
    #[must_use]
    pub fn of(checkpoint: &Checkpoint) -> Self {
        Self { size: checkpoint.size, root: checkpoint.root, version: None }
    }

    /// A head that the caller believes, with the state of the store.
    #[must_use]
    pub fn at(head: &Head) -> Self {
        Self { size: head.size(), root: head.root(), version: Some(head.version().clone()) }
    }

    /// Holds a head against what was seen, as far as the two alone tell. A longer one may still be another: see
    /// [`Store::grew_from`](crate::Store::grew_from).
    pub(crate) fn check(&self, head: Option<&Head>) -> Result<(), Lost> {
        let Some(head) = head else { return Err(Lost::Gone { seen: self.size }) };
        if head.size() < self.size {
            return Err(Lost::Shrunk { seen: self.size, found: head.size() });
        }
        if head.size() == self.size && head.root() != self.root {
            return Err(Lost::Rewritten(self.size));
        }
        Ok(())
    }
}
