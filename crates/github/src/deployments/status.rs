//! How a deployment goes: a list of statuses that only grows, of which the newest counts.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::call::{Call, Repeat, Verb};
use crate::client::GitHub;
use crate::errors::Error;
use crate::newest::Newest;
use crate::people::Account;
use crate::repository::Repository;
use crate::request::Request;
use crate::statuses::fitted;

const PATH: &str = "/repos/{owner}/{repo}/deployments/{deployment_id}/statuses";

pub(crate) static CREATE: Call = Call::write(
    "set the status of a deployment",
    Verb::Post,
    PATH,
    super::WRITE,
    Repeat::LookedUp(
        "newer statuses of the deployment, by state, texts and creator; whether it is inactive, to make it so",
    ),
);
pub(crate) static LIST: Call = Call::read("list the statuses of a deployment", PATH, super::READS);

/// A status.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Status {
    /// The number, ascending in time.
    pub id: u64,
    /// A state as [`State`] names it, or another that GitHub itself sets: `waiting`.
    pub state: String,
    /// Who set it; nobody if the account is gone.
    pub creator: Option<Account>,
    /// One line.
    pub description: Option<String>,
    /// The environment since then.
    pub environment: Option<String>,
    /// Where the log is.
    pub log_url: Option<String>,
    /// Where the environment is.
    pub environment_url: Option<String>,
    /// When it was set.
    pub created_at: jiff::Timestamp,
}

/// What can be said of a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It could not be judged.
    Error,
    /// It failed.
    Failure,
    /// It is no longer there; a transient one is shown as destroyed.
    Inactive,
    /// It is under way.
    InProgress,
    /// It waits for its turn.
    Queued,
    /// It waits.
    Pending,
    /// It is there.
    Success,
}

impl State {
    /// As GitHub writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Failure => "failure",
            Self::Inactive => "inactive",
            Self::InProgress => "in_progress",
            Self::Queued => "queued",
            Self::Pending => "pending",
            Self::Success => "success",
        }
    }
}

/// A status to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStatus {
    /// The state.
    pub state: State,
    /// The line for people; cut to [`crate::statuses::LONGEST_DESCRIPTION`] characters.
    pub description: String,
    /// Where the log is, or nothing.
    pub log_url: String,
    /// Where the environment is, or nothing.
    pub environment_url: String,
    /// Whether a success makes the earlier ones of the environment inactive; GitHub does so for those that are neither transient nor production.
    pub auto_inactive: bool,
}

/// Statuses of one deployment that are read at most.
const MOST: usize = 10_000;

/// Sets the status. A lost answer ends with one status: it is looked for by all that it says and by its creator.
///
/// # Errors
/// As any write.
pub async fn create(
    github: &GitHub,
    repository: &Repository,
    deployment: u64,
    status: &NewStatus,
) -> Result<Status, Error> {
    let status = NewStatus { description: fitted(&status.description), ..status.clone() };
    let own = github.viewer().await?.id;
    let all = Request::of(&LIST, repository).at("deployment_id", deployment);
    let newest = Newest::of(github, all, |found: &Status| found.id);
    let before = newest.top().await?;
    let is_lost = |found: &Status| is_same(found, &status, own);
    let find = async || Ok(newest.since(before).await?.into_iter().find(is_lost));
    let request = Request::of(&CREATE, repository).at("deployment_id", deployment).json(&body(&status));
    github.send_or_find(request, find).await
}

fn body(status: &NewStatus) -> Value {
    json!({
        "state": status.state.name(),
        "description": status.description,
        "log_url": status.log_url,
        "environment_url": status.environment_url,
        "auto_inactive": status.auto_inactive,
    })
}

fn is_same(found: &Status, status: &NewStatus, own: u64) -> bool {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    found.creator.as_ref().is_some_and(|creator| creator.id == own)
        && found.state == status.state.name()
        && text(&found.description) == status.description
        && text(&found.log_url) == status.log_url
        && text(&found.environment_url) == status.environment_url
}

/// Says that a deployment is no longer there, in one request where no answer is lost: after a lost one it is looked whether it is inactive,
/// and whoever made it so.
///
/// # Errors
/// As any write.
pub async fn inactivate(
    github: &GitHub,
    repository: &Repository,
    deployment: u64,
    description: &str,
) -> Result<(), Error> {
    let newest = Request::of(&LIST, repository).at("deployment_id", deployment).query("per_page", 1);
    let find = async || {
        let newest: Vec<Status> = github.send(newest.clone()).await?;
        Ok(newest.into_iter().next().filter(|status| status.state == State::Inactive.name()))
    };
    let body = json!({
        "state": State::Inactive.name(), "description": fitted(description), "auto_inactive": false,
    });
    let request = Request::of(&CREATE, repository).at("deployment_id", deployment).json(&body);
    github.send_or_find(request, find).await.map(|_: Status| ())
}

/// All statuses of a deployment, newest first.
///
/// # Errors
/// As any list.
pub async fn list(github: &GitHub, repository: &Repository, deployment: u64) -> Result<Vec<Status>, Error> {
    github.list(Request::of(&LIST, repository).at("deployment_id", deployment), MOST).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_the_same_only_in_all_that_it_says() {
        let new = NewStatus {
            state: State::InProgress,
            description: "Deploying".to_owned(),
            log_url: "https://log.example/1".to_owned(),
            environment_url: String::new(),
            auto_inactive: true,
        };
        let mut found = body(&new);
        found["id"] = json!(1);
        found["creator"] = json!({"login": "a", "id": 5, "type": "Bot"});
        found["created_at"] = json!("2026-11-22T10:00:00Z");
        let same = |found: &Value, own| is_same(&serde_json::from_value(found.clone()).unwrap(), &new, own);
        assert!(same(&found, 5) && !same(&found, 6));
        for member in ["state", "description", "log_url", "environment_url"] {
            let mut other = found.clone();
            other[member] = json!("other");
            assert!(!same(&other, 5), "{member}");
        }
        found["environment_url"] = Value::Null;
        assert!(same(&found, 5));
    }
}
