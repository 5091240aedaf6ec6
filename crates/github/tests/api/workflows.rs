//! What the tests of runs, environments and deployments stand on: a commit, a workflow of two jobs, a run of it.

use std::collections::BTreeMap;

use github_sim::environment::Rules;
use github_sim::run::{JobSpec, NewRun, WorkflowFile};
use github_sim::token::Caller;

use crate::stage::Stage;

pub(crate) const ALICE: u64 = 101;

pub(crate) fn person(account: u64) -> Caller {
    Caller { account: Some(account), token: None }
}

/// The jobs `gate` and `deploy`, which needs it and goes to `production`; the input `sha` of a dispatch must be given.
pub(crate) fn workflow() -> WorkflowFile {
    let deploy = JobSpec {
        name: "deploy".to_owned(),
        needs: vec!["gate".to_owned()],
        environment: Some("production".to_owned()),
    };
    WorkflowFile {
        path: ".github/workflows/release.yml".to_owned(),
        name: "Release".to_owned(),
        dispatch: Some(BTreeMap::from([("sha".to_owned(), true)])),
        jobs: vec![JobSpec::new("gate"), deploy],
    }
}

/// Pushes to `main`; the commit.
pub(crate) fn commit(stage: &Stage) -> String {
    stage.hub().commit_files(1, "main", ALICE, "Begin", &[("a", Some("1"))]).unwrap()
}

/// Starts a run of a new workflow on `main`, after a push; its number.
pub(crate) fn start(stage: &Stage) -> u64 {
    commit(stage);
    let mut hub = stage.hub();
    let workflow = hub.add_workflow(1, workflow());
    let new =
        NewRun { workflow, event: "push".to_owned(), head_branch: "main".to_owned(), ..NewRun::default() };
    hub.start_run(&person(ALICE), new).unwrap()
}

/// A run whose gate has failed, so that nothing was deployed.
pub(crate) fn failed(stage: &Stage) -> u64 {
    let run = start(stage);
    stage.hub().set_job(run, "gate", "failure");
    stage.hub().set_job(run, "deploy", "skipped");
    run
}

/// A run that waits for `production`, of which Alice and the App `gate` decide; the number of the environment, too.
pub(crate) fn waiting(stage: &Stage) -> (u64, u64) {
    let rules = Rules {
        users: vec!["alice".to_owned()],
        teams: vec!["approvers".to_owned()],
        apps: vec!["gate".to_owned()],
        ..Rules::new("production")
    };
    let environment = stage.hub().set_environment(1, rules);
    (start(stage), environment)
}
