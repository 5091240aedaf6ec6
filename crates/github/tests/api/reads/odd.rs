//! Answers that are less than they should be, or more than is asked for.

use std::sync::atomic::{AtomicUsize, Ordering};

use github::commits::{self, NewCommit};
use github::{
    Kind, Marker, Repository, checks, code_scanning, comments, contents, conversation, deployments, runs,
    sticky,
};
use serde_json::{Value, json};

use crate::scripted::{OWN, Said, scripted};
use crate::stage::run;

fn shop() -> Repository {
    "octo/shop".parse().unwrap()
}

const TIME: &str = "2026-01-01T00:00:00Z";

fn last_page(total: usize, nodes: &Value) -> Value {
    json!({"totalCount": total, "pageInfo": {"hasNextPage": false, "endCursor": null}, "nodes": nodes})
}

fn in_issue(issue: &Value) -> Said {
    Said::json(&json!({"data": {"repository": {"issue": issue}}}))
}

#[test]
fn events_that_are_not_all_there_are_truncated() {
    let event = json!({"__typename": "ReopenedEvent", "id": "x", "createdAt": TIME, "actor": null});
    let read = |total, nodes: Value| {
        run(async {
            let page = last_page(total, &nodes);
            let (github, _) = scripted(move |_, _| in_issue(&json!({"timelineItems": page})));
            conversation::events(&github, &shop(), 1).await.map(|events| events.len())
        })
    };
    assert_eq!(read(1, json!([event])).unwrap(), 1);
    assert_eq!(read(0, Value::Null).unwrap_err().kind, Kind::Truncated);
    assert_eq!(read(2, json!([event])).unwrap_err().kind, Kind::Truncated);
}

#[test]
fn edits_that_are_not_all_there_are_truncated() {
    let edit = json!({"editedAt": TIME, "editor": null, "deletedAt": null, "deletedBy": null});
    let read = |edits: Value| {
        let comment = json!({
            "id": "IC", "fullDatabaseId": "1", "url": "u", "body": "b", "author": null, "createdAt": TIME,
            "updatedAt": TIME, "createdViaEmail": false, "lastEditedAt": TIME, "editor": null,
            "includesCreatedEdit": true, "isMinimized": false, "minimizedReason": null, "userContentEdits": edits,
        });
        let issue = json!({
            "id": "I", "number": 1, "url": "u", "repository": {"databaseId": 1, "nameWithOwner": "octo/shop"},
            "title": "t", "body": "", "closed": false, "locked": false, "author": null, "createdAt": TIME,
            "lastEditedAt": null, "editor": null, "comments": last_page(1, &json!([comment])),
        });
        run(async {
            let (github, _) = scripted(move |_, _| in_issue(&issue));
            conversation::read(&github, &shop(), 1).await.map(|(_, comments)| comments[0].edits.len())
        })
    };
    assert_eq!(read(last_page(1, &json!([edit]))).unwrap(), 1);
    for less in [Value::Null, last_page(7, &Value::Null), last_page(7, &json!([edit]))] {
        assert_eq!(read(less.clone()).unwrap_err().kind, Kind::Truncated, "{less}");
    }
}

#[test]
fn older_edits_are_counted_together_with_the_newer_ones() {
    let edit = json!({"editedAt": TIME, "editor": null, "deletedAt": null, "deletedBy": null});
    let read = |total: usize| {
        let edit = edit.clone();
        run(async {
            let (github, _) = scripted(move |_, body| {
                if body.contains("query Edits") {
                    let page = last_page(total, &json!([edit]));
                    return Said::json(&json!({"data": {"node": {"userContentEdits": page}}}));
                }
                let mut first = last_page(total, &json!([edit]));
                first["pageInfo"] = json!({"hasNextPage": true, "endCursor": "c"});
                Said::json(&json!({"data": {"node": {
                    "id": "IC", "fullDatabaseId": "1", "url": "u", "body": "b", "author": null, "createdAt": TIME,
                    "updatedAt": TIME, "createdViaEmail": false, "lastEditedAt": TIME, "editor": null,
                    "includesCreatedEdit": true, "isMinimized": false, "minimizedReason": null,
                    "userContentEdits": first, "issue": {"number": 1}, "repository": {"nameWithOwner": "octo/shop"},
                }}}))
            });
            conversation::comment(&github, &shop(), 1, "IC").await.map(|comment| comment.edits.len())
        })
    };
    assert_eq!(read(2).unwrap(), 2);
    assert_eq!(read(3).unwrap_err().kind, Kind::Truncated);
}

#[test]
fn a_stale_head_after_a_lost_answer_is_unconfirmed_while_the_branch_reads_as_before() {
    let head = "a".repeat(40);
    let create = |lost: usize| {
        let (commit, sent) = (head.clone(), AtomicUsize::new(0));
        let new = NewCommit {
            branch: "x".to_owned(),
            expected_head: head.clone(),
            key: "k".to_owned(),
            headline: "h".to_owned(),
            ..NewCommit::default()
        };
        run(async {
            let (github, _) = scripted(move |first, _| {
                if !first.starts_with("POST") {
                    let object = json!({"type": "commit", "sha": commit});
                    return Said::json(&json!({"ref": "refs/heads/x", "object": object}));
                }
                if sent.fetch_add(1, Ordering::SeqCst) < lost {
                    return Said::status(502);
                }
                let error = json!({"type": "STALE_DATA", "message": "Expected branch to point to"});
                Said::json(&json!({"data": {"createCommitOnBranch": null}, "errors": [error]}))
            });
            commits::create(&github, &shop(), &new).await.unwrap_err().kind
        })
    };
    assert_eq!(create(0), Kind::Conflict);
    assert_eq!(create(1), Kind::Unconfirmed);
}

#[test]
fn an_upload_looks_at_the_newest_analyses_only() {
    let analysis = json!({
        "id": 1, "ref": "refs/heads/main", "commit_sha": "a", "category": "c", "error": "", "warning": "",
        "created_at": TIME, "results_count": 0, "sarif_id": "x", "tool": {"name": "gate"},
    });
    run(async {
        // A list without an end.
        let (github, asked) = scripted(move |first, _| {
            if first.starts_with("POST") {
                return Said(202, String::new(), json!({"id": "new"}).to_string());
            }
            let page = json!(vec![analysis.clone(); 100]).to_string();
            Said(200, "link: <http://127.0.0.1/x?page=2>; rel=\"next\"\r\n".to_owned(), page)
        });
        let bytes = br#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"gate"}},"results":[]}]}"#;
        let commit = "a".repeat(40);
        let file = code_scanning::File::Text(bytes);
        let reference = "refs/heads/main";
        let sarif = code_scanning::Sarif { commit: &commit, reference, file, checkout: None, started: None };
        assert_eq!(code_scanning::upload(&github, &shop(), sarif).await.unwrap().id, "new");
        let asked = asked.lock().unwrap();
        assert_eq!(asked.len(), 2, "{asked:?}");
        assert!(asked[0].0.contains("sort=created&direction=desc"), "{}", asked[0].0);
    });
}

#[test]
fn a_commit_is_asked_for_in_small_letters() {
    let (small, sha) = ("abcdef0123".repeat(4), "ABCDEF0123".repeat(4));
    run(async {
        let (github, asked) = scripted(|first, _| match first {
            list if list.contains("/runs") => Said::json(&json!({"total_count": 0, "workflow_runs": []})),
            list if list.starts_with("GET") => Said::json(&json!([])),
            _ => Said::status(422),
        });
        runs::of_commit(&github, &shop(), &sha).await.unwrap();
        let new =
            deployments::NewDeployment { sha: sha.clone(), environment: "e".to_owned(), ..Default::default() };
        deployments::create(&github, &shop(), &new).await.unwrap_err();
        contents::read(&github, &shop(), "a", &sha, 1).await.unwrap();
        let asked = asked.lock().unwrap();
        assert_eq!(asked.len(), 4, "{asked:?}");
        for (first, body) in asked.iter() {
            let sent = format!("{first}{body}");
            assert!(sent.contains(&small) && !sent.contains(&sha), "{sent}");
        }
    });
}

#[test]
fn newer_things_without_end_leave_a_lost_effect_unconfirmed() {
    let comment = |id: usize| {
        json!({
            "id": id, "node_id": "x", "body": "b", "user": null, "created_at": TIME, "updated_at": TIME, "html_url": "h",
            "issue_url": "https://x/issues/1",
        })
    };
    run(async {
        let sent = AtomicUsize::new(0);
        let (github, asked) = scripted(move |first, _| {
            if first.starts_with("POST") {
                sent.fetch_add(1, Ordering::SeqCst);
                return Said::status(502);
            }
            // Before, there is one; after, each page has a newer one.
            let newest = if sent.load(Ordering::SeqCst) == 0 { 1 } else { 2 };
            Said::json(&json!([comment(newest)]))
        });
        let error = comments::create(&github, &shop(), 1, &Marker::new("t", "k"), "b").await.unwrap_err();
        assert_eq!(error.kind, Kind::Unconfirmed, "{error}");
        let posts = asked.lock().unwrap().iter().filter(|(first, _)| first.starts_with("POST")).count();
        assert_eq!(posts, 1);
    });
}

#[test]
fn a_younger_duplicate_that_another_run_deleted_first_is_gone_all_the_same() {
    let marker = Marker::new("t", "k");
    let comment = |id: u64, text: &str| {
        json!({
            "id": id, "node_id": format!("IC{id}"), "body": marker.on(text), "created_at": TIME, "updated_at": TIME,
            "user": {"login": "github-actions[bot]", "id": OWN, "type": "Bot"}, "html_url": "h",
            "issue_url": "https://x/issues/1",
        })
    };
    let (both, new) = (json!([comment(1, "x"), comment(2, "x")]), comment(1, "y"));
    let own = marker.on("x");
    run(async {
        let (github, asked) = scripted(move |first, _| match first.split(' ').next() {
            Some("DELETE") => Said::status(404),
            Some("PATCH") => Said::json(&new),
            Some("POST") => {
                Said::json(&json!({"data": {"node": {"body": own, "lastEditedAt": null, "editor": null}}}))
            }
            _ => Said::json(&both),
        });
        let put = sticky::put(&github, &shop(), 1, &marker, &["y".to_owned()]).await.unwrap();
        assert_eq!((put.id, put.body), (1, marker.on("y")));
        assert!(asked.lock().unwrap().iter().any(|(first, _)| first.starts_with("DELETE")));
    });
}

#[test]
fn check_runs_of_as_many_suites_as_github_looks_into_may_not_be_all() {
    let list = |suites: u64| {
        let run_of = |suite: u64| {
            json!({
                "id": suite, "node_id": "x", "name": "c", "head_sha": "a", "status": "completed", "conclusion": "success",
                "output": {"title": null, "summary": null, "text": null, "annotations_count": 0},
                "check_suite": {"id": suite},
            })
        };
        let runs: Vec<Value> = (1..=suites).map(run_of).collect();
        run(async {
            let (github, _) =
                scripted(move |_, _| Said::json(&json!({"total_count": runs.len(), "check_runs": runs})));
            checks::list(&github, &shop(), &"a".repeat(40), None).await.map(|runs| runs.len())
        })
    };
    assert_eq!(list(999).unwrap(), 999);
    assert_eq!(list(1_000).unwrap_err().kind, Kind::Truncated);
}
