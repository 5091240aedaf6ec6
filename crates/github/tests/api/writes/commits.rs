//! Commits on a branch.

use github::commits::{self, NewCommit};

use super::Write;
use super::git::start;

pub(super) fn writes() -> Vec<Write> {
    vec![Write {
        request: "GraphQL CreateCommitOnBranch",
        prepare: |scene| Box::pin(async { start(scene) }),
        perform: |scene| {
            Box::pin(async {
                let commit = NewCommit {
                    branch: "main".to_owned(),
                    expected_head: scene.text.clone(),
                    key: "run-1/1".to_owned(),
                    headline: "Record".to_owned(),
                    body: "Why".to_owned(),
                    additions: vec![("record/1.json".to_owned(), b"{}".to_vec())],
                    deletions: Vec::new(),
                };
                let oid = commits::create(&scene.github, &scene.stage.shop(), &commit).await?;
                let tip = scene.stage.get("/repos/octo/shop/git/ref/heads/main");
                assert_eq!(tip["object"]["sha"], oid);
                Ok(())
            })
        },
        effects: |scene| {
            let commits = scene.stage.get("/repos/octo/shop/commits?sha=main");
            let message = "Record\n\nWhy\n\nReleasegate-Key: run-1/1";
            let commits = commits.as_array().unwrap();
            commits
                .iter()
                .filter(|one| one["commit"]["message"].as_str().unwrap().trim_end() == message)
                .count()
        },
    }]
}
