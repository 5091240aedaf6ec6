//! A copy of a ledger, or of what one has more than another: entries in order, as they are stored elsewhere, and then the head that covers them.
//!
//! Nothing is signed anew: the copy ends with the very checkpoint of the ledger that is copied. Each entry is held against the one before it, and the last head
//! against all of them, so that a copy of something else, of a part, or beside what is there already ends without effect.

use std::collections::BTreeSet;

use ledger::entry::Entry;
use ledger::hash::Hash;
use ledger::tip::Tip;

use crate::batch::{self, BatchError, Edge, File, MAX_BYTES, MAX_ENTRIES, Placed, Plan};
use crate::branch::{Beside, PART};
use crate::error::{AppendError, StoreError};
use crate::folder::Receiving;
use crate::head::Head;
use crate::layout;
use crate::place::Place;
use crate::store::{Store, StoredEntry};

/// A copy under way. Dropped before it is finished, it has no effect.
#[derive(Debug)]
pub struct Receiver<'s> {
    store: &'s Store,
    before: Option<Head>,
    edge: Edge,
    hold: Hold<'s>,
}

/// Where the files are until the head comes.
#[derive(Debug)]
enum Hold<'s> {
    /// In their places: a folder takes any number of them.
    Folder(Box<Receiving>),
    /// In memory, to be written at once: as much as one batch can be.
    Memory { files: Vec<File>, evidence: Vec<File>, bytes: usize },
    /// On a branch beside the shard's, as soon as there are more bytes than one commit takes.
    Beside { beside: Box<Beside<'s>>, files: Vec<File>, bytes: usize, part: usize, evidence: BTreeSet<String> },
}

impl Store {
    /// Begins to take a copy that goes on where this ledger ends, or is its beginning. A folder is locked until it ends.
    ///
    /// # Errors
    /// As [`Store::head`].
    pub async fn receive(&self) -> Result<Receiver<'_>, StoreError> {
        self.receive_in(PART).await
    }

    /// As [`Store::receive`]; a commit takes so many bytes.
    pub(crate) async fn receive_in(&self, part: usize) -> Result<Receiver<'_>, StoreError> {
        // The lock of a folder comes before its head is read.
        let mut hold = match &self.place {
            Place::Folder(folder) => Hold::Folder(Box::new(folder.receive()?.0)),
            _ => Hold::Memory { files: Vec::new(), evidence: Vec::new(), bytes: 0 },
        };
        let before = self.head().await?;
        if let Place::Branch(branch) = &self.place {
            let beside = Box::new(branch.beside(before.as_ref().map(Head::version)).await?);
            hold = Hold::Beside { beside, files: Vec::new(), bytes: 0, part, evidence: BTreeSet::new() };
        }
        let edge = Edge::of(before.as_ref().map_or(&Tip::new(self.origin.clone()), Head::tip))?;
        Ok(Receiver { store: self, before, edge, hold })
    }
}

impl Receiver<'_> {
    /// The index of the entry that is wanted next.
    #[must_use]
    pub const fn next(&self) -> u64 {
        self.edge.frontier.size()
    }

    /// The head to which the copy is added.
    #[must_use]
    pub const fn before(&self) -> Option<&Head> {
        self.before.as_ref()
    }

    /// Takes the next entry, with its envelope unless that was erased.
    ///
    /// # Errors
    /// An entry that is missing, or does not follow; more than one batch can be, where the store is no folder.
    pub async fn entry(&mut self, stored: &StoredEntry) -> Result<(), AppendError> {
        let came = self.next() - self.before.as_ref().map_or(0, Head::size);
        if self.store.place.is_staged() && (stored.envelope.is_none() || came >= MAX_ENTRIES as u64) {
            let limit = format!("at most {MAX_ENTRIES} entries at once, and none whose envelope was erased");
            let message = format!("{} takes {limit}: copy the ledger to dir:PATH", self.store.name());
            return Err(StoreError::Config(message).into());
        }
        let path = layout::entry(stored.index);
        let bytes =
            stored.entry.as_ref().ok_or(StoreError::Damaged { path: path.clone(), problem: "is missing" })?;
        let entry = Entry::parse(bytes).map_err(|error| BatchError::Entry { at: 0, error })?;
        let envelope = stored.envelope.as_deref();
        batch::check(&entry, envelope, &self.store.origin, &self.edge)
            .map_err(|problem| BatchError::Place { at: 0, problem })?;
        let placed = Placed { entry: bytes.clone(), envelope: envelope.unwrap_or_default().to_vec() };
        let [file, envelope, mark] = batch::files(&entry, &placed);
        self.take(file).await?;
        if stored.envelope.is_some() {
            self.take(envelope).await?;
        }
        self.take(mark).await?;
        match self.edge.grow(bytes)? {
            Some(nodes) => self.take(nodes).await,
            None => Ok(()),
        }
    }

    /// Takes evidence.
    ///
    /// # Errors
    /// More than the limits.
    pub async fn evidence(&mut self, bytes: Vec<u8>) -> Result<(), AppendError> {
        batch::at_most("one piece of evidence", bytes.len(), layout::MAX_EVIDENCE)?;
        let file = (layout::evidence(&Hash::of(&bytes)), bytes);
        match &mut self.hold {
            // Several records may name the same.
            Hold::Beside { evidence, .. } if evidence.contains(&file.0) => Ok(()),
            Hold::Beside { evidence, .. } => {
                evidence.insert(file.0.clone());
                self.take(file).await
            }
            Hold::Folder(_) => self.take(file).await,
            Hold::Memory { evidence, .. } if evidence.iter().any(|(path, _)| *path == file.0) => Ok(()),
            Hold::Memory { evidence, bytes, .. } => {
                *bytes += file.1.len();
                evidence.push(file);
                Ok(batch::at_most("all files", *bytes, MAX_BYTES)?)
            }
        }
    }

    /// Ends the copy with the head of the ledger that was copied.
    ///
    /// # Errors
    /// A head that covers something else than what came; where the store is no folder, [`AppendError::Conflict`] if somebody else wrote to it meanwhile.
    pub async fn finish(self, head: &Head) -> Result<Head, AppendError> {
        if Edge::of(head.tip())? != self.edge {
            return Err(BatchError::Tip.into());
        }
        let bytes = head.to_bytes();
        let damaged = |error| StoreError::Head { at: self.store.name(), error };
        // Read before anything is written: it is the head of this ledger.
        Head::parse(&self.store.origin, head.version().clone(), &bytes).map_err(damaged)?;
        let version = match self.hold {
            Hold::Folder(receiving) => receiving.finish(bytes.clone())?,
            Hold::Beside { beside, files, .. } => {
                let plan = Plan { files, evidence: Vec::new(), head: bytes.clone(), size: head.size() };
                if beside.is_fresh() {
                    self.store.place.put(self.before.as_ref().map(Head::version), &plan).await?
                } else {
                    beside.finish(&plan).await?
                }
            }
            Hold::Memory { files, evidence, .. } => {
                let plan = Plan { files, evidence, head: bytes.clone(), size: head.size() };
                self.store.place.put(self.before.as_ref().map(Head::version), &plan).await?
            }
        };
        Ok(Head::parse(&self.store.origin, version, &bytes).map_err(damaged)?)
    }

    async fn take(&mut self, file: File) -> Result<(), AppendError> {
        match &mut self.hold {
            Hold::Folder(receiving) => Ok(receiving.file(&file)?),
            Hold::Beside { beside, files, bytes, part, .. } => {
                if beside.has(&file) {
                    return Ok(());
                }
                if !files.is_empty() && *bytes + file.1.len() > *part {
                    beside.put(files).await?;
                    (*bytes, *files) = (0, Vec::new());
                }
                *bytes += file.1.len();
                files.push(file);
                Ok(())
            }
            Hold::Memory { files, bytes, .. } => {
                *bytes += file.1.len();
                files.push(file);
                Ok(batch::at_most("all files", *bytes, MAX_BYTES)?)
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
