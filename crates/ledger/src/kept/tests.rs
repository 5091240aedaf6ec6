use proptest::prelude::*;

use super::*;
use crate::dsse::Envelope;
use crate::entry::Entry;
use crate::keyring::Keyring;
use crate::moment::Moment;
use crate::origin::Origin;
use crate::predicate::Role;
use crate::proof::{self, Head};
use crate::proof_file::ProofFile;
use crate::prove::{Subtrees, consistency, inclusion};
use crate::signer::SignerKey;
use crate::statement::samples;
use crate::tip::{Record, Tip};
use crate::tree::oracle;
use crate::verify::Stored;

/// Files as a store has them, which counts what is read of them.
#[derive(Default)]
struct Files {
    entries: Vec<Vec<u8>>,
    nodes: BTreeMap<u64, Vec<u8>>,
    edge: Frontier,
    reads: u32,
    bytes: usize,
}

impl Files {
    /// Entries whose bytes mean nothing.
    fn of(size: u64) -> Self {
        let mut files = Self::default();
        for at in 0..size {
            files.append(at.to_be_bytes().to_vec());
        }
        files
    }

    fn append(&mut self, entry: Vec<u8>) {
        let completed = self.edge.grow(Hash::leaf(&entry)).unwrap();
        self.nodes.extend(beside(&completed).map(|bytes| (self.edge.size() - 1, bytes)));
        self.entries.push(entry);
    }

    fn size(&self) -> u64 {
        self.edge.size()
    }

    fn read(&mut self, make: impl Fn(&prove::Wanted) -> Result<Vec<Hash>, ProveError>) -> Kept {
        let mut kept = Kept::new(&self.edge);
        loop {
            let wants = kept.wants(&make);
            if wants.is_empty() {
                return kept;
            }
            for want in wants {
                self.reads += 1;
                match want {
                    Want::Nodes(index) if self.nodes.contains_key(&index) => {
                        self.bytes += self.nodes[&index].len();
                        kept.nodes(index, &self.nodes[&index]).unwrap();
                    }
                    Want::Nodes(index) => kept.absent(index),
                    Want::Entry(index) => {
                        let bytes = &self.entries[usize::try_from(index).unwrap()];
                        self.bytes += bytes.len();
                        kept.entry(index, bytes);
                    }
                }
            }
        }
    }

    fn inclusion(&mut self, index: u64) -> Vec<Hash> {
        let size = self.size();
        let kept = self.read(|nodes| inclusion(index, size, nodes));
        inclusion(index, size, &kept).unwrap()
    }

    fn consistency(&mut self, old: u64) -> Vec<Hash> {
        let size = self.size();
        let kept = self.read(|nodes| consistency(old, size, nodes));
        consistency(old, size, &kept).unwrap()
    }
}

#[test]
fn beside_every_sixteenth_entry_lie_the_roots_that_it_completes() {
    let files = Files::of(600);
    let leaves: Vec<Hash> = files.entries.iter().map(|entry| Hash::leaf(entry)).collect();
    assert_eq!(files.nodes.keys().copied().collect::<Vec<_>>(), (15..600).step_by(16).collect::<Vec<_>>());
    let hashes = |index: u64| files.nodes[&index].as_chunks::<32>().0.to_vec();
    assert_eq!(hashes(47), [*oracle::root(&leaves[32..48]).as_bytes()]);
    let last = [496..512, 480..512, 448..512, 384..512, 256..512, 0..512];
    assert_eq!(hashes(511), last.map(|range| *oracle::root(&leaves[range]).as_bytes()));
    let tree = Subtrees::new(leaves);
    for index in 0..600 {
        assert_eq!(expected(index, &tree), files.nodes.get(&index).cloned());
    }
    assert_eq!(expected(u64::MAX, &tree), None, "the number of leaves would not fit");
}

proptest! {
    #[test]
    fn proofs_out_of_what_is_kept_are_those_of_the_whole_tree(size in 1..3000_u64, at in 0..3000_u64) {
        let (mut files, at) = (Files::of(size), at % size);
        let tree = Subtrees::new(files.entries.iter().map(|entry| Hash::leaf(entry)));
        prop_assert_eq!(files.inclusion(at), inclusion(at, size, &tree).unwrap());
        prop_assert!(files.reads <= 15 + size.ilog2().saturating_sub(LEVEL), "{} reads", files.reads);
        files.reads = 0;
        prop_assert_eq!(files.consistency(at + 1), consistency(at + 1, size, &tree).unwrap());
        prop_assert!(files.reads <= 16 + size.ilog2(), "{} reads", files.reads);
    }

    #[test]
    fn nodes_that_are_absent_are_made_of_those_below(size in 17..2000_u64, at in 0..2000_u64, gone in proptest::collection::vec(any::<prop::sample::Index>(), 1..4)) {
        let (mut files, at) = (Files::of(size), at % size);
        let tree = Subtrees::new(files.entries.iter().map(|entry| Hash::leaf(entry)));
        for one in gone {
            let index = *one.get(&(15..size).step_by(16).collect::<Vec<_>>());
            files.nodes.remove(&index);
        }
        prop_assert_eq!(files.inclusion(at), inclusion(at, size, &tree).unwrap());
        // Each of the three costs a group of entries, and a file for each level below it.
        prop_assert!(files.reads <= 15 + 11 + 3 * (16 + 11), "{} reads", files.reads);
        prop_assert_eq!(files.consistency(at + 1), consistency(at + 1, size, &tree).unwrap());
        files.nodes.clear();
        prop_assert_eq!(files.inclusion(at), inclusion(at, size, &tree).unwrap());
    }

    #[test]
    fn wrong_nodes_prove_nothing(size in 200..700_u64, at in any::<u64>(), which in any::<prop::sample::Index>(), bit in any::<prop::sample::Index>()) {
        let (mut files, at) = (Files::of(size), at % size);
        let right = files.inclusion(at);
        let indexes: Vec<u64> = files.nodes.keys().copied().collect();
        let changed = files.nodes.get_mut(which.get(&indexes)).unwrap();
        let bit = bit.index(changed.len() * 8);
        changed[bit / 8] ^= 1 << (bit % 8);
        let path = files.inclusion(at);
        let leaf = Hash::leaf(&files.entries[usize::try_from(at).unwrap()]);
        let proven = proof::verify_inclusion(leaf, at, size, files.edge.root(), &path);
        // What was not needed for this proof cannot spoil it; what was leads elsewhere.
        prop_assert_eq!(proven.is_ok(), path == right);
        let old = at % (size - 1) + 1;
        let tree = Subtrees::new(files.entries.iter().map(|entry| Hash::leaf(entry)));
        let hashes = files.consistency(old);
        let heads = [old, size].map(|size| Head { size, root: tree.root(size).unwrap() });
        let proven = proof::verify_consistency(heads[0], heads[1], &hashes);
        prop_assert_eq!(proven.is_ok(), hashes == consistency(old, size, &tree).unwrap());
    }

    #[test]
    fn no_bytes_make_it_panic(index in any::<u64>(), bytes in proptest::collection::vec(any::<u8>(), 0..2100), size in any::<u64>(), at in any::<u64>()) {
        let mut kept = Kept::new(&Frontier::from_parts(size, vec![Hash::ZERO; size.count_ones() as usize]).unwrap());
        let _ = kept.nodes(index, &bytes);
        let wants = kept.wants(|nodes| inclusion(at, size, nodes));
        prop_assert!(wants.len() <= 15 + 64);
        prop_assert!(kept.wants(|nodes| consistency(at, size, nodes)).len() <= 16 + 64);
    }
}

#[test]
fn a_file_of_another_length_is_damaged() {
    let mut kept = Kept::default();
    for (index, length, right) in [
        (15, 32, true),
        (15, 31, false),
        (15, 64, false),
        (15, 0, false),
        (14, 32, false),
        (14, 0, false),
        (31, 64, true),
        (31, 32, false),
        (u64::MAX, 0, false),
        (u64::MAX >> 1, MAX_BYTES, true),
    ] {
        assert_eq!(kept.nodes(index, &vec![7; length]).is_ok(), right, "{index} {length}");
    }
}

/// A ledger of so many entries that are as real ones: one envelope, under as many keys.
fn ledger(size: u64) -> (Files, Tip, Vec<u8>) {
    let key = SignerKey::new("local/0/0/x", &[1; 32]).unwrap();
    let mut tip = Tip::new(Origin::parse("local/0/0/x").unwrap());
    let statement = samples::parse(&samples::gap());
    let mut record = Record::sign(&statement, Hash::ZERO, &[&key]).unwrap();
    let mut files = Files::default();
    for at in 0..size {
        record.idempotency_key = Hash::of(&at.to_be_bytes());
        files.append(tip.append(&record, Moment::from_millis(0).unwrap(), None).unwrap().entry);
    }
    assert!(Envelope::parse(&record.envelope).is_ok());
    (files, tip, record.envelope)
}

#[test]
fn head_and_one_entry_are_proven_with_little_read() {
    let size = 10_000;
    let (mut files, tip, envelope) = ledger(size);
    let key = SignerKey::new("local/0/0/x", &[1; 32]).unwrap();
    let ring = Keyring::new(vec![(key.verifier(), vec![Role::Record, Role::Checkpoint])]);
    let checkpoint = tip.checkpoint().sign(&[&key]).unwrap().to_text().into_bytes();
    for index in [0, 1, 4095, 4096, 7777, 8191, 8192, 9983, 9999] {
        (files.reads, files.bytes) = (0, 0);
        let path = files.inclusion(index);
        let entry = &files.entries[usize::try_from(index).unwrap()];
        let stored = Stored { entry, envelope: Some(&envelope) };
        let file = ProofFile { index, path, checkpoint: checkpoint.clone() };
        let proven = file.verify(tip.origin(), &ring, stored).unwrap();
        assert_eq!(proven.0, Entry::parse(entry).unwrap());
        // All that was read: tip, checkpoint, the entry, its envelope, and what the path needed.
        let read = files.bytes + tip.to_text().len() + checkpoint.len() + entry.len() + envelope.len();
        assert!(read <= 1024 * usize::try_from(size.ilog2()).unwrap(), "entry {index}: {read} bytes");
    }
}
