//! Ledgers that are broken in their structure: order, chain, envelopes, bits.

use ledger::hash::Hash;
use ledger::predicate::Kind;
use ledger::prove::Subtrees;

use crate::both::{Case, NONE, Said, agreed, faulty, judge, sound};
use crate::records;
use crate::world::{RECORD, SECOND, World};

/// Changes of the full ledger.
const CASES: &[Case] = &[
    ("two entries changed places", |world| world.entries.swap(4, 5), Some((4, "entry-index"))),
    ("an entry is gone", |world| drop(world.entries.remove(5)), Some((5, "entry-index"))),
    ("the first entry is gone", |world| drop(world.entries.remove(0)), Some((0, "entry-chain"))),
    (
        "an entry stands twice",
        |world| world.entries.insert(5, world.entries[4].clone()),
        Some((5, "entry-repeated")),
    ),
    ("the last entry is gone", |world| drop(world.entries.pop()), Some((13, "checkpoint-beyond"))),
    ("nothing is left", |world| world.entries.clear(), Some((0, "checkpoint-beyond"))),
    (
        "another entry before it",
        |world| world.edit(4, |entry| entry.prev_leaf_hash = Hash::of(b"x")),
        Some((4, "entry-chain")),
    ),
    (
        "something before the first",
        |world| world.edit(0, |entry| entry.prev_leaf_hash = Hash::of(b"x")),
        Some((0, "entry-chain")),
    ),
    ("another index", |world| world.edit(4, |entry| entry.index = 40), Some((4, "entry-index"))),
    (
        "another ledger",
        |world| world.edit(4, |entry| entry.origin = World::at("2026-10").origin),
        Some((4, "entry-origin")),
    ),
    (
        "another time",
        |world| {
            world.edit(4, |entry| {
                entry.time = ledger::moment::Moment::parse("2026-11-22T15:01:00.001Z").unwrap()
            })
        },
        Some((5, "entry-chain")),
    ),
    (
        "another time of the last",
        |world| {
            world.edit(13, |entry| {
                entry.time = ledger::moment::Moment::parse("2026-11-22T15:01:00.001Z").unwrap()
            })
        },
        Some((NONE, "checkpoint-root")),
    ),
    (
        "another environment",
        |world| world.edit(4, |entry| entry.env = Some(ledger::name::Slug::new("staging").unwrap())),
        Some((4, "statement-mismatch")),
    ),
    ("no environment", |world| world.edit(4, |entry| entry.env = None), Some((4, "statement-mismatch"))),
    (
        "an environment where none is",
        |world| world.edit(5, |entry| entry.env = Some(ledger::name::Slug::new("staging").unwrap())),
        Some((5, "statement-mismatch")),
    ),
    (
        "another type",
        |world| world.edit(4, |entry| entry.kind = Kind::Incident),
        Some((4, "statement-mismatch")),
    ),
    (
        "another key of a deployment",
        |world| world.edit(2, |entry| entry.idempotency_key = Hash::of(b"x")),
        Some((2, "statement-mismatch")),
    ),
    (
        "a key that was used",
        |world| {
            let key = Hash::of(&4_u64.to_be_bytes());
            world.edit(5, |entry| entry.idempotency_key = key);
        },
        Some((5, "entry-repeated")),
    ),
    (
        "another digest of the envelope",
        |world| world.edit(4, |entry| entry.envelope_sha256 = Hash::of(b"x")),
        Some((4, "envelope-digest")),
    ),
    (
        "another size of the envelope",
        |world| world.edit(4, |entry| entry.envelope_size += 1),
        Some((4, "envelope-digest")),
    ),
    (
        "envelopes changed places",
        |world| {
            let one = world.entries[4].1.take();
            world.entries[4].1 = world.entries[5].1.replace(one.unwrap());
        },
        Some((4, "envelope-digest")),
    ),
    ("an envelope is gone", |world| world.entries[4].1 = None, Some((4, "envelope-missing"))),
    ("an envelope is empty", |world| world.entries[4].1 = Some(Vec::new()), Some((4, "envelope-digest"))),
    (
        "the erased envelope is another",
        |world| world.entries[3].1 = Some(b"{}".to_vec()),
        Some((3, "envelope-digest")),
    ),
    ("an entry is empty", |world| world.entries[4].0.clear(), Some((4, "entry-malformed"))),
    (
        "an entry says where the shard before ended",
        |world| {
            let head = World::at("2026-10").head_ref(0);
            world.edit(4, |entry| entry.previous_shard = Some(head));
        },
        Some((4, "entry-previous-shard")),
    ),
    (
        "the shard before is this one",
        |world| {
            let head = World::new().head_ref(0);
            world.edit(0, |entry| entry.previous_shard = Some(head));
        },
        Some((0, "entry-previous-shard")),
    ),
    (
        "the seal is of another head",
        |world| {
            world.entries.pop();
            world.say(&records::seal(13, Hash::of(b"x")), &[SECOND]);
        },
        Some((13, "seal-head")),
    ),
    (
        "the seal is of a shorter ledger",
        |world| {
            world.entries.pop();
            let root = world.head(12).root;
            world.say(&records::seal(12, root), &[SECOND]);
        },
        Some((13, "seal-head")),
    ),
    (
        "something follows the seal",
        |world| {
            let mut one = records::incident();
            one["predicate"]["severity"] = "sev2".into();
            world.say(&one, &[SECOND]);
        },
        Some((14, "entry-after-seal")),
    ),
];

#[test]
fn both_name_the_entry_that_was_tampered_with() {
    judge(CASES, World::full, |_| ());
}

#[test]
fn a_seal_leads_to_another_shard_of_the_same_ledger() {
    for (next, good) in [
        ("github.com/583231/1296269/deployments/2026-11", false),
        ("github.com/583231/1/deployments/2026-12", false),
        ("github.com/583231/1296269/approvals/2026-12", false),
        ("github.com/583231/1296269/deployments", true),
    ] {
        let mut world = World::full();
        world.entries.pop();
        world.checkpoints.clear();
        let mut seal = records::seal(13, world.head(13).root);
        seal["predicate"]["next"] = next.into();
        world.say(&seal, &[SECOND]);
        world.sign();
        if good { drop(sound(next, &world)) } else { faulty(next, &world, 13, "seal-head") }
    }
}

#[test]
fn one_record_is_entered_once_whatever_its_signatures_and_its_key() {
    let mut world = World::new();
    world.say(&records::gap(), &[RECORD]);
    let payload = ledger::statement::Statement::parse(&serde_json::to_vec(&records::gap()).unwrap()).unwrap();
    world.pay(&payload.to_bytes().unwrap(), Kind::Gap, Some("production"), &[RECORD, 99]);
    world.sign();
    faulty("again", &world, 1, "entry-repeated");
}

/// RFC 6962 parts leaves from nodes: who offers the two halves of a node as an entry gets another root.
#[test]
fn attack_17_a_node_is_no_entry() {
    let full = World::full();
    let nodes = Subtrees::new(full.leaves());
    let mut world = World::full();
    let root = |from: usize, to: usize| {
        let leaves = full.leaves().skip(from).take(to - from);
        Subtrees::new(leaves).root((to - from) as u64).unwrap()
    };
    // The tree over the first eight, and over the other six, as the two children of the root.
    let forged = [root(0, 8).as_bytes().as_slice(), root(8, 14).as_bytes()].concat();
    assert_eq!(Hash::node(&root(0, 8), &root(8, 14)), nodes.root(14).unwrap());
    world.entries = vec![(forged, None)];
    let mut head = full.head(14);
    head.size = 1;
    world.checkpoints = vec![crate::world::signed(&head, &[crate::world::CHECKPOINT])];
    faulty("second preimage", &world, 0, "entry-malformed");
}

/// Whether a fault is of an entry, or of the one after it, which was written after another.
fn near(said: &Said, at: usize) -> bool {
    said.faults.iter().any(|(index, _)| *index == at as u64 || *index == at as u64 + 1)
}

/// Bits all over the stored bytes, each by itself: three of each entry, one of each envelope, twenty of the checkpoint.
#[test]
fn a_changed_bit_is_named_by_both_at_the_same_entry() {
    let world = World::full();
    let mut changed = 0;
    for at in 0..world.entries.len() {
        let last = at + 1 == world.entries.len();
        let bits = world.entries[at].0.len() * 8;
        for bit in (at * 31..bits).step_by(bits / 3) {
            let mut world = world.clone();
            world.entries[at].0[bit / 8] ^= 1 << (bit % 8);
            let said = agreed(&format!("entry {at}, bit {bit}"), &world);
            let head = last && said.faults.iter().any(|(index, _)| *index == NONE);
            assert!(head || near(&said, at), "entry {at}, bit {bit}: {said:?}");
            changed += 1;
        }
        let Some(envelope) = &world.entries[at].1 else { continue };
        let bit = (at * 977) % (envelope.len() * 8);
        let mut world = world.clone();
        world.entries[at].1.as_mut().unwrap()[bit / 8] ^= 1 << (bit % 8);
        let said = agreed(&format!("envelope {at}, bit {bit}"), &world);
        assert!(
            said.faults.contains(&(at as u64, "envelope-digest".to_owned())),
            "envelope {at}, bit {bit}: {said:?}"
        );
        changed += 1;
    }
    let note = &world.checkpoints[0];
    for bit in (3..note.len() * 8).step_by(note.len() * 8 / 20) {
        let mut world = world.clone();
        world.checkpoints[0][bit / 8] ^= 1 << (bit % 8);
        assert_ne!(agreed(&format!("checkpoint, bit {bit}"), &world).verdict, "sound");
        changed += 1;
    }
    assert!(changed > 60, "{changed}");
}
