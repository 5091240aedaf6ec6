//! Attacks that are answered by weighing everything together, by their numbers.

use super::*;
use crate::evaluation::Why;
use crate::facts::{Earlier, Fate};
use crate::people::{Membership, Tie};
use crate::policy::{BreakGlass, Item, Rollback};
use crate::request::Action;
use crate::request::Part;
use crate::sample::world::{ASKER, MALLORY};
use crate::thread::{Edit, IssueState};

fn why(world: &World, comment: u64) -> Counts {
    result(world).comments.into_iter().find(|standing| standing.comment == comment).unwrap().counts
}

fn ignored(why: Why) -> Counts {
    Counts::Ignored { why }
}

fn approved() -> World {
    let mut world = qa();
    world.says(ALICE, "/approve");
    assert_eq!(outcome(&world), Outcome::Approved);
    world
}

/// T1: one approval where two are needed.
#[test]
fn t1_one_of_two_is_not_two() {
    let mut world = two();
    world.says(ALICE, "/approve");
    world.says(ALICE, "/approve");
    assert_eq!((outcome(&world), reasons(&world)), (Outcome::Pending, vec![open("qa", 1)]));
}

/// T2, attack 12: alice approves, alice denies, bob approves.
#[test]
fn t2_attack_12_a_changed_mind_is_heard() {
    let mut world = two();
    world.says(ALICE, "/approve");
    let denial = world.says(ALICE, "/deny because I looked again");
    world.says(BOB, "/approve");
    assert_eq!(reasons(&world), [Reason::Denied { by: ALICE, comment: denial }]);
    world.says(ALICE, "/approve");
    assert_eq!(outcome(&world), Outcome::Denied, "only taking it back undoes it");
    world.says(BOB, "/withdraw");
    assert_eq!(outcome(&world), Outcome::Denied, "and nobody else's word");
    world.says(BOB, "/approve");
    world.says(ALICE, "/withdraw");
    assert_eq!(outcome(&world), Outcome::Pending);
    world.says(ALICE, "/approve");
    assert_eq!(outcome(&world), Outcome::Approved);
}

/// T2, attack 17: one account, named twice in other letters and once more by a team.
#[test]
fn t2_attack_17_one_account_counts_once_however_often_it_is_named() {
    let named = |login: &str| Source::User { login: login.to_owned(), id: None };
    let sources = vec![named("Alice"), named("alice"), team("qa")];
    let mut world = world(vec![seat("both", 2, sources.clone())], |_| {});
    for source in &sources {
        world.member(ALICE, source);
        world.belongs(BOB, source, Membership::None);
    }
    world.member(BOB, &team("qa"));
    world.says(ALICE, "/approve");
    world.facts.people.iter_mut().for_each(|person| person.login = person.login.to_uppercase());
    world.says(ALICE, "/approve");
    assert_eq!(reasons(&world), [open("both", 1)]);
    world.says(BOB, "/approve");
    assert_eq!(outcome(&world), Outcome::Approved);
}

/// Attack 22: somebody who left the team between vote and deployment.
#[test]
fn attack_22_a_membership_that_ended_takes_its_vote_along() {
    let mut world = approved();
    let comment = world.facts.comments[0].id;
    world.sees(comment);
    world.belongs(ALICE, &team("qa"), Membership::None);
    assert_eq!(outcome(&world), Outcome::Pending);
    assert_eq!(why(&world, comment), ignored(Why::MembershipLost));
}

/// Attack 27 is the second account of somebody, which nobody can tell: what can be told is that it must be a member, and another number.
#[test]
fn attack_27_a_second_account_needs_a_membership_of_its_own() {
    let mut world = qa();
    let comment = world.says(MALLORY, "/approve");
    assert_eq!(why(&world, comment), ignored(Why::NoSeat));
    assert_eq!(outcome(&world), Outcome::Pending);
}

/// Attack 28: who asked, who started any attempt, who ran it again.
#[test]
fn attack_28_nobody_approves_their_own_doing() {
    for tie in [Tie::Requester, Tie::Actor, Tie::TriggeringActor] {
        let mut world = qa();
        world.ties(ALICE, tie, "attempt 2");
        let comment = world.says(ALICE, "/approve");
        assert_eq!(why(&world, comment), ignored(Why::Tied { tie, seen_in: "attempt 2".to_owned() }));
        assert_eq!((outcome(&world), result(&world).seats[0].open_to.clone()), (Outcome::Pending, vec![BOB]));
    }
    let mut asker = qa();
    asker.member(ASKER, &team("qa"));
    asker.says(ASKER, "/approve");
    assert_eq!(outcome(&asker), Outcome::Pending);
}

/// Attack 38, 40, 42, and T8: another commit, another artifact, another state.
#[test]
fn t8_attack_38_40_42_whatever_was_not_asked_for_is_not_approved() {
    for change in [
        |world: &mut World| world.request.commit = "1".repeat(40),
        |world: &mut World| world.request.artifacts[0].sha256 = "1".repeat(64),
        |world: &mut World| world.request.verdicts[0].judgement = format!("sha256:{}", "1".repeat(64)),
        |world: &mut World| world.request.requesters.push(BOB),
    ] {
        let world = approved();
        let mut now = approved();
        change(&mut now);
        let digest = now.request.digest().unwrap();
        let mut world = world;
        world.facts.recomputed = Some(digest.clone());
        world.facts.differs = vec![Part::Artifacts];
        assert_eq!(
            reasons(&world),
            [Reason::OtherThanAsked { recomputed: digest, differs: vec![Part::Artifacts] }]
        );
        assert_eq!(outcome(&world), Outcome::Superseded);
        world.request = now.request;
        assert_eq!(reasons(&world)[0], Reason::RequestNotShown, "and nobody was asked for what is there now");
        assert_eq!(outcome(&world), Outcome::Invalid);
    }
    let mut same = approved();
    same.facts.recomputed = same.request.digest().ok();
    assert_eq!(outcome(&same), Outcome::Approved);
}

/// Attack 44, T8: the policy is another one.
#[test]
fn t8_attack_44_another_policy_voids_what_was_said_under_the_first() {
    let mut world = approved();
    world.policy.reason = 1;
    assert_eq!((outcome(&world), reasons(&world)), (Outcome::Superseded, vec![Reason::PolicyChanged]));
}

/// Attack 49, T8: an approval for one environment, used for another.
#[test]
fn t8_attack_49_an_approval_is_for_one_environment() {
    let world = approved();
    let mut production = qa();
    production.policy.environment = "production-eu".to_owned();
    production.request.environment = "production-eu".to_owned();
    binds(&mut production);
    let other = evaluate(&production.policy, &production.request, &world.facts);
    assert_eq!((other.outcome, other.reasons), (Outcome::Invalid, vec![Reason::RequestNotShown]));
    assert!(other.comments.iter().all(|standing| !matches!(standing.counts, Counts::Approval { .. })));
    let mut mixed = approved();
    mixed.policy.environment = "production-eu".to_owned();
    assert_eq!(reasons(&mixed), [Reason::PolicyChanged]);
}

/// Attack 41, T8: a second run of what was approved once.
#[test]
fn t8_attack_41_an_approval_is_used_once() {
    let mut world = approved();
    world.facts.fate = Some(Fate::Consumed { run: 7, attempt: 2, at: minute(300) });
    assert_eq!(
        (outcome(&world), reasons(&world)),
        (Outcome::Consumed, vec![Reason::ConsumedBy { run: 7, attempt: 2 }])
    );
}

/// T8: something else was deployed meanwhile; a way back does not mind.
#[test]
fn t8_an_environment_that_moved_on_is_another_one() {
    let mut world = approved();
    world.facts.deployed = Some("github:9".to_owned());
    let moved = Reason::EnvironmentMoved { from: None, to: Some("github:9".to_owned()) };
    assert_eq!((outcome(&world), reasons(&world)), (Outcome::Superseded, vec![moved]));
    world.request.action = Action::Rollback;
    binds(&mut world);
    assert_eq!(outcome(&world), Outcome::Approved);
}

/// T8: the issue was changed, moved, deleted.
#[test]
fn t8_an_issue_that_is_not_what_it_was_approves_nothing() {
    for state in [IssueState::Transferred, IssueState::Gone, IssueState::Discussion] {
        let mut world = approved();
        world.facts.issue.state = state;
        assert_eq!((outcome(&world), reasons(&world)), (Outcome::Invalid, vec![Reason::IssueGone]));
    }
    let mut edited = approved();
    edited.facts.issue.edited = Some(Edit { at: minute(90), by: None });
    assert_eq!((outcome(&edited), reasons(&edited)[0].clone()), (Outcome::Invalid, Reason::IssueEdited));
    let mut other = approved();
    other.facts.issue.node_id = "I_4".to_owned();
    assert_eq!((outcome(&other), reasons(&other)[0].clone()), (Outcome::Invalid, Reason::IssueOther));
    let mut locked = approved();
    locked.facts.issue.locked = true;
    assert_eq!((outcome(&locked), reasons(&locked)), (Outcome::Held, vec![Reason::IssueLocked]));
}

/// Attack 46: a job that an administrator let through meets a request that nobody approved.
#[test]
fn attack_46_a_run_that_somebody_let_through_is_not_approved() {
    let mut world = qa();
    world.facts.recomputed = world.request.digest().ok();
    assert_eq!(outcome(&world), Outcome::Pending);
    assert!(!lets_deploy(outcome(&world)));
}

/// What [`Outcome`] says of itself, and the way back.
fn lets_deploy(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Approved | Outcome::Overridden | Outcome::Rollback)
}

/// Attacks 47 and 48: silence, a denial and the end of time are all something else than an approval.
#[test]
fn attack_47_48_no_silence_and_no_end_is_an_approval() {
    let mut world = two();
    world.says(ALICE, "/approve");
    for minutes in [0, 60, 7 * 24 * 60, 365 * 24 * 60] {
        world.facts.now = minute(minutes);
        assert!(!lets_deploy(outcome(&world)), "{minutes}");
    }
    world.facts.now = minute(7 * 24 * 60);
    assert_eq!(outcome(&world), Outcome::Expired);
    world.says_at(BOB, 7 * 24 * 60 + 1, "/approve");
    assert_eq!(outcome(&world), Outcome::Expired, "too late is too late");
}

fn glass(count: u32) -> World {
    world(vec![seat("qa", 2, vec![team("qa")])], |policy| {
        policy.break_glass =
            Some(BreakGlass { by: vec![team("on-call")], count, reason: 20, review_within: 24 });
    })
}

const FIRE: &str = "/break-glass because the database of production is on fire";

/// Attack 65: who may break the glass, how many, and why.
#[test]
fn attack_65_the_glass_is_broken_by_those_who_may_with_a_reason() {
    let mut world = glass(2);
    world.member(ALICE, &team("on-call")).member(ASKER, &team("on-call")).belongs(
        MALLORY,
        &team("on-call"),
        Membership::None,
    );
    let outsider = world.says(MALLORY, FIRE);
    let short = world.says(ALICE, "/break-glass because fire");
    assert_eq!(why(&world, outsider), ignored(Why::NoBreakGlass));
    assert_eq!(why(&world, short), ignored(Why::Reason { least: 20 }));
    let first = world.says(ALICE, FIRE);
    let again = world.says(ALICE, FIRE);
    assert_eq!(reasons(&world), [Reason::GlassAlone { missing: 1 }, open("qa", 2)]);
    let second = world.says(ASKER, FIRE);
    assert_eq!(reasons(&world), [Reason::GlassBroken { comments: vec![again, second] }]);
    assert_eq!((outcome(&world), why(&world, first)), (Outcome::Overridden, Counts::Replaced { by: again }));
}

/// Attack 65: a review that nobody does blocks the ordinary way, and not the next emergency, which says so.
#[test]
fn attack_65_an_overdue_review_blocks_what_comes_after_it() {
    let mut world = glass(1);
    world.member(ASKER, &team("on-call"));
    world.says(ALICE, "/approve");
    world.says(BOB, "/approve");
    world.facts.reviews_due = vec![minute(601), minute(900)];
    assert_eq!(outcome(&world), Outcome::Approved, "not yet due");
    world.facts.now = minute(601);
    let overdue = Reason::ReviewOverdue { since: minute(601) };
    assert_eq!((outcome(&world), reasons(&world)), (Outcome::Held, vec![overdue.clone()]));
    let comment = world.says(ASKER, FIRE);
    let broken = Reason::GlassBroken { comments: vec![comment] };
    assert_eq!((outcome(&world), reasons(&world)), (Outcome::Overridden, vec![broken, overdue]));
    world.says(BOB, "/deny because it is no emergency");
    assert_eq!(outcome(&world), Outcome::Denied, "even then somebody may stop it");
}

/// Attack 66: questions, and time to read them.
#[test]
fn attack_66_who_cannot_have_read_it_has_not_approved_it() {
    let item = Item { id: "rollback".to_owned(), text: "Is there a way back?".to_owned(), seats: Vec::new() };
    let mut world = world(vec![seat("qa", 1, vec![team("qa")])], |policy| {
        policy.dwell = 30;
        policy.checklist = vec![item];
    });
    world.facts.now = minute(10);
    let fast = world.says_at(ALICE, 5, "/approve\n- rollback: yes");
    assert_eq!(why(&world, fast), ignored(Why::TooSoon { until: minute(30) }));
    assert_eq!(reasons(&world), [Reason::NotYet { until: minute(30) }, open("qa", 1)]);
    world.facts.now = minute(60);
    let silent = world.says_at(ALICE, 40, "/approve");
    assert_eq!(why(&world, silent), ignored(Why::Checklist { items: vec!["rollback".to_owned()] }));
    assert_eq!(result(&world).seats[0].open_to, [ALICE, BOB]);
}

/// A way back is free for what was here, and its record is compared.
#[test]
fn a_way_back_needs_no_approval_if_the_record_shows_it() {
    let mut world = world(vec![seat("qa", 1, vec![team("qa")])], |policy| policy.rollback = Rollback::Free);
    world.request.action = Action::Rollback;
    binds(&mut world);
    assert_eq!(outcome(&world), Outcome::Pending);
    world.facts.earlier.push(Earlier {
        repository_id: world.request.repository_id,
        environment: world.request.environment.clone(),
        commit: world.request.commit.clone(),
        artifacts: world.request.artifacts.clone(),
    });
    assert_eq!((outcome(&world), reasons(&world)), (Outcome::Rollback, vec![Reason::ApprovedBefore]));
    world.facts.earlier[0].artifacts[0].sha256 = "1".repeat(64);
    assert_eq!(outcome(&world), Outcome::Pending);
}
