//! Git's own data.

use github::git::{objects, refs};
use serde_json::Value;

use super::{Scene, Write};

pub(super) fn writes() -> Vec<Write> {
    [on_refs(), on_objects()].into_iter().flatten().collect()
}

fn on_refs() -> Vec<Write> {
    vec![
        Write {
            request: "POST /repos/{owner}/{repo}/git/refs",
            prepare: |scene| Box::pin(async { start(scene) }),
            perform: |scene| {
                Box::pin(async {
                    let made = refs::create(&scene.github, &scene.stage.shop(), CLAIM, &scene.text).await?;
                    assert_eq!((made.name.as_str(), &made.object.sha), (CLAIM, &scene.text));
                    Ok(())
                })
            },
            effects: |scene| named(scene, "claim").len(),
        },
        Write {
            request: "PATCH /repos/{owner}/{repo}/git/refs/{ref}",
            prepare: |scene| {
                Box::pin(async {
                    start(scene);
                    next(scene).await;
                })
            },
            perform: |scene| {
                Box::pin(async {
                    let (old, new) = scene.text.split_once(' ').unwrap();
                    refs::update(&scene.github, &scene.stage.shop(), "refs/heads/main", old, new).await
                })
            },
            effects: |scene| {
                let new = scene.text.split(' ').next_back().unwrap();
                named(scene, "main").iter().filter(|sha| *sha == new).count()
            },
        },
        Write {
            request: "DELETE /repos/{owner}/{repo}/git/refs/{ref}",
            prepare: |scene| {
                Box::pin(async {
                    start(scene);
                    refs::create(&scene.github, &scene.stage.shop(), CLAIM, &scene.text).await.unwrap();
                })
            },
            perform: |scene| Box::pin(async { refs::delete(&scene.github, &scene.stage.shop(), CLAIM).await }),
            effects: |scene| usize::from(named(scene, "claim").is_empty()),
        },
    ]
}

/// What nothing names yet is counted by the names that GitHub answered with: the same content is the same object, however often.
fn on_objects() -> Vec<Write> {
    vec![
        Write {
            request: "POST /repos/{owner}/{repo}/git/commits",
            prepare: |scene| {
                Box::pin(async {
                    start(scene);
                    let head = objects::commit(&scene.github, &scene.stage.shop(), &scene.text).await.unwrap();
                    scene.text = head.tree.sha;
                })
            },
            perform: |scene| {
                Box::pin(async {
                    let (name, email) = ("Octo".to_owned(), "octo@example.com".to_owned());
                    let date = Some("2026-11-22T10:00:00Z".parse().unwrap());
                    let author = Some(objects::Person { name, email, date });
                    let tree = scene.text.clone();
                    let new =
                        objects::NewCommit { message: "One".to_owned(), tree, author, ..Default::default() };
                    objects::create_commit(&scene.github, &scene.stage.shop(), &new).await.map(drop)
                })
            },
            effects: |scene| made(scene, "commits"),
        },
        Write {
            request: "POST /repos/{owner}/{repo}/git/trees",
            prepare: |scene| Box::pin(async { start(scene) }),
            perform: |scene| {
                Box::pin(async {
                    let change = objects::Change {
                        path: "b/c.txt".to_owned(),
                        to: objects::To::Text("text".to_owned()),
                    };
                    objects::create_tree(&scene.github, &scene.stage.shop(), None, &[change]).await.map(drop)
                })
            },
            effects: |scene| made(scene, "trees"),
        },
        Write {
            request: "POST /repos/{owner}/{repo}/git/blobs",
            prepare: |scene| Box::pin(async { start(scene) }),
            perform: |scene| {
                Box::pin(async {
                    objects::create_blob(&scene.github, &scene.stage.shop(), b"\0bytes").await.map(drop)
                })
            },
            effects: |scene| made(scene, "blobs"),
        },
    ]
}

const CLAIM: &str = "refs/heads/claim";

/// Makes the first commit of `main` in Alice's name, and keeps its SHA.
pub(super) fn start(scene: &mut Scene) {
    let files = [("a.txt", Some("a"))];
    scene.text = scene.stage.hub().commit_files(1, "main", 101, "Start", &files).unwrap();
}

/// Makes a commit that follows the kept one, and keeps both.
async fn next(scene: &mut Scene) {
    let (github, shop) = (&scene.github, scene.stage.shop());
    let change = objects::Change { path: "b".to_owned(), to: objects::To::Text("b".to_owned()) };
    let head = objects::commit(github, &shop, &scene.text).await.unwrap();
    let tree = objects::create_tree(github, &shop, Some(&head.tree.sha), &[change]).await.unwrap();
    let parents = vec![scene.text.clone()];
    let new = objects::NewCommit { message: "Next".to_owned(), tree, parents, author: None };
    let new = objects::create_commit(github, &shop, &new).await.unwrap();
    scene.text = format!("{} {}", scene.text, new.sha);
}

/// What the refs whose names begin so name.
fn named(scene: &Scene, branch: &str) -> Vec<String> {
    let refs = scene.stage.get(&format!("/repos/octo/shop/git/matching-refs/heads/{branch}"));
    refs.as_array().unwrap().iter().map(|found| found["object"]["sha"].as_str().unwrap().to_owned()).collect()
}

/// How many objects of a kind GitHub said that it wrote for the call.
fn made(scene: &Scene, kind: &str) -> usize {
    let template = format!("/repos/{{owner}}/{{repo}}/git/{kind}");
    let mut names: Vec<String> = scene
        .stage
        .simulator
        .exchanges()
        .into_iter()
        .filter(|one| one.method == "POST" && one.template.as_ref() == Some(&template))
        .filter_map(|one| one.response.get("sha").and_then(Value::as_str).map(str::to_owned))
        .collect();
    names.sort();
    names.dedup();
    names.len()
}
