//! Checkpoints, heads that were seen before, and witnesses, each broken in one way.

use ledger::checkpoint::Checkpoint;
use ledger::hash::Hash;
use ledger::note::Note;
use ledger::predicate::Role;
use ledger::signer::SignerKey;
use ledger::witness::{WitnessKey, cosign};

use crate::both::{Case, NONE, faulty, judge, sound};
use crate::records::{self, introduced, revoked};
use crate::world::{CHECKPOINT, GUEST, LEDGER, RECORD, ROOT, World, key, public, signed};

fn text(world: &World) -> String {
    String::from_utf8(world.checkpoints[0].clone()).unwrap()
}

fn change(world: &mut World, from: &str, to: &str) {
    let old = text(world);
    assert!(old.contains(from));
    world.checkpoints[0] = old.replacen(from, to, 1).into_bytes();
}

/// Signs a text as it is, so that only the text can be what is wrong.
fn sign(world: &mut World, text: &str) {
    world.checkpoints[0] = Note::sign(text, &[&key(CHECKPOINT)]).unwrap().to_text().into_bytes();
}

fn root(world: &World) -> String {
    world.head(world.size()).root.base64()
}

const CASES: &[Case] = &[
    (
        "another root",
        |world| {
            let head = Checkpoint { root: Hash::of(b"x"), ..world.head(14) };
            world.checkpoints[0] = signed(&head, &[CHECKPOINT]);
        },
        Some((NONE, "checkpoint-root")),
    ),
    (
        "another ledger",
        |world| {
            let head = Checkpoint { origin: World::at("2026-10").origin.to_string(), ..world.head(14) };
            world.checkpoints[0] = signed(&head, &[CHECKPOINT]);
        },
        Some((NONE, "checkpoint-origin")),
    ),
    (
        "what is no origin",
        |world| {
            let head = Checkpoint { origin: "x".to_owned(), ..world.head(14) };
            world.checkpoints[0] = signed(&head, &[CHECKPOINT]);
        },
        Some((NONE, "checkpoint-origin")),
    ),
    (
        "a longer ledger",
        |world| {
            let head = Checkpoint { size: 15, ..world.head(14) };
            world.checkpoints[0] = signed(&head, &[CHECKPOINT]);
        },
        Some((14, "checkpoint-beyond")),
    ),
    (
        "the longest ledger",
        |world| {
            let head = Checkpoint { size: u64::MAX, ..world.head(14) };
            world.checkpoints[0] = signed(&head, &[CHECKPOINT]);
        },
        Some((14, "checkpoint-beyond")),
    ),
    (
        "a key of nobody",
        |world| world.checkpoints[0] = signed(&world.head(14), &[99]),
        Some((NONE, "checkpoint-unsigned")),
    ),
    (
        "a key without the role",
        |world| world.checkpoints[0] = signed(&world.head(14), &[RECORD]),
        Some((NONE, "checkpoint-unsigned")),
    ),
    (
        "a known key that fails",
        |world| {
            let bad = String::from_utf8(signed(&world.head(13), &[CHECKPOINT])).unwrap();
            let line = bad.lines().last().unwrap().to_owned() + "\n";
            world.checkpoints[0].extend(line.bytes());
        },
        Some((NONE, "checkpoint-unsigned")),
    ),
    (
        "a known key without the role that fails",
        |world| {
            let bad = String::from_utf8(signed(&world.head(13), &[RECORD])).unwrap();
            let line = bad.lines().last().unwrap().to_owned() + "\n";
            world.checkpoints[0].extend(line.bytes());
        },
        Some((NONE, "checkpoint-unsigned")),
    ),
    (
        "a stranger that fails",
        |world| {
            let bad = String::from_utf8(signed(&world.head(13), &[99])).unwrap();
            let line = bad.lines().last().unwrap().to_owned() + "\n";
            world.checkpoints[0].extend(line.bytes());
        },
        None,
    ),
    (
        "the name of another ledger",
        |world| {
            let other = SignerKey::new("github.com/583231/1/deployments", &[70; 32]).unwrap();
            world.anchors.push((other.verifier(), vec![Role::Checkpoint]));
            world.checkpoints[0] = world.head(14).sign(&[&other]).unwrap().to_text().into_bytes();
        },
        Some((NONE, "checkpoint-unsigned")),
    ),
    (
        "the name of the shard",
        |world| {
            let other = SignerKey::new(&world.origin.to_string(), &[70; 32]).unwrap();
            world.anchors.push((other.verifier(), vec![Role::Checkpoint]));
            world.checkpoints[0] = world.head(14).sign(&[&other]).unwrap().to_text().into_bytes();
        },
        None,
    ),
    (
        "a name of another spelling",
        |world| {
            let line = format!("{}\u{2014} e\u{301} AAAAAAA=\n", text(world));
            world.checkpoints[0] = line.into_bytes();
        },
        Some((NONE, "checkpoint-malformed")),
    ),
    (
        "a name with another space",
        |world| {
            let line = format!("{}\u{2014} a\u{3000}b AAAAAAA=\n", text(world));
            world.checkpoints[0] = line.into_bytes();
        },
        Some((NONE, "checkpoint-malformed")),
    ),
    (
        "a signature of four bytes",
        |world| {
            let line = format!("{}\u{2014} a AAAAAA==\n", text(world));
            world.checkpoints[0] = line.into_bytes();
        },
        Some((NONE, "checkpoint-malformed")),
    ),
    ("nothing", |world| world.checkpoints[0].clear(), Some((NONE, "checkpoint-malformed"))),
    (
        "no signature",
        |world| {
            let at = text(world).find("\n\n").unwrap();
            world.checkpoints[0].truncate(at + 2);
        },
        Some((NONE, "checkpoint-malformed")),
    ),
    (
        "no end",
        |world| world.checkpoints[0] = text(world).trim_end().into(),
        Some((NONE, "checkpoint-malformed")),
    ),
    ("a carriage return", |world| change(world, "\n14\n", "\r\n14\n"), Some((NONE, "checkpoint-malformed"))),
    ("a tab", |world| change(world, "deployments/", "deployments\t"), Some((NONE, "checkpoint-malformed"))),
    ("no UTF-8", |world| world.checkpoints[0][0] = 0xff, Some((NONE, "checkpoint-malformed"))),
    ("another dash", |world| change(world, "\u{2014}", "-"), Some((NONE, "checkpoint-malformed"))),
    (
        "two spaces",
        |world| change(world, &format!("{LEDGER} "), &format!("{LEDGER}  ")),
        Some((NONE, "checkpoint-malformed")),
    ),
    ("another size, unsigned", |world| change(world, "\n14\n", "\n13\n"), Some((NONE, "checkpoint-unsigned"))),
    (
        "a leading zero",
        |world| {
            let text = format!("{}\n014\n{}\n", world.origin, root(world));
            sign(world, &text);
        },
        Some((NONE, "checkpoint-malformed")),
    ),
    (
        "a sign",
        |world| {
            let text = format!("{}\n+14\n{}\n", world.origin, root(world));
            sign(world, &text);
        },
        Some((NONE, "checkpoint-malformed")),
    ),
    (
        "no root",
        |world| {
            let text = format!("{}\n14\n", world.origin);
            sign(world, &text);
        },
        Some((NONE, "checkpoint-malformed")),
    ),
    (
        "a short root",
        |world| {
            let text = format!("{}\n14\nAAAA\n", world.origin);
            sign(world, &text);
        },
        Some((NONE, "checkpoint-malformed")),
    ),
    (
        "an empty extension",
        |world| {
            let text = format!("{}\n14\n{}\n\nx\n", world.origin, root(world));
            sign(world, &text);
        },
        Some((NONE, "checkpoint-malformed")),
    ),
    (
        "an extension",
        |world| {
            let text = format!("{}\n14\n{}\nx y\n", world.origin, root(world));
            sign(world, &text);
        },
        None,
    ),
    (
        "two of one size",
        |world| {
            let head = Checkpoint { root: Hash::of(b"x"), ..world.head(5) };
            world.checkpoints.push(world.note(5));
            world.checkpoints.push(signed(&head, &[CHECKPOINT]));
        },
        Some((NONE, "fork")),
    ),
    (
        "two of one size, beyond",
        |world| {
            for root in [b"x", b"y"] {
                let head = Checkpoint { root: Hash::of(root), ..Checkpoint { size: 20, ..world.head(5) } };
                world.checkpoints.push(signed(&head, &[CHECKPOINT]));
            }
        },
        Some((14, "checkpoint-beyond")),
    ),
    (
        "two of one size, by a key of nobody",
        |world| {
            let head = Checkpoint { root: Hash::of(b"x"), ..world.head(5) };
            world.checkpoints.push(world.note(5));
            world.checkpoints.push(signed(&head, &[99]));
        },
        Some((NONE, "checkpoint-unsigned")),
    ),
    (
        "it was longer before",
        |world| {
            let head = Checkpoint { size: 15, ..world.head(14) };
            world.heads.push(head);
        },
        Some((14, "shrunk")),
    ),
    (
        "it was another before",
        |world| {
            let head = Checkpoint { root: Hash::of(b"x"), ..world.head(5) };
            world.heads.push(head);
        },
        Some((NONE, "rewritten")),
    ),
    (
        "it is shown in two versions",
        |world| {
            let head = Checkpoint { root: Hash::of(b"x"), ..world.head(14) };
            world.heads.push(head);
        },
        Some((NONE, "fork")),
    ),
    (
        "a head of another ledger",
        |world| {
            let head = Checkpoint { origin: "local/0/0/x".to_owned(), ..world.head(5) };
            world.heads.push(head);
        },
        Some((NONE, "checkpoint-origin")),
    ),
    ("too few witnesses", |world| witnessed(world, 2, &[60]), Some((NONE, "checkpoint-unwitnessed"))),
    ("one witness twice", |world| witnessed(world, 2, &[60, 60]), Some((NONE, "checkpoint-unwitnessed"))),
    ("enough witnesses", |world| witnessed(world, 2, &[60, 61]), None),
    (
        "a witness that fails",
        |world| {
            witnessed(world, 1, &[60]);
            let mut other = world.clone();
            other.checkpoints[0] = world.note(13);
            witnessed(&mut other, 1, &[61]);
            let line = text(&other).lines().last().unwrap().to_owned() + "\n";
            world.checkpoints[0].extend(line.bytes());
        },
        Some((NONE, "checkpoint-unwitnessed")),
    ),
    (
        "a witness from after 2^63",
        |world| {
            world.witnesses = vec![WitnessKey::of(&key(60))];
            world.quorum = 1;
            let mut note = Note::parse(&world.checkpoints[0]).unwrap();
            cosign(&mut note, &key(60), 1 << 63);
            world.checkpoints[0] = note.to_text().into_bytes();
        },
        Some((NONE, "checkpoint-unwitnessed")),
    ),
    (
        "the witnesses saw the second of two of one size",
        |world| {
            let plain = world.checkpoints[0].clone();
            witnessed(world, 1, &[60]);
            world.checkpoints.insert(0, plain);
        },
        None,
    ),
    (
        "the witnesses saw the first of two of one size",
        |world| {
            let plain = world.checkpoints[0].clone();
            witnessed(world, 1, &[60]);
            world.checkpoints.push(plain);
        },
        None,
    ),
    (
        "the witnesses saw a shorter one",
        |world| {
            let last = world.note(14);
            world.checkpoints[0] = world.note(13);
            witnessed(world, 1, &[60]);
            world.checkpoints.push(last);
        },
        Some((NONE, "checkpoint-unwitnessed")),
    ),
];

/// A quorum of these many out of three, and cosignatures by some of them.
fn witnessed(world: &mut World, quorum: usize, by: &[u8]) {
    world.witnesses = [60, 61, 62].map(|seed| WitnessKey::of(&key(seed))).to_vec();
    world.quorum = quorum;
    let mut note = Note::parse(&world.checkpoints[0]).unwrap();
    by.iter().for_each(|seed| cosign(&mut note, &key(*seed), 1_800_000_000));
    world.checkpoints[0] = note.to_text().into_bytes();
}

#[test]
fn both_refuse_the_same_heads() {
    judge(CASES, World::full, |_| ());
}

/// A key of checkpoints that came with entry 1 and is revoked by entry 3: sizes 2 to 4, or up to where it is revoked from.
#[test]
fn a_checkpoint_counts_while_its_key_stands() {
    for (from, last) in [(None, 4), (Some(3), 3), (Some(2), 2)] {
        let mut world = World::new();
        world.say(&records::incident(), &[RECORD]);
        world.say(&introduced(&public(GUEST), &["checkpoint"]), &[ROOT]);
        world.say(&records::gap(), &[RECORD]);
        world.say(&revoked(&public(GUEST), from), &[ROOT]);
        world.say(&records::snapshot(), &[RECORD]);
        world.sign();
        for size in 0..=5 {
            let mut world = world.clone();
            world.checkpoints.push(signed(&world.head(size), &[GUEST]));
            let name = format!("size {size}, revoked from {from:?}");
            if (2..=last).contains(&size) {
                sound(&name, &world);
            } else {
                faulty(&name, &world, NONE, "checkpoint-unsigned");
            }
        }
    }
}
