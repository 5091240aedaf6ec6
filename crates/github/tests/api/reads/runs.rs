//! Runs: their facts, their jobs, and what keeps one from running again.

use std::collections::BTreeMap;
use std::time::Duration;

use github::runs::{self, Filter, Jobs};
use github::{Kind, dispatches};
use github_sim::run::NewRun;
use serde_json::json;

use crate::stage::{Stage, run};
use crate::workflows::{self, ALICE, person};

const DAY: Duration = Duration::from_secs(24 * 3600);

#[test]
fn a_run_and_its_attempts_say_who_what_and_where() {
    let stage = Stage::new();
    let number = workflows::failed(&stage);
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let first = runs::read(&github, &shop, number).await.unwrap();
        assert_eq!((first.run_attempt, first.status.as_deref()), (1, Some("completed")));
        assert_eq!((first.conclusion.as_deref(), first.event.as_str()), (Some("failure"), "push"));
        assert_eq!((first.head_branch.as_deref(), first.head_sha.len()), (Some("main"), 40));
        assert_eq!(first.path, ".github/workflows/release.yml");
        assert_eq!(first.actor.as_ref().unwrap().id, ALICE);
        runs::rerun_failed_jobs(&github, &shop, number).await.unwrap();
        let second = runs::read(&github, &shop, number).await.unwrap();
        assert_eq!((second.run_attempt, second.conclusion.as_deref()), (2, None));
        assert_eq!(second.triggering_actor.unwrap().id, github.viewer().await.unwrap().id);
        assert_eq!((second.actor, &second.head_sha), (first.actor.clone(), &first.head_sha));
        assert_eq!(runs::attempt(&github, &shop, number, 1).await.unwrap(), first);
        let missing = runs::attempt(&github, &shop, number, 3).await.unwrap_err();
        assert_eq!(missing.kind, Kind::NotFound, "{missing}");
    });
}

#[test]
fn jobs_are_those_of_an_attempt_or_of_all() {
    let stage = Stage::new();
    let number = workflows::failed(&stage);
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        runs::rerun(&github, &shop, number).await.unwrap();
        let shown = |jobs: Vec<runs::Job>| -> Vec<(u64, String, String)> {
            jobs.into_iter().map(|job| (job.run_attempt.unwrap(), job.name, job.status)).collect()
        };
        let job = |attempt, name: &str, status: &str| (attempt, name.to_owned(), status.to_owned());
        let first = [job(1, "gate", "completed"), job(1, "deploy", "completed")];
        let second = [job(2, "gate", "queued"), job(2, "deploy", "queued")];
        assert_eq!(shown(runs::jobs_of_attempt(&github, &shop, number, 1).await.unwrap()), first);
        assert_eq!(shown(runs::jobs(&github, &shop, number, Jobs::Latest).await.unwrap()), second);
        assert_eq!(
            shown(runs::jobs(&github, &shop, number, Jobs::All).await.unwrap()),
            [first, second].concat()
        );
    });
}

#[test]
fn runs_are_listed_by_workflow_and_by_commit() {
    let stage = Stage::new();
    let first = workflows::failed(&stage);
    let second = {
        let mut hub = stage.hub();
        hub.commit_files(1, "topic", ALICE, "More", &[("b", Some("1"))]).unwrap();
        let workflow = hub.runs[&first].workflow;
        let (event, head_branch) = ("pull_request".to_owned(), "topic".to_owned());
        hub.start_run(&person(102), NewRun { workflow, event, head_branch, ..NewRun::default() }).unwrap()
    };
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let list = async |filter: Filter| -> Vec<u64> {
            let found = runs::of_workflow(&github, &shop, "release.yml", &filter).await.unwrap();
            found.into_iter().map(|run| run.id).collect()
        };
        let some = |text: &str| Some(text.to_owned());
        let mut all = list(Filter::default()).await;
        all.sort_unstable();
        assert_eq!(all, [first, second]);
        assert_eq!(list(Filter { event: some("push"), ..Filter::default() }).await, [first]);
        assert_eq!(list(Filter { branch: some("topic"), ..Filter::default() }).await, [second]);
        assert_eq!(list(Filter { actor: some("alice"), ..Filter::default() }).await, [first]);
        assert_eq!(list(Filter { status: some("failure"), ..Filter::default() }).await, [first]);
        assert_eq!(list(Filter { created: some("<2026-11-22"), ..Filter::default() }).await, [0; 0]);
        let sha = runs::read(&github, &shop, second).await.unwrap().head_sha;
        let of_commit = runs::of_commit(&github, &shop, &sha).await.unwrap();
        assert_eq!(of_commit.iter().map(|run| run.id).collect::<Vec<_>>(), [second]);
        let short = runs::of_commit(&github, &shop, &sha[..7]).await.unwrap_err();
        assert_eq!(short.kind, Kind::Request, "{short}");
        let path = runs::of_workflow(&github, &shop, "../runs", &Filter::default()).await.unwrap_err();
        assert_eq!(path.kind, Kind::Request, "{path}");
    });
}

#[test]
fn a_run_that_runs_is_a_conflict_and_one_that_cannot_run_again_says_why() {
    let stage = Stage::new();
    let number = workflows::failed(&stage);
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let again = async || runs::rerun_failed_jobs(&github, &shop, number).await.unwrap_err();
        runs::rerun(&github, &shop, number).await.unwrap();
        assert_eq!(again().await.kind, Kind::Conflict);
        assert_eq!(stage.hub().runs[&number].attempts.len(), 2);
        stage.hub().set_job(number, "gate", "failure");
        stage.hub().set_job(number, "deploy", "skipped");
        stage.simulator.clock().advance(31 * DAY);
        let old = again().await;
        assert!(old.kind == Kind::Validation && old.detail.contains("over a month ago"), "{old}");
        let denied = runs::rerun(&stage.client("carol-token"), &shop, number).await.unwrap_err();
        assert!(matches!(denied.kind, Kind::Forbidden | Kind::NotFound), "{denied}");
    });
}

#[test]
fn a_run_runs_again_fifty_times() {
    let stage = Stage::new();
    let number = workflows::failed(&stage);
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        for _ in 0..50 {
            runs::rerun_failed_jobs(&github, &shop, number).await.unwrap();
            stage.hub().set_job(number, "gate", "failure");
            stage.hub().set_job(number, "deploy", "skipped");
        }
        let error = runs::rerun_failed_jobs(&github, &shop, number).await.unwrap_err();
        assert_eq!(error.kind, Kind::Validation, "{error}");
    });
}

#[test]
fn a_dispatch_that_github_would_not_take_is_not_sent() {
    let stage = Stage::new();
    let inputs = |count: usize| -> BTreeMap<String, String> {
        (0..count).map(|index| (format!("i{index}"), String::new())).collect()
    };
    let payload = |count: usize, size: usize| {
        let members = (0..count).map(|index| (format!("k{index}"), json!("x".repeat(size))));
        members.collect::<serde_json::Map<_, _>>()
    };
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let sha = "a".repeat(40);
        for (file, reference, count) in
            [("a.yml", sha.as_str(), 0), ("a.yml", "", 0), ("a.yml", "main", 26), ("a/b.yml", "main", 0)]
        {
            let error =
                dispatches::workflow(&github, &shop, file, reference, &inputs(count)).await.unwrap_err();
            assert_eq!(error.kind, Kind::Request, "{file} {reference} {count}: {error}");
        }
        let long = "x".repeat(101);
        for (event, payload) in [
            ("", payload(1, 1)),
            (long.as_str(), payload(1, 1)),
            ("approved", payload(11, 1)),
            ("approved", payload(1, 64 << 10)),
        ] {
            let error = dispatches::repository(&github, &shop, event, &payload).await.unwrap_err();
            assert_eq!(error.kind, Kind::Request, "{error}");
        }
        assert!(stage.simulator.exchanges().is_empty());
        dispatches::repository(&github, &shop, &long[1..], &payload(10, 1)).await.unwrap();
    });
}

#[test]
fn a_dispatch_names_its_run_and_is_refused_for_what_is_not_there() {
    let stage = Stage::new();
    workflows::failed(&stage);
    let inputs = BTreeMap::from([("sha".to_owned(), "x".to_owned())]);
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let started =
            dispatches::workflow(&github, &shop, "release.yml", "main", &inputs).await.unwrap().unwrap();
        let run = runs::read(&github, &shop, started.run).await.unwrap();
        assert_eq!((run.event.as_str(), run.head_branch.as_deref()), ("workflow_dispatch", Some("main")));
        let absent = dispatches::workflow(&github, &shop, "release.yml", "none", &inputs).await.unwrap_err();
        assert_eq!(absent.kind, Kind::Validation, "{absent}");
        let absent = dispatches::workflow(&github, &shop, "none.yml", "main", &inputs).await.unwrap_err();
        assert_eq!(absent.kind, Kind::NotFound, "{absent}");
    });
}
