//! Nodes of the tree that are kept beside the entries, so that a proof reads a few small files and not every entry.
//!
//! Beside every sixteenth entry lies a file of the roots of those full subtrees of 16 leaves or more that the entry completes, smallest first:
//! whoever appends has them at hand and reads nothing for it ([`beside`]). With the right edge of the tree, which the tip holds, and at most fifteen
//! entries they make every proof of RFC 6962 in O(log n) reads ([`Kept`]). They are a cache. Nobody signed them, and nobody has to: a proof that
//! was made of wrong ones leads to another root than the signed one.

use std::collections::{BTreeMap, BTreeSet};

use crate::hash::Hash;
use crate::prove::{self, NodeId, Nodes, ProveError};
use crate::tree::Frontier;

/// The level of the smallest subtree that is kept: 16 leaves. Below it entries are read.
pub const LEVEL: u32 = 4;
/// The longest file: the nodes of the levels 4 to 63.
pub const MAX_BYTES: usize = 60 * 32;

/// A small file that a proof needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Want {
    /// The nodes beside the entry with this index.
    Nodes(u64),
    /// The entry with this index.
    Entry(u64),
}

/// The bytes are not those of nodes beside this entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what lies beside entry {0} is not as many hashes as belong there")]
pub struct Damaged(pub u64);

/// What is to be kept beside an entry whose leaf completes these subtrees, from the leaf itself up, as [`Frontier::grow`] tells them. Beside
/// fifteen of sixteen entries it is nothing.
#[must_use]
pub fn beside(completed: &[Hash]) -> Option<Vec<u8>> {
    let kept = completed.iter().skip(skipped()).flat_map(Hash::as_bytes).copied().collect::<Vec<u8>>();
    if kept.is_empty() { None } else { Some(kept) }
}

/// What has to lie beside an entry, by the nodes of the tree.
pub(crate) fn expected(index: u64, nodes: &impl Nodes) -> Option<Vec<u8>> {
    let hashes: Vec<Hash> = ids(index).filter_map(|id| nodes.node(id)).collect();
    let bytes = hashes.iter().flat_map(Hash::as_bytes).copied().collect::<Vec<u8>>();
    if bytes.is_empty() { None } else { Some(bytes) }
}

/// The nodes that lie beside an entry, if any do.
fn ids(index: u64) -> impl Iterator<Item = NodeId> {
    let leaves = index.checked_add(1).unwrap_or_default();
    // Zero is no number of leaves, and has 64 trailing zeros.
    let top = if leaves == 0 { 0 } else { leaves.trailing_zeros() };
    (LEVEL..=top).map(move |level| NodeId { level, number: (leaves >> level).saturating_sub(1) })
}

/// The leaves of the levels that are not kept, in a list from level 0 up.
fn skipped() -> usize {
    usize::try_from(LEVEL).unwrap_or(usize::MAX)
}

/// The nodes at hand: the right edge of the tree, and what was read. Whoever reads asks [`Kept::wants`], hands over what it names, and asks again
/// until it names nothing: once where nothing is missing.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    known: BTreeMap<NodeId, Hash>,
    /// The entries beside which no nodes are: those are made of the nodes below them.
    absent: BTreeSet<u64>,
}

impl Kept {
    /// Begins with the full subtrees that make up the tree, as its tip has them. They are to be held against a signed checkpoint.
    #[must_use]
    pub fn new(edge: &Frontier) -> Self {
        let (mut at, mut known) = (0_u64, BTreeMap::new());
        let levels = (0..u64::BITS).rev().filter(|level| edge.size() >> level & 1 == 1);
        for (level, root) in levels.zip(edge.subtrees()) {
            known.insert(NodeId { level, number: at >> level }, *root);
            at |= 1 << level;
        }
        Self { known, absent: BTreeSet::new() }
    }

    /// What has to be read before a proof can be made, where `make` is [`prove::inclusion`] or [`prove::consistency`] over the nodes that it is
    /// handed: of a tree of n leaves at most log2(n) files of nodes, and sixteen entries, if no nodes are absent.
    #[must_use]
    pub fn wants<T>(&self, make: impl FnOnce(&prove::Wanted) -> Result<T, ProveError>) -> BTreeSet<Want> {
        let mut wants = BTreeSet::new();
        for id in prove::wanted(make) {
            self.want(id, &mut wants);
        }
        wants
    }

    fn want(&self, id: NodeId, wants: &mut BTreeSet<Want>) {
        if self.known.contains_key(&id) {
            return;
        }
        match (self.parts(id), id.level) {
            (Some(parts), _) => parts.into_iter().for_each(|part| self.want(part, wants)),
            (None, 0) => drop(wants.insert(Want::Entry(id.number))),
            (None, _) => drop(wants.insert(Want::Nodes(end(id)))),
        }
    }

    /// The two halves of a subtree whose root is in no file.
    fn parts(&self, id: NodeId) -> Option<[NodeId; 2]> {
        let level = id.level.checked_sub(1)?;
        let made = id.level < LEVEL || self.absent.contains(&end(id));
        made.then(|| [0, 1].map(|side| NodeId { level, number: id.number * 2 + side }))
    }

    /// Takes the nodes beside an entry, as they are stored.
    ///
    /// # Errors
    /// Another number of bytes than lie there: then they are as good as absent.
    pub fn nodes(&mut self, index: u64, bytes: &[u8]) -> Result<(), Damaged> {
        let (hashes, rest) = bytes.as_chunks::<32>();
        let ids: Vec<NodeId> = ids(index).collect();
        if !rest.is_empty() || ids.is_empty() || ids.len() != hashes.len() {
            self.absent(index);
            return Err(Damaged(index));
        }
        self.known.extend(ids.into_iter().zip(hashes.iter().map(|hash| Hash::from_bytes(*hash))));
        Ok(())
    }

    /// Knows that no nodes are beside an entry.
    pub fn absent(&mut self, index: u64) {
        self.absent.insert(index);
    }

    /// Takes an entry, as it is stored.
    pub fn entry(&mut self, index: u64, bytes: &[u8]) {
        self.known.insert(NodeId { level: 0, number: index }, Hash::leaf(bytes));
    }
}

impl Nodes for Kept {
    fn node(&self, id: NodeId) -> Option<Hash> {
        if let Some(known) = self.known.get(&id) {
            return Some(*known);
        }
        let [left, right] = self.parts(id)?;
        Some(Hash::node(&self.node(left)?, &self.node(right)?))
    }
}

/// The last entry of a full subtree.
const fn end(id: NodeId) -> u64 {
    (id.number << id.level) + ((1 << id.level) - 1)
}

#[cfg(test)]
mod tests;
