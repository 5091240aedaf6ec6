//! What an event of a deployment is called.

use history::deployed::{Deployed, Event};
use ledger::predicate::{DeploymentEvent, DeploymentKind};
use serde_json::{Value, json};

use super::{Telling, chain, subject};

/// An event of a deployment. What puts an artifact in its place is a service's event, and so is what takes it out; all else is custom.
pub(super) fn tell(one: &Deployed, event: &Event) -> Telling {
    let record = &event.record;
    let (kind, is_custom) = kind(record.event, record.kind, record.previous.is_some());
    let timing = &record.timing;
    let told = match record.event {
        DeploymentEvent::Requested => timing.requested_at,
        DeploymentEvent::Started => timing.started_at,
        // When it was taken away is not when it had ended.
        DeploymentEvent::Superseded | DeploymentEvent::RolledBack | DeploymentEvent::Undeployed => None,
        _ => timing.finished_at,
    };
    let environment = json!({"id": one.environment.name});
    // An artifact comes before a commit; a statement has one subject at least.
    let artifact = one.artifacts().next().or_else(|| one.subjects.first()).map(subject::purl);
    let content = match kind {
        "service.removed" => json!({"environment": environment}),
        _ if is_custom => json!({
            "environment": environment, "service": {"id": service(one)}, "artifactId": artifact, "impact": record.impact,
        }),
        _ => json!({"environment": environment, "artifactId": artifact}),
    };
    Telling {
        kind,
        is_custom,
        at: told.unwrap_or(event.at.time),
        chain: Some(chain(&one.id)),
        subject: if is_custom { format!("deployment/{}", one.id) } else { service(one) },
        content,
        data: data(one, event),
    }
}

fn service(one: &Deployed) -> String {
    format!("service/{}", one.service)
}

/// The name of an event, and whether it is a custom one.
fn kind(event: DeploymentEvent, kind: DeploymentKind, has_previous: bool) -> (&'static str, bool) {
    match event {
        DeploymentEvent::Succeeded => match (kind, has_previous) {
            (DeploymentKind::Rollback, _) => ("service.rolledback", false),
            (_, true) => ("service.upgraded", false),
            (_, false) => ("service.deployed", false),
        },
        DeploymentEvent::Adopted => ("service.deployed", false),
        DeploymentEvent::Undeployed => ("service.removed", false),
        DeploymentEvent::Requested => ("deployment.requested", true),
        DeploymentEvent::Started => ("deployment.started", true),
        DeploymentEvent::Failed => ("deployment.failed", true),
        DeploymentEvent::Cancelled => ("deployment.cancelled", true),
        DeploymentEvent::Superseded => ("deployment.superseded", true),
        DeploymentEvent::RolledBack => ("deployment.rolledback", true),
    }
}

fn data(one: &Deployed, event: &Event) -> Value {
    let record = &event.record;
    json!({
        "deploymentId": one.id, "kind": record.kind, "tier": one.environment.tier, "region": one.environment.region,
        "rolloutId": one.environment.rollout_id,
        "artifactIds": one.artifacts().map(subject::purl).collect::<Vec<_>>(),
        "commits": one.commits().collect::<Vec<_>>(),
        "remediates": record.remediates,
        "previous": record.previous,
        "gates": record.gates.iter().map(|gate| json!({"id": gate.id, "result": gate.result, "verdict": gate.verdict})).collect::<Vec<_>>(),
        "approvals": record.approvals.iter().map(|used| json!({"entry": used.leaf.index, "leafHash": used.leaf.hash})).collect::<Vec<_>>(),
    })
}
