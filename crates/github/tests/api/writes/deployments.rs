//! Deployments and their statuses.

use github::artifact_records::{self, NewRecord};
use github::deployments::{self, Deployment, NewDeployment, NewStatus, State};

use super::{Scene, Write};
use crate::workflows;

pub(super) fn writes() -> Vec<Write> {
    vec![
        Write {
            request: "POST /repos/{owner}/{repo}/deployments",
            prepare: |scene| Box::pin(before(scene)),
            perform: |scene| {
                Box::pin(async {
                    let made = make(scene, "two").await?;
                    assert_eq!((made.key().as_deref(), &made.sha), (Some("two"), &scene.text));
                    Ok(())
                })
            },
            // One is there before, with another key.
            effects: |scene| scene.stage.hub().deployments.len() - 1,
        },
        Write {
            request: "DELETE /repos/{owner}/{repo}/deployments/{deployment_id}",
            prepare: |scene| Box::pin(before(scene)),
            perform: |scene| {
                Box::pin(async { deployments::delete(&scene.github, &scene.stage.shop(), scene.number).await })
            },
            effects: |scene| usize::from(scene.stage.hub().deployments.is_empty()),
        },
        Write {
            request: "POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
            prepare: |scene| Box::pin(with_status(scene)),
            perform: |scene| {
                Box::pin(async {
                    let status = set(scene).await?;
                    assert_eq!(status.description.as_deref(), Some("Deploying"));
                    Ok(())
                })
            },
            // The same status is there before.
            effects: |scene| scene.stage.hub().deployments[&scene.number].statuses.len() - 1,
        },
        Write {
            request: "POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
            prepare: |scene| Box::pin(with_status(scene)),
            perform: |scene| {
                Box::pin(async {
                    let (github, shop) = (&scene.github, scene.stage.shop());
                    deployments::inactivate(github, &shop, scene.number, "A later one is there").await
                })
            },
            effects: |scene| {
                let hub = scene.stage.hub();
                let statuses = &hub.deployments[&scene.number].statuses;
                statuses.iter().filter(|status| status.state == "inactive").count()
            },
        },
        Write {
            request: "POST /orgs/{org}/artifacts/metadata/deployment-record",
            prepare: |scene| Box::pin(async { scene.github = scene.stage.client("olivia-token") }),
            perform: |scene| {
                Box::pin(async {
                    let stored = artifact_records::record(&scene.github, "octo", &record()).await?;
                    assert_eq!(stored, 1);
                    Ok(())
                })
            },
            effects: |scene| scene.stage.hub().artifact_records.len(),
        },
    ]
}

async fn make(scene: &Scene, key: &str) -> Result<Deployment, github::Error> {
    let new = NewDeployment {
        sha: scene.text.clone(),
        environment: "production".to_owned(),
        key: key.to_owned(),
        ..NewDeployment::default()
    };
    deployments::create(&scene.github, &scene.stage.shop(), &new).await
}

/// A commit, and a deployment of it.
async fn before(scene: &mut Scene) {
    scene.text = workflows::commit(&scene.stage);
    scene.number = make(scene, "one").await.unwrap().id;
}

fn record() -> NewRecord {
    NewRecord {
        name: "shop".to_owned(),
        digest: format!("sha256:{}", "a".repeat(64)),
        logical_environment: "production".to_owned(),
        deployment_name: "shop".to_owned(),
        ..NewRecord::default()
    }
}

async fn with_status(scene: &mut Scene) {
    before(scene).await;
    set(scene).await.unwrap();
}

async fn set(scene: &Scene) -> Result<deployments::Status, github::Error> {
    let status = NewStatus {
        state: State::InProgress,
        description: "Deploying".to_owned(),
        log_url: "https://ci.example/1".to_owned(),
        environment_url: String::new(),
        auto_inactive: false,
    };
    deployments::create_status(&scene.github, &scene.stage.shop(), scene.number, &status).await
}
