//! What a ledger says of a time, for people who read, count and examine: deployments, figures, incidents and controls.
//!
//! This crate is pure: [`Report::of`] is a function of a history, of what was asked, and of what is known of the ledger itself. From top to bottom:
//!
//! 1. [`whole`] is the report as data; `serde` makes its JSON. [`row`] is one deployment in it, [`standing`] what all of it rests on.
//! 2. [`query`] holds the questions that a record can answer. An answer is a population and its exceptions, never a verdict: who examines draws
//!    a sample of the one and asks about the other. What the record cannot tell has a reason in place of an answer.
//! 3. [`mapping`] says which control asks which of them. It is data: the built-in files, or an organisation's own.
//! 4. [`chart`] counts what is drawn. [`csv`] writes tables for spreadsheets, in which no cell is a formula.
//!
//! People appear by their pseudonyms alone. Markup is made where it is shown.

pub mod chart;
pub mod csv;
pub mod mapping;
pub mod query;
pub mod row;
pub mod standing;
pub mod whole;

pub use mapping::Mapping;
pub use standing::Standing;
pub use whole::{Asked, Report};

#[cfg(test)]
mod samples;
