//! Organisations: `GET /orgs/{org}`, and whether somebody is a member.

use serde_json::{Value, json};

use crate::access::Needs;
use crate::account::Organization;
use crate::answer::{Answer, Reply};
use crate::hub::Hub;
use crate::node::node_id;
use crate::rest::merge;
use crate::route::Route;
use crate::token::{Caller, Level, TokenKind};
use crate::visit::Visit;

const MEMBERS: Needs = Needs::organization(&[("members", Level::Read)]);

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/orgs/{org}", Needs::NOTHING, get),
    Route::new("GET", "/orgs/{org}/members/{username}", MEMBERS, is_member),
];

impl Hub {
    /// The schema `organization-simple`.
    pub(crate) fn organization_simple(&self, id: u64) -> Value {
        let Some(account) = self.accounts.get(&id) else { return Value::Null };
        let url = self.links.api(&format!("/orgs/{}", account.login));
        json!({
            "login": account.login, "id": id, "node_id": node_id("O", id), "url": url, "repos_url": format!("{url}/repos"),
            "events_url": format!("{url}/events"), "hooks_url": format!("{url}/hooks"), "issues_url": format!("{url}/issues"),
            "members_url": format!("{url}/members{{/member}}"), "public_members_url": format!("{url}/public_members{{/member}}"),
            "avatar_url": format!("https://avatars.githubusercontent.com/u/{id}?v=4"), "description": null,
        })
    }

    /// The schema `team-organization`, which `organization-full` has as well.
    pub(crate) fn organization_full(&self, id: u64) -> Value {
        let mut shown = self.organization_simple(id);
        let Some(account) = self.accounts.get(&id) else { return shown };
        let owned = self.repositories.values().filter(|found| found.owner == id && !found.private).count();
        let more = json!({
            "name": account.name.as_ref().unwrap_or(&account.login), "has_organization_projects": true,
            "has_repository_projects": true, "public_repos": owned, "public_gists": 0, "followers": 0, "following": 0,
            "html_url": self.links.html(&format!("/{}", account.login)), "type": "Organization", "archived_at": null,
            "created_at": account.created_at, "updated_at": account.created_at,
        });
        merge(&mut shown, more);
        shown
    }
}

/// Whether a token is an owner's, or an App's that may as much: such ones alone see the rules for members and the identity provider.
pub(crate) fn administers(caller: &Caller, organization: &Organization) -> bool {
    match caller.kind() {
        Some(TokenKind::User { account, scopes, .. }) => {
            let scoped =
                scopes.iter().any(|scope| matches!(scope.as_str(), "admin:org" | "read:org" | "write:org"));
            scoped && organization.members.get(account).is_some_and(|role| role == "admin")
        }
        Some(TokenKind::App { installed_on, permissions, .. }) => {
            *installed_on == organization.id && permissions.contains_key("organization_administration")
        }
        _ => false,
    }
}

/// What only an owner's token sees: the rules for members.
fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let organization = hub.organization(visit.param("org")).ok_or_else(Answer::not_found)?;
    let mut shown = hub.organization_full(organization.id);
    if administers(&visit.caller, organization) {
        let more = json!({
            "two_factor_requirement_enabled": organization.two_factor_requirement_enabled,
            "default_repository_permission": organization.default_repository_permission,
        });
        merge(&mut shown, more);
    }
    Ok(Answer::ok(shown))
}

fn is_member(hub: &mut Hub, visit: &Visit) -> Reply {
    let organization = hub.organization(visit.param("org")).ok_or_else(Answer::not_found)?;
    let account = hub.account(visit.param("username")).ok_or_else(Answer::not_found)?;
    if organization.members.contains_key(&account.id) {
        Ok(Answer::no_content())
    } else {
        Err(Answer::not_found())
    }
}
