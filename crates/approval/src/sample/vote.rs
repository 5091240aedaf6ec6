//! Votes as they come out of a reading of comments, made by hand.

use crate::evaluation::{Counts, Standing};
use crate::people::{AccountId, Source};
use crate::vote::{Voice, Vote, Word};

use super::world::minute;

/// A vote at the minute of its number, through no source.
pub(crate) fn vote(comment: u64, by: u64, word: Word) -> Vote {
    let at = minute(i64::try_from(comment).unwrap());
    Vote { comment, at, by: AccountId(by), word, through: Vec::new() }
}

/// An approval through these sources that answers nothing.
pub(crate) fn approval(comment: u64, by: u64, through: Vec<Source>) -> Vote {
    let word = Word::Approve { meaning: "approved".to_owned(), answers: Vec::new() };
    Vote { through, ..vote(comment, by, word) }
}

pub(crate) fn approve(comment: u64, by: u64) -> Voice {
    Voice::Vote(approval(comment, by, Vec::new()))
}

pub(crate) fn deny(comment: u64, by: u64) -> Voice {
    Voice::Vote(vote(comment, by, Word::Deny))
}

pub(crate) fn withdraw(comment: u64, by: u64) -> Voice {
    Voice::Vote(vote(comment, by, Word::Withdraw))
}

pub(crate) fn break_glass(comment: u64, by: u64) -> Voice {
    Voice::Vote(vote(comment, by, Word::BreakGlass))
}

pub(crate) fn settled(comment: u64, counts: Counts) -> Voice {
    Voice::Settled(Standing { comment, author: None, counts })
}
