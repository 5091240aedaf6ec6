//! The tip of a ledger: what the next entry needs, and how it is appended. A store keeps it beside the entries, and nothing of it is
//! believed without the checkpoint that it fits.
//!
//! As text, each line ended by 0x0A: `releasegate/tip/v1`, the origin, the number of entries in decimal, the leaf hash of the last one
//! in hex (zeros for none), `open` or `sealed`, then the roots of the full subtrees in hex, largest first, one for each bit of the
//! number.

use crate::checkpoint::{self, Checkpoint};
use crate::commitment::Version1;
use crate::dsse::{Envelope, EnvelopeError};
use crate::entry::{Entry, EntryError};
use crate::hash::Hash;
use crate::moment::Moment;
use crate::name::Slug;
use crate::origin::Origin;
use crate::predicate::{HeadRef, Kind, Predicate};
use crate::signer::SignerKey;
use crate::statement::{Statement, StatementError};
use crate::tree::{Frontier, FrontierError};

const FORMAT: &str = "releasegate/tip/v1";

/// A signed record that has no place yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The bytes of the envelope, to be stored as they are.
    pub envelope: Vec<u8>,
    /// The type of its predicate.
    pub kind: Kind,
    /// The environment that it names.
    pub env: Option<Slug>,
    /// See [`idempotency_key`](crate::entry::idempotency_key).
    pub idempotency_key: Hash,
}

/// Why a record cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// What it says breaks a rule.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// It cannot be signed.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// A deployment has its key inside of what is signed, and this is another.
    #[error("the deployment names the idempotency key {0}, and it is to be recorded under another")]
    IdempotencyKey(Hash),
}

/// What the next entry needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tip {
    origin: Origin,
    last_leaf: Hash,
    sealed: bool,
    frontier: Frontier,
}

/// Why nothing is appended.
#[derive(Debug, thiserror::Error)]
pub enum TipError {
    /// Not the text of a tip.
    #[error("not the tip of a ledger: {0}")]
    Malformed(&'static str),
    /// The subtrees are not those of the size.
    #[error("not the tip of a ledger: {0}")]
    Frontier(#[from] FrontierError),
    /// The entry cannot be written.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// The ledger is sealed.
    #[error("the ledger {0} is sealed: append to the one that its last entry names")]
    Sealed(Origin),
    /// A checkpoint of something else.
    #[error(
        "the tip is not that of the checkpoint: a file of the store was changed or is out of date; rebuild it from the entries"
    )]
    NotTheCheckpoint,
}

/// An entry that was given its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// Where it is.
    pub index: u64,
    /// The bytes of the entry, to be stored as they are.
    pub entry: Vec<u8>,
    /// Its leaf hash.
    pub leaf: Hash,
}

impl Record {
    /// Signs a Statement.
    ///
    /// # Errors
    /// A Statement that breaks a rule, or keys that are none or too many.
    pub fn sign(
        statement: &Statement,
        idempotency_key: Hash,
        keys: &[&SignerKey],
    ) -> Result<Self, RecordError> {
        if let Predicate::Deployment(one) = &statement.predicate
            && one.idempotency_key != idempotency_key
        {
            return Err(RecordError::IdempotencyKey(one.idempotency_key));
        }
        Ok(Self {
            envelope: Envelope::sign(statement.to_bytes()?, keys)?.to_bytes(),
            kind: statement.predicate.kind(),
            env: statement.predicate.environment().cloned(),
            idempotency_key,
        })
    }
}

impl Tip {
    /// The tip of a ledger without entries.
    #[must_use]
    pub const fn new(origin: Origin) -> Self {
        Self { origin, last_leaf: Hash::ZERO, sealed: false, frontier: Frontier::new() }
    }

    /// Gives a record its place. `time` is that of the clock of whoever does it; `previous_shard` is for the first entry of a shard, and is
    /// ignored for others. The tip changes only if nothing fails.
    ///
    /// # Errors
    /// A sealed or full ledger.
    pub fn append(
        &mut self,
        record: &Record,
        time: Moment,
        previous_shard: Option<&HeadRef>,
    ) -> Result<Appended, TipError> {
        if self.sealed {
            return Err(TipError::Sealed(self.origin.clone()));
        }
        let index = self.frontier.size();
        let entry = Entry {
            v: Version1,
            origin: self.origin.clone(),
            index,
            time,
            prev_leaf_hash: self.last_leaf,
            envelope_sha256: Hash::of(&record.envelope),
            envelope_size: u64::try_from(record.envelope.len()).map_err(|_| EntryError::TooLarge)?,
            kind: record.kind,
            env: record.env.clone(),
            idempotency_key: record.idempotency_key,
            previous_shard: previous_shard.filter(|_| index == 0).cloned(),
        }
        .to_bytes()?;
        let leaf = Hash::leaf(&entry);
        self.frontier.push(leaf)?;
        self.last_leaf = leaf;
        self.sealed = record.kind == Kind::Seal;
        Ok(Appended { index, entry, leaf })
    }

    /// The head, to be signed once everything is stored.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint::new(self.origin.to_string(), self.frontier.size(), self.frontier.root())
    }

    /// The head as a record names it.
    #[must_use]
    pub fn head(&self) -> HeadRef {
        HeadRef { origin: self.origin.clone(), size: self.frontier.size(), root: self.frontier.root() }
    }

    /// The number of entries.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Which ledger.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The leaf hash of the last entry; [`Hash::ZERO`] if there is none.
    #[must_use]
    pub const fn last_leaf(&self) -> Hash {
        self.last_leaf
    }

    /// The right edge of the tree: its full subtrees, and through them its root.
    #[must_use]
    pub const fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// Whether the last entry sealed the ledger.
    #[must_use]
    pub const fn is_sealed(&self) -> bool {
        self.sealed
    }

    /// Holds the tip against a checkpoint that was verified. The leaf hash of the last entry is held against it only where it is a
    /// subtree of its own, for odd sizes; a wrong one is found by the next reader of the chain.
    ///
    /// # Errors
    /// Another ledger, size or root.
    pub fn check(&self, checkpoint: &Checkpoint) -> Result<(), TipError> {
        let last =
            self.frontier.size().is_multiple_of(2) || self.frontier.subtrees().last() == Some(&self.last_leaf);
        if last && self.checkpoint() == (Checkpoint { extensions: Vec::new(), ..checkpoint.clone() }) {
            Ok(())
        } else {
            Err(TipError::NotTheCheckpoint)
        }
    }

    /// The text to be stored.
    #[must_use]
    pub fn to_text(&self) -> String {
        let state = if self.sealed { "sealed" } else { "open" };
        let head =
            format!("{FORMAT}\n{}\n{}\n{}\n{state}\n", self.origin, self.frontier.size(), self.last_leaf);
        self.frontier.subtrees().iter().fold(head, |text, hash| format!("{text}{hash}\n"))
    }

    /// Reads the text of a tip.
    ///
    /// # Errors
    /// Anything else.
    pub fn parse(text: &str) -> Result<Self, TipError> {
        let lines: Vec<&str> = text
            .strip_suffix('\n')
            .ok_or(TipError::Malformed("its last line does not end"))?
            .split('\n')
            .collect();
        let [FORMAT, origin, size, last_leaf, state, subtrees @ ..] = lines.as_slice() else {
            return Err(TipError::Malformed("it is not of the format releasegate/tip/v1"));
        };
        let hash = |text: &&str| Hash::parse_hex(text).map_err(|_| TipError::Malformed("a line is not a hash"));
        let size = checkpoint::decimal(size)
            .ok_or(TipError::Malformed("the third line is not a number of entries"))?;
        if subtrees.len() > 64 {
            return Err(TipError::Malformed("it has more than 64 subtrees"));
        }
        let sealed = match *state {
            "open" => false,
            "sealed" => true,
            _ => return Err(TipError::Malformed("the fifth line is neither `open` nor `sealed`")),
        };
        let last_leaf = hash(last_leaf)?;
        if (size == 0) != (last_leaf == Hash::ZERO) {
            return Err(TipError::Malformed("zeros stand for the last entry if there is none, and only then"));
        }
        Ok(Self {
            origin: Origin::parse(origin)
                .map_err(|_| TipError::Malformed("the second line is not an origin"))?,
            last_leaf,
            sealed,
            frontier: Frontier::from_parts(size, subtrees.iter().map(hash).collect::<Result<_, _>>()?)?,
        })
    }
}

#[cfg(test)]
mod tests;
