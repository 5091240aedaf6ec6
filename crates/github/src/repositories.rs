//! Repositories: which one a name means now, and how it is set up.

use serde::Deserialize;

use crate::call::Call;
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::people::Account;
use crate::repository::Repository;
use crate::request::Request;

pub(crate) static READ: Call = Call::read("read a repository", "/repos/{owner}/{repo}", "metadata: read");

/// A repository.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Details {
    /// The number, which stays when it is renamed or transferred.
    pub id: u64,
    /// The name in GraphQL.
    pub node_id: String,
    /// `owner/name` as it is now.
    pub full_name: String,
    /// Whose it is.
    pub owner: Account,
    /// The branch that pull requests go to, unless another is named.
    pub default_branch: String,
    /// Whether it is not public; so is an internal one.
    pub private: bool,
    /// `public`, `private` or `internal`, where GitHub tells it.
    pub visibility: Option<String>,
    /// Whether nothing in it can be changed.
    pub archived: bool,
    /// Whether GitHub disabled it.
    pub disabled: bool,
    /// Whether issues are switched on.
    pub has_issues: bool,
    /// Whether it is a fork.
    pub fork: bool,
}

/// Reads a repository.
///
/// # Errors
/// [`Kind::Moved`] if it has another name now, and as any read.
pub async fn read(github: &GitHub, repository: &Repository) -> Result<Details, Error> {
    github.send(Request::of(&READ, repository)).await
}

/// Reads a repository of which the number is known: whoever takes over an old name is not taken for it.
///
/// # Errors
/// [`Kind::Moved`] if the name belongs to another repository now, and as [`read`].
pub async fn repository_of(github: &GitHub, repository: &Repository, id: u64) -> Result<Details, Error> {
    let found = read(github, repository).await?;
    if found.id == id {
        return Ok(found);
    }
    let detail = format!("the name belongs to repository {} and not to {id}", found.id);
    Err(Error::new(&READ, Kind::Moved, &repository.to_string(), &detail))
}
