//! `urn:releasegate:gap:v1`: something happened that the ledger does not hold, found by comparing it with the outside. Subjects are
//! the artifacts that were found, or the root of the head that the signer had seen.

use serde::{Deserialize, Serialize};

use crate::moment::Moment;
use crate::name::{Line, Slug};

/// Something is missing, and here is what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Gap {
    /// How it was found.
    pub found: GapFound,
    /// Where it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<Slug>,
    /// When it was found.
    pub found_at: Moment,
    /// The earliest moment at which it can have happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Moment>,
    /// The latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Moment>,
    /// What it is there, such as the id of a deployment or of a run.
    pub reference: Line,
    /// What is known of why.
    pub reason: Line,
}

/// How a gap was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GapFound {
    /// GitHub has a deployment that the ledger has not.
    GithubDeployment,
    /// A run with an environment left no record.
    WorkflowRun,
    /// A snapshot shows an artifact that the ledger has not.
    Snapshot,
    /// A cluster admitted what the ledger has not.
    Admission,
    /// A deployment began and has no end.
    Stale,
}
