use super::*;
use crate::request::Action;
use crate::sample::world::{ALICE, OURS, World, account, minute};
use crate::thread::Edit;

fn of(world: &World) -> Vec<Reason> {
    reasons(&world.request, &world.facts)
}

fn edit(at: i64) -> Option<Edit> {
    Some(Edit { at: minute(at), by: Some(account(ALICE)) })
}

#[test]
fn nothing_is_wrong_with_an_issue_that_nobody_touched() {
    assert_eq!(of(&World::new()), []);
    let mut world = World::new();
    world.facts.recorded = None;
    assert_eq!(of(&world), []);
}

#[test]
fn attack_33_t8_an_edited_issue_is_no_longer_the_one_that_people_answered() {
    let mut world = World::new();
    world.facts.issue.edited = edit(5);
    world.facts.requests[0].changed = true;
    assert_eq!(of(&world), [Reason::IssueEdited, Reason::RequestNotShown]);
    // Revisions can be deleted and times can be lost; the text that was recorded cannot.
    let mut world = World::new();
    world.facts.issue.text_sha256 = "e".repeat(64);
    assert_eq!(of(&world), [Reason::IssueEdited]);
}

#[test]
fn a_request_that_is_posted_anew_after_the_edit_stands() {
    let mut world = World::new();
    world.facts.issue.edited = edit(5);
    world.facts.requests[0].changed = true;
    world.asks_again(6, |_| ());
    assert_eq!(of(&world), []);
    world.facts.issue.edited = edit(6);
    assert_eq!(of(&world), [Reason::IssueEdited]);
}

#[test]
fn attack_34_an_issue_of_somebody_else_is_another_one() {
    for author in [None, Some(account(ALICE))] {
        let mut world = World::new();
        world.facts.issue.author = author;
        assert_eq!(of(&world), [Reason::IssueOther]);
    }
    let mut world = World::new();
    world.facts.issue.node_id = "I_4".to_owned();
    assert_eq!(of(&world), [Reason::IssueOther]);
}

#[test]
fn attack_35_t8_a_transferred_deleted_or_converted_issue_decides_nothing() {
    for state in [IssueState::Transferred, IssueState::Gone, IssueState::Discussion] {
        let mut world = World::new();
        world.facts.issue.state = state;
        assert_eq!(of(&world), [Reason::IssueGone]);
    }
    let mut world = World::new();
    world.facts.issue.repository_id = 8;
    assert_eq!(of(&world), [Reason::IssueOther]);
    world.facts.recorded = None;
    assert_eq!(of(&world), [Reason::IssueOther]);
}

#[test]
fn attack_35_t8_an_open_issue_that_is_locked_keeps_people_from_denying() {
    let mut world = World::new();
    world.facts.issue.locked = true;
    assert_eq!(of(&world), [Reason::IssueLocked]);
    world.facts.issue.state = IssueState::ClosedByUs;
    assert_eq!(of(&world), []);
}

#[test]
fn an_issue_that_somebody_else_closed_is_told() {
    let mut world = World::new();
    world.facts.issue.state = IssueState::Closed;
    assert_eq!(of(&world), [Reason::IssueClosed]);
}

#[test]
fn attack_42_attack_49_a_request_that_the_issue_does_not_show_was_not_approved_there() {
    let changes: [fn(&mut Request); 4] = [
        |request| request.commit = "0".repeat(40),
        |request| request.environment = "staging".to_owned(),
        |request| request.action = Action::Rollback,
        |request| request.policy_sha256 = "0".repeat(64),
    ];
    for change in changes {
        let mut world = World::new();
        change(&mut world.request);
        assert_eq!(of(&world), [Reason::RequestNotShown]);
    }
}

#[test]
fn a_request_stands_in_a_comment_only_as_long_as_it_can_be_read_there() {
    let world = || {
        let mut world = World::new();
        world.facts.requests.clear();
        world.asks_again(3, |_| ());
        world
    };
    assert_eq!(of(&world()), []);
    let changes: [fn(&mut World); 7] = [
        |world| world.facts.requests[0].changed = true,
        |world| world.facts.comments.clear(),
        |world| world.comment(1003).author = Some(account(ALICE)),
        |world| world.comment(1003).author = None,
        |world| world.comment(1003).hidden = true,
        |world| world.comment(1003).body = "Status".to_owned(),
        |world| {
            world.edits(OURS, 1003, "Status");
        },
    ];
    for change in changes {
        let mut world = world();
        change(&mut world);
        assert_eq!(of(&world), [Reason::RequestNotShown]);
    }
}
