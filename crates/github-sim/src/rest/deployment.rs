//! Deployments: create, list, get, delete ("Deployments" in GitHub's REST documentation).

use serde_json::{Value, json};

use crate::access::Needs;
use crate::answer::{Answer, Reply};
use crate::deployment::Deployment;
use crate::git::{Oid, Store};
use crate::hub::Hub;
use crate::node::node_id;
use crate::pull::Joined;
use crate::rest::merge;
use crate::route::Route;
use crate::token::Level;
use crate::visit::Visit;

pub(crate) const READ: Needs = Needs::repository(&[("deployments", Level::Read)]);
pub(crate) const WRITE: Needs = Needs::repository(&[("deployments", Level::Write)]);

pub(crate) const ROUTES: &[Route] = &[
    Route::new("POST", "/repos/{owner}/{repo}/deployments", WRITE, create),
    Route::new("GET", "/repos/{owner}/{repo}/deployments", READ, list),
    Route::new("GET", "/repos/{owner}/{repo}/deployments/{deployment_id}", READ, get),
    Route::new("DELETE", "/repos/{owner}/{repo}/deployments/{deployment_id}", WRITE, delete),
];

impl Hub {
    /// The schema `deployment`.
    pub(crate) fn deployment_json(&self, deployment: &Deployment) -> Value {
        let url = self.api_below(deployment.repository, &format!("/deployments/{}", deployment.id));
        json!({
            "id": deployment.id, "node_id": node_id("DE", deployment.id), "url": url, "sha": deployment.sha,
            "ref": deployment.reference, "task": deployment.task, "payload": deployment.payload,
            "environment": deployment.environment, "original_environment": deployment.original_environment,
            "description": deployment.description, "creator": self.user_or_null(deployment.creator),
            "created_at": deployment.created_at, "updated_at": deployment.updated_at,
            "statuses_url": format!("{url}/statuses"), "repository_url": self.api_below(deployment.repository, ""),
            "transient_environment": deployment.transient, "production_environment": deployment.production,
            "performed_via_github_app": self.app_or_null(deployment.app),
        })
    }
}

/// The deployment that the path names.
pub(crate) fn found<'h>(hub: &'h Hub, visit: &Visit) -> Result<&'h Deployment, Answer> {
    let (repository, id) = (visit.repository()?, visit.number("deployment_id")?);
    hub.deployments.get(&id).filter(|found| found.repository == repository).ok_or_else(Answer::not_found)
}

fn create(hub: &mut Hub, visit: &Visit) -> Reply {
    visit.actor()?;
    let (repository, store) = hub.filled_store(visit)?;
    let reference = visit.required("Deployment", "ref")?;
    let oid = store.resolve(reference)?;
    let oid = oid.ok_or_else(|| Answer::unprocessable(&format!("No ref found for: {reference}")))?;
    let says = |field: &str, default: bool| visit.body.get(field).and_then(Value::as_bool).unwrap_or(default);
    if says("auto_merge", true)
        && let Some(answer) = auto_merge(hub, visit, &store, reference, &oid)?
    {
        return Ok(answer);
    }
    let required = visit.body.get("required_contexts").filter(|list| !list.is_null());
    let contexts = contexts(hub, repository, oid.as_str(), required);
    if contexts.iter().any(|(_, state)| state != "success") {
        return Err(checks_failed(reference, &contexts));
    }
    let environment = visit.text("environment").filter(|name| !name.is_empty()).unwrap_or("production");
    let deployment = Deployment {
        id: 0,
        repository,
        sha: oid.as_str().to_owned(),
        reference: reference.to_owned(),
        task: visit.text("task").unwrap_or("deploy").to_owned(),
        environment: environment.to_owned(),
        original_environment: environment.to_owned(),
        payload: visit.body.get("payload").filter(|payload| !payload.is_null()).cloned().unwrap_or(json!({})),
        description: visit.text("description").map(str::to_owned),
        transient: says("transient_environment", false),
        production: says("production_environment", environment == "production"),
        creator: 0,
        app: None,
        created_at: visit.at,
        updated_at: visit.at,
        statuses: Vec::new(),
    };
    let id = hub.add_deployment(&visit.caller, deployment);
    let deployment = hub.deployments.get(&id).ok_or_else(Answer::not_found)?;
    Ok(Answer::created(hub.deployment_json(deployment)))
}

/// "auto_merge: Attempts to automatically merge the default branch into the requested ref, if it's behind": then there is no
/// deployment yet.
fn auto_merge(
    hub: &mut Hub,
    visit: &Visit,
    store: &Store,
    reference: &str,
    oid: &Oid,
) -> Result<Option<Answer>, Answer> {
    let repository = visit.repository()?;
    let default =
        hub.repositories.get(&repository).map(|found| found.default_branch.clone()).unwrap_or_default();
    let Some(tip) = store.resolve(&default)? else { return Ok(None) };
    if store.is_fast_forward(&tip, oid)? || reference == default {
        return Ok(None);
    }
    let conflict = || Answer::conflict(&format!("Conflict merging {default} into {reference}."));
    let branch = reference.trim_start_matches("refs/heads/").trim_start_matches("heads/");
    if store.reference(&format!("refs/heads/{branch}"))?.is_none() {
        return Err(conflict());
    }
    let message = format!("Merge branch '{default}' into {branch}");
    match hub.join(&visit.caller, repository, branch, &tip, &message)? {
        Joined::Nothing => Ok(None),
        Joined::Conflict => Err(conflict()),
        Joined::Commit(_) => {
            let message = format!("Auto-merged {default} into {reference} on deployment.");
            Ok(Some(Answer::json(202, json!({"message": message}))))
        }
    }
}

/// What must be green, with its state: without a list everything that spoke, and of a list also what did not speak.
fn contexts(hub: &Hub, repository: u64, sha: &str, required: Option<&Value>) -> Vec<(String, String)> {
    let statuses = hub.latest_statuses(repository, sha).into_iter();
    let statuses = statuses.map(|status| (status.context.clone(), status.state.clone()));
    // A check that was skipped or is neutral counts as not successful here.
    let checks = hub
        .checks_of(repository, sha, true)
        .into_iter()
        .map(|check| (check.name.clone(), check.conclusion.clone().unwrap_or_else(|| "pending".to_owned())));
    let spoke: Vec<(String, String)> = statuses.chain(checks).collect();
    let Some(required) = required.and_then(Value::as_array) else { return spoke };
    let of = |context: &str| {
        let state = spoke.iter().find(|(name, _)| name == context).map(|(_, state)| state.clone());
        (context.to_owned(), state.unwrap_or_else(|| "pending".to_owned()))
    };
    required.iter().filter_map(Value::as_str).map(of).collect()
}

fn checks_failed(reference: &str, contexts: &[(String, String)]) -> Answer {
    let shown = contexts.iter().map(|(context, state)| json!({"context": context, "state": state}));
    let error = json!({
        "contexts": shown.collect::<Vec<_>>(), "resource": "Deployment", "field": "required_contexts", "code": "invalid",
    });
    let documentation = "https://docs.github.com/rest/deployments/deployments#create-a-deployment";
    Answer::json(
        409,
        json!({
            "message": format!("Conflict: Commit status checks failed for {reference}."), "errors": [error],
            "documentation_url": documentation, "status": "409",
        }),
    )
}

fn list(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    let asked = |name: &str| visit.query(name).filter(|text| *text != "none");
    let wanted = |found: &&Deployment| {
        found.repository == repository
            && asked("sha").is_none_or(|sha| sha == found.sha)
            && asked("ref").is_none_or(|reference| reference == found.reference)
            && asked("task").is_none_or(|task| task == found.task)
            && asked("environment").is_none_or(|environment| environment == found.environment)
    };
    let newest_first = hub.deployments.values().rev().filter(wanted);
    Ok(Answer::list(newest_first.map(|found| hub.deployment_json(found)).collect()))
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let deployment = found(hub, visit)?;
    Ok(Answer::ok(hub.deployment_json(deployment)))
}

fn delete(hub: &mut Hub, visit: &Visit) -> Reply {
    let deployment = found(hub, visit)?;
    let (id, repository) = (deployment.id, deployment.repository);
    let only = hub.deployments.values().filter(|found| found.repository == repository).count() == 1;
    if deployment.is_active() && !only {
        let message =
            "We cannot delete an active deployment unless it is the only deployment in a given repository.";
        return Err(refused(message));
    }
    hub.deployments.remove(&id);
    Ok(Answer::no_content())
}

/// The schema `validation-error-simple`.
pub(crate) fn refused(message: &str) -> Answer {
    let mut answer = Answer::unprocessable(message);
    if let crate::answer::Content::Json(body) = &mut answer.content {
        merge(body, json!({"errors": [message]}));
    }
    answer
}

#[cfg(test)]
mod tests;
