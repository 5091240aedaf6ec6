//! Rulesets, and the rules that hold for a branch ("Repository rules" in GitHub's REST documentation).

use serde_json::{Value, json};

use crate::answer::{Answer, Reply};
use crate::git::Ruleset;
use crate::hub::Hub;
use crate::node::node_id;
use crate::permission::Role;
use crate::rest::merge;
use crate::rest::repository::METADATA;
use crate::route::Route;
use crate::token::{Level, TokenKind};
use crate::visit::Visit;

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/repos/{owner}/{repo}/rules/branches/{branch}", METADATA, of_branch),
    Route::new("GET", "/repos/{owner}/{repo}/rulesets", METADATA, list),
    Route::new("GET", "/repos/{owner}/{repo}/rulesets/{ruleset_id}", METADATA, get),
];

impl Hub {
    /// Whose ruleset it is: `Repository` or `Organization`, and the name.
    fn source(&self, repository: u64, ruleset: &Ruleset) -> (&'static str, String) {
        let Some(found) = self.repositories.get(&repository) else { return ("Repository", String::new()) };
        if !ruleset.says.of_organization {
            return ("Repository", self.full_name(found));
        }
        let owner = self.accounts.get(&found.owner).map(|owner| owner.login.clone());
        ("Organization", owner.unwrap_or_default())
    }

    /// The schema `repository-ruleset`, as lists have it.
    fn ruleset_line(&self, repository: u64, ruleset: &Ruleset) -> Value {
        let (kind, source) = self.source(repository, ruleset);
        let href = self.api_below(repository, &format!("/rulesets/{}", ruleset.id));
        let html = self.page_below(repository, &format!("/rules/{}", ruleset.id));
        json!({
            "id": ruleset.id, "name": ruleset.says.name, "target": ruleset.says.target, "source_type": kind,
            "source": source, "enforcement": ruleset.says.enforcement, "node_id": node_id("RRS", ruleset.id),
            "_links": {"self": {"href": href}, "html": {"href": html}},
            "created_at": ruleset.at, "updated_at": ruleset.at,
        })
    }

    fn rulesets(&self, repository: u64) -> &[Ruleset] {
        self.depot.rulesets.get(&repository).map_or(&[], Vec::as_slice)
    }
}

fn of_branch(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    let mut rules = Vec::new();
    for ruleset in hub.rulesets_for(repository, &format!("refs/heads/{}", visit.param("branch"))) {
        let (kind, source) = hub.source(repository, ruleset);
        for rule in &ruleset.says.rules {
            let mut rule = rule.clone();
            let from = json!({"ruleset_source_type": kind, "ruleset_source": source, "ruleset_id": ruleset.id});
            merge(&mut rule, from);
            rules.push(rule);
        }
    }
    Ok(Answer::list(rules))
}

fn list(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    let wanted = |ruleset: &&Ruleset| {
        let inherited = visit.query("includes_parents") != Some("false") || !ruleset.says.of_organization;
        let target =
            visit.query("targets").is_none_or(|asked| asked.split(',').any(|one| one == ruleset.says.target));
        inherited && target
    };
    let found = hub.rulesets(repository).iter().filter(wanted);
    Ok(Answer::list(found.map(|ruleset| hub.ruleset_line(repository, ruleset)).collect()))
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    let id = visit.number("ruleset_id")?;
    let ruleset =
        hub.rulesets(repository).iter().find(|ruleset| ruleset.id == id).ok_or_else(Answer::not_found)?;
    let says = &ruleset.says;
    let bypass = if hub.passes_by(ruleset, &visit.caller, repository) { "always" } else { "never" };
    let mut shown = hub.ruleset_line(repository, ruleset);
    let more = json!({
        "conditions": {"ref_name": {"include": says.include, "exclude": says.exclude}}, "rules": says.rules,
        "current_user_can_bypass": bypass,
    });
    merge(&mut shown, more);
    if administers(hub, visit, repository) {
        merge(&mut shown, json!({"bypass_actors": says.bypass_actors}));
    }
    Ok(Answer::ok(shown))
}

/// Who may pass by is shown to those who could change it.
fn administers(hub: &Hub, visit: &Visit, repository: u64) -> bool {
    match visit.caller.kind() {
        None => false,
        Some(TokenKind::User { account, .. }) => {
            hub.role(*account, repository).is_some_and(|granted| granted.base >= Role::Admin)
        }
        Some(_) => hub.may(&visit.caller, repository, ("administration", Level::Write)),
    }
}

#[cfg(test)]
mod tests;
