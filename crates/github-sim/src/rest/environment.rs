//! Environments: list, get, branch policies, rules of Apps ("Deployment environments" in GitHub's REST documentation).

use serde_json::{Value, json};

use crate::access::Needs;
use crate::answer::{Answer, Reply};
use crate::environment::Environment;
use crate::hub::Hub;
use crate::node::node_id;
use crate::rest::merge;
use crate::route::Route;
use crate::token::Level;
use crate::visit::Visit;

const READ: Needs = Needs::repository(&[("actions", Level::Read)]);

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/repos/{owner}/{repo}/environments", READ, list),
    Route::new("GET", "/repos/{owner}/{repo}/environments/{environment_name}", READ, get),
    Route::new(
        "GET",
        "/repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies",
        READ,
        policies,
    ),
    Route::new(
        "GET",
        "/repos/{owner}/{repo}/environments/{environment_name}/deployment_protection_rules",
        READ,
        app_rules,
    ),
];

impl Hub {
    /// Number, name and addresses, as other answers name an environment.
    pub(crate) fn environment_simple(&self, environment: &Environment) -> Value {
        let Environment { id, repository, rules, .. } = environment;
        json!({
            "id": id, "node_id": node_id("EN", *id), "name": rules.name,
            "url": self.api_below(*repository, &format!("/environments/{}", escaped(&rules.name))),
            "html_url": self.page_below(*repository, &format!("/deployments/activity_log?environments_filter={}", escaped(&rules.name))),
        })
    }

    /// The schema `environment`.
    fn environment_json(&self, environment: &Environment) -> Value {
        let rules = &environment.rules;
        let policy = (rules.protected_branches || !rules.branches.is_empty()).then(|| {
            json!({"protected_branches": rules.protected_branches, "custom_branch_policies": !rules.branches.is_empty()})
        });
        let mut shown = self.environment_simple(environment);
        let more = json!({
            "created_at": environment.created_at, "updated_at": environment.created_at,
            "can_admins_bypass": rules.admins_bypass.unwrap_or(true), "deployment_branch_policy": policy,
            "protection_rules": self.protection_rules(environment),
        });
        merge(&mut shown, more);
        shown
    }

    /// The built-in rules first, then one line for each App, as GitHub lists them.
    fn protection_rules(&self, environment: &Environment) -> Vec<Value> {
        let rules = &environment.rules;
        // The rules of an environment have numbers of their own; GitHub shows them, and nothing takes them.
        let rule = |kind: &str, offset: u64, more: Value| {
            let id = environment.id.saturating_mul(10).saturating_add(offset);
            let mut shown = json!({"id": id, "node_id": node_id("GA", id), "type": kind});
            merge(&mut shown, more);
            shown
        };
        let mut shown = Vec::new();
        if rules.wait_timer > 0 {
            shown.push(rule("wait_timer", 1, json!({"wait_timer": rules.wait_timer})));
        }
        if !rules.users.is_empty() || !rules.teams.is_empty() {
            let more = json!({"prevent_self_review": rules.prevent_self_review, "reviewers": self.reviewers(environment)});
            shown.push(rule("required_reviewers", 2, more));
        }
        if rules.protected_branches || !rules.branches.is_empty() {
            shown.push(rule("branch_policy", 3, json!({})));
        }
        let apps = environment.apps.iter().filter_map(|(id, app)| Some((id, self.apps.get(app)?)));
        shown.extend(apps.map(|(id, app)| json!({"id": id, "node_id": node_id("GA", *id), "type": app.slug})));
        shown
    }

    /// People and teams that may approve.
    pub(crate) fn reviewers(&self, environment: &Environment) -> Vec<Value> {
        let owner = self.repositories.get(&environment.repository).map_or(0, |found| found.owner);
        let users = environment.rules.users.iter().filter_map(|login| self.account(login));
        let users = users.map(|user| json!({"type": "User", "reviewer": self.user_simple(user)}));
        let teams = environment.rules.teams.iter().filter_map(|slug| self.team(owner, slug));
        users.chain(teams.map(|team| json!({"type": "Team", "reviewer": self.team_json(team)}))).collect()
    }
}

/// An environment's name may hold slashes and spaces.
fn escaped(name: &str) -> String {
    percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn found<'h>(hub: &'h Hub, visit: &Visit) -> Result<&'h Environment, Answer> {
    hub.environment(visit.repository()?, visit.param("environment_name")).ok_or_else(Answer::not_found)
}

fn list(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    let here = hub.environments.values().filter(|found| found.repository == repository);
    Ok(Answer::wrapped("environments", here.map(|found| hub.environment_json(found)).collect()))
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let environment = found(hub, visit)?;
    Ok(Answer::ok(hub.environment_json(environment)))
}

fn policies(hub: &mut Hub, visit: &Visit) -> Reply {
    let policies = found(hub, visit)?.policies.iter();
    let shown = policies.map(|(id, policy)| {
        json!({"id": id, "node_id": node_id("DBP", *id), "name": policy.name, "type": policy.kind})
    });
    Ok(Answer::wrapped("branch_policies", shown.collect()))
}

fn app_rules(hub: &mut Hub, visit: &Visit) -> Reply {
    let rules = found(hub, visit)?.apps.iter().filter_map(|(id, app)| Some((id, hub.apps.get(app)?)));
    let shown: Vec<Value> = rules
        .map(|(id, app)| {
            let app = json!({
                "id": app.id, "slug": app.slug, "integration_url": hub.links.api(&format!("/apps/{}", app.slug)),
                "node_id": node_id("A", app.id),
            });
            json!({"id": id, "node_id": node_id("GA", *id), "enabled": true, "app": app})
        })
        .collect();
    Ok(Answer::ok(json!({"total_count": shown.len(), "custom_deployment_protection_rules": shown})))
}

#[cfg(test)]
mod tests;
