//! One row an incident, as its events leave it.

use history::trouble::Trouble;
use ledger::hash::Hash;
use ledger::moment::Moment;
use ledger::name::{Line, Slug, Ulid};
use ledger::predicate::Confidence;
use serde::Serialize;

/// An incident.
#[derive(Debug, Serialize)]
pub struct Incident {
    incident_id: Ulid,
    service: Slug,
    severity: Slug,
    detected_at: Moment,
    resolved_at: Option<Moment>,
    caused_by: Vec<Ulid>,
    cause_inferred: bool,
    reference: Option<Line>,
    amended: bool,
    shard: Option<Slug>,
    entry_index: Option<u64>,
    leaf_hash: Option<Hash>,
    entries: Vec<u64>,
}

impl Incident {
    /// The row of an incident. Its origin is its first entry.
    #[must_use]
    pub fn of(one: Trouble) -> Self {
        let first = one.entries.first();
        Self {
            shard: first.and_then(|at| at.shard.clone()),
            entry_index: first.map(|at| at.leaf.index),
            leaf_hash: first.map(|at| at.leaf.hash),
            entries: one.entries.iter().map(|at| at.leaf.index).collect(),
            cause_inferred: one.causes.iter().any(|cause| cause.confidence == Confidence::Inferred),
            caused_by: one.causes.into_iter().map(|cause| cause.deployment_id).collect(),
            incident_id: one.id,
            service: one.service,
            severity: one.severity,
            detected_at: one.detected_at,
            resolved_at: one.resolved_at,
            reference: one.reference,
            amended: one.amended,
        }
    }
}
