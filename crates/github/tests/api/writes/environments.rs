//! Reviews and answers of rules.

use github::environments::{self, Decision};

use super::{Scene, Write};
use crate::workflows;

pub(super) fn writes() -> Vec<Write> {
    vec![
        Write {
            request: "POST /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments",
            prepare: |scene| Box::pin(waiting(scene, "alice-token")),
            perform: |scene| {
                Box::pin(async {
                    let environment: u64 = scene.text.parse().unwrap();
                    let (github, shop, run) = (&scene.github, scene.stage.shop(), scene.number);
                    environments::review(github, &shop, run, &[environment], Decision::Approved, "as QA").await
                })
            },
            effects: reviews,
        },
        Write {
            request: "POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule",
            prepare: |scene| Box::pin(waiting(scene, "gate-token")),
            perform: |scene| {
                Box::pin(async {
                    let (github, shop, run) = (&scene.github, scene.stage.shop(), scene.number);
                    environments::decide(github, &shop, run, "production", Decision::Rejected, "no").await
                })
            },
            effects: reviews,
        },
    ]
}

/// A run that waits, and a client of whoever may let it go on.
async fn waiting(scene: &mut Scene, token: &str) {
    let (run, environment) = workflows::waiting(&scene.stage);
    (scene.number, scene.text) = (run, environment.to_string());
    scene.github = scene.stage.client(token);
    scene.github.viewer().await.unwrap();
}

fn reviews(scene: &Scene) -> usize {
    scene.stage.hub().runs[&scene.number].reviews.len()
}
