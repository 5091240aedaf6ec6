//! The Merkle tree of RFC 6962, as its right edge: what an append needs, and no more.

use crate::hash::Hash;

/// The roots of the full subtrees of which a tree consists, largest first: one for each bit of its size. It takes another leaf
/// in O(log n), at most 64 hashes, and gives the root of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    subtrees: Vec<Hash>,
}

/// Why hashes are not the right edge of a tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrontierError {
    /// Another number of subtrees than the size has bits.
    #[error("{found} subtrees for a tree of {size} leaves, which has {expected}")]
    Subtrees {
        /// Leaves.
        size: u64,
        /// How many hashes were given.
        found: usize,
        /// How many there must be.
        expected: u32,
    },
    /// 2^64 − 1 leaves.
    #[error("the tree is full")]
    Full,
}

impl Frontier {
    /// The tree without leaves.
    #[must_use]
    pub const fn new() -> Self {
        Self { size: 0, subtrees: Vec::new() }
    }

    /// A tree that was stored. Nothing but a checkpoint proves that these were its hashes: hold [`Frontier::root`] against one.
    ///
    /// # Errors
    /// Another number of subtrees than the size has bits.
    pub fn from_parts(size: u64, subtrees: Vec<Hash>) -> Result<Self, FrontierError> {
        let expected = size.count_ones();
        if u32::try_from(subtrees.len()) != Ok(expected) {
            return Err(FrontierError::Subtrees { size, found: subtrees.len(), expected });
        }
        Ok(Self { size, subtrees })
    }

    /// Adds a leaf by its hash.
    ///
    /// # Errors
    /// A tree of 2^64 − 1 leaves.
    pub fn push(&mut self, leaf: Hash) -> Result<(), FrontierError> {
        self.grow(leaf).map(drop)
    }

    /// Adds a leaf by its hash, and tells the roots of the full subtrees that end with it, from the leaf itself up: what
    /// [`beside`](crate::kept::beside) keeps some of.
    ///
    /// # Errors
    /// A tree of 2^64 − 1 leaves.
    pub fn grow(&mut self, leaf: Hash) -> Result<Vec<Hash>, FrontierError> {
        let size = self.size.checked_add(1).ok_or(FrontierError::Full)?;
        // Each trailing one of the old size is a full subtree that the new leaf completes.
        let (mut node, mut completed) = (leaf, vec![leaf]);
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.subtrees.pop() {
                node = Hash::node(&left, &node);
                completed.push(node);
            }
        }
        self.subtrees.push(node);
        self.size = size;
        Ok(completed)
    }

    /// The number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the full subtrees, largest first.
    #[must_use]
    pub fn subtrees(&self) -> &[Hash] {
        &self.subtrees
    }

    /// The root of the whole tree (RFC 6962, 2.1): the subtrees, taken together from the right.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut right_to_left = self.subtrees.iter().rev();
        let Some(last) = right_to_left.next() else { return Hash::empty_root() };
        right_to_left.fold(*last, |right, left| Hash::node(left, &right))
    }
}

/// The naive definitions of RFC 6962, and its test vectors: what everything else is held to.
#[cfg(test)]
pub(crate) mod oracle;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::oracle::{self, LEAVES, ROOTS};
    use super::*;

    #[test]
    fn the_published_roots_are_ours() {
        let mut tree = Frontier::new();
        assert_eq!(tree.root().to_string(), ROOTS[0]);
        for (at, leaf) in LEAVES.iter().enumerate() {
            tree.push(Hash::leaf(leaf)).unwrap();
            assert_eq!(tree.root().to_string(), ROOTS[at + 1]);
            assert_eq!(tree.size(), at as u64 + 1);
        }
    }

    #[test]
    fn a_stored_tree_has_a_subtree_for_each_bit_of_its_size() {
        for (size, hashes, right) in
            [(0, 0, true), (0, 1, false), (5, 2, true), (5, 1, false), (5, 3, false), (8, 1, true)]
        {
            assert_eq!(Frontier::from_parts(size, vec![Hash::ZERO; hashes]).is_ok(), right, "{size} {hashes}");
        }
        let mut full = Frontier::from_parts(u64::MAX, vec![Hash::ZERO; 64]).unwrap();
        assert_eq!(full.push(Hash::ZERO), Err(FrontierError::Full));
        assert_eq!(full.subtrees().len(), 64);
    }

    proptest! {
        #[test]
        fn the_root_is_that_of_the_definition(size in 0..200_usize) {
            let leaves = oracle::leaves(size);
            let mut tree = Frontier::new();
            for leaf in &leaves {
                tree.push(*leaf).unwrap();
            }
            prop_assert_eq!(tree.root(), oracle::root(&leaves));
            let stored = Frontier::from_parts(tree.size(), tree.subtrees().to_vec()).unwrap();
            prop_assert_eq!(stored, tree);
        }
    }
}
