//! Asks people in an issue to approve a release, counts who did, and shows what that is worth.
//!
//! [`gather`] reads from GitHub all that the crate `approval` decides on: it decides nothing, and what it could not read is an error or
//! unknown, never "no". [`section`] is the policy as the policy file writes it. [`present`] says what was decided, as texts: it reads nothing and decides nothing.

mod act;
pub mod action;
mod commands;
pub mod decide;
pub mod doctor;
pub mod facts;
mod gate;
pub mod gather;
pub mod keep;
mod looked;
mod modes;
pub mod plan;
pub mod policy;
pub mod present;
pub mod record;
pub mod remind;
pub mod section;
mod told;

pub use gate::ApprovalIssue;
