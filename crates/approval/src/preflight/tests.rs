use proptest::prelude::*;

use super::*;
use crate::evaluate::evaluate;
use crate::evaluation::Outcome;
use crate::people::Membership;
use crate::sample;
use crate::sample::world::{World, account, seat, team};

const ALICE: u64 = 11;
const BOB: u64 = 12;

fn member(id: u64) -> Member {
    let name = match id {
        ALICE => "alice".to_owned(),
        BOB => "bob".to_owned(),
        _ => account(AccountId(id)).login,
    };
    Member { id: AccountId(id), login: name }
}

fn roll(slug: &str, members: &[u64]) -> Roll {
    Roll { source: team(slug), members: Some(members.iter().map(|id| member(*id)).collect()) }
}

/// What is in the way, as it is said.
fn told(policy: &Policy, requesters: &[u64], rolls: &[Roll]) -> (Answer, Vec<String>) {
    let requesters: Vec<AccountId> = requesters.iter().map(|id| AccountId(*id)).collect();
    let found = preflight(policy, Population { requesters: &requesters, tied: &[], unattributed: &[], rolls });
    (found.answer, found.obstacles.iter().map(ToString::to_string).collect())
}

fn impossible(why: &str) -> (Answer, Vec<String>) {
    (Answer::Impossible, vec![why.to_owned()])
}

/// Attack 31, T2: nobody is left after all who are excluded; it is said before anybody waits.
#[test]
fn t2_attack_31_a_seat_that_lacks_people_says_whom_and_why() {
    let policy = sample::policy(vec![seat("qa", 2, vec![team("qa")])]);
    let rolls = [roll("qa", &[ALICE, BOB])];
    assert_eq!(told(&policy, &[], &rolls), (Answer::Possible, Vec::new()));
    assert_eq!(
        told(&policy, &[BOB], &rolls),
        impossible("qa needs 2, only alice is left: bob is the requester")
    );
    let none = "qa needs 2, nobody is left: alice is the requester, bob is the requester";
    assert_eq!(told(&policy, &[ALICE, BOB], &rolls), impossible(none));
    assert_eq!(told(&policy, &[], &[roll("qa", &[])]), impossible("qa needs 2, nobody is left"));
    assert_eq!(
        told(&sample::policy(Vec::new()), &[], &[]),
        impossible("the policy has no seat, so nobody may approve")
    );
}

/// Attack 31: each seat has enough people, and together they have not.
#[test]
fn attack_31_seats_that_share_too_few_people_are_found() {
    let policy = sample::policy(vec![
        seat("dev", 1, vec![team("dev")]),
        seat("qa", 1, vec![team("qa")]),
        seat("ops", 1, vec![team("ops")]),
    ]);
    let rolls = [roll("dev", &[ALICE]), roll("qa", &[ALICE]), roll("ops", &[BOB])];
    assert_eq!(told(&policy, &[], &rolls), impossible("dev and qa need 2 together, only alice is left"));
    let rolls = [roll("dev", &[ALICE]), roll("qa", &[ALICE, 13]), roll("ops", &[])];
    assert_eq!(told(&policy, &[], &rolls), impossible("ops needs 1, nobody is left"));
}

/// A team whose members nobody could list is no empty team, and no full one either.
#[test]
fn what_nobody_could_list_is_neither_enough_nor_too_few() {
    let policy =
        sample::policy(vec![seat("dev", 1, vec![team("dev")]), seat("qa", 2, vec![team("qa"), team("leads")])]);
    let unknown = Roll { source: team("qa"), members: None };
    let rolls = [roll("dev", &[ALICE]), unknown.clone(), roll("leads", &[BOB])];
    assert_eq!(told(&policy, &[], &rolls), (Answer::Unknown, Vec::new()));
    let enough = [roll("dev", &[ALICE]), unknown.clone(), roll("leads", &[BOB, 13])];
    assert_eq!(told(&policy, &[], &enough), (Answer::Possible, Vec::new()), "who is known suffices");
    let lost = [unknown, roll("leads", &[BOB, 13]), roll("dev", &[])];
    assert_eq!(told(&policy, &[], &lost), impossible("dev needs 1, nobody is left"), "whoever else there is");
    assert_eq!(told(&policy, &[], &[]).0, Answer::Unknown, "nobody was asked");
}

#[test]
fn each_tie_is_said_in_words() {
    let mut policy = sample::policy(vec![seat("qa", 1, vec![team("qa")])]);
    policy.exclude.contributors = true;
    policy.exclude.mergers = true;
    let ties = [
        Tie::Actor,
        Tie::TriggeringActor,
        Tie::PullRequestAuthor,
        Tie::Merger,
        Tie::Author,
        Tie::Committer,
        Tie::CoAuthor,
        Tie::Pusher,
    ];
    let tied: Vec<Tied> = ties
        .into_iter()
        .zip(20..)
        .map(|(tie, id)| Tied {
            id: AccountId(id),
            login: format!("user-{id}"),
            tie,
            seen_in: "there".to_owned(),
        })
        .collect();
    let everybody: Vec<u64> = (20..28).collect();
    let rolls = [roll("qa", &everybody)];
    let commits = ["0".repeat(40)];
    policy.exclude.unattributed = Unattributed::Stop;
    let found =
        preflight(&policy, Population { requesters: &[], tied: &tied, unattributed: &commits, rolls: &rolls });
    let told: Vec<String> = found.obstacles.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "qa needs 1, nobody is left: user-20 started the run, user-21 ran it again, user-22 opened a pull request of the \
         change, user-23 merged the change, user-24 wrote a commit of the change, user-25 committed a commit of the change, \
         user-26 is a co-author of the change, user-27 pushed the change",
            "the change has commits without a known author (1), and the policy stops at such commits",
        ]
    );
    assert_eq!(found.seats[0].tied[7], (member(27), Tie::Pusher, "there".to_owned()));
}

#[test]
fn who_could_approve_is_told_for_each_seat() {
    let pinned = Source::User { login: "carol".to_owned(), id: Some(AccountId(13)) };
    let policy = sample::policy(vec![seat("qa", 1, vec![team("qa"), pinned.clone()])]);
    // Whoever bears the name now is not who the policy names.
    let renamed = Roll { source: pinned, members: Some(vec![member(66)]) };
    let rolls = [roll("qa", &[ALICE, BOB]), renamed];
    let found = preflight(
        &policy,
        Population { requesters: &[AccountId(BOB)], tied: &[], unattributed: &[], rolls: &rolls },
    );
    let carol = Member { id: AccountId(13), login: "carol".to_owned() };
    let requester = (member(BOB), Tie::Requester, "the request".to_owned());
    assert_eq!(
        found.seats,
        [Candidates {
            seat: "qa".to_owned(),
            needed: 1,
            may: vec![member(ALICE), carol],
            tied: vec![requester],
            unknown: Vec::new(),
        }]
    );
}

#[test]
fn a_sentence_names_ten_and_counts_the_rest() {
    let policy = sample::policy(vec![seat("qa", 20, vec![team("qa")])]);
    let everybody: Vec<u64> = (20..35).collect();
    let (_, told) = told(&policy, &[], &[roll("qa", &everybody)]);
    assert!(told[0].ends_with("user-29 and 5 more are left"), "{}", told[0]);
}

const TEAMS: [&str; 3] = ["dev", "qa", "ops"];

fn some_teams() -> impl Strategy<Value = Vec<&'static str>> {
    proptest::sample::subsequence(TEAMS.to_vec(), 0..=TEAMS.len())
}

proptest! {
    /// It is possible if and only if it is approved when everybody approves.
    #[test]
    fn it_is_possible_if_everybody_together_can(
        seats in proptest::collection::vec((1_u32..3, some_teams()), 1..4),
        people in proptest::collection::vec((some_teams(), any::<bool>()), 1..6),
    ) {
        let mut world = World::new();
        let seats = seats.iter().enumerate().map(|(at, (count, teams))| {
            seat(&format!("s{at}"), *count, teams.iter().map(|slug| team(slug)).collect())
        });
        world.policy.seats = seats.collect();
        world.facts.people.clear();
        let mut rolls: Vec<Roll> = TEAMS.iter().map(|slug| roll(slug, &[])).collect();
        for ((teams, tied), id) in people.iter().zip(30..) {
            for (slug, roll) in TEAMS.iter().zip(&mut rolls) {
                let is_in = teams.contains(slug);
                let membership = if is_in { Membership::Active { inherited: false } } else { Membership::None };
                world.belongs(AccountId(id), &team(slug), membership);
                roll.members.as_mut().unwrap().extend(is_in.then(|| member(id)));
            }
            if *tied {
                world.ties(AccountId(id), Tie::Actor, "attempt 1");
            }
        }
        world.request.policy_sha256 = crate::resolve::digest(&world.policy).unwrap();
        world.facts.requests[0].digest = world.request.digest().ok();
        let population = Population {
            requesters: &world.request.requesters,
            tied: &world.facts.tied,
            unattributed: &[],
            rolls: &rolls,
        };
        let possible = preflight(&world.policy, population).answer;
        for (_, id) in people.iter().zip(30..) {
            world.says(AccountId(id), "/approve");
        }
        let approved = evaluate(&world.policy, &world.request, &world.facts).outcome == Outcome::Approved;
        prop_assert_eq!(possible, if approved { Answer::Possible } else { Answer::Impossible });
    }
}
