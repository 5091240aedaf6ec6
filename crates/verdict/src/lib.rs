//! The contract that all Releasegate actions share: a gate's result is data with a digest.
//!
//! A gate writes a [`Verdict`]; people approve its [`judgement`](judgement::judgement); the deployment record
//! keeps its [`digest`](canonical::sha256_hex). This crate is pure: it reads no file, no environment, no clock.

pub mod canonical;
pub mod conclusion;
pub mod decision;
pub mod document;
pub mod draft;
pub mod judgement;
pub mod ratio;
pub mod read;
pub mod rule;
pub mod run;
pub mod schema;
pub mod statement;
pub mod status;
pub mod time;
pub mod waiver;

pub use decision::{Action, Decision, FailOn};
pub use document::{Binary, Digest, FileRef, Gate, Input, PolicyRef, Verdict};
pub use draft::{Draft, Envelope};
pub use ratio::{Counts, Ratio};
pub use rule::{Limit, Location, Rule, RuleCounts};
pub use run::{Run, Subject};
pub use status::{ExitCode, RuleStatus, Status};
pub use time::Time;
pub use waiver::Waiver;

/// The schema name that every verdict of this version carries.
pub const SCHEMA: &str = "releasegate/verdict/v1";
