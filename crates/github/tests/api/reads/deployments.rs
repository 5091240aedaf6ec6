//! Deployments and their statuses.

use github::deployments::{self, Filter, NewDeployment, NewStatus, State};
use github::statuses::{self, LONGEST_DESCRIPTION};
use github::{GitHub, Kind, Repository};

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
