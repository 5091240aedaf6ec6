//! The last word of each person, from all that they said.
//!
//! A denial holds until the same person takes it back: what they say after it counts for nothing until then, and nobody else's word changes
//! it. Breaking the glass stands beside an approval: the one is no answer to what the other asks.

use std::collections::BTreeMap;

use crate::evaluation::{Counts, Standing, Why};
use crate::people::AccountId;
use crate::vote::{Voice, Vote, Word};

/// What people say in the end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Approvals, one a person, in the order of the comments.
    pub approvals: Vec<Vote>,
    /// Denials that stand, one a person, in the order of the comments.
    pub denials: Vec<Vote>,
    /// Comments that break the glass, one a person, in their order.
    pub glass: Vec<Vote>,
    /// Comments by which requesters took the request back, in their order.
    pub withdrawals: Vec<Vote>,
    /// What each comment counts for, in their order; approvals without their seats.
    pub standings: Vec<Standing>,
}

/// What one person has said so far.
#[derive(Default)]
struct Last {
    decision: Option<Vote>,
    glass: Option<Vote>,
}

/// Goes through what was said in the order of the comments, whatever order it is given in.
#[must_use]
pub fn tally(voices: &[Voice], requesters: &[AccountId]) -> Tally {
    let mut votes: Vec<&Vote> = voices.iter().filter_map(vote).collect();
    votes.sort_by_key(|vote| vote.comment);
    let mut standings: BTreeMap<u64, Standing> = voices.iter().filter_map(settled).collect();
    let mut people: BTreeMap<AccountId, Last> = BTreeMap::new();
    let mut withdrawals = Vec::new();
    for vote in votes {
        let last = people.entry(vote.by).or_default();
        let (counts, replaced) = last.hear(vote, requesters.contains(&vote.by));
        if counts == Counts::Withdrawal && replaced.is_empty() {
            withdrawals.push(vote.clone());
        }
        for earlier in replaced {
            standings.insert(earlier.comment, standing(&earlier, Counts::Replaced { by: vote.comment }));
        }
        standings.insert(vote.comment, standing(vote, counts));
    }
    let (decisions, glass): (Vec<_>, Vec<_>) =
        people.into_values().map(|last| (last.decision, last.glass)).unzip();
    let in_order = |votes: Vec<Option<Vote>>| {
        let mut votes: Vec<Vote> = votes.into_iter().flatten().collect();
        votes.sort_by_key(|vote| vote.comment);
        votes
    };
    let (denials, approvals) = in_order(decisions).into_iter().partition(|vote| vote.word == Word::Deny);
    let standings = standings.into_values().collect();
    Tally { approvals, denials, glass: in_order(glass), withdrawals, standings }
}

impl Last {
    /// Takes in what the person says next: what it counts for, and which of their earlier comments it replaces.
    fn hear(&mut self, vote: &Vote, asked: bool) -> (Counts, Vec<Vote>) {
        let denied = self.decision.as_ref().filter(|last| last.word == Word::Deny).map(|last| last.comment);
        match (&vote.word, denied) {
            (Word::Approve { .. } | Word::BreakGlass, Some(comment)) => {
                (Counts::Ignored { why: Why::DeniedBefore { comment } }, Vec::new())
            }
            (Word::Approve { .. }, None) => {
                (Counts::Approval { seat: None }, self.decision.replace(vote.clone()).into_iter().collect())
            }
            (Word::BreakGlass, None) => {
                (Counts::BreakGlass, self.glass.replace(vote.clone()).into_iter().collect())
            }
            (Word::Deny, _) => {
                let decided = self.decision.replace(vote.clone());
                (Counts::Denial, decided.into_iter().chain(self.glass.take()).collect())
            }
            (Word::Withdraw, _) => {
                let earlier: Vec<Vote> = self.decision.take().into_iter().chain(self.glass.take()).collect();
                let counts = if earlier.is_empty() && !asked {
                    Counts::Ignored { why: Why::NothingToWithdraw }
                } else {
                    Counts::Withdrawal
                };
                (counts, earlier)
            }
        }
    }
}

fn vote(voice: &Voice) -> Option<&Vote> {
    match voice {
        Voice::Vote(vote) => Some(vote),
        Voice::Settled(_) => None,
    }
}

fn settled(voice: &Voice) -> Option<(u64, Standing)> {
    match voice {
        Voice::Settled(standing) => Some((standing.comment, standing.clone())),
        Voice::Vote(_) => None,
    }
}

fn standing(vote: &Vote, counts: Counts) -> Standing {
    Standing { comment: vote.comment, author: Some(vote.by), counts }
}

#[cfg(test)]
mod tests;
