//! What a repository lets its workflows do where they do not say it themselves.

use serde::Deserialize;

use crate::call::Call;
use crate::client::GitHub;
use crate::errors::Error;
use crate::repository::Repository;
use crate::request::Request;

pub(crate) const ADMINISTERS: &str = "`administration: read` of an App, or a token of somebody who administers the repository; a workflow's token cannot have it";

pub(crate) static TOKEN: Call = Call::read(
    "read what the tokens of workflows may do by default",
    "/repos/{owner}/{repo}/actions/permissions/workflow",
    ADMINISTERS,
);
pub(crate) static RETENTION: Call = Call::read(
    "read how long logs and artifacts are kept",
    "/repos/{owner}/{repo}/actions/permissions/artifact-and-log-retention",
    ADMINISTERS,
);

/// What a workflow's token may do where the workflow has no `permissions:`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DefaultToken {
    /// `read`, or `write` for all that a workflow's token can have.
    pub default_workflow_permissions: String,
    /// Whether a workflow may create pull requests and approve them.
    pub can_approve_pull_request_reviews: bool,
}

/// For how long logs and artifacts are kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Retention {
    /// Days.
    pub days: u64,
    /// Days that could be chosen at most.
    pub maximum_allowed_days: u64,
}

/// What the tokens of workflows may do by default.
///
/// # Errors
/// As any read.
pub async fn default_token(github: &GitHub, repository: &Repository) -> Result<DefaultToken, Error> {
    github.send(Request::of(&TOKEN, repository)).await
}

/// How long logs and artifacts are kept.
///
/// # Errors
/// As any read; a server that does not know it answers 404.
pub async fn retention(github: &GitHub, repository: &Repository) -> Result<Retention, Error> {
    github.send(Request::of(&RETENTION, repository)).await
}
