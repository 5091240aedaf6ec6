//! Pull requests: which commits they are about, and which files they change.

use serde::Deserialize;

use crate::call::Call;
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::names;
use crate::people::Account;
use crate::repository::Repository;
use crate::request::Request;

pub(crate) static READ: Call =
    Call::read("read a pull request", "/repos/{owner}/{repo}/pulls/{pull_number}", "pull-requests: read");
pub(crate) static FILES: Call = Call::read(
    "list the files of a pull request",
    "/repos/{owner}/{repo}/pulls/{pull_number}/files",
    "pull-requests: read",
);
pub(crate) static OF_COMMIT: Call = Call::read(
    "list the pull requests of a commit",
    "/repos/{owner}/{repo}/commits/{commit_sha}/pulls",
    "pull-requests: read",
);

/// A pull request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PullRequest {
    /// The number that stays.
    pub id: u64,
    /// The name in GraphQL.
    pub node_id: String,
    /// The number in its repository.
    pub number: u64,
    /// The title.
    pub title: String,
    /// `open` or `closed`.
    pub state: String,
    /// Whether it is not ready for review.
    #[serde(default)]
    pub draft: bool,
    /// Who opened it; nobody if the account is gone.
    pub user: Option<Account>,
    /// What is to be merged.
    pub head: Side,
    /// Where it is to be merged.
    pub base: Side,
    /// While it is open: GitHub's test merge, which is none of the branch's commits. Once merged: the commit on the base branch.
    pub merge_commit_sha: Option<String>,
    /// When it was merged.
    pub merged_at: Option<jiff::Timestamp>,
    /// How many files it changes; told by [`read`] only.
    pub changed_files: Option<usize>,
    /// How many commits it has; told by [`read`] only.
    pub commits: Option<usize>,
    /// The page for people.
    pub html_url: String,
}

/// One side of a pull request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Side {
    /// The branch's name.
    #[serde(rename = "ref")]
    pub branch: String,
    /// The commit.
    pub sha: String,
    /// The repository; none if the fork is gone.
    pub repo: Option<Origin>,
}

/// The repository of one side.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Origin {
    /// The number, which stays.
    pub id: u64,
    /// `owner/name`.
    pub full_name: String,
}

/// A file that a pull request changes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ChangedFile {
    /// The path after the change.
    pub filename: String,
    /// The path before it, if it was renamed or copied.
    pub previous_filename: Option<String>,
    /// `added`, `removed`, `modified`, `renamed`, `copied`, `changed` or `unchanged`.
    pub status: String,
    /// Lines that were added.
    pub additions: u64,
    /// Lines that were removed.
    pub deletions: u64,
    /// The change as a patch; none for binary and for very large ones.
    pub patch: Option<String>,
}

/// Files of a pull request that GitHub lists at most.
pub const MOST_FILES: usize = 3_000;
/// Pull requests of one commit that are read at most.
const MOST: usize = 1_000;

/// Reads a pull request.
///
/// # Errors
/// As any read.
pub async fn read(github: &GitHub, repository: &Repository, number: u64) -> Result<PullRequest, Error> {
    github.send(Request::of(&READ, repository).at("pull_number", number)).await
}

/// All files that a pull request changes, from the commits that it had when it was read.
///
/// # Errors
/// [`Kind::Truncated`] if GitHub does not list all (it lists [`MOST_FILES`] at most), [`Kind::Conflict`] if a side moved meanwhile, and
/// as any list.
pub async fn files(
    github: &GitHub,
    repository: &Repository,
    pull: &PullRequest,
) -> Result<Vec<ChangedFile>, Error> {
    let request = Request::of(&FILES, repository).at("pull_number", pull.number);
    let files = github.list(request, MOST_FILES).await?;
    let now = read(github, repository, pull.number).await?;
    complete(&files, pull, &now).map_err(|(kind, detail)| {
        Error::new(&FILES, kind, &format!("{repository} pull request {}", pull.number), &detail)
    })?;
    Ok(files)
}

/// Whether a list of files is all of a pull request that did not move while it was read.
fn complete(files: &[ChangedFile], before: &PullRequest, after: &PullRequest) -> Result<(), (Kind, String)> {
    if (&before.head.sha, &before.base.sha) != (&after.head.sha, &after.base.sha) {
        return Err((Kind::Conflict, "it got other commits while its files were listed".to_owned()));
    }
    match after.changed_files {
        Some(count) if count == files.len() => Ok(()),
        Some(count) => Err((Kind::Truncated, format!("GitHub gave {} of {count} files", files.len()))),
        None => Err((Kind::Unexpected, "GitHub does not say how many files it changes".to_owned())),
    }
}

/// The pull requests of a commit: the merged one that brought it to the default branch, or, if it is not there, all that hold it.
///
/// # Errors
/// As any list.
pub async fn of_commit(github: &GitHub, repository: &Repository, sha: &str) -> Result<Vec<PullRequest>, Error> {
    let request = Request::of(&OF_COMMIT, repository).at("commit_sha", names::sha(&OF_COMMIT, sha)?);
    github.list(request, MOST).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pull(head: &str, files: Option<usize>) -> PullRequest {
        let side = |sha: &str| serde_json::json!({"ref": "b", "sha": sha, "repo": null});
        serde_json::from_value(serde_json::json!({
            "id": 1, "node_id": "x", "number": 7, "title": "t", "state": "open", "user": null, "head": side(head), "base": side("b"),
            "merge_commit_sha": null, "merged_at": null, "changed_files": files, "html_url": "https://x.example",
        }))
        .unwrap()
    }

    fn files(count: usize) -> Vec<ChangedFile> {
        let file = serde_json::json!({"filename": "a", "status": "added", "additions": 1, "deletions": 0});
        (0..count).map(|_| serde_json::from_value(file.clone()).unwrap()).collect()
    }

    #[test]
    fn a_part_of_the_files_is_not_all() {
        let kind = |list: usize, before: &str, after: Option<usize>| {
            complete(&files(list), &pull(before, after), &pull("a", after)).map_err(|(kind, _)| kind)
        };
        assert_eq!(kind(2, "a", Some(2)), Ok(()));
        assert_eq!(kind(2, "a", Some(3)), Err(Kind::Truncated));
        assert_eq!(kind(2, "z", Some(2)), Err(Kind::Conflict));
        assert_eq!(kind(2, "a", None), Err(Kind::Unexpected));
    }
}
