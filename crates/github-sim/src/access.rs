//! What a route needs, and whether the caller has it.
//!
//! A private repository that the caller cannot see is 404; what is visible and not permitted is 403, as in GitHub's
//! "Troubleshooting the REST API".

use crate::answer::Answer;
use crate::hub::Hub;
use crate::permission::Role;
use crate::token::{Level, TokenKind};
use crate::visit::Visit;

/// A permission with its level, by its key in GitHub's API.
pub type Permission = (&'static str, Level);

/// What a caller must be allowed for a route.
#[derive(Debug, Clone, Copy)]
pub struct Needs {
    place: Place,
    any: &'static [Permission],
    role: Role,
    token: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Anywhere,
    Person,
    Repository,
    Organization,
}

impl Needs {
    /// Nothing, not even a token.
    pub const NOTHING: Self = Self { place: Place::Anywhere, any: &[], role: Role::Read, token: false };

    /// A person's token: tokens of Actions and Apps get 403.
    pub const PERSON: Self = Self { place: Place::Person, any: &[], role: Role::Read, token: false };

    /// One of these permissions on the repository. A person needs the role `read` for a permission to read, else `write`.
    #[must_use]
    pub const fn repository(any: &'static [Permission]) -> Self {
        let reads = matches!(any, [(_, Level::Read), ..] | []);
        let role = if reads { Role::Read } else { Role::Write };
        Self { place: Place::Repository, any, role, token: false }
    }

    /// One of these permissions on the organisation `{org}`. A person must be a member whose token has `read:org`.
    #[must_use]
    pub const fn organization(any: &'static [Permission]) -> Self {
        Self { place: Place::Organization, any, role: Role::Read, token: false }
    }

    /// The same with another role for persons: anybody who reads may comment.
    #[must_use]
    pub const fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// The same, but not for the public: even of a public repository, only with a token.
    #[must_use]
    pub const fn with_token(mut self) -> Self {
        self.token = true;
        self
    }

    /// Whether the route changes something.
    #[must_use]
    pub fn writes(&self) -> bool {
        self.any.iter().any(|(_, level)| *level > Level::Read)
    }

    /// What GitHub writes into `x-accepted-github-permissions`: `issues=write; pull_requests=write`.
    #[must_use]
    pub fn accepted(&self) -> String {
        let one = |(key, level): &Permission| format!("{key}={}", level.word());
        self.any.iter().map(one).collect::<Vec<_>>().join("; ")
    }
}

/// Lets the visit through or answers for the handler.
pub(crate) fn check(hub: &Hub, needs: &Needs, visit: &Visit) -> Result<(), Answer> {
    match needs.place {
        Place::Anywhere => Ok(()),
        Place::Person => match visit.caller.kind() {
            None => Err(Answer::error(401, "Requires authentication")),
            Some(TokenKind::User { .. }) => Ok(()),
            Some(_) => Err(Answer::not_accessible(&needs.accepted())),
        },
        Place::Repository => repository(hub, needs, visit),
        Place::Organization => organization(hub, needs, visit),
    }
}

fn repository(hub: &Hub, needs: &Needs, visit: &Visit) -> Result<(), Answer> {
    let id = visit.repository()?;
    let repository = hub.repositories.get(&id).ok_or_else(Answer::not_found)?;
    if !hub.sees(&visit.caller, id) {
        return Err(Answer::not_found());
    }
    let open = !repository.private && !needs.writes() && !needs.token;
    match visit.caller.kind() {
        None if open => {}
        None => return Err(Answer::error(401, "Requires authentication")),
        Some(TokenKind::User { account, scopes, .. }) => {
            let scoped =
                scopes.iter().any(|scope| scope == "repo" || (scope == "public_repo" && !repository.private));
            if !open && !scoped {
                return Err(Answer::not_found());
            }
            if hub.role(*account, id).is_none_or(|granted| granted.base < needs.role) {
                return Err(Answer::forbidden("Must have admin rights to Repository."));
            }
        }
        Some(_) if open || hub.may_any(&visit.caller, id, needs.any) => {}
        Some(_) => return Err(Answer::not_accessible(&needs.accepted())),
    }
    if needs.writes() && repository.archived {
        return Err(Answer::forbidden("Repository was archived so is read-only."));
    }
    Ok(())
}

fn organization(hub: &Hub, needs: &Needs, visit: &Visit) -> Result<(), Answer> {
    let organization = hub.organization(visit.param("org")).ok_or_else(Answer::not_found)?;
    match visit.caller.kind() {
        None => Err(Answer::error(401, "Requires authentication")),
        Some(TokenKind::Actions { .. }) => Err(Answer::not_accessible(&needs.accepted())),
        Some(TokenKind::App { installed_on, permissions, .. }) => {
            let has = |(key, level): &Permission| permissions.get(*key).is_some_and(|has| has >= level);
            let allowed = *installed_on == organization.id && needs.any.iter().any(has);
            if allowed { Ok(()) } else { Err(Answer::not_accessible(&needs.accepted())) }
        }
        Some(TokenKind::User { account, scopes, .. }) => {
            let scoped = scopes.iter().any(|scope| scope.ends_with(":org"));
            let member = organization.members.contains_key(account);
            if scoped && member { Ok(()) } else { Err(Answer::not_found()) }
        }
    }
}

#[cfg(test)]
mod tests;
