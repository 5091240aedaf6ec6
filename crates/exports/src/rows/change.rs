//! One row a commit of a deployment.

use std::collections::BTreeSet;

use history::deployed::Deployed;
use history::stand::Stand;
use ledger::moment::Moment;
use ledger::name::{GitCommit, Slug, Ulid};
use serde::Serialize;

use super::Origin;

/// A commit that came with a deployment.
#[derive(Debug, Serialize)]
pub struct Change<'h> {
    deployment_id: &'h Ulid,
    service: &'h Slug,
    commit: &'h GitCommit,
    committed_at: Moment,
    first_authored_at: Option<Moment>,
    merged_at: Option<Moment>,
    pr: Option<u64>,
    first_deploy: Option<bool>,
    #[serde(flatten)]
    origin: Origin<'h>,
}

impl<'h> Change<'h> {
    /// The rows of a deployment: each of its commits once, as the first of its events tells it.
    pub fn of(one: &'h Deployed) -> impl Iterator<Item = Self> {
        let mut seen = BTreeSet::new();
        let told =
            one.events.iter().flat_map(|event| event.record.changes.iter().map(|change| (&event.at, change)));
        told.filter(move |(_, change)| seen.insert(&change.commit))
            .map(|(at, change)| Self::row(one, at, change))
    }

    fn row(one: &'h Deployed, at: &'h Stand, change: &'h ledger::predicate::Change) -> Self {
        Self {
            deployment_id: &one.id,
            service: &one.service,
            commit: &change.commit,
            committed_at: change.committed_at,
            first_authored_at: change.first_authored_at,
            merged_at: change.merged_at,
            pr: change.pr,
            first_deploy: change.first_deploy,
            origin: Origin::of(at),
        }
    }
}
