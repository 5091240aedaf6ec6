//! Who may approve a release, who did, and what that is worth.
//!
//! A [`request::Request`] names what is to be deployed by one digest. People answer it by comments, which are read here as
//! [`thread::Comment`]s with all that GitHub tells of them. [`evaluate`] says under a [`policy::Policy`] what each comment counts for and
//! what follows: a function of what it is given, so that whoever decides, deploys or audits comes to the same result.
//!
//! What it may never do: approve what was not shown, count one person twice, count what somebody else wrote or changed, lose a denial, or
//! take an error for an answer.

pub mod answers;
pub mod calendar;
pub mod code;
pub mod command;
pub mod evaluate;
pub mod evaluation;
pub mod facts;
pub mod glyph;
pub mod issue;
pub mod people;
pub mod policy;
pub mod posted;
pub mod preflight;
pub mod preset;
pub mod quorum;
pub mod request;
pub mod resolve;
pub mod rollback;
pub mod source;
pub mod stages;
mod standing;
pub mod thread;
pub mod tie;
pub mod vote;
pub mod votes;

#[cfg(test)]
mod sample;
