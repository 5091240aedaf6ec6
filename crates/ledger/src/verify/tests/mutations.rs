//! Whatever is changed in what is stored is named.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::kept::beside;
use crate::tip::{Record, Tip};
use crate::tree::Frontier;

/// Whether the report names the place of a change at an entry: the entry itself, or the next one, which was written after another.
fn names(world: &World, index: u64) -> bool {
    let report = world.report();
    report.soundness() == Soundness::Faulty
        && report.faults.iter().any(|fault| {
            fault.index.is_some_and(|at| at == index || at == index + 1)
                || (index + 1 == world.size() && fault.index.is_none())
        })
}

#[test]
fn every_byte_of_entries_envelopes_and_checkpoint_counts() {
    // Every byte of a short ledger: reading and hashing, but few signatures.
    let mut world = World::new();
    world.append(&samples::gap(), &[world::RECORD]);
    world.append(&samples::incident(), &[world::RECORD]);
    world.sign();
    for at in 0..2 {
        for byte in 0..world.entries[at].0.len() {
            world.entries[at].0[byte] ^= 1 << (byte % 8);
            assert!(names(&world, at as u64), "entry {at}, byte {byte}");
            world.entries[at].0[byte] ^= 1 << (byte % 8);
        }
        for byte in 0..world.entries[at].1.as_ref().unwrap().len() {
            world.entries[at].1.as_mut().unwrap()[byte] ^= 1 << (byte % 8);
            assert_eq!(world.kinds(), [(Some(at as u64), F::EnvelopeDigest)], "envelope {at}, byte {byte}");
            world.entries[at].1.as_mut().unwrap()[byte] ^= 1 << (byte % 8);
        }
    }
    for byte in 0..world.checkpoints[0].len() {
        world.checkpoints[0][byte] ^= 1 << (byte % 8);
        assert_ne!(world.report().soundness(), Soundness::Sound, "checkpoint, byte {byte}");
        world.checkpoints[0][byte] ^= 1 << (byte % 8);
    }
    assert_eq!(world.report().soundness(), Soundness::Sound);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_changed_bit_is_named(at in 0..12_usize, envelope in any::<bool>(), byte in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let mut world = World::full();
        let stored = &mut world.entries[at];
        let bytes = match &mut stored.1 {
            Some(bytes) if envelope => bytes,
            _ => &mut stored.0,
        };
        let byte = byte.index(bytes.len());
        bytes[byte] ^= 1 << bit;
        prop_assert!(names(&world, at as u64));
    }

    #[test]
    fn a_removed_entry_is_named(at in 0..12_usize) {
        let mut world = World::full();
        world.entries.remove(at);
        let report = world.report();
        prop_assert_eq!(report.soundness(), Soundness::Faulty);
        prop_assert!(report.faults.iter().any(|fault| fault.index == Some(at as u64)), "{:?}", report.faults);
    }

    #[test]
    fn entries_that_changed_places_are_named(one in 0..12_usize, two in 0..12_usize) {
        prop_assume!(one != two);
        let mut world = World::full();
        world.entries.swap(one, two);
        let report = world.report();
        for at in [one, two] {
            prop_assert!(report.faults.iter().any(|fault| fault.index == Some(at as u64)), "{at}: {:?}", report.faults);
        }
    }

    #[test]
    fn an_inserted_entry_is_named(at in 0..=12_usize, copy in 0..12_usize) {
        let mut world = World::full();
        let inserted = world.entries[copy].clone();
        world.entries.insert(at, inserted);
        let report = world.report();
        prop_assert_eq!(report.soundness(), Soundness::Faulty);
        let named = |index| report.faults.iter().any(|fault| fault.index == Some(index));
        prop_assert!(named(at as u64) || named(at as u64 + 1), "{:?}", report.faults);
    }

    /// Whoever holds the key of records, and not that of checkpoints, can write an honest chain over other entries: the signed head tells.
    #[test]
    fn a_rewritten_end_does_not_fit_the_signed_head(from in 0..6_usize) {
        let mut honest = World::new();
        for at in 0..6 {
            honest.append(&samples::deployment("succeeded", at, "app"), &[world::RECORD]);
        }
        honest.sign();
        let mut forged = World::new();
        for at in 0..6 {
            let app = if at < from { "app" } else { "malware" };
            forged.append(&samples::deployment("succeeded", at as u64, app), &[world::RECORD]);
        }
        forged.checkpoints = honest.checkpoints.clone();
        prop_assert_eq!(forged.kinds(), [(None, F::CheckpointRoot)]);
        forged.checkpoints.clear();
        prop_assert_eq!(forged.report().soundness(), Soundness::Unproven, "without a head nobody can tell");
    }

    #[test]
    fn no_bytes_make_it_panic(entries in proptest::collection::vec((any::<Vec<u8>>(), any::<Option<Vec<u8>>>()), 0..5), head in any::<Vec<u8>>()) {
        let mut world = World::new();
        world.entries = entries;
        world.checkpoints.push(head);
        prop_assert_eq!(world.report().soundness(), Soundness::Faulty);
    }
}

/// A proof that was taken away, its entry and its envelope: all that is left where the ledger is not at hand.
#[test]
fn every_byte_of_a_proof_that_was_taken_away_counts() {
    let mut world = World::new();
    for at in 0..5 {
        world.append(&samples::deployment("started", at, "app"), &[world::RECORD]);
    }
    world.sign();
    let nodes = Subtrees::new(world.entries.iter().map(|(entry, _)| Hash::leaf(entry)));
    let path = crate::prove::inclusion(2, 5, &nodes).unwrap();
    let file = ProofFile { index: 2, path, checkpoint: world.checkpoints[0].clone() };
    let (entry, envelope) = world.entries[2].clone();
    let whole = [file.to_text().unwrap().into_bytes(), entry, envelope.unwrap()];
    let proven = |[file, entry, envelope]: &[Vec<u8>; 3]| {
        let stored = Stored { entry, envelope: Some(envelope) };
        ProofFile::parse(file).is_ok_and(|file| file.verify(&world.origin, &world.ring, stored).is_ok())
    };
    assert!(proven(&whole));
    for part in 0..3 {
        for byte in 0..whole[part].len() {
            let mut changed = whole.clone();
            changed[part][byte] ^= 1 << (byte % 8);
            assert!(!proven(&changed), "part {part}, byte {byte}");
        }
    }
}

/// The tip is what the next entry is built upon: each change of it is found by its own form or by the checkpoint, but for the last leaf of an even ledger, which
/// the chain finds, and the state, which the entries do.
#[test]
fn every_bit_of_a_tip_counts() {
    for size in [5, 6] {
        let mut world = World::new();
        for at in 0..size {
            world.append(&samples::deployment("started", at, "app"), &[world::RECORD]);
        }
        let (text, head) = (world.tip.to_text(), world.tip.checkpoint());
        let line_of = |byte: usize| text[..byte].matches('\n').count();
        for bit in 0..text.len() * 8 {
            let mut changed = text.clone().into_bytes();
            changed[bit / 8] ^= 1 << (bit % 8);
            let taken = String::from_utf8(changed).ok().and_then(|text| Tip::parse(&text).ok());
            let believed = taken.is_some_and(|tip| tip.check(&head).is_ok());
            assert!(!believed || (size == 6 && line_of(bit / 8) == 3), "{size} entries, bit {bit}");
        }
    }
}

/// What a signed or an earlier head does not hold fast, nobody can know, and the report says so instead of calling it sound.
#[test]
fn what_no_head_holds_fast_is_told_to_be_unknown() {
    let unknown = |world: &World| {
        let report = world.report();
        assert_eq!(report.faults, []);
        let kinds: BTreeSet<&str> = report.unknown.iter().map(|one| one.kind.code()).collect();
        (report.soundness(), kinds.into_iter().collect::<Vec<_>>().join(" "))
    };
    let mut world = World::new();
    for at in 0..4 {
        world.append(&samples::deployment("succeeded", at, "app"), &[world::RECORD]);
    }
    let (whole, short) = (world.head(4), world.signed_head(2));
    // Nothing is signed: the last entries may have been others, or more.
    world.entries.pop();
    assert_eq!(unknown(&world), (Soundness::Unproven, "no-checkpoint no-earlier-head no-witness".to_owned()));
    // A part is: the entries after it may have been others.
    world.checkpoints.push(short);
    assert_eq!(unknown(&world), (Soundness::Unproven, "no-earlier-head no-witness not-covered".to_owned()));
    // All that is left is, by whoever holds the key: more may have been there.
    world.sign();
    assert_eq!(unknown(&world), (Soundness::Sound, "no-earlier-head no-witness".to_owned()));
    // The head that somebody saw before tells.
    world.earlier.push(whole);
    assert_eq!(world.kinds(), [(Some(3), F::Shrunk)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Without any signed head, one that was seen before names what was changed up to it.
    #[test]
    fn an_earlier_head_alone_names_every_change_before_it(at in 0..8_usize, other in 0..8_usize, how in 0..3_u8) {
        let mut world = World::new();
        for at in 0..8 {
            world.append(&samples::deployment("succeeded", at, "app"), &[world::RECORD]);
        }
        world.earlier.push(world.head(8));
        prop_assert_eq!(world.report().faults, []);
        match how {
            0 => drop(world.entries.remove(at)),
            1 => { let copy = world.entries[other].clone(); world.entries.insert(at, copy); }
            _ if at == other => return Ok(()),
            _ => world.entries.swap(at, other),
        }
        let kinds = world.kinds();
        let wanted = if how == 0 { F::Shrunk } else { F::Rewritten };
        // A copy after the last is beyond what was seen; the key that it repeats tells.
        prop_assert!(kinds.iter().any(|(_, kind)| *kind == wanted || *kind == F::EntryRepeated), "{kinds:?}");
        prop_assert!(kinds.iter().any(|(index, _)| index.is_some()), "{kinds:?}");
    }
}

/// Kept nodes are no part of the record: whatever is changed in them is told, and is no fault.
#[test]
fn every_bit_of_kept_nodes_counts() {
    let mut tip = World::new().tip;
    let record =
        Record::sign(&samples::parse(&samples::gap()), Hash::ZERO, &[&world::key(world::RECORD)]).unwrap();
    let (mut edge, mut entries, mut kept) = (Frontier::new(), Vec::new(), Vec::new());
    for at in 0..32_u64 {
        let record = Record { idempotency_key: Hash::of(&at.to_be_bytes()), ..record.clone() };
        entries.push(tip.append(&record, Moment::from_millis(0).unwrap(), None).unwrap().entry);
        kept.push(beside(&edge.grow(tip.last_leaf()).unwrap()));
    }
    let notices = |after: usize, bytes: &[u8]| {
        let mut verifier = Verifier::new(tip.origin().clone(), Keyring::default());
        // Without envelopes: there is nothing but the tree to look at.
        entries.iter().take(after).for_each(|entry| verifier.entry(Stored { entry, envelope: None }));
        verifier.nodes(bytes);
        let report = verifier.finish(Heads { signed: &[], earlier: &[], quorum: None });
        assert!(report.faults.iter().all(|fault| fault.kind == F::EnvelopeMissing));
        report.notices.iter().map(|one| (one.index, one.kind)).collect::<Vec<_>>()
    };
    let right = kept[31].clone().unwrap();
    assert_eq!((notices(32, &right), notices(16, kept[15].as_ref().unwrap())), (vec![], vec![]));
    for bit in 0..right.len() * 8 {
        let mut bytes = right.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(notices(32, &bytes), [(31, NoticeKind::NodesDamaged)], "bit {bit}");
    }
    assert_eq!(notices(31, &right), [(30, NoticeKind::NodesDamaged)], "in another place");
    assert_eq!(notices(32, &right[..32]), [(31, NoticeKind::NodesDamaged)], "cut");
    assert_eq!(notices(32, &[]), [(31, NoticeKind::NodesDamaged)], "emptied");
    assert_eq!(notices(0, &right), [], "before the first entry there is none that they could lie beside");
}
