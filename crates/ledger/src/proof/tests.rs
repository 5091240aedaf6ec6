use proptest::prelude::*;

use super::*;
use crate::tree::oracle::{self, LEAVES, ROOTS};

fn vectors(size: usize) -> Vec<Hash> {
    LEAVES.iter().take(size).map(|leaf| Hash::leaf(leaf)).collect()
}

fn published(size: usize) -> Hash {
    Hash::parse_hex(ROOTS[size]).unwrap()
}

fn head(leaves: &[Hash]) -> Head {
    Head { size: leaves.len() as u64, root: oracle::root(leaves) }
}

#[test]
fn the_published_tree_of_seven_has_the_paths_of_the_rfc() {
    // RFC 6962, 2.1.3: leaves a b c d e f j, nodes g h i, k = (g h), l = (i j).
    let d = vectors(7);
    let node = |left: &Hash, right: &Hash| Hash::node(left, right);
    let (g, h, i, j) = (node(&d[0], &d[1]), node(&d[2], &d[3]), node(&d[4], &d[5]), d[6]);
    let (k, l) = (node(&g, &h), node(&i, &j));
    let root = published(7);
    assert_eq!(node(&k, &l), root);
    for (at, path) in [(0, vec![d[1], h, l]), (3, vec![d[2], g, l]), (4, vec![d[5], j, k]), (6, vec![i, k])] {
        assert_eq!(verify_inclusion(d[at], at as u64, 7, root, &path), Ok(()));
        assert_eq!(oracle::path(at, &d), path);
    }
    for (old, proof) in [(3, vec![d[2], d[3], g, l]), (4, vec![l]), (6, vec![i, j, k])] {
        let old = Head { size: old, root: published(usize::try_from(old).unwrap()) };
        assert_eq!(verify_consistency(old, Head { size: 7, root }, &proof), Ok(()));
    }
}

#[test]
fn attack_03_two_roots_of_one_size_are_a_fork() {
    let old = Head { size: 5, root: published(5) };
    let new = Head { size: 5, root: Hash::of(b"another history") };
    assert_eq!(verify_consistency(old, new, &[]), Err(ProofError::Fork(5)));
    let empty = Head { size: 0, root: Hash::ZERO };
    assert_eq!(verify_consistency(empty, old, &[]), Err(ProofError::OldRoot));
}

#[test]
fn attack_02_a_smaller_tree_is_not_a_later_one() {
    let (old, new) = (head(&vectors(7)), head(&vectors(5)));
    assert_eq!(verify_consistency(old, new, &[]), Err(ProofError::Shrunk { old: 7, new: 5 }));
}

#[test]
fn attack_01_a_rewritten_beginning_has_no_proof() {
    let honest = vectors(8);
    let mut rewritten = honest.clone();
    rewritten[2] = Hash::leaf(b"another deployment");
    let old = head(&honest[..5]);
    assert_eq!(verify_consistency(old, head(&honest), &oracle::consistency(5, &honest)), Ok(()));
    let proof = oracle::consistency(5, &rewritten);
    assert_eq!(verify_consistency(old, head(&rewritten), &proof), Err(ProofError::OldRoot));
    // Nor does mixing the two proofs help.
    let mixed = oracle::consistency(5, &honest);
    assert_eq!(verify_consistency(old, head(&rewritten), &mixed), Err(ProofError::Root));
}

#[test]
fn attack_17_an_inner_node_is_not_taken_for_an_entry() {
    let d = vectors(4);
    let inside = Hash::node(&d[0], &d[1]);
    let root = published(4);
    // The shorter path that leads from the node to the root is no path of a tree of four.
    assert_eq!(verify_inclusion(inside, 0, 4, root, &[Hash::node(&d[2], &d[3])]), Err(ProofError::Length));
    assert_eq!(
        verify_inclusion(inside, 0, 2, root, &[Hash::node(&d[2], &d[3])]),
        Ok(()),
        "the size must be proven, too"
    );
}

#[test]
fn the_largest_numbers_are_taken() {
    let zero = Hash::ZERO;
    let long = vec![zero; 1000];
    for size in [1, 2, 3, u64::MAX - 1, u64::MAX] {
        for index in [0, 1, size - 1, size, u64::MAX] {
            assert!(verify_inclusion(zero, index, size, zero, &long).is_err());
        }
        for old in [0, 1, size / 2, size - 1] {
            let (old, new) = (Head { size: old, root: zero }, Head { size, root: Hash::of(b"") });
            assert!(verify_consistency(old, new, &long).is_err());
            assert!(verify_consistency(old, new, &[]).is_err() || old.size == 0);
        }
    }
}

proptest! {
    #[test]
    fn each_leaf_of_each_tree_is_proven_and_no_other(size in 1..70_usize, at in 0..70_usize, wrong in 0..70_usize) {
        let leaves = oracle::leaves(size);
        let (at, wrong) = (at % size, wrong % size);
        let (root, path) = (oracle::root(&leaves), oracle::path(at, &leaves));
        let check = |leaf: usize, index: usize, size: usize, path: &[Hash]| {
            verify_inclusion(leaves[leaf], index as u64, size as u64, root, path)
        };
        prop_assert_eq!(check(at, at, size, &path), Ok(()));
        prop_assert_eq!(check(at, wrong, size, &path).is_ok(), at == wrong);
        prop_assert_eq!(check(wrong, at, size, &path).is_ok(), at == wrong);
        let longer = [path.clone(), vec![root]].concat();
        prop_assert_eq!(check(at, at, size, &longer), Err(ProofError::Length));
        if !path.is_empty() {
            prop_assert_eq!(check(at, at, size, &path[1..]).is_ok(), false);
            prop_assert_eq!(check(at, at, size, &path[..path.len() - 1]).is_ok(), false);
        }
    }

    #[test]
    fn each_tree_is_proven_to_begin_with_each_earlier_one(size in 1..70_usize, old in 1..70_usize, hurt in 0..64_usize) {
        let leaves = oracle::leaves(size);
        let old = old.min(size);
        let (before, now) = (head(&leaves[..old]), head(&leaves));
        let proof = oracle::consistency(old, &leaves);
        prop_assert_eq!(verify_consistency(before, now, &proof), Ok(()));
        let other = Head { root: Hash::of(b"other"), ..before };
        prop_assert!(verify_consistency(other, now, &proof).is_err());
        let longer = [proof.clone(), vec![Hash::ZERO]].concat();
        prop_assert_eq!(verify_consistency(before, now, &longer), Err(ProofError::Length));
        if !proof.is_empty() {
            let mut changed = proof.clone();
            let at = hurt % proof.len();
            changed[at] = Hash::of(b"changed");
            prop_assert!(verify_consistency(before, now, &changed).is_err());
            prop_assert!(verify_consistency(before, now, &proof[1..]).is_err());
        }
    }

    #[test]
    fn hostile_proofs_prove_nothing(
        index in any::<u64>(), size in any::<u64>(), old in any::<u64>(),
        hashes in proptest::collection::vec(any::<[u8; 32]>().prop_map(Hash::from_bytes), 0..80),
    ) {
        prop_assert!(verify_inclusion(Hash::ZERO, index, size, Hash::ZERO, &hashes).is_err());
        let (old, new) = (Head { size: old, root: Hash::ZERO }, Head { size, root: Hash::of(b"") });
        let proven = verify_consistency(old, new, &hashes);
        prop_assert!(proven.is_err());
    }
}
