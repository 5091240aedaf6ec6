//! The shop that is deployed to staging: runs of the page's workflows, and what is left of them.

use std::sync::Mutex;

use ledger::predicate::Deployment;

use crate::docs::{DEPLOYMENTS, examples, root};
use crate::harness::{Run, Scenario};
use crate::stage::clone::Clone;
use crate::stage::{Stage, Started, shown};

/// The workflow of this name, as the page shows it.
pub(crate) fn page(name: &str) -> String {
    let all = examples(&root().join(DEPLOYMENTS)).into_iter().map(|example| example.yaml);
    let mut found = all.filter(|yaml| yaml.lines().next() == Some(&format!("name: {name}")));
    found.next().expect("the page shows the workflow")
}

/// The names of all workflows of the page.
pub(crate) fn workflows() -> Vec<String> {
    let all = examples(&root().join(DEPLOYMENTS)).into_iter();
    all.map(|example| example.yaml.lines().next().unwrap().trim_start_matches("name: ").to_owned()).collect()
}

/// A repository whose runs have the key.
pub(crate) fn stage(policy: Option<&str>) -> Stage {
    Stage::of("deploy", policy).signing()
}

/// How a run ended, and what was seen behind it.
pub(crate) struct Ran {
    pub(crate) run: Run,
    pub(crate) seen: Seen,
}

/// What the record and GitHub say.
pub(crate) struct Seen {
    pub(crate) commit: String,
    /// What was added to the record.
    pub(crate) told: Vec<String>,
    pub(crate) deployments: Vec<Deployment>,
    /// What GitHub shows: commit and states of each deployment, the oldest first.
    pub(crate) shown: Vec<(String, Vec<String>)>,
}

/// The environment staging of the shop.
pub(crate) struct Staging {
    pub(crate) stage: Stage,
    /// How many events were there when somebody looked last.
    known: Mutex<usize>,
}

impl Staging {
    pub(crate) fn new() -> Self {
        Self { stage: stage(None), known: Mutex::new(0) }
    }

    /// Somebody pushes, and the workflow runs.
    pub(crate) fn pushed(&self, name: &str, workflow: &str, with: impl FnOnce(Scenario) -> Scenario) -> Ran {
        let run = self.stage.push_and_start();
        let ended = self.of(name, workflow, &run, with).run("push");
        Ran { run: ended, seen: self.look(&run.commit) }
    }

    /// A run of this workflow for a commit.
    pub(crate) fn of(
        &self,
        name: &str,
        workflow: &str,
        run: &Started,
        with: impl FnOnce(Scenario) -> Scenario,
    ) -> Scenario {
        with(self.stage.scenario(name, workflow, run.id)).told("$COMMIT", &run.commit)
    }

    /// What can be seen now, and was not before.
    pub(crate) fn look(&self, commit: &str) -> Seen {
        let clone = Clone::of(&self.stage.simulator);
        let mut known = self.known.lock().unwrap();
        let (mut told, mut deployments) = (clone.told(), clone.deployments());
        let all = told.len();
        (told, deployments) = (told.split_off(*known), deployments.split_off(*known));
        *known = all;
        Seen { commit: commit.to_owned(), told, deployments, shown: shown(&self.stage.simulator) }
    }
}
