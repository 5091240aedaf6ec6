//! The end: how a deployment went, and which earlier ones are no longer there.

use github::deployments::{self, Deployment, Filter, NewStatus, State, Status};
use github::{Error, GitHub, Repository};
use ledger::name::Slug;

use crate::replaced::{could_be, replaced};
use crate::sweep::{Swept, inactivate_all};

/// How a deployment ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is there.
    Succeeded,
    /// It failed.
    Failed,
    /// It was stopped, so that nobody knows what is there.
    Cancelled,
}

impl Outcome {
    /// The state of GitHub's seven that says this. None of them is "cancelled": `inactive` would say that it was there, `failure` that the thing
    /// itself failed; `error` with the word `cancelled` is left.
    #[must_use]
    pub const fn state(self) -> State {
        match self {
            Self::Succeeded => State::Success,
            Self::Failed => State::Failure,
            Self::Cancelled => State::Error,
        }
    }

    fn described(self, description: &str) -> String {
        match self {
            Self::Cancelled if description.is_empty() => "cancelled".to_owned(),
            Self::Cancelled => format!("cancelled: {description}"),
            _ => description.to_owned(),
        }
    }
}

/// A deployment that ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// GitHub's number of it.
    pub deployment: u64,
    /// What was deployed: earlier deployments of other services stay as they are.
    pub service: Slug,
    /// How.
    pub outcome: Outcome,
    /// One line for people, cut to 140 characters.
    pub description: String,
    /// Where the log is, or nothing.
    pub log_url: String,
    /// Where the environment is, or nothing.
    pub environment_url: String,
    /// That a success makes earlier ones inactive, within these bounds; nothing if they stay as they are.
    pub replace: Option<Replace>,
}

/// How much may be done to make earlier deployments inactive. What is left is left for the next deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replace {
    /// Deployments of the environment that are read, newest first; up to a hundred more.
    pub reads: usize,
    /// Deployments that are made inactive. Each costs one request, and GitHub wants a second between two that write.
    pub writes: usize,
}

impl Default for Replace {
    fn default() -> Self {
        Self { reads: 5_000, writes: 50 }
    }
}

/// What was shown of an end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// That the status says so, or why it does not.
    pub status: Result<Said, Error>,
    /// What became of earlier deployments. Nothing if nothing was to: where it was not asked for, the outcome is no success, or GitHub does not
    /// show the success, since an environment without any active deployment would say that nothing is there.
    pub replaced: Option<Result<Swept, Error>>,
}

/// When a status was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Now, with this number.
    Now(u64),
    /// By an earlier try, with this number.
    Before(u64),
}

/// Says how a deployment ended, and makes those inactive that a success replaces.
///
/// GitHub's own `auto_inactive` is never asked for: it leaves out production and transient environments. So this is one rule for all.
pub async fn end(github: &GitHub, repository: &Repository, end: &End) -> Ended {
    let status = say(github, repository, end).await;
    let replaced = match end.replace {
        Some(bounds) if status.is_ok() && end.outcome == Outcome::Succeeded => {
            Some(replace(github, repository, end, bounds).await)
        }
        _ => None,
    };
    Ended { status, replaced }
}

async fn say(github: &GitHub, repository: &Repository, end: &End) -> Result<Said, Error> {
    let status = NewStatus {
        state: end.outcome.state(),
        description: end.outcome.described(&end.description),
        log_url: end.log_url.clone(),
        environment_url: end.environment_url.clone(),
        auto_inactive: false,
    };
    let statuses = deployments::statuses(github, repository, end.deployment).await?;
    if let Some(said) = said_before(&statuses, &status) {
        return Ok(Said::Before(said));
    }
    let said = deployments::create_status(github, repository, end.deployment, &status).await?;
    Ok(Said::Now(said.id))
}

/// The status that need not be set again: the newest, if it says the same, or one that says so from before a later deployment replaced this
/// one. A status that came late would make it active again.
fn said_before(newest_first: &[Status], status: &NewStatus) -> Option<u64> {
    let newest = newest_first.first()?;
    let is = |text: &Option<String>, wanted: &str| text.as_deref().unwrap_or_default() == wanted;
    let same = newest.state == status.state.name()
        && is(&newest.log_url, &status.log_url)
        && is(&newest.environment_url, &status.environment_url);
    if same {
        return Some(newest.id);
    }
    let replaced = newest.state == State::Inactive.name();
    let earlier = newest_first.iter().filter(|_| replaced).find(|one| one.state == status.state.name());
    earlier.map(|one| one.id)
}

async fn replace(github: &GitHub, repository: &Repository, end: &End, bounds: Replace) -> Result<Swept, Error> {
    let by = deployments::read(github, repository, end.deployment).await?;
    let service = end.service.as_str();
    let filter = Filter { environment: Some(by.environment.clone()), ..Filter::default() };
    let (there, whole) = deployments::newest_of(github, repository, &filter, bounds.reads).await?;
    // Only what could be replaced is asked for, so that other services of the environment cost nothing.
    let there: Vec<Deployment> = there.into_iter().filter(|one| could_be(one, &by, service)).collect();
    let there = deployments::current(github, repository, there).await?;
    let old = replaced(&there, &by, service);
    let why = format!("Replaced by deployment {}", by.id);
    let swept = inactivate_all(github, repository, &old, &why, bounds.writes).await;
    Ok(Swept { whole, ..swept })
}

#[cfg(test)]
mod tests;
