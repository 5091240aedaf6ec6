//! Runs of workflows: the facts of a run, its jobs, and running it again.

use crate::call::{Call, Repeat, Verb};
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::names;
use crate::repository::Repository;
use crate::request::Request;

mod facts;

pub use facts::{Job, Named, ReferencedWorkflow, Run, Step};

const READS: &str = "actions: read";
const AGAIN: Repeat = Repeat::LookedUp("the run, whose number of the attempt is larger than before");

pub(crate) static READ: Call = Call::read("read a run", "/repos/{owner}/{repo}/actions/runs/{run_id}", READS);
pub(crate) static ATTEMPT: Call = Call::read(
    "read an attempt of a run",
    "/repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}",
    READS,
);
pub(crate) static JOBS: Call =
    Call::read("list the jobs of a run", "/repos/{owner}/{repo}/actions/runs/{run_id}/jobs", READS);
pub(crate) static JOBS_OF_ATTEMPT: Call = Call::read(
    "list the jobs of an attempt",
    "/repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs",
    READS,
);
pub(crate) static LIST: Call = Call::read("list runs", "/repos/{owner}/{repo}/actions/runs", READS);
pub(crate) static OF_WORKFLOW: Call = Call::read(
    "list the runs of a workflow",
    "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs",
    READS,
);
pub(crate) static RERUN: Call = Call::write(
    "run a workflow's run again",
    Verb::Post,
    "/repos/{owner}/{repo}/actions/runs/{run_id}/rerun",
    "actions: write",
    AGAIN,
);
pub(crate) static RERUN_FAILED: Call = Call::write(
    "run the failed jobs of a run again",
    Verb::Post,
    "/repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs",
    "actions: write",
    AGAIN,
);

/// Which jobs of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Jobs {
    /// Those of the newest attempt, and of earlier ones where that did not run them again.
    Latest,
    /// Those of all attempts.
    All,
}

/// Which runs of a list; what is `None` does not narrow it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The login of who started it.
    pub actor: Option<String>,
    /// The branch, by its short name.
    pub branch: Option<String>,
    /// The event.
    pub event: Option<String>,
    /// A status or a conclusion.
    pub status: Option<String>,
    /// A date or a range of dates in GitHub's syntax for searches: `>=2026-11-01`.
    pub created: Option<String>,
    /// The commit, as a whole SHA.
    pub head_sha: Option<String>,
}

/// Jobs and unfiltered runs that are read at most.
const MOST: usize = 20_000;
/// GitHub shows a thousand results of a filtered list, so that a thousand may be more.
const MOST_FILTERED: usize = 999;

/// Reads a run as its newest attempt shows it.
///
/// # Errors
/// As any read.
pub async fn read(github: &GitHub, repository: &Repository, run: u64) -> Result<Run, Error> {
    github.send(of(&READ, repository, run).query("exclude_pull_requests", true)).await
}

/// Reads one attempt of a run, counted from 1.
///
/// # Errors
/// As any read.
pub async fn attempt(github: &GitHub, repository: &Repository, run: u64, attempt: u64) -> Result<Run, Error> {
    let request = of(&ATTEMPT, repository, run).at("attempt_number", attempt);
    github.send(request.query("exclude_pull_requests", true)).await
}

/// The jobs of a run.
///
/// # Errors
/// As any list.
pub async fn jobs(github: &GitHub, repository: &Repository, run: u64, which: Jobs) -> Result<Vec<Job>, Error> {
    let filter = match which {
        Jobs::Latest => "latest",
        Jobs::All => "all",
    };
    github.list_in(of(&JOBS, repository, run).query("filter", filter), "jobs", MOST).await
}

/// The jobs that ran in one attempt.
///
/// # Errors
/// As any list.
pub async fn jobs_of_attempt(
    github: &GitHub,
    repository: &Repository,
    run: u64,
    attempt: u64,
) -> Result<Vec<Job>, Error> {
    let request = of(&JOBS_OF_ATTEMPT, repository, run).at("attempt_number", attempt);
    github.list_in(request, "jobs", MOST).await
}

/// The runs of a workflow, named by its file (`release.yml`) or its number; newest first.
///
/// # Errors
/// [`Kind::Truncated`] if a filter leaves a thousand or more, and as any list.
pub async fn of_workflow(
    github: &GitHub,
    repository: &Repository,
    workflow: &str,
    filter: &Filter,
) -> Result<Vec<Run>, Error> {
    let request = Request::of(&OF_WORKFLOW, repository).at("workflow_id", workflow);
    filtered(github, request.only_if(!workflow.contains('/'), FILE_NAME), filter).await
}

/// The runs of all workflows on a commit; newest first.
///
/// # Errors
/// [`Kind::Request`] for what is no whole SHA, and as [`of_workflow`].
pub async fn of_commit(github: &GitHub, repository: &Repository, sha: &str) -> Result<Vec<Run>, Error> {
    let filter = Filter { head_sha: Some(sha.to_owned()), ..Filter::default() };
    filtered(github, Request::of(&LIST, repository), &filter).await
}

pub(crate) const FILE_NAME: &str = "a workflow is named by its file alone: write release.yml";

async fn filtered(github: &GitHub, request: Request, filter: &Filter) -> Result<Vec<Run>, Error> {
    let sha = filter.head_sha.as_ref().map(|sha| names::sha(request.call, sha)).transpose()?;
    let request = request
        .maybe("actor", filter.actor.as_ref())
        .maybe("branch", filter.branch.as_ref())
        .maybe("event", filter.event.as_ref())
        .maybe("status", filter.status.as_ref())
        .maybe("created", filter.created.as_ref())
        .maybe("head_sha", sha)
        .query("exclude_pull_requests", true);
    github.list_in(request, "workflow_runs", most(filter)).await
}

fn most(filter: &Filter) -> usize {
    if *filter == Filter::default() { MOST } else { MOST_FILTERED }
}

/// Runs all jobs of a run again, at the same commit.
///
/// # Errors
/// As [`rerun_failed_jobs`].
pub async fn rerun(github: &GitHub, repository: &Repository, run: u64) -> Result<(), Error> {
    again(github, &RERUN, repository, run).await
}

/// Runs the failed jobs of a run again and those that need them, at the same commit.
///
/// After a lost answer a larger number of the attempt is taken for the effect, whoever began that attempt: attempts of a run follow one
/// another, and a new one is what was asked for.
///
/// # Errors
/// [`Kind::Conflict`] while a job of the run still runs; [`Kind::Validation`] with GitHub's reason if the run cannot run again (it is older than
/// 30 days, or ran again 50 times); and as any write.
pub async fn rerun_failed_jobs(github: &GitHub, repository: &Repository, run: u64) -> Result<(), Error> {
    again(github, &RERUN_FAILED, repository, run).await
}

async fn again(github: &GitHub, call: &'static Call, repository: &Repository, run: u64) -> Result<(), Error> {
    let before = read(github, repository, run).await?.run_attempt;
    let find = async || {
        let now = read(github, repository, run).await?.run_attempt;
        Ok((now > before).then_some(serde_json::Value::Null))
    };
    let answer: Result<serde_json::Value, Error> = github.send_or_find(of(call, repository, run), find).await;
    answer.map(drop).map_err(refused)
}

/// GitHub answers 403 both to who may not run it again and for a run that cannot.
fn refused(mut error: Error) -> Error {
    if error.kind == Kind::Forbidden {
        // What follows is GitHub's list of permissions, no part of its reason.
        let reason = error.detail.split("; it asks for").next().unwrap_or_default().to_lowercase();
        if reason.contains("running") || reason.contains("in progress") {
            error.kind = Kind::Conflict;
        } else if ["workflow run", "rerun", "re-run", "retry"].iter().any(|word| reason.contains(word)) {
            error.kind = Kind::Validation;
        }
    }
    error
}

fn of(call: &'static Call, repository: &Repository, run: u64) -> Request {
    Request::of(call, repository).at("run_id", run)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(detail: &str) -> Kind {
        refused(Error::new(&RERUN, Kind::Forbidden, "octo/shop", detail)).kind
    }

    #[test]
    fn a_run_that_cannot_run_again_is_no_lack_of_permission() {
        assert_eq!(kind("GitHub answered 403: This workflow is already running"), Kind::Conflict);
        let old =
            "GitHub answered 403: Unable to retry this workflow run because it was created over a month ago";
        assert_eq!(kind(old), Kind::Validation);
        let lacking = "GitHub answered 403: Resource not accessible by integration; it asks for actions=write, rerun=running";
        assert_eq!(kind(lacking), Kind::Forbidden);
        assert_eq!(kind("GitHub answered 403: Must have admin rights to Repository."), Kind::Forbidden);
    }

    #[test]
    fn a_filtered_list_of_a_thousand_is_not_taken_for_the_whole() {
        let narrow = Filter { event: Some("push".to_owned()), ..Filter::default() };
        assert_eq!((most(&narrow), most(&Filter::default())), (999, 20_000));
    }

    #[test]
    fn only_what_github_refused_is_read_anew() {
        let error = Error::new(&RERUN, Kind::Unconfirmed, "octo/shop", "the run is running");
        assert_eq!(refused(error).kind, Kind::Unconfirmed);
    }
}
