//! Labels of a repository and of an issue.

use serde_json::{Value, json};

use crate::access::Needs;
use crate::answer::{Answer, Reply};
use crate::hub::Hub;
use crate::label::Label;
use crate::node::node_id;
use crate::permission::Role;
use crate::rest::issue::{READ, WRITE, named};
use crate::route::Route;
use crate::visit::Visit;

const TRIAGE: Needs = WRITE.role(Role::Triage);
const OF_ISSUE: &str = "/repos/{owner}/{repo}/issues/{issue_number}/labels";

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/repos/{owner}/{repo}/labels", READ, list),
    Route::new("POST", "/repos/{owner}/{repo}/labels", WRITE, create),
    Route::new("GET", "/repos/{owner}/{repo}/labels/{name}", READ, get),
    Route::new("GET", OF_ISSUE, READ, of_issue),
    Route::new("POST", OF_ISSUE, TRIAGE, add),
    Route::new("PUT", OF_ISSUE, TRIAGE, set),
    Route::new("DELETE", OF_ISSUE, TRIAGE, clear),
    Route::new("DELETE", "/repos/{owner}/{repo}/issues/{issue_number}/labels/{name}", TRIAGE, remove),
];

impl Hub {
    /// The schema `label`.
    pub(crate) fn label_json(&self, label: &Label) -> Value {
        let home =
            self.repositories.get(&label.repository).map(|found| self.full_name(found)).unwrap_or_default();
        let name = label.name.replace(' ', "%20");
        json!({
            "id": label.id, "node_id": node_id("LA", label.id), "name": label.name, "color": label.color,
            "url": self.links.api(&format!("/repos/{home}/labels/{name}")), "description": label.description,
            "default": false,
        })
    }
}

/// Names in a JSON array: texts, or objects with a `name`.
pub(crate) fn names(list: Option<&Value>) -> Vec<String> {
    let name = |item: &Value| item.as_str().or_else(|| item.get("name")?.as_str()).map(str::to_owned);
    list.and_then(Value::as_array).into_iter().flatten().filter_map(name).collect()
}

fn list(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    let here = hub.labels.values().filter(|label| label.repository == repository);
    Ok(Answer::list(here.map(|label| hub.label_json(label)).collect()))
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let label = hub.label_named(visit.repository()?, visit.param("name")).ok_or_else(Answer::not_found)?;
    Ok(Answer::ok(hub.label_json(label)))
}

fn create(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    let name = visit.required("Label", "name")?;
    if hub.label_named(repository, name).is_some() {
        return Err(Answer::invalid("Label", "name", "already_exists"));
    }
    let color = visit.text("color").unwrap_or("ededed");
    if color.len() != 6 || !color.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Answer::invalid("Label", "color", "invalid"));
    }
    let id = hub.create_label(repository, name, color, visit.text("description"));
    let shown = hub.labels.get(&id).map(|label| hub.label_json(label));
    Ok(Answer::created(shown.unwrap_or_default()))
}

fn shown(hub: &Hub, issue: u64) -> Answer {
    let ids = hub.issues.get(&issue).into_iter().flat_map(|issue| &issue.labels);
    Answer::list(ids.filter_map(|id| hub.labels.get(id)).map(|label| hub.label_json(label)).collect())
}

fn of_issue(hub: &mut Hub, visit: &Visit) -> Reply {
    let issue = named(hub, visit)?;
    Ok(shown(hub, issue))
}

/// The labels that the body names.
fn asked(hub: &mut Hub, visit: &Visit) -> Result<Vec<u64>, Answer> {
    let list = visit.body.get("labels");
    if list.is_none() {
        return Err(Answer::invalid("Label", "name", "missing_field"));
    }
    Ok(hub.label_ids(visit.repository()?, &names(list)))
}

fn add(hub: &mut Hub, visit: &Visit) -> Reply {
    let issue = named(hub, visit)?;
    let labels = asked(hub, visit)?;
    hub.add_labels(&visit.caller, issue, &labels);
    Ok(shown(hub, issue))
}

fn set(hub: &mut Hub, visit: &Visit) -> Reply {
    let issue = named(hub, visit)?;
    let labels = asked(hub, visit)?;
    let has: Vec<u64> =
        hub.issues.get(&issue).into_iter().flat_map(|issue| issue.labels.iter().copied()).collect();
    let over: Vec<u64> = has.into_iter().filter(|label| !labels.contains(label)).collect();
    hub.remove_labels(&visit.caller, issue, &over);
    hub.add_labels(&visit.caller, issue, &labels);
    Ok(shown(hub, issue))
}

fn clear(hub: &mut Hub, visit: &Visit) -> Reply {
    let issue = named(hub, visit)?;
    let has: Vec<u64> =
        hub.issues.get(&issue).into_iter().flat_map(|issue| issue.labels.iter().copied()).collect();
    hub.remove_labels(&visit.caller, issue, &has);
    Ok(Answer::no_content())
}

fn remove(hub: &mut Hub, visit: &Visit) -> Reply {
    let issue = named(hub, visit)?;
    let label = hub.label_named(visit.repository()?, visit.param("name")).map(|label| label.id);
    let has = |label: &u64| hub.issues.get(&issue).is_some_and(|issue| issue.labels.contains(label));
    let label = label.filter(has).ok_or_else(|| Answer::error(404, "Label does not exist"))?;
    hub.remove_labels(&visit.caller, issue, &[label]);
    Ok(shown(hub, issue))
}

#[cfg(test)]
mod tests;
