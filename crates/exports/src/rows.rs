//! Rows for query engines: flat, in snake_case, one file a table. Times are RFC 3339 in UTC, ids and digests are strings, counts are integers; what is
//! not recorded is `null`, so that every row has every column. Environment and month are in the path alone: BigQuery refuses a column that
//! is in both.

mod approval;
mod change;
mod deployment;
mod incident;

use std::io::{self, Write};

use history::stand::Stand;
use ledger::digest::{Algorithm, DigestSet};
use ledger::hash::Hash;
use ledger::moment::Moment;
use ledger::name::Slug;
use serde::Serialize;

pub use approval::Approval;
pub use change::Change;
pub use deployment::{Deployment, Kinds};
pub use incident::Incident;

/// The tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// One row a deployment.
    Deployments,
    /// One row a commit of a deployment.
    Changes,
    /// One row an incident.
    Incidents,
    /// One row an approval, a rejection, a revocation.
    Approvals,
}

impl Table {
    /// Every table.
    pub const ALL: [Self; 4] = [Self::Deployments, Self::Changes, Self::Incidents, Self::Approvals];

    /// Its folder.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Deployments => "deployments",
            Self::Changes => "changes",
            Self::Incidents => "incidents",
            Self::Approvals => "approvals",
        }
    }
}

/// Where a row comes from.
#[derive(Debug, Serialize)]
pub struct Origin<'h> {
    shard: Option<&'h Slug>,
    entry_index: u64,
    leaf_hash: Hash,
}

impl<'h> Origin<'h> {
    fn of(at: &'h Stand) -> Self {
        Self { shard: at.shard.as_ref(), entry_index: at.leaf.index, leaf_hash: at.leaf.hash }
    }
}

/// A row of some table.
#[derive(Debug)]
pub enum Row<'h> {
    /// Of deployments.
    Deployment(Box<Deployment<'h>>),
    /// Of changes.
    Change(Change<'h>),
    /// Of incidents.
    Incident(Box<Incident>),
    /// Of approvals.
    Approval(Box<Approval<'h>>),
}

impl Row<'_> {
    /// Writes it, and the end of its line.
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Deployment(row) => serde_json::to_writer(&mut *out, row),
            Self::Change(row) => serde_json::to_writer(&mut *out, row),
            Self::Incident(row) => serde_json::to_writer(&mut *out, row),
            Self::Approval(row) => serde_json::to_writer(&mut *out, row),
        }?;
        out.write_all(b"\n")
    }
}

/// Month of a moment, in UTC: `2026-11`.
pub(crate) fn month(of: Moment) -> String {
    of.to_string().chars().take(7).collect()
}

/// A digest as one text: `sha256:…`, `sha512:…` or `gitCommit:…`, the strongest that is known to everybody first.
pub(crate) fn digest(of: &DigestSet) -> String {
    let named =
        [(Algorithm::Sha256, "sha256"), (Algorithm::Sha512, "sha512"), (Algorithm::GitCommit, "gitCommit")];
    let found = named.into_iter().find_map(|(algorithm, word)| Some(format!("{word}:{}", of.get(algorithm)?)));
    found.unwrap_or_default()
}

/// The word that records use for a value of an enumeration.
pub(crate) fn word<T: Serialize>(of: &T) -> String {
    let value = serde_json::to_value(of).ok();
    value.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}
