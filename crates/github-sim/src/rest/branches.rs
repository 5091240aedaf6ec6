//! Branches: list and get ("Branches" in GitHub's REST documentation).

use serde_json::{Value, json};

use crate::answer::{Answer, Reply};
use crate::hub::Hub;
use crate::rest::git_links::READ;
use crate::route::Route;
use crate::visit::Visit;

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/repos/{owner}/{repo}/branches", READ, list),
    Route::new("GET", "/repos/{owner}/{repo}/branches/{branch}", READ, get),
];

impl Hub {
    /// Whether any ruleset holds for a branch, or the older protection.
    fn is_protected(&self, repository: u64, branch: &str) -> bool {
        let rulesets = self.rulesets_for(repository, &format!("refs/heads/{branch}"));
        !rulesets.is_empty() || self.branch_protection(repository, branch).is_some()
    }

    /// The schema `branch-protection` as a branch shows it: of the older protection, and not of rulesets.
    fn protection_line(&self, repository: u64, branch: &str) -> Value {
        let enabled = self.branch_protection(repository, branch).is_some();
        json!({"enabled": enabled, "required_status_checks": {"enforcement_level": "off", "contexts": [], "checks": []}})
    }
}

fn list(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    let mut shown = Vec::new();
    for reference in hub.store(repository)?.references("refs/heads/")? {
        let name = reference.name.trim_start_matches("refs/heads/");
        let protected = hub.is_protected(repository, name);
        if visit.query("protected").is_some_and(|asked| asked != protected.to_string()) {
            continue;
        }
        let url = hub.api_below(repository, &format!("/commits/{}", reference.oid));
        shown.push(json!({
            "name": name, "commit": {"sha": reference.oid.as_str(), "url": url}, "protected": protected,
            "protection": hub.protection_line(repository, name),
            "protection_url": hub.api_below(repository, &format!("/branches/{name}/protection")),
        }));
    }
    Ok(Answer::list(shown))
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    let name = visit.param("branch");
    let store = hub.store(repository)?;
    let unknown = || Answer::error(404, "Branch not found");
    let reference = store.reference(&format!("refs/heads/{name}"))?.ok_or_else(unknown)?;
    let commit = store.commit(&reference.oid)?.ok_or_else(unknown)?;
    let url = hub.api_below(repository, &format!("/branches/{name}"));
    Ok(Answer::ok(json!({
        "name": name, "commit": hub.commit_json(repository, &commit),
        "_links": {"self": url, "html": hub.page_below(repository, &format!("/tree/{name}"))},
        "protected": hub.is_protected(repository, name), "protection": hub.protection_line(repository, name),
        "protection_url": format!("{url}/protection"),
    })))
}

#[cfg(test)]
mod tests;
