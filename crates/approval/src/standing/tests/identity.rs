//! Who it is, and what they belong to.

use super::*;
use crate::people::{AccountKind, Role, Source};
use crate::policy::BreakGlass;

const ACTIVE: Membership = Membership::Active { inherited: false };

fn user(login: &str, id: Option<u64>) -> Source {
    Source::User { login: login.to_owned(), id: id.map(AccountId) }
}

#[test]
fn attack_15_a_login_that_changed_hands_is_another_person() {
    // `user-11` is Alice's login; the policy pins the account that bore it before.
    for (id, counts) in [(11, true), (99, false)] {
        let (mut world, comment) = alice("/approve");
        let pinned = user("user-11", Some(id));
        world.policy.seats = vec![seat("alice", 1, vec![pinned.clone()])];
        world.member(ALICE, &pinned);
        assert_eq!(world.approves(comment), counts, "{id}");
    }
    // Without a number GitHub's answer decides; the login is nothing.
    let (mut world, comment) = alice("/approve");
    let named = user("user-11", None);
    world.policy.seats = vec![seat("alice", 1, vec![named.clone()])];
    world.belongs(ALICE, &named, Membership::None);
    assert_eq!(world.ignored(comment), Why::NoSeat);
    world.member(ALICE, &named);
    world.comment(comment).author.as_mut().unwrap().login = "renamed".to_owned();
    assert!(world.approves(comment));
}

#[test]
fn attack_15_who_took_a_name_over_after_the_vote_has_none_of_it() {
    // Alice voted as `user:alice`, was renamed, and somebody else is called so now.
    let (mut world, comment) = alice("/approve");
    let named = user("alice", None);
    world.policy.seats = vec![seat("alice", 1, vec![named.clone()])];
    world.member(ALICE, &named).sees(comment);
    assert!(world.approves(comment));
    world.belongs(ALICE, &named, Membership::None).member(MALLORY, &named);
    assert_eq!(world.ignored(comment), Why::MembershipLost);
}

#[test]
fn attack_16_t5_a_deleted_account_counts_for_nothing_and_breaks_nothing() {
    for body in ["/approve", "/deny", "/withdraw", "/aprove"] {
        let (mut world, comment) = alice(body);
        world.comment(comment).author = None;
        world.sees(comment);
        assert_eq!(world.ignored(comment), Why::NoPerson, "{body}");
    }
    // Its recorded denial stays.
    let (mut world, comment) = alice("/deny");
    world.sees(comment);
    world.comment(comment).author = None;
    assert!(world.denies(comment));
}

#[test]
fn attack_22_membership_holds_at_both_moments() {
    let (mut world, comment) = alice("/approve");
    world.sees(comment);
    world.belongs(ALICE, &team("qa"), Membership::None);
    assert_eq!(world.ignored(comment), Why::MembershipLost);
    // Who joined after writing has to say it again.
    let (mut world, comment) = alice("/approve");
    world.belongs(ALICE, &team("qa"), Membership::None).sees(comment);
    world.member(ALICE, &team("qa"));
    assert_eq!(world.ignored(comment), Why::MembershipLost);
}

#[test]
fn attack_22_one_source_does_not_stand_in_for_another() {
    let (mut world, comment) = alice("/approve");
    let role = Source::Role(Role::Maintain);
    world.policy.seats.push(seat("any", 1, vec![role.clone()]));
    world.belongs(ALICE, &role, Membership::None).sees(comment);
    world.belongs(ALICE, &team("qa"), Membership::None).member(ALICE, &role);
    assert_eq!(world.ignored(comment), Why::MembershipLost);
}

#[test]
fn attack_21_an_invitation_is_no_membership() {
    let (mut world, comment) = alice("/approve");
    world.belongs(ALICE, &team("qa"), Membership::Pending);
    assert_eq!(world.ignored(comment), Why::MembershipPending);
    world.belongs(ALICE, &team("qa"), Membership::Active { inherited: true });
    assert!(world.approves(comment));
}

#[test]
fn attack_19_what_github_did_not_answer_counts_nobody_in() {
    let (mut world, comment) = alice("/approve");
    world.belongs(ALICE, &team("qa"), Membership::Unknown);
    assert_eq!(world.ignored(comment), Why::MembershipUnknown);
    world.facts.people.clear();
    assert_eq!(world.ignored(comment), Why::MembershipUnknown);
    // Two answers that differ are none.
    let (mut world, comment) = alice("/approve");
    let mut other = world.facts.people[0].clone();
    other.now.of = vec![(team("qa"), Membership::None)];
    world.facts.people.push(other);
    assert_eq!(world.ignored(comment), Why::MembershipUnknown);
}

#[test]
fn the_first_answer_that_the_record_has_is_that_of_the_vote() {
    let (mut world, comment) = alice("/approve");
    world.sees(comment).memberships.as_mut().unwrap().of[0].1 = Membership::Unknown;
    assert_eq!(world.ignored(comment), Why::MembershipUnknown);
    world.sees(comment);
    assert!(world.approves(comment));
    let (mut world, comment) = alice("/approve");
    world.sees(comment).memberships = None;
    assert_eq!(world.ignored(comment), Why::MembershipUnknown);
}

#[test]
fn attack_23_bots_apps_and_organisations_are_no_people() {
    let kinds = [
        AccountKind::Bot,
        AccountKind::Mannequin,
        AccountKind::Organization,
        AccountKind::EnterpriseUserAccount,
        AccountKind::Unknown,
    ];
    for kind in kinds {
        let (mut world, comment) = alice("/approve");
        world.comment(comment).author.as_mut().unwrap().kind = kind;
        assert_eq!(world.ignored(comment), Why::NoPerson, "{kind:?}");
    }
    let (mut world, comment) = alice("/approve");
    world.comment(comment).app = Some("helper".to_owned());
    assert_eq!(world.ignored(comment), Why::ByApp { app: "helper".to_owned() });
    let (mut world, comment) = alice("/approve");
    world.comment(comment).author.as_mut().unwrap().id = None;
    assert_eq!(world.ignored(comment), Why::NoPerson);
}

#[test]
fn attack_25_attack_26_only_the_sources_of_the_policy_give_authority() {
    let mut world = World::new();
    let comment = world.says(MALLORY, "/approve");
    world.member(MALLORY, &Source::Role(Role::Admin)).member(MALLORY, &team("security"));
    assert_eq!(world.ignored(comment), Why::NoSeat);
    // A veto is no seat.
    world.policy.veto = vec![team("security")];
    assert_eq!(world.ignored(comment), Why::NoSeat);
}

#[test]
fn attack_28_who_asked_or_ran_it_or_made_it_may_not_approve() {
    let ties = [
        (Tie::Requester, "the workflow's input"),
        (Tie::Actor, "attempt 1"),
        (Tie::TriggeringActor, "attempt 2"),
        (Tie::PullRequestAuthor, "#12"),
        (Tie::Author, "9f86d08"),
        (Tie::Committer, "9f86d08"),
        (Tie::CoAuthor, "9f86d08"),
        (Tie::Pusher, "refs/heads/main"),
        (Tie::Merger, "#12"),
    ];
    for (tie, seen_in) in ties {
        let (mut world, comment) = alice("/approve");
        world.policy.exclude.contributors = true;
        world.policy.exclude.mergers = true;
        world.ties(ALICE, tie, seen_in);
        assert_eq!(world.ignored(comment), Why::Tied { tie, seen_in: seen_in.to_owned() });
    }
    let mut world = World::new();
    let comment = world.member(ASKER, &team("qa")).says(ASKER, "/approve");
    assert!(matches!(world.ignored(comment), Why::Tied { tie: Tie::Requester, .. }));
}

#[test]
fn attack_29_a_forged_author_excludes_nobody_by_name() {
    // Ties are of accounts: a commit that names Alice by a foreign address is attributed to nobody, and lands among the unattributed.
    let (mut world, comment) = alice("/approve");
    world.policy.exclude.contributors = true;
    world.ties(MALLORY, Tie::Author, "9f86d08");
    world.facts.tied[0].login = "user-11".to_owned();
    assert!(world.approves(comment));
}

#[test]
fn who_has_a_tie_may_still_deny() {
    let (mut world, comment) = alice("/deny");
    world.ties(ALICE, Tie::Actor, "attempt 1");
    assert!(world.denies(comment));
}

#[test]
fn who_has_a_veto_may_deny_and_who_has_nothing_may_not() {
    let mut world = World::new();
    let comment = world.says(MALLORY, "/deny");
    assert_eq!(world.ignored(comment), Why::NoSeat);
    world.policy.veto = vec![team("security")];
    world.member(MALLORY, &team("security"));
    assert!(world.denies(comment));
}

#[test]
fn a_denial_stays_though_its_author_left() {
    let (mut world, comment) = alice("/deny");
    world.sees(comment);
    world.belongs(ALICE, &team("qa"), Membership::None);
    assert!(world.denies(comment));
}

#[test]
fn a_denial_of_somebody_of_whom_nothing_is_known_holds() {
    let (mut world, comment) = alice("/deny");
    world.belongs(ALICE, &team("qa"), Membership::Unknown);
    assert_eq!(world.ignored(comment), Why::MembershipUnknown);
    assert_eq!(world.held(), [Reason::MembershipUnknown { person: ALICE }]);
    world.sees(comment);
    world.deletes(MALLORY, comment);
    assert_eq!(world.held(), [Reason::MembershipUnknown { person: ALICE }]);
}

#[test]
fn attack_65_only_who_may_breaks_the_glass_and_only_with_a_reason() {
    let body = "/break-glass because all of production is down";
    let (mut world, comment) = alice(body);
    assert_eq!(world.ignored(comment), Why::NoBreakGlass);
    let oncall = team("oncall");
    world.policy.break_glass =
        Some(BreakGlass { by: vec![oncall.clone()], count: 1, reason: 20, review_within: 24 });
    world.belongs(ALICE, &oncall, Membership::None);
    assert_eq!(world.ignored(comment), Why::NoBreakGlass);
    world.belongs(ALICE, &oncall, Membership::Unknown);
    assert_eq!(world.ignored(comment), Why::MembershipUnknown);
    world.belongs(ALICE, &oncall, ACTIVE).ties(ALICE, Tie::Actor, "attempt 1");
    assert_eq!(world.heard(comment), Ok(Word::BreakGlass));
    world.sees(comment);
    world.belongs(ALICE, &oncall, Membership::None);
    assert_eq!(world.ignored(comment), Why::MembershipLost);
    world.belongs(ALICE, &oncall, ACTIVE);
    world.comment(comment).hidden = true;
    assert_eq!(world.ignored(comment), Why::Hidden);
    for reason in ["down", "......................................", "a b c d e f g h i j k l m n"] {
        let comment = world.says(ALICE, &format!("/break-glass because {reason}"));
        assert_eq!(world.ignored(comment), Why::Reason { least: 20 }, "{reason}");
    }
}
