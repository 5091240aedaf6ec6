//! Keys over time: who may sign what, and from where to where.

use ledger::dsse::{Envelope, PAYLOAD_TYPE};
use ledger::predicate::Kind;
use serde_json::json;

use crate::both::{Case, faulty, judge, sound};
use crate::profile::base64;
use crate::records::{self, introduced, revoked, rotated};
use crate::world::{APPROVAL, CHECKPOINT, GUEST, RECORD, ROOT, SECOND, World, envelope, public};

fn gap(world: &mut World, signers: &[u8]) {
    let mut gap = records::gap();
    gap["predicate"]["reference"] = json!(format!("deployment {}", world.size()));
    world.say(&gap, signers);
}

const CASES: &[Case] = &[
    ("a key of nobody", |world| gap(world, &[99]), Some((0, "signature-unknown"))),
    ("a key of nobody beside one of somebody", |world| gap(world, &[99, RECORD]), None),
    ("a key without the role", |world| gap(world, &[APPROVAL]), Some((0, "signature-unknown"))),
    ("a root is no recorder", |world| gap(world, &[ROOT]), Some((0, "signature-unknown"))),
    (
        "recorders sign approvals",
        |world| {
            world.say(&records::approval(60, 9, "app"), &[RECORD]);
        },
        None,
    ),
    (
        "checkpoint keys sign no approval",
        |world| {
            world.say(&records::approval(60, 9, "app"), &[CHECKPOINT]);
        },
        Some((0, "signature-unknown")),
    ),
    (
        "before it is introduced",
        |world| {
            gap(world, &[GUEST]);
            world.say(&introduced(&public(GUEST), &["record"]), &[ROOT]);
        },
        Some((0, "signature-unknown")),
    ),
    (
        "its own introduction",
        |world| {
            world.say(&introduced(&public(GUEST), &["root", "record"]), &[GUEST]);
        },
        Some((0, "signature-unknown")),
    ),
    (
        "after it is introduced",
        |world| {
            world.say(&introduced(&public(GUEST), &["record"]), &[ROOT]);
            gap(world, &[GUEST]);
        },
        None,
    ),
    (
        "introduced by no root",
        |world| {
            world.say(&introduced(&public(GUEST), &["record"]), &[RECORD]);
        },
        Some((0, "key-refused")),
    ),
    (
        "introduced twice",
        |world| {
            world.say(&introduced(&public(GUEST), &["record"]), &[ROOT]);
            world.say(&introduced(&public(GUEST), &["approval"]), &[ROOT]);
        },
        Some((1, "key-refused")),
    ),
    (
        "introduced and there",
        |world| {
            world.say(&introduced(&public(RECORD), &["record"]), &[ROOT]);
        },
        Some((0, "key-refused")),
    ),
    (
        "introduced under another name",
        |world| {
            world.say(
                &introduced(
                    &ledger::signer::SignerKey::new("other", &[RECORD; 32]).unwrap().verifier(),
                    &["record"],
                ),
                &[ROOT],
            );
        },
        Some((0, "key-refused")),
    ),
    (
        "rotated without the old key",
        |world| {
            world.say(&rotated(&public(SECOND), &public(RECORD), &["record"]), &[ROOT]);
        },
        Some((0, "key-refused")),
    ),
    (
        "rotated without a root",
        |world| {
            world.say(&rotated(&public(SECOND), &public(RECORD), &["record"]), &[RECORD]);
        },
        Some((0, "key-refused")),
    ),
    (
        "the old key after a rotation",
        |world| {
            world.say(&rotated(&public(SECOND), &public(RECORD), &["record"]), &[ROOT, RECORD]);
            gap(world, &[RECORD]);
        },
        Some((1, "signature-revoked")),
    ),
    (
        "both keys after a rotation",
        |world| {
            world.say(&rotated(&public(SECOND), &public(RECORD), &["record"]), &[ROOT, RECORD]);
            gap(world, &[RECORD, SECOND]);
        },
        None,
    ),
    (
        "a rotated key turns out to have been lost before",
        |world| {
            gap(world, &[RECORD]);
            world.say(&rotated(&public(SECOND), &public(RECORD), &["record"]), &[ROOT, RECORD]);
            world.say(&revoked(&public(RECORD), Some(0)), &[ROOT]);
        },
        Some((0, "signature-revoked")),
    ),
    (
        "a rotated key is revoked from where it ended",
        |world| {
            world.say(&rotated(&public(SECOND), &public(RECORD), &["record"]), &[ROOT, RECORD]);
            world.say(&revoked(&public(RECORD), None), &[ROOT]);
        },
        Some((1, "key-refused")),
    ),
    (
        "a key is revoked from where what it signed is no statement",
        |world| {
            gap(world, &[RECORD]);
            world.pay(b"{}", Kind::Gap, None, &[RECORD]);
            world.say(&revoked(&public(RECORD), Some(1)), &[ROOT]);
        },
        Some((1, "signature-revoked")),
    ),
    (
        "a revoked key signs",
        |world| {
            world.say(&revoked(&public(RECORD), None), &[ROOT]);
            gap(world, &[RECORD]);
        },
        Some((1, "signature-revoked")),
    ),
    (
        "a revoked key comes back",
        |world| {
            world.say(&revoked(&public(RECORD), None), &[ROOT]);
            world.say(&introduced(&public(RECORD), &["record"]), &[ROOT]);
        },
        Some((1, "key-refused")),
    ),
    (
        "a key revokes itself",
        |world| {
            world.say(&revoked(&public(RECORD), None), &[RECORD]);
        },
        None,
    ),
    (
        "a key revokes another",
        |world| {
            world.say(&revoked(&public(APPROVAL), None), &[RECORD]);
        },
        Some((0, "key-refused")),
    ),
    (
        "a key that nobody knows is revoked",
        |world| {
            world.say(&revoked(&public(99), None), &[ROOT]);
        },
        Some((0, "key-refused")),
    ),
    (
        "revoked from an entry that is beyond",
        |world| {
            world.say(&revoked(&public(RECORD), Some(2)), &[ROOT]);
        },
        Some((0, "key-refused")),
    ),
    (
        "revoked from the next entry",
        |world| {
            gap(world, &[RECORD]);
            world.say(&revoked(&public(RECORD), Some(2)), &[ROOT]);
        },
        None,
    ),
    (
        "revoked from before",
        |world| {
            gap(world, &[RECORD]);
            gap(world, &[RECORD]);
            world.say(&revoked(&public(RECORD), Some(1)), &[ROOT]);
        },
        Some((1, "signature-revoked")),
    ),
    (
        "a key denies its own past",
        |world| {
            gap(world, &[RECORD]);
            world.say(&revoked(&public(RECORD), Some(0)), &[RECORD]);
        },
        Some((1, "key-refused")),
    ),
    (
        "a root denies its own past",
        |world| {
            gap(world, &[RECORD]);
            world.say(&revoked(&public(ROOT), Some(0)), &[ROOT]);
        },
        Some((1, "key-refused")),
    ),
    (
        "a record that a lost key signed with another",
        |world| {
            gap(world, &[RECORD]);
            world.say(&introduced(&public(GUEST), &["record"]), &[ROOT]);
            gap(world, &[RECORD, GUEST]);
            world.say(&revoked(&public(GUEST), Some(2)), &[ROOT]);
        },
        Some((2, "signature-revoked")),
    ),
    (
        "a revocation that the lost key signs, too",
        |world| {
            gap(world, &[RECORD]);
            world.say(&revoked(&public(RECORD), Some(1)), &[ROOT, RECORD]);
        },
        Some((1, "signature-revoked")),
    ),
];

#[test]
fn both_know_which_keys_stand() {
    judge(CASES, World::new, World::sign);
}

/// Keys of small order, and a point in an encoding that is not its own: for some of them anybody can sign.
#[test]
fn a_key_that_is_none_is_no_vkey() {
    let (mut one, mut minus_one, mut beyond) = ([0; 32], [0xff; 32], [0xff; 32]);
    one[0] = 1;
    (minus_one[0], minus_one[31]) = (0xec, 0x7f);
    // p + 3, which is on the curve, and p + 1, which is of order 1.
    (beyond[0], beyond[31]) = (0xf0, 0x7f);
    let mut neutral = beyond;
    neutral[0] = 0xee;
    for (name, public) in [
        ("order 1", one),
        ("order 2", minus_one),
        ("order 4", [0; 32]),
        ("p + 3", beyond),
        ("p + 1", neutral),
        ("no point", [2; 32]),
    ] {
        let mut world = World::new();
        let mut statement = introduced(&crate::world::public(GUEST), &["record"]);
        let hash = ledger::hash::Hash::of(&[b"x\n\x01".as_slice(), &public].concat());
        let base64 = base64(&[&[1][..], &public].concat());
        statement["predicate"]["change"]["vkey"] = json!(format!("x+{}+{base64}", &hash.to_string()[..8]));
        statement["subject"][0]["digest"] = json!({"sha256": ledger::hash::Hash::of(&public)});
        world.pay(&serde_json::to_vec(&statement).unwrap(), Kind::Key, None, &[ROOT]);
        world.sign();
        faulty(name, &world, 0, "statement-malformed");
    }
}

/// Signed by [`RECORD`] as nobody signs who means it: R is the neutral element and the scalar is the hash times the secret. The equation of RFC 8032
/// holds, and some libraries take it.
const PAYLOAD: &str = r#"{"_type":"https://in-toto.io/Statement/v1","predicate":{"environment":"production","found":"snapshot","foundAt":"2026-11-22T14:00:00.000Z","reason":"by hand","reference":"neutral"},"predicateType":"urn:releasegate:gap:v1","subject":[{"digest":{"gitCommit":"d20ad20ad20ad20ad20ad20ad20ad20ad20ad20a"},"name":"app"}]}"#;
const NEUTRAL_R: &str = "01000000000000000000000000000000000000000000000000000000000000003d7cfde1238ed55d796b8a0e9b99c5003152aebcf51c78c452d804ebd6a3b70d";
/// The order of the group, little-endian.
const ORDER: &str = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn a_signature_is_verified_strictly() {
    let own = Envelope::parse(&envelope(PAYLOAD.as_bytes(), &[RECORD])).unwrap().signatures()[0].bytes.clone();
    // The same scalar, written with the order added.
    let mut second = own.clone();
    let mut carry = 0;
    for (byte, more) in second[32..].iter_mut().zip(bytes(ORDER)) {
        let sum = u16::from(*byte) + u16::from(more) + carry;
        [*byte, _] = sum.to_le_bytes();
        carry = sum >> 8;
    }
    let mut flipped = own.clone();
    flipped[40] ^= 1;
    for (name, signature, good) in [
        ("its own", own, true),
        ("a changed bit", flipped, false),
        ("a second scalar", second, false),
        ("R of small order", bytes(NEUTRAL_R), false),
    ] {
        let signatures = json!([{"sig": base64(&signature)}]);
        let envelope = json!({"payload": base64(PAYLOAD.as_bytes()), "payloadType": PAYLOAD_TYPE, "signatures": signatures});
        let mut world = World::new();
        world.enclose(envelope.to_string().into_bytes(), Kind::Gap, Some("production"));
        world.sign();
        if good { drop(sound(name, &world)) } else { faulty(name, &world, 0, "signature-unknown") }
    }
}
