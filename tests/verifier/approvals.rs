//! Approvals: each is of exactly this, was given before by somebody else, and still counted.

use ledger::hash::Hash;
use ledger::predicate::LeafRef;
use serde_json::{Value, json};

use crate::both::{Case, judge};
use crate::records::{self, artifact, ulid};
use crate::world::{APPROVAL, RECORD, World};

/// An approval, changed, and a deployment that rests on it, changed.
fn rests(world: &mut World, approval: impl Fn(&mut Value), deployment: impl Fn(&mut Value)) -> LeafRef {
    let mut given = records::approval(60, 9, "app");
    approval(&mut given["predicate"]);
    let leaf = world.say(&given, &[APPROVAL]);
    let mut done = records::deployment("started", 1, "app");
    records::rest_on(&mut done, leaf, "app");
    deployment(&mut done);
    world.say(&done, &[RECORD]);
    leaf
}

fn remove(value: &mut Value, member: &str) {
    value.as_object_mut().unwrap().remove(member).unwrap();
}

fn same(_: &mut Value) {}

const DAY_LATER: &str = "2026-11-24T15:00:00.000Z";

const APPROVALS: &[Case] = &[
    (
        "it fits",
        |world| {
            rests(world, same, same);
        },
        None,
    ),
    (
        "another environment",
        |world| {
            rests(world, |one| one["environment"] = json!("staging"), same);
        },
        Some((1, "approval-unfit")),
    ),
    (
        "another plan",
        |world| {
            rests(world, |one| one["planDigest"] = artifact("x"), same);
        },
        Some((1, "approval-unfit")),
    ),
    (
        "no plan was shown",
        |world| {
            rests(world, |one| remove(one, "planDigest"), same);
        },
        Some((1, "approval-unfit")),
    ),
    (
        "no plan was followed",
        |world| {
            rests(world, same, |one| remove(&mut one["predicate"], "planDigest"));
        },
        Some((1, "approval-unfit")),
    ),
    (
        "another policy",
        |world| {
            rests(world, same, |one| one["predicate"]["policyDigest"] = artifact("x"));
        },
        Some((1, "approval-unfit")),
    ),
    (
        "another deployment",
        |world| {
            rests(world, |one| one["deploymentId"] = json!(ulid(2)), same);
        },
        Some((1, "approval-unfit")),
    ),
    (
        "this deployment",
        |world| {
            rests(world, |one| one["deploymentId"] = json!(ulid(1)), same);
        },
        None,
    ),
    (
        "another artifact",
        |world| {
            rests(world, same, |one| {
                one["subject"][0]["digest"] = artifact("x");
                records::rest_on(
                    one,
                    LeafRef {
                        index: 0,
                        hash: Hash::parse_hex(
                            one["predicate"]["approvals"][0]["leaf"]["hash"].as_str().unwrap(),
                        )
                        .unwrap(),
                    },
                    "x",
                );
            });
        },
        Some((1, "approval-unfit")),
    ),
    (
        "one digest more",
        |world| {
            rests(world, same, |one| {
                let mut both = artifact("app");
                both["gitCommit"] = json!("d20a".repeat(10));
                one["subject"][0]["digest"] = both.clone();
                one["predicate"]["approvals"][0]["appliesTo"] = both;
            });
        },
        Some((1, "approval-unfit")),
    ),
    (
        "a rejection",
        |world| {
            rests(world, |one| one["decision"] = json!("reject"), same);
        },
        Some((1, "approval-unknown")),
    ),
    (
        "another leaf",
        |world| {
            rests(world, same, |one| one["predicate"]["approvals"][0]["leaf"]["hash"] = json!(Hash::of(b"x")));
        },
        Some((1, "approval-unknown")),
    ),
    (
        "a later leaf",
        |world| {
            rests(world, same, |one| one["predicate"]["approvals"][0]["leaf"]["index"] = json!(1));
        },
        Some((1, "approval-unknown")),
    ),
    (
        "an approval that nobody signed who may",
        |world| {
            let leaf = world.say(&records::approval(60, 9, "app"), &[99]);
            let mut done = records::deployment("started", 1, "app");
            records::rest_on(&mut done, leaf, "app");
            world.say(&done, &[RECORD]);
        },
        Some((0, "signature-unknown")),
    ),
    (
        "the actor's own",
        |world| {
            rests(world, |one| one["approver"] = json!(records::person(1)), same);
        },
        Some((1, "approval-own")),
    ),
    (
        "an author's own",
        |world| {
            rests(world, |one| one["approver"] = json!(records::person(2)), same);
        },
        Some((1, "approval-own")),
    ),
    (
        "an author's word for what they wrote",
        |world| {
            rests(
                world,
                |one| {
                    one["approver"] = json!(records::person(2));
                    one["meaning"] = json!("authored");
                },
                same,
            );
        },
        None,
    ),
    (
        "it had expired",
        |world| {
            rests(world, |one| one["expiresAt"] = json!("2026-11-22T15:00:00.000Z"), same);
        },
        Some((1, "approval-expired")),
    ),
    (
        "it had a millisecond left",
        |world| {
            rests(world, |one| one["expiresAt"] = json!("2026-11-22T15:00:00.001Z"), same);
        },
        None,
    ),
    (
        "it expired while it was deployed",
        |world| {
            let leaf = rests(world, same, same);
            world.time = DAY_LATER;
            let mut done = records::deployment("succeeded", 1, "app");
            records::rest_on(&mut done, leaf, "app");
            world.say(&done, &[RECORD]);
        },
        None,
    ),
    (
        "it came after the beginning",
        |world| {
            world.happen(&["started"]);
            let leaf = world.say(&records::approval(60, 9, "app"), &[APPROVAL]);
            let mut done = records::deployment("succeeded", 1, "app");
            records::rest_on(&mut done, leaf, "app");
            world.say(&done, &[RECORD]);
        },
        Some((2, "approval-expired")),
    ),
    (
        "it came after the request",
        |world| {
            world.happen(&["requested"]);
            rests(world, same, same);
        },
        None,
    ),
    (
        "a request with an approval",
        |world| {
            rests(world, same, |one| one["predicate"]["event"] = json!("requested"));
        },
        None,
    ),
    (
        "the beginning was erased",
        |world| {
            let leaf = world.say(&records::approval(60, 9, "app"), &[APPROVAL]);
            erased_start(world, leaf, false);
        },
        None,
    ),
    (
        "the beginning was erased, and the request was not",
        |world| {
            let leaf = world.say(&records::approval(60, 9, "app"), &[APPROVAL]);
            erased_start(world, leaf, true);
        },
        None,
    ),
    (
        "it was taken back before",
        |world| {
            let leaf = world.say(&records::approval(60, 9, "app"), &[APPROVAL]);
            world.say(&records::revocation(61, leaf), &[APPROVAL]);
            let mut done = records::deployment("started", 1, "app");
            records::rest_on(&mut done, leaf, "app");
            world.say(&done, &[RECORD]);
        },
        Some((2, "approval-revoked")),
    ),
    (
        "it was taken back after an erased beginning",
        |world| {
            let leaf = world.say(&records::approval(60, 9, "app"), &[APPROVAL]);
            let begun = world.say(&records::deployment("started", 1, "app"), &[RECORD]);
            world.say(&records::revocation(61, leaf), &[APPROVAL]);
            finish(world, leaf, begun);
        },
        None,
    ),
    (
        "it was taken back afterwards",
        |world| {
            let leaf = rests(world, same, same);
            world.say(&records::revocation(61, leaf), &[APPROVAL]);
            let mut done = records::deployment("succeeded", 1, "app");
            records::rest_on(&mut done, leaf, "app");
            world.say(&done, &[RECORD]);
        },
        None,
    ),
    (
        "a taking back is no approval",
        |world| {
            let leaf = world.say(&records::approval(60, 9, "app"), &[APPROVAL]);
            let back = world.say(&records::revocation(61, leaf), &[APPROVAL]);
            let mut done = records::deployment("started", 1, "app");
            records::rest_on(&mut done, back, "app");
            world.say(&done, &[RECORD]);
        },
        Some((2, "approval-unknown")),
    ),
    (
        "what is taken back is no approval",
        |world| {
            let leaf = world.say(&records::gap(), &[RECORD]);
            world.say(&records::revocation(61, leaf), &[APPROVAL]);
        },
        Some((1, "target-unknown")),
    ),
    (
        "what is taken back is another",
        |world| {
            let mut leaf = world.say(&records::approval(60, 9, "app"), &[APPROVAL]);
            leaf.hash = Hash::of(b"x");
            world.say(&records::revocation(61, leaf), &[APPROVAL]);
        },
        Some((1, "target-unknown")),
    ),
];

/// A deployment whose `started` is erased, and which ends after its approval expired.
fn erased_start(world: &mut World, approval: LeafRef, requested: bool) {
    if requested {
        world.happen(&["requested"]);
    }
    let begun = world.say(&records::deployment("started", 1, "app"), &[RECORD]);
    world.time = DAY_LATER;
    finish(world, approval, begun);
}

fn finish(world: &mut World, approval: LeafRef, begun: LeafRef) {
    let mut done = records::deployment("succeeded", 1, "app");
    records::rest_on(&mut done, approval, "app");
    world.say(&done, &[RECORD]);
    world.say(&records::redaction(begun, "envelope"), &[RECORD]);
    world.entries[usize::try_from(begun.index).unwrap()].1 = None;
}

#[test]
fn an_approval_is_of_exactly_this_and_counted_then() {
    judge(APPROVALS, World::new, World::sign);
}
