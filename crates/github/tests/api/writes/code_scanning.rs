//! Uploads of SARIF.

use github::code_scanning::{self, Sarif, Upload};

use super::{Scene, Write};
use crate::workflows;

pub(super) fn writes() -> Vec<Write> {
    vec![Write {
        request: "POST /repos/{owner}/{repo}/code-scanning/sarifs",
        prepare: |scene| Box::pin(before(scene)),
        perform: |scene| {
            Box::pin(async {
                let upload = send(scene).await?;
                assert_eq!(upload.id, scene.stage.hub().code_scanning.uploads[1].id);
                Ok(())
            })
        },
        // The same file was uploaded before.
        effects: |scene| scene.stage.hub().code_scanning.uploads.len() - 1,
    }]
}

async fn before(scene: &mut Scene) {
    scene.text = workflows::commit(&scene.stage);
    send(scene).await.unwrap();
}

async fn send(scene: &Scene) -> Result<Upload, github::Error> {
    let bytes = br#"{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "gate"}}, "results": []}]}"#;
    let sarif = Sarif { commit: &scene.text, reference: "refs/heads/main", bytes };
    code_scanning::upload(&scene.github, &scene.stage.shop(), sarif).await
}
