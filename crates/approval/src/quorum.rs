//! Which people fill which seats: as many places as can be filled at once, each person one.
//!
//! Somebody who may fill several seats is never spent on one where another of them needs them (a maximum matching by augmenting paths). Votes
//! are taken in the order of the comments, so that the same votes always fill the same seats, and an earlier vote is never left out for a
//! later one.

use crate::evaluation::{Filled, Why};
use crate::policy::{Policy, Seat};
use crate::stages::{self, Opening};
use crate::vote::{Vote, Word};

mod matching;

pub(crate) use matching::Matching;

/// The seats and who fills them, in the policy's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quorum {
    /// One for each seat.
    pub seats: Vec<Filling>,
    /// What becomes of each approval, in the order of the comments.
    pub approvals: Vec<(Vote, Use)>,
}

/// A seat and who fills it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filling {
    /// How many people it needs.
    pub needed: u32,
    /// Who fills it, in the order of the comments.
    pub filled: Vec<Filled>,
    /// From when on votes for it count.
    pub opening: Opening,
}

/// What becomes of an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Use {
    /// It fills a place of the seat with this name.
    Fills(String),
    /// It could, and others filled all places.
    Spare,
    /// It can fill no seat.
    Nowhere(Why),
}

impl Quorum {
    /// Whether every seat is full. Without any seat nothing ever is.
    #[must_use]
    pub fn is_full(&self) -> bool {
        !self.seats.is_empty() && self.seats.iter().all(|seat| seat.missing() == 0)
    }
}

impl Filling {
    /// How many people it lacks.
    #[must_use]
    pub fn missing(&self) -> u32 {
        self.needed.saturating_sub(u32::try_from(self.filled.len()).unwrap_or(u32::MAX))
    }
}

/// Fills the seats of a policy. Of several approvals of one person the last one counts.
#[must_use]
pub fn fill(policy: &Policy, approvals: &[Vote]) -> Quorum {
    let votes = one_each(approvals);
    let openings = stages::openings(policy, &votes);
    let mut matching = Matching::new(policy.seats.iter().map(|seat| seat.count));
    for vote in &votes {
        let seats = policy.seats.iter().zip(&openings).enumerate();
        let open = seats
            .filter(|(_, (seat, opening))| opening.takes(vote.comment) && misfit(policy, seat, vote).is_none());
        matching.add(open.map(|(at, _)| at).collect());
    }
    let seats = policy.seats.iter().zip(openings.iter().cloned()).map(|(seat, opening)| Filling {
        needed: seat.count,
        filled: Vec::new(),
        opening,
    });
    let mut seats: Vec<Filling> = seats.collect();
    let mut uses = Vec::new();
    for (person, vote) in votes.into_iter().enumerate() {
        let place = matching.seat_of(person);
        let place = place.and_then(|at| policy.seats.get(at).zip(seats.get_mut(at)));
        let used = match place {
            Some((seat, filling)) => {
                filling.filled.push(filled(seat, &vote));
                Use::Fills(seat.id.clone())
            }
            None => nowhere(policy, &openings, &vote).map_or(Use::Spare, Use::Nowhere),
        };
        uses.push((vote, used));
    }
    Quorum { seats, approvals: uses }
}

fn one_each(approvals: &[Vote]) -> Vec<Vote> {
    let mut votes = approvals.to_vec();
    votes.sort_by_key(|vote| vote.comment);
    let last = |vote: &Vote| votes.iter().filter(|other| other.by == vote.by).map(|other| other.comment).max();
    votes.iter().filter(|vote| last(vote) == Some(vote.comment)).cloned().collect()
}

/// Why a vote cannot fill a seat, whenever it was given.
pub(crate) fn misfit(policy: &Policy, seat: &Seat, vote: &Vote) -> Option<Why> {
    if !seat.of.iter().any(|source| vote.through.contains(source)) {
        return Some(Why::NoSeat);
    }
    let Word::Approve { meaning, answers } = &vote.word else { return Some(Why::NoSeat) };
    if !seat.meanings.is_empty() && !seat.meanings.contains(meaning) {
        return Some(Why::Meaning);
    }
    let asked = policy.checklist.iter().filter(|item| item.seats.is_empty() || item.seats.contains(&seat.id));
    let items: Vec<String> =
        asked.filter(|item| !answers.contains(&item.id)).map(|item| item.id.clone()).collect();
    (!items.is_empty()).then_some(Why::Checklist { items })
}

/// Why a vote can fill no seat at all: of the seat that it is nearest to.
fn nowhere(policy: &Policy, openings: &[Opening], vote: &Vote) -> Option<Why> {
    let mut nearest = Why::NoSeat;
    let mut early = Vec::new();
    for (seat, opening) in policy.seats.iter().zip(openings) {
        match misfit(policy, seat, vote) {
            None if opening.takes(vote.comment) => return None,
            None => early.extend(seat.after.iter().cloned()),
            Some(why) if nearness(&why) > nearness(&nearest) => nearest = why,
            Some(_) => {}
        }
    }
    early.sort_unstable();
    early.dedup();
    Some(if early.is_empty() { nearest } else { Why::SeatsFirst { seats: early } })
}

fn nearness(why: &Why) -> u8 {
    match why {
        Why::Checklist { .. } => 2,
        Why::Meaning => 1,
        _ => 0,
    }
}

fn filled(seat: &Seat, vote: &Vote) -> Filled {
    let meaning = match &vote.word {
        Word::Approve { meaning, .. } => meaning.clone(),
        Word::Deny | Word::Withdraw | Word::BreakGlass => String::new(),
    };
    let through = vote.through.iter().filter(|source| seat.of.contains(source)).cloned().collect();
    Filled { by: vote.by, comment: vote.comment, at: vote.at, through, meaning }
}

#[cfg(test)]
mod tests;
