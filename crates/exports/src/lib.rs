//! A ledger's history in the formats of others: CDEvents, OSCAL assessment results, in-toto, and rows for query engines.
//!
//! This crate is pure: a history goes in, bytes come out of a writer that the caller hands over, one line at a time. From top to bottom:
//!
//! 1. [`extract`] is what all of them take: a history, which part of it, and as of which head.
//! 2. [`ndjson`] lays rows out in partitions for DuckDB, Spark and BigQuery; [`rows`] is what they say, a file a table.
//! 3. [`cdevents`] tells events to a bus, [`oscal`] results to an auditor's tool, [`in_toto`] hands the envelopes on as they were signed.
//!
//! An export is a copy without proof: each line names the entry it comes from by index and leaf hash, so that whoever doubts it asks the
//! ledger. Ids are computed from those hashes, so that the same entries are the same bytes whenever they are exported.

pub mod cdevents;
pub mod extract;
pub mod in_toto;
pub mod ndjson;
pub mod oscal;
pub mod rows;
pub mod schema;
mod uuid;

pub use extract::{AsOf, Extract, Head};

#[cfg(test)]
mod samples;
