//! Artifacts.

use github::artifacts;

use super::{Scene, Write};
use crate::workflows;

pub(super) fn writes() -> Vec<Write> {
    vec![Write {
        request: "DELETE /repos/{owner}/{repo}/actions/artifacts/{artifact_id}",
        prepare: |scene| Box::pin(before(scene)),
        perform: |scene| {
            Box::pin(async { artifacts::delete(&scene.github, &scene.stage.shop(), scene.number).await })
        },
        effects: |scene| usize::from(scene.stage.hub().artifacts.is_empty()),
    }]
}

async fn before(scene: &mut Scene) {
    let run = workflows::failed(&scene.stage);
    scene.number = scene.stage.hub().upload_artifact(run, "evidence", &[("a", b"1")]).unwrap();
}
