//! Requests: each is of one thing, its events come in an order that can be, and an outcome rests on decisions that were made.

use ledger::hash::Hash;
use ledger::predicate::LeafRef;
use serde_json::{Value, json};

use crate::both::{Case, judge};
use crate::records::{self, artifact, ulid};
use crate::world::{APPROVAL, RECORD, World};

/// A decision, changed, and an outcome that rests on it.
fn rests(world: &mut World, event: &str, decision: impl Fn(&mut Value)) -> LeafRef {
    let mut given = records::approval(60, 9, "app");
    decision(&mut given);
    let leaf = world.say(&given, &[APPROVAL]);
    world.ask(&["requested"], &[]);
    world.ask(&[event], &[leaf]);
    leaf
}

/// A request, and another event of it, changed.
fn changed(world: &mut World, change: impl Fn(&mut Value)) {
    world.ask(&["requested"], &[]);
    let mut event = records::request("noticed", 50);
    change(&mut event);
    world.say(&event, &[RECORD]);
}

const REQUESTS: &[Case] = &[
    ("asked, approved, used", |world| world.ask(&["requested", "noticed", "approved", "consumed"], &[]), None),
    (
        "asked, overridden, used, reviewed",
        |world| world.ask(&["requested", "overridden", "consumed", "reviewed"], &[]),
        None,
    ),
    (
        "approved, and denied before it was used",
        |world| world.ask(&["requested", "approved", "denied"], &[]),
        None,
    ),
    ("seen after its end", |world| world.ask(&["requested", "expired", "noticed"], &[]), None),
    (
        "asked for twice",
        |world| world.ask(&["requested", "reminded", "requested"], &[]),
        Some((2, "request-order")),
    ),
    ("never asked for", |world| world.ask(&["approved"], &[]), Some((0, "request-order"))),
    ("used without permission", |world| world.ask(&["requested", "consumed"], &[]), Some((1, "request-order"))),
    (
        "denied, and used",
        |world| world.ask(&["requested", "approved", "denied", "consumed"], &[]),
        Some((3, "request-order")),
    ),
    (
        "used twice",
        |world| world.ask(&["requested", "approved", "consumed", "consumed"], &[]),
        Some((3, "request-order")),
    ),
    (
        "denied, and approved",
        |world| world.ask(&["requested", "denied", "approved"], &[]),
        Some((2, "request-order")),
    ),
    (
        "superseded, and approved",
        |world| world.ask(&["requested", "superseded", "approved"], &[]),
        Some((2, "request-order")),
    ),
    (
        "voided, and expired",
        |world| world.ask(&["requested", "voided", "expired"], &[]),
        Some((2, "request-order")),
    ),
    (
        "withdrawn, and escalated",
        |world| world.ask(&["requested", "withdrawn", "escalated"], &[]),
        Some((2, "request-order")),
    ),
    (
        "another environment",
        |world| changed(world, |one| one["predicate"]["environment"] = json!("staging")),
        Some((1, "request-changed")),
    ),
    (
        "another digest",
        |world| changed(world, |one| one["predicate"]["digest"] = json!(Hash::of(b"x"))),
        Some((1, "request-changed")),
    ),
    (
        "another end",
        |world| changed(world, |one| one["predicate"]["expiresAt"] = json!("2026-11-30T09:00:00.000Z")),
        Some((1, "request-changed")),
    ),
    (
        "another plan",
        |world| changed(world, |one| one["predicate"]["planDigest"] = artifact("x")),
        Some((1, "request-changed")),
    ),
    (
        "a policy",
        |world| changed(world, |one| one["predicate"]["policyDigest"] = artifact("x")),
        Some((1, "request-changed")),
    ),
    (
        "another artifact",
        |world| changed(world, |one| one["subject"][0]["digest"] = artifact("x")),
        Some((1, "request-changed")),
    ),
    (
        "the other subjects of another request",
        |world| {
            changed(world, |one| {
                one["predicate"]["requestId"] = json!(ulid(51));
                one["predicate"]["event"] = json!("requested");
                one["subject"][0]["digest"] = artifact("x");
            })
        },
        None,
    ),
    (
        "approved by an approval",
        |world| {
            rests(world, "approved", |_| ());
        },
        None,
    ),
    (
        "approved by its own approval",
        |world| {
            rests(world, "approved", |one| one["predicate"]["requestId"] = json!(ulid(50)));
        },
        None,
    ),
    (
        "approved by another request's",
        |world| {
            rests(world, "approved", |one| one["predicate"]["requestId"] = json!(ulid(51)));
        },
        Some((2, "approval-unfit")),
    ),
    (
        "approved by one for elsewhere",
        |world| {
            rests(world, "approved", |one| one["predicate"]["environment"] = json!("staging"));
        },
        Some((2, "approval-unfit")),
    ),
    (
        "approved by one of another plan",
        |world| {
            rests(world, "approved", |one| one["predicate"]["planDigest"] = artifact("x"));
        },
        Some((2, "approval-unfit")),
    ),
    (
        "approved by one of another policy",
        |world| {
            rests(world, "approved", |one| one["predicate"]["policyDigest"] = artifact("x"));
        },
        Some((2, "approval-unfit")),
    ),
    (
        "approved by one of another artifact",
        |world| {
            rests(world, "approved", |one| one["subject"][0]["digest"] = artifact("x"));
        },
        Some((2, "approval-unfit")),
    ),
    (
        "approved by a rejection",
        |world| {
            rests(world, "approved", |one| one["predicate"]["decision"] = json!("reject"));
        },
        Some((2, "approval-unknown")),
    ),
    (
        "denied by a rejection",
        |world| {
            rests(world, "denied", |one| one["predicate"]["decision"] = json!("reject"));
        },
        None,
    ),
    (
        "denied by an approval",
        |world| {
            rests(world, "denied", |_| ());
        },
        Some((2, "approval-unknown")),
    ),
    (
        "overridden by an approval",
        |world| {
            rests(world, "overridden", |_| ());
        },
        None,
    ),
    (
        "approved by what had expired",
        |world| {
            rests(world, "approved", |one| one["predicate"]["expiresAt"] = json!("2026-11-22T09:30:00.001Z"));
        },
        Some((2, "approval-expired")),
    ),
    (
        "approved by what was taken back",
        |world| {
            let leaf = world.say(&records::approval(60, 9, "app"), &[APPROVAL]);
            world.say(&records::revocation(61, leaf), &[APPROVAL]);
            world.ask(&["requested"], &[]);
            world.ask(&["approved"], &[leaf]);
        },
        Some((3, "approval-revoked")),
    ),
    (
        "approved by what is taken back later",
        |world| {
            let leaf = rests(world, "approved", |_| ());
            world.say(&records::revocation(61, leaf), &[APPROVAL]);
        },
        None,
    ),
    (
        "approved by what is no approval",
        |world| {
            world.ask(&["requested"], &[]);
            let hash = world.leaves().next().unwrap();
            world.ask(&["approved"], &[LeafRef { index: 0, hash }]);
        },
        Some((1, "approval-unknown")),
    ),
    (
        "approved by one person twice",
        |world| {
            let first = world.say(&records::approval(60, 9, "app"), &[APPROVAL]);
            let again = world.say(&records::approval(61, 9, "app"), &[APPROVAL]);
            world.ask(&["requested"], &[]);
            world.ask(&["approved"], &[first, again]);
        },
        Some((3, "approval-twice")),
    ),
    (
        "approved by two people",
        |world| {
            let first = world.say(&records::approval(60, 9, "app"), &[APPROVAL]);
            let other = world.say(&records::approval(61, 8, "app"), &[APPROVAL]);
            world.ask(&["requested"], &[]);
            world.ask(&["approved"], &[first, other]);
        },
        None,
    ),
    (
        "its reason is erased",
        |world| {
            world.ask(&["requested"], &[]);
            let hash = world.leaves().next().unwrap();
            world.say(&records::redaction(LeafRef { index: 0, hash }, "disclosures"), &[RECORD]);
        },
        None,
    ),
    (
        "a request is not erased",
        |world| {
            world.ask(&["requested"], &[]);
            let hash = world.leaves().next().unwrap();
            world.say(&records::redaction(LeafRef { index: 0, hash }, "envelope"), &[RECORD]);
        },
        Some((1, "redaction-refused")),
    ),
];

#[test]
fn a_request_is_of_one_thing_and_rests_on_what_was_decided() {
    judge(REQUESTS, World::new, World::sign);
}
