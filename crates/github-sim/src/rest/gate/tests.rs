//! Waiting for environments over the wire.

use std::time::Duration;

use serde_json::{Value, json};

use crate::environment::Rules;
use crate::probe::{Got, start};
use crate::run::{JobSpec, NewRun, WorkflowFile};
use crate::{Seed, Simulator};

const RUN: &str = "/repos/octo/shop/actions/runs/1";

/// Run 1 by alice, whose job `deploy` waits for an environment with these rules.
fn shop(rules: Rules) -> Simulator {
    let sim = start(Seed::small());
    let mut hub = sim.hub();
    hub.commit_files(1, "main", 101, "Begin", &[("a", Some("1\n"))]).unwrap();
    hub.set_environment(1, Rules { name: "production".to_owned(), ..rules });
    let jobs = vec![JobSpec { environment: Some("production".to_owned()), ..JobSpec::new("deploy") }];
    let workflow =
        hub.add_workflow(1, WorkflowFile { path: "deploy.yml".to_owned(), jobs, ..WorkflowFile::default() });
    let alice = hub.person("alice");
    let (event, head_branch) = ("push".to_owned(), "main".to_owned());
    hub.start_run(&alice, NewRun { id: Some(1), workflow, event, head_branch, ..NewRun::default() }).unwrap();
    drop(hub);
    sim
}

fn reviewed(users: &[&str], teams: &[&str]) -> Rules {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    Rules { users: owned(users), teams: owned(teams), prevent_self_review: true, ..Rules::default() }
}

fn pending(sim: &Simulator, token: &str) -> Got {
    sim.get(token, &format!("{RUN}/pending_deployments")).expect(200)
}

fn review(sim: &Simulator, token: &str, state: &str) -> Got {
    let id = sim.hub().environment(1, "production").unwrap().id;
    let body = json!({"environment_ids": [id], "state": state, "comment": "Seen."});
    sim.post(token, &format!("{RUN}/pending_deployments"), &body)
}

fn status(sim: &Simulator) -> (Value, Value) {
    let run = sim.get("carol-token", RUN).expect(200);
    (run.at("/status"), run.at("/conclusion"))
}

fn decide(sim: &Simulator, token: &str, more: &Value) -> Got {
    let mut body = json!({"environment_name": "production"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    sim.post(token, &format!("{RUN}/deployment_protection_rule"), &body)
}

#[test]
fn a_reviewer_lets_the_job_go() {
    let sim = shop(reviewed(&["carol"], &["approvers"]));
    assert_eq!(status(&sim).0, "waiting");
    let waits = |token| pending(&sim, token).at("/0/current_user_can_approve");
    assert_eq!((waits("carol-token"), waits("bob-token")), (json!(true), json!(true)));
    // Mallory is no reviewer, and alice started the run.
    assert_eq!((waits("mallory-token"), waits("alice-token")), (json!(false), json!(false)));
    review(&sim, "mallory-token", "approved").expect(422);
    review(&sim, "alice-token", "approved").expect(422);
    review(&sim, "actions-token", "approved").expect(403);
    let deployments = review(&sim, "carol-token", "approved").expect(200);
    assert_eq!(deployments.at("/0/environment"), "production");
    assert_eq!(status(&sim).0, "queued");
    assert_eq!(pending(&sim, "carol-token").json(), json!([]));
    review(&sim, "bob-token", "approved").expect(422);
    let history = sim.get("carol-token", &format!("{RUN}/approvals")).expect(200);
    assert_eq!((history.at("/0/state"), history.at("/0/user/login")), (json!("approved"), json!("carol")));
    assert_eq!(
        (history.at("/0/comment"), history.at("/0/environments/0/name")),
        (json!("Seen."), json!("production"))
    );
    // GitHub's history has no time.
    assert!(history.at("/0").as_object().unwrap().keys().all(|key| !key.ends_with("_at")));
}

#[test]
fn a_rejection_fails_the_job() {
    let sim = shop(reviewed(&["carol"], &[]));
    review(&sim, "carol-token", "rejected").expect(200);
    assert_eq!(status(&sim), (json!("completed"), json!("failure")));
    let statuses = {
        let hub = sim.hub();
        let deployment = hub.deployments.values().next().unwrap();
        deployment.statuses.iter().map(|status| status.state.clone()).collect::<Vec<_>>()
    };
    assert_eq!(statuses, ["failure"]);
    // Another attempt asks again.
    sim.post("alice-token", &format!("{RUN}/rerun-failed-jobs"), &Value::Null).expect(201);
    assert_eq!(status(&sim).0, "waiting");
    review(&sim, "carol-token", "approved").expect(200);
    assert_eq!(status(&sim).0, "queued");
}

#[test]
fn time_alone_opens_a_timer() {
    let sim = shop(Rules { wait_timer: 30, ..Rules::default() });
    let waits = pending(&sim, "carol-token");
    assert_eq!(
        (waits.at("/0/wait_timer"), waits.at("/0/wait_timer_started_at")),
        (json!(30), json!("2026-11-22T10:00:00Z"))
    );
    sim.clock().advance(Duration::from_secs(30 * 60 - 1));
    assert_eq!(status(&sim).0, "waiting");
    sim.clock().advance(Duration::from_secs(1));
    assert_eq!(status(&sim).0, "queued");
}

#[test]
fn an_app_decides_only_its_own_rule() {
    let rules = Rules { apps: vec!["gate".to_owned()], ..Rules::default() };
    let sim = shop(rules);
    let approve = json!({"state": "approved", "comment": "All seats are taken."});
    decide(&sim, "actions-token", &approve).expect(403);
    decide(&sim, "alice-token", &approve).expect(403);
    {
        let hub = sim.hub();
        let asked = hub.events().iter().find(|event| event.name == "deployment_protection_rule").unwrap();
        assert!(
            asked.payload["deployment_callback_url"]
                .as_str()
                .unwrap()
                .ends_with("/runs/1/deployment_protection_rule")
        );
    }
    decide(&sim, "gate-token", &json!({"comment": "2 of 3"})).expect(204);
    assert_eq!(status(&sim).0, "waiting");
    decide(&sim, "gate-token", &approve).expect(204);
    assert_eq!(status(&sim).0, "queued");
    decide(&sim, "gate-token", &approve).expect(422);
    let history = sim.get("carol-token", &format!("{RUN}/approvals")).expect(200);
    assert_eq!(history.at("/0/user/login"), "gate[bot]");
    let sim = shop(reviewed(&["carol"], &[]));
    let refused = decide(&sim, "gate-token", &approve).expect(403);
    assert!(refused.at("/message").as_str().unwrap().contains("only review their own"));
}

#[test]
fn an_app_reports_ten_times() {
    let sim = shop(Rules { apps: vec!["gate".to_owned()], ..Rules::default() });
    decide(&sim, "gate-token", &json!({"comment": "x".repeat(1_025)})).expect(422);
    decide(&sim, "gate-token", &json!({})).expect(422);
    for _ in 0..10 {
        decide(&sim, "gate-token", &json!({"comment": "x".repeat(1_024)})).expect(204);
    }
    decide(&sim, "gate-token", &json!({"comment": "x"})).expect(422);
    decide(&sim, "gate-token", &json!({"state": "rejected", "comment": "No."})).expect(204);
    assert_eq!(status(&sim), (json!("completed"), json!("failure")));
}

#[test]
fn a_review_says_everything() {
    let sim = shop(reviewed(&["carol"], &[]));
    let id = sim.hub().environment(1, "production").unwrap().id;
    for body in [
        json!({"environment_ids": [id], "state": "approved"}),
        json!({"environment_ids": [id], "comment": "x"}),
        json!({"state": "approved", "comment": "x"}),
        json!({"environment_ids": [], "state": "approved", "comment": "x"}),
        json!({"environment_ids": [1], "state": "approved", "comment": "x"}),
        json!({"environment_ids": [id], "state": "maybe", "comment": "x"}),
    ] {
        sim.post("carol-token", &format!("{RUN}/pending_deployments"), &body).expect(422);
    }
    assert_eq!(status(&sim).0, "waiting");
}
