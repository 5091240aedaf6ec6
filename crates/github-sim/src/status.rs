//! Commit statuses as state: each is a line that stays, and the newest of a context counts.

use jiff::Timestamp;
use serde::Serialize;

use crate::hub::Hub;

/// A commit status.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    /// The durable number.
    pub id: u64,
    /// The repository.
    pub repository: u64,
    /// The commit.
    pub sha: String,
    /// `error`, `failure`, `pending` or `success`.
    pub state: String,
    /// What speaks: `ci/build`.
    pub context: String,
    /// A short text.
    pub description: Option<String>,
    /// A page about it.
    pub target_url: Option<String>,
    /// Who said it.
    pub creator: u64,
    /// When.
    pub at: Timestamp,
}

impl Hub {
    /// The statuses of a commit, newest first.
    pub fn statuses_of(&self, repository: u64, sha: &str) -> impl Iterator<Item = &Status> {
        self.statuses.iter().rev().filter(move |status| status.repository == repository && status.sha == sha)
    }

    /// The newest status of each context, whatever its case.
    #[must_use]
    pub fn latest_statuses(&self, repository: u64, sha: &str) -> Vec<&Status> {
        let mut latest: Vec<&Status> = Vec::new();
        for status in self.statuses_of(repository, sha) {
            if !latest.iter().any(|newer| newer.context.eq_ignore_ascii_case(&status.context)) {
                latest.push(status);
            }
        }
        latest
    }
}
