//! What people see: texts made of what was read and decided, and of nothing else.
//!
//! Everything that somebody else wrote leaves through the runner's escapes, so that it is neither markup nor a link nor a mention. Every
//! text fits GitHub's 65 536 characters: lists are cut at a row and say how many are missing.

pub mod closing;
pub mod issue;
pub mod mention;
pub mod names;
pub mod status;
pub mod summary;

pub(crate) mod doctor;
mod line;
mod links;
mod page;
mod reason;
pub mod remind;
mod seats;
mod why;

pub use links::Links;
pub use names::Names;

use approval::evaluation::Outcome;
use verdict::Status;

/// What an outcome is as the result of a gate.
#[must_use]
pub const fn status_of(outcome: Outcome) -> Status {
    match outcome {
        Outcome::Approved | Outcome::Rollback => Status::Pass,
        // Somebody has to look at it afterwards.
        Outcome::Overridden => Status::Warn,
        Outcome::Pending | Outcome::Held => Status::Inconclusive,
        Outcome::Denied
        | Outcome::Expired
        | Outcome::Superseded
        | Outcome::Withdrawn
        | Outcome::Invalid
        | Outcome::Consumed => Status::Fail,
    }
}

/// An outcome in one sentence, for the top of a page.
#[must_use]
pub const fn headline(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Approved => "Approved: every seat is filled and nothing stands against it.",
        Outcome::Overridden => {
            "Overridden: somebody broke the glass, so that this may be deployed without approval. A review is due."
        }
        Outcome::Rollback => {
            "No approval is needed: this goes back to what was approved and deployed here before."
        }
        Outcome::Denied => "Denied: this is not deployed.",
        Outcome::Pending => "Waiting for people.",
        Outcome::Held => {
            "Held: something is unclear that a person must clear up. Nothing is deployed meanwhile."
        }
        Outcome::Expired => "Expired: its time is over, and nothing is deployed on it any more.",
        Outcome::Superseded => {
            "Superseded: something else is to be deployed now, so that approvals of this count for nothing."
        }
        Outcome::Withdrawn => "Withdrawn: who asked for it took it back.",
        Outcome::Invalid => "Invalid: the issue is not what was recorded, so that nothing in it counts.",
        Outcome::Consumed => "Used: a deployment went out with this approval, and it counts for no other.",
    }
}
