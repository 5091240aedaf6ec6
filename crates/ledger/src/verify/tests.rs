mod attacks;
mod faults;
mod keys;
mod mutations;
mod runs;
mod world;

use serde_json::json;

use super::*;
use crate::fault::FaultKind as F;
use crate::proof_file::ProofFile;
use crate::report::Soundness;
use crate::statement::samples;
use world::World;

#[test]
fn an_honest_ledger_is_sound() {
    let world = World::full();
    let report = world.report();
    assert_eq!(report.faults, []);
    assert_eq!(
        (report.soundness(), report.covered, report.size),
        (Soundness::Sound, world.size(), world.size())
    );
    let kinds: Vec<UnknownKind> = report.unknown.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [UnknownKind::Erased, UnknownKind::NoWitness, UnknownKind::NoEarlierHead]);
    let notices: Vec<(u64, NoticeKind)> = report.notices.iter().map(|one| (one.index, one.kind)).collect();
    assert_eq!(notices, [(World::ERASED, NoticeKind::EnvelopeErased)]);
    assert_eq!(report.erased.len(), 1);
}

#[test]
fn what_no_checkpoint_covers_is_not_proven() {
    let mut world = World::full();
    let soundness = |world: &World| (world.report().soundness(), world.report().covered);
    world.checkpoints.clear();
    assert_eq!(soundness(&world), (Soundness::Unproven, 0));
    world.checkpoints.push(world.signed_head(4));
    assert_eq!(soundness(&world), (Soundness::Unproven, 4));
    assert!(world.report().unknown.iter().any(|one| one.kind == UnknownKind::NotCovered));
    world.checkpoints.push(world.signed_head(world.size()));
    assert_eq!(soundness(&world), (Soundness::Sound, world.size()));
    // No entries and no checkpoint prove nothing either.
    let mut empty = World::new();
    assert_eq!(soundness(&empty), (Soundness::Unproven, 0));
    empty.checkpoints.push(empty.signed_head(0));
    assert_eq!(soundness(&empty), (Soundness::Sound, 0));
    assert_eq!(empty.report().root, Hash::empty_root());
}

#[test]
fn an_earlier_head_leaves_less_unknown() {
    let mut world = World::full();
    world.earlier.push(world.head(3));
    world.earlier.push(world.head(0));
    let report = world.report();
    assert_eq!((report.soundness(), report.unknown.len()), (Soundness::Sound, 2));
}

#[test]
fn a_shard_goes_on_with_the_keys_of_the_one_before() {
    let before = World::full();
    let head = before.tip.head();
    let mut next = World::at("github.com/583231/1296269/deployments/2026-12");
    next.append_as(&samples::gap(), &[20], Some(&head));
    next.sign();
    assert_eq!(next.kinds(), [(Some(0), F::SignatureUnknown)], "the new key is known from the shard before");
    next.ring = before.report().keyring.carried();
    assert_eq!(next.report().soundness(), Soundness::Sound);
    assert!(next.report().continues(&before.report()) && !before.report().continues(&next.report()));
    let mut cut = World::full();
    cut.entries.pop();
    assert!(!next.report().continues(&cut.report()), "it ended with another head");
    let mut other = World::at("github.com/583231/1/deployments/2026-12");
    other.append_as(&samples::gap(), &[world::RECORD], Some(&head));
    assert_eq!(other.kinds(), [(Some(0), F::EntryPreviousShard)]);
}

#[test]
fn one_entry_is_proven_by_its_path() {
    let world = World::full();
    let nodes = Subtrees::new(world.entries.iter().map(|(entry, _)| Hash::leaf(entry)));
    let (size, ring) = (world.size(), world.report().keyring);
    let prove = |at: usize, entry: &[u8], envelope: Option<&[u8]>| {
        let path = crate::prove::inclusion(at as u64, size, &nodes).unwrap();
        let stored = Stored { entry, envelope };
        let given = EntryProof { stored, path: &path, checkpoint: &world.checkpoints[0] };
        verify_one(&world.origin, &ring, given).map(|(entry, statement)| (entry.index, statement.is_some()))
    };
    for (at, (entry, envelope)) in world.entries.iter().enumerate() {
        assert_eq!(prove(at, entry, envelope.as_deref()).unwrap(), (at as u64, envelope.is_some()));
    }
    let (one, two) = (&world.entries[0], &world.entries[2]);
    assert!(matches!(prove(2, &one.0, one.1.as_deref()), Err(OneError::Proof(_))));
    assert!(matches!(prove(0, &one.0, two.1.as_deref()), Err(OneError::EnvelopeDigest)));
    // The same as a file, and a file of another entry.
    let path = crate::prove::inclusion(2, size, &nodes).unwrap();
    let file = ProofFile { index: 2, path, checkpoint: world.checkpoints[0].clone() };
    let file = ProofFile::parse(file.to_text().unwrap().as_bytes()).unwrap();
    let stored = Stored { entry: &two.0, envelope: two.1.as_deref() };
    assert_eq!(file.verify(&world.origin, &ring, stored).unwrap().0.index, 2);
    let wrong = ProofFile { index: 3, ..file };
    assert!(wrong.verify(&world.origin, &ring, stored).is_err());
    let stranger = Keyring::default();
    let given = EntryProof {
        stored: Stored { entry: &one.0, envelope: None },
        path: &[],
        checkpoint: &world.checkpoints[0],
    };
    assert!(matches!(verify_one(&world.origin, &stranger, given), Err(OneError::Checkpoint(_))));
}

#[test]
fn deployments_that_have_no_end_are_told() {
    let mut world = World::new();
    world.append(&samples::deployment("started", 1, "app"), &[world::RECORD]);
    world.append(&samples::deployment("started", 2, "app"), &[world::RECORD]);
    world.append(&samples::deployment("failed", 1, "app"), &[world::RECORD]);
    world.sign();
    let report = world.report();
    assert_eq!(report.notices.len(), 1, "attack 5: {:?}", report.notices);
    assert_eq!((report.notices[0].index, report.notices[0].kind), (1, NoticeKind::DeploymentOpen));
}

#[test]
fn attack_06_clocks_that_differ_are_told_and_order_nothing() {
    let mut world = World::new();
    world.time = "2026-11-22T15:00:00.000Z";
    world.append(&samples::gap(), &[world::RECORD]);
    // Written after it, by a clock that is six minutes late.
    world.time = "2026-11-22T14:54:00.000Z";
    world.append(&samples::incident(), &[world::RECORD]);
    // Four minutes are nothing.
    world.time = "2026-11-22T14:50:00.000Z";
    let mut late = samples::deployment("succeeded", 1, "app");
    late["predicate"]["timing"] = json!({"finishedAt": "2026-11-22T14:56:00.000Z", "source": "runner"});
    world.append(&late, &[world::RECORD]);
    world.sign();
    let report = world.report();
    let notices: Vec<(u64, NoticeKind)> = report.notices.iter().map(|one| (one.index, one.kind)).collect();
    assert_eq!(notices, [(1, NoticeKind::ClockSkew), (2, NoticeKind::ClockSkew)]);
    assert_eq!(report.soundness(), Soundness::Sound);
}

#[test]
fn a_deployment_is_of_one_thing_and_ends_once() {
    let mut world = World::new();
    for (event, app) in [
        ("requested", "app"),
        ("started", "other"),
        ("failed", "app"),
        ("rolled-back", "app"),
        ("succeeded", "app"),
    ] {
        world.append(&samples::deployment(event, 1, app), &[world::RECORD]);
    }
    world.sign();
    assert_eq!(world.kinds(), [(Some(1), F::DeploymentChanged), (Some(4), F::DeploymentOver)]);
}

#[test]
fn attack_05_what_runs_and_was_never_deployed_is_told() {
    let mut world = World::new();
    // Asked for, and never done.
    world.append(&samples::deployment("requested", 1, "app"), &[world::RECORD]);
    world.append(&samples::snapshot(), &[world::RECORD]);
    world.append(&samples::deployment("succeeded", 1, "app"), &[world::RECORD]);
    let mut later = samples::snapshot();
    later["predicate"]["takenAt"] = json!("2026-11-22T12:30:00.000Z");
    world.append(&later, &[world::RECORD]);
    world.sign();
    let report = world.report();
    let notices: Vec<(u64, NoticeKind)> = report.notices.iter().map(|one| (one.index, one.kind)).collect();
    assert_eq!(notices, [(1, NoticeKind::WorkloadUnrecorded)]);
    assert_eq!(report.soundness(), Soundness::Sound);
}
