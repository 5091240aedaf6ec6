//! Keys that come and go.

use serde_json::json;

use super::world::{RECORD, ROOT, key};
use super::*;

#[test]
fn attack_07_what_a_lost_key_signed_is_named_once_it_is_known() {
    let mut world = World::new();
    for at in 0..4 {
        world.append(&samples::deployment("succeeded", at, "app"), &[RECORD]);
    }
    let id = key(RECORD).verifier().id();
    let revoked =
        json!({"event": "revoked", "key": id, "fromIndex": 2, "compromisedAt": "2026-11-22T12:00:00.000Z"});
    world.append(&samples::key(id, &revoked), &[ROOT]);
    world.append(&samples::gap(), &[RECORD]);
    world.sign();
    let expected = [2, 3, 5].map(|index| (Some(index), F::SignatureRevoked));
    assert_eq!(world.kinds(), expected, "what it signed before entry 2 stays valid");
}

#[test]
fn a_key_that_was_introduced_signs_from_the_next_entry_on() {
    let mut world = World::new();
    let new = key(30).verifier();
    let introduced = json!({"event": "introduced", "vkey": new.to_string(), "roles": ["record"]});
    world.append(&samples::gap(), &[30]);
    world.append(&samples::key(new.id(), &introduced), &[ROOT]);
    world.append(&samples::incident(), &[30]);
    world.sign();
    assert_eq!(world.kinds(), [(Some(0), F::SignatureUnknown)]);
    assert_eq!(world.report().keyring.keys().len(), 5);
}

#[test]
fn attack_07_a_key_record_that_no_root_signed_has_no_effect() {
    let mut world = World::new();
    let thief = key(31).verifier();
    let introduced =
        json!({"event": "introduced", "vkey": thief.to_string(), "roles": ["root", "record", "checkpoint"]});
    world.append(&samples::key(thief.id(), &introduced), &[RECORD]);
    world.append(&samples::gap(), &[31]);
    world.sign();
    assert_eq!(world.kinds(), [(Some(0), F::KeyRefused), (Some(1), F::SignatureUnknown)]);
}

#[test]
fn two_signers_are_both_noted() {
    let mut world = World::new();
    let (one, two) = (key(RECORD).verifier().id(), key(32).verifier());
    let introduced = json!({"event": "introduced", "vkey": two.to_string(), "roles": ["record"]});
    world.append(&samples::key(two.id(), &introduced), &[ROOT]);
    world.append(&samples::gap(), &[RECORD, 32]);
    let revoked = json!({"event": "revoked", "key": one, "fromIndex": 1});
    world.append(&samples::key(one, &revoked), &[ROOT]);
    world.sign();
    // The second signature still stands, but one of the two signers is not to be believed: a person looks.
    assert_eq!(world.kinds(), [(Some(1), F::SignatureRevoked)]);
}
