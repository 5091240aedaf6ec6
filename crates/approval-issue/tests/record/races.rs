//! Runs that race, and runs that try again.

use approval_issue::record::append::AppendError;
use approval_issue::record::events;

use crate::world::{ALICE, BOB, World, ledger};

#[test]
fn what_is_appended_twice_leaves_the_ledger_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new();
    world.ask(folder.path());
    world.says(BOB, "/approve because I said so");
    world.says(ALICE, "/deny");
    let once = world.decide(folder.path());
    let bytes = crate::written::all(folder.path());
    world.run = 77;
    assert_eq!(world.decide(folder.path()), once);
    assert_eq!(world.ask(folder.path()), once);
    assert_eq!(crate::written::all(folder.path()), bytes);
}

#[test]
fn attack_64_three_runs_that_race_record_each_event_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new();
    for body in ["/approve", "/status", "/aprove", "/approve as quality-release"] {
        world.says(ALICE, body);
    }
    world.ask(folder.path());
    let recorded: Vec<_> = std::thread::scope(|scope| {
        let one = |run| World { run, ..world.clone() };
        let threads: Vec<_> = (1..=3)
            .map(|run| (one(run), folder.path()))
            .map(|(world, path)| scope.spawn(move || world.consume(path)))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(recorded.iter().all(|one| one.fate == recorded[0].fate && one.fate.is_some()));
    let alone = tempfile::tempdir().unwrap();
    world.ask(alone.path());
    let expected = world.consume(alone.path());
    let keys = |one: &approval_issue::record::Recorded| one.places.keys().copied().collect::<Vec<_>>();
    assert_eq!(keys(&world.decide(folder.path())), keys(&expected));
}

#[test]
fn a_store_that_cannot_be_read_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new();
    world.ask(folder.path());
    world.says(ALICE, "/approve");
    let entries = crate::written::files(folder.path());
    let entry = entries.iter().find(|path| std::fs::read(path).unwrap().starts_with(b"{\"env\"")).unwrap();
    std::fs::remove_file(entry).unwrap();
    let refused = world.append(folder.path(), events::consumed).unwrap_err();
    assert!(matches!(refused, AppendError::Missing(0) | AppendError::Store(_)), "{refused}");
}

/// The keys of all entries, in order: one that stands there twice was recorded twice.
fn keys(folder: &std::path::Path) -> Vec<::ledger::hash::Hash> {
    ledger(folder).entries.iter().map(|entry| entry.key).collect()
}

/// A ledger that was read before and moved on since: it is read anew and everything follows anew, so that nothing is lost and nothing stands there twice.
#[test]
fn attack_64_a_stale_ledger_is_read_anew_before_anything_is_appended() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new();
    world.ask(folder.path());
    let stale = ledger(folder.path());
    world.says(ALICE, "/approve");
    // Somebody else finds the same, and more, and uses it.
    let mut other = world.clone();
    other.says(BOB, "What is in it?");
    other.run = 77;
    let used = other.consume(folder.path());
    let asked = std::cell::RefCell::new(Vec::new());
    let recorded = world.append_known(folder.path(), stale.clone(), |case, before| {
        asked.borrow_mut().push(before.fate.clone());
        events::consumed(case, before)
    });
    let recorded = recorded.unwrap();
    assert_eq!((&recorded.fate, recorded.places.len()), (&used.fate, used.places.len()));
    // First of what was handed in, and then of what was there: used by the other.
    assert_eq!(asked.into_inner(), [None, used.fate.clone()]);
    let now = keys(folder.path());
    let once: std::collections::BTreeSet<_> = now.iter().collect();
    assert_eq!((now.len(), &now[..stale.entries.len()]), (once.len(), &keys_of(&stale)[..]));
}

fn keys_of(ledger: &approval_issue::record::append::Ledger) -> Vec<::ledger::hash::Hash> {
    ledger.entries.iter().map(|entry| entry.key).collect()
}

/// The same where what follows is something else by now: what was found of it is recorded beside what the other recorded.
#[test]
fn attack_64_what_only_one_of_two_found_is_recorded_beside_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new();
    world.ask(folder.path());
    let stale = ledger(folder.path());
    let mut other = world.clone();
    other.says(BOB, "/deny because of the weather");
    let denied = other.decide(folder.path());
    world.last = 1005;
    world.says(ALICE, "/approve");
    let recorded = world.append_known(folder.path(), stale, events::events).unwrap();
    // The denial that this run has not even seen in the thread stays the end.
    assert_eq!(recorded.fate, denied.fate);
    assert!(denied.places.keys().all(|key| recorded.places.contains_key(key)));
    assert!(recorded.places.len() > denied.places.len(), "the approval was seen, though it came too late");
}

/// A ledger that is as it was handed in is not read again.
#[test]
fn a_ledger_that_did_not_move_is_appended_to_as_it_was_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new();
    world.ask(folder.path());
    let known = ledger(folder.path());
    world.says(ALICE, "/approve");
    let asked = std::cell::Cell::new(0);
    let recorded = world.append_known(folder.path(), known, |case, before| {
        asked.set(asked.get() + 1);
        events::events(case, before)
    });
    assert_eq!(recorded.unwrap().places.len(), keys(folder.path()).len());
    assert_eq!(asked.get(), 2, "once of what was there, and once of what is there now");
}
