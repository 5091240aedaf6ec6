//! Proofs of RFC 6962, made: from the roots of full subtrees, wherever those are kept.
//!
//! A node is named by its level and its number on that level, as in C2SP tlog-tiles: node `(l, n)` is the root over the
//! leaves `n · 2^l` up to `(n + 1) · 2^l`. Only full ones are asked for; those of the right edge are made of them.

use crate::hash::Hash;
use crate::kept;

/// A full subtree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId {
    /// 0 for leaves.
    pub level: u32,
    /// From the left, on that level.
    pub number: u64,
}

/// Why a proof cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProveError {
    /// What is to be proven is beyond the tree.
    #[error("there is no entry or earlier ledger {wanted} in a ledger of {size} entries")]
    Beyond {
        /// What was asked for.
        wanted: u64,
        /// The size of the tree.
        size: u64,
    },
    /// A hash is not where it is kept.
    #[error("the hash of node {} on level {} is missing", .0.number, .0.level)]
    Missing(NodeId),
}

/// Where the roots of full subtrees are kept: tiles, a map, or the leaves themselves.
pub trait Nodes {
    /// The hash of a full subtree.
    fn node(&self, id: NodeId) -> Option<Hash>;
}

impl<F: Fn(NodeId) -> Option<Hash>> Nodes for F {
    fn node(&self, id: NodeId) -> Option<Hash> {
        self(id)
    }
}

/// All full subtrees of a tree, in memory: 37 bytes a leaf, as those between the leaves and [`kept::LEVEL`] are made when they are asked for.
#[derive(Debug, Clone, Default)]
pub struct Subtrees {
    leaves: Vec<Hash>,
    /// From [`kept::LEVEL`] up.
    levels: Vec<Vec<Hash>>,
}

impl Subtrees {
    /// Those over these leaves.
    #[must_use]
    pub fn new(leaves: impl IntoIterator<Item = Hash>) -> Self {
        let mut subtrees = Self::default();
        leaves.into_iter().for_each(|leaf| subtrees.push(leaf));
        subtrees
    }

    /// Adds a leaf, and the subtrees that it completes.
    pub fn push(&mut self, leaf: Hash) {
        self.leaves.push(leaf);
        if !self.size().is_multiple_of(1 << kept::LEVEL) {
            return;
        }
        let lowest = NodeId { level: kept::LEVEL, number: (self.size() >> kept::LEVEL) - 1 };
        let Some(mut node) = self.made(lowest) else { return };
        let mut level = 0;
        loop {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            let Some(nodes) = self.levels.get_mut(level) else { return };
            nodes.push(node);
            match nodes.as_chunks::<2>() {
                (pairs, []) => match pairs.last() {
                    Some([left, right]) => node = Hash::node(left, right),
                    None => return,
                },
                _ => return,
            }
            level += 1;
        }
    }

    /// A node, of its two halves.
    fn made(&self, id: NodeId) -> Option<Hash> {
        let half = |side| self.node(NodeId { level: id.level - 1, number: id.number * 2 + side });
        Some(Hash::node(&half(0)?, &half(1)?))
    }

    /// The number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.leaves.len() as u64
    }

    /// The hash of a leaf.
    #[must_use]
    pub fn leaf(&self, index: u64) -> Option<Hash> {
        self.node(NodeId { level: 0, number: index })
    }

    /// The root over the first so many leaves, if there are as many.
    #[must_use]
    pub fn root(&self, size: u64) -> Option<Hash> {
        root(0, size, self).ok()
    }
}

impl Nodes for Subtrees {
    fn node(&self, id: NodeId) -> Option<Hash> {
        let Some(above) = id.level.checked_sub(kept::LEVEL) else {
            return if id.level == 0 {
                self.leaves.get(usize::try_from(id.number).ok()?).copied()
            } else {
                self.made(id)
            };
        };
        self.levels.get(usize::try_from(above).ok()?)?.get(usize::try_from(id.number).ok()?).copied()
    }
}

/// The proof that the entry at an index is in the tree of this size, for [`verify_inclusion`](crate::proof::verify_inclusion).
///
/// # Errors
/// An index beyond the size, or a hash that is not kept.
pub fn inclusion(index: u64, size: u64, nodes: &impl Nodes) -> Result<Vec<Hash>, ProveError> {
    if index >= size {
        return Err(ProveError::Beyond { wanted: index, size });
    }
    let (mut from, mut to) = (0, size);
    let mut siblings = Vec::new();
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            siblings.push(root(middle, to, nodes)?);
            to = middle;
        } else {
            siblings.push(root(from, middle, nodes)?);
            from = middle;
        }
    }
    siblings.reverse();
    Ok(siblings)
}

/// The proof that the tree of size `new` begins with that of size `old`, for
/// [`verify_consistency`](crate::proof::verify_consistency).
///
/// # Errors
/// An old size beyond the new one, or a hash that is not kept.
pub fn consistency(old: u64, new: u64, nodes: &impl Nodes) -> Result<Vec<Hash>, ProveError> {
    if old > new {
        return Err(ProveError::Beyond { wanted: old, size: new });
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let (mut from, mut to) = (0, new);
    let mut hashes = Vec::new();
    // Down to the subtree that ends where the old tree does.
    while to != old {
        let middle = from + split(to - from);
        if old <= middle {
            hashes.push(root(middle, to, nodes)?);
            to = middle;
        } else {
            hashes.push(root(from, middle, nodes)?);
            from = middle;
        }
    }
    // Where that is the old tree as a whole, its root is known to whoever verifies.
    if from != 0 {
        hashes.push(root(from, to, nodes)?);
    }
    hashes.reverse();
    Ok(hashes)
}

/// The nodes that a proof is made of, so that a store fetches them before: `make` is [`inclusion`] or [`consistency`].
pub fn wanted<T>(make: impl FnOnce(&Wanted) -> Result<T, ProveError>) -> Vec<NodeId> {
    let wanted = Wanted::default();
    // The hashes are zeros here: only what is asked for counts.
    let _ = make(&wanted);
    wanted.0.into_inner()
}

/// Notes which nodes are asked for.
#[derive(Debug, Default)]
pub struct Wanted(std::cell::RefCell<Vec<NodeId>>);

impl Nodes for Wanted {
    fn node(&self, id: NodeId) -> Option<Hash> {
        self.0.borrow_mut().push(id);
        Some(Hash::ZERO)
    }
}

/// The largest power of two below a number of leaves, of which there are at least two.
const fn split(leaves: u64) -> u64 {
    1 << (leaves - 1).ilog2()
}

/// The root over the leaves from `from` up to `to`, where `from` is a multiple of a power of two that is not less than their number:
/// the full subtrees, largest first, taken together from the right.
fn root(from: u64, to: u64, nodes: &impl Nodes) -> Result<Hash, ProveError> {
    let mut subtrees = Vec::new();
    let mut at = from;
    while at < to {
        let level = (to - at).ilog2();
        let id = NodeId { level, number: at >> level };
        subtrees.push(nodes.node(id).ok_or(ProveError::Missing(id))?);
        at += 1 << level;
    }
    let mut right_to_left = subtrees.into_iter().rev();
    let last = right_to_left.next().unwrap_or_else(Hash::empty_root);
    Ok(right_to_left.fold(last, |right, left| Hash::node(&left, &right)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::proof::{self, Head};
    use crate::tree::oracle;

    proptest! {
        #[test]
        fn proofs_are_those_of_the_definition(size in 1..150_usize, at in 0..150_usize) {
            let leaves = oracle::leaves(size);
            let nodes = Subtrees::new(leaves.clone());
            let at = at % size;
            prop_assert_eq!(inclusion(at as u64, size as u64, &nodes).unwrap(), oracle::path(at, &leaves));
            prop_assert_eq!(nodes.root(at as u64), Some(oracle::root(&leaves[..at])));
            let proof = consistency(at as u64 + 1, size as u64, &nodes).unwrap();
            prop_assert_eq!(proof, oracle::consistency(at + 1, &leaves));
        }

        #[test]
        fn a_few_nodes_are_enough(size in 1..5000_u64, at in 0..5000_u64) {
            let at = at % size;
            let ids = wanted(|nodes| inclusion(at, size, nodes));
            prop_assert!(ids.len() <= 2 * 13, "{} nodes", ids.len());
            // Every node that is asked for is full.
            prop_assert!(ids.iter().all(|id| (id.number + 1) << id.level <= size));
        }
    }

    #[test]
    fn a_proof_in_a_million_entries_is_twenty_hashes() {
        let leaves = oracle::leaves(1_000_000);
        let nodes = Subtrees::new(leaves.clone());
        let root = nodes.root(1_000_000).unwrap();
        let path = inclusion(123_456, 1_000_000, &nodes).unwrap();
        assert_eq!(path.len(), 20);
        assert_eq!(proof::verify_inclusion(leaves[123_456], 123_456, 1_000_000, root, &path), Ok(()));
        let old = Head { size: 999_999, root: nodes.root(999_999).unwrap() };
        let hashes = consistency(999_999, 1_000_000, &nodes).unwrap();
        assert_eq!(proof::verify_consistency(old, Head { size: 1_000_000, root }, &hashes), Ok(()));
    }

    #[test]
    fn what_is_not_there_is_not_proven() {
        let nodes = Subtrees::new(oracle::leaves(5));
        assert_eq!((nodes.size(), nodes.leaf(4), nodes.leaf(5)), (5, oracle::leaves(5).pop(), None));
        assert_eq!(
            (nodes.root(6), nodes.root(0), nodes.root(u64::MAX)),
            (None, Some(Hash::empty_root()), None)
        );
        assert_eq!(inclusion(5, 5, &nodes), Err(ProveError::Beyond { wanted: 5, size: 5 }));
        assert_eq!(inclusion(0, 0, &nodes), Err(ProveError::Beyond { wanted: 0, size: 0 }));
        assert_eq!(consistency(6, 5, &nodes), Err(ProveError::Beyond { wanted: 6, size: 5 }));
        assert_eq!(inclusion(0, 9, &nodes), Err(ProveError::Missing(NodeId { level: 0, number: 8 })));
        assert!(inclusion(u64::MAX - 1, u64::MAX, &nodes).is_err());
        assert_eq!(wanted(|nodes| inclusion(u64::MAX - 1, u64::MAX, nodes)).len(), 63);
    }
}
