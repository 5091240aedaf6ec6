//! The older protection of branches ("Managing a branch protection rule"), which rulesets stand beside.

use serde::Deserialize;
use serde_json::Value;

use crate::actions_settings::ADMINISTERS;
use crate::call::Call;
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::names;
use crate::repository::Repository;
use crate::request::Request;

pub(crate) static READ: Call = Call::read(
    "read the protection of a branch",
    "/repos/{owner}/{repo}/branches/{branch}/protection",
    ADMINISTERS,
);

/// What protects a branch in the older way.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Protection {
    /// What is asked of pull requests; nothing if none is needed.
    pub required_pull_request_reviews: Option<Reviews>,
    /// Whether it holds for administrators too.
    pub enforce_admins: Option<Switch>,
    /// Whether history may be rewritten.
    pub allow_force_pushes: Option<Switch>,
    /// Whether the branch may be deleted.
    pub allow_deletions: Option<Switch>,
}

/// What is asked of pull requests.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Reviews {
    /// How many must approve; nothing where GitHub does not say.
    pub required_approving_review_count: Option<u64>,
    /// Whether a push ends the approvals before it.
    pub dismiss_stale_reviews: bool,
    /// Whether owners of the code must approve.
    pub require_code_owner_reviews: bool,
    /// Whether somebody else than who pushed last must approve.
    #[serde(default)]
    pub require_last_push_approval: bool,
    /// Who needs no pull request.
    pub bypass_pull_request_allowances: Option<Allowances>,
}

/// Who needs no pull request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Allowances {
    /// People.
    pub users: Vec<Value>,
    /// Teams.
    pub teams: Vec<Value>,
    /// Apps.
    pub apps: Vec<Value>,
}

/// Something that is on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Switch {
    /// Whether it is on.
    pub enabled: bool,
}

/// The older protection of a branch; nothing if it has none. Rulesets are no part of it.
///
/// # Errors
/// As any read; 404 that does not say that the branch is not protected is an error, since the token may be what is missing.
pub async fn read(github: &GitHub, repository: &Repository, branch: &str) -> Result<Option<Protection>, Error> {
    let request = Request::of(&READ, repository).at("branch", names::branch(&READ, branch)?);
    match github.send(request).await {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind == Kind::NotFound && error.detail.contains(UNPROTECTED) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What GitHub says of a branch that is there and has no protection of this kind.
const UNPROTECTED: &str = "Branch not protected";
