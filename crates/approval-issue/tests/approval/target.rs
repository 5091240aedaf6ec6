//! What the environment holds.

use approval_issue::gather::target::{Deployed, deployed};
use github::deployments::{self, NewDeployment, NewStatus, State};

use crate::stage::{ALICE, Stage, run};

async fn deploy(stage: &Stage, sha: &str, environment: &str, key: &str, state: State) -> u64 {
    let (github, shop) = (stage.workflow(), stage.shop());
    let new = NewDeployment {
        sha: sha.to_owned(),
        environment: environment.to_owned(),
        key: key.to_owned(),
        required_contexts: Some(Vec::new()),
        ..NewDeployment::default()
    };
    let made = deployments::create(&github, &shop, &new).await.unwrap().id;
    let status = NewStatus {
        state,
        description: String::new(),
        log_url: String::new(),
        environment_url: String::new(),
        auto_inactive: true,
    };
    deployments::create_status(&github, &shop, made, &status).await.unwrap();
    made
}

#[test]
fn the_newest_that_succeeded_is_what_is_deployed() {
    let stage = Stage::new();
    let sha = stage.hub().commit_files(1, "main", ALICE, "Begin", &[("a", Some("1"))]).unwrap();
    run(async {
        let now = async || deployed(&stage.workflow(), &stage.shop(), "production").await.unwrap();
        assert_eq!(now().await, None);
        deploy(&stage, &sha, "test", "1", State::Success).await;
        assert_eq!(now().await, None);
        let first = deploy(&stage, &sha, "production", "2", State::Success).await;
        assert_eq!(now().await, Some(Deployed { deployment: first, sha: sha.clone() }));
        deploy(&stage, &sha, "production", "3", State::Failure).await;
        deploy(&stage, &sha, "production", "4", State::InProgress).await;
        // However many failed since, it is the list and one question for what was last said of each.
        let (found, cost) = stage.cost(now()).await;
        assert_eq!((found.unwrap().name(), cost), (format!("github:{first}"), 2));
        let second = deploy(&stage, &sha, "production", "5", State::Success).await;
        assert_eq!(now().await.unwrap().deployment, second);
    });
}
