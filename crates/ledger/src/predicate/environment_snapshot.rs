//! `urn:releasegate:environment-snapshot:v1`: what ran in an environment, as somebody saw it who did not deploy it. Subjects are the
//! artifacts that ran; of an empty environment, the root of the head that the signer had seen.

use serde::{Deserialize, Serialize};

use crate::digest::DigestSet;
use crate::moment::Moment;
use crate::name::{Line, Slug};

/// What ran at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EnvironmentSnapshot {
    /// Where.
    pub environment: Slug,
    /// Who looked.
    pub collector: Collector,
    /// Whether all of it was seen: what is not in an incomplete snapshot may run all the same.
    pub complete: bool,
    /// When.
    pub taken_at: Moment,
    /// What ran.
    pub workloads: Vec<Workload>,
    /// Where that differs from the ledger.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drift: Vec<Drift>,
}

/// Who looked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Collector {
    /// Which program.
    pub id: Slug,
    /// Its version.
    pub version: Line,
}

/// Something that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Workload {
    /// Its name there.
    pub name: Line,
    /// What it is.
    pub digest: DigestSet,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Moment>,
}

/// A difference between what ran and what the ledger says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Drift {
    /// The workload's name.
    pub name: Line,
    /// What the ledger says should run; without, nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<DigestSet>,
    /// What runs; without, nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<DigestSet>,
}
