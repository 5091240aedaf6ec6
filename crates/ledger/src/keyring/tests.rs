use super::*;
use crate::name::Line;
use crate::signer::SignerKey;

const NAME: &str = "github.com/1/2/deployments";

fn key(seed: u8) -> VerifierKey {
    SignerKey::new(NAME, &[seed; 32]).unwrap().verifier()
}

fn record(change: KeyEvent) -> KeyRecord {
    KeyRecord { change, reason: Line::new("test").unwrap() }
}

fn introduced(seed: u8, roles: &[Role]) -> KeyRecord {
    record(KeyEvent::Introduced { vkey: key(seed), roles: roles.to_vec() })
}

fn revoked(seed: u8, from_index: Option<u64>) -> KeyRecord {
    record(KeyEvent::Revoked { key: key(seed).id(), from_index, compromised_at: None })
}

fn rotated(new: u8, old: u8, roles: &[Role]) -> KeyRecord {
    record(KeyEvent::Rotated { vkey: key(new), replaces: key(old).id(), roles: roles.to_vec() })
}

/// Key 0 is the root, key 1 signs records.
fn ring() -> Keyring {
    Keyring::new(vec![(key(0), vec![Role::Root]), (key(1), vec![Role::Record, Role::Checkpoint])])
}

fn may(ring: &Keyring, seed: u8, index: u64, role: Role) -> bool {
    ring.at(index, &[role]).any(|one| *one == key(seed))
}

#[test]
fn a_key_signs_from_the_entry_after_its_introduction() {
    let mut ring = ring();
    ring.apply(5, &introduced(2, &[Role::Record]), &[key(0).id()]).unwrap();
    assert!(!may(&ring, 2, 5, Role::Record) && may(&ring, 2, 6, Role::Record));
    assert!(!may(&ring, 2, 6, Role::Approval) && !may(&ring, 2, 6, Role::Root));
    assert!(may(&ring, 1, 0, Role::Record) && may(&ring, 1, u64::MAX, Role::Record));
}

#[test]
fn attack_07_a_stolen_key_introduces_no_other() {
    let mut ring = ring();
    let before = ring.clone();
    assert_eq!(ring.apply(5, &introduced(2, &[Role::Root]), &[key(1).id()]), Err(KeyringError::NoRoot));
    assert_eq!(ring.apply(5, &introduced(2, &[Role::Root]), &[key(2).id()]), Err(KeyringError::NoRoot));
    assert_eq!(ring.apply(5, &rotated(2, 1, &[Role::Root]), &[key(1).id()]), Err(KeyringError::NoRoot));
    assert_eq!(
        ring.apply(5, &rotated(2, 1, &[Role::Record]), &[key(0).id()]),
        Err(KeyringError::NotByTheOldKey)
    );
    assert_eq!(ring, before);
}

#[test]
fn a_rotation_ends_the_old_key_with_its_own_entry() {
    let mut ring = ring();
    ring.apply(5, &rotated(2, 1, &[Role::Record]), &[key(0).id(), key(1).id()]).unwrap();
    assert!(
        may(&ring, 1, 5, Role::Record) && !may(&ring, 1, 6, Role::Record) && may(&ring, 2, 6, Role::Record)
    );
    assert_eq!(ring.revoked_from(&key(1).id()), Some(6));
    // A root rotates itself.
    ring.apply(7, &rotated(3, 0, &[Role::Root]), &[key(0).id()]).unwrap();
    assert_eq!(ring.apply(8, &introduced(4, &[Role::Record]), &[key(0).id()]), Err(KeyringError::NoRoot));
    ring.apply(8, &introduced(4, &[Role::Record]), &[key(3).id()]).unwrap();
}

#[test]
fn attack_07_revocation_reaches_back_only_by_another_root() {
    let (root, own) = ([key(0).id()], [key(1).id()]);
    let mut by_root = ring();
    by_root.apply(9, &revoked(1, Some(4)), &root).unwrap();
    assert_eq!(by_root.revoked_from(&key(1).id()), Some(4));
    assert!(may(&by_root, 1, 9, Role::Record), "as it was known when entry 9 was written");
    assert!(!may(&by_root, 1, 10, Role::Record));
    assert_eq!(ring().apply(9, &revoked(1, Some(4)), &own), Err(KeyringError::OwnPast));
    assert_eq!(ring().apply(9, &revoked(0, Some(4)), &root), Err(KeyringError::OwnPast));
    assert_eq!(ring().apply(9, &revoked(1, Some(11)), &root), Err(KeyringError::Beyond(11)));
    let mut by_itself = ring();
    by_itself.apply(9, &revoked(1, None), &own).unwrap();
    assert_eq!(by_itself.revoked_from(&key(1).id()), Some(10));
    assert_eq!(ring().apply(9, &revoked(1, None), &[key(5).id()]), Err(KeyringError::NoRoot));
}

#[test]
fn a_key_that_ended_does_not_come_back() {
    let mut ring = ring();
    let root = [key(0).id()];
    ring.apply(3, &revoked(1, None), &root).unwrap();
    assert_eq!(ring.apply(4, &revoked(1, Some(4)), &root), Err(KeyringError::NotStanding(key(1).id())));
    assert_eq!(ring.apply(4, &introduced(1, &[Role::Record]), &root), Err(KeyringError::Known(key(1).id())));
    assert_eq!(ring.apply(4, &revoked(9, None), &root), Err(KeyringError::NotStanding(key(9).id())));
    let carried = ring.carried();
    assert_eq!(carried.keys().len(), 1);
    assert!(may(&carried, 0, 0, Role::Root));
}

#[test]
fn attack_07_a_key_that_was_replaced_may_turn_out_to_have_been_lost_before() {
    let (root, both) = ([key(0).id()], [key(0).id(), key(1).id()]);
    let mut ring = ring();
    ring.apply(5, &rotated(2, 1, &[Role::Record]), &both).unwrap();
    assert_eq!(ring.apply(9, &revoked(1, None), &root), Err(KeyringError::NotStanding(key(1).id())));
    assert_eq!(ring.apply(9, &revoked(1, Some(6)), &root), Err(KeyringError::NotStanding(key(1).id())));
    assert_eq!(ring.apply(9, &revoked(1, Some(3)), &[key(2).id()]), Err(KeyringError::NoRoot));
    ring.apply(9, &revoked(1, Some(3)), &root).unwrap();
    assert_eq!(ring.revoked_from(&key(1).id()), Some(3));
    assert!(may(&ring, 1, 5, Role::Record) && !may(&ring, 1, 6, Role::Record), "what was known then stays");
    assert_eq!(ring.apply(10, &revoked(1, Some(4)), &root), Err(KeyringError::NotStanding(key(1).id())));
    assert_eq!(ring.apply(10, &revoked(9, Some(4)), &root), Err(KeyringError::NotStanding(key(9).id())));
}

#[test]
fn checkpoints_are_signed_by_keys_of_the_ledger_while_they_stand() {
    let origin = Origin::parse(&format!("{NAME}/2026-11")).unwrap();
    let other = Origin::parse("github.com/1/3/deployments/2026-11").unwrap();
    let mut ring = ring();
    ring.apply(9, &revoked(1, Some(4)), &[key(0).id()]).unwrap();
    ring.apply(10, &introduced(2, &[Role::Checkpoint]), &[key(0).id()]).unwrap();
    let keys = |origin: &Origin, size| ring.checkpoint_keys(origin, size).cloned().collect::<Vec<_>>();
    assert_eq!(keys(&origin, 4), [key(1)], "what it signed before it was lost counts");
    assert_eq!(keys(&origin, 5), [] as [VerifierKey; 0]);
    assert_eq!(keys(&origin, 10), [] as [VerifierKey; 0]);
    assert_eq!(keys(&origin, 11), [key(2)]);
    assert_eq!(keys(&other, 4), [] as [VerifierKey; 0], "another ledger has other keys");
}
