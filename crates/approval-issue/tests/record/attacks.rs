//! Attacks on what was said, each by its number.

use approval::evaluation::Outcome;
use approval::facts::Fate;
use approval::people::{Account, AccountId, Membership};
use approval::thread::{Deletion, Edit};
use approval_issue::record::append::AppendError;
use approval_issue::record::{Unusable, events};
use ledger::predicate::{NoticeFound, RequestEvent};

use crate::world::{ALICE, ASKER, BOB, World, time};

#[test]
fn attack_03_a_denial_that_was_recorded_stands_though_its_comment_is_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new();
    world.ask(folder.path());
    world.says(ALICE, "/deny because the migration is wrong");
    assert_eq!(world.decide(folder.path()).ended, Some(RequestEvent::Denied));
    world.facts.comments.clear();
    let by = world.facts.issue.author.clone();
    world.facts.deletions.push(Deletion { at: time("2026-11-23T11:00:00Z"), by, author: None });
    world.says(BOB, "/approve");
    let after = world.decide(folder.path());
    assert_eq!((after.fate.clone(), world.outcome(&after)), (Some(Fate::Denied), Outcome::Denied));
    assert!(after.noticed.iter().any(|one| one.notice.found == NoticeFound::Deleted));
}

#[test]
fn attack_03_a_denial_of_somebody_unknown_that_is_deleted_is_not_lost() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new();
    world.ask(folder.path());
    world.belong(Membership::Unknown);
    world.says(ALICE, "/deny");
    let seen = world.decide(folder.path());
    assert_eq!((seen.ended, world.outcome(&seen)), (None, Outcome::Held));
    world.facts.comments.clear();
    world.says(BOB, "/approve");
    world.belong(Membership::Active { inherited: false });
    assert_eq!(world.outcome(&seen), Outcome::Denied, "the record holds that she denied");
    // Whoever recorded it under another key is nobody who is known here, and still stops.
    world.facts.people.retain(|person| person.id == BOB);
    assert_eq!(world.outcome(&seen), Outcome::Held);
}

#[test]
fn attack_05_a_changed_text_is_found_without_any_history() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new();
    world.ask(folder.path());
    assert_eq!(world.says(ALICE, "/approve"), 1001);
    world.belong(Membership::Unknown);
    let before = world.decide(folder.path());
    assert_eq!((before.ended, world.outcome(&before)), (None, Outcome::Held));
    world.belong(Membership::Active { inherited: false });
    let before = world.decide(folder.path());
    assert_eq!(world.outcome(&before), Outcome::Approved, "what GitHub says later counts");
    world.comment(1001).body = "/approve as quality-release".to_owned();
    assert_eq!(world.comment(1001).edited, None);
    assert_ne!(world.outcome(&before), Outcome::Approved);
    let after = world.decide(folder.path());
    assert!(after.of(1001).any(|one| one.notice.found == NoticeFound::Edited));
}

#[test]
fn attack_41_a_request_is_used_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new();
    world.ask(folder.path());
    world.says(ALICE, "/approve");
    let first = world.consume(folder.path());
    assert!(matches!(first.fate, Some(Fate::Consumed { run: 42, attempt: 1, .. })), "{:?}", first.fate);
    let again = World { run: 43, ..world.clone() }.consume(folder.path());
    assert_eq!(again, first, "the second run finds that another one used it");
    assert_eq!(world.outcome(&again), Outcome::Consumed);
}

#[test]
fn attack_41_what_nobody_approved_is_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new();
    world.ask(folder.path());
    world.says(ASKER, "/approve");
    assert_eq!(world.consume(folder.path()).fate, None);
}

#[test]
fn attack_59_a_record_that_was_touched_is_an_error_and_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new();
    world.ask(folder.path());
    world.says(ALICE, "/approve");
    world.decide(folder.path());
    let mut touched = 0;
    for path in crate::written::files(folder.path()) {
        let bytes = std::fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if !text.contains("\"payload\"") {
            continue;
        }
        touched += 1;
        std::fs::write(&path, text.replacen("sig\":\"", "sig\":\"AAAA", 1)).unwrap();
        let refused = world.append(folder.path(), events::consumed).unwrap_err();
        assert!(matches!(refused, AppendError::Unusable(Unusable::Faulty(_))), "{refused}");
        std::fs::write(&path, bytes).unwrap();
    }
    assert!(touched >= 4, "{touched}");
    assert!(world.consume(folder.path()).fate.is_some());
}

#[test]
fn attack_59_an_issue_that_nobody_recorded_decides_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new();
    world.says(ALICE, "/approve");
    assert!(matches!(world.append(folder.path(), events::events), Err(AppendError::Events(_))));
}

#[test]
fn attack_65_broken_glass_is_looked_at_or_blocks() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new();
    world.ask(folder.path());
    world.says(ALICE, "/break-glass because customers cannot pay");
    let used = world.consume(folder.path());
    assert!(matches!(used.fate, Some(Fate::Consumed { .. })));
    let mut next = World::new();
    next.request.commit = "0".repeat(40);
    next.facts.requests[0].digest = Some(next.request.digest().unwrap());
    next.says(BOB, "/approve");
    let before = next.ask(folder.path());
    assert_eq!(before.reviews_due, [time("2026-11-24T20:00:00Z")]);
    assert_eq!(next.outcome(&before), Outcome::Approved, "there is still time");
    next.facts.now = time("2026-11-24T20:00:00Z");
    assert_eq!(next.outcome(&before), Outcome::Held);
}

#[test]
fn a_vote_that_was_changed_is_taken_back_and_the_next_one_counts() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new();
    world.ask(folder.path());
    let comment = world.says(ALICE, "/approve");
    let approved = world.decide(folder.path());
    assert_eq!(world.outcome(&approved), Outcome::Approved);
    let by = Some(Account { id: Some(AccountId(9)), ..world.comment(comment).author.clone().unwrap() });
    world.comment(comment).edited = Some(Edit { at: time("2026-11-23T12:00:00Z"), by });
    let revoked = world.decide(folder.path());
    assert_ne!(world.outcome(&revoked), Outcome::Approved);
    // The notice that it was changed, and the revocation.
    assert_eq!(revoked.places.len(), approved.places.len() + 2);
    world.says(BOB, "/approve");
    world.facts.now = time("2026-11-23T21:00:00Z");
    let again = world.decide(folder.path());
    assert_eq!(world.outcome(&again), world.outcome(&revoked), "a changed comment of Alice's still holds");
}
