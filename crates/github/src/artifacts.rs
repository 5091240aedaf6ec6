//! Artifacts of runs: found by name, downloaded whole and as GitHub says they are.

use serde::Deserialize;

use crate::call::{Call, Repeat, Verb};
use crate::client::GitHub;
use crate::errors::Error;
use crate::repository::Repository;
use crate::request::Request;

mod download;
mod storage;

pub(crate) use download::DOWNLOAD;
pub use download::download;

const ONE: &str = "/repos/{owner}/{repo}/actions/artifacts/{artifact_id}";
const READS: &str = "actions: read";

pub(crate) static LIST: Call =
    Call::read("list the artifacts of a repository", "/repos/{owner}/{repo}/actions/artifacts", READS);
pub(crate) static OF_RUN: Call =
    Call::read("list the artifacts of a run", "/repos/{owner}/{repo}/actions/runs/{run_id}/artifacts", READS);
pub(crate) static READ: Call = Call::read("read an artifact", ONE, READS);
pub(crate) static DELETE: Call =
    Call::write("delete an artifact", Verb::Delete, ONE, "actions: write", Repeat::Idempotent);

/// An artifact, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Artifact {
    /// The number, ascending in time.
    pub id: u64,
    /// The name in GraphQL.
    pub node_id: String,
    /// The name; attempts of one run can each have one of the same name.
    pub name: String,
    /// The size of the archive in bytes.
    pub size_in_bytes: u64,
    /// Whether its bytes are gone.
    pub expired: bool,
    /// `sha256:` and the digest of the archive, where the server tells it.
    pub digest: Option<String>,
    /// When it was made.
    pub created_at: Option<jiff::Timestamp>,
    /// When its bytes will be gone.
    pub expires_at: Option<jiff::Timestamp>,
    /// The run that it is of.
    pub workflow_run: Option<Origin>,
}

/// The run of an artifact.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Origin {
    /// The run.
    pub id: Option<u64>,
    /// The repository that the run belongs to.
    pub repository_id: Option<u64>,
    /// The repository that the commit comes from: another one means somebody else's code.
    pub head_repository_id: Option<u64>,
    /// The branch.
    pub head_branch: Option<String>,
    /// The commit.
    pub head_sha: Option<String>,
}

/// Artifacts that are listed at most.
const MOST: usize = 50_000;

/// The artifacts of a repository, with a name if one is given; newest first.
///
/// # Errors
/// As any list.
pub async fn list(
    github: &GitHub,
    repository: &Repository,
    name: Option<&str>,
) -> Result<Vec<Artifact>, Error> {
    github.list_in(Request::of(&LIST, repository).maybe("name", name), "artifacts", MOST).await
}

/// The artifacts of a run, with a name if one is given.
///
/// # Errors
/// As any list.
pub async fn of_run(
    github: &GitHub,
    repository: &Repository,
    run: u64,
    name: Option<&str>,
) -> Result<Vec<Artifact>, Error> {
    let request = Request::of(&OF_RUN, repository).at("run_id", run).maybe("name", name);
    github.list_in(request, "artifacts", MOST).await
}

/// Reads what is known of an artifact.
///
/// # Errors
/// As any read.
pub async fn read(github: &GitHub, repository: &Repository, artifact: u64) -> Result<Artifact, Error> {
    github.send(Request::of(&READ, repository).at("artifact_id", artifact)).await
}

/// Deletes an artifact.
///
/// # Errors
/// As any write.
pub async fn delete(github: &GitHub, repository: &Repository, artifact: u64) -> Result<(), Error> {
    github.send(Request::of(&DELETE, repository).at("artifact_id", artifact)).await
}
