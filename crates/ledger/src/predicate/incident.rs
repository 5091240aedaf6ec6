//! `urn:releasegate:incident:v1`: something was wrong in an environment. Subjects are the artifacts that ran there, or, where none is
//! known, the root of the head that the signer had seen.

use serde::{Deserialize, Serialize};

use crate::moment::Moment;
use crate::name::{Line, Slug, Ulid};

/// One event of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Incident {
    /// The incident: the same for all its events.
    pub incident_id: Ulid,
    /// What happened.
    pub event: IncidentEvent,
    /// What was affected.
    pub service: Slug,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<Slug>,
    /// How bad it is, in the words of the organisation.
    pub severity: Slug,
    /// When it was noticed.
    pub detected_at: Moment,
    /// When it was over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<Moment>,
    /// What caused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caused_by: Option<Cause>,
    /// Where it is told, such as the address of an issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<Line>,
}

/// What happened to an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say all there is")]
pub enum IncidentEvent {
    Opened,
    Linked,
    Resolved,
    Reclassified,
}

/// What caused an incident. It is a record, so that no later run of a report finds another cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Cause {
    /// The deployment.
    pub deployment_id: Ulid,
    /// Whether somebody said so.
    pub confidence: Confidence,
    /// For an inferred cause: how long before the incident a deployment may have ended, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_millis: Option<u64>,
}

/// Whether a cause was named or found by a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say all there is")]
pub enum Confidence {
    Explicit,
    Inferred,
}
