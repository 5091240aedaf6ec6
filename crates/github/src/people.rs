//! People: who somebody is, and what they may do here.

use serde::Deserialize;

use crate::call::Call;
use crate::client::GitHub;
use crate::errors::Error;
use crate::repository::Repository;
use crate::request::Request;

pub(crate) static PERMISSION: Call = Call::read(
    "read somebody's role in a repository",
    "/repos/{owner}/{repo}/collaborators/{username}/permission",
    "metadata: read",
);
pub(crate) static BY_LOGIN: Call = Call::read("read an account by its name", "/users/{username}", "none");
pub(crate) static BY_ID: Call = Call::read("read an account by its number", "/user/{account_id}", "none");
pub(crate) static ORGANIZATION: Call = Call::read(
    "read an organisation",
    "/orgs/{org}",
    "none; whether it demands a second factor only an owner's token or an App with `organization_administration` learns",
);
pub(crate) static SIGNING_KEYS: Call =
    Call::read("list somebody's signing keys", "/users/{username}/ssh_signing_keys", "none");

/// An account as it appears beside what it did.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Account {
    /// The name as it is now; names change hands.
    pub login: String,
    /// The number, which stays.
    pub id: u64,
    /// `User`, `Bot`, `Organization`, `Mannequin`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// What somebody may do in a repository, by the highest of all grants.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Permission {
    /// `admin`, `write`, `read` or `none`: GitHub counts `maintain` as `write` and `triage` as `read`.
    pub permission: String,
    /// The role itself: also `maintain`, `triage` and those that an organisation made.
    pub role_name: String,
    /// Whom the name belongs to now.
    pub user: Option<Account>,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Organization {
    /// The name as it is now.
    pub login: String,
    /// The number, which stays.
    pub id: u64,
    /// The name in GraphQL.
    pub node_id: String,
    /// Whether everybody needs a second factor. Nothing if this token may not know, which is no "no".
    #[serde(default)]
    pub two_factor_requirement_enabled: Option<bool>,
}

/// An SSH key that somebody signs with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SigningKey {
    /// The number.
    pub id: u64,
    /// The public key as in `authorized_keys`: its kind and itself.
    pub key: String,
    /// The owner's name for it.
    pub title: String,
    /// When it was added; a signature from before may be older than the key.
    pub created_at: jiff::Timestamp,
}

/// Signing keys of one account that are read at most.
const MOST_KEYS: usize = 1_000;

/// What somebody may do in a repository; `none` is an answer, and no error.
///
/// # Errors
/// 404 if no account has the name or the token does not see the repository: whether somebody has a role is then not known.
pub async fn permission(github: &GitHub, repository: &Repository, login: &str) -> Result<Permission, Error> {
    github.send(Request::of(&PERMISSION, repository).at("username", login)).await
}

/// The account that has a name now.
///
/// # Errors
/// 404 if nobody has it, or if an Enterprise's managed account is not visible to this token; and as any read.
pub async fn by_login(github: &GitHub, login: &str) -> Result<Account, Error> {
    github.send(Request::new(&BY_LOGIN).at("username", login)).await
}

/// The account with a number, by whatever name it has now.
///
/// # Errors
/// 404 if it was deleted, or if an Enterprise's managed account is not visible to this token; and as any read.
pub async fn by_id(github: &GitHub, id: u64) -> Result<Account, Error> {
    github.send(Request::new(&BY_ID).at("account_id", id)).await
}

/// An organisation.
///
/// # Errors
/// As any read.
pub async fn organization(github: &GitHub, login: &str) -> Result<Organization, Error> {
    github.send(Request::new(&ORGANIZATION).at("org", login)).await
}

/// The SSH keys that somebody signs with now; one that was removed is not among them.
///
/// # Errors
/// As any list.
pub async fn signing_keys(github: &GitHub, login: &str) -> Result<Vec<SigningKey>, Error> {
    github.list(Request::new(&SIGNING_KEYS).at("username", login), MOST_KEYS).await
}
