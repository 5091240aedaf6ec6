//! Environments and what protects them; what GitHub itself asks of reviewers and apps before a job may deploy.
//!
//! GitHub's record of an approval holds no time, so that it proves who and what, never when.

use serde::Deserialize;
use serde_json::json;

use crate::call::{Call, Repeat, Verb};
use crate::client::GitHub;
use crate::errors::Error;
use crate::people::Account;
use crate::repository::Repository;
use crate::request::Request;

mod protection;
mod rule;

pub use protection::{BranchPolicies, BranchPolicy, Environment, Protection, Reviewer, Team};
pub use rule::{decide, report};

pub(crate) use rule::ANSWER;

const READS: &str = "actions: read";

pub(crate) static READ: Call =
    Call::read("read an environment", "/repos/{owner}/{repo}/environments/{environment_name}", READS);
pub(crate) static LIST: Call = Call::read("list environments", "/repos/{owner}/{repo}/environments", READS);
pub(crate) static BRANCH_POLICIES: Call = Call::read(
    "list the branches that may deploy to an environment",
    "/repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies",
    READS,
);
pub(crate) static PENDING: Call = Call::read(
    "list the environments that a run waits for",
    "/repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments",
    READS,
);
pub(crate) static REVIEW: Call = Call::write(
    "review the environments that a run waits for",
    Verb::Post,
    "/repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments",
    "a token of a required reviewer, with deployments: write; a workflow's token cannot",
    Repeat::LookedUp("the approvals of the run, by reviewer, state, comment and environments"),
);
pub(crate) static APPROVALS: Call =
    Call::read("list the approvals of a run", "/repos/{owner}/{repo}/actions/runs/{run_id}/approvals", READS);

/// An environment that a run waits for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Pending {
    /// Which.
    pub environment: Named,
    /// Minutes to wait.
    pub wait_timer: u64,
    /// Since when.
    pub wait_timer_started_at: Option<jiff::Timestamp>,
    /// Whether the token's owner may review it.
    pub current_user_can_approve: bool,
    /// Who may review it.
    pub reviewers: Vec<Reviewer>,
}

/// An environment beside something else.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Named {
    /// The number.
    pub id: u64,
    /// The name.
    pub name: String,
}

/// A review that was given in GitHub's own way.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Approval {
    /// For which environments.
    pub environments: Vec<Named>,
    /// `approved`, `rejected` or `pending`.
    pub state: String,
    /// By whom; nobody if the account is gone.
    pub user: Option<Account>,
    /// The reason.
    pub comment: String,
}

/// What a reviewer or an app decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The job may go on.
    Approved,
    /// The job fails.
    Rejected,
}

impl Decision {
    pub(crate) const fn state(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }
}

/// Environments and branch policies that are read at most.
const MOST: usize = 10_000;

/// Reads an environment. Rules that a token may not see are not told apart from none, so that "no rule" means "not protected, as far as is seen".
///
/// # Errors
/// As any read.
pub async fn read(github: &GitHub, repository: &Repository, name: &str) -> Result<Environment, Error> {
    github.send(Request::of(&READ, repository).at("environment_name", name)).await
}

/// All environments of a repository.
///
/// # Errors
/// As any list.
pub async fn list(github: &GitHub, repository: &Repository) -> Result<Vec<Environment>, Error> {
    github.list_in(Request::of(&LIST, repository), "environments", MOST).await
}

/// The patterns of names that may deploy to an environment whose policy says `custom_branch_policies`.
///
/// # Errors
/// As any list.
pub async fn branch_policies(
    github: &GitHub,
    repository: &Repository,
    name: &str,
) -> Result<Vec<BranchPolicy>, Error> {
    let request = Request::of(&BRANCH_POLICIES, repository).at("environment_name", name);
    github.list_in(request, "branch_policies", MOST).await
}

/// The environments that a run waits for. GitHub does not page this list: a run waits for few.
///
/// # Errors
/// As any read.
pub async fn pending(github: &GitHub, repository: &Repository, run: u64) -> Result<Vec<Pending>, Error> {
    github.send(Request::of(&PENDING, repository).at("run_id", run)).await
}

/// The reviews of a run. GitHub does not page this list.
///
/// # Errors
/// As any read.
pub async fn approvals(github: &GitHub, repository: &Repository, run: u64) -> Result<Vec<Approval>, Error> {
    github.send(Request::of(&APPROVALS, repository).at("run_id", run)).await
}

/// Approves or rejects environments that a run waits for, as the token's owner. GitHub then records that person as the reviewer: never with
/// the token of a machine in place of one.
///
/// # Errors
/// [`crate::Kind::Validation`] if nothing waits or the owner is no reviewer, and as any write.
pub async fn review(
    github: &GitHub,
    repository: &Repository,
    run: u64,
    environments: &[u64],
    decision: Decision,
    comment: &str,
) -> Result<(), Error> {
    let own = github.viewer().await?.id;
    let same = |approval: &&Approval| {
        approval.user.as_ref().is_some_and(|user| user.id == own)
            && approval.state == decision.state()
            && approval.comment == comment
            && environments.iter().all(|id| approval.environments.iter().any(|named| named.id == *id))
    };
    let count = async || Ok(approvals(github, repository, run).await?.iter().filter(same).count());
    // The history has no times: one more than before is what tells it.
    let before: usize = count().await?;
    let find = async || Ok((count().await? > before).then_some(serde_json::Value::Null));
    let body = json!({"environment_ids": environments, "state": decision.state(), "comment": comment});
    let request = Request::of(&REVIEW, repository)
        .at("run_id", run)
        .only_if(!environments.is_empty(), "a review is for one environment at least")
        .json(&body);
    github.send_or_find(request, find).await.map(drop)
}
