//! The pull request that a commit is proposed by.
//!
//! The payload of `workflow_run` names none for a fork, and the repository itself lists none for a commit that only the fork has ("List pull
//! requests associated with a commit" answers with an empty list); the fork lists it.

use github::pulls::{self, PullRequest};
use github::{GitHub, Repository};
use runner::Setting;

use super::stated::Started;

/// The number of the one open pull request of this repository whose head is that commit.
///
/// # Errors
/// Why there is none.
pub(super) async fn find(github: &GitHub, setting: &Setting, started: &Started) -> Result<u64, String> {
    let name = started.repository.full_name.as_deref().unwrap_or_default();
    let from: Repository = name.parse().map_err(|error| format!("the fork's name {error}"))?;
    let all = pulls::of_commit(github, &from, &started.head).await.map_err(|error| {
        format!(
            "the pull request of {} was not found: {error}; of a private fork a workflow's token reads nothing",
            started.head
        )
    })?;
    let here = setting.context.run.repository_id;
    let numbers: Vec<u64> =
        all.iter().filter(|pull| is_it(pull, here, started)).map(|pull| pull.number).collect();
    match numbers.as_slice() {
        [number] => Ok(*number),
        [] => Err(format!(
            "no open pull request has {} as its head: it was closed, or has moved on",
            started.head
        )),
        several => Err(format!(
            "{} pull requests have {} as their head, and which one is meant nobody says",
            several.len(),
            started.head
        )),
    }
}

fn is_it(pull: &PullRequest, here: Option<u64>, started: &Started) -> bool {
    let goes_to = pull.base.repo.as_ref().map(|repository| repository.id);
    let comes_from = pull.head.repo.as_ref().map(|repository| repository.id);
    pull.state == "open"
        && goes_to.is_some()
        && goes_to == here
        && comes_from.is_some()
        && comes_from == started.repository.id
        && pull.head.sha == started.head
}
