//! What GitHub shows of a deployment: its own deployments and statuses, made with the semantics that they have, ended, and put away.
//!
//! The ledger is what is true; this is for people, who look at a repository's page. So nothing here decides anything, whoever may deploy can
//! change or delete all of it, and what could not be shown is told as data beside what was.
//!
//! [`begin()`] makes one deployment, [`end()`] says how it ended and which earlier ones are no longer there, [`cleanup`] puts away what nobody
//! needs any more, [`compare()`] finds what GitHub has and the ledger has not, [`record_artifact`] tells an organisation's pages,
//! and [`migrate`] says what becomes of the inputs of two other actions.

pub mod artifact;
pub mod begin;
pub mod cleanup;
pub mod compare;
pub mod end;
pub mod jobs;
pub mod migrate;
mod phantom;
pub mod reading;
mod replaced;
#[cfg(test)]
mod sample;
pub mod sweep;

pub use artifact::{Noted, record_artifact};
pub use begin::{Begin, Begun, How, Job, Progress, begin};
pub use compare::{Became, Comparison, Recorded, compare};
pub use end::{End, Ended, Outcome, Replace, Said, end};
pub use reading::{Reading, read};
pub use sweep::Swept;
