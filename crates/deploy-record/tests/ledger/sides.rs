//! A ledger and a simulated GitHub side by side.

use github_sim::Simulator;
use github_sim::deployment::{Deployment, DeploymentStatus};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::branch::simulator;
use crate::deployments::{event, time};
use crate::stage::{Ended, Stage, run_in, ulid};

/// Who made what nobody recorded.
pub(crate) const MALLORY: u64 = 105;

/// What GitHub shows of a deployment, without a number.
pub(crate) fn shown(environment: &str, sha: &str, at: Timestamp, state: &str) -> Deployment {
    let said = DeploymentStatus {
        id: 0,
        state: state.to_owned(),
        description: String::new(),
        environment: environment.to_owned(),
        environment_url: String::new(),
        log_url: String::new(),
        creator: MALLORY,
        app: None,
        at,
    };
    Deployment {
        id: 0,
        repository: 1,
        sha: sha.to_owned(),
        reference: sha.to_owned(),
        task: "deploy".to_owned(),
        environment: environment.to_owned(),
        original_environment: environment.to_owned(),
        payload: json!({}),
        description: None,
        transient: false,
        production: false,
        creator: MALLORY,
        app: None,
        created_at: at,
        updated_at: at,
        statuses: vec![said],
    }
}

/// Puts it on the simulated GitHub; its number.
pub(crate) fn plant(simulator: &Simulator, mut one: Deployment) -> u64 {
    let mut hub = simulator.hub();
    one.id = hub.fresh_id();
    for status in &mut one.statuses {
        status.id = hub.fresh_id();
    }
    let id = one.id;
    hub.deployments.insert(id, one);
    id
}

pub(crate) fn asking(stage: &Stage, simulator: &Simulator, args: &[&str]) -> Ended {
    let url = simulator.url();
    let variables =
        [("GITHUB_API_URL", url), ("GITHUB_TOKEN", "actions-token"), ("GITHUB_REPOSITORY", "octo/shop")];
    let ended = run_in(stage.folder.path(), args, &variables);
    assert!(!format!("{ended:?}").contains("actions-token"));
    ended
}

pub(crate) fn sha(letter: char) -> String {
    letter.to_string().repeat(40)
}

pub(crate) fn moment(minute: u64) -> Timestamp {
    time(minute).parse().unwrap()
}

/// A ledger and a GitHub.
pub(crate) struct Sides {
    pub(crate) stage: Stage,
    pub(crate) simulator: Simulator,
}

impl Sides {
    pub(crate) fn new() -> Self {
        Self { stage: Stage::new(0), simulator: simulator() }
    }

    /// Records a deployment that began and succeeded, of a commit, with other members than usual.
    pub(crate) fn record(&self, number: u64, minute: u64, commit: &str, more: &Value) {
        for (name, minute) in [("started", minute), ("succeeded", minute + 2)] {
            let mut one = event(number, name, "app", more);
            let commit = json!({"name": "commit", "digest": {"gitCommit": commit}});
            one["subject"].as_array_mut().unwrap().insert(0, commit);
            self.stage.append_at(minute, &one, &[]);
        }
    }

    /// Shows on GitHub what this suite would of a record.
    pub(crate) fn show(&self, number: u64, minute: u64, environment: &str, commit: &str) -> u64 {
        let mut one = shown(environment, commit, moment(minute), "success");
        one.payload = json!({"releasegate_key": ulid(number)});
        plant(&self.simulator, one)
    }

    /// A record and its deployment, in production: what is right.
    pub(crate) fn both(&self, number: u64, minute: u64, more: &Value) -> u64 {
        self.record(number, minute, &sha('a'), more);
        self.show(number, minute, "production", &sha('a'))
    }

    pub(crate) fn ask(&self, more: &[&str]) -> Ended {
        let args = ["reconcile", "--store", "dir:store", "--trust", "trust.json"];
        asking(&self.stage, &self.simulator, &[&args, more].concat())
    }

    pub(crate) fn answer(&self, more: &[&str]) -> (Option<i32>, Value) {
        let ended = self.ask(&[&["--json"], more].concat());
        assert!(!ended.out.is_empty(), "{ended:?}");
        (ended.exit, ended.json())
    }
}
