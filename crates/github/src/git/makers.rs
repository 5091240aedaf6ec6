//! Who made commits, as far as GitHub knows an account: authors, co-authors by their trailers, committers, and who opened and merged the
//! pull requests that brought them.
//!
//! All but opening and merging goes by e-mail addresses, which anybody can write into a commit.

use serde::Deserialize;
use serde_json::json;

use crate::call::Call;
use crate::client::GitHub;
use crate::conversation::Actor;
use crate::errors::{Error, Kind};
use crate::graphql::document;
use crate::repository::Repository;
use crate::request::Request;

pub(crate) static MAKERS: Call = Call::query(
    "find out who made commits",
    "Makers",
    "query Makers($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Commit {
      oid
      authors(first: 100) { totalCount nodes { ...named } }
      committer { ...named }
      associatedPullRequests(first: 50) {
        totalCount
        nodes { number url headRefName headRepository { nameWithOwner } author { ...actor } mergedBy { ...actor } }
      }
    }
  }
}
fragment named on GitActor { name email user { ...actor } }
fragment actor on Actor {
  __typename
  login
  ... on User { databaseId }
  ... on Bot { databaseId }
  ... on Mannequin { databaseId }
  ... on Organization { databaseId }
}",
    "contents: read and pull-requests: read",
);

/// Commits of one request: GitHub's maximum.
const AT_ONCE: usize = 100;

/// A commit and everybody who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The SHA.
    pub sha: String,
    /// The author, and then the co-authors that the message names.
    pub authors: Vec<Maker>,
    /// Who made the commit; nobody where Git has none.
    pub committer: Option<Maker>,
    /// The merged pull request that brought it to the default branch; elsewhere also open ones that have it.
    pub pulls: Vec<Pull>,
}

/// Somebody as a commit names them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Maker {
    /// The name, by their own account.
    pub name: Option<String>,
    /// The address, by their own account.
    pub email: Option<String>,
    /// The person whose address that is; nobody if it is no person's. Bots have none.
    #[serde(rename = "user")]
    pub account: Option<Actor>,
}

/// A pull request of a commit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pull {
    /// The number in its repository.
    pub number: u64,
    /// The page for people.
    pub url: String,
    /// The branch that it brings.
    #[serde(rename = "headRefName")]
    pub branch: String,
    /// The repository of this branch; none if the fork is gone.
    pub head_repository: Option<Home>,
    /// Who opened it; nobody if the account is gone.
    pub author: Option<Actor>,
    /// Who merged it; nobody before, and if the account is gone.
    pub merged_by: Option<Actor>,
}

/// A repository by its present name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Home {
    /// `owner/name`.
    pub name_with_owner: String,
}

#[derive(Deserialize)]
struct Answer {
    nodes: Vec<Option<Node>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    oid: String,
    authors: All<Maker>,
    committer: Option<Maker>,
    associated_pull_requests: Option<All<Pull>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct All<T> {
    total_count: usize,
    nodes: Option<Vec<Option<T>>>,
}

impl<T> All<T> {
    /// Every item; GitHub gives a hundred at most, and nobody needs more of one commit.
    fn open(self, request: &Request, what: &str, oid: &str) -> Result<Vec<T>, Error> {
        let total = self.total_count;
        let items: Option<Vec<T>> = self.nodes.unwrap_or_default().into_iter().collect();
        items.filter(|items| items.len() == total).ok_or_else(|| {
            request.error(Kind::Truncated, &format!("GitHub does not show all of the {total} {what} of {oid}"))
        })
    }
}

impl Node {
    fn open(self, request: &Request) -> Result<Made, Error> {
        let oid = self.oid;
        let missing =
            || request.error(Kind::Truncated, &format!("GitHub does not show the pull requests of {oid}"));
        let pulls = self.associated_pull_requests.ok_or_else(missing)?.open(request, "pull requests", &oid)?;
        let authors = self.authors.open(request, "authors", &oid)?;
        Ok(Made { authors, pulls, committer: self.committer, sha: oid })
    }
}

/// Who made these commits, in their order. They are named as GraphQL does ([`super::history::Commit::node_id`]); the repository stands in
/// messages only.
///
/// # Errors
/// [`Kind::Truncated`] if GitHub does not show one of them, or not everybody of one; and as any read.
pub async fn makers(github: &GitHub, repository: &Repository, node_ids: &[String]) -> Result<Vec<Made>, Error> {
    let mut all = Vec::with_capacity(node_ids.len());
    for some in node_ids.chunks(AT_ONCE) {
        let mut request = document(&MAKERS, &json!({"ids": some}));
        request.target = format!("{repository}, {} commits", some.len());
        let answer: Answer = github.query(request.clone()).await?;
        let missing = || request.error(Kind::Truncated, "GitHub does not show all of the commits");
        if answer.nodes.len() != some.len() {
            return Err(missing());
        }
        for node in answer.nodes {
            all.push(node.ok_or_else(missing)?.open(&request)?);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(authors: serde_json::Value, pulls: serde_json::Value) -> Result<Made, Kind> {
        let node = json!({"oid": "a", "authors": authors, "committer": null, "associatedPullRequests": pulls});
        let node: Node = serde_json::from_value(node).unwrap();
        node.open(&document(&MAKERS, &json!({"ids": []}))).map_err(|error| error.kind)
    }

    #[test]
    fn who_is_not_shown_is_not_left_out() {
        let none = || json!({"totalCount": 0, "nodes": []});
        let author = || json!({"name": "A", "email": "a@b", "user": null});
        assert_eq!(opened(json!({"totalCount": 1, "nodes": [author()]}), none()).unwrap().authors.len(), 1);
        for authors in [
            json!({"totalCount": 2, "nodes": [author()]}),
            json!({"totalCount": 1, "nodes": [null]}),
            json!({"totalCount": 1, "nodes": null}),
        ] {
            assert_eq!(opened(authors, none()), Err(Kind::Truncated));
        }
        assert_eq!(opened(none(), serde_json::Value::Null), Err(Kind::Truncated));
    }
}
