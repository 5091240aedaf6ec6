//! Starting workflows: `workflow_dispatch` and `repository_dispatch`, the two events that a workflow's own token may cause.

use serde_json::{Value, json};

use crate::access::Needs;
use crate::answer::{Answer, Reply};
use crate::hub::Hub;
use crate::rest::rerun::WRITE;
use crate::rest::run_list::named;
use crate::route::Route;
use crate::run::NewRun;
use crate::token::Level;
use crate::visit::Visit;

const CONTENTS: Needs = Needs::repository(&[("contents", Level::Write)]);

pub(crate) const ROUTES: &[Route] = &[
    Route::new("POST", "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches", WRITE, workflow),
    Route::new("POST", "/repos/{owner}/{repo}/dispatches", CONTENTS, repository),
];

const MOST_INPUTS: usize = 25;
const LONGEST_TYPE: usize = 100;
const MOST_KEYS: usize = 10;
/// "The total size of the JSON payload must be less than 64KB."
const LARGEST: usize = 64 << 10;

fn workflow(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let workflow = named(hub, visit)?.clone();
    let reference = visit.required("WorkflowDispatch", "ref")?;
    let short = reference.trim_start_matches("refs/heads/").trim_start_matches("refs/tags/");
    // A branch or a tag, never a commit.
    let heads = store.reference(&format!("refs/heads/{short}"))?;
    if heads.is_none() && store.reference(&format!("refs/tags/{short}"))?.is_none() {
        return Err(Answer::unprocessable(&format!("No ref found for: {reference}")));
    }
    let inputs = visit.body.get("inputs").filter(|inputs| !inputs.is_null()).cloned().unwrap_or(json!({}));
    let Some(declared) = &workflow.says.dispatch else {
        return Err(Answer::unprocessable("Workflow does not have 'workflow_dispatch' trigger"));
    };
    check_inputs(&inputs, declared)?;
    let new = NewRun {
        id: None,
        workflow: workflow.id,
        event: "workflow_dispatch".to_owned(),
        head_branch: short.to_owned(),
        head_sha: None,
        inputs: inputs.clone(),
    };
    let id = hub.start_run(&visit.caller, new)?;
    let details = json!({"inputs": inputs, "ref": reference, "workflow": workflow.says.path});
    start(hub, visit, repository, "workflow_dispatch", "", details);
    if visit.body.get("return_run_details").and_then(Value::as_bool) != Some(true) {
        return Ok(Answer::no_content());
    }
    Ok(Answer::ok(json!({
        "workflow_run_id": id, "run_url": hub.api_below(repository, &format!("/actions/runs/{id}")),
        "html_url": hub.page_below(repository, &format!("/actions/runs/{id}")),
    })))
}

fn check_inputs(inputs: &Value, declared: &std::collections::BTreeMap<String, bool>) -> Result<(), Answer> {
    let given =
        inputs.as_object().ok_or_else(|| Answer::unprocessable("Invalid request.\n\nInputs is no object."))?;
    if given.len() > MOST_INPUTS {
        return Err(Answer::unprocessable("Invalid request.\n\nNo more than 25 properties are allowed."));
    }
    let strange: Vec<&String> = given.keys().filter(|name| !declared.contains_key(*name)).collect();
    if !strange.is_empty() {
        return Err(Answer::unprocessable(&format!("Unexpected inputs provided: {strange:?}")));
    }
    let missing = declared.iter().find(|(name, required)| **required && !given.contains_key(*name));
    match missing {
        Some((name, _)) => Err(Answer::unprocessable(&format!("Required input '{name}' not provided"))),
        None => Ok(()),
    }
}

fn repository(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    let kind = visit.required("RepositoryDispatch", "event_type")?;
    if kind.is_empty() || kind.chars().count() > LONGEST_TYPE {
        return Err(Answer::invalid("RepositoryDispatch", "event_type", "invalid"));
    }
    let payload =
        visit.body.get("client_payload").filter(|payload| !payload.is_null()).cloned().unwrap_or(json!({}));
    let Some(keys) = payload.as_object() else {
        return Err(Answer::invalid("RepositoryDispatch", "client_payload", "invalid"));
    };
    if keys.len() > MOST_KEYS {
        let message =
            "Invalid request.\n\nNo more than 10 properties are allowed; they are counted at the top level.";
        return Err(Answer::invalid_because("RepositoryDispatch", "client_payload", message));
    }
    if visit.raw.len() >= LARGEST {
        return Err(Answer::invalid_because(
            "RepositoryDispatch",
            "client_payload",
            "client_payload is too large.",
        ));
    }
    let branch = hub.repositories.get(&repository).map(|found| found.default_branch.clone());
    let details = json!({"branch": branch, "client_payload": payload});
    let kind = kind.to_owned();
    start(hub, visit, repository, "repository_dispatch", &kind, details);
    Ok(Answer::no_content())
}

/// Emits an event that starts workflows even if a workflow's token caused it: these two are GitHub's exceptions.
fn start(hub: &mut Hub, visit: &Visit, repository: u64, name: &str, action: &str, details: Value) {
    hub.emit(&visit.caller, name, action, repository, details);
    if let Some(event) = hub.events.last_mut() {
        event.starts_workflows = true;
    }
}

#[cfg(test)]
mod tests;
