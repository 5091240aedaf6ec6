//! Branches: where they are, and which rules hold for them.

use serde::Deserialize;
use serde_json::Value;

use crate::call::Call;
use crate::client::GitHub;
use crate::errors::Error;
use crate::names;
use crate::repository::Repository;
use crate::request::Request;

pub(crate) static READ: Call =
    Call::read("read a branch", "/repos/{owner}/{repo}/branches/{branch}", "contents: read");
pub(crate) static LIST: Call = Call::read("list branches", "/repos/{owner}/{repo}/branches", "contents: read");
pub(crate) static RULES: Call =
    Call::read("read the rules of a branch", "/repos/{owner}/{repo}/rules/branches/{branch}", "metadata: read");
pub(crate) static RULESETS: Call =
    Call::read("list rulesets", "/repos/{owner}/{repo}/rulesets", "metadata: read");
pub(crate) static RULESET: Call = Call::read(
    "read a ruleset",
    "/repos/{owner}/{repo}/rulesets/{ruleset_id}",
    "metadata: read; who may bypass it only a token with `administration: write` learns",
);

/// A branch.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Branch {
    /// The name without `refs/heads/`.
    pub name: String,
    /// Its newest commit.
    pub commit: Head,
    /// Whether a protection rule or a ruleset holds for it.
    pub protected: bool,
}

/// The commit that a branch points to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Head {
    /// The SHA.
    pub sha: String,
}

/// A rule that is in force, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Rule {
    /// `deletion`, `non_fast_forward`, `required_signatures`, `update`, `pull_request`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// What the rule demands in particular; each kind has its own.
    pub parameters: Option<Value>,
    /// The number of the ruleset.
    pub ruleset_id: Option<u64>,
    /// The repository or organisation that made it.
    pub ruleset_source: Option<String>,
    /// `Repository` or `Organization`.
    pub ruleset_source_type: Option<String>,
}

/// A ruleset.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Ruleset {
    /// The number.
    pub id: u64,
    /// The name.
    pub name: String,
    /// `branch`, `tag`, `push` or `repository`.
    pub target: Option<String>,
    /// The repository, organisation or enterprise that made it.
    pub source: String,
    /// `active`, `evaluate` (only watches) or `disabled`.
    pub enforcement: String,
    /// Who may bypass it. Nothing if this token may not know, which is no "nobody"; and in a list.
    pub bypass_actors: Option<Vec<Value>>,
    /// Which refs it holds for; nothing in a list.
    pub conditions: Option<Value>,
    /// Its rules; nothing in a list.
    pub rules: Option<Vec<Rule>>,
}

/// Rules of one branch, and rulesets of one repository, that are read at most.
const MOST: usize = 2_000;

/// Reads a branch.
///
/// # Errors
/// [`crate::Kind::Moved`] if it was renamed, 404 if there is none or the token does not see the repository's contents.
pub async fn read(github: &GitHub, repository: &Repository, branch: &str) -> Result<Branch, Error> {
    github.send(Request::of(&READ, repository).at("branch", names::branch(&READ, branch)?)).await
}

/// The branches that a protection rule or a ruleset holds for.
///
/// # Errors
/// As any list.
pub async fn protected(github: &GitHub, repository: &Repository) -> Result<Vec<Branch>, Error> {
    github.list(Request::of(&LIST, repository).query("protected", true), MOST).await
}

/// The rules of rulesets that are in force for a branch, whether it is there or not. Those that only watch are not among them, and
/// neither is the older kind of branch protection.
///
/// # Errors
/// As any list.
pub async fn rules(github: &GitHub, repository: &Repository, branch: &str) -> Result<Vec<Rule>, Error> {
    github.list(Request::of(&RULES, repository).at("branch", names::branch(&RULES, branch)?), MOST).await
}

/// The rulesets that hold for a repository, those of its organisation included.
///
/// # Errors
/// As any list.
pub async fn rulesets(github: &GitHub, repository: &Repository) -> Result<Vec<Ruleset>, Error> {
    github.list(Request::of(&RULESETS, repository), MOST).await
}

/// Reads a ruleset with its rules.
///
/// # Errors
/// As any read.
pub async fn ruleset(github: &GitHub, repository: &Repository, id: u64) -> Result<Ruleset, Error> {
    github.send(Request::of(&RULESET, repository).at("ruleset_id", id)).await
}
