//! The state that a simulator starts with, as a JSON file or built by a test.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::git::GitSeed;
use crate::limits::Settings;
use crate::permission::Role;
use crate::token::Permissions;

mod build;
pub(crate) mod plant;

/// Everything that exists when the simulator starts. Things refer to each other by name.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    /// The time that the clock starts at.
    #[serde(default = "start")]
    pub at: Timestamp,
    /// What `html_url` begins with.
    #[serde(default = "html_url")]
    pub html_url: String,
    /// People and bots.
    #[serde(default)]
    pub users: Vec<UserSeed>,
    /// Apps.
    #[serde(default)]
    pub apps: Vec<AppSeed>,
    /// Organisations.
    #[serde(default)]
    pub organizations: Vec<OrganizationSeed>,
    /// Teams; a parent comes before its children.
    #[serde(default)]
    pub teams: Vec<TeamSeed>,
    /// Repositories.
    #[serde(default)]
    pub repositories: Vec<RepositorySeed>,
    /// Tokens.
    #[serde(default)]
    pub tokens: Vec<TokenSeed>,
    /// The rate limits.
    #[serde(default)]
    pub limits: Settings,
}

fn start() -> Timestamp {
    // 2026-11-22T10:00:00Z.
    Timestamp::from_second(1_795_341_600).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn html_url() -> String {
    "https://github.com".to_owned()
}

impl Default for Seed {
    fn default() -> Self {
        Self {
            at: start(),
            html_url: html_url(),
            users: Vec::new(),
            apps: Vec::new(),
            organizations: Vec::new(),
            teams: Vec::new(),
            repositories: Vec::new(),
            tokens: Vec::new(),
            limits: Settings::default(),
        }
    }
}

impl Seed {
    /// Reads a seed from a JSON file.
    ///
    /// # Errors
    /// If the file cannot be read or has another shape.
    pub fn read(path: &Path) -> Result<Self> {
        let text =
            std::fs::read(path).with_context(|| format!("cannot read the state file {}", path.display()))?;
        serde_json::from_slice(&text).with_context(|| format!("{} is not a state file", path.display()))
    }
}

/// A person or a bot.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserSeed {
    /// The login.
    pub login: String,
    /// The durable number.
    pub id: u64,
    /// The name as shown.
    #[serde(default)]
    pub name: Option<String>,
    /// The public e-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// Whether it is a bot.
    #[serde(default)]
    pub bot: bool,
    /// SSH signing keys.
    #[serde(default)]
    pub signing_keys: Vec<String>,
}

/// A GitHub App; its bot is `slug[bot]` with the number `id` plus one million.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppSeed {
    /// The name in addresses.
    pub slug: String,
    /// The App's number.
    pub id: u64,
    /// The login of its owner.
    pub owner: String,
    /// The permissions that it asks for.
    #[serde(default)]
    pub permissions: Permissions,
}

/// An organisation.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationSeed {
    /// The login.
    pub login: String,
    /// The durable number.
    pub id: u64,
    /// Members with `admin` or `member`.
    #[serde(default)]
    pub members: BTreeMap<String, String>,
    /// The role of every member in every repository; `none` for no role.
    #[serde(default = "read")]
    pub default_repository_permission: String,
    /// Whether members must have a second factor.
    #[serde(default)]
    pub two_factor_requirement_enabled: bool,
    /// What the SAML identity provider calls each account that is linked to it; nothing without a provider.
    #[serde(default)]
    pub saml: Option<BTreeMap<String, String>>,
    /// Custom repository roles with their base role.
    #[serde(default)]
    pub custom_roles: BTreeMap<String, Role>,
}

fn read() -> String {
    "read".to_owned()
}

/// A team.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamSeed {
    /// The organisation's login.
    pub organization: String,
    /// The name in addresses.
    pub slug: String,
    /// The team's number.
    pub id: u64,
    /// The name; by default the slug.
    #[serde(default)]
    pub name: Option<String>,
    /// Whether only its members see it.
    #[serde(default)]
    pub secret: bool,
    /// The parent's slug.
    #[serde(default)]
    pub parent: Option<String>,
    /// Members with `member` or `maintainer`.
    #[serde(default)]
    pub members: BTreeMap<String, String>,
    /// Invited people who have not accepted.
    #[serde(default)]
    pub pending: BTreeSet<String>,
}

/// A repository.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepositorySeed {
    /// `owner/name`.
    pub name: String,
    /// The durable number.
    pub id: u64,
    /// Whether only those with a role see it.
    #[serde(default)]
    pub private: bool,
    /// Whether it is read-only.
    #[serde(default)]
    pub archived: bool,
    /// Whether it has issues.
    #[serde(default = "yes")]
    pub has_issues: bool,
    /// The default branch.
    #[serde(default = "main_branch")]
    pub default_branch: String,
    /// The description.
    #[serde(default)]
    pub description: Option<String>,
    /// Collaborators with a base role or a custom one.
    #[serde(default)]
    pub collaborators: BTreeMap<String, String>,
    /// Teams by slug with a base role or a custom one.
    #[serde(default)]
    pub teams: BTreeMap<String, String>,
    /// Names that it had, as `owner/name`.
    #[serde(default)]
    pub former_names: Vec<String>,
    /// Folder, first commits and rulesets.
    #[serde(default)]
    pub git: GitSeed,
}

fn yes() -> bool {
    true
}

fn main_branch() -> String {
    "main".to_owned()
}

/// A token.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenSeed {
    /// What the client sends.
    pub secret: String,
    /// Whose it is.
    pub kind: TokenKindSeed,
    /// From when on it is refused.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
}

/// Whose token it is, by names.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum TokenKindSeed {
    /// The token of a workflow run.
    Actions {
        /// `owner/name`.
        repository: String,
        /// What the job's `permissions:` allow.
        #[serde(default)]
        permissions: Permissions,
        /// The run.
        #[serde(default)]
        run: Option<u64>,
    },
    /// A person's classic token.
    User {
        /// The person.
        login: String,
        /// The scopes.
        #[serde(default)]
        scopes: Vec<String>,
        /// The slug of an App that acts in the person's name.
        #[serde(default)]
        via_app: Option<String>,
    },
    /// An App's installation token.
    App {
        /// The App's slug.
        slug: String,
        /// The login of the account that it is installed on.
        installed_on: String,
        /// What the installation allows.
        #[serde(default)]
        permissions: Permissions,
        /// The repositories as `owner/name`; none means all of the account.
        #[serde(default)]
        repositories: Option<Vec<String>>,
    },
}

#[cfg(test)]
mod tests;
