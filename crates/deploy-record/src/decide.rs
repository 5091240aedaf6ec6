//! From facts to rules.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use verdict::{Draft, RuleStatus};

use crate::facts::{Done, Facts};
use crate::ground::{Ground, Which};
use crate::policy::{Ended, Mode, Policy};
use crate::rules;

/// What a verdict keeps for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// What the run recorded.
    pub mode: Mode,
    /// What, where.
    pub service: String,
    /// Where.
    pub environment: String,
    /// The ledger.
    pub ledger: String,
    /// What it says.
    pub ground: Ground,
    /// What is deployed; of a way back, its target.
    pub deployed: Deployed,
    /// The entries of this run.
    pub entries: Vec<u64>,
    /// GitHub's deployment.
    pub github: Option<u64>,
    /// What was done beside the ledger.
    pub done: Vec<Done>,
}

/// A commit with its artifacts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployed {
    /// The commit.
    pub commit: String,
    /// Names and digests.
    pub artifacts: Vec<journal::artifacts::Artifact>,
}

/// Decides.
#[must_use]
pub fn decide(policy: &Policy, facts: &Facts) -> Draft {
    let rules = rules::all(policy, facts);
    let stops = |status| matches!(status, RuleStatus::Fail | RuleStatus::Inconclusive | RuleStatus::Error);
    let summary = match rules.iter().find(|rule| stops(rule.status)) {
        Some(rule) => rule.message.clone(),
        None => said(policy, facts),
    };
    let deployed = brought(policy, facts);
    let details = Details {
        mode: policy.mode,
        service: policy.service.to_string(),
        environment: policy.environment.clone(),
        ledger: facts.ledger.clone(),
        ground: facts.ground.clone(),
        deployed,
        entries: facts.entries.clone(),
        github: facts.github,
        done: facts.done.clone(),
    };
    let details = match json!({ "deployment": details }) {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    let not_covered = vec![
        "Whether what runs is what is recorded: `environment-snapshot` entries and deploy-verify look at that."
            .to_owned(),
    ];
    Draft { rules, summary, inputs: Vec::new(), not_covered, details }
}

/// What is deployed: of an end, what began; of a way back, what its target was.
#[must_use]
pub fn brought(policy: &Policy, facts: &Facts) -> Deployed {
    let back = policy.kind == ledger::predicate::DeploymentKind::Rollback;
    let own = facts.ground.own.as_ref().filter(|_| policy.mode == Mode::Finish);
    match own.or_else(|| facts.ground.target.as_ref().filter(|_| back)) {
        Some(Which { commit, artifacts, .. }) => {
            Deployed { commit: commit.clone(), artifacts: artifacts.clone() }
        }
        None => Deployed { commit: facts.commit.clone(), artifacts: facts.artifacts.clone() },
    }
}

fn said(policy: &Policy, facts: &Facts) -> String {
    let (service, environment) = (&policy.service, &policy.environment);
    let id = facts.ground.own.as_ref().map_or_else(|| facts.own.to_string(), |own| own.id.to_string());
    match policy.mode {
        Mode::Start => format!("Deployment {id} of {service} to {environment} began."),
        Mode::Finish => {
            let was = if policy.ended == Ended::Cancelled { "was " } else { "" };
            format!("Deployment {id} of {service} to {environment} {was}{}.", policy.ended.state())
        }
        Mode::Rollback => format!("Deployment {id} of {service} to {environment} was rolled back."),
        Mode::Incident => {
            let told = policy.incident.as_ref();
            let reference = told.map_or("", |one| one.reference.as_str());
            let event = told.and_then(|one| serde_json::to_value(one.event).ok());
            let event = event.as_ref().and_then(Value::as_str).unwrap_or("told of");
            format!("Incident {reference} of {service} in {environment} is recorded as {event}.")
        }
    }
}
