//! Teams, by slug and by id. A workflow's token cannot have the permission that they need.

use serde_json::{Value, json};

use crate::access::Needs;
use crate::account::Account;
use crate::answer::{Answer, Reply};
use crate::hub::Hub;
use crate::node::node_id;
use crate::rest::merge;
use crate::route::Route;
use crate::team::Team;
use crate::token::{Level, TokenKind};
use crate::visit::Visit;

const MEMBERS: Needs = Needs::organization(&[("members", Level::Read)]);

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/orgs/{org}/teams", MEMBERS, list),
    Route::new("GET", "/orgs/{org}/teams/{team_slug}", MEMBERS, get),
    Route::new("GET", "/orgs/{org}/teams/{team_slug}/members", MEMBERS, members),
    Route::new("GET", "/orgs/{org}/teams/{team_slug}/memberships/{username}", MEMBERS, membership),
    Route::new("GET", "/orgs/{org}/teams/{team_slug}/teams", MEMBERS, children),
];

impl Hub {
    /// The schema `team-simple`, which all others have as well.
    fn team_simple(&self, team: &Team) -> Value {
        let owner = self.accounts.get(&team.organization).map_or("", |owner| owner.login.as_str());
        let url = self.links.api(&format!("/organizations/{}/team/{}", team.organization, team.id));
        json!({
            "id": team.id, "node_id": node_id("T", team.id), "url": url, "members_url": format!("{url}/members{{/member}}"),
            "repositories_url": format!("{url}/repos"), "name": team.name, "slug": team.slug, "description": null,
            "permission": "pull", "privacy": if team.secret { "secret" } else { "closed" }, "type": "organization",
            "html_url": self.links.html(&format!("/orgs/{owner}/teams/{}", team.slug)),
            "notification_setting": "notifications_enabled", "organization_id": team.organization,
        })
    }

    /// The schema `team`.
    pub(crate) fn team_json(&self, team: &Team) -> Value {
        let mut shown = self.team_simple(team);
        let parent =
            team.parent.and_then(|parent| self.teams.get(&parent)).map(|parent| self.team_simple(parent));
        merge(&mut shown, json!({"parent": parent}));
        shown
    }
}

/// The team that the path names, if the caller can see it: a secret one only its members and the owners.
fn named<'h>(hub: &'h Hub, visit: &Visit) -> Result<&'h Team, Answer> {
    let organization = hub.organization(visit.param("org")).ok_or_else(Answer::not_found)?;
    let team = hub.team(organization.id, visit.param("team_slug")).ok_or_else(Answer::not_found)?;
    if visible(hub, visit, team) { Ok(team) } else { Err(Answer::not_found()) }
}

fn visible(hub: &Hub, visit: &Visit, team: &Team) -> bool {
    let Some(TokenKind::User { account, .. }) = visit.caller.kind() else { return true };
    let role = hub.organizations.get(&team.organization).and_then(|found| found.members.get(account));
    !team.secret || role.is_some_and(|role| role == "admin") || hub.is_in_team(*account, team.id)
}

fn list(hub: &mut Hub, visit: &Visit) -> Reply {
    let organization = hub.organization(visit.param("org")).ok_or_else(Answer::not_found)?.id;
    let here = hub.teams.values().filter(|team| team.organization == organization && visible(hub, visit, team));
    Ok(Answer::list(here.map(|team| hub.team_json(team)).collect()))
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let team = named(hub, visit)?;
    let mut shown = hub.team_json(team);
    let repositories = hub.repositories.values().filter(|found| found.teams.contains_key(&team.id)).count();
    let more = json!({
        "members_count": people(hub, team).count(), "repos_count": repositories, "created_at": team.created_at,
        "updated_at": team.created_at, "organization": hub.organization_full(team.organization),
    });
    merge(&mut shown, more);
    Ok(Answer::ok(shown))
}

/// The active members, those of child teams included.
fn people<'h>(hub: &'h Hub, team: &'h Team) -> impl Iterator<Item = &'h Account> {
    hub.accounts.values().filter(|account| hub.is_in_team(account.id, team.id))
}

fn members(hub: &mut Hub, visit: &Visit) -> Reply {
    let team = named(hub, visit)?;
    let wanted = visit.query("role").unwrap_or("all");
    let member = |account: &Account| {
        let role = hub.team_role(account.id, team.id)?;
        let mut shown = hub.user_simple(account);
        merge(&mut shown, json!({"role": role, "inherited": !team.members.contains_key(&account.id)}));
        (wanted == "all" || wanted == role).then_some(shown)
    };
    Ok(Answer::list(people(hub, team).filter_map(member).collect()))
}

fn children(hub: &mut Hub, visit: &Visit) -> Reply {
    let team = named(hub, visit)?.id;
    Ok(Answer::list(hub.child_teams(team).map(|child| hub.team_json(child)).collect()))
}

/// An owner of the organisation shows as `maintainer`; who is invited shows as `pending`.
fn membership(hub: &mut Hub, visit: &Visit) -> Reply {
    let team = named(hub, visit)?;
    let account = hub.account(visit.param("username")).ok_or_else(Answer::not_found)?;
    let owns = hub.organizations.get(&team.organization).and_then(|found| found.members.get(&account.id));
    let (state, role) = match hub.team_role(account.id, team.id) {
        Some(_) if owns.is_some_and(|role| role == "admin") => ("active", "maintainer"),
        Some(role) => ("active", role),
        None if team.pending.contains(&account.id) => ("pending", "member"),
        None => return Err(Answer::not_found()),
    };
    let home = format!("/organizations/{}/team/{}", team.organization, team.id);
    let url = hub.links.api(&format!("{home}/memberships/{}", account.login));
    Ok(Answer::ok(json!({"url": url, "state": state, "role": role})))
}

#[cfg(test)]
mod tests;
