//! The run: which repository, commit, event and attempt, from the runner's variables and the event's payload.

use serde::Deserialize;
use verdict::{Run, Subject};

use crate::inputs::InputError;
use crate::world::World;

/// The largest payload that is read. GitHub caps webhook payloads at 25 MB.
const LARGEST_PAYLOAD: u64 = 25 * 1024 * 1024;

/// What is known of the run.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// What goes into a verdict.
    pub run: Run,
    /// The event's payload.
    pub event: Event,
    /// `https://github.com`, or an enterprise server.
    pub server_url: String,
}

/// The members of an event's payload that decide something. All of it is what GitHub sent; all of it may be absent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Event {
    /// `opened`, `synchronize`, `created` …
    pub action: Option<String>,
    /// For `push`: the commit that the branch was at; zeros if it is new.
    pub before: Option<String>,
    /// Where it happened.
    pub repository: Option<Repository>,
    /// For `pull_request` and `pull_request_target`.
    pub pull_request: Option<PullRequest>,
    /// For `merge_group`.
    pub merge_group: Option<MergeGroup>,
    /// For `workflow_run`.
    pub workflow_run: Option<WorkflowRun>,
    /// For `issues` and `issue_comment`; pull requests are issues too.
    pub issue: Option<Issue>,
    /// For `issue_comment`.
    pub comment: Option<Comment>,
}

/// An issue in a payload.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Issue {
    /// Its number in the repository.
    pub number: u64,
}

/// A comment in a payload.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Comment {
    /// Its number.
    pub id: u64,
}

/// A repository in a payload.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Repository {
    /// The id that survives renames.
    pub id: Option<u64>,
    /// `owner/name`.
    pub full_name: Option<String>,
    /// The branch that policies are read from.
    pub default_branch: Option<String>,
    /// Whether it is a fork.
    pub fork: bool,
}

/// A pull request in a payload.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PullRequest {
    /// Its number.
    pub number: u64,
    /// What is proposed.
    pub head: Side,
    /// What it is proposed for.
    pub base: Side,
}

/// One side of a pull request.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Side {
    /// The commit.
    pub sha: String,
    /// The branch.
    #[serde(rename = "ref")]
    pub git_ref: String,
    /// The repository; none when a fork was deleted.
    pub repo: Option<Repository>,
}

/// A merge group in a payload.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MergeGroup {
    /// The commit that the queue made.
    pub head_sha: String,
    /// What it was made on.
    pub base_sha: String,
}

/// A finished run in a payload.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WorkflowRun {
    /// The run.
    pub id: u64,
    /// The commit it ran for.
    pub head_sha: String,
    /// The event that started it.
    pub event: String,
    /// Which attempt of the run, from 1.
    pub run_attempt: Option<u64>,
    /// When this attempt began.
    pub run_started_at: Option<String>,
    /// The repository that the commit is proposed from; none when a fork was deleted.
    pub head_repository: Option<Repository>,
}

impl Context {
    /// Reads the run; outside of Actions there is none.
    ///
    /// # Errors
    /// A variable or payload that the runner would not have written.
    pub fn read(world: &World<'_>) -> Result<Self, InputError> {
        if !world.in_actions() {
            return Ok(Self::default());
        }
        let event = read_event(world)?;
        let text = |name: &str| world.var(name).map(str::to_owned);
        let (head_sha, merge_sha) = commits(world, &event)?;
        let run = Run {
            repository: text("GITHUB_REPOSITORY"),
            repository_id: number(world, "GITHUB_REPOSITORY_ID")?,
            workflow_ref: text("GITHUB_WORKFLOW_REF"),
            workflow_sha: text("GITHUB_WORKFLOW_SHA"),
            run_id: number(world, "GITHUB_RUN_ID")?,
            attempt: number(world, "GITHUB_RUN_ATTEMPT")?,
            job: text("GITHUB_JOB"),
            actor_id: number(world, "GITHUB_ACTOR_ID")?,
            triggering_actor: text("GITHUB_TRIGGERING_ACTOR"),
            event: text("GITHUB_EVENT_NAME"),
            head_sha,
            merge_sha,
            git_ref: text("GITHUB_REF"),
        };
        let server_url = text("GITHUB_SERVER_URL").unwrap_or_else(|| "https://github.com".to_owned());
        Ok(Self { run, event, server_url })
    }

    /// The commit that was judged.
    #[must_use]
    pub fn subject(&self) -> Vec<Subject> {
        let commit = self.run.repository.as_ref().zip(self.run.head_sha.as_ref());
        let commit = commit.map(|(name, sha)| Subject::commit(&format!("{}/{name}", self.server_url), sha));
        commit.into_iter().collect()
    }
}

/// The commit that was proposed or pushed, and the merge commit that was checked out for it. `GITHUB_SHA` is the merge
/// commit on `pull_request`, the base on `pull_request_target`, the default branch on `workflow_run`.
fn commits(world: &World<'_>, event: &Event) -> Result<(Option<String>, Option<String>), InputError> {
    let checked_out = world.var("GITHUB_SHA").map(|sha| commit("GITHUB_SHA", sha)).transpose()?;
    let of_payload = |sha: &str| commit("GITHUB_EVENT_PATH", sha).map(Some);
    match world.var("GITHUB_EVENT_NAME").unwrap_or_default() {
        "pull_request" => match &event.pull_request {
            Some(pull) => Ok((of_payload(&pull.head.sha)?, checked_out)),
            None => Err(missing("pull_request")),
        },
        "pull_request_target" => match &event.pull_request {
            Some(pull) => Ok((of_payload(&pull.head.sha)?, None)),
            None => Err(missing("pull_request")),
        },
        "workflow_run" => match &event.workflow_run {
            Some(run) => Ok((of_payload(&run.head_sha)?, None)),
            None => Err(missing("workflow_run")),
        },
        _ => Ok((checked_out, None)),
    }
}

fn missing(member: &str) -> InputError {
    InputError::new("GITHUB_EVENT_PATH", format!("the payload has no `{member}`: it is not that of this event"))
}

/// A Git object id: 40 hex digits, or 64 in a SHA-256 repository.
fn commit(source: &str, sha: &str) -> Result<String, InputError> {
    if matches!(sha.len(), 40 | 64) && sha.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(sha.to_ascii_lowercase());
    }
    Err(InputError::new(source, "holds a commit that is not 40 or 64 hex digits"))
}

fn number(world: &World<'_>, name: &str) -> Result<Option<u64>, InputError> {
    let parse =
        |text: &str| text.parse().map_err(|_| InputError::new(name, format!("`{text}` is not a number")));
    world.var(name).map(parse).transpose()
}

fn read_event(world: &World<'_>) -> Result<Event, InputError> {
    let Some(path) = world.command_file("GITHUB_EVENT_PATH") else { return Ok(Event::default()) };
    let wrong = |message: String| InputError::new("GITHUB_EVENT_PATH", message);
    let size = std::fs::metadata(path)
        .map_err(|error| wrong(format!("failed to read {}: {error}", path.display())))?
        .len();
    if size > LARGEST_PAYLOAD {
        return Err(wrong(format!("{} is larger than 25 MB", path.display())));
    }
    let bytes =
        std::fs::read(path).map_err(|error| wrong(format!("failed to read {}: {error}", path.display())))?;
    serde_json::from_slice(&bytes)
        .map_err(|error| wrong(format!("{} is not an event's payload: {error}", path.display())))
}

#[cfg(test)]
mod tests;
