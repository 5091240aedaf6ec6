//! Roles: who may do what in a repository, and what a token may do in a person's or a workflow's name.

use serde::{Deserialize, Serialize};

use crate::access::Permission;
use crate::hub::Hub;
use crate::repository::Repository;
use crate::token::{Caller, TokenKind};

/// GitHub's base roles, from the weakest to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads and discusses.
    Read,
    /// Manages issues without writing.
    Triage,
    /// Pushes.
    Write,
    /// Manages the repository without its sensitive settings.
    Maintain,
    /// Everything.
    Admin,
}

impl Role {
    /// The role of a base role's name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "read" | "pull" => Self::Read,
            "triage" => Self::Triage,
            "write" | "push" => Self::Write,
            "maintain" => Self::Maintain,
            "admin" => Self::Admin,
            _ => return None,
        })
    }

    /// The role's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Triage => "triage",
            Self::Write => "write",
            Self::Maintain => "maintain",
            Self::Admin => "admin",
        }
    }

    /// The older `permission` field: `maintain` shows as `write` and `triage` as `read`.
    #[must_use]
    pub fn permission(self) -> &'static str {
        match self {
            Self::Read | Self::Triage => "read",
            Self::Write | Self::Maintain => "write",
            Self::Admin => "admin",
        }
    }
}

/// The strongest role that an account has in a repository, with the name that the organisation gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// The base role.
    pub base: Role,
    /// The role's name: a base role's or a custom one's.
    pub name: String,
}

impl Hub {
    /// The strongest role of an account in a repository; none if it has no access.
    #[must_use]
    pub fn role(&self, account: u64, repository: u64) -> Option<Granted> {
        let repository = self.repositories.get(&repository)?;
        let mut names: Vec<&str> = Vec::new();
        if !repository.private {
            names.push("read");
        }
        if repository.owner == account {
            names.push("admin");
        }
        if let Some(organization) = self.organizations.get(&repository.owner) {
            match organization.members.get(&account).map(String::as_str) {
                Some("admin") => names.push("admin"),
                Some(_) => names.push(&organization.default_repository_permission),
                None => {}
            }
        }
        names.extend(repository.collaborators.get(&account).map(String::as_str));
        for (team, role) in &repository.teams {
            if self.is_in_team(account, *team) {
                names.push(role);
            }
        }
        let granted = names.into_iter().filter_map(|name| self.granted(repository, name));
        granted.reduce(|best, next| if next.base > best.base { next } else { best })
    }

    fn granted(&self, repository: &Repository, name: &str) -> Option<Granted> {
        let custom = || self.organizations.get(&repository.owner)?.custom_roles.get(name).copied();
        Role::named(name).or_else(custom).map(|base| Granted { base, name: name.to_owned() })
    }

    /// Whether the caller may know that the repository exists.
    #[must_use]
    pub fn sees(&self, caller: &Caller, repository: u64) -> bool {
        let Some(found) = self.repositories.get(&repository) else { return false };
        if !found.private {
            return true;
        }
        match caller.kind() {
            None => false,
            Some(TokenKind::User { account, scopes, .. }) => {
                scopes.iter().any(|scope| scope == "repo") && self.role(*account, repository).is_some()
            }
            Some(kind) => self.covers(kind, repository),
        }
    }

    /// Whether a token of Actions or an App has one of these permissions in the repository, or a person the role for it.
    #[must_use]
    pub fn may_any(&self, caller: &Caller, repository: u64, any: &[Permission]) -> bool {
        any.iter().any(|permission| self.may(caller, repository, *permission))
    }

    /// Whether the caller has the permission in the repository; a person by role: `read`, or `write` for what changes.
    #[must_use]
    pub fn may(&self, caller: &Caller, repository: u64, (key, level): Permission) -> bool {
        match caller.kind() {
            None => false,
            Some(TokenKind::User { account, scopes, .. }) => {
                let reads = level == crate::token::Level::Read;
                let needed = if reads { Role::Read } else { Role::Write };
                // Reading what is public takes no scope; changing it takes `public_repo` at least.
                let public = self.repositories.get(&repository).is_some_and(|found| !found.private);
                let scoped = |scope: &String| scope == "repo" || (scope == "public_repo" && public);
                (reads || scopes.iter().any(scoped))
                    && self.sees(caller, repository)
                    && self.role(*account, repository).is_some_and(|granted| granted.base >= needed)
            }
            Some(kind @ (TokenKind::Actions { permissions, .. } | TokenKind::App { permissions, .. })) => {
                let metadata = key == "metadata" && level == crate::token::Level::Read;
                self.covers(kind, repository)
                    && (metadata || permissions.get(key).is_some_and(|has| *has >= level))
            }
        }
    }

    fn covers(&self, kind: &TokenKind, id: u64) -> bool {
        match kind {
            TokenKind::Actions { repository, .. } => *repository == id,
            TokenKind::App { installed_on, repositories, .. } => {
                let owner = self.repositories.get(&id).map(|repository| repository.owner);
                owner == Some(*installed_on) && repositories.as_ref().is_none_or(|only| only.contains(&id))
            }
            TokenKind::User { .. } => false,
        }
    }
}
