//! Who has which role in a repository.

use serde_json::{Value, json};

use crate::access::Needs;
use crate::account::Account;
use crate::answer::{Answer, Reply};
use crate::hub::Hub;
use crate::permission::{Granted, Role};
use crate::rest::assignee::assignable;
use crate::rest::merge;
use crate::rest::repository::{METADATA, permissions};
use crate::route::Route;
use crate::visit::Visit;

/// Persons need push access to see who else has access, and an anonymous caller sees nothing.
const PUSH: Needs = METADATA.role(Role::Write).with_token();

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/repos/{owner}/{repo}/collaborators", PUSH, list),
    Route::new("GET", "/repos/{owner}/{repo}/collaborators/{username}", PUSH, check),
    Route::new(
        "GET",
        "/repos/{owner}/{repo}/collaborators/{username}/permission",
        METADATA.with_token(),
        permission,
    ),
];

/// The schema `collaborator`.
fn shown(hub: &Hub, account: &Account, granted: &Granted) -> Value {
    let mut user = hub.user_simple(account);
    merge(&mut user, json!({"permissions": permissions(granted.base), "role_name": granted.name}));
    user
}

fn list(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    let people = hub.accounts.values().filter(|account| assignable(hub, account.id, repository));
    let with_role = people.filter_map(|account| Some((account, hub.role(account.id, repository)?)));
    Ok(Answer::list(with_role.map(|(account, granted)| shown(hub, account, &granted)).collect()))
}

fn check(hub: &mut Hub, visit: &Visit) -> Reply {
    let account = hub.account(visit.param("username")).ok_or_else(Answer::not_found)?;
    let has = assignable(hub, account.id, visit.repository()?);
    if has { Ok(Answer::no_content()) } else { Err(Answer::not_found()) }
}

/// The older `permission` maps `maintain` to `write` and `triage` to `read`; only `role_name` has the role itself.
fn permission(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    let login = visit.param("username");
    let account = hub.account(login).ok_or_else(|| Answer::error(404, &format!("{login} is not a user")))?;
    let granted = hub.role(account.id, repository);
    let (permission, role_name) =
        granted.as_ref().map_or(("none", "none"), |granted| (granted.base.permission(), granted.name.as_str()));
    let mut user = hub.user_simple(account);
    let flags = granted.as_ref().map_or_else(none, |granted| permissions(granted.base));
    merge(&mut user, json!({"permissions": flags, "role_name": role_name}));
    Ok(Answer::ok(json!({"permission": permission, "role_name": role_name, "user": user})))
}

fn none() -> Value {
    json!({"pull": false, "triage": false, "push": false, "maintain": false, "admin": false})
}

#[cfg(test)]
mod tests;
