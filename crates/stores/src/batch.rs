//! What is appended at once: entries with their envelopes, evidence, and the head that comes of them. A store takes all of it or nothing.
//!
//! A batch is held against the head that it is to follow before anything is written, so that no fault of a caller becomes a fault of the ledger.

use ledger::entry::{Entry, EntryError};
use ledger::hash::Hash;
use ledger::kept;
use ledger::origin::Origin;
use ledger::tip::Tip;
use ledger::tree::{Frontier, FrontierError};

use crate::head::{self, Head, HeadError, Version};
use crate::layout;

/// Entries of a batch.
pub const MAX_ENTRIES: usize = 256;
/// Bytes of a batch, all files together: GitHub takes about 40 MB a commit, written in base64.
pub const MAX_BYTES: usize = 24 * 1024 * 1024;

/// What is appended at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The entries in order, each with its envelope.
    pub entries: Vec<Placed>,
    /// The bytes that the envelopes name by their SHA-256, each at most [`layout::MAX_EVIDENCE`]. What is there already is not an error.
    pub evidence: Vec<Vec<u8>>,
    /// The tip after the last entry.
    pub tip: Tip,
    /// The signed checkpoint of that tip: a note.
    pub checkpoint: Vec<u8>,
}

/// An entry that has its place, and its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The bytes of the entry.
    pub entry: Vec<u8>,
    /// The bytes of the envelope.
    pub envelope: Vec<u8>,
}

/// Why a batch is not taken: a fault of whoever made it.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// No entry, or too many.
    #[error("a batch has 1 to {MAX_ENTRIES} entries, and this one has {0}")]
    Entries(usize),
    /// Too many bytes.
    #[error(
        "the batch has {found} bytes of {of}, and {limit} are the limit: append in parts, or keep large evidence elsewhere and record its digest"
    )]
    TooLarge {
        /// Of what.
        of: &'static str,
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// Bytes that are no entry.
    #[error("number {at} of the batch: {error}")]
    Entry {
        /// Which, from 0.
        at: usize,
        /// Why.
        error: EntryError,
    },
    /// An entry that does not follow.
    #[error("number {at} of the batch {problem}")]
    Place {
        /// Which, from 0.
        at: usize,
        /// What is wrong.
        problem: &'static str,
    },
    /// Two entries with the same key.
    #[error("the batch holds the idempotency key {0} twice")]
    Repeated(Hash),
    /// The head of the batch is none.
    #[error("the batch has no valid head: {0}")]
    Head(#[from] HeadError),
    /// The tree cannot grow.
    #[error(transparent)]
    Tree(#[from] FrontierError),
    /// The head is not that of the entries.
    #[error("the tip of the batch is not what comes of the head before and these entries")]
    Tip,
}

/// A file to be written: where, and what.
pub(crate) type File = (String, Vec<u8>);

/// A batch that fits, as files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Entries, envelopes, marks and kept nodes: they belong to this batch alone.
    pub(crate) files: Vec<File>,
    /// Evidence, which other batches may have, too.
    pub(crate) evidence: Vec<File>,
    /// The new head.
    pub(crate) head: Vec<u8>,
    /// How many entries there are after it.
    pub(crate) size: u64,
}

/// The files of one entry, in their places: the entry, its envelope, and the mark of its key.
pub(crate) fn files(entry: &Entry, placed: &Placed) -> [File; 3] {
    [
        (layout::entry(entry.index), placed.entry.clone()),
        (layout::envelope(entry.index), placed.envelope.clone()),
        (layout::mark(&entry.idempotency_key), format!("{}\n", entry.index).into_bytes()),
    ]
}

impl Placed {
    /// Whether the entry is one with this idempotency key.
    pub(crate) fn has_key(&self, key: &Hash) -> bool {
        Entry::parse(&self.entry).is_ok_and(|entry| entry.idempotency_key == *key)
    }
}

impl Batch {
    /// Holds the batch against the head that it is to follow.
    pub(crate) fn plan(&self, origin: &Origin, before: Option<&Head>) -> Result<Plan, BatchError> {
        if self.entries.is_empty() || self.entries.len() > MAX_ENTRIES {
            return Err(BatchError::Entries(self.entries.len()));
        }
        let first = before.map_or(0, Head::size);
        let mut after = Edge::of(before.map_or(&Tip::new(origin.clone()), Head::tip))?;
        let mut files = Vec::new();
        let mut keys = Vec::new();
        for (at, placed) in self.entries.iter().enumerate() {
            let entry = Entry::parse(&placed.entry).map_err(|error| BatchError::Entry { at, error })?;
            check(&entry, Some(&placed.envelope), origin, &after)
                .map_err(|problem| BatchError::Place { at, problem })?;
            if keys.contains(&entry.idempotency_key) {
                return Err(BatchError::Repeated(entry.idempotency_key));
            }
            keys.push(entry.idempotency_key);
            files.extend(self::files(&entry, placed));
            files.extend(after.grow(&placed.entry)?);
        }
        if Edge::of(&self.tip)? != after {
            return Err(BatchError::Tip);
        }
        let head = head::bytes(&self.tip, &self.checkpoint);
        Head::parse(origin, Version::new(""), &head)?;
        let plan = Plan { files, evidence: self.evidence()?, head, size: first + self.entries.len() as u64 };
        let bytes = plan.files.iter().chain(&plan.evidence).map(|(_, bytes)| bytes.len()).sum::<usize>();
        at_most("all files", bytes + plan.head.len(), MAX_BYTES)?;
        Ok(plan)
    }

    fn evidence(&self) -> Result<Vec<File>, BatchError> {
        let mut files: Vec<File> = Vec::new();
        for bytes in &self.evidence {
            at_most("one piece of evidence", bytes.len(), layout::MAX_EVIDENCE)?;
            let path = layout::evidence(&Hash::of(bytes));
            if !files.iter().any(|(known, _)| *known == path) {
                files.push((path, bytes.clone()));
            }
        }
        Ok(files)
    }
}

pub(crate) const fn at_most(of: &'static str, found: usize, limit: usize) -> Result<(), BatchError> {
    if found > limit { Err(BatchError::TooLarge { of, found, limit }) } else { Ok(()) }
}

/// Whether an entry belongs where it is to be put.
pub(crate) fn check(
    entry: &Entry,
    envelope: Option<&[u8]>,
    origin: &Origin,
    before: &Edge,
) -> Result<(), &'static str> {
    if entry.origin != *origin {
        return Err("belongs to another ledger");
    }
    if entry.index != before.frontier.size() || entry.prev_leaf_hash != before.last_leaf {
        return Err("does not follow the entry before it");
    }
    if before.sealed {
        return Err("follows a seal");
    }
    let fits = |envelope: &[u8]| {
        entry.envelope_sha256 == Hash::of(envelope) && u64::try_from(envelope.len()) == Ok(entry.envelope_size)
    };
    if !envelope.is_none_or(fits) {
        return Err("names another envelope than the one that comes with it");
    }
    Ok(())
}

/// The right edge of a ledger.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) frontier: Frontier,
    last_leaf: Hash,
    sealed: bool,
}

impl Edge {
    pub(crate) fn of(tip: &Tip) -> Result<Self, BatchError> {
        Ok(Self { frontier: tip.frontier().clone(), last_leaf: tip.last_leaf(), sealed: tip.is_sealed() })
    }

    /// Goes on by an entry. Beside every sixteenth lie the nodes that it completes.
    pub(crate) fn grow(&mut self, entry: &[u8]) -> Result<Option<File>, BatchError> {
        let index = self.frontier.size();
        self.last_leaf = Hash::leaf(entry);
        self.sealed = Entry::parse(entry).is_ok_and(|entry| entry.kind == ledger::predicate::Kind::Seal);
        let completed = self.frontier.grow(self.last_leaf)?;
        Ok(kept::beside(&completed).map(|nodes| (layout::nodes(index), nodes)))
    }
}

#[cfg(test)]
mod tests;
