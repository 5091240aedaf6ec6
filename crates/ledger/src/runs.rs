//! Which workflow runs may record: what a verifier demands of them, by a way of its own.
//!
//! A token that was stolen, or a workflow that somebody changed, records by the same key as the one that was meant to. What it cannot change are the numbers and names
//! that the platform gives a run: where the signer takes them from the run's OIDC token, a demand for them tells one from the other.

use serde::{Deserialize, Deserializer, Serialize};

use crate::name::{GitCommit, Line, NumericId};
use crate::predicate::Run;

/// What a run has to be: for each member that is there, one of its values.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RunDemand {
    /// Of one of these repositories.
    #[serde(deserialize_with = "some", skip_serializing_if = "Vec::is_empty")]
    pub repository_id: Vec<NumericId>,
    /// Of one of these owners.
    #[serde(deserialize_with = "some", skip_serializing_if = "Vec::is_empty")]
    pub repository_owner_id: Vec<NumericId>,
    /// Of one of these workflows, each at its ref.
    #[serde(deserialize_with = "some", skip_serializing_if = "Vec::is_empty")]
    pub workflow_ref: Vec<Line>,
    /// In a job of one of these reusable workflows, each at its ref.
    #[serde(deserialize_with = "some", skip_serializing_if = "Vec::is_empty")]
    pub job_workflow_ref: Vec<Line>,
    /// As it was at one of these commits.
    #[serde(deserialize_with = "some", skip_serializing_if = "Vec::is_empty")]
    pub job_workflow_sha: Vec<GitCommit>,
    /// Started by one of these events.
    #[serde(deserialize_with = "some", skip_serializing_if = "Vec::is_empty")]
    pub event_name: Vec<Line>,
    /// On such a runner: `github-hosted` or `self-hosted`.
    #[serde(deserialize_with = "some", skip_serializing_if = "Vec::is_empty")]
    pub runner_environment: Vec<Line>,
}

impl RunDemand {
    /// Whether it asks for anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a run is such a one. What a run does not say of itself is nothing that is demanded.
    #[must_use]
    pub fn fits(&self, run: &Run) -> bool {
        one_of(&self.repository_id, Some(&run.repository_id))
            && one_of(&self.repository_owner_id, Some(&run.repository_owner_id))
            && one_of(&self.workflow_ref, Some(&run.workflow_ref))
            && one_of(&self.job_workflow_ref, run.job_workflow_ref.as_ref())
            && one_of(&self.job_workflow_sha, run.job_workflow_sha.as_ref())
            && one_of(&self.event_name, Some(&run.event_name))
            && one_of(&self.runner_environment, run.runner_environment.as_ref())
    }
}

fn one_of<T: PartialEq>(demanded: &[T], said: Option<&T>) -> bool {
    demanded.is_empty() || said.is_some_and(|said| demanded.contains(said))
}

/// A list of none would read like "nothing is allowed", and mean "anything is".
fn some<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let values = Vec::deserialize(deserializer)?;
    if values.is_empty() {
        Err(serde::de::Error::custom("a list of no values: leave it out"))
    } else {
        Ok(values)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn run() -> Run {
        serde_json::from_value(json!({
            "repositoryId": "1296269", "repositoryOwnerId": "583231", "runId": "1", "attempt": 1, "eventName": "push",
            "workflowRef": "acme/app/.github/workflows/deploy.yml@refs/heads/main", "runnerEnvironment": "github-hosted",
            "jobWorkflowRef": "acme/ci/.github/workflows/record.yml@refs/tags/v1", "jobWorkflowSha": "d20a".repeat(10),
        }))
        .unwrap()
    }

    #[test]
    fn attack_08_a_run_has_to_be_what_is_demanded_in_every_member() {
        let whole = json!({
            "repositoryId": ["7", "1296269"], "repositoryOwnerId": ["583231"], "eventName": ["push", "workflow_dispatch"],
            "workflowRef": ["acme/app/.github/workflows/deploy.yml@refs/heads/main"], "runnerEnvironment": ["github-hosted"],
            "jobWorkflowRef": ["acme/ci/.github/workflows/record.yml@refs/tags/v1"], "jobWorkflowSha": ["d20a".repeat(10)],
        });
        let demand: RunDemand = serde_json::from_value(whole.clone()).unwrap();
        assert!(demand.fits(&run()) && !demand.is_empty());
        assert_eq!(serde_json::to_value(&demand).unwrap(), whole);
        for (member, other) in [
            ("repositoryId", "7000"),
            ("repositoryOwnerId", "583232"),
            ("workflowRef", "acme/app/.github/workflows/deploy.yml@refs/heads/other"),
            ("jobWorkflowRef", "mallory/ci/.github/workflows/record.yml@refs/tags/v1"),
            ("jobWorkflowSha", "0000000000000000000000000000000000000000"),
            ("eventName", "pull_request_target"),
            ("runnerEnvironment", "self-hosted"),
        ] {
            let mut said = serde_json::to_value(run()).unwrap();
            said[member] = json!(other);
            assert!(!demand.fits(&serde_json::from_value(said.clone()).unwrap()), "{member}");
            // Alone it is as strict, and what is not demanded may be anything.
            let alone: RunDemand = serde_json::from_value(json!({member: whole[member]})).unwrap();
            assert!(
                alone.fits(&run()) && !alone.fits(&serde_json::from_value(said.clone()).unwrap()),
                "{member}"
            );
            said.as_object_mut().unwrap().remove(member);
            let silent: Option<Run> = serde_json::from_value(said).ok();
            assert!(silent.is_none_or(|silent| !demand.fits(&silent)), "what is not said of {member}");
        }
    }

    #[test]
    fn a_list_of_nothing_is_no_demand() {
        assert!(serde_json::from_value::<RunDemand>(json!({"repositoryId": []})).is_err());
        assert!(serde_json::from_value::<RunDemand>(json!({"repository": ["1"]})).is_err());
        assert!(serde_json::from_value::<RunDemand>(json!({})).unwrap().is_empty());
    }
}
