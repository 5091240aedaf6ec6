//! Comments.

use github::comments;

use super::issues::{list, mark, open};
use super::{Scene, Write};

pub(super) fn writes() -> Vec<Write> {
    vec![
        Write {
            request: "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
            prepare: |scene| Box::pin(open(scene)),
            perform: |scene| Box::pin(async { write(scene).await.map(drop) }),
            effects: |scene| bodies(scene).len(),
        },
        Write {
            request: "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
            prepare: |scene| Box::pin(comment(scene)),
            perform: |scene| {
                Box::pin(async {
                    comments::update(&scene.github, &scene.stage.shop(), scene.number, "new").await.map(drop)
                })
            },
            effects: |scene| bodies(scene).iter().filter(|body| *body == "new").count(),
        },
        Write {
            request: "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}",
            prepare: |scene| Box::pin(comment(scene)),
            perform: |scene| {
                Box::pin(async { comments::delete(&scene.github, &scene.stage.shop(), scene.number).await })
            },
            effects: |scene| usize::from(bodies(scene).is_empty()),
        },
        Write {
            request: "PUT /repos/{owner}/{repo}/issues/comments/{comment_id}/pin",
            prepare: |scene| Box::pin(comment(scene)),
            perform: |scene| {
                Box::pin(async { comments::pin(&scene.github, &scene.stage.shop(), scene.number).await })
            },
            effects: |scene| {
                let comments = list(scene, "/repos/octo/shop/issues/comments");
                comments.iter().filter(|comment| comment["pin"].is_object()).count()
            },
        },
    ]
}

async fn write(scene: &Scene) -> Result<comments::Comment, github::Error> {
    comments::create(&scene.github, &scene.stage.shop(), scene.number, &mark(), "text").await
}

/// Opens an issue, comments on it, and keeps the comment's number.
async fn comment(scene: &mut Scene) {
    open(scene).await;
    scene.number = write(scene).await.unwrap().id;
}

/// The texts of all comments.
fn bodies(scene: &Scene) -> Vec<String> {
    let comments = list(scene, "/repos/octo/shop/issues/comments");
    comments.iter().map(|comment| comment["body"].as_str().unwrap().to_owned()).collect()
}
