//! A record is held against its request, policy and facts, and each thing that was touched is named.

use std::path::Path;

use approval::facts::Facts;
use approval::people::Membership;
use approval_issue::record::audit::{Evidence, Finding, verify_record};
use ledger::keyring::Keyring;
use ledger::predicate::Role;
use ledger::verify::{Heads, Stored};
use stores::StoredEntry;

use crate::world::{ALICE, ASKER, BOB, World, key, origin, run, store, veil};

struct Kept {
    world: World,
    facts: Facts,
    request: Vec<u8>,
    note: Vec<u8>,
    entries: Vec<StoredEntry>,
}

impl Kept {
    fn new(folder: &Path) -> Self {
        let mut world = World::new();
        world.ask(folder);
        world.says(BOB, "/aprove");
        world.says(ALICE, "/approve as quality-release because it was tested");
        let before = world.ask(folder);
        let (facts, _) = world.judged(&before);
        world.decide(folder);
        let store = store(folder);
        let head = run(store.head()).unwrap().unwrap();
        let entries = run(store.entries(&head, 0..head.size())).unwrap();
        let request = world.request.bytes().unwrap();
        Self { world, facts, request, note: head.note().to_vec(), entries }
    }

    fn found(&self) -> Vec<Finding> {
        let stored: Vec<Stored<'_>> = self
            .entries
            .iter()
            .map(|one| Stored { entry: one.entry.as_deref().unwrap(), envelope: one.envelope.as_deref() })
            .collect();
        let keyring = Keyring::new(vec![(key().verifier(), vec![Role::Record, Role::Checkpoint])]);
        let heads = Heads { signed: &[&self.note], earlier: &[], quorum: None };
        let veil = veil();
        let evidence =
            Evidence { request: &self.request, policy: &self.world.policy, facts: &self.facts, veil: &veil };
        verify_record(&origin(), &keyring, &stored, heads, &evidence).unwrap()
    }

    fn codes(&self) -> Vec<&'static str> {
        self.found().iter().map(|one| one.code).collect()
    }
}

#[test]
fn t11_a_record_that_is_right_has_no_findings() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Kept::new(folder.path()).found(), []);
}

#[test]
fn t11_each_altered_byte_of_the_ledger_is_found_at_its_entry() {
    let folder = tempfile::tempdir().unwrap();
    let mut kept = Kept::new(folder.path());
    let mut tried = 0;
    for index in 0..kept.entries.len() {
        for of_entry in [true, false] {
            let length = bytes(&mut kept.entries[index], of_entry).len();
            for at in (0..length).step_by(97) {
                bytes(&mut kept.entries[index], of_entry)[at] ^= 1;
                let found = kept.found();
                let wanted = u64::try_from(index).unwrap();
                // What no rule is about shows where the next entry, or the checkpoint over the last one, holds its hash.
                let near = |one: &Finding| match one.index {
                    Some(index) => index == wanted || index == wanted + 1,
                    None => wanted == 3 && one.code == "checkpoint-root",
                };
                assert!(found.iter().any(near), "byte {at} of entry {index}: {found:?}");
                bytes(&mut kept.entries[index], of_entry)[at] ^= 1;
                tried += 1;
            }
        }
    }
    assert!(tried > 50, "{tried}");
    assert_eq!(kept.found(), []);
}

fn bytes(stored: &mut StoredEntry, of_entry: bool) -> &mut Vec<u8> {
    let bytes = if of_entry { stored.entry.as_mut() } else { stored.envelope.as_mut() };
    bytes.unwrap()
}

#[test]
fn t11_each_altered_byte_of_the_request_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut kept = Kept::new(folder.path());
    for at in 0..kept.request.len() {
        kept.request[at] ^= 1;
        let codes = kept.codes();
        assert!(codes == ["request-bytes"] || codes == ["request-digest"], "byte {at}: {codes:?}");
        kept.request[at] ^= 1;
    }
}

#[test]
fn t11_facts_that_lead_elsewhere_are_found() {
    let touched = |touch: fn(&mut Kept)| {
        let folder = tempfile::tempdir().unwrap();
        let mut kept = Kept::new(folder.path());
        touch(&mut kept);
        kept.codes()
    };
    assert_eq!(touched(|kept| kept.facts.comments[1].body.push('!')), ["comment-text"]);
    assert_eq!(touched(|kept| kept.facts.comments[1].hidden = true), ["outcome-differs"]);
    assert_eq!(touched(|kept| kept.facts.people.clear()), ["outcome-differs"]);
    assert_eq!(touched(|kept| kept.world.policy.expires += 1), ["policy-digest", "outcome-differs"]);
    // Somebody else's name under what Alice wrote.
    let other = touched(|kept| {
        let bob = kept.facts.comments[0].author.clone();
        kept.facts.comments[1].author = bob;
    });
    assert_eq!(other, ["people-differ"]);
}

#[test]
fn t11_an_approval_that_nobody_could_give_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut kept = Kept::new(folder.path());
    kept.facts.people.iter_mut().for_each(|person| person.now.of[0].1 = Membership::None);
    assert_eq!(kept.codes(), ["outcome-differs"]);
    kept.facts.comments[1].author.as_mut().unwrap().id = Some(ASKER);
    assert_eq!(kept.codes(), ["outcome-differs"]);
}
