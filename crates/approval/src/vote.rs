//! A comment that may count: who says what, and by which authority. Everything that can be wrong with a comment by itself is settled before;
//! what others say decides the rest.

use verdict::Time;

use crate::evaluation::Standing;
use crate::people::{AccountId, Source};

/// What is known of a comment by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Voice {
    /// Whatever others say, it counts for this.
    Settled(Standing),
    /// It may count.
    Vote(Vote),
}

/// A comment that may count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// Which comment; a greater number is a later one.
    pub comment: u64,
    /// When it was written.
    pub at: Time,
    /// By whom.
    pub by: AccountId,
    /// What they say.
    pub word: Word,
    /// The sources of the policy that they belong to, both when it was first seen and now; for a denial, at one of the two.
    pub through: Vec<Source>,
}

/// What somebody says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// Yes.
    Approve {
        /// What it means.
        meaning: String,
        /// Questions that it answers.
        answers: Vec<String>,
    },
    /// No.
    Deny,
    /// Takes the same person's earlier word back; of a requester without one, the request.
    Withdraw,
    /// It must be, without approval.
    BreakGlass,
}
