//! Code scanning: findings as SARIF, shown beside the code.

use std::time::Duration;

use serde::Deserialize;

use crate::call::Call;
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::repository::Repository;
use crate::request::Request;

mod upload;

pub(crate) use upload::UPLOAD;
pub use upload::{File, Sarif, Upload, upload};

const READS: &str = "security-events: read";

pub(crate) static PROCESSING: Call = Call::read(
    "read how far an upload of SARIF is",
    "/repos/{owner}/{repo}/code-scanning/sarifs/{sarif_id}",
    READS,
);
pub(crate) static ANALYSES: Call =
    Call::read("list code scanning analyses", "/repos/{owner}/{repo}/code-scanning/analyses", READS);

/// How far an upload is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Processing {
    /// The state.
    #[serde(rename = "processing_status")]
    pub state: State,
    /// What is wrong with it, if it failed.
    #[serde(default)]
    pub errors: Option<Vec<String>>,
}

/// The states of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// GitHub reads it.
    Pending,
    /// Its findings are shown.
    Complete,
    /// GitHub does not take it.
    Failed,
}

/// What one run of a SARIF file became.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Analysis {
    /// The number, ascending in time.
    pub id: u64,
    /// The ref by its full name.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The commit.
    pub commit_sha: String,
    /// What tells apart the analyses of one tool on one commit.
    pub category: Option<String>,
    /// What went wrong, or nothing.
    pub error: String,
    /// What GitHub left out, or nothing.
    pub warning: String,
    /// When GitHub made it.
    pub created_at: jiff::Timestamp,
    /// How many results it has.
    pub results_count: u64,
    /// The upload that it came with.
    pub sarif_id: String,
    /// The tool.
    pub tool: Tool,
}

/// The tool of an analysis.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Tool {
    /// Its name.
    pub name: Option<String>,
    /// Its version.
    pub version: Option<String>,
}

/// Which analyses of a list; what is `None` does not narrow it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The ref by its full name.
    pub reference: Option<String>,
    /// The name of the tool.
    pub tool: Option<String>,
    /// The upload.
    pub upload: Option<String>,
}

/// Analyses that are listed at most.
const MOST: usize = 20_000;
/// Between two looks at an upload; GitHub takes from seconds to minutes.
const LOOK: Duration = Duration::from_secs(5);

/// Reads how far an upload is.
///
/// # Errors
/// As any read.
pub async fn processing(github: &GitHub, repository: &Repository, upload: &str) -> Result<Processing, Error> {
    github.send(processing_of(repository, upload)).await
}

fn processing_of(repository: &Repository, upload: &str) -> Request {
    Request::of(&PROCESSING, repository).at("sarif_id", upload)
}

/// Waits until GitHub has read an upload, or found that it cannot: [`State::Complete`] or [`State::Failed`] with its errors.
///
/// # Errors
/// [`Kind::Unavailable`] if it is still pending when the time is over; 404 if it is still not there then; and as any read.
pub async fn wait_until_processed(
    github: &GitHub,
    repository: &Repository,
    upload: &str,
    deadline: Duration,
) -> Result<Processing, Error> {
    let clock = &github.inner.clock;
    let until = clock.elapsed().saturating_add(deadline);
    loop {
        let still = match processing(github, repository, upload).await {
            Ok(Processing { state: State::Pending, .. }) => {
                let detail = format!("GitHub has not read it after {} s", deadline.as_secs());
                processing_of(repository, upload).error(Kind::Unavailable, &detail)
            }
            Ok(done) => return Ok(done),
            // What was uploaded a moment ago may not be there yet.
            Err(error) if error.kind == Kind::NotFound => error,
            Err(error) => return Err(error),
        };
        if clock.elapsed().saturating_add(LOOK) > until {
            return Err(still);
        }
        clock.sleep(LOOK).await;
    }
}

/// The analyses, newest first. A repository without any has an empty list.
///
/// # Errors
/// As any list; 403 where code scanning is not switched on.
pub async fn analyses(
    github: &GitHub,
    repository: &Repository,
    filter: &Filter,
) -> Result<Vec<Analysis>, Error> {
    let request = Request::of(&ANALYSES, repository)
        .maybe("ref", filter.reference.as_ref())
        .maybe("tool_name", filter.tool.as_ref())
        .maybe("sarif_id", filter.upload.as_ref());
    match github.list(request, MOST).await {
        Err(error) if is_empty(&error) => Ok(Vec::new()),
        answer => answer,
    }
}

/// GitHub's words for an empty list; its plain "Not Found" stays an error.
fn is_empty(error: &Error) -> bool {
    error.kind == Kind::NotFound && error.detail.contains("no analysis found")
}
