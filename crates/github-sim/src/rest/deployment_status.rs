//! The statuses of a deployment: create, list, get ("Deployment statuses" in GitHub's REST documentation).

use serde_json::{Value, json};

use crate::answer::{Answer, Reply};
use crate::deployment::{Deployment, DeploymentStatus, NewStatus};
use crate::hub::Hub;
use crate::node::node_id;
use crate::rest::deployment::{READ, WRITE, found};
use crate::route::Route;
use crate::visit::Visit;

pub(crate) const ROUTES: &[Route] = &[
    Route::new("POST", "/repos/{owner}/{repo}/deployments/{deployment_id}/statuses", WRITE, create),
    Route::new("GET", "/repos/{owner}/{repo}/deployments/{deployment_id}/statuses", READ, list),
    Route::new("GET", "/repos/{owner}/{repo}/deployments/{deployment_id}/statuses/{status_id}", READ, get),
];

const STATES: [&str; 7] = ["error", "failure", "inactive", "in_progress", "queued", "pending", "success"];
const LONGEST_DESCRIPTION: usize = 140;

impl Hub {
    /// The schema `deployment-status`.
    pub(crate) fn deployment_status_json(&self, deployment: &Deployment, status: &DeploymentStatus) -> Value {
        let url = self.api_below(deployment.repository, &format!("/deployments/{}", deployment.id));
        json!({
            "id": status.id, "node_id": node_id("DES", status.id), "url": format!("{url}/statuses/{}", status.id),
            "state": status.state, "creator": self.user_or_null(status.creator), "description": status.description,
            "environment": status.environment, "target_url": status.log_url, "log_url": status.log_url,
            "environment_url": status.environment_url, "created_at": status.at, "updated_at": status.at,
            "deployment_url": url, "repository_url": self.api_below(deployment.repository, ""),
            "performed_via_github_app": self.app_or_null(status.app),
        })
    }
}

fn create(hub: &mut Hub, visit: &Visit) -> Reply {
    let id = found(hub, visit)?.id;
    let state = visit.required("DeploymentStatus", "state")?;
    if !STATES.contains(&state) {
        return Err(Answer::invalid_because("DeploymentStatus", "state", "state is not included in the list"));
    }
    let description = visit.text("description").unwrap_or_default();
    if description.chars().count() > LONGEST_DESCRIPTION {
        let message = "description is too long (maximum is 140 characters)";
        return Err(Answer::invalid_because("DeploymentStatus", "description", message));
    }
    let text = |field: &str| visit.text(field).unwrap_or_default().to_owned();
    let log_url =
        visit.text("log_url").filter(|url| !url.is_empty()).map_or_else(|| text("target_url"), str::to_owned);
    let new = NewStatus {
        state: state.to_owned(),
        description: description.to_owned(),
        environment: visit.text("environment").map(str::to_owned),
        environment_url: text("environment_url"),
        log_url,
        auto_inactive: visit.body.get("auto_inactive").and_then(Value::as_bool),
    };
    let status = hub.add_deployment_status(&visit.caller, id, new).ok_or_else(Answer::not_found)?;
    shown(hub, visit, status).map(Answer::created)
}

fn shown(hub: &Hub, visit: &Visit, id: u64) -> Result<Value, Answer> {
    let deployment = found(hub, visit)?;
    let status = deployment.statuses.iter().find(|status| status.id == id).ok_or_else(Answer::not_found)?;
    Ok(hub.deployment_status_json(deployment, status))
}

fn list(hub: &mut Hub, visit: &Visit) -> Reply {
    let deployment = found(hub, visit)?;
    let newest_first = deployment.statuses.iter().rev();
    Ok(Answer::list(newest_first.map(|status| hub.deployment_status_json(deployment, status)).collect()))
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    shown(hub, visit, visit.number("status_id")?).map(Answer::ok)
}
