//! Proofs out of a few small files: the nodes that are kept beside entries, and sixteen entries at most ([`ledger::kept`]). What comes of them is held against the
//! head before it is handed out, so that damaged nodes make no wrong proof, but none.

use ledger::hash::Hash;
use ledger::json::Limits;
use ledger::kept::{self, Kept, Want};
use ledger::proof::{self, verify_consistency, verify_inclusion};
use ledger::prove::{self, ProveError, Wanted};

use crate::error::StoreError;
use crate::head::Head;
use crate::layout;
use crate::store::Store;

/// Files that are read at most: beyond that so many nodes are missing that reading every entry is no worse.
const MOST: usize = 4096;

/// What a proof has to be made of.
type Make<'m> = &'m dyn Fn(&Wanted) -> Result<Vec<Hash>, ProveError>;

impl Store {
    /// The path from an entry to the head, from the leaf up; nothing if what is kept does not make it: then nodes are missing or damaged, or the entry is
    /// not one of the head, and only all entries tell.
    ///
    /// # Errors
    /// Whatever keeps files from being read, and an entry beyond the head.
    pub async fn inclusion(&self, head: &Head, index: u64) -> Result<Option<Vec<Hash>>, StoreError> {
        let size = head.size();
        let Some(entry) = self.readable(head, &layout::entry(index), Limits::ENTRY.bytes).await? else {
            return Ok(None);
        };
        let Some(kept) = self.kept(head, &|nodes| prove::inclusion(index, size, nodes)).await? else {
            return Ok(None);
        };
        let proven =
            |path: &Vec<Hash>| verify_inclusion(Hash::leaf(&entry), index, size, head.root(), path).is_ok();
        Ok(prove::inclusion(index, size, &kept).ok().filter(proven))
    }

    /// The proof that the ledger of this head grew out of an earlier one; nothing if what is kept does not make it, as it does not if the ledger did not.
    ///
    /// # Errors
    /// Whatever keeps files from being read.
    pub async fn consistency(&self, head: &Head, old: proof::Head) -> Result<Option<Vec<Hash>>, StoreError> {
        let new = proof::Head { size: head.size(), root: head.root() };
        let Some(kept) = self.kept(head, &|nodes| prove::consistency(old.size, new.size, nodes)).await? else {
            return Ok(None);
        };
        let proven = |hashes: &Vec<Hash>| verify_consistency(old, new, hashes).is_ok();
        Ok(prove::consistency(old.size, new.size, &kept).ok().filter(proven))
    }

    /// The nodes beside an entry, as they are stored; nothing if none are, which is no fault.
    ///
    /// # Errors
    /// Whatever keeps them from being read.
    pub async fn nodes(&self, head: &Head, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.place.read(head.version(), &layout::nodes(index), kept::MAX_BYTES).await
    }

    /// A file, if it is there and is one that a ledger may hold.
    async fn readable(&self, head: &Head, path: &str, most: usize) -> Result<Option<Vec<u8>>, StoreError> {
        match self.place.read(head.version(), path, most).await {
            Err(StoreError::TooLarge { .. } | StoreError::Refused { .. } | StoreError::Damaged { .. }) => {
                Ok(None)
            }
            read => read,
        }
    }

    /// Reads what a proof is made of, as far as it is there.
    async fn kept(&self, head: &Head, make: Make<'_>) -> Result<Option<Kept>, StoreError> {
        let mut kept = Kept::new(head.tip().frontier());
        let mut reads = 0;
        loop {
            let wants = kept.wants(make);
            reads += wants.len();
            if wants.is_empty() {
                return Ok(Some(kept));
            }
            if reads > MOST {
                return Ok(None);
            }
            for want in wants {
                match want {
                    Want::Nodes(index) => {
                        match self.readable(head, &layout::nodes(index), kept::MAX_BYTES).await? {
                            // Of another length they are as good as absent, which is noted already.
                            Some(bytes) => drop(kept.nodes(index, &bytes)),
                            None => kept.absent(index),
                        }
                    }
                    Want::Entry(index) => {
                        match self.readable(head, &layout::entry(index), Limits::ENTRY.bytes).await? {
                            Some(bytes) => kept.entry(index, &bytes),
                            None => return Ok(None),
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
