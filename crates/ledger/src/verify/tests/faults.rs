//! Every kind of fault can be found, and is found by what it says.

use std::collections::BTreeSet;

use super::world::{RECORD, ROOT, key};
use super::*;
use crate::commitment::Version1;
use crate::dsse::Envelope;
use crate::name::Slug;
use crate::tip::Record;

/// A payload that is signed by the right key, under an entry that says what it is told to.
fn signed(payload: &[u8], kind: Kind, env: Option<&str>) -> World {
    let mut world = World::new();
    let envelope = Envelope::sign(payload.to_vec(), &[&key(RECORD)]).unwrap().to_bytes();
    raw(&mut world, envelope, kind, env);
    world
}

fn raw(world: &mut World, envelope: Vec<u8>, kind: Kind, env: Option<&str>) {
    let env = env.map(|env| Slug::new(env).unwrap());
    world.put(&Record { envelope, kind, env, idempotency_key: Hash::of(b"raw") }, None);
    world.sign();
}

#[test]
fn what_is_in_the_envelope_is_what_the_entry_says() {
    let gap = samples::parse(&samples::gap()).to_bytes().unwrap();
    assert_eq!(signed(&gap, Kind::Gap, Some("production")).kinds(), []);
    for (kind, env) in [(Kind::Incident, Some("production")), (Kind::Gap, None), (Kind::Gap, Some("staging"))] {
        assert_eq!(signed(&gap, kind, env).kinds(), [(Some(0), F::StatementMismatch)], "{kind:?} {env:?}");
    }
    let deployment = samples::parse(&samples::deployment("started", 1, "app")).to_bytes().unwrap();
    let kinds = signed(&deployment, Kind::Deployment, Some("production")).kinds();
    assert_eq!(kinds, [(Some(0), F::StatementMismatch)], "its key is another");
    assert_eq!(signed(b"{}", Kind::Gap, None).kinds(), [(Some(0), F::StatementMalformed)]);
    let twice = String::from_utf8(gap).unwrap().replacen('{', "{\"_type\":\"x\",", 1);
    assert_eq!(
        signed(twice.as_bytes(), Kind::Gap, None).kinds(),
        [(Some(0), F::StatementMalformed)],
        "attack 9"
    );
    let mut world = World::new();
    raw(&mut world, b"{}".to_vec(), Kind::Gap, None);
    assert_eq!(world.kinds(), [(Some(0), F::EnvelopeMalformed)]);
}

#[test]
fn attack_22_the_envelope_is_the_one_that_was_entered() {
    let mut world = World::new();
    world.append(&samples::gap(), &[RECORD]);
    world.sign();
    // Another envelope of the same key, as good as the first.
    let mut other = World::new();
    other.append(&samples::incident(), &[RECORD]);
    world.entries[0].1 = other.entries[0].1.clone();
    assert_eq!(world.kinds(), [(Some(0), F::EnvelopeDigest)]);
    world.entries[0].1 = None;
    assert_eq!(world.kinds(), [(Some(0), F::EnvelopeMissing)]);
}

#[test]
fn what_others_rest_on_and_what_is_held_is_not_erased() {
    let mut world = World::new();
    let gap = world.append(&samples::gap(), &[RECORD]);
    let incident = world.append(&samples::incident(), &[RECORD]);
    world.append(&samples::redaction(gap.index, gap.hash, "envelope"), &[RECORD]);
    world.append(&samples::hold(incident.index, incident.hash, "placed"), &[RECORD]);
    world.append(&samples::redaction(incident.index, incident.hash, "envelope"), &[RECORD]);
    world.append(&samples::hold(incident.index, incident.hash, "released"), &[RECORD]);
    let mut later = samples::redaction(incident.index, incident.hash, "envelope");
    later["predicate"]["erasedAt"] = serde_json::json!("2026-11-22T14:00:00.000Z");
    world.append(&later, &[RECORD]);
    world.sign();
    assert_eq!(world.kinds(), [(Some(2), F::RedactionRefused), (Some(4), F::RedactionRefused)]);
    world.entries[0].1 = None;
    world.entries[1].1 = None;
    let missing =
        [(Some(0), F::EnvelopeMissing), (Some(2), F::RedactionRefused), (Some(4), F::RedactionRefused)];
    assert_eq!(world.kinds(), missing, "the gap must not be erased, the incident may by now");
}

#[test]
fn an_erasure_names_what_the_entry_holds() {
    let mut world = World::new();
    let incident = world.append(&samples::incident(), &[RECORD]);
    let approval = world.append(&samples::approval(60, 9, "app"), &[RECORD]);
    world.append(&samples::redaction(incident.index, incident.hash, "disclosures"), &[RECORD]);
    world.append(&samples::redaction(approval.index, approval.hash, "disclosures"), &[RECORD]);
    world.sign();
    assert_eq!(world.kinds(), [(Some(2), F::RedactionRefused)]);
    let erased = world.report().erased;
    assert_eq!(erased.into_values().collect::<Vec<_>>(), [[3]]);
}

#[test]
fn a_seal_is_of_the_head_before_it_and_the_last_entry() {
    let mut world = World::new();
    world.append(&samples::seal(0, Hash::of(b"other")), &[RECORD]);
    world.sign();
    assert_eq!(world.kinds(), [(Some(0), F::SealHead)]);
    let mut sealed = World::new();
    sealed.append(&samples::seal(0, Hash::empty_root()), &[RECORD]);
    // The next entry as it would be, had the ledger not been sealed.
    let mut other = World::new();
    other.append(&samples::gap(), &[RECORD]);
    let mut entry = Entry::parse(&other.entries[0].0).unwrap();
    (entry.index, entry.prev_leaf_hash, entry.idempotency_key) =
        (1, sealed.tip.checkpoint().root, Hash::of(b"x"));
    sealed.entries.push((entry.to_bytes().unwrap(), other.entries[0].1.clone()));
    sealed.sign();
    assert_eq!(sealed.kinds(), [(Some(1), F::EntryAfterSeal)]);
}

/// Every kind of fault by one ledger that has it.
fn faulty() -> Vec<World> {
    let mut worlds = Vec::new();
    let mut with = |change: fn(&mut World)| {
        let mut world = World::full();
        change(&mut world);
        worlds.push(world);
    };
    with(|world| world.entries[4].0.clear());
    with(|world| world.entries.swap(4, 5));
    with(|world| world.origin = Origin::parse("local/0/0/x").unwrap());
    with(|world| world.entries[4].1 = None);
    with(|world| world.entries[4].1 = Some(Vec::new()));
    with(|world| world.checkpoints[0].truncate(9));
    with(|world| world.checkpoints[0][0] ^= 1);
    with(|world| world.ring = Keyring::default());
    with(|world| {
        let demand = serde_json::from_value(serde_json::json!({"repositoryId": ["7"]})).unwrap();
        world.ring = world.ring.clone().demanding(vec![demand]);
    });
    with(|world| drop(world.entries.pop()));
    with(|world| world.earlier.push(Checkpoint { size: 99, ..world.head(5) }));
    with(|world| world.earlier.push(Checkpoint { root: Hash::ZERO, ..world.head(5) }));
    with(|world| world.earlier.push(Checkpoint { root: Hash::ZERO, ..world.head(12) }));
    let mut world = World::new();
    world.append(&samples::correction(0, Hash::ZERO), &[RECORD]);
    let entry = Entry {
        v: Version1,
        previous_shard: Some(world.tip.head()),
        ..Entry::parse(&world.entries[0].0).unwrap()
    };
    world.entries[0].0 = entry.to_bytes().unwrap();
    worlds.push(world);
    worlds
}

#[test]
fn every_kind_of_fault_is_found_somewhere() {
    let found: BTreeSet<FaultKind> = faulty().iter().flat_map(World::kinds).map(|(_, kind)| kind).collect();
    // These are found by tests of their own, by name.
    let elsewhere = [
        F::EntryRepeated,
        F::EntryAfterSeal,
        F::EnvelopeMalformed,
        F::SignatureRevoked,
        F::StatementMalformed,
        F::StatementMismatch,
        F::KeyRefused,
        F::SealHead,
        F::ObservedHead,
        F::RedactionRefused,
        F::ApprovalUnknown,
        F::DeploymentChanged,
        F::DeploymentOver,
        F::CheckpointUnwitnessed,
        F::ApprovalUnfit,
        F::ApprovalExpired,
        F::ApprovalRevoked,
        F::ApprovalOwn,
        F::ApprovalTwice,
        F::RequestChanged,
        F::RequestOrder,
        F::CheckpointRoot,
    ];
    let missing: Vec<_> =
        F::ALL.iter().filter(|kind| !found.contains(kind) && !elsewhere.contains(kind)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn all_faults_are_told_and_not_the_first_alone() {
    let mut world = World::full();
    world.entries[1].1 = None;
    world.entries[4].1 = Some(b"x".to_vec());
    world.entries[6].0[20] ^= 1;
    world.checkpoints.push(b"x".to_vec());
    let kinds = world.kinds();
    for expected in [
        (Some(1), F::EnvelopeMissing),
        (Some(4), F::EnvelopeDigest),
        (Some(7), F::EntryChain),
        (None, F::CheckpointMalformed),
        (None, F::CheckpointRoot),
    ] {
        assert!(kinds.contains(&expected), "{expected:?} in {kinds:?}");
    }
    let order: Vec<_> = kinds.iter().map(|(index, _)| (index.is_none(), *index)).collect();
    assert!(order.is_sorted());
}

#[test]
fn a_key_record_names_its_key() {
    let mut world = World::new();
    let (one, two) = (key(40).verifier(), key(41).verifier());
    let introduced = serde_json::json!({"event": "introduced", "vkey": one.to_string(), "roles": ["record"]});
    let bytes = serde_json::to_vec(&samples::key(two.id(), &introduced)).unwrap();
    let envelope = Envelope::sign(bytes, &[&key(ROOT)]).unwrap().to_bytes();
    raw(&mut world, envelope, Kind::Key, None);
    assert_eq!(world.kinds(), [(Some(0), F::StatementMalformed)]);
}
