//! Accounts as state: people, organisations, bots and the Apps behind them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::hub::Hub;
use crate::permission::Role;
use crate::token::Permissions;

/// The account of `github-actions[bot]`, with its id on github.com.
pub const ACTIONS_BOT: u64 = 41_898_282;
/// The App behind the tokens of workflow runs, with its id on github.com.
pub const ACTIONS_APP: u64 = 15_368;
/// The account that stands for deleted ones, with its id on github.com.
pub const GHOST: u64 = 10_137;

/// What an account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Kind {
    /// A person.
    User,
    /// An organisation.
    Organization,
    /// An App's bot.
    Bot,
}

impl Kind {
    /// The word that GitHub writes as `type`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Organization => "Organization",
            Self::Bot => "Bot",
        }
    }

    /// The prefix of node ids.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::User => "U",
            Self::Organization => "O",
            Self::Bot => "BOT",
        }
    }
}

/// What REST shows in the place of a deleted account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Trace {
    /// Null: GitHub's schema allows it wherever a `user` stands.
    Null,
    /// The account `ghost`.
    Ghost,
}

/// An SSH key that signs.
#[derive(Debug, Clone, Serialize)]
pub struct SigningKey {
    /// The key's number.
    pub id: u64,
    /// Type and key, as in an `authorized_keys` file.
    pub key: String,
    /// The key's title.
    pub title: String,
    /// When it was added.
    pub created_at: Timestamp,
}

/// A person, an organisation or a bot.
#[derive(Debug, Clone, Serialize)]
pub struct Account {
    /// The durable number.
    pub id: u64,
    /// The name, which can change hands.
    pub login: String,
    /// The name as shown.
    pub name: Option<String>,
    /// The public e-mail address.
    pub email: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// When it was made.
    pub created_at: Timestamp,
    /// The SSH signing keys.
    pub signing_keys: Vec<SigningKey>,
    /// Whether it is deleted, and what stands in its place.
    pub deleted: Option<Trace>,
}

impl Account {
    /// Whether the account is deleted.
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.deleted.is_some()
    }
}

/// What an organisation has beside its account.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Organization {
    /// The account's id.
    pub id: u64,
    /// Members with `admin` or `member`.
    pub members: BTreeMap<u64, String>,
    /// The role of every member in every repository; `none` for no role.
    pub default_repository_permission: String,
    /// Whether members must have a second factor.
    pub two_factor_requirement_enabled: bool,
    /// What the SAML identity provider calls each account that is linked to it; nothing without a provider.
    pub saml: Option<BTreeMap<u64, String>>,
    /// Custom repository roles with the base role that each stands on.
    pub custom_roles: BTreeMap<String, Role>,
}

/// A GitHub App.
#[derive(Debug, Clone, Serialize)]
pub struct App {
    /// The App's number.
    pub id: u64,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The account that owns it.
    pub owner: u64,
    /// The account of its bot.
    pub bot: u64,
    /// The permissions that it asks for.
    pub permissions: Permissions,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Hub {
    /// The account with a login, whatever its case; deleted ones have none any more.
    #[must_use]
    pub fn account(&self, login: &str) -> Option<&Account> {
        self.accounts
            .values()
            .find(|account| !account.is_deleted() && account.login.eq_ignore_ascii_case(login))
    }

    /// The organisation with a login.
    #[must_use]
    pub fn organization(&self, login: &str) -> Option<&Organization> {
        self.organizations.get(&self.account(login)?.id)
    }

    /// The App with a slug.
    #[must_use]
    pub fn app(&self, slug: &str) -> Option<&App> {
        self.apps.values().find(|app| app.slug == slug)
    }

    /// Gives an account another login; the old one is free at once, as on GitHub.
    pub fn rename_account(&mut self, id: u64, login: &str) {
        if let Some(account) = self.accounts.get_mut(&id) {
            login.clone_into(&mut account.login);
        }
    }

    /// Deletes an account: its tokens stop, it leaves organisations, teams and repositories, what it wrote remains.
    pub fn delete_account(&mut self, id: u64, trace: Trace) {
        if let Some(account) = self.accounts.get_mut(&id) {
            account.deleted = Some(trace);
        }
        for organization in self.organizations.values_mut() {
            organization.members.remove(&id);
        }
        for team in self.teams.values_mut() {
            team.members.remove(&id);
            team.pending.remove(&id);
        }
        for repository in self.repositories.values_mut() {
            repository.collaborators.remove(&id);
        }
    }
}
