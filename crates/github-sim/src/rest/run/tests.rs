//! Runs, jobs and re-runs over the wire.

use std::time::Duration;

use serde_json::{Value, json};

use crate::probe::{Got, start};
use crate::run::{JobSpec, NewRun, WorkflowFile};
use crate::{Seed, Simulator};

const RUNS: &str = "/repos/octo/shop/actions/runs";

fn job(name: &str, needs: &[&str]) -> JobSpec {
    let needs = needs.iter().map(|&need| need.to_owned()).collect();
    JobSpec { needs, ..JobSpec::new(name) }
}

/// Run 1 of a workflow with the jobs `build`, `gate`, and `deploy` after both.
pub(crate) fn shop() -> Simulator {
    let sim = start(Seed::small().without_limits());
    {
        let mut hub = sim.hub();
        hub.commit_files(1, "main", 101, "Begin", &[("a", Some("1\n"))]).unwrap();
        let path = ".github/workflows/deploy.yml".to_owned();
        let jobs = vec![job("build", &[]), job("gate", &["build"]), job("deploy", &["gate"])];
        let workflow =
            hub.add_workflow(1, WorkflowFile { path, name: "Deploy".to_owned(), dispatch: None, jobs });
        let alice = hub.person("alice");
        let (event, head_branch) = ("push".to_owned(), "main".to_owned());
        hub.start_run(&alice, NewRun { id: Some(1), workflow, event, head_branch, ..NewRun::default() })
            .unwrap();
    }
    sim
}

fn end(sim: &Simulator, outcomes: [&str; 3]) {
    for (name, outcome) in ["build", "gate", "deploy"].iter().zip(outcomes) {
        sim.hub().set_job(1, name, outcome);
    }
}

fn get(sim: &Simulator, path: &str) -> Got {
    sim.get("carol-token", &format!("{RUNS}/1{path}")).expect(200)
}

fn again(sim: &Simulator, path: &str) -> Got {
    sim.post("actions-token", &format!("{RUNS}/1{path}"), &Value::Null)
}

fn states(got: &Got) -> Vec<(Value, Value)> {
    let jobs = got.at("/jobs");
    jobs.as_array().unwrap().iter().map(|job| (job["name"].clone(), job["status"].clone())).collect()
}

#[test]
fn a_run_is_where_its_jobs_are() {
    let sim = shop();
    let state = || {
        let got = get(&sim, "");
        (got.at("/status"), got.at("/conclusion"))
    };
    assert_eq!(state(), (json!("queued"), Value::Null));
    sim.hub().set_job(1, "build", "in_progress");
    assert_eq!(state(), (json!("in_progress"), Value::Null));
    end(&sim, ["success", "success", "success"]);
    assert_eq!(state(), (json!("completed"), json!("success")));
    end(&sim, ["success", "failure", "skipped"]);
    assert_eq!(state(), (json!("completed"), json!("failure")));
    end(&sim, ["success", "cancelled", "skipped"]);
    assert_eq!(state(), (json!("completed"), json!("cancelled")));
    let run = get(&sim, "");
    assert_eq!((run.at("/run_attempt"), run.at("/path")), (json!(1), json!(".github/workflows/deploy.yml")));
    assert_eq!((run.at("/actor/login"), run.at("/head_commit/message")), (json!("alice"), json!("Begin")));
    sim.get("carol-token", &format!("{RUNS}/2")).expect(404);
}

#[test]
fn failed_jobs_and_what_needs_them_run_again() {
    let sim = shop();
    end(&sim, ["success", "failure", "skipped"]);
    let before = get(&sim, "/jobs").at("/jobs/0/id");
    sim.clock().advance(Duration::from_secs(600));
    assert_eq!(again(&sim, "/rerun-failed-jobs").expect(201).json(), json!({}));
    let run = get(&sim, "");
    assert_eq!((run.at("/run_attempt"), run.at("/status")), (json!(2), json!("in_progress")));
    assert_eq!(
        (run.at("/actor/login"), run.at("/triggering_actor/login")),
        (json!("alice"), json!("github-actions[bot]"))
    );
    assert!(run.at("/previous_attempt_url").as_str().unwrap().ends_with("/runs/1/attempts/1"));
    let jobs = get(&sim, "/jobs");
    let expected = [("build", "completed"), ("gate", "queued"), ("deploy", "queued")];
    assert_eq!(states(&jobs), expected.map(|(name, state)| (json!(name), json!(state))));
    assert_ne!(jobs.at("/jobs/0/id"), before);
    assert_eq!(jobs.at("/jobs/0/completed_at"), "2026-11-22T10:00:00Z");
    let first = get(&sim, "/attempts/1");
    assert_eq!((first.at("/conclusion"), first.at("/run_attempt")), (json!("failure"), json!(1)));
    assert_eq!(first.at("/triggering_actor/login"), "alice");
    assert_eq!(get(&sim, "/attempts/1/jobs").at("/jobs/1/conclusion"), "failure");
    assert_eq!(get(&sim, "/jobs?filter=all").at("/total_count"), 6);
    sim.get("carol-token", &format!("{RUNS}/1/attempts/3")).expect(404);
    sim.get("carol-token", &format!("{RUNS}/1/attempts/0")).expect(404);
}

#[test]
fn a_run_that_runs_does_not_run_again() {
    let sim = shop();
    sim.hub().set_job(1, "build", "failure");
    sim.hub().set_job(1, "gate", "in_progress");
    for path in ["/rerun-failed-jobs", "/rerun"] {
        assert_eq!(again(&sim, path).expect(403).at("/message"), "This workflow is already running");
    }
    end(&sim, ["success", "success", "success"]);
    again(&sim, "/rerun-failed-jobs").expect(403);
    again(&sim, "/rerun").expect(201);
    assert_eq!(get(&sim, "").at("/status"), "queued");
}

#[test]
fn thirty_days_and_fifty_times() {
    let sim = shop();
    for _ in 0..50 {
        end(&sim, ["success", "failure", "skipped"]);
        again(&sim, "/rerun-failed-jobs").expect(201);
    }
    end(&sim, ["success", "failure", "skipped"]);
    again(&sim, "/rerun-failed-jobs").expect(403);
    assert_eq!(get(&sim, "").at("/run_attempt"), 51);
    let sim = shop();
    end(&sim, ["success", "failure", "skipped"]);
    sim.clock().advance(Duration::from_secs(30 * 24 * 3600));
    again(&sim, "/rerun-failed-jobs").expect(201);
    end(&sim, ["success", "failure", "skipped"]);
    sim.clock().advance(Duration::from_secs(1));
    assert!(again(&sim, "/rerun").expect(403).at("/message").as_str().unwrap().contains("over a month ago"));
}

#[test]
fn one_job_runs_again_with_what_needs_it() {
    let sim = shop();
    end(&sim, ["success", "success", "success"]);
    let id = get(&sim, "/jobs").at("/jobs/1/id");
    let path = format!("/repos/octo/shop/actions/jobs/{id}");
    assert_eq!(sim.get("carol-token", &path).expect(200).at("/name"), "gate");
    sim.post("alice-token", &format!("{path}/rerun"), &Value::Null).expect(201);
    let expected = [("build", "completed"), ("gate", "queued"), ("deploy", "queued")];
    assert_eq!(states(&get(&sim, "/jobs")), expected.map(|(name, state)| (json!(name), json!(state))));
    sim.post("alice-token", &format!("{path}/rerun"), &Value::Null).expect(404);
    sim.post("carol-token", &format!("{path}/rerun"), &Value::Null).expect(403);
}
