//! Git's own data: refs, objects, and how commits relate.

use std::sync::Arc;

use github::git::history::{self, Relation};
use github::git::{changes, makers, objects, refs};
use github::{Kind, Repository};
use github_sim::pull::NewPull;
use github_sim::{Fault, FaultKind, Seed};
use serde_json::json;

use super::meanwhile::meanwhile;
use crate::stage::{Stage, run};

const MAIN: &str = "refs/heads/main";
const REF: &str = "/repos/{owner}/{repo}/git/refs/{ref}";

/// Commits to a branch in Alice's name.
fn commit(stage: &Stage, branch: &str, file: &str, text: &str) -> String {
    stage.hub().commit_files(1, branch, 101, &format!("Write {file}"), &[(file, Some(text))]).unwrap()
}

/// A commit that follows another and that nothing names.
async fn follower(stage: &Stage, shop: &Repository, parent: &str, message: &str) -> String {
    let github = stage.workflow();
    let tree = objects::commit(&github, shop, parent).await.unwrap().tree.sha;
    let (message, parents) = (message.to_owned(), vec![parent.to_owned()]);
    let new = objects::NewCommit { message, tree, parents, author: None };
    objects::create_commit(&github, shop, &new).await.unwrap().sha
}

#[test]
fn objects_are_read_as_they_were_written() {
    let stage = Stage::new();
    let (shop, head) = (stage.shop(), commit(&stage, "main", "a.txt", "a"));
    run(async {
        let github = stage.workflow();
        let blob = objects::create_blob(&github, &shop, b"\0\xff").await.unwrap();
        assert_eq!(objects::blob(&github, &shop, &blob, 2).await.unwrap(), b"\0\xff");
        assert_eq!(objects::blob(&github, &shop, &blob, 1).await.unwrap_err().kind, Kind::Truncated);
        let base = objects::commit(&github, &shop, &head).await.unwrap();
        assert_eq!((base.message.as_str(), base.parents.len()), ("Write a.txt", 0));
        let change = |path: &str, to| objects::Change { path: path.to_owned(), to };
        let changes = [
            change("a.txt", objects::To::Nothing),
            change("b/c.bin", objects::To::Blob(blob.clone())),
            change("b/d.txt", objects::To::Text("ü".to_owned())),
        ];
        let tree = objects::create_tree(&github, &shop, Some(&base.tree.sha), &changes).await.unwrap();
        let entries = |tree: objects::Tree| -> Vec<_> {
            tree.entries.into_iter().map(|entry| (entry.path, entry.kind, entry.size)).collect()
        };
        let whole = objects::tree(&github, &shop, &tree, true).await.unwrap();
        assert_eq!(
            entries(whole),
            [
                ("b".to_owned(), "tree".to_owned(), None),
                ("b/c.bin".to_owned(), "blob".to_owned(), Some(2)),
                ("b/d.txt".to_owned(), "blob".to_owned(), Some(2)),
            ]
        );
        assert_eq!(entries(objects::tree(&github, &shop, &tree, false).await.unwrap()).len(), 1);
        let absent = [change("not/there", objects::To::Nothing)];
        let error = objects::create_tree(&github, &shop, Some(&tree), &absent).await.unwrap_err();
        assert_eq!(error.kind, Kind::Validation, "{error}");
    });
}

#[test]
fn refs_are_read_listed_and_absent_ones_are_not_found() {
    let stage = Stage::new();
    let (shop, head) = (stage.shop(), commit(&stage, "main", "a.txt", "a"));
    commit(&stage, "record/a", "a.txt", "a");
    commit(&stage, "records", "a.txt", "a");
    run(async {
        let github = stage.workflow();
        assert_eq!(refs::read(&github, &shop, MAIN).await.unwrap().object.sha, head);
        assert_eq!(refs::read(&github, &shop, "refs/heads/x").await.unwrap_err().kind, Kind::NotFound);
        let names = async |beginning| {
            let found = refs::matching(&github, &shop, beginning).await.unwrap();
            found.into_iter().map(|found| found.name).collect::<Vec<_>>()
        };
        assert_eq!(names("refs/heads/record").await, ["refs/heads/record/a", "refs/heads/records"]);
        assert_eq!(names("refs/heads/record/").await, ["refs/heads/record/a"]);
        assert!(names("refs/tags").await.is_empty());
    });
}

#[test]
fn a_ref_that_is_there_already_is_a_conflict_and_one_that_is_not_there_is_not_found() {
    let stage = Stage::new();
    let (shop, head) = (stage.shop(), commit(&stage, "main", "a.txt", "a"));
    run(async {
        let github = stage.workflow();
        let error = refs::create(&github, &shop, MAIN, &head).await.unwrap_err();
        assert_eq!(error.kind, Kind::Conflict, "{error}");
        let nothing = refs::create(&github, &shop, "refs/heads/x", &"0".repeat(40)).await.unwrap_err();
        assert_eq!(nothing.kind, Kind::Validation, "{nothing}");
        let absent = refs::delete(&github, &shop, "refs/heads/x").await.unwrap_err();
        assert_eq!(absent.kind, Kind::NotFound, "{absent}");
        let default = refs::delete(&github, &shop, MAIN).await.unwrap_err();
        assert_eq!(default.kind, Kind::Validation, "{default}");
        let gone = refs::update(&github, &shop, "refs/heads/x", &head, &head).await.unwrap_err();
        assert_eq!(gone.kind, Kind::NotFound, "{gone}");
    });
}

#[test]
fn of_many_that_claim_one_ref_a_single_one_has_it() {
    let stage = Stage::new();
    let (shop, head) = (stage.shop(), commit(&stage, "main", "a.txt", "a"));
    let claims: Vec<String> = run(async {
        let mut claims = Vec::new();
        for claimant in 0..8 {
            claims.push(follower(&stage, &shop, &head, &format!("claim {claimant}")).await);
        }
        claims
    });
    let claim =
        |sha: &String| run(async { refs::create(&stage.workflow(), &shop, "refs/heads/claim", sha).await });
    let ends: Vec<_> = std::thread::scope(|scope| {
        let claiming: Vec<_> = claims.iter().map(|sha| scope.spawn(|| claim(sha))).collect();
        claiming.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let won: Vec<_> = ends.iter().filter_map(|end| end.as_ref().ok()).collect();
    let lost = ends.iter().filter_map(|end| end.as_ref().err()).all(|error| error.kind == Kind::Conflict);
    assert!(won.len() == 1 && lost, "{ends:?}");
    let named = run(async { refs::read(&stage.workflow(), &shop, "refs/heads/claim").await.unwrap() });
    assert_eq!(&named, won[0]);
}

#[test]
fn a_branch_that_moved_is_a_conflict_whether_or_not_the_answer_came() {
    let stage = Stage::new();
    let (shop, old) = (stage.shop(), commit(&stage, "main", "a.txt", "a"));
    let new = run(follower(&stage, &shop, &old, "ours"));
    let theirs = commit(&stage, "main", "b.txt", "b");
    let update = || run(async { refs::update(&stage.workflow(), &shop, MAIN, &old, &new).await.unwrap_err() });
    assert_eq!(update().kind, Kind::Conflict);
    stage.hub().fault(Fault::on("PATCH", REF, FaultKind::BadGatewayBefore));
    let error = update();
    assert!(error.kind == Kind::Conflict && error.detail.contains(&theirs), "{error}");
}

#[test]
fn a_move_that_others_built_on_before_its_answer_was_lost_is_done() {
    let stage = Arc::new(Stage::new());
    let (shop, old) = (stage.shop(), commit(&stage, "main", "a.txt", "a"));
    let new = run(follower(&stage, &shop, &old, "ours"));
    stage.hub().fault(Fault::on("PATCH", REF, FaultKind::CutAfter));
    run(async {
        let github = meanwhile(&stage, |stage| drop(commit(stage, "main", "b.txt", "b")));
        refs::update(&github, &shop, MAIN, &old, &new).await.unwrap();
    });
    assert_eq!(stage.get("/repos/octo/shop/commits?sha=main").as_array().unwrap().len(), 3);
}

#[test]
fn a_ref_that_somebody_else_made_after_the_answer_was_lost_is_a_conflict() {
    let stage = Arc::new(Stage::new());
    let (shop, head) = (stage.shop(), commit(&stage, "main", "a.txt", "a"));
    let ours = run(follower(&stage, &shop, &head, "ours"));
    stage.hub().fault(Fault::on("POST", "/repos/{owner}/{repo}/git/refs", FaultKind::CutBefore));
    let error = run(async {
        let github = meanwhile(&stage, move |stage| {
            let body = json!({"ref": "refs/heads/claim", "sha": head});
            stage.post("/repos/octo/shop/git/refs", "alice-token", &body);
        });
        refs::create(&github, &shop, "refs/heads/claim", &ours).await.unwrap_err()
    });
    assert_eq!(error.kind, Kind::Conflict, "{error}");
}

#[test]
fn a_claim_of_somebody_else_after_a_lost_deletion_stays() {
    let stage = Arc::new(Stage::new());
    let (shop, head) = (stage.shop(), commit(&stage, "main", "a.txt", "a"));
    let (ours, theirs) = run(async {
        let ours = follower(&stage, &shop, &head, "ours").await;
        (ours, follower(&stage, &shop, &head, "theirs").await)
    });
    let claim = |sha: &str| json!({"ref": "refs/heads/claim", "sha": sha});
    stage.post("/repos/octo/shop/git/refs", "actions-token", &claim(&ours));
    stage.hub().fault(Fault::on("DELETE", REF, FaultKind::BadGatewayAfter));
    let anew = claim(&theirs);
    run(async {
        let github = meanwhile(&stage, move |stage| {
            stage.post("/repos/octo/shop/git/refs", "bob-token", &anew);
        });
        refs::delete(&github, &shop, "refs/heads/claim").await.unwrap();
    });
    assert_eq!(stage.get("/repos/octo/shop/git/ref/heads/claim")["object"]["sha"], theirs);
}

#[test]
fn commits_are_compared_and_those_between_are_all_there() {
    let stage = Stage::with(Seed::small().without_limits());
    let (shop, base) = (stage.shop(), commit(&stage, "main", "a.txt", "a"));
    let mut last = base.clone();
    for number in 0..120 {
        last = commit(&stage, "main", "a.txt", &number.to_string());
    }
    run(async {
        let github = stage.workflow();
        let ahead = history::compare(&github, &shop, &base, &last).await.unwrap();
        assert_eq!(
            (ahead.status, ahead.ahead_by, ahead.merge_base_commit.sha),
            (Relation::Ahead, 120, base.clone())
        );
        let status = async |base, head| history::compare(&github, &shop, base, head).await.unwrap().status;
        assert_eq!(status(&last, &base).await, Relation::Behind);
        assert_eq!(status(&last, &last).await, Relation::Identical);
        let side = follower(&stage, &shop, &base, "side").await;
        assert_eq!(status(&side, &last).await, Relation::Diverged);
        let commits = history::between(&github, &shop, &base, &last, 120).await.unwrap();
        assert_eq!(commits.len(), 120);
        assert_eq!(commits[0].parents[0].sha, base);
        assert!(commits.windows(2).all(|pair| pair[1].parents[0].sha == pair[0].sha));
        assert_eq!(commits.last().unwrap().sha, last);
        assert_eq!(commits[0].author.as_ref().map(|author| author.login.as_str()), Some("alice"));
        assert!(history::between(&github, &shop, &last, &last, 1).await.unwrap().is_empty());
        let many = history::between(&github, &shop, &base, &last, 119).await.unwrap_err();
        assert_eq!(many.kind, Kind::Truncated, "{many}");
    });
}

#[test]
fn an_object_of_another_kind_is_no_branch() {
    let stage = Stage::new();
    let (shop, _) = (stage.shop(), commit(&stage, "main", "a.txt", "a"));
    let blob = stage.post("/repos/octo/shop/git/blobs", "alice-token", &json!({"content": "x"}));
    let error = run(async {
        refs::create(&stage.workflow(), &shop, "refs/heads/x", blob["sha"].as_str().unwrap()).await.unwrap_err()
    });
    assert_eq!(error.kind, Kind::Validation, "{error}");
}

#[test]
fn everybody_who_made_a_commit_is_told() {
    let stage = Stage::new();
    let (shop, base) = (stage.shop(), commit(&stage, "main", "a.txt", "a"));
    run(async {
        let github = stage.workflow();
        refs::create(&github, &shop, "refs/heads/change", &base).await.unwrap();
        let tree = objects::commit(&github, &shop, &base).await.unwrap().tree.sha;
        let trailers =
            "Co-authored-by: Carol <103+carol@users.noreply.github.com>\nCo-Authored-By: Eve <eve@example.org>";
        let message = format!("Change\n\nBody.\n\n{trailers}\n");
        let author = json!({"name": "Bob", "email": "102+bob@users.noreply.github.com"});
        let author = Some(serde_json::from_value(author).unwrap());
        let new = objects::NewCommit { message, tree, parents: vec![base.clone()], author };
        let head = objects::create_commit(&github, &shop, &new).await.unwrap().sha;
        refs::update(&github, &shop, "refs/heads/change", &base, &head).await.unwrap();
        let merged = {
            let mut hub = stage.hub();
            let (bob, alice) = (hub.person("bob"), hub.person("alice"));
            let pull = NewPull {
                title: "Change".to_owned(),
                body: None,
                head: "change".to_owned(),
                base: "main".to_owned(),
            };
            let number = hub.open_pull(&bob, 1, pull).unwrap();
            hub.merge_pull(&alice, 1, number).unwrap().unwrap()
        };
        let between = history::between(&github, &shop, &base, &merged, 10).await.unwrap();
        let ids: Vec<String> = between.iter().map(|commit| commit.node_id.clone()).collect();
        let made = makers::makers(&github, &shop, &ids).await.unwrap();
        let [change, merge] = &made[..] else { panic!("{made:#?}") };
        assert_eq!((change.sha.as_str(), merge.sha.as_str()), (head.as_str(), merged.as_str()));
        let accounts: Vec<Option<u64>> =
            change.authors.iter().map(|maker| maker.account.as_ref().and_then(|account| account.id)).collect();
        assert_eq!(accounts, [Some(102), Some(103), None]);
        assert_eq!(change.authors[2].email.as_deref(), Some("eve@example.org"));
        let [pull] = &change.pulls[..] else { panic!("{change:#?}") };
        assert_eq!((pull.branch.as_str(), pull.author.as_ref().unwrap().id), ("change", Some(102)));
        assert_eq!(pull.merged_by.as_ref().unwrap().id, Some(101));
        assert_eq!(pull.head_repository.as_ref().unwrap().name_with_owner, "octo/shop");
        let unknown = makers::makers(&github, &shop, &["C_unknown".to_owned()]).await.unwrap_err();
        assert_eq!(unknown.kind, Kind::NotFound);
        let same = history::compare(&github, &shop, &merged, &merged).await.unwrap();
        assert_eq!(same.base_commit.sha, merged);
    });
}

#[test]
fn what_a_commit_brings_comes_with_its_pull_requests() {
    let stage = Stage::with(github_sim::Seed::small().without_limits());
    let (shop, base) = (stage.shop(), commit(&stage, "main", "a.txt", "a"));
    run(async {
        let github = stage.workflow();
        refs::create(&github, &shop, "refs/heads/change", &base).await.unwrap();
        let (first, merged, number) = {
            let mut hub = stage.hub();
            let first = hub.commit_files(1, "change", 102, "One", &[("b.txt", Some("b"))]).unwrap();
            hub.commit_files(1, "change", 102, "Two", &[("b.txt", Some("c"))]).unwrap();
            let (bob, alice) = (hub.person("bob"), hub.person("alice"));
            let (head, base) = ("change".to_owned(), "main".to_owned());
            let number =
                hub.open_pull(&bob, 1, NewPull { title: "Change".to_owned(), body: None, head, base }).unwrap();
            (first.to_string(), hub.merge_pull(&alice, 1, number).unwrap().unwrap(), number)
        };
        let direct = commit(&stage, "main", "c.txt", "c");
        let all = changes::newest(&github, &shop, &base, &direct, 10).await.unwrap();
        let shas: Vec<&str> = all.commits.iter().map(|commit| commit.sha.as_str()).collect();
        assert_eq!(
            (all.all, shas.len(), shas[0], shas[2], shas[3]),
            (4, 4, first.as_str(), merged.as_str(), direct.as_str())
        );
        let pulls = changes::pulls(&github, &all.commits).await.unwrap();
        assert_eq!(pulls.len(), 3, "what was pushed came by none: {pulls:?}");
        let date = all.commits[0].commit.author.as_ref().unwrap().date.unwrap().to_string();
        for sha in &shas[..3] {
            let pull = &pulls[*sha];
            assert_eq!((pull.number, pull.first_authored.as_deref()), (number, Some(date.as_str())));
            assert!(pull.merged.is_some());
        }
        // The newest of them, and how many there are.
        let newest = changes::newest(&github, &shop, &base, &direct, 2).await.unwrap();
        let shas: Vec<&str> = newest.commits.iter().map(|commit| commit.sha.as_str()).collect();
        assert_eq!((newest.all, shas), (4, vec![merged.as_str(), direct.as_str()]));
        let none = changes::newest(&github, &shop, &direct, &base, 2).await.unwrap();
        assert_eq!((none.all, none.commits.len()), (0, 0));
    });
}

#[test]
fn the_newest_of_many_commits_are_read_from_the_last_pages() {
    let stage = Stage::with(github_sim::Seed::small().without_limits());
    let (shop, base) = (stage.shop(), commit(&stage, "main", "a.txt", "a"));
    let all: Vec<String> = (0..230).map(|at| commit(&stage, "main", "n.txt", &at.to_string())).collect();
    run(async {
        let github = stage.workflow();
        let head = all.last().unwrap();
        for most in [5, 100, 130, 200, 230, 300] {
            let newest = changes::newest(&github, &shop, &base, head, most).await.unwrap();
            let shas: Vec<&String> = newest.commits.iter().map(|commit| &commit.sha).collect();
            let wanted: Vec<&String> = all.iter().skip(230_usize.saturating_sub(most)).collect();
            assert_eq!((newest.all, shas), (230, wanted), "{most}");
        }
    });
}
