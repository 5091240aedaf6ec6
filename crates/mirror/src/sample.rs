//! Deployments as GitHub tells them, for tests.

use github::deployments::{Current, Deployment, Latest};
use serde_json::{Value, json};

pub(crate) const SHA: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const ULID: &str = "01JD6ZC0V8Q4S9T2M3N5P7R8X9";
pub(crate) const OTHER_ULID: &str = "01JD6ZC0V8Q4S9T2M3N5P7R8XA";

/// A deployment of Alice's to `environment`, made in the minute `id` of a day.
pub(crate) fn deployment(id: u64, environment: &str, more: &Value) -> Deployment {
    let at = format!("2026-11-22T{:02}:{:02}:00Z", id / 60, id % 60);
    let mut made = json!({
        "id": id, "node_id": format!("DE_{id}"), "sha": SHA, "ref": SHA, "task": "deploy", "payload": {},
        "environment": environment, "creator": {"login": "alice", "id": 101, "type": "User"},
        "created_at": at, "updated_at": at,
    });
    made.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(made).unwrap()
}

/// It, with what was last said of it at once.
pub(crate) fn current(deployment: Deployment, state: Option<&str>, log_url: &str) -> Current {
    let status = state.map(|state| Latest {
        state: state.to_owned(),
        description: None,
        log_url: Some(log_url.to_owned()),
        environment_url: None,
        created_at: deployment.created_at,
    });
    Current { deployment, status }
}

/// What Actions makes for a job.
pub(crate) fn by_actions() -> Value {
    json!({"creator": {"login": "github-actions[bot]", "id": 41_898_282, "type": "Bot"}})
}
