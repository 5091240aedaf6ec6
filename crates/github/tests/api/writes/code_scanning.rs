//! Uploads of SARIF.

use github::code_scanning::{self, File, Sarif, Upload};

use super::{Scene, Write};
use crate::workflows;

pub(super) fn writes() -> Vec<Write> {
    vec![Write {
        request: "POST /repos/{owner}/{repo}/code-scanning/sarifs",
        prepare: |scene| Box::pin(before(scene)),
        perform: |scene| {
            Box::pin(async {
                let upload = send(scene, "").await?;
                assert_eq!(upload.id, scene.stage.hub().code_scanning.uploads[1].id);
                Ok(())
            })
        },
        // A file of the same tool with one result was uploaded before, and GitHub still reads it.
        effects: |scene| scene.stage.hub().code_scanning.uploads.len() - 1,
    }]
}

async fn before(scene: &mut Scene) {
    scene.text = workflows::commit(&scene.stage);
    send(scene, RESULT).await.unwrap();
}

const RESULT: &str = r#"{"ruleId": "a", "message": {"text": "b"}}"#;

async fn send(scene: &Scene, results: &str) -> Result<Upload, github::Error> {
    let run = format!(r#"{{"tool": {{"driver": {{"name": "gate"}}}}, "results": [{results}]}}"#);
    let bytes = format!(r#"{{"version": "2.1.0", "runs": [{run}]}}"#);
    let (file, started) = (File::Text(bytes.as_bytes()), "2026-11-22T10:00:00.5Z".parse().ok());
    let reference = "refs/heads/main";
    let sarif = Sarif { commit: &scene.text, reference, file, checkout: Some("file:///checkout/"), started };
    code_scanning::upload(&scene.github, &scene.stage.shop(), sarif).await
}
