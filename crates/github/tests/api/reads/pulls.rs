//! Pull requests and their files.

use github::{Kind, pulls};
use github_sim::Seed;
use github_sim::pull::NewPull;

use crate::stage::{Stage, run};

/// A pull request of a branch that changes so many files; its number and the branch's commit.
fn open(files: usize) -> (Stage, u64, String) {
    let stage = Stage::with(Seed::small().without_limits());
    let head = {
        let mut hub = stage.hub();
        hub.commit_files(1, "main", 101, "Start", &[("a.txt", Some("a\n"))]).unwrap();
        let main = hub.commit_files(1, "main", 101, "More", &[("gone.txt", Some("x\n"))]).unwrap();
        assert_eq!(main.len(), 40);
        drop(hub);
        stage.post(
            "/repos/octo/shop/git/refs",
            "alice-token",
            &serde_json::json!({"ref": "refs/heads/change", "sha": main}),
        );
        let names: Vec<String> = (0..files).map(|number| format!("f{number:03}.txt")).collect();
        let files: Vec<_> = names.iter().map(|name| (name.as_str(), Some("x\n"))).collect();
        stage.hub().commit_files(1, "change", 102, "Change", &files).unwrap()
    };
    let new =
        NewPull { title: "Change".to_owned(), body: None, head: "change".to_owned(), base: "main".to_owned() };
    let mut hub = stage.hub();
    let bob = hub.person("bob");
    let number = hub.open_pull(&bob, 1, new).unwrap();
    drop(hub);
    (stage, number, head)
}

#[test]
fn a_pull_request_names_both_sides_and_lists_all_of_its_files() {
    let (stage, number, head) = open(130);
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let pull = pulls::read(&github, &shop, number).await.unwrap();
        assert_eq!((pull.head.sha.as_str(), pull.head.branch.as_str()), (head.as_str(), "change"));
        assert_eq!((pull.base.branch.as_str(), pull.base.repo.as_ref().unwrap().id), ("main", 1));
        assert_eq!((pull.state.as_str(), pull.draft, pull.changed_files), ("open", false, Some(130)));
        assert_eq!(pull.user.as_ref().unwrap().login, "bob");
        let files = pulls::files(&github, &shop, &pull).await.unwrap();
        assert_eq!(files.len(), 130);
        let first = &files[0];
        assert_eq!((first.filename.as_str(), first.status.as_str(), first.additions), ("f000.txt", "added", 1));
        let of_commit = pulls::of_commit(&github, &shop, &head).await.unwrap();
        assert_eq!(of_commit.iter().map(|one| one.number).collect::<Vec<_>>(), [number]);
        assert_eq!(pulls::read(&github, &shop, 999).await.unwrap_err().kind, Kind::NotFound);
    });
}

#[test]
fn a_pull_request_that_got_other_commits_has_no_list_of_files() {
    let (stage, number, _) = open(2);
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let before = pulls::read(&github, &shop, number).await.unwrap();
        stage.hub().commit_files(1, "change", 102, "More", &[("g.txt", Some("x"))]).unwrap();
        let moved = pulls::files(&github, &shop, &before).await.unwrap_err();
        assert_eq!(moved.kind, Kind::Conflict, "{moved}");
        let now = pulls::read(&github, &shop, number).await.unwrap();
        assert_eq!(pulls::files(&github, &shop, &now).await.unwrap().len(), 3);
    });
}
