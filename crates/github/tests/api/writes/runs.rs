//! Running again, and starting.

use std::collections::BTreeMap;

use github::{dispatches, runs};
use serde_json::json;

use super::{Scene, Write};
use crate::workflows;

pub(super) fn writes() -> Vec<Write> {
    vec![
        Write {
            request: "POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun",
            prepare: |scene| Box::pin(failed(scene)),
            perform: |scene| {
                Box::pin(async { runs::rerun(&scene.github, &scene.stage.shop(), scene.number).await })
            },
            effects: attempts_more,
        },
        Write {
            request: "POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs",
            prepare: |scene| Box::pin(failed(scene)),
            perform: |scene| {
                Box::pin(async {
                    runs::rerun_failed_jobs(&scene.github, &scene.stage.shop(), scene.number).await
                })
            },
            effects: attempts_more,
        },
        Write {
            request: "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches",
            prepare: |scene| Box::pin(failed(scene)),
            perform: |scene| {
                Box::pin(async {
                    let inputs = BTreeMap::from([("sha".to_owned(), "x".to_owned())]);
                    let (github, shop) = (&scene.github, scene.stage.shop());
                    let started = dispatches::workflow(github, &shop, "release.yml", "main", &inputs).await?;
                    assert!(scene.stage.hub().runs.contains_key(&started.unwrap().run));
                    Ok(())
                })
            },
            effects: |scene| {
                scene.stage.hub().runs.values().filter(|run| run.event == "workflow_dispatch").count()
            },
        },
        Write {
            request: "POST /repos/{owner}/{repo}/dispatches",
            prepare: |_| Box::pin(async {}),
            perform: |scene| {
                Box::pin(async {
                    let payload = json!({"sha": "x"}).as_object().unwrap().clone();
                    dispatches::repository(&scene.github, &scene.stage.shop(), "approved", &payload).await
                })
            },
            effects: |scene| {
                let hub = scene.stage.hub();
                let ours = hub.events().iter().filter(|event| event.name == "repository_dispatch");
                ours.filter(|event| event.payload["client_payload"]["sha"] == "x").count()
            },
        },
    ]
}

async fn failed(scene: &mut Scene) {
    scene.number = workflows::failed(&scene.stage);
}

fn attempts_more(scene: &Scene) -> usize {
    scene.stage.hub().runs[&scene.number].attempts.len() - 1
}
