//! How commits relate. Compared are commits by their SHA, so that no ref moves between two requests.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::call::Call;
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::git::objects::{Link, Person, Verification};
use crate::names;
use crate::people::Account;
use crate::repository::Repository;
use crate::request::Request;

pub(crate) static COMPARE: Call =
    Call::read("compare two commits", "/repos/{owner}/{repo}/compare/{basehead}", "contents: read");

/// What the second of two commits is to the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The same.
    Identical,
    /// Follows it.
    Ahead,
    /// Comes before it.
    Behind,
    /// Neither.
    Diverged,
}

/// Two commits compared.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Comparison {
    /// What the second is to the first.
    pub status: Relation,
    /// How many commits the second has and the first has not.
    pub ahead_by: usize,
    /// How many commits the first has and the second has not.
    pub behind_by: usize,
    /// The first.
    pub base_commit: Commit,
    /// The newest commit that both have.
    pub merge_base_commit: Link,
    total_commits: usize,
    commits: Vec<Commit>,
}

impl Comparison {
    /// How many commits there are on all pages.
    pub(super) const fn total_commits(&self) -> usize {
        self.total_commits
    }

    /// The commits of this page.
    pub(super) fn take(&mut self) -> Vec<Commit> {
        std::mem::take(&mut self.commits)
    }
}

/// A commit with the accounts that GitHub knows its people by.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Commit {
    /// The SHA.
    pub sha: String,
    /// The name in GraphQL.
    pub node_id: String,
    /// What Git has.
    pub commit: Written,
    /// The account with the author's e-mail address, which anybody can write into a commit.
    #[serde(deserialize_with = "known")]
    pub author: Option<Account>,
    /// The account with the committer's e-mail address, which anybody can write into a commit.
    #[serde(deserialize_with = "known")]
    pub committer: Option<Account>,
    /// The commits that it follows.
    pub parents: Vec<Link>,
}

/// What Git has of a commit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Written {
    /// The message.
    pub message: String,
    /// Who wrote the change, by their own account.
    pub author: Option<Person>,
    /// Who made the commit, by their own account.
    pub committer: Option<Person>,
    /// What GitHub says of the signature.
    pub verification: Option<Verification>,
}

/// GitHub writes `null` and `{}` for an e-mail address that belongs to no account.
fn known<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Account>, D::Error> {
    let value = Value::deserialize(from)?;
    let empty = value.is_null() || value.as_object().is_some_and(serde_json::Map::is_empty);
    if empty { Ok(None) } else { serde_json::from_value(value).map(Some).map_err(serde::de::Error::custom) }
}

/// Commits of a page: GitHub's maximum.
pub(super) const PER_PAGE: usize = 100;

/// Compares two commits by their SHA.
///
/// # Errors
/// 404 if one is not there or they have no common ancestor, and as any read.
pub async fn compare(
    github: &GitHub,
    repository: &Repository,
    base: &str,
    head: &str,
) -> Result<Comparison, Error> {
    page(github, repository, base, head, 1, 1).await
}

/// The commits that `head` has and `base` has not, in the order in which they follow each other.
///
/// # Errors
/// [`Kind::Truncated`] if there are more than `most` or GitHub does not give all, and as [`compare`].
pub async fn between(
    github: &GitHub,
    repository: &Repository,
    base: &str,
    head: &str,
    most: usize,
) -> Result<Vec<Commit>, Error> {
    let mut commits = Vec::new();
    for number in 1.. {
        let page = page(github, repository, base, head, PER_PAGE, number).await?;
        let total = page.total_commits;
        let is_over = page.commits.is_empty();
        commits.extend(page.commits);
        if total > most || (is_over && commits.len() != total) || commits.len() > total {
            let detail = format!("GitHub gave {} of {total} commits; {most} are read at most", commits.len());
            return Err(Error::new(
                &COMPARE,
                Kind::Truncated,
                &format!("{repository} {base}...{head}"),
                &detail,
            ));
        }
        if commits.len() == total {
            break;
        }
    }
    Ok(commits)
}

pub(super) async fn page(
    github: &GitHub,
    repository: &Repository,
    base: &str,
    head: &str,
    size: usize,
    number: usize,
) -> Result<Comparison, Error> {
    let both = format!("{}...{}", names::sha(&COMPARE, base)?, names::sha(&COMPARE, head)?);
    let request = Request::of(&COMPARE, repository).at("basehead", both);
    github.send(request.query("per_page", size).query("page", number)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_unknown_to_github_is_nobody() {
        let commit = |author: Value| {
            serde_json::from_value::<Commit>(serde_json::json!({
                "sha": "a", "node_id": "C_a", "commit": {"message": "m", "author": null, "committer": null}, "author": author,
                "committer": null, "parents": [],
            }))
        };
        assert_eq!(commit(serde_json::json!({})).unwrap().author, None);
        assert_eq!(commit(Value::Null).unwrap().author, None);
        let alice = serde_json::json!({"login": "alice", "id": 1, "type": "User"});
        assert_eq!(commit(alice).unwrap().author.unwrap().id, 1);
        assert!(commit(serde_json::json!({"login": "alice"})).is_err());
    }
}
