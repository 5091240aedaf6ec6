//! What each seat has, lacks and waits for.

use std::collections::BTreeSet;

use crate::evaluation::{Outcome, Reason, SeatState};
use crate::facts::Facts;
use crate::people::{AccountId, Membership, Source};
use crate::policy::{Policy, Seat};
use crate::quorum::{Filling, Quorum, Use};
use crate::request::Request;
use crate::stages::Opening;
use crate::standing;
use crate::tie;
use crate::votes::Tally;

/// The seats, in the policy's order.
pub(super) fn states(
    policy: &Policy,
    request: &Request,
    facts: &Facts,
    tally: &Tally,
    quorum: &Quorum,
) -> Vec<SeatState> {
    let voted = voted(tally, quorum);
    let seats = policy.seats.iter().zip(&quorum.seats);
    let state = |(seat, filling): (&Seat, &Filling)| SeatState {
        id: seat.id.clone(),
        needed: filling.needed,
        filled: filling.filled.clone(),
        open_to: if filling.missing() == 0 {
            Vec::new()
        } else {
            open_to(policy, request, facts, seat, &voted)
        },
        waits_for: waits_for(policy, quorum, seat, filling),
    };
    seats.map(state).collect()
}

/// What each seat that is not full lacks.
pub(super) fn open(policy: &Policy, quorum: &Quorum) -> Vec<(Outcome, Reason)> {
    let mut reasons = Vec::new();
    for (seat, filling) in policy.seats.iter().zip(&quorum.seats) {
        let (id, missing, for_seats) =
            (seat.id.clone(), filling.missing(), waits_for(policy, quorum, seat, filling));
        match (missing, filling.opening) {
            (0, _) => {}
            (_, Opening::NotYet) => reasons.push(Reason::SeatWaits { seat: id, for_seats }),
            _ => reasons.push(Reason::SeatOpen { seat: id, missing }),
        }
    }
    if policy.seats.is_empty() {
        reasons.push(Reason::SeatOpen { seat: String::new(), missing: 1 });
    }
    reasons.into_iter().map(|reason| (Outcome::Pending, reason)).collect()
}

/// The seats before one that are not full; all of them if it can never open.
fn waits_for(policy: &Policy, quorum: &Quorum, seat: &Seat, filling: &Filling) -> Vec<String> {
    if filling.opening != Opening::NotYet {
        return Vec::new();
    }
    let lacks = |id: &&String| {
        let mut seats = policy.seats.iter().zip(&quorum.seats);
        seats.find(|(seat, _)| seat.id == **id).is_none_or(|(_, filling)| filling.missing() > 0)
    };
    let lacking: Vec<String> = seat.after.iter().filter(lacks).cloned().collect();
    if lacking.is_empty() { seat.after.clone() } else { lacking }
}

/// Whose word counts already. An approval that fills no seat leaves its author free to give one that does.
fn voted(tally: &Tally, quorum: &Quorum) -> BTreeSet<AccountId> {
    let approved = quorum.approvals.iter().filter(|(_, used)| !matches!(used, Use::Nowhere(_)));
    approved.map(|(vote, _)| vote.by).chain(tally.denials.iter().map(|vote| vote.by)).collect()
}

fn open_to(
    policy: &Policy,
    request: &Request,
    facts: &Facts,
    seat: &Seat,
    voted: &BTreeSet<AccountId>,
) -> Vec<AccountId> {
    // Whom the policy names by number belongs to it, whether anybody asked or not.
    let named = seat.of.iter().filter_map(|source| match source {
        Source::User { id, .. } => *id,
        Source::Team { .. } | Source::Role(_) => None,
    });
    let people: BTreeSet<AccountId> = facts.people.iter().map(|person| person.id).chain(named).collect();
    let free = people.into_iter().filter(|person| !voted.contains(person));
    free.filter(|person| may_fill(policy, request, facts, seat, *person)).collect()
}

/// Whether somebody belongs to a seat now and has no tie.
fn may_fill(policy: &Policy, request: &Request, facts: &Facts, seat: &Seat, person: AccountId) -> bool {
    let belongs = |source| matches!(standing::now(facts, person, source), Membership::Active { .. });
    seat.of.iter().any(belongs) && tie::of(&policy.exclude, &request.requesters, &facts.tied, person).is_none()
}
