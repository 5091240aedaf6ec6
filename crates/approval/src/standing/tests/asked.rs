//! What the policy asks of a vote: time, meaning, reason, answers, signature.

use super::*;
use crate::facts::{Identity, Link, Signed, SingleSignOn};
use crate::policy::{Demand, Freeze, Hours, Item, Level};

fn item(id: &str, seats: &[&str]) -> Item {
    Item { id: id.to_owned(), text: "?".to_owned(), seats: seats.iter().map(|&seat| seat.to_owned()).collect() }
}

#[test]
fn attack_66_nobody_reads_a_request_in_no_time() {
    let mut world = World::new();
    world.policy.dwell = 5;
    let (fast, slow) = (world.says_at(ALICE, 4, "/approve"), world.says_at(ALICE, 5, "/approve"));
    let denial = world.says_at(BOB, 6, "/deny");
    assert_eq!(world.ignored(fast), Why::TooSoon { until: minute(5) });
    assert!(world.approves(slow) && world.denies(denial));
    world.policy.dwell = u32::MAX;
    assert!(matches!(world.ignored(slow), Why::TooSoon { .. }));
    assert!(world.denies(denial));
}

#[test]
fn attack_58_hours_and_freezes_are_judged_by_the_time_of_the_comment() {
    let mut world = World::new();
    let comments = [world.says_at(ALICE, 59, "/approve"), world.says_at(ALICE, 60, "/approve")];
    let denial = world.says_at(BOB, 61, "/deny");
    let zone = "UTC".to_owned();
    world.policy.hours = Some(Hours { zone, days: vec![1], from: 9 * 60, until: 11 * 60 });
    assert!(world.approves(comments[0]) && world.denies(denial));
    assert_eq!(world.ignored(comments[1]), Why::OutsideHours);
    world.policy.hours = None;
    let reason = "holidays".to_owned();
    world.policy.freezes = vec![Freeze { from: minute(60), until: minute(90), reason }];
    assert!(world.approves(comments[0]) && world.denies(denial));
    assert_eq!(world.ignored(comments[1]), Why::Frozen);
    // Whenever it is looked at.
    world.facts.now = minute(70);
    assert!(world.approves(comments[0]));
}

#[test]
fn a_meaning_is_one_that_the_policy_names() {
    let mut world = World::new();
    let said = ["/approve", "/approve as approved", "/approve as QUALITY-release", "/approve as release"]
        .map(|body| world.says(ALICE, body));
    let meaning = |world: &World, comment| match world.heard(comment) {
        Ok(Word::Approve { meaning, .. }) => Some(meaning),
        _ => None,
    };
    let approved = Some("approved".to_owned());
    assert_eq!(said.map(|comment| meaning(&world, comment)), [approved.clone(), approved.clone(), None, None]);
    world.policy.meanings = vec!["Quality-Release".to_owned()];
    let quality = Some("Quality-Release".to_owned());
    assert_eq!(said.map(|comment| meaning(&world, comment)), [approved, None, quality.clone(), None]);
    world.policy.meaning = Demand::Required;
    assert_eq!(said.map(|comment| meaning(&world, comment)), [None, None, quality.clone(), None]);
    assert_eq!(world.ignored(said[0]), Why::Meaning);
    world.policy.seats[0].meanings = vec!["Other".to_owned()];
    assert_eq!(world.ignored(said[2]), Why::Meaning);
}

#[test]
fn a_reason_has_letters() {
    let mut world = World::new();
    world.policy.reason = 4;
    let said =
        ["/approve", "/approve because ....!", "/approve because abc", "/approve because äßжし", "/deny"]
            .map(|body| world.says(ALICE, body));
    for comment in &said[..3] {
        assert_eq!(world.ignored(*comment), Why::Reason { least: 4 });
    }
    assert!(world.approves(said[3]) && world.denies(said[4]));
}

#[test]
fn attack_66_the_questions_of_a_seat_are_answered() {
    let mut world = World::new();
    world.policy.checklist = vec![item("Tests", &[]), item("backup", &["dba"])];
    let none = world.says(ALICE, "/approve\n- [ ] tests");
    let some = world.says(ALICE, "/approve\n- [x] tests: all green");
    let denial = world.says(BOB, "/deny");
    assert_eq!(world.ignored(none), Why::Checklist { items: vec!["Tests".to_owned()] });
    let answers = vec!["Tests".to_owned()];
    assert_eq!(world.heard(some), Ok(Word::Approve { meaning: "approved".to_owned(), answers }));
    assert!(world.denies(denial));
    world.policy.checklist[1].seats = vec!["qa".to_owned()];
    assert_eq!(world.ignored(some), Why::Checklist { items: vec!["backup".to_owned()] });
    // Another seat that Alice can fill does not ask it.
    world.policy.seats.push(seat("any", 1, vec![team("qa")]));
    assert!(world.approves(some));
}

#[test]
fn a_vote_is_signed_as_strongly_as_the_policy_asks() {
    let (mut world, comment) = alice("/approve");
    let denial = world.says(BOB, "/deny");
    world.policy.signature = Level::Ssh;
    let refused = |world: &World| match world.ignored(comment) {
        Why::Signature { problem } => problem,
        why => panic!("{why:?}"),
    };
    assert_eq!(refused(&world), "it is not signed as the policy asks");
    let request = world.request.digest().ok();
    let good = Signed { comment, level: Level::Ssh, by: ALICE, request, problem: None };
    let cases = [
        (Signed { level: Level::Sso, ..good.clone() }, "it is not signed as the policy asks"),
        (Signed { by: BOB, ..good.clone() }, "the signature is of another account"),
        (Signed { request: Some("0".repeat(64)), ..good.clone() }, "the signature is for another request"),
        (Signed { request: None, ..good.clone() }, "the signature is for another request"),
        (Signed { problem: Some("the key was revoked".to_owned()), ..good.clone() }, "the key was revoked"),
        (Signed { comment: denial, ..good.clone() }, "it is not signed as the policy asks"),
    ];
    for (signed, problem) in cases {
        world.facts.signed = vec![signed];
        assert_eq!(refused(&world), problem);
    }
    world.facts.signed.push(good);
    assert!(world.approves(comment) && world.denies(denial));
    world.policy.signature = Level::Sso;
    assert_eq!(world.ignored(comment), Why::IdentityUnknown, "a key is no identity");
}

#[test]
fn a_vote_counts_only_if_the_identity_provider_knows_its_author_where_the_policy_asks_so() {
    let (mut world, comment) = alice("/approve");
    let denial = world.says(BOB, "/deny");
    world.policy.signature = Level::Sso;
    let linked = || Link::Linked { name_id_sha256: "a".repeat(64) };
    let one = |account, link| Identity { account, link };
    let cases = [
        (vec![], Err(Why::IdentityUnknown)),
        (vec![one(ALICE, linked())], Ok(())),
        (vec![one(ALICE, Link::None)], Err(Why::NoIdentity)),
        (vec![one(ALICE, Link::Unknown)], Err(Why::IdentityUnknown)),
        (vec![one(BOB, linked())], Err(Why::IdentityUnknown)),
        (vec![one(ALICE, linked()), one(ALICE, Link::None)], Err(Why::IdentityUnknown)),
    ];
    for (accounts, expected) in cases {
        world.facts.sso =
            Some(SingleSignOn { organization: 50, requires_two_factor: None, accounts: accounts.clone() });
        let found = if world.approves(comment) { Ok(()) } else { Err(world.ignored(comment)) };
        assert_eq!(found, expected, "{accounts:?}");
        assert!(world.denies(denial), "whoever may decide may stop");
    }
    world.facts.sso = None;
    assert_eq!(world.ignored(comment), Why::IdentityUnknown);
}
