//! Before anybody is asked: whether the people that there are can satisfy a policy at all, and who could.
//!
//! A request that nobody can approve would wait until it ends. So a seat that lacks people is said at once, with who is left for it and why
//! others are not. Where nobody could say who belongs to a source, nothing is called impossible for lack of those people.

use std::collections::BTreeMap;

use crate::people::{AccountId, Source, Tie, Tied};
use crate::policy::{Policy, Seat, Unattributed};
use crate::quorum::Matching;
use crate::tie;

mod words;

/// What is known before anybody is asked.
#[derive(Debug, Clone, Copy)]
pub struct Population<'a> {
    /// Who asks.
    pub requesters: &'a [AccountId],
    /// Everybody with a tie to the change.
    pub tied: &'a [Tied],
    /// Commits of the change whose author no account is known for.
    pub unattributed: &'a [String],
    /// Who belongs to each source of the policy's seats; of one that is not here, nobody knows.
    pub rolls: &'a [Roll],
}

/// Who belongs to a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roll {
    /// The source.
    pub source: Source,
    /// Everybody who belongs to it; nothing if GitHub did not say so, or not all.
    pub members: Option<Vec<Member>>,
}

/// A person by number and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// Who.
    pub id: AccountId,
    /// How the account is called now.
    pub login: String,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preflight {
    /// Whether every seat can be filled.
    pub answer: Answer,
    /// What is in the way, if it is impossible.
    pub obstacles: Vec<Obstacle>,
    /// Who could fill each seat, in the policy's order.
    pub seats: Vec<Candidates>,
}

/// Whether a policy can be satisfied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// If enough of these people approve.
    Possible,
    /// Whoever approves.
    Impossible,
    /// It depends on people whom nobody could list.
    Unknown,
}

/// Why a policy cannot be satisfied; shown as a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// These seats have too few people together.
    TooFew {
        /// The seats.
        seats: Vec<String>,
        /// How many people they need.
        needed: u32,
        /// Who is left.
        left: Vec<Member>,
        /// Who would belong to them and may not approve, by which tie and where it is seen.
        tied: Vec<(Member, Tie, String)>,
    },
    /// Commits of nobody stop.
    Unattributed {
        /// How many.
        commits: usize,
    },
    /// There is no seat.
    NoSeat,
}

/// Who could fill a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidates {
    /// The seat.
    pub seat: String,
    /// How many people it needs.
    pub needed: u32,
    /// Who may.
    pub may: Vec<Member>,
    /// Who belongs to it and may not, by which tie and where it is seen.
    pub tied: Vec<(Member, Tie, String)>,
    /// Sources of which nobody knows who belongs to them.
    pub unknown: Vec<Source>,
}

/// Looks who could approve.
#[must_use]
pub fn preflight(policy: &Policy, population: Population<'_>) -> Preflight {
    let seats: Vec<Candidates> = policy.seats.iter().map(|seat| candidates(policy, population, seat)).collect();
    let known: Vec<&Candidates> = seats.iter().filter(|seat| seat.unknown.is_empty()).collect();
    let mut obstacles = too_few(&known);
    let commits = population.unattributed.len();
    if policy.exclude.contributors && policy.exclude.unattributed == Unattributed::Stop && commits > 0 {
        obstacles.push(Obstacle::Unattributed { commits });
    }
    if seats.is_empty() {
        obstacles.push(Obstacle::NoSeat);
    }
    let all: Vec<&Candidates> = seats.iter().collect();
    let answer = match (obstacles.is_empty(), fill(&all).is_full()) {
        (false, _) => Answer::Impossible,
        (true, true) => Answer::Possible,
        (true, false) => Answer::Unknown,
    };
    Preflight { answer, obstacles, seats }
}

fn candidates(policy: &Policy, population: Population<'_>, seat: &Seat) -> Candidates {
    let mut people: BTreeMap<AccountId, Member> = BTreeMap::new();
    let mut unknown = Vec::new();
    for source in &seat.of {
        match members(population.rolls, source) {
            Some(members) => people.extend(members.into_iter().map(|member| (member.id, member))),
            None => unknown.push(source.clone()),
        }
    }
    let (mut may, mut tied) = (Vec::new(), Vec::new());
    for member in people.into_values() {
        match tie::of(&policy.exclude, population.requesters, population.tied, member.id) {
            Some((tie, seen_in)) => tied.push((member, tie, seen_in)),
            None => may.push(member),
        }
    }
    Candidates { seat: seat.id.clone(), needed: seat.count, may, tied, unknown }
}

/// Who belongs to a source. An account that the policy names by its number is that number, whoever bears the name.
fn members(rolls: &[Roll], source: &Source) -> Option<Vec<Member>> {
    if let Source::User { login, id: Some(id) } = source {
        return Some(vec![Member { id: *id, login: login.clone() }]);
    }
    rolls.iter().find(|roll| roll.source == *source)?.members.clone()
}

/// Everybody on the seats that they may fill.
fn fill(seats: &[&Candidates]) -> Matching {
    let mut people: BTreeMap<AccountId, Vec<usize>> = BTreeMap::new();
    for (at, seat) in seats.iter().enumerate() {
        for member in &seat.may {
            people.entry(member.id).or_default().push(at);
        }
    }
    let mut matching = Matching::new(seats.iter().map(|seat| seat.needed));
    for seats in people.into_values() {
        matching.add(seats);
    }
    matching
}

fn too_few(seats: &[&Candidates]) -> Vec<Obstacle> {
    let groups = fill(seats).short().into_iter();
    let of = |group: Vec<usize>| {
        let seats: Vec<&Candidates> = group.into_iter().filter_map(|at| seats.get(at).copied()).collect();
        let mut left: Vec<Member> = seats.iter().flat_map(|seat| seat.may.iter().cloned()).collect();
        left.sort_unstable();
        left.dedup_by_key(|member| member.id);
        let mut tied: Vec<_> = seats.iter().flat_map(|seat| seat.tied.iter().cloned()).collect();
        tied.sort_unstable();
        tied.dedup_by_key(|(member, _, _)| member.id);
        Obstacle::TooFew {
            needed: seats.iter().map(|seat| seat.needed).sum(),
            seats: seats.into_iter().map(|seat| seat.seat.clone()).collect(),
            left,
            tied,
        }
    };
    groups.map(of).collect()
}

#[cfg(test)]
mod tests;
