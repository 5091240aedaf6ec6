//! The commits that a deployment brings, with the pull requests that they came by.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::history::{self, Commit};
use crate::call::Call;
use crate::client::GitHub;
use crate::errors::Error;
use crate::graphql::document;
use crate::repository::Repository;

pub(crate) static PULLS: Call = Call::query(
    "read the pull requests of commits",
    "CommitPulls",
    "query CommitPulls($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Commit {
      oid
      associatedPullRequests(first: 1) {
        nodes { number mergedAt commits(first: 1) { nodes { commit { authoredDate } } } }
      }
    }
  }
}",
    "contents: read, pull-requests: read",
);

/// Commits that are asked about at once: GitHub's maximum.
const AT_ONCE: usize = 100;

/// What came newest of what one commit has and another has not.
#[derive(Debug, Clone)]
pub struct Newest {
    /// The commits, oldest first.
    pub commits: Vec<Commit>,
    /// How many there are in all.
    pub all: usize,
}

/// The pull request by which a commit came, in the texts of GitHub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pull {
    /// Its number.
    pub number: u64,
    /// When it was merged, in RFC 3339.
    pub merged: Option<String>,
    /// The author's date of its first commit, in RFC 3339.
    pub first_authored: Option<String>,
}

#[derive(Deserialize)]
struct Data {
    nodes: Vec<Option<Node>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    oid: Option<String>,
    associated_pull_requests: Option<List<PullNode>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PullNode {
    number: u64,
    merged_at: Option<String>,
    commits: List<Holder>,
}

#[derive(Deserialize)]
struct Holder {
    commit: Authored,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Authored {
    authored_date: String,
}

#[derive(Deserialize)]
struct List<T> {
    nodes: Option<Vec<Option<T>>>,
}

impl<T> List<T> {
    fn first(self) -> Option<T> {
        self.nodes?.into_iter().next().flatten()
    }
}

/// The newest of the commits that `head` has and `base` has not, `most` of them at most, by as few requests as that takes.
///
/// # Errors
/// As [`history::compare`].
pub async fn newest(
    github: &GitHub,
    repository: &Repository,
    base: &str,
    head: &str,
    most: usize,
) -> Result<Newest, Error> {
    let mut first = history::page(github, repository, base, head, history::PER_PAGE, 1).await?;
    let all = first.total_commits();
    let last = all.div_ceil(history::PER_PAGE);
    let wanted = all.saturating_sub(most) / history::PER_PAGE + 1;
    let mut commits = if wanted <= 1 { first.take() } else { Vec::new() };
    for number in wanted.max(2)..=last {
        commits.extend(history::page(github, repository, base, head, history::PER_PAGE, number).await?.take());
    }
    let surplus = commits.len().saturating_sub(most);
    commits.drain(..surplus);
    Ok(Newest { commits, all })
}

/// The pull request by which each of these commits came, by SHA; one that came by none is not in it. GitHub names the one that was merged
/// first.
///
/// # Errors
/// As any read.
pub async fn pulls(github: &GitHub, commits: &[Commit]) -> Result<BTreeMap<String, Pull>, Error> {
    let mut found = BTreeMap::new();
    for some in commits.chunks(AT_ONCE) {
        let ids: Vec<&str> = some.iter().map(|commit| commit.node_id.as_str()).collect();
        let data: Data = github.query(document(&PULLS, &json!({"ids": ids}))).await?;
        for node in data.nodes.into_iter().flatten() {
            let pull = node.associated_pull_requests.and_then(List::first);
            found.extend(node.oid.zip(pull.map(pull_of)));
        }
    }
    Ok(found)
}

fn pull_of(node: PullNode) -> Pull {
    let first_authored = node.commits.first().map(|holder| holder.commit.authored_date);
    Pull { number: node.number, merged: node.merged_at, first_authored }
}
