//! The workflow run that a record comes from.

use serde::{Deserialize, Serialize};

use crate::name::{GitCommit, Line, NumericId};

/// A run of GitHub Actions, by numbers that are never given twice. Names of workflows say which file, the commit says which version of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Run {
    /// `github.repository_id`.
    pub repository_id: NumericId,
    /// `github.repository_owner_id`.
    pub repository_owner_id: NumericId,
    /// `github.run_id`.
    pub run_id: NumericId,
    /// `github.run_attempt`, from 1.
    pub attempt: u64,
    /// `github.workflow_ref`: `owner/repo/.github/workflows/file@ref`.
    pub workflow_ref: Line,
    /// The reusable workflow whose job it is, from the OIDC claim `job_workflow_ref`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_workflow_ref: Option<Line>,
    /// Its commit, from the OIDC claim `job_workflow_sha`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_workflow_sha: Option<GitCommit>,
    /// `github.event_name`.
    pub event_name: Line,
    /// `github-hosted` or `self-hosted`, from the OIDC claim `runner_environment`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runner_environment: Option<Line>,
}
