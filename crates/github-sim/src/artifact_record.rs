//! What an organisation knows of where its artifacts are deployed, as state.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

/// A record of a deployment of an artifact: of one place there is one, and what is told later takes the place of what was told before.
#[derive(Debug, Clone, Serialize)]
pub struct ArtifactRecord {
    /// The durable number.
    pub id: u64,
    /// The organisation.
    pub organization: u64,
    /// The artifact's name.
    pub name: String,
    /// `sha256:` and its digest.
    pub digest: String,
    /// `deployed` or `decommissioned`.
    pub status: String,
    /// Where: the stage, the region, the cluster and the name in it.
    pub place: [String; 4],
    /// What was attached.
    pub tags: BTreeMap<String, String>,
    /// When it was first told.
    pub created_at: Timestamp,
    /// When it was last told.
    pub updated_at: Timestamp,
}
