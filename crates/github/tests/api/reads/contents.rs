//! Files and folders of a commit.

use github::Kind;
use github::contents::{self, Content, EntryKind};
use github_sim::Seed;
use serde_json::json;

use crate::stage::{Stage, run};

const MOST: usize = 4 << 20;

fn started() -> (Stage, String) {
    let stage = Stage::new();
    let big = "0123456789abcdef".repeat(1 << 16);
    let files = [("a/b c.txt", Some("ü\n")), ("a/empty", Some("")), ("big", Some(big.as_str()))];
    let head = stage.hub().commit_files(1, "main", 101, "Start", &files).unwrap();
    (stage, head)
}

#[test]
fn a_file_is_read_whole_at_a_commit_and_at_a_ref() {
    let (stage, head) = started();
    stage.hub().commit_files(1, "main", 101, "Later", &[("a/b c.txt", Some("later"))]).unwrap();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let read = async |path, at, most| contents::file(&github, &shop, path, at, most).await;
        assert_eq!(read("a/b c.txt", &head, MOST).await.unwrap().unwrap().bytes, "ü\n".as_bytes());
        assert_eq!(read("a/b c.txt", "refs/heads/main", MOST).await.unwrap().unwrap().bytes, b"later");
        assert_eq!(read("a/empty", &head, 0).await.unwrap().unwrap().bytes, b"");
        // GitHub leaves the content of a file above a megabyte out; this one has exactly one, the next one more.
        assert_eq!(read("big", &head, MOST).await.unwrap().unwrap().bytes.len(), 1 << 20);
        assert_eq!(read("big", &head, (1 << 20) - 1).await.unwrap_err().kind, Kind::Truncated);
        let bigger = "0123456789abcdef".repeat((1 << 16) + 1);
        let files = [("big", Some(bigger.as_str()))];
        let newer = stage.hub().commit_files(1, "main", 101, "Big", &files).unwrap();
        assert_eq!(read("big", &newer, MOST).await.unwrap().unwrap().bytes, bigger.as_bytes());
    });
}

#[test]
fn not_there_is_told_only_of_a_commit_that_is_seen() {
    let (stage, head) = started();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let read = async |path, at| contents::read(&github, &shop, path, at, MOST).await;
        assert_eq!(read("a/x", &head).await.unwrap(), None);
        assert_eq!(read("x/y/z", "refs/heads/main").await.unwrap(), None);
        assert_eq!(read("a/empty", "refs/heads/none").await.unwrap_err().kind, Kind::NotFound);
        let absent = "1".repeat(40);
        assert_eq!(read("a/empty", &absent).await.unwrap_err().kind, Kind::NotFound);
        assert_eq!(read("a/../big", &head).await.unwrap_err().kind, Kind::Request);
        assert_eq!(read("big", "main").await.unwrap_err().kind, Kind::Request);
    });
    let private = Stage::with(Seed::small().with_repository("octo/shop", |shop| shop.private = true));
    let head = private.hub().commit_files(1, "main", 101, "Start", &[("a", Some("x"))]).unwrap();
    let unseen = run(async {
        contents::file(&private.client("mallory-token"), &private.shop(), "b", &head, MOST).await.unwrap_err()
    });
    assert_eq!(unseen.kind, Kind::NotFound, "{unseen}");
}

#[test]
fn folders_links_and_submodules_are_no_files() {
    let (stage, head) = started();
    let post = |path: &str, body| stage.post(&format!("/repos/octo/shop/git/{path}"), "alice-token", &body);
    let entry = |path: &str, mode: &str, kind: &str, sha: &str| json!({"path": path, "mode": mode, "type": kind, "sha": sha});
    let blob = post("blobs", json!({"content": "../elsewhere"}));
    let entries = [
        entry("link", "120000", "blob", blob["sha"].as_str().unwrap()),
        entry("module", "160000", "commit", &"2".repeat(40)),
    ];
    let tree = post("trees", json!({"base_tree": head, "tree": entries}));
    let commit = post("commits", json!({"message": "Odd", "tree": tree["sha"], "parents": [head]}));
    let at = commit["sha"].as_str().unwrap();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let read = async |path| contents::read(&github, &shop, path, at, MOST).await.unwrap().unwrap();
        assert_eq!(read("link").await, Content::Link("../elsewhere".to_owned()));
        assert_eq!(read("module").await, Content::Submodule("2".repeat(40)));
        let Content::Folder(entries) = read("a").await else { panic!("a is a folder") };
        let entries: Vec<_> =
            entries.iter().map(|entry| (entry.path.as_str(), entry.kind, entry.size)).collect();
        assert_eq!(entries, [("a/b c.txt", EntryKind::File, 3), ("a/empty", EntryKind::File, 0)]);
        for path in ["a", "link", "module"] {
            let error = contents::file(&github, &shop, path, at, MOST).await.unwrap_err();
            assert_eq!(error.kind, Kind::Validation, "{path}: {error}");
        }
    });
}
