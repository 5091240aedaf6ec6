//! Issues.

use github::Marker;
use github::issues::{self, Changes, NewIssue};
use serde_json::Value;

use super::{Scene, Write};

pub(super) fn writes() -> Vec<Write> {
    vec![
        Write {
            request: "POST /repos/{owner}/{repo}/issues",
            prepare: |_| Box::pin(async {}),
            perform: |scene| {
                Box::pin(async {
                    let issue =
                        NewIssue { title: "Release".to_owned(), body: "Please".to_owned(), labels: Vec::new() };
                    let issue = issues::create(&scene.github, &scene.stage.shop(), &mark(), &issue).await?;
                    assert_eq!(issue.title, "Release");
                    Ok(())
                })
            },
            effects: |scene| list(scene, "/repos/octo/shop/issues?state=all").len(),
        },
        on_an_issue(
            "PATCH /repos/{owner}/{repo}/issues/{issue_number}",
            |scene| {
                Box::pin(async {
                    let changes = Changes { state: Some("closed".to_owned()), ..Changes::default() };
                    issues::update(&scene.github, &scene.stage.shop(), scene.number, &changes).await.map(drop)
                })
            },
            |scene| usize::from(issue(scene)["state"] == "closed"),
        ),
        on_an_issue(
            "PUT /repos/{owner}/{repo}/issues/{issue_number}/lock",
            |scene| Box::pin(async { issues::lock(&scene.github, &scene.stage.shop(), scene.number).await }),
            |scene| usize::from(issue(scene)["locked"] == true),
        ),
        on_an_issue(
            "POST /repos/{owner}/{repo}/issues/{issue_number}/labels",
            |scene| {
                Box::pin(async {
                    issues::label(&scene.github, &scene.stage.shop(), scene.number, &["release"]).await
                })
            },
            |scene| issue(scene)["labels"].as_array().unwrap().len(),
        ),
        on_an_issue(
            "POST /repos/{owner}/{repo}/issues/{issue_number}/assignees",
            |scene| {
                Box::pin(async {
                    issues::assign(&scene.github, &scene.stage.shop(), scene.number, &["alice"]).await.map(drop)
                })
            },
            |scene| issue(scene)["assignees"].as_array().unwrap().len(),
        ),
    ]
}

fn on_an_issue(
    request: &'static str,
    perform: for<'a> fn(&'a Scene) -> super::Later<'a, Result<(), github::Error>>,
    effects: fn(&Scene) -> usize,
) -> Write {
    Write { request, prepare: |scene| Box::pin(open(scene)), perform, effects }
}

pub(super) fn mark() -> Marker {
    Marker::new("tests", "one")
}

/// Opens an issue and keeps its number.
pub(super) async fn open(scene: &mut Scene) {
    let issue = NewIssue { title: "Release".to_owned(), ..NewIssue::default() };
    let shop = scene.stage.shop();
    scene.number =
        issues::create(&scene.github, &shop, &Marker::new("tests", "first"), &issue).await.unwrap().number;
}

fn issue(scene: &Scene) -> Value {
    scene.stage.get(&format!("/repos/octo/shop/issues/{}", scene.number))
}

/// A list as the simulator's own API shows it.
pub(super) fn list(scene: &Scene, path: &str) -> Vec<Value> {
    scene.stage.list(path)
}
