use proptest::prelude::*;

use super::*;
use crate::people::{AccountId, Source};
use crate::policy::Item;
use crate::sample;
use crate::sample::vote::approval;

fn team(slug: &str) -> Source {
    sample::world::team(slug)
}

fn seat(id: &str, count: u32, teams: &[&str]) -> Seat {
    sample::world::seat(id, count, teams.iter().map(|slug| team(slug)).collect())
}

fn in_teams(comment: u64, by: u64, teams: &[&str]) -> Vote {
    approval(comment, by, teams.iter().map(|slug| team(slug)).collect())
}

/// Who fills each seat.
fn people(quorum: &Quorum) -> Vec<Vec<u64>> {
    quorum.seats.iter().map(|seat| seat.filled.iter().map(|filled| filled.by.0).collect()).collect()
}

fn permutations<T: Clone>(all: &[T]) -> Vec<Vec<T>> {
    let Some((first, rest)) = all.split_first() else { return vec![Vec::new()] };
    let insert = |rest: Vec<T>| {
        (0..=rest.len()).map(move |at| {
            let mut whole = rest.clone();
            whole.insert(at, first.clone());
            whole
        })
    };
    permutations(rest).into_iter().flat_map(insert).collect()
}

/// Attack 30: somebody in two groups is spent on the wrong one.
#[test]
fn attack_30_nobody_is_spent_on_a_seat_while_another_needs_them() {
    let policy = sample::policy(vec![seat("dev", 1, &["dev"]), seat("qa", 1, &["qa"])]);
    let quorum = fill(&policy, &[in_teams(1, 11, &["dev", "qa"]), in_teams(2, 12, &["dev"])]);
    assert_eq!(people(&quorum), [[12], [11]]);
    assert!(quorum.is_full());
}

/// T6, attack 30 (GitLab 425759): three rules whose people overlap; every order of votes fills them.
#[test]
fn t6_attack_30_three_rules_with_the_same_people_are_filled_in_every_order() {
    let seats = vec![seat("dev", 1, &["dev"]), seat("qa", 1, &["qa"]), seat("ops", 1, &["ops"])];
    let members: [(u64, &[&str]); 3] = [(11, &["dev", "qa", "ops"]), (12, &["dev", "qa"]), (13, &["dev"])];
    for order in permutations(&members) {
        for seats in permutations(&seats) {
            let policy = sample::policy(seats);
            let votes: Vec<Vote> =
                order.iter().zip(1..).map(|((by, teams), id)| in_teams(id, *by, teams)).collect();
            for length in 1..=votes.len() {
                let quorum = fill(&policy, &votes[..length]);
                let places: usize = quorum.seats.iter().map(|seat| seat.filled.len()).sum();
                assert_eq!(places, length, "each of them has a place");
            }
            let quorum = fill(&policy, &votes);
            assert!(quorum.is_full());
            for (seat, filling) in policy.seats.iter().zip(&quorum.seats) {
                let by = [("dev", 13), ("qa", 12), ("ops", 11)]
                    .into_iter()
                    .find(|(id, _)| *id == seat.id)
                    .unwrap()
                    .1;
                assert_eq!(filling.filled[0].by, AccountId(by));
            }
        }
    }
}

/// A flat count of three is satisfied by three of one team; seats are not.
#[test]
fn three_people_of_one_team_are_not_three_teams() {
    let policy =
        sample::policy(vec![seat("dev", 1, &["dev"]), seat("qa", 1, &["qa"]), seat("sec", 1, &["sec"])]);
    let votes: Vec<Vote> = (11..14).zip(1..).map(|(by, id)| in_teams(id, by, &["qa"])).collect();
    let quorum = fill(&policy, &votes);
    assert_eq!(people(&quorum), [vec![], vec![11], vec![]]);
    assert_eq!(quorum.approvals[2].1, Use::Spare);
}

/// T2, attack 17: one person in two places, by whatever names they stand in the policy.
#[test]
fn attack_17_one_person_fills_one_place() {
    let named = |login: &str| Source::User { login: login.to_owned(), id: None };
    let policy = sample::policy(vec![
        sample::world::seat("both", 2, vec![named("Alice"), named("alice"), team("qa")]),
        sample::world::seat("third", 1, vec![named("ALICE")]),
    ]);
    let through = vec![named("Alice"), named("alice"), named("ALICE"), team("qa")];
    let quorum = fill(&policy, &[approval(1, 11, through.clone()), approval(2, 11, through)]);
    assert_eq!(people(&quorum), [vec![11], vec![]]);
    assert_eq!(quorum.seats[0].filled[0].comment, 2, "by their last word");
}

#[test]
fn without_seats_nothing_is_full() {
    let quorum = fill(&sample::policy(Vec::new()), &[in_teams(1, 11, &["qa"])]);
    assert!(!quorum.is_full());
    assert_eq!(quorum.approvals[0].1, Use::Nowhere(Why::NoSeat));
}

#[test]
fn a_place_says_by_whom_what_and_which_authority() {
    let policy = sample::policy(vec![seat("qa", 1, &["qa", "leads"])]);
    let quorum = fill(&policy, &[in_teams(5, 11, &["dev", "leads"])]);
    let expected = Filled {
        by: AccountId(11),
        comment: 5,
        at: sample::world::minute(5),
        through: vec![team("leads")],
        meaning: "approved".to_owned(),
    };
    assert_eq!(quorum.seats[0].filled, [expected]);
    assert_eq!(quorum.approvals[0].1, Use::Fills("qa".to_owned()));
}

#[test]
fn a_seat_takes_its_own_meanings() {
    let mut policy = sample::policy(vec![seat("qa", 1, &["qa"])]);
    policy.seats[0].meanings = vec!["quality-release".to_owned()];
    let mut vote = in_teams(1, 11, &["qa"]);
    assert_eq!(fill(&policy, std::slice::from_ref(&vote)).approvals[0].1, Use::Nowhere(Why::Meaning));
    vote.word = Word::Approve { meaning: "quality-release".to_owned(), answers: Vec::new() };
    assert!(fill(&policy, &[vote]).is_full());
}

/// Attack 66: whoever approves without looking answers no questions.
#[test]
fn attack_66_a_seat_takes_who_answered_its_questions() {
    let mut policy = sample::policy(vec![seat("qa", 1, &["qa"]), seat("dev", 1, &["dev"])]);
    let item = |id: &str, seats: &[&str]| Item {
        id: id.to_owned(),
        text: "Is it so?".to_owned(),
        seats: seats.iter().map(|id| (*id).to_owned()).collect(),
    };
    policy.checklist = vec![item("read", &[]), item("tested", &["qa"]), item("merged", &["dev"])];
    let answering = |answers: &[&str]| {
        let answers = answers.iter().map(|id| (*id).to_owned()).collect();
        Vote { word: Word::Approve { meaning: "approved".to_owned(), answers }, ..in_teams(1, 11, &["qa"]) }
    };
    let lacking = |answers: &[&str]| fill(&policy, &[answering(answers)]).approvals[0].1.clone();
    let lacks = |items: &[&str]| {
        Use::Nowhere(Why::Checklist { items: items.iter().map(|id| (*id).to_owned()).collect() })
    };
    assert_eq!(lacking(&[]), lacks(&["read", "tested"]));
    assert_eq!(lacking(&["tested", "merged"]), lacks(&["read"]));
    assert_eq!(lacking(&["read", "tested"]), Use::Fills("qa".to_owned()));
}

#[test]
fn a_vote_before_its_seat_opens_counts_for_nothing_and_says_so() {
    let mut policy = sample::policy(vec![seat("qa", 1, &["qa"]), seat("dev", 1, &["dev"])]);
    policy.seats[0].after = vec!["dev".to_owned()];
    let early = [in_teams(1, 11, &["qa"]), in_teams(2, 12, &["dev"])];
    let quorum = fill(&policy, &early);
    assert_eq!(people(&quorum), [vec![], vec![12]]);
    assert_eq!(quorum.approvals[0].1, Use::Nowhere(Why::SeatsFirst { seats: vec!["dev".to_owned()] }));
    assert_eq!(quorum.seats[0].opening, Opening::After(2));
    let again = [early[0].clone(), early[1].clone(), in_teams(3, 11, &["qa"])];
    assert!(fill(&policy, &again).is_full());
}

/// Somebody may move from an earlier seat to a later one only by saying so again, after it opened.
#[test]
fn a_vote_for_an_earlier_seat_is_none_for_a_later_one() {
    let mut policy = sample::policy(vec![seat("dev", 1, &["dev"]), seat("head", 1, &["head"])]);
    policy.seats[1].after = vec!["dev".to_owned()];
    let votes = [in_teams(1, 11, &["dev", "head"]), in_teams(2, 12, &["dev"])];
    assert_eq!(people(&fill(&policy, &votes)), [vec![11], vec![]]);
    let again = [votes[1].clone(), in_teams(3, 11, &["dev", "head"])];
    assert_eq!(people(&fill(&policy, &again)), [vec![12], vec![11]]);
}

const TEAMS: [&str; 4] = ["dev", "qa", "ops", "sec"];

fn some_teams() -> impl Strategy<Value = Vec<&'static str>> {
    proptest::sample::subsequence(TEAMS.to_vec(), 0..=TEAMS.len())
}

fn any_policy() -> impl Strategy<Value = Policy> {
    proptest::collection::vec((1_u32..4, some_teams()), 1..4).prop_map(|seats| {
        let seats = seats.iter().enumerate().map(|(at, (count, teams))| seat(&format!("s{at}"), *count, teams));
        sample::policy(seats.collect())
    })
}

fn any_votes() -> impl Strategy<Value = Vec<Vote>> {
    proptest::collection::vec(some_teams(), 0..8)
        .prop_map(|people| people.iter().zip(1..).map(|(teams, id)| in_teams(id, 10 + id, teams)).collect())
}

/// How many places can be filled, by trying everything.
fn most(policy: &Policy, votes: &[Vote], places: &mut Vec<u32>) -> usize {
    let Some((first, rest)) = votes.split_first() else { return 0 };
    let mut best = most(policy, rest, places);
    for (at, seat) in policy.seats.iter().enumerate() {
        if places[at] > 0 && misfit(policy, seat, first).is_none() {
            places[at] -= 1;
            best = best.max(1 + most(policy, rest, places));
            places[at] += 1;
        }
    }
    best
}

fn places(quorum: &Quorum) -> usize {
    quorum.seats.iter().map(|seat| seat.filled.len()).sum()
}

proptest! {
    #[test]
    fn no_assignment_fills_more(policy in any_policy(), votes in any_votes()) {
        let mut free: Vec<u32> = policy.seats.iter().map(|seat| seat.count).collect();
        prop_assert_eq!(places(&fill(&policy, &votes)), most(&policy, &votes, &mut free));
    }

    /// In whatever order votes are handed over, the same people sit on the same seats; in whatever order they were given, as many do.
    #[test]
    fn the_order_of_votes_changes_nothing(policy in any_policy(), votes in any_votes(), seed in any::<u64>()) {
        let mut shuffled = votes.clone();
        shuffled.sort_by_key(|vote| (vote.comment.wrapping_mul(seed | 1)).rotate_left(17));
        let quorum = fill(&policy, &votes);
        prop_assert_eq!(&fill(&policy, &shuffled), &quorum);
        for (vote, id) in shuffled.iter_mut().zip(1..) {
            vote.comment = id;
        }
        prop_assert_eq!(places(&fill(&policy, &shuffled)), places(&quorum));
    }

    #[test]
    fn one_approval_more_never_takes_a_place_away(policy in any_policy(), votes in any_votes(), teams in some_teams()) {
        let before = fill(&policy, &votes);
        let mut votes = votes;
        votes.push(in_teams(100, 100, &teams));
        let after = fill(&policy, &votes);
        prop_assert!(places(&after) >= places(&before));
        prop_assert!(!before.is_full() || after.is_full());
        let sits = |quorum: &Quorum| -> Vec<u64> { people(quorum).into_iter().flatten().collect() };
        prop_assert!(sits(&before).iter().all(|person| sits(&after).contains(person)), "who sat sits still");
    }

    #[test]
    fn one_member_more_of_a_seat_never_hurts(
        policy in any_policy(), votes in any_votes(), who in any::<prop::sample::Index>(), what in 0..TEAMS.len(),
    ) {
        let before = fill(&policy, &votes);
        let mut votes = votes;
        if !votes.is_empty() {
            let at = who.index(votes.len());
            votes[at].through.push(team(TEAMS[what]));
        }
        prop_assert!(places(&fill(&policy, &votes)) >= places(&before));
    }

    #[test]
    fn nobody_sits_twice_and_no_seat_holds_too_many(policy in any_policy(), votes in any_votes(), again in 0_usize..8) {
        let mut votes = votes;
        let repeated: Vec<Vote> = votes.iter().take(again).map(|vote| Vote { comment: vote.comment + 50, ..vote.clone() }).collect();
        votes.extend(repeated);
        let quorum = fill(&policy, &votes);
        let mut sitting: Vec<u64> = people(&quorum).into_iter().flatten().collect();
        let all = sitting.len();
        sitting.sort_unstable();
        sitting.dedup();
        prop_assert_eq!(sitting.len(), all);
        prop_assert!(quorum.seats.iter().all(|seat| seat.filled.len() <= seat.needed as usize));
    }
}
