//! What outweighs what.

use super::*;
use crate::facts::{Earlier, Fate, Identity, Link, SingleSignOn};
use crate::people::Membership;
use crate::policy::{BreakGlass, Freeze, Level, Rollback, Unattributed};
use crate::request::Action;
use crate::sample::world::ASKER;
use crate::thread::IssueState;

fn approved() -> World {
    let mut world = qa();
    world.says(ALICE, "/approve");
    assert_eq!(outcome(&world), Outcome::Approved);
    world
}

type Change = fn(&mut World);

/// Everything that can be against an approved request, the weightiest first. Each outweighs all that follow it.
const AGAINST: [(Outcome, Change); 11] = [
    (Outcome::Invalid, |world| world.facts.issue.state = IssueState::Gone),
    (Outcome::Consumed, |world| world.facts.fate = Some(Fate::Consumed { run: 5, attempt: 1, at: minute(60) })),
    (Outcome::Superseded, |world| world.facts.recomputed = Some("e".repeat(64))),
    (Outcome::Denied, |world| {
        world.says(BOB, "/deny because it is broken");
    }),
    (Outcome::Withdrawn, |world| {
        world.says(ASKER, "/withdraw");
    }),
    (Outcome::Expired, |world| world.facts.now = world.request.expires),
    (Outcome::Held, |world| world.facts.issue.state = IssueState::Closed),
    (Outcome::Rollback, |world| {
        world.request.action = Action::Rollback;
        world.facts.earlier.push(Earlier {
            repository_id: world.request.repository_id,
            environment: world.request.environment.clone(),
            commit: world.request.commit.clone(),
            artifacts: world.request.artifacts.clone(),
        });
    }),
    (Outcome::Overridden, |world| {
        world.says(ALICE, "/break-glass because all of production is on fire");
    }),
    (Outcome::Held, |world| world.facts.unattributed.push("0".repeat(40))),
    (Outcome::Pending, |world| {
        world.policy.freezes.push(Freeze {
            from: minute(500),
            until: minute(1 << 20),
            reason: "year's end".to_owned(),
        });
    }),
];

#[test]
fn each_outcome_outweighs_those_after_it() {
    for (first, (expected, weightier)) in AGAINST.iter().enumerate() {
        for (also, (_, lighter)) in AGAINST.iter().enumerate().skip(first) {
            let mut world = world(vec![seat("qa", 1, vec![team("qa")])], |policy| {
                policy.rollback = Rollback::Free;
                policy.exclude.contributors = true;
                policy.exclude.unattributed = Unattributed::Stop;
                let by = vec![team("qa")];
                policy.break_glass = Some(BreakGlass { by, count: 1, reason: 10, review_within: 24 });
            });
            world.says(ALICE, "/approve");
            lighter(&mut world);
            weightier(&mut world);
            binds(&mut world);
            assert_eq!(outcome(&world), *expected, "{first} over {also}: {:?}", reasons(&world));
        }
    }
}

#[test]
fn what_the_record_says_is_the_end_of_it() {
    for (fate, ends) in [
        (Fate::Superseded { by: "f".repeat(64) }, Outcome::Superseded),
        (Fate::Denied, Outcome::Denied),
        (Fate::Withdrawn, Outcome::Withdrawn),
        (Fate::Expired, Outcome::Expired),
    ] {
        let mut world = approved();
        world.facts.fate = Some(fate);
        assert_eq!(outcome(&world), ends);
    }
}

#[test]
fn a_recorded_denial_says_who_if_the_issue_still_shows_it() {
    let mut world = qa();
    world.facts.fate = Some(Fate::Denied);
    assert_eq!(reasons(&world), [Reason::Recorded]);
    let comment = world.says(ALICE, "/deny because no");
    assert!(reasons(&world).contains(&Reason::Denied { by: ALICE, comment }));
}

/// An approval in time is none when the time is over: who deploys later asks anew.
#[test]
fn expired_is_expired_whatever_was_approved() {
    let mut world = approved();
    world.facts.now = Time::parse("2026-11-30T09:59:59Z").unwrap();
    assert_eq!(outcome(&world), Outcome::Approved);
    world.facts.now = world.request.expires;
    assert_eq!(
        (outcome(&world), reasons(&world)),
        (Outcome::Expired, vec![Reason::Ended { at: world.request.expires }])
    );
}

#[test]
fn a_later_request_in_its_place_ends_it() {
    let mut world = approved();
    let later = world.asks_again(30, |request| request.commit = "1".repeat(40));
    world.facts.requests[0].superseded = true;
    let by = later.digest().unwrap();
    assert_eq!(
        (outcome(&world), reasons(&world)),
        (Outcome::Superseded, vec![Reason::SupersededBy { digest: by }])
    );
    world.facts.requests[1].superseded = true;
    assert_eq!(reasons(&world), [Reason::Recorded]);
}

#[test]
fn during_a_freeze_and_by_night_nothing_is_approved() {
    let mut frozen = qa();
    frozen.policy.freezes.push(Freeze { from: minute(500), until: minute(700), reason: "audit".to_owned() });
    binds(&mut frozen);
    frozen.says(ALICE, "/approve");
    let freeze = Reason::Frozen { until: minute(700), why: "audit".to_owned() };
    assert_eq!((outcome(&frozen), reasons(&frozen)), (Outcome::Pending, vec![freeze]));
    frozen.facts.now = minute(700);
    assert_eq!(outcome(&frozen), Outcome::Approved);

    let hours = crate::policy::Hours { zone: "UTC".to_owned(), days: vec![1, 2], from: 9 * 60, until: 17 * 60 };
    let mut night = world(vec![seat("qa", 1, vec![team("qa")])], |policy| policy.hours = Some(hours));
    night.says(ALICE, "/approve");
    let tomorrow = Time::parse("2026-11-24T09:00:00Z").unwrap();
    assert_eq!(reasons(&night), [Reason::NotYet { until: tomorrow }], "now it is 20:00");
    night.facts.now = tomorrow;
    assert_eq!(outcome(&night), Outcome::Approved);
}

#[test]
fn a_membership_that_nobody_knows_holds_only_while_it_matters() {
    let mut world = two();
    let carol = AccountId(13);
    world.belongs(carol, &team("qa"), Membership::Unknown);
    world.says(ALICE, "/approve");
    world.says(carol, "/approve");
    let found = result(&world);
    assert_eq!(found.outcome, Outcome::Held);
    assert_eq!(found.reasons, [Reason::MembershipUnknown { person: carol }, open("qa", 1)]);
    world.says(BOB, "/approve");
    assert_eq!(outcome(&world), Outcome::Approved);
    world.says(carol, "/deny because no");
    assert_eq!(
        (outcome(&world), reasons(&world)),
        (Outcome::Held, vec![Reason::MembershipUnknown { person: carol }])
    );
}

#[test]
fn an_identity_that_nobody_knows_is_no_approval() {
    let mut world = qa();
    world.policy.signature = Level::Sso;
    binds(&mut world);
    world.says(ALICE, "/approve");
    let found = result(&world);
    assert_eq!(found.outcome, Outcome::Held);
    assert_eq!(found.reasons, [Reason::IdentityUnknown { person: ALICE }, open("qa", 1)]);
    let sso = |link| {
        let accounts = vec![Identity { account: ALICE, link }];
        Some(SingleSignOn { organization: 50, requires_two_factor: Some(true), accounts })
    };
    world.facts.sso = sso(Link::None);
    assert_eq!((outcome(&world), reasons(&world)), (Outcome::Pending, vec![open("qa", 1)]));
    world.facts.sso = sso(Link::Linked { name_id_sha256: "a".repeat(64) });
    assert_eq!(outcome(&world), Outcome::Approved);
}

#[test]
fn commits_of_nobody_stop_only_where_the_policy_says_so() {
    let stop = |contributors, unattributed| {
        let mut world = world(vec![seat("qa", 1, vec![team("qa")])], |policy| {
            policy.exclude.contributors = contributors;
            policy.exclude.unattributed = unattributed;
        });
        world.says(ALICE, "/approve");
        world.facts.unattributed = vec!["0".repeat(40), "1".repeat(40)];
        reasons(&world)
    };
    assert_eq!(stop(true, Unattributed::Stop), [Reason::Unattributed { commits: 2 }]);
    assert_eq!(stop(true, Unattributed::Show), [Reason::SeatsFilled]);
    assert_eq!(stop(false, Unattributed::Stop), [Reason::SeatsFilled]);
}
