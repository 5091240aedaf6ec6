use super::*;
use crate::people::Source;
use crate::policy::Seat;
use crate::sample;
use crate::sample::vote::approval;

fn team(slug: &str) -> Source {
    sample::world::team(slug)
}

fn seat(id: &str, count: u32, after: &[&str]) -> Seat {
    Seat {
        after: after.iter().map(|id| (*id).to_owned()).collect(),
        ..sample::world::seat(id, count, vec![team(id)])
    }
}

fn in_teams(comment: u64, by: u64, teams: &[&str]) -> Vote {
    approval(comment, by, teams.iter().map(|slug| team(slug)).collect())
}

fn opens(seats: Vec<Seat>, votes: &[Vote]) -> Vec<Opening> {
    openings(&sample::policy(seats), votes)
}

#[test]
fn a_seat_opens_with_the_vote_that_fills_the_ones_before_it() {
    let seats = vec![seat("qa", 1, &["dev"]), seat("dev", 2, &[])];
    let votes =
        [in_teams(1, 1, &["dev"]), in_teams(2, 2, &["qa"]), in_teams(3, 3, &["dev"]), in_teams(4, 4, &["dev"])];
    assert_eq!(opens(seats.clone(), &votes[..2]), [Opening::NotYet, Opening::Begin]);
    assert_eq!(opens(seats, &votes), [Opening::After(3), Opening::Begin]);
}

#[test]
fn seats_before_each_other_open_one_after_the_other() {
    let seats = vec![seat("dev", 1, &[]), seat("qa", 1, &["dev"]), seat("head", 1, &["qa"])];
    let early = [in_teams(1, 1, &["qa"]), in_teams(2, 2, &["dev"]), in_teams(3, 3, &["head"])];
    assert_eq!(opens(seats.clone(), &early), [Opening::Begin, Opening::After(2), Opening::NotYet]);
    let right = [in_teams(1, 1, &["dev"]), in_teams(2, 2, &["qa"]), in_teams(3, 3, &["head"])];
    assert_eq!(opens(seats, &right), [Opening::Begin, Opening::After(1), Opening::After(2)]);
}

#[test]
fn one_person_does_not_fill_two_seats_before_another() {
    let seats = vec![seat("dev", 1, &[]), seat("qa", 1, &[]), seat("head", 1, &["dev", "qa"])];
    let votes = [in_teams(1, 1, &["dev", "qa"]), in_teams(2, 2, &["head"]), in_teams(3, 3, &["dev"])];
    assert_eq!(opens(seats, &votes), [Opening::Begin, Opening::Begin, Opening::After(3)]);
}

#[test]
fn seats_that_wait_for_each_other_or_for_nobody_never_open() {
    let circle =
        vec![seat("dev", 1, &["qa"]), seat("qa", 1, &["dev"]), seat("head", 1, &["qa"]), seat("ops", 1, &[])];
    let votes = [in_teams(1, 1, &["dev"]), in_teams(2, 2, &["qa"]), in_teams(3, 3, &["head"])];
    assert_eq!(opens(circle, &votes), [Opening::NotYet, Opening::NotYet, Opening::NotYet, Opening::Begin]);
    assert_eq!(opens(vec![seat("dev", 1, &["nobody"])], &votes), [Opening::NotYet]);
    assert_eq!(opens(vec![seat("dev", 1, &["dev"])], &votes), [Opening::NotYet]);
}
