//! Deployments and their statuses.

use github::deployments::{self, Filter, NewDeployment, NewStatus, State};
use github::statuses::{self, LONGEST_DESCRIPTION};
use github::{GitHub, Kind, Repository};

use github_sim::Seed;
use serde_json::json;

use crate::scripted::{Said, scripted};
use crate::stage::{Stage, run};
use crate::workflows;

fn new(sha: &str, environment: &str, key: &str) -> NewDeployment {
    NewDeployment {
        sha: sha.to_owned(),
        environment: environment.to_owned(),
        key: key.to_owned(),
        description: "Release 2".to_owned(),
        ..NewDeployment::default()
    }
}

fn status(state: State, description: &str) -> NewStatus {
    NewStatus {
        state,
        description: description.to_owned(),
        log_url: String::new(),
        environment_url: "https://shop.example".to_owned(),
        auto_inactive: true,
    }
}

#[test]
fn deployments_are_listed_by_what_they_are_of() {
    let stage = Stage::new();
    let first = workflows::commit(&stage);
    let second = stage.hub().commit_files(1, "main", 101, "More", &[("b", Some("1"))]).unwrap();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let mut made = Vec::new();
        for (sha, environment, key) in
            [(&first, "production", "1"), (&first, "test", "2"), (&second, "production", "3")]
        {
            made.push(deployments::create(&github, &shop, &new(sha, environment, key)).await.unwrap());
        }
        assert_eq!((made[0].sha.as_str(), made[0].description.as_deref()), (first.as_str(), Some("Release 2")));
        assert!(!made[0].production_environment, "said, and not left to GitHub's default");
        let list = async |filter: Filter| -> Vec<String> {
            let found = deployments::list(&github, &shop, &filter).await.unwrap();
            found.into_iter().map(|deployment| deployment.key().unwrap()).collect()
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(list(Filter::default()).await, ["3", "2", "1"]);
        assert_eq!(list(Filter { environment: some("production"), ..Filter::default() }).await, ["3", "1"]);
        assert_eq!(list(Filter { sha: some(&first), ..Filter::default() }).await, ["2", "1"]);
        assert_eq!(list(Filter { task: some("migrate"), ..Filter::default() }).await, [""; 0]);
        assert_eq!(deployments::read(&github, &shop, made[1].id).await.unwrap(), made[1]);
        let latest = deployments::latest(&github, &shop, "production").await.unwrap();
        assert_eq!(latest, [made[2].clone(), made[0].clone()]);
        assert_eq!(deployments::latest(&github, &shop, "").await.unwrap_err().kind, Kind::Request);
        let found = deployments::find(&github, &shop, &first, "production", "1").await.unwrap();
        assert_eq!(found, [made[0].clone()]);
        let foreign = deployments::find(&stage.client("alice-token"), &shop, &first, "production", "1").await;
        assert!(foreign.unwrap().is_empty(), "somebody else's with the same key is not ours");
        let short =
            deployments::create(&github, &shop, &new(&first[..7], "production", "4")).await.unwrap_err();
        assert_eq!(short.kind, Kind::Request, "{short}");
    });
}

async fn red(github: &GitHub, shop: &Repository, sha: &str) {
    let status = statuses::NewStatus {
        state: statuses::State::Failure,
        context: "ci".to_owned(),
        description: String::new(),
        target_url: None,
    };
    statuses::create(github, shop, sha, &status).await.unwrap();
}

#[test]
fn a_commit_that_is_not_green_is_deployed_only_if_that_was_said() {
    let stage = Stage::new();
    let sha = workflows::commit(&stage);
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        red(&github, &shop, &sha).await;
        let mut deployment = new(&sha, "production", "1");
        let error = deployments::create(&github, &shop, &deployment).await.unwrap_err();
        assert!(error.kind == Kind::Conflict && error.detail.contains("status checks failed"), "{error}");
        assert!(stage.hub().deployments.is_empty());
        deployment.required_contexts = Some(vec!["ci".to_owned()]);
        let error = deployments::create(&github, &shop, &deployment).await.unwrap_err();
        assert_eq!(error.kind, Kind::Conflict, "{error}");
        deployment.required_contexts = Some(Vec::new());
        deployments::create(&github, &shop, &deployment).await.unwrap();
    });
}

#[test]
fn the_newest_status_comes_first_and_an_active_deployment_stays() {
    let stage = Stage::new();
    let sha = workflows::commit(&stage);
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let mut ids = Vec::new();
        for key in ["1", "2"] {
            ids.push(deployments::create(&github, &shop, &new(&sha, "test", key)).await.unwrap().id);
        }
        let set =
            async |id, new: NewStatus| deployments::create_status(&github, &shop, id, &new).await.unwrap();
        set(ids[0], status(State::InProgress, "Deploying")).await;
        let long = set(ids[0], status(State::Success, &"ü".repeat(200))).await;
        assert_eq!(long.description.unwrap().chars().count(), LONGEST_DESCRIPTION);
        let states = async |id| -> Vec<String> {
            let found = deployments::statuses(&github, &shop, id).await.unwrap();
            found.into_iter().map(|status| status.state).collect()
        };
        assert_eq!(states(ids[0]).await, ["success", "in_progress"]);
        let active = deployments::delete(&github, &shop, ids[0]).await.unwrap_err();
        assert_eq!(active.kind, Kind::Validation, "{active}");
        set(ids[1], status(State::Success, "Deployed")).await;
        assert_eq!(states(ids[0]).await, ["inactive", "success", "in_progress"]);
        deployments::delete(&github, &shop, ids[0]).await.unwrap();
        let gone = deployments::read(&github, &shop, ids[0]).await.unwrap_err();
        assert_eq!(gone.kind, Kind::NotFound, "{gone}");
    });
}

/// Deployments to `environment` that nothing but the simulator's own state knows of, so that many cost nothing.
fn plant(stage: &Stage, sha: &str, count: u64) {
    let mut hub = stage.hub();
    let at = hub.clock.now();
    for _ in 0..count {
        let id = hub.fresh_id();
        let planted = github_sim::deployment::Deployment {
            id,
            repository: 1,
            sha: sha.to_owned(),
            reference: "main".to_owned(),
            task: "deploy".to_owned(),
            environment: "test".to_owned(),
            original_environment: "test".to_owned(),
            payload: json!({}),
            description: None,
            transient: false,
            production: false,
            creator: workflows::ALICE,
            app: None,
            created_at: at,
            updated_at: at,
            statuses: Vec::new(),
        };
        hub.deployments.insert(id, planted);
    }
}

#[test]
fn the_newest_are_given_with_whether_they_are_all() {
    let stage = Stage::with(Seed::small().without_limits());
    let sha = workflows::commit(&stage);
    plant(&stage, &sha, 250);
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let newest = async |most| {
            let (found, whole) =
                deployments::newest_of(&github, &shop, &Filter::default(), most).await.unwrap();
            assert!(found.is_sorted_by(|one, other| one.id > other.id));
            (found.len(), whole)
        };
        assert_eq!(newest(1).await, (100, false));
        assert_eq!(newest(101).await, (200, false));
        assert_eq!(newest(1_000).await, (250, true));
    });
}

#[test]
fn how_hundreds_stand_costs_a_request_for_each_hundred() {
    let stage = Stage::with(Seed::small().without_limits());
    let sha = workflows::commit(&stage);
    plant(&stage, &sha, 230);
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let all = deployments::list(&github, &shop, &Filter::default()).await.unwrap();
        deployments::create_status(&github, &shop, all[120].id, &status(State::Success, "Done")).await.unwrap();
        let before = stage.simulator.exchanges().len();
        let shown = deployments::current(&github, &shop, all.clone()).await.unwrap();
        assert_eq!(stage.simulator.exchanges().len() - before, 3);
        assert!(shown.iter().map(|one| &one.deployment).eq(&all));
        let spoken: Vec<usize> = (0..shown.len()).filter(|at| shown[*at].status.is_some()).collect();
        assert_eq!(spoken, [120]);
        let status = shown[120].status.clone().unwrap();
        assert_eq!((status.state.as_str(), status.description.as_deref()), ("success", Some("Done")));
        assert_eq!((status.environment_url.as_deref(), status.log_url), (Some("https://shop.example"), None));
        // What somebody deletes after it was listed is left out, and nothing else.
        for gone in [3, 77, 229] {
            stage.hub().deployments.remove(&all[gone].id);
        }
        let left = deployments::current(&github, &shop, all.clone()).await.unwrap();
        let there = all.iter().enumerate().filter(|(at, _)| ![3, 77, 229].contains(at)).map(|(_, one)| one);
        assert!(left.iter().map(|one| &one.deployment).eq(there));
        assert_eq!(deployments::current(&github, &shop, Vec::new()).await.unwrap(), []);
    });
}

/// GitHub answers 202 if it merged a branch instead: whoever takes that for a deployment has none.
#[test]
fn an_answer_that_a_branch_was_merged_is_no_deployment() {
    run(async {
        let (github, asked) = scripted(|first, _| match first.starts_with("POST") {
            true => {
                let merged = json!({"message": "Auto-merged main into topic on deployment."});
                Said(202, String::new(), merged.to_string())
            }
            false => Said::json(&json!([])),
        });
        let shop = "octo/shop".parse().unwrap();
        let error = deployments::create(&github, &shop, &new(&"a".repeat(40), "test", "1")).await.unwrap_err();
        assert!(error.kind == Kind::Conflict && error.detail.contains("Auto-merged main"), "{error}");
        let posts = asked.lock().unwrap().iter().filter(|(first, _)| first.starts_with("POST")).count();
        assert_eq!(posts, 1);
    });
}

#[test]
fn statuses_that_are_not_those_that_were_asked_for_are_not_taken() {
    let made = |id: u64| {
        let made = json!({
            "id": id, "node_id": format!("DE_{id}"), "sha": "a", "ref": "a", "task": "deploy", "payload": {},
            "environment": "test", "creator": null, "created_at": "2026-11-22T10:00:00Z",
            "updated_at": "2026-11-22T10:00:00Z",
        });
        serde_json::from_value::<deployments::Deployment>(made).unwrap()
    };
    let node = |id: &str| json!({"id": id, "latestStatus": null});
    let current = |nodes: serde_json::Value| {
        run(async {
            let (github, _) = scripted(move |_, _| Said::json(&json!({"data": {"nodes": nodes}})));
            let shop = "octo/shop".parse().unwrap();
            deployments::current(&github, &shop, vec![made(1), made(2)]).await.map(|all| all.len())
        })
    };
    assert_eq!(current(json!([node("DE_1"), node("DE_2")])), Ok(2));
    // An older name of the same node.
    assert_eq!(current(json!([node("MDEw"), node("DE_2")])), Ok(2));
    for wrong in [
        json!([node("DE_1")]),
        json!([node("DE_2"), node("DE_1")]),
        json!([node("DE_1"), {}]),
        json!([node("DE_1"), null]),
    ] {
        assert_eq!(current(wrong.clone()).unwrap_err().kind, Kind::Unexpected, "{wrong}");
    }
}
