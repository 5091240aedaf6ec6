//! Which request a comment answers.

use super::*;
use crate::code::Code;
use crate::request::Request;

fn code(request: &Request) -> Code {
    request.code().unwrap()
}

fn other_commit(request: &mut Request) {
    request.commit = "0".repeat(40);
}

/// The world of another request of the same issue.
fn of_the_other(world: &World, request: Request) -> World {
    World { request, ..world.copy() }
}

#[test]
fn attack_32_t4_of_two_open_requests_a_word_is_for_the_one_that_it_names() {
    let mut world = World::new();
    let second = world.asks_again(5, other_commit);
    let bare = world.says(ALICE, "/approve");
    let named = world.says(ALICE, &format!("/approve {}", code(&second)));
    assert_eq!(world.ignored(bare), Why::CodeNeeded);
    assert_eq!(world.ignored(named), Why::OtherCode);
    let other = of_the_other(&world, second);
    assert_eq!(other.ignored(bare), Why::CodeNeeded);
    assert!(other.approves(named));
}

#[test]
fn attack_32_a_request_that_somebody_changes_makes_no_bare_word_unambiguous() {
    let mut world = World::new();
    world.asks_again(5, other_commit);
    let bare = world.says(ALICE, "/approve");
    for digest in [world.facts.requests[1].digest.clone(), None] {
        world.facts.requests[1].changed = true;
        world.facts.requests[1].digest = digest;
        assert_eq!(world.ignored(bare), Why::CodeNeeded);
    }
}

#[test]
fn attack_32_a_request_with_the_same_code_makes_it_worth_nothing() {
    let (mut world, comment) = {
        let world = World::new();
        let named = format!("/approve {}", code(&world.request));
        alice(&named)
    };
    assert!(world.approves(comment));
    let mut twin = world.facts.requests[0].clone();
    twin.digest = twin.digest.map(|digest| digest[..8].to_owned() + &"0".repeat(56));
    world.facts.requests.push(twin);
    assert_eq!(world.ignored(comment), Why::CodeNeeded);
}

#[test]
fn attack_36_the_same_request_posted_again_is_no_second_one() {
    let mut world = World::new();
    world.asks_again(5, |_| ());
    let bare = world.says(ALICE, "/approve");
    assert!(world.approves(bare));
}

#[test]
fn a_code_that_no_request_has_approves_nothing_and_still_denies() {
    let mut world = World::new();
    let (yes, no) = (world.says(ALICE, "/approve 0000-0000"), world.says(BOB, "/deny 0000-0000"));
    assert_eq!(world.ignored(yes), Why::OtherCode);
    assert!(world.denies(no));
}

#[test]
fn attack_08_attack_13_what_is_older_than_the_request_is_for_nothing_in_it() {
    let mut world = World::new();
    world.facts.requests[0].at = minute(2);
    let before = [world.says(ALICE, "/approve"), world.says_at(BOB, 1, "/deny")];
    assert_eq!(world.ignored(before[0]), Why::BeforeRequest);
    let mut world = World::new();
    let old = world.says(ALICE, "/approve");
    let old_denial = world.says(BOB, "/deny");
    world.facts.requests.clear();
    world.asks_again(5, |_| ());
    assert_eq!(world.ignored(old), Why::BeforeRequest);
    assert_eq!(world.ignored(old_denial), Why::BeforeRequest);
}

#[test]
fn attack_42_t5_t8_a_word_for_a_superseded_request_is_for_no_later_one() {
    let mut world = World::new();
    let bare = world.says(ALICE, "/approve");
    let named = world.says(ALICE, &format!("/approve {}", code(&world.request)));
    let denial = world.says(BOB, "/deny");
    let second = world.asks_again(5, other_commit);
    world.facts.requests[0].superseded = true;
    let after = world.says(ALICE, "/approve");
    let late = world.says(ALICE, &format!("/approve {}", code(&world.request)));
    let other = of_the_other(&world, second);
    for comment in [bare, named, denial, late] {
        assert_eq!(world.ignored(comment), Why::Superseded, "{comment}");
        assert_eq!(other.ignored(comment), Why::Superseded, "{comment}");
    }
    assert!(other.approves(after));
    assert_eq!(world.ignored(after), Why::OtherCode);
}

#[test]
fn attack_33_votes_before_an_edit_of_the_issue_are_void() {
    let mut world = World::new();
    world.facts.requests.clear();
    world.asks_again(1, |_| ());
    let before = world.says_at(ALICE, 2, "/approve");
    assert!(world.approves(before));
    world.facts.issue.edited = Some(Edit { at: minute(5), by: Some(account(MALLORY)) });
    assert_eq!(world.ignored(before), Why::OtherCode);
    world.asks_again(6, |_| ());
    assert_eq!(world.ignored(before), Why::OtherCode);
    let after = world.says_at(ALICE, 7, "/approve");
    assert!(world.approves(after));
}

#[test]
fn attack_48_nothing_is_approved_after_the_end() {
    let mut world = World::new();
    world.request.expires = minute(10);
    world.facts.requests[0].digest = world.request.digest().ok();
    let (before, at) = (world.says_at(ALICE, 9, "/approve"), world.says_at(BOB, 10, "/approve"));
    assert!(world.approves(before));
    assert_eq!(world.ignored(at), Why::AfterEnd);
    // A request cannot give itself more time than the policy does.
    world.policy.expires = 9;
    assert_eq!(world.ignored(before), Why::AfterEnd);
}

#[test]
fn attack_49_a_word_for_another_environment_names_another_request() {
    let world = World::new();
    let mut staging = world.request.clone();
    staging.environment = "staging".to_owned();
    let (world, comment) = alice(&format!("/approve {}", code(&staging)));
    assert_eq!(world.ignored(comment), Why::OtherCode);
}

#[test]
fn a_policy_can_ask_for_the_code_of_every_approval_but_of_no_denial() {
    let mut world = World::new();
    world.policy.code = crate::policy::Demand::Required;
    let bare = world.says(ALICE, "/approve");
    let named = world.says(ALICE, &format!("/approve {}", code(&world.request)));
    let denial = world.says(BOB, "/deny");
    assert_eq!(world.ignored(bare), Why::CodeNeeded);
    assert!(world.approves(named) && world.denies(denial));
}

#[test]
fn a_bare_denial_stops_each_of_the_open_requests() {
    let mut world = World::new();
    let second = world.asks_again(5, other_commit);
    let bare = world.says(ALICE, "/deny");
    let named = world.says(BOB, &format!("/deny {}", code(&second)));
    assert!(world.denies(bare));
    assert_eq!(world.ignored(named), Why::OtherCode);
    let other = of_the_other(&world, second);
    assert!(other.denies(bare) && other.denies(named));
}
