//! Each outcome, each attack that is answered by weighing, and what holds whatever people write.

mod attacks;
mod order;
mod properties;

use super::*;
use crate::people::{AccountId, Source};
use crate::policy::Seat;
use crate::sample::world::{ALICE, BOB, OURS, World, minute, seat, team};

/// A request for these seats under its own policy, of which nobody said anything yet. Alice and Bob are in `team:acme/qa`.
fn world(seats: Vec<Seat>, change: impl FnOnce(&mut Policy)) -> World {
    let mut world = World::new();
    world.policy.seats = seats;
    change(&mut world.policy);
    binds(&mut world);
    world
}

/// One of `team:acme/qa`.
fn qa() -> World {
    world(vec![seat("qa", 1, vec![team("qa")])], |_| {})
}

/// Two of `team:acme/qa`.
fn two() -> World {
    world(vec![seat("qa", 2, vec![team("qa")])], |_| {})
}

/// Posts the request anew, bound to the policy as it is now.
fn binds(world: &mut World) {
    world.request.policy_sha256 = crate::resolve::digest(&world.policy).unwrap();
    world.facts.requests[0].digest = world.request.digest().ok();
}

fn result(world: &World) -> Evaluation {
    evaluate(&world.policy, &world.request, &world.facts)
}

fn outcome(world: &World) -> Outcome {
    result(world).outcome
}

fn reasons(world: &World) -> Vec<Reason> {
    result(world).reasons
}

fn open(seat: &str, missing: u32) -> Reason {
    Reason::SeatOpen { seat: seat.to_owned(), missing }
}

fn user(login: &str, id: AccountId) -> Source {
    Source::User { login: login.to_owned(), id: Some(id) }
}

#[test]
fn what_lacks_people_is_pending_and_says_whom_it_is_open_to() {
    let mut world = two();
    world.says(ALICE, "/approve");
    let found = result(&world);
    assert_eq!((found.outcome, found.reasons.as_slice()), (Outcome::Pending, [open("qa", 1)].as_slice()));
    assert_eq!(found.seats[0].filled.iter().map(|filled| filled.by).collect::<Vec<_>>(), [ALICE]);
    assert_eq!(found.seats[0].open_to, [BOB]);
}

#[test]
fn what_is_filled_is_approved() {
    let mut world = two();
    world.says(ALICE, "/approve");
    world.says(BOB, "/approve");
    let found = result(&world);
    assert_eq!((found.outcome, found.reasons), (Outcome::Approved, vec![Reason::SeatsFilled]));
    assert_eq!(found.seats[0].open_to, []);
    let seat = Some("qa".to_owned());
    assert!(found.comments.iter().all(|standing| standing.counts == Counts::Approval { seat: seat.clone() }));
}

#[test]
fn a_policy_without_seats_approves_nothing() {
    let mut world = world(Vec::new(), |_| {});
    world.says(ALICE, "/approve");
    assert_eq!(outcome(&world), Outcome::Pending);
}

#[test]
fn a_seat_that_waits_says_for_which() {
    let mut second = seat("head", 1, vec![user("head", AccountId(20))]);
    second.after = vec!["qa".to_owned()];
    let mut world = world(vec![seat("qa", 1, vec![team("qa")]), second], |_| {});
    world.facts.people.push(world.facts.people[0].clone());
    world.says(AccountId(20), "/approve");
    let waits = Reason::SeatWaits { seat: "head".to_owned(), for_seats: vec!["qa".to_owned()] };
    let found = result(&world);
    assert_eq!(found.reasons, [open("qa", 1), waits]);
    assert_eq!(found.seats[1].waits_for, ["qa"]);
    let why = crate::evaluation::Why::SeatsFirst { seats: vec!["qa".to_owned()] };
    assert_eq!(found.comments[0].counts, Counts::Ignored { why });
    world.says(BOB, "/approve");
    assert_eq!(reasons(&world), [open("head", 1)]);
    world.says(AccountId(20), "/approve");
    assert_eq!(outcome(&world), Outcome::Approved);
}
