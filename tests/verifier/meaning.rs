//! What records mean for one another: deployments, targets, heads that were seen, erasures.

use ledger::hash::Hash;
use ledger::predicate::LeafRef;
use serde_json::{Value, json};

use crate::both::{Case, judge};
use crate::records;
use crate::world::{RECORD, World};

const RECORDS: &[Case] = &[
    ("it goes on", |world| world.happen(&["requested", "started", "succeeded", "superseded"]), None),
    ("it ends twice", |world| world.happen(&["started", "succeeded", "failed"]), Some((2, "deployment-over"))),
    ("it begins after its end", |world| world.happen(&["adopted", "started"]), Some((1, "deployment-over"))),
    (
        "of another artifact",
        |world| {
            world.happen(&["started"]);
            world.say(&records::deployment("succeeded", 1, "x"), &[RECORD]);
        },
        Some((1, "deployment-changed")),
    ),
    (
        "of another service",
        |world| {
            world.happen(&["started"]);
            let mut done = records::deployment("succeeded", 1, "app");
            done["predicate"]["service"] = json!("x");
            world.say(&done, &[RECORD]);
        },
        Some((1, "deployment-changed")),
    ),
    (
        "of another region",
        |world| {
            world.happen(&["started"]);
            let mut done = records::deployment("succeeded", 1, "app");
            done["predicate"]["environment"]["region"] = json!("x");
            world.say(&done, &[RECORD]);
        },
        Some((1, "deployment-changed")),
    ),
    (
        "its signer saw another history",
        |world| {
            world.say(&records::gap(), &[RECORD]);
            let mut head = world.head_ref(1);
            head.root = Hash::of(b"x");
            observed(world, json!(head));
        },
        Some((1, "observed-head")),
    ),
    (
        "its signer saw what is yet to come",
        |world| {
            world.say(&records::gap(), &[RECORD]);
            let mut head = world.head_ref(1);
            head.size = 2;
            observed(world, json!(head));
        },
        Some((1, "observed-head")),
    ),
    ("its signer saw another shard", |world| observed(world, json!(World::at("2026-10").head_ref(0))), None),
    (
        "its signer saw nothing yet",
        |world| {
            let head = world.head_ref(0);
            observed(world, json!(head));
        },
        None,
    ),
    (
        "a correction of another entry",
        |world| {
            let mut leaf = world.say(&records::gap(), &[RECORD]);
            leaf.hash = Hash::of(b"x");
            world.say(&records::correction(leaf), &[RECORD]);
        },
        Some((1, "target-unknown")),
    ),
    (
        "a hold on what is yet to come",
        |world| {
            world.say(&records::hold(LeafRef { index: 0, hash: Hash::of(b"x") }, "placed"), &[RECORD]);
        },
        Some((0, "target-unknown")),
    ),
    (
        "a gap is not erased",
        |world| {
            let leaf = world.say(&records::gap(), &[RECORD]);
            world.say(&records::redaction(leaf, "envelope"), &[RECORD]);
            world.entries[0].1 = None;
        },
        Some((0, "envelope-missing")),
    ),
    (
        "a gap is to be erased",
        |world| {
            let leaf = world.say(&records::gap(), &[RECORD]);
            world.say(&records::redaction(leaf, "envelope"), &[RECORD]);
        },
        Some((1, "redaction-refused")),
    ),
    (
        "what is held is not erased",
        |world| {
            let leaf = world.say(&records::incident(), &[RECORD]);
            world.say(&records::hold(leaf, "placed"), &[RECORD]);
            world.say(&records::redaction(leaf, "envelope"), &[RECORD]);
        },
        Some((2, "redaction-refused")),
    ),
    (
        "what was held is erased",
        |world| {
            let leaf = world.say(&records::incident(), &[RECORD]);
            world.say(&records::hold(leaf, "placed"), &[RECORD]);
            world.say(&records::hold(leaf, "released"), &[RECORD]);
            world.say(&records::redaction(leaf, "envelope"), &[RECORD]);
            world.entries[0].1 = None;
        },
        None,
    ),
    (
        "a commitment that is not there",
        |world| {
            let leaf = world.say(&records::incident(), &[RECORD]);
            world.say(&records::redaction(leaf, "disclosures"), &[RECORD]);
        },
        Some((1, "redaction-refused")),
    ),
    (
        "a commitment in an erased envelope",
        |world| {
            let leaf = world.say(&records::deployment("adopted", 1, "app"), &[RECORD]);
            world.say(&records::redaction(leaf, "disclosures"), &[RECORD]);
            world.say(&records::redaction(leaf, "envelope"), &[RECORD]);
            world.entries[0].1 = None;
        },
        None,
    ),
    (
        "an erasure that did not happen",
        |world| {
            let leaf = world.say(&records::incident(), &[RECORD]);
            world.say(&records::redaction(leaf, "envelope"), &[RECORD]);
        },
        None,
    ),
];

fn observed(world: &mut World, head: Value) {
    let mut done = records::deployment("adopted", 1, "app");
    done["predicate"]["observedHead"] = head;
    world.say(&done, &[RECORD]);
}

#[test]
fn records_rest_on_one_another() {
    judge(RECORDS, World::new, World::sign);
}
