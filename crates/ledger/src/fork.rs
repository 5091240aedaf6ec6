//! Proof that a ledger was shown in two versions: two signed heads that cannot both be true. It needs nothing else, so it can be given
//! to anybody.

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::hash::Hash;
use crate::signer::VerifierKey;

/// Two heads of one size with different roots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fork {
    /// The ledger.
    pub origin: String,
    /// The size of both.
    pub size: u64,
    /// The root of each.
    pub roots: [Hash; 2],
}

/// Why two notes prove no fork.
#[derive(Debug, thiserror::Error)]
pub enum ForkError {
    /// One of them is no checkpoint that a known key signed.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// They are of different ledgers or sizes: an inconsistency between sizes needs the entries.
    #[error("the two checkpoints are of different ledgers or sizes")]
    NotComparable,
    /// They say the same.
    #[error("the two checkpoints say the same")]
    Same,
}

/// Proves a fork by two notes. Both must be signed by keys of the ledger.
///
/// # Errors
/// Two notes that prove none.
pub fn prove_fork(one: &[u8], two: &[u8], known: &[&VerifierKey]) -> Result<Fork, ForkError> {
    let (one, two) = (Checkpoint::open(one, known)?.0, Checkpoint::open(two, known)?.0);
    if one.origin != two.origin || one.size != two.size {
        return Err(ForkError::NotComparable);
    }
    if one.root == two.root {
        return Err(ForkError::Same);
    }
    Ok(Fork { origin: one.origin, size: one.size, roots: [one.root, two.root] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signer::SignerKey;

    #[test]
    fn attack_03_two_signed_heads_prove_a_fork_to_anybody() {
        let (key, stranger) = (SignerKey::new("k", &[1; 32]).unwrap(), SignerKey::new("k", &[2; 32]).unwrap());
        let note = |origin: &str, size, root: &[u8], key: &SignerKey| {
            Checkpoint::new(origin.to_owned(), size, Hash::of(root))
                .sign(&[key])
                .unwrap()
                .to_text()
                .into_bytes()
        };
        let (public, one) = (key.verifier(), note("o", 5, b"a", &key));
        let fork = |two: &[u8]| prove_fork(&one, two, &[&public]);
        let proven = fork(&note("o", 5, b"b", &key)).unwrap();
        assert_eq!((proven.size, proven.roots), (5, [Hash::of(b"a"), Hash::of(b"b")]));
        assert!(matches!(fork(&one), Err(ForkError::Same)));
        assert!(matches!(fork(&note("o", 6, b"b", &key)), Err(ForkError::NotComparable)));
        assert!(matches!(fork(&note("p", 5, b"b", &key)), Err(ForkError::NotComparable)));
        assert!(
            matches!(fork(&note("o", 5, b"b", &stranger)), Err(ForkError::Checkpoint(_))),
            "anybody can accuse"
        );
    }
}
