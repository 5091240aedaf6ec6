//! Seats that wait for others. A vote for such a seat counts if it was written when the seats before it had been filled: whoever signs last
//! has to see that the others signed (21 CFR 11.10(f)).

use std::collections::BTreeSet;

use crate::policy::{Policy, Seat};
use crate::quorum::{Matching, misfit};
use crate::vote::Vote;

/// From when on votes for a seat count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// From the beginning.
    Begin,
    /// After the comment of this number, with which the seats before it could be filled.
    After(u64),
    /// The seats before it are not filled, or never can be: they wait for each other, or there are none of that name.
    NotYet,
}

impl Opening {
    /// Whether a vote by the comment of this number counts.
    #[must_use]
    pub fn takes(self, comment: u64) -> bool {
        match self {
            Self::Begin => true,
            Self::After(last) => comment > last,
            Self::NotYet => false,
        }
    }
}

/// When each seat opens, in the policy's order; the votes stand in the order of their comments, one a person.
pub(crate) fn openings(policy: &Policy, votes: &[Vote]) -> Vec<Opening> {
    let mut known: Vec<Option<Opening>> = vec![None; policy.seats.len()];
    loop {
        let next = (0..policy.seats.len()).find_map(|seat| {
            let undecided = known.get(seat) == Some(&None);
            let before = undecided.then(|| before(&policy.seats, seat)).flatten()?;
            let settled = before.iter().all(|seat| known.get(*seat).is_some_and(Option::is_some));
            settled.then(|| (seat, opening(policy, &before, &known, votes)))
        });
        match next.and_then(|(seat, opening)| known.get_mut(seat).map(|known| (known, opening))) {
            Some((known, opening)) => *known = Some(opening),
            None => return known.into_iter().map(|opening| opening.unwrap_or(Opening::NotYet)).collect(),
        }
    }
}

/// All seats that come before one, and those before them; nothing if one of them is none of the policy's, or the seat itself.
pub(crate) fn before(seats: &[Seat], seat: usize) -> Option<BTreeSet<usize>> {
    let mut found = BTreeSet::new();
    let mut open = vec![seat];
    while let Some(next) = open.pop() {
        for name in &seats.get(next)?.after {
            let earlier = seats.iter().position(|seat| seat.id == *name)?;
            if earlier == seat {
                return None;
            }
            if found.insert(earlier) {
                open.push(earlier);
            }
        }
    }
    Some(found)
}

fn opening(policy: &Policy, before: &BTreeSet<usize>, known: &[Option<Opening>], votes: &[Vote]) -> Opening {
    if before.is_empty() {
        return Opening::Begin;
    }
    let seats: Vec<_> = before.iter().filter_map(|at| policy.seats.get(*at).zip(*known.get(*at)?)).collect();
    let mut matching = Matching::new(seats.iter().map(|(seat, _)| seat.count));
    for vote in votes {
        let fits = seats
            .iter()
            .enumerate()
            .filter(|(_, (seat, opening))| opening.takes(vote.comment) && misfit(policy, seat, vote).is_none());
        matching.add(fits.map(|(at, _)| at).collect());
        if matching.is_full() {
            return Opening::After(vote.comment);
        }
    }
    Opening::NotYet
}

#[cfg(test)]
mod tests;
