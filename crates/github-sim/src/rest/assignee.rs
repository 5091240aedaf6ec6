//! Who can be assigned, and assigning.

use serde_json::Value;

use crate::access::Needs;
use crate::account::Kind;
use crate::answer::{Answer, Reply};
use crate::hub::Hub;
use crate::permission::Role;
use crate::rest::issue::{WRITE, named, shown};
use crate::rest::label::names;
use crate::rest::repository::METADATA;
use crate::route::Route;
use crate::visit::Visit;

const ASSIGN: Needs = WRITE.role(Role::Read);
const OF_ISSUE: &str = "/repos/{owner}/{repo}/issues/{issue_number}/assignees";
const MOST: usize = 10;

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/repos/{owner}/{repo}/assignees", METADATA, list),
    Route::new("GET", "/repos/{owner}/{repo}/assignees/{assignee}", METADATA, check),
    Route::new("GET", "/repos/{owner}/{repo}/issues/{issue_number}/assignees/{assignee}", METADATA, check),
    Route::new("POST", OF_ISSUE, ASSIGN, add),
    Route::new("DELETE", OF_ISSUE, ASSIGN, remove),
];

/// Whether a person can be assigned: whoever has a role by membership, team or invitation, which the public has not.
pub(crate) fn assignable(hub: &Hub, account: u64, repository: u64) -> bool {
    let person =
        hub.accounts.get(&account).is_some_and(|found| found.kind == Kind::User && !found.is_deleted());
    let Some(found) = hub.repositories.get(&repository) else { return false };
    let member = hub.organizations.get(&found.owner).is_some_and(|owner| owner.members.contains_key(&account));
    let named = found.owner == account || member || found.collaborators.contains_key(&account);
    let in_team = || found.teams.keys().any(|team| hub.is_in_team(account, *team));
    person && (named || in_team()) && hub.role(account, repository).is_some()
}

fn list(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    let people = hub.accounts.values().filter(|account| assignable(hub, account.id, repository));
    Ok(Answer::list(people.map(|account| hub.user_simple(account)).collect()))
}

fn check(hub: &mut Hub, visit: &Visit) -> Reply {
    if visit.template.contains("{issue_number}") {
        named(hub, visit)?;
    }
    let account = hub.account(visit.param("assignee")).ok_or_else(Answer::not_found)?;
    let may = assignable(hub, account.id, visit.repository()?);
    if may { Ok(Answer::no_content()) } else { Err(Answer::not_found()) }
}

/// Those of the body who can be assigned; the others, and all without push access, are ignored without a word.
fn asked(hub: &Hub, visit: &Visit) -> Result<Vec<u64>, Answer> {
    let repository = visit.repository()?;
    if !hub.acts_as(visit, repository, Role::Triage) {
        return Ok(Vec::new());
    }
    let logins = names(visit.body.get("assignees").filter(|list| list.is_array()).or(Some(&Value::Null)));
    let ids = logins.iter().filter_map(|login| hub.account(login)).map(|account| account.id);
    Ok(ids.filter(|account| assignable(hub, *account, repository)).collect())
}

fn add(hub: &mut Hub, visit: &Visit) -> Reply {
    let issue = named(hub, visit)?;
    let mut accounts = asked(hub, visit)?;
    let has = hub.issues.get(&issue).map_or(0, |issue| issue.assignees.len());
    accounts.truncate(MOST.saturating_sub(has));
    hub.assign(&visit.caller, issue, &accounts);
    Ok(Answer::json(201, shown(hub, issue)?))
}

fn remove(hub: &mut Hub, visit: &Visit) -> Reply {
    let issue = named(hub, visit)?;
    let accounts = asked(hub, visit)?;
    hub.unassign(&visit.caller, issue, &accounts);
    Ok(Answer::ok(shown(hub, issue)?))
}

#[cfg(test)]
mod tests;
