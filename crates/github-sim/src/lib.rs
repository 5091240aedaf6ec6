//! A GitHub for tests and the demo: stateful, with scripted faults, held to GitHub's published contract.
//!
//! `exchange.rs` reads top to bottom: how one request becomes an answer. `hub.rs` is all that the simulated GitHub knows; the
//! folder `rest` holds the API, one file a subject. It shares no code with the crates that it tests.
//!
//! A new subject is a file with a table `ROUTES` of templates as GitHub's OpenAPI document spells them, a line in `route.rs`, and
//! its state as a field of [`Hub`]. A handler is a plain function over the locked state; paging, conditional requests, tokens,
//! limits and the log happen around it.
//!
//! ```
//! use github_sim::{Fault, FaultKind, Seed, Simulator};
//!
//! # fn main() -> anyhow::Result<()> {
//! let simulator = Simulator::start(Seed::small())?;
//! let issues = "/repos/{owner}/{repo}/issues";
//! simulator.hub().fault(Fault::on("POST", issues, FaultKind::BadGatewayAfter));
//! // A client that is given `simulator.url()` and the token `alice-token` now opens an issue, and sees 502.
//! assert_eq!(simulator.exchanges().len(), 0);
//! # Ok(())
//! # }
//! ```

pub mod access;
pub mod account;
pub mod actions_settings;
mod alias;
pub mod answer;
pub mod artifact;
pub mod artifact_record;
pub mod branch_protection;
pub mod check;
pub mod cli;
pub mod clock;
mod clone;
pub mod code_scanning;
pub mod comment;
mod control;
pub mod deployment;
pub mod environment;
mod etag;
pub mod event;
mod exchange;
pub mod fault;
pub mod git;
mod graphql;
pub mod hub;
pub mod issue;
pub mod label;
mod lag;
pub mod limits;
pub mod log;
pub mod node;
mod paging;
pub mod permission;
#[cfg(test)]
mod probe;
pub mod pull;
pub mod reaction;
mod render;
pub mod repository;
mod rest;
pub mod revision;
pub mod route;
pub mod run;
pub mod seed;
mod simulator;
pub mod status;
pub mod team;
pub mod timeline;
pub mod token;
pub mod visit;
mod wire;

pub use self::clock::SimClock;
pub use self::fault::{Fault, FaultKind};
pub use self::hub::Hub;
pub use self::log::Exchange;
pub use self::seed::Seed;
pub use self::simulator::{Options, Simulator};
