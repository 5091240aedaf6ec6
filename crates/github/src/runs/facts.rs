//! What GitHub tells of a run and its jobs.

use serde::Deserialize;

use crate::people::Account;

/// A run, as its newest attempt or an earlier one shows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Run {
    /// The number, which all attempts share.
    pub id: u64,
    /// The name in GraphQL.
    pub node_id: String,
    /// The name of the workflow.
    pub name: Option<String>,
    /// The branch or tag; nothing for some events.
    pub head_branch: Option<String>,
    /// The commit, which stays the same in all attempts.
    pub head_sha: String,
    /// The workflow's file, as `.github/workflows/release.yml`; for a file of elsewhere with `@` and its ref.
    pub path: String,
    /// The number among the runs of the workflow.
    pub run_number: u64,
    /// The number of the attempt, from 1.
    pub run_attempt: u64,
    /// What started it.
    pub event: String,
    /// `queued`, `in_progress`, `completed`, `waiting`, `requested` or `pending`.
    pub status: Option<String>,
    /// How it ended; nothing before.
    pub conclusion: Option<String>,
    /// The number of the workflow.
    pub workflow_id: u64,
    /// The group of its check runs.
    pub check_suite_id: Option<u64>,
    /// Who started the first attempt; nobody if the account is gone.
    pub actor: Option<Account>,
    /// Who started this attempt.
    pub triggering_actor: Option<Account>,
    /// When the run was made.
    pub created_at: jiff::Timestamp,
    /// When anything of it changed.
    pub updated_at: jiff::Timestamp,
    /// When this attempt began.
    pub run_started_at: Option<jiff::Timestamp>,
    /// The page for people.
    pub html_url: String,
    /// The reusable workflows that it called, each at its commit.
    #[serde(default)]
    pub referenced_workflows: Option<Vec<ReferencedWorkflow>>,
    /// The repository that the commit comes from: a fork's for a pull request of one; nothing if it is gone.
    pub head_repository: Option<Named>,
}

/// A reusable workflow that a run called.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ReferencedWorkflow {
    /// `owner/repo/.github/workflows/file.yml@ref`.
    pub path: String,
    /// The commit.
    pub sha: String,
    /// The ref by its full name, if one was named.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
}

/// A repository by its number and present name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Named {
    /// The number, which stays.
    pub id: u64,
    /// `owner/name`.
    pub full_name: String,
}

/// A job of a run.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Job {
    /// The number; a new one in each attempt.
    pub id: u64,
    /// The run.
    pub run_id: u64,
    /// The attempt that it ran in.
    pub run_attempt: Option<u64>,
    /// The commit.
    pub head_sha: String,
    /// The name, with the values of its matrix.
    pub name: String,
    /// `queued`, `in_progress`, `completed`, `waiting`, `requested` or `pending`.
    pub status: String,
    /// How it ended; nothing before.
    pub conclusion: Option<String>,
    /// When it was made.
    pub created_at: jiff::Timestamp,
    /// When it began.
    pub started_at: Option<jiff::Timestamp>,
    /// When it ended.
    pub completed_at: Option<jiff::Timestamp>,
    /// What the workflow asks of a runner.
    #[serde(default)]
    pub labels: Vec<String>,
    /// The runner, once there is one.
    pub runner_name: Option<String>,
    /// The runner's group.
    pub runner_group_name: Option<String>,
    /// The page for people.
    pub html_url: Option<String>,
    /// The steps, once they are known.
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// A step of a job.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Step {
    /// The place, from 1.
    pub number: u64,
    /// The name.
    pub name: String,
    /// `queued`, `in_progress` or `completed`.
    pub status: String,
    /// How it ended; nothing before.
    pub conclusion: Option<String>,
}
