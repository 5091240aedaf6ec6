//! What others do to comments.

use super::*;

#[test]
fn attack_03_t7_a_recorded_denial_stands_though_it_is_deleted_or_changed() {
    let (mut world, comment) = alice("/deny because broken");
    world.sees(comment);
    let mut deleted = world.copy();
    deleted.deletes(MALLORY, comment);
    assert!(deleted.denies(comment));
    assert_eq!(deleted.held(), []);
    for body in ["/approve", "Looks good", "", "/deny because fine", "/status", "/withdraw", "/dney"] {
        world.edits(MALLORY, comment, body);
        assert!(world.denies(comment), "{body}");
    }
    // Alice alone takes it back, by saying so.
    world.edits(ALICE, comment, "/approve");
    assert!(world.denies(comment));
    let back = world.says(ALICE, "/withdraw");
    assert_eq!(world.heard(back), Ok(Word::Withdraw));
}

#[test]
fn attack_03_a_deletion_that_the_record_cannot_account_for_holds() {
    let (mut world, comment) = alice("/deny");
    world.deletes(MALLORY, comment);
    assert_eq!(world.held(), [Reason::CommentDeleted { author: Some(ALICE), at: minute(2) }]);
    // What others say does not clear it, nor what Alice says in vain.
    world.says_at(BOB, 5, "/approve");
    world.says_at(ALICE, 6, "/aprove");
    assert_eq!(world.held().len(), 1);
    world.says_at(ALICE, 7, "/approve");
    assert_eq!(world.held(), []);
}

#[test]
fn a_denial_with_a_slip_holds_until_its_author_speaks_again() {
    for slip in ["/deny!", "/dney", "/veto", " /deny", "/deny\u{200B}", "/deny 7F3A"] {
        let (mut world, comment) = alice(slip);
        assert_eq!(world.held(), [Reason::DenialUnclear { comment, author: ALICE }], "{slip}");
        world.says_at(BOB, 5, "/approve");
        assert_eq!(world.held().len(), 1, "{slip}");
        world.says_at(ALICE, 6, "/approve");
        assert_eq!(world.held(), [], "{slip}");
    }
    let (world, _) = alice("/approve!");
    assert_eq!(world.held(), [], "what was meant to let it pass stops nothing");
    let mut world = World::new();
    world.says(MALLORY, "/deny!");
    assert_eq!(world.held(), [], "of who may not deny");
}

#[test]
fn what_was_said_before_or_in_the_moment_of_the_deletion_does_not_clear_it() {
    let mut world = World::new();
    let gone = world.says(ALICE, "/deny");
    world.says_at(ALICE, 2, "/approve");
    world.deletes(MALLORY, gone);
    assert_eq!(world.held(), [Reason::CommentDeleted { author: Some(ALICE), at: minute(2) }]);
}

#[test]
fn a_deletion_of_a_recorded_comment_is_accounted_for_once() {
    let mut world = World::new();
    let (prose, denial) = (world.says(ALICE, "checking"), world.says(ALICE, "/deny"));
    world.sees(prose);
    world.deletes(ALICE, prose);
    assert_eq!(world.held(), []);
    world.deletes(MALLORY, denial);
    assert_eq!(world.held(), [Reason::CommentDeleted { author: Some(ALICE), at: minute(3) }]);
}

#[test]
fn deletions_of_who_decides_nothing_hold_nothing() {
    let mut world = World::new();
    let spam = world.says(MALLORY, "spam");
    let ours = world.says(OURS, "Status");
    let bot = world.says(ALICE, "beep");
    world.comment(bot).author.as_mut().unwrap().kind = AccountKind::Bot;
    world.deletes(ALICE, spam).deletes(ALICE, ours).deletes(ALICE, bot);
    assert_eq!(world.held(), []);
    // Of somebody of whom nothing is known it may be a denial.
    world.belongs(MALLORY, &team("qa"), Membership::Unknown);
    assert_eq!(world.held().len(), 1);
    world.facts.people.retain(|person| person.id != MALLORY);
    assert_eq!(world.held().len(), 1);
}

#[test]
fn deletions_of_who_could_decide_when_they_were_seen_hold() {
    let mut world = World::new();
    let (seen, denial) = (world.says(ALICE, "checking"), world.says(ALICE, "/deny"));
    world.sees(seen);
    world.belongs(ALICE, &team("qa"), Membership::None);
    world.deletes(MALLORY, denial);
    assert_eq!(world.held(), [Reason::CommentDeleted { author: Some(ALICE), at: minute(3) }]);
}

#[test]
fn a_deletion_of_somebody_who_is_gone_holds_unless_the_record_knows_it() {
    let (mut world, comment) = alice("/deny");
    world.deletes(MALLORY, comment);
    world.facts.deletions[0].author = None;
    assert_eq!(world.held(), [Reason::CommentDeleted { author: None, at: minute(2) }]);
    let (mut world, comment) = alice("/deny");
    world.sees(comment);
    world.deletes(MALLORY, comment);
    world.facts.deletions[0].author = None;
    assert_eq!(world.held(), []);
    assert!(world.denies(comment));
}

#[test]
fn a_deletion_before_the_request_is_about_nothing_in_it() {
    let mut world = World::new();
    let old = world.says(ALICE, "/deny");
    world.deletes(MALLORY, old);
    world.facts.requests.clear();
    world.asks_again(3, |_| ());
    assert_eq!(world.held(), []);
}

#[test]
fn t7_a_strange_edit_before_the_record_saw_it_holds_until_the_author_speaks() {
    for body in ["Looks good", "/approve"] {
        let (mut world, comment) = alice("/deny");
        world.edits(MALLORY, comment, body);
        let held = Reason::CommentEdited { comment, author: ALICE, by: Some(MALLORY), at: minute(2) };
        assert_eq!(world.held(), std::slice::from_ref(&held));
        assert_eq!(world.ignored(comment), Why::Edited { by: Some(MALLORY) });
        // That the record sees it afterwards changes nothing.
        world.sees(comment);
        assert_eq!(world.held(), [held]);
        world.says_at(ALICE, 5, "/approve");
        assert_eq!(world.held(), []);
    }
}

#[test]
fn edits_of_prose_that_hide_nothing_are_nothing() {
    let mut world = World::new();
    let (own, known) = (world.says(ALICE, "cheking"), world.says(BOB, "checking"));
    let strange = world.says(MALLORY, "rude");
    world.sees(known);
    world.edits(ALICE, own, "checking").edits(MALLORY, known, "fine").edits(ALICE, strange, "removed");
    assert_eq!(world.held(), []);
    assert_eq!(world.heard(own), Err(Counts::Prose));
    assert_eq!(world.heard(strange), Err(Counts::Prose));
}

#[test]
fn who_hides_changes_or_deletes_a_withdrawal_brings_no_approval_back() {
    let withdrawn = |change: fn(&mut World, u64)| {
        let (mut world, _) = alice("/approve");
        let back = world.says(ALICE, "/withdraw");
        world.sees(back);
        change(&mut world, back);
        world.heard(back)
    };
    let changes: [fn(&mut World, u64); 4] = [
        |_, _| (),
        |world, back| world.comment(back).hidden = true,
        |world, back| {
            world.edits(MALLORY, back, "thanks");
        },
        |world, back| {
            world.deletes(MALLORY, back);
        },
    ];
    for change in changes {
        assert_eq!(withdrawn(change), Ok(Word::Withdraw));
    }
}

#[test]
fn who_hides_or_changes_a_withdrawal_takes_no_denial_back_with_it() {
    let (mut world, denial) = alice("/deny");
    let back = world.says(ALICE, "/withdraw");
    world.sees(back);
    assert_eq!(world.heard(back), Ok(Word::Withdraw));
    world.comment(back).hidden = true;
    assert_eq!(world.ignored(back), Why::Hidden);
    world.comment(back).hidden = false;
    world.edits(MALLORY, back, "thanks");
    assert!(matches!(world.ignored(back), Why::Edited { .. }));
    world.deletes(MALLORY, back);
    assert_eq!(world.voices().len(), 1);
    assert!(world.denies(denial));
}

#[test]
fn with_two_requests_open_a_bare_withdrawal_only_stops() {
    let mut world = World::new();
    let second = world.asks_again(1, |request| request.commit = "0".repeat(40));
    let denial = world.says(ALICE, "/deny");
    let (back, other) = (world.says(ALICE, "/withdraw"), world.says(BOB, "/withdraw"));
    assert!(world.denies(denial));
    assert_eq!(world.ignored(back), Why::CodeNeeded);
    assert_eq!(world.heard(other), Ok(Word::Withdraw));
    let named = world.says(ALICE, &format!("/withdraw {}", second.code().unwrap()));
    assert_eq!(world.ignored(named), Why::OtherCode);
}

#[test]
fn who_asked_takes_it_back_though_they_belong_to_nothing() {
    let mut world = World::new();
    let back = world.says(ASKER, "/withdraw");
    assert_eq!(world.heard(back), Ok(Word::Withdraw));
    // Nobody deletes that before it is recorded without being found.
    world.deletes(MALLORY, back);
    assert_eq!(world.held(), [Reason::CommentDeleted { author: Some(ASKER), at: minute(2) }]);
}
