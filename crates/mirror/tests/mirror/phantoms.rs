//! The deployment that Actions makes for a job with an environment.

use std::collections::BTreeMap;

use github::deployments::{Filter, inactivate};
use github_sim::deployment::NewStatus;
use github_sim::environment::Rules;
use github_sim::run::{JobSpec, NewRun, WorkflowFile};
use github_sim::token::Caller;
use ledger::name::Ulid;
use mirror::jobs::look_up;
use mirror::{Became, Begin, How, Job, Progress, Recorded, begin, compare, end, read};
use serde_json::json;

use crate::stage::{ALICE, Stage, ULID, run, succeeded};

/// Starts a run with a job that deploys to `live`; its number.
fn start(stage: &Stage) -> u64 {
    let mut hub = stage.hub();
    hub.set_environment(1, Rules::new("live"));
    let deploy = JobSpec { name: "deploy".to_owned(), needs: Vec::new(), environment: Some("live".to_owned()) };
    let file = WorkflowFile {
        path: ".github/workflows/release.yml".to_owned(),
        name: "Release".to_owned(),
        dispatch: Some(BTreeMap::new()),
        jobs: vec![deploy],
    };
    let workflow = hub.add_workflow(1, file);
    let new =
        NewRun { workflow, event: "push".to_owned(), head_branch: "main".to_owned(), ..NewRun::default() };
    hub.start_run(&Caller { account: Some(ALICE), token: None }, new).unwrap()
}

/// What Actions says of the newest deployment that it made: that a job of a run has this state.
fn say(stage: &Stage, run: u64, job: u64, state: &str) -> u64 {
    let mut hub = stage.hub();
    let id = *hub.deployments.keys().next_back().unwrap();
    let actions = Caller { account: Some(41_898_282), token: None };
    let log_url = format!("https://github.com/octo/shop/actions/runs/{run}/job/{job}");
    let new = NewStatus { state: state.to_owned(), log_url, ..NewStatus::default() };
    hub.add_deployment_status(&actions, id, new).unwrap();
    id
}

fn adopting(stage: &Stage, run: u64, job: Option<u64>) -> Begin {
    Begin { adopt: Some(Job { run, job }), ..stage.begin() }
}

#[test]
fn the_one_of_this_job_is_taken_and_found_again() {
    let stage = Stage::new();
    let number = start(&stage);
    let phantom = say(&stage, number, 9, "in_progress");
    run(async {
        let shop = stage.shop();
        // Whoever tries again finds it, though what we said of it ourselves names no job.
        for again in [false, true] {
            let begun = begin(&stage.workflow(), &shop, &adopting(&stage, number, None)).await.unwrap();
            assert_eq!((begun.how, begun.progress == Ok(Progress::Already)), (How::Adopted, again));
            assert_eq!((begun.deployment.id, stage.count()), (phantom, 1));
        }
        let last = stage.hub().deployments[&phantom].statuses.last().unwrap().clone();
        assert_eq!(
            (last.state.as_str(), last.environment_url.as_str()),
            ("in_progress", "https://shop.example")
        );
    });
}

/// It names no service, and takes the place of what does, as a deployment that we made would.
#[test]
fn one_that_was_taken_replaces_earlier_ones_of_its_service() {
    let stage = Stage::new();
    let ours = stage.plant("live", &json!({"service": "shop"}), &["success"]);
    let other = stage.plant("live", &json!({"service": "mail"}), &["success"]);
    let number = start(&stage);
    let phantom = say(&stage, number, 9, "in_progress");
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        begin(&github, &shop, &adopting(&stage, number, None)).await.unwrap();
        let swept = end(&github, &shop, &succeeded(phantom)).await.replaced.unwrap().unwrap();
        assert_eq!(swept.inactive, [ours]);
        assert_eq!((stage.state(other).as_str(), stage.state(phantom).as_str()), ("success", "success"));
    });
}

#[test]
fn without_the_option_one_is_made_beside_it() {
    let stage = Stage::new();
    let number = start(&stage);
    say(&stage, number, 9, "in_progress");
    run(async {
        let begun = begin(&stage.workflow(), &stage.shop(), &stage.begin()).await.unwrap();
        assert_eq!((begun.how, stage.count()), (How::Made, 2));
    });
}

#[test]
fn that_of_another_run_or_job_is_never_taken() {
    let stage = Stage::new();
    let number = start(&stage);
    let phantom = say(&stage, number, 9, "in_progress");
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let begun = begin(&github, &shop, &adopting(&stage, number + 1, None)).await.unwrap();
        assert_eq!((begun.how, begun.undecided.len()), (How::Made, 0));
        assert_ne!(begun.deployment.id, phantom);
        stage.hub().deployments.remove(&begun.deployment.id);
        let begun = begin(&github, &shop, &adopting(&stage, number, Some(10))).await.unwrap();
        assert_eq!(begun.how, How::Made);
        assert_eq!(stage.states(phantom), ["in_progress"], "as Actions said it");
    });
}

#[test]
fn one_that_has_ended_is_that_of_an_earlier_attempt() {
    let stage = Stage::new();
    let number = start(&stage);
    say(&stage, number, 9, "failure");
    run(async {
        let begun = begin(&stage.workflow(), &stage.shop(), &adopting(&stage, number, None)).await.unwrap();
        assert_eq!((begun.how, stage.count()), (How::Made, 2));
    });
}

#[test]
fn of_two_jobs_of_a_run_nothing_is_guessed() {
    let stage = Stage::new();
    let number = start(&stage);
    let first = say(&stage, number, 9, "in_progress");
    let second = stage.twin(first);
    say(&stage, number, 10, "in_progress");
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let begun = begin(&github, &shop, &adopting(&stage, number, None)).await.unwrap();
        assert_eq!((begun.how, begun.undecided), (How::Made, vec![second, first]));
        stage.hub().deployments.remove(&begun.deployment.id);
        let begun = begin(&github, &shop, &adopting(&stage, number, Some(9))).await.unwrap();
        assert_eq!((begun.how, begun.deployment.id), (How::Adopted, first));
    });
}

/// Whoever made it inactive named no page, and an earlier status does.
#[test]
fn one_that_was_replaced_is_still_known_by_its_job() {
    let stage = Stage::new();
    let number = start(&stage);
    let phantom = say(&stage, number, 9, "success");
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        inactivate(&github, &shop, phantom, "Replaced").await.unwrap();
        let recorded = [Recorded {
            id: Ulid::new(ULID).unwrap(),
            environment: "live".to_owned(),
            sha: stage.sha.clone(),
            github: None,
            run: Some(number),
            started: stage.simulator.clock().now(),
            ended: None,
            became: Became::Open,
        }];
        let mut reading = read(&github, &shop, &Filter::default(), 100).await.unwrap();
        let before = compare(&reading, &recorded);
        assert_eq!((before.unrecorded.len(), before.phantoms.len()), (1, 0));
        let none = look_up(&github, &shop, &mut reading, (&before, &recorded), 0).await.unwrap();
        assert_eq!((none, compare(&reading, &recorded)), (1, before.clone()), "no more is asked than allowed");
        let asked = stage.asked(look_up(&github, &shop, &mut reading, (&before, &recorded), 5)).await;
        assert_eq!((asked.0.unwrap(), asked.1.len()), (0, 1));
        let after = compare(&reading, &recorded);
        assert_eq!((after.unrecorded.len(), after.phantoms.len()), (0, 1));
        assert_eq!(after.phantoms[0].0, phantom);
    });
}
