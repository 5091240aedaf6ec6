//! Proofs of RFC 6962, verified: that an entry is in a tree, and that a tree grew out of an earlier one.
//!
//! Both functions are total: they loop over the proof, which is at most 64 hashes, and take any numbers.

use crate::hash::Hash;

/// Why a proof does not prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// There is no such entry in a tree of this size.
    #[error("there is no entry {index} in a ledger of {size} entries")]
    Index {
        /// The position.
        index: u64,
        /// The size.
        size: u64,
    },
    /// The later tree is the smaller one.
    #[error("the ledger had {old} entries and has {new} now: entries are missing")]
    Shrunk {
        /// Entries before.
        old: u64,
        /// Entries after.
        new: u64,
    },
    /// More or fewer hashes than a proof between these numbers has.
    #[error("the proof has another number of hashes than one for these sizes")]
    Length,
    /// The hashes lead to another root.
    #[error("the proof leads to another root")]
    Root,
    /// The hashes lead to another root of the earlier tree.
    #[error(
        "the proof leads to another root of the earlier ledger: what was there then is not what is there now"
    )]
    OldRoot,
    /// Both trees have the same size and different roots. The two signed checkpoints prove it to anybody.
    #[error("two roots for a ledger of {0} entries: it was shown in two versions")]
    Fork(u64),
}

/// Proves that a leaf is at an index of the tree with this size and root (RFC 9162, 2.1.3.2).
///
/// # Errors
/// Whatever does not prove it.
pub fn verify_inclusion(
    leaf: Hash,
    index: u64,
    size: u64,
    root: Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Index { index, size });
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = leaf;
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if node & 1 == 1 || node == last {
            hash = Hash::node(sibling, &hash);
            // A right edge that has no right sibling is carried up as it is.
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = Hash::node(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    if hash == root { Ok(()) } else { Err(ProofError::Root) }
}

/// A tree, by its size and its root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// Proves that the new tree begins with all of the old one (RFC 9162, 2.1.4.2). Every tree begins with the one without leaves,
/// and that is proven by no hash at all.
///
/// # Errors
/// Whatever does not prove it. [`ProofError::Fork`] and [`ProofError::Shrunk`] are findings about the ledger, not about the proof.
pub fn verify_consistency(old: Head, new: Head, proof: &[Hash]) -> Result<(), ProofError> {
    if old.size > new.size {
        return Err(ProofError::Shrunk { old: old.size, new: new.size });
    }
    if old.size == new.size && old.root != new.root {
        return Err(ProofError::Fork(old.size));
    }
    if old.size == 0 && old.root != Hash::empty_root() {
        return Err(ProofError::OldRoot);
    }
    if old.size == 0 || old.size == new.size {
        return if proof.is_empty() { Ok(()) } else { Err(ProofError::Length) };
    }
    let (mut node, mut last) = (old.size - 1, new.size - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    // Where the old tree is one full subtree, its root is known and not in the proof.
    let mut hashes = proof.iter().copied();
    let seed = if old.size.is_power_of_two() { old.root } else { hashes.next().ok_or(ProofError::Length)? };
    let (mut old_root, mut new_root) = (seed, seed);
    for sibling in hashes {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if node & 1 == 1 || node == last {
            old_root = Hash::node(&sibling, &old_root);
            new_root = Hash::node(&sibling, &new_root);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_root = Hash::node(&new_root, &sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    match (last, old_root == old.root, new_root == new.root) {
        (0, true, true) => Ok(()),
        (0, false, _) => Err(ProofError::OldRoot),
        (0, true, false) => Err(ProofError::Root),
        _ => Err(ProofError::Length),
    }
}

#[cfg(test)]
mod tests;
