//! What a job with an environment waits for: a person, an App, or time.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use crate::clock::after;
use crate::deployment::{Deployment, NewStatus};
use crate::hub::Hub;
use crate::token::Caller;

/// A job before its environment.
#[derive(Debug, Clone, Serialize)]
pub struct Gate {
    /// The environment.
    pub environment: u64,
    /// The job.
    pub job: u64,
    /// The deployment that GitHub makes for the job.
    pub deployment: u64,
    /// Whether a reviewer must still approve.
    pub needs_review: bool,
    /// The Apps whose rules are not met yet.
    pub open_rules: Vec<u64>,
    /// Until when it waits.
    pub until: Timestamp,
    /// Since when it waits.
    pub since: Timestamp,
    /// Whether somebody rejected it.
    pub rejected: bool,
    /// What Apps reported without deciding.
    pub reports: BTreeMap<u64, Vec<String>>,
}

/// A decision about environments, which GitHub keeps without a time.
#[derive(Debug, Clone, Serialize)]
pub struct Review {
    /// The environments.
    pub environments: Vec<u64>,
    /// `approved` or `rejected`.
    pub state: String,
    /// Who decided; for an App its bot.
    pub user: u64,
    /// The words.
    pub comment: String,
}

impl Gate {
    /// Whether something still stands before the job.
    #[must_use]
    pub fn is_closed(&self, now: Timestamp) -> bool {
        !self.rejected && (self.needs_review || !self.open_rules.is_empty() || now < self.until)
    }
}

impl Hub {
    /// Puts every queued job of the latest attempt that has an environment behind a gate of its own.
    pub(super) fn raise_gates(&mut self, id: u64) {
        let now = self.clock.now();
        let Some(run) = self.runs.get(&id) else { return };
        let repository = run.repository;
        let queued = run.attempts.last().into_iter().flat_map(|attempt| &attempt.jobs);
        let waits = queued.filter(|job| job.status == "queued").filter_map(|job| {
            Some((job.id, self.environment(repository, job.spec.environment.as_deref()?)?.clone()))
        });
        for (job, environment) in waits.collect::<Vec<_>>() {
            let rules = &environment.rules;
            let timer = Duration::from_secs(rules.wait_timer.saturating_mul(60));
            let deployment = self.deployment_for(id, &rules.name);
            let gate = Gate {
                environment: environment.id,
                job,
                deployment,
                needs_review: !rules.users.is_empty() || !rules.teams.is_empty(),
                open_rules: environment.apps.iter().map(|(_, app)| *app).collect(),
                until: after(now, timer),
                since: now,
                rejected: false,
                reports: BTreeMap::new(),
            };
            let asks = gate.open_rules.clone();
            if let Some(run) = self.runs.get_mut(&id) {
                run.gates.push(gate);
            }
            for app in asks {
                self.ask_app(id, app, &rules.name);
            }
        }
        self.move_waiting(id);
    }

    /// The deployment that Actions makes for a job with an environment, in the name of its own bot.
    fn deployment_for(&mut self, id: u64, environment: &str) -> u64 {
        let Some(run) = self.runs.get(&id) else { return 0 };
        let deployment = Deployment {
            id: 0,
            repository: run.repository,
            sha: run.head_sha.clone(),
            reference: run.head_branch.clone().unwrap_or_else(|| run.head_sha.clone()),
            task: "deploy".to_owned(),
            environment: environment.to_owned(),
            original_environment: environment.to_owned(),
            payload: json!({}),
            description: None,
            transient: false,
            production: environment == "production",
            creator: 0,
            app: None,
            created_at: run.created_at,
            updated_at: run.created_at,
            statuses: Vec::new(),
        };
        self.add_deployment(&actions(), deployment)
    }

    fn ask_app(&mut self, id: u64, app: u64, environment: &str) {
        let Some(run) = self.runs.get(&id) else { return };
        let (repository, sha) = (run.repository, run.head_sha.clone());
        let callback = self.api_below(repository, &format!("/actions/runs/{id}/deployment_protection_rule"));
        let details = json!({
            "environment": environment, "event": run.event, "sha": sha, "ref": run.head_branch, "app": app,
            "deployment_callback_url": callback,
        });
        self.emit(&Caller::default(), "deployment_protection_rule", "requested", repository, details);
    }

    /// Lets jobs go whose gates have opened, and fails those that were rejected. Called before anybody looks at a run.
    pub fn move_waiting(&mut self, id: u64) {
        let now = self.clock.now();
        let Some(run) = self.runs.get_mut(&id) else { return };
        let mut opened = Vec::new();
        for job in run.attempts.last_mut().into_iter().flat_map(|attempt| &mut attempt.jobs) {
            let Some(gate) = run.gates.iter().find(|gate| gate.job == job.id) else { continue };
            if gate.is_closed(now) {
                "waiting".clone_into(&mut job.status);
            } else if gate.rejected && job.status != "completed" {
                "completed".clone_into(&mut job.status);
                job.conclusion = Some("failure".to_owned());
                job.completed_at = Some(now);
                opened.push((gate.deployment, "failure"));
            } else if job.status == "waiting" {
                "queued".clone_into(&mut job.status);
                opened.push((gate.deployment, "queued"));
            }
        }
        for (deployment, state) in opened {
            let new = NewStatus { state: state.to_owned(), ..NewStatus::default() };
            self.add_deployment_status(&actions(), deployment, new);
        }
    }

    /// A reviewer decides about environments that a run waits for.
    pub fn review_environments(
        &mut self,
        user: u64,
        id: u64,
        environments: &[u64],
        approved: bool,
        comment: &str,
    ) {
        let Some(run) = self.runs.get_mut(&id) else { return };
        for gate in run.gates.iter_mut().filter(|gate| environments.contains(&gate.environment)) {
            gate.rejected |= !approved;
            gate.needs_review = false;
        }
        let state = if approved { "approved" } else { "rejected" }.to_owned();
        let (environments, comment) = (environments.to_vec(), comment.to_owned());
        run.reviews.push(Review { environments, state, user, comment });
        self.move_waiting(id);
    }

    /// An App decides about its own rule.
    pub fn review_rule(&mut self, app: u64, id: u64, environment: u64, approved: bool, comment: &str) {
        let user = self.apps.get(&app).map_or(crate::account::GHOST, |app| app.bot);
        let Some(run) = self.runs.get_mut(&id) else { return };
        for gate in run.gates.iter_mut().filter(|gate| gate.environment == environment) {
            gate.rejected |= !approved;
            gate.open_rules.retain(|open| *open != app);
        }
        let state = if approved { "approved" } else { "rejected" }.to_owned();
        run.reviews.push(Review { environments: vec![environment], state, user, comment: comment.to_owned() });
        self.move_waiting(id);
    }
}

/// The bot of Actions, which makes the deployments of jobs.
fn actions() -> Caller {
    Caller { account: Some(crate::account::ACTIONS_BOT), token: None }
}
