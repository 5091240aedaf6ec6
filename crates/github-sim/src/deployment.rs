//! Deployments as state, and which of them is active.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use crate::hub::Hub;
use crate::token::Caller;

/// A deployment.
#[derive(Debug, Clone, Serialize)]
pub struct Deployment {
    /// The durable number.
    pub id: u64,
    /// The repository.
    pub repository: u64,
    /// The commit.
    pub sha: String,
    /// The branch, tag or commit that was asked for.
    pub reference: String,
    /// What is done: `deploy`.
    pub task: String,
    /// The environment, which a status can change.
    pub environment: String,
    /// The environment at the beginning.
    pub original_environment: String,
    /// What the creator added.
    pub payload: Value,
    /// A short text.
    pub description: Option<String>,
    /// Whether the environment goes away some day.
    pub transient: bool,
    /// Whether people use the environment.
    pub production: bool,
    /// Who made it.
    pub creator: u64,
    /// The App through which it was made.
    pub app: Option<u64>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last got a status.
    pub updated_at: Timestamp,
    /// Its statuses, oldest first.
    pub statuses: Vec<DeploymentStatus>,
}

/// A line in the life of a deployment.
#[derive(Debug, Clone, Serialize)]
pub struct DeploymentStatus {
    /// The durable number.
    pub id: u64,
    /// `error`, `failure`, `inactive`, `in_progress`, `queued`, `pending` or `success`.
    pub state: String,
    /// A short text.
    pub description: String,
    /// The environment at that time.
    pub environment: String,
    /// Where the environment can be visited.
    pub environment_url: String,
    /// The log.
    pub log_url: String,
    /// Who said it.
    pub creator: u64,
    /// The App through which it was said.
    pub app: Option<u64>,
    /// When.
    pub at: Timestamp,
}

/// What a new status says.
#[derive(Debug, Clone, Default)]
pub struct NewStatus {
    /// The state.
    pub state: String,
    /// A short text.
    pub description: String,
    /// Another environment.
    pub environment: Option<String>,
    /// Where the environment can be visited.
    pub environment_url: String,
    /// The log.
    pub log_url: String,
    /// Whether older deployments of the environment become inactive; by default they do.
    pub auto_inactive: Option<bool>,
}

impl Deployment {
    /// Whether this is what runs in the environment: GitHub deletes no such deployment.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.statuses.last().is_some_and(|status| status.state == "success")
    }
}

impl Hub {
    /// Makes a deployment from its fields; number, creator and times are the hub's.
    pub(crate) fn add_deployment(&mut self, caller: &Caller, mut deployment: Deployment) -> u64 {
        deployment.id = self.fresh_id();
        deployment.creator = caller.account.unwrap_or(crate::account::GHOST);
        deployment.app = caller.app();
        (deployment.created_at, deployment.updated_at) = (self.clock.now(), self.clock.now());
        let (id, repository) = (deployment.id, deployment.repository);
        let shown = self.deployment_json(&deployment);
        self.deployments.insert(id, deployment);
        self.emit(caller, "deployment", "created", repository, json!({"deployment": shown}));
        id
    }

    /// Adds a status. One of success makes older deployments of the environment inactive, except in transient and production
    /// environments ("Inactive deployments" in GitHub's REST documentation of deployments).
    pub fn add_deployment_status(&mut self, caller: &Caller, id: u64, new: NewStatus) -> Option<u64> {
        let deployment = self.deployments.get_mut(&id)?;
        if let Some(environment) = new.environment.clone().filter(|name| !name.is_empty()) {
            deployment.environment = environment;
        }
        let (repository, environment) = (deployment.repository, deployment.environment.clone());
        let succeeded = new.state == "success";
        let replaces = succeeded && new.auto_inactive != Some(false);
        let status = self.say_of_deployment(caller, id, new)?;
        if replaces {
            let older = self.deployments.values().filter(|other| {
                other.repository == repository
                    && other.environment == environment
                    && other.id < id
                    && !other.transient
                    && !other.production
                    && other.is_active()
            });
            let older: Vec<u64> = older.map(|other| other.id).collect();
            for other in older {
                let inactive = NewStatus { state: "inactive".to_owned(), ..NewStatus::default() };
                self.say_of_deployment(caller, other, inactive);
            }
        }
        Some(status)
    }

    fn say_of_deployment(&mut self, caller: &Caller, id: u64, new: NewStatus) -> Option<u64> {
        let (number, at) = (self.fresh_id(), self.clock.now());
        let deployment = self.deployments.get_mut(&id)?;
        let status = DeploymentStatus {
            id: number,
            state: new.state,
            description: new.description,
            environment: deployment.environment.clone(),
            environment_url: new.environment_url,
            log_url: new.log_url,
            creator: caller.account.unwrap_or(crate::account::GHOST),
            app: caller.app(),
            at,
        };
        deployment.statuses.push(status.clone());
        deployment.updated_at = at;
        let deployment = self.deployments.get(&id)?;
        let repository = deployment.repository;
        let details = json!({
            "deployment": self.deployment_json(deployment),
            "deployment_status": self.deployment_status_json(deployment, &status),
        });
        self.emit(caller, "deployment_status", "created", repository, details);
        Some(number)
    }
}
