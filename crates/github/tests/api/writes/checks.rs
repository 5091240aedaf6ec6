//! Check runs and commit statuses.

use github::checks::{self, Annotation, Check, Conclusion, Level, Progress, Text};
use github::statuses::{self, NewStatus, State};

use super::git::start;
use super::{Scene, Write};

pub(super) fn writes() -> Vec<Write> {
    vec![
        Write {
            request: "POST /repos/{owner}/{repo}/check-runs",
            prepare: |scene| Box::pin(async { start(scene) }),
            perform: |scene| Box::pin(async { publish(scene, 3).await }),
            effects: |scene| runs(scene).len(),
        },
        Write {
            // What an earlier attempt left behind is completed: ten annotations more.
            request: "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
            prepare: |scene| {
                Box::pin(async {
                    start(scene);
                    publish(scene, 50).await.unwrap();
                })
            },
            perform: |scene| Box::pin(async { publish(scene, 60).await }),
            effects: |scene| {
                let counts =
                    runs(scene).into_iter().map(|run| run["output"]["annotations_count"].as_u64().unwrap());
                usize::try_from(counts.sum::<u64>() - 50).unwrap().div_ceil(10)
            },
        },
        Write {
            request: "POST /repos/{owner}/{repo}/statuses/{sha}",
            prepare: |scene| Box::pin(async { start(scene) }),
            perform: |scene| {
                Box::pin(async {
                    let status = NewStatus {
                        state: State::Success,
                        context: "gate".to_owned(),
                        description: "ok".to_owned(),
                        target_url: None,
                    };
                    statuses::create(&scene.github, &scene.stage.shop(), &scene.text, &status).await.map(drop)
                })
            },
            effects: |scene| {
                let path = format!("/repos/octo/shop/commits/{}/statuses", scene.text);
                scene.stage.get(&path).as_array().unwrap().len()
            },
        },
    ]
}

async fn publish(scene: &Scene, annotations: u32) -> Result<(), github::Error> {
    let check = check(&scene.text, annotations);
    let run = checks::publish(&scene.github, &scene.stage.shop(), &check).await?;
    assert_eq!(run.output.annotations_count, check.annotations.len());
    Ok(())
}

/// A check run with a remark on each line of a file.
pub(crate) fn check(sha: &str, annotations: u32) -> Check {
    let remark = |line| Annotation {
        path: "a.txt".to_owned(),
        start_line: line,
        end_line: line,
        start_column: None,
        end_column: None,
        level: Level::Warning,
        message: format!("line {line}"),
        title: None,
        raw_details: None,
    };
    Check {
        name: "coverage".to_owned(),
        head_sha: sha.to_owned(),
        external_id: "judgement-1".to_owned(),
        details_url: None,
        progress: Progress::Completed(Conclusion::Failure),
        text: Text { title: "Too little".to_owned(), summary: "79 %".to_owned(), text: None },
        annotations: (1..=annotations).map(remark).collect(),
    }
}

fn runs(scene: &Scene) -> Vec<serde_json::Value> {
    let runs = scene.stage.get(&format!("/repos/octo/shop/commits/{}/check-runs?filter=all", scene.text));
    runs["check_runs"].as_array().unwrap().clone()
}
