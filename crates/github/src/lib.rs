//! GitHub's API as the suite uses it: one typed function for each call, in the file of its subject.
//!
//! [`GitHub`] sends; [`Call`] says for each call what it needs and whether it may be repeated; [`Error`] says what to do next.
//!
//! # Errors
//!
//! Where a function says *as any read*: [`Kind::NotFound`], [`Kind::Unauthorized`], [`Kind::Forbidden`], [`Kind::Moved`], [`Kind::RateLimited`],
//! [`Kind::Unavailable`], [`Kind::Unexpected`], and [`Kind::Request`] for a value that cannot stand in a request. *As any list*: those, and
//! [`Kind::Truncated`]. *As any write*: those of a read, [`Kind::Validation`], [`Kind::TooLarge`], [`Kind::Conflict`], [`Kind::Gone`], and [`Kind::Unconfirmed`] if nobody knows whether
//! it took effect.

mod answer;
mod call;
mod calls;
mod client;
mod clock;
mod errors;
mod exchange;
mod failure;
mod graphql;
mod identity;
mod link;
mod marker;
mod names;
mod newest;
mod page;
mod repository;
mod request;
mod retry;
mod settings;
mod transport;

pub mod actions_settings;
pub mod activity;
pub mod artifact_records;
pub mod artifacts;
pub mod branch_protection;
pub mod branches;
pub mod checks;
pub mod code_scanning;
pub mod comments;
pub mod commits;
pub mod contents;
pub mod conversation;
pub mod deployments;
pub mod dispatches;
pub mod environments;
pub mod git;
pub mod issues;
pub mod people;
pub mod pulls;
pub mod repositories;
pub mod runs;
pub mod single_sign_on;
pub mod statuses;
pub mod sticky;
pub mod teams;

pub use call::{Call, Repeat, Verb};
pub use calls::{CALLS, table};
pub use client::GitHub;
pub use clock::{Clock, SystemClock};
pub use errors::{Error, Kind};
pub use identity::Identity;
pub use marker::{LONGEST_BODY, Marker};
pub use page::Changed;
pub use repository::{NoRepository, Repository};
pub use settings::{Settings, SettingsError};
