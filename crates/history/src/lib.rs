//! What a verified ledger says of deployments: what happened to each, what was live at a moment, and why it was allowed.
//!
//! This crate is pure: entries and times are arguments. It takes what [`ledger::known`] knows, one [`Part`] a shard, and says
//! nothing that no entry says. From top to bottom:
//!
//! 1. [`History::of`] gathers the entries by what they are about: [`deployed`] one deployment with its events, [`consent`] approvals and
//!    requests, [`amended`] what later entries say of earlier ones. Nothing is replaced by a correction: both values stay.
//! 2. [`live`] says what was live at a moment and [`doubt`] why that may be wrong; [`targets`] what can be gone back to.
//! 3. [`why`] says why a deployment was allowed, as data.
//! 4. [`filter`] finds deployments.
//!
//! Entries are in the order of their shards and indexes. Times say what was *by* a moment, never what was before what.

pub mod amended;
pub mod consent;
pub mod deployed;
pub mod doubt;
pub mod filter;
mod gathered;
pub mod live;
pub mod shipped;
pub mod stand;
pub mod targets;
pub mod trouble;
pub mod why;

pub use gathered::{History, Part, Told};

#[cfg(test)]
mod samples;
