//! Commits over GraphQL: the compare-and-swap above all.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{ask, data, error};
use crate::git::RulesetSeed;
use crate::probe::start;
use crate::{Seed, Simulator};

const COMMIT: &str = "mutation Append($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) {
  clientMutationId ref { name prefix target { oid } } commit { oid message messageHeadline messageBody committedDate
    author { name email user { login } } committer { email } signature { isValid wasSignedByGitHub state } }
} }";

const HEAD: &str = "query($ref: String!, $path: String!, $size: Int!) { repository(owner: \"octo\", name: \"shop\") {
  ref(qualifiedName: $ref) { name target { __typename oid ... on Commit { message committedDate
    file(path: $path) { name mode type object { ... on Blob { text isTruncated byteSize } } }
    history(first: $size) { totalCount nodes { oid message parents(first: 2) { nodes { oid } } } pageInfo { hasNextPage } }
} } } } }";

fn filled() -> (Simulator, String) {
    let sim = start(Seed::small().without_limits());
    let files = [("checkpoint", Some("0\n")), ("old/a", Some("a")), ("old/b", Some("b"))];
    let head = sim.hub().commit_files(1, "main", 101, "Begin", &files).unwrap();
    (sim, head)
}

fn input(head: &str, changes: Value) -> Value {
    json!({"input": {
        "branch": {"repositoryNameWithOwner": "octo/shop", "branchName": "main"}, "expectedHeadOid": head,
        "message": {"headline": "Append", "body": "Two\nlines"}, "fileChanges": changes, "clientMutationId": "mine",
    }})
}

fn add(path: &str, text: &str) -> Value {
    json!({"additions": [{"path": path, "contents": STANDARD.encode(text)}]})
}

fn look(sim: &Simulator, path: &str) -> Value {
    let variables = json!({"ref": "refs/heads/main", "path": path, "size": 1});
    data(sim, "actions-token", HEAD, variables)["repository"]["ref"]["target"].clone()
}

#[test]
fn a_commit_stands_on_the_expected_head() {
    let (sim, head) = filled();
    let mut changes = add("entries/22/1.json", "{}\n");
    changes["deletions"] = json!([{"path": "old"}]);
    let seen = data(&sim, "actions-token", COMMIT, input(&head, changes))["createCommitOnBranch"].clone();
    assert_eq!((&seen["clientMutationId"], &seen["ref"]["name"]), (&json!("mine"), &json!("main")));
    let commit = &seen["commit"];
    assert_eq!(seen["ref"]["target"]["oid"], commit["oid"]);
    assert_eq!(
        (&commit["message"], &commit["messageBody"]),
        (&json!("Append\n\nTwo\nlines"), &json!("Two\nlines"))
    );
    let author = json!({
        "name": "github-actions[bot]", "email": "41898282+github-actions[bot]@users.noreply.github.com", "user": null,
    });
    assert_eq!((&commit["author"], &commit["committer"]["email"]), (&author, &json!("noreply@github.com")));
    assert_eq!(commit["signature"], json!({"isValid": true, "wasSignedByGitHub": true, "state": "VALID"}));
    let target = look(&sim, "entries/22/1.json");
    assert_eq!(target["oid"], commit["oid"]);
    let file = json!({
        "name": "1.json", "mode": 0o100_644, "type": "blob",
        "object": {"text": "{}\n", "isTruncated": false, "byteSize": 3},
    });
    assert_eq!(target["file"], file);
    assert_eq!(
        (&target["history"]["totalCount"], &target["history"]["pageInfo"]["hasNextPage"]),
        (&json!(2), &json!(true))
    );
    assert_eq!(target["history"]["nodes"][0]["parents"]["nodes"], json!([{"oid": head}]));
    assert_eq!(look(&sim, "old/a")["file"], Value::Null);
    let rest =
        sim.get("actions-token", &format!("/repos/octo/shop/git/commits/{}", commit["oid"].as_str().unwrap()));
    assert_eq!(rest.expect(200).at("/verification/verified"), true);
}

#[test]
fn an_old_head_is_stale_data() {
    let (sim, head) = filled();
    data(&sim, "actions-token", COMMIT, input(&head, add("a", "1")));
    let got = ask(&sim, "actions-token", COMMIT, input(&head, add("a", "2")));
    assert_eq!(got.at("/data"), json!({"createCommitOnBranch": null}));
    let message = format!("Expected branch to point to \"{head}\" but it did not. Pull and try again.");
    assert_eq!((got.at("/errors/0/type"), got.at("/errors/0/message")), (json!("STALE_DATA"), json!(message)));
    assert_eq!(got.at("/errors/0/path"), json!(["createCommitOnBranch"]));
    assert_eq!(look(&sim, "a")["file"]["object"]["text"], "1");
}

#[test]
fn of_fifty_at_once_one_wins_each_head() {
    let (sim, mut head) = filled();
    let sim = Arc::new(sim);
    for round in 0..2 {
        let threads: Vec<_> = (0..50)
            .map(|number| {
                let (sim, variables) = (Arc::clone(&sim), input(&head, add("a", &format!("{round} {number}"))));
                std::thread::spawn(move || {
                    let body = json!({"query": COMMIT, "variables": variables});
                    sim.post("actions-token", "/graphql", &body).expect(200).json()
                })
            })
            .collect();
        let answers: Vec<Value> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        let won: Vec<&Value> = answers.iter().filter(|answer| answer.get("errors").is_none()).collect();
        assert_eq!(won.len(), 1, "round {round}");
        let stale = answers.iter().filter(|answer| answer["errors"][0]["type"] == "STALE_DATA").count();
        assert_eq!(stale, 49, "round {round}");
        head = won[0]["data"]["createCommitOnBranch"]["commit"]["oid"].as_str().unwrap().to_owned();
    }
    assert_eq!(look(&sim, "a")["history"]["totalCount"], 3);
}

#[test]
fn only_who_may_write_commits() {
    let (sim, head) = filled();
    let reader = r#"{"secret": "reader", "kind": {"actions": {"repository": "octo/shop", "permissions": {"contents": "read"}}}}"#;
    sim.post("", "/_sim/tokens", &serde_json::from_str(reader).unwrap()).expect(200);
    let refused = error(&sim, "reader", COMMIT, input(&head, add("a", "1")));
    assert_eq!(
        (&refused["type"], &refused["message"]),
        (&json!("FORBIDDEN"), &json!("Resource not accessible by integration"))
    );
    assert_eq!(refused["extensions"], json!({"saml_failure": false}));
    let refused = error(&sim, "carol-token", COMMIT, input(&head, add("a", "1")));
    assert_eq!(
        refused["message"],
        "carol does not have the correct permissions to execute `CreateCommitOnBranch`"
    );
    let seen = data(&sim, "alice-token", COMMIT, input(&head, add("a", "1")));
    assert_eq!(seen["createCommitOnBranch"]["commit"]["author"]["user"]["login"], "alice");
}

#[test]
fn what_cannot_be_committed_is_refused() {
    let (sim, head) = filled();
    for path in ["", "/x", "../x", "a/../b", ".git/hooks/x", "a//b", "x\ny"] {
        assert_eq!(
            error(&sim, "actions-token", COMMIT, input(&head, add(path, "1")))["type"],
            "UNPROCESSABLE",
            "{path:?}"
        );
    }
    let bad = json!({"additions": [{"path": "a", "contents": "%"}]});
    assert_eq!(error(&sim, "actions-token", COMMIT, input(&head, bad))["type"], "UNPROCESSABLE");
    let gone = json!({"deletions": [{"path": "nothing"}]});
    let message = error(&sim, "actions-token", COMMIT, input(&head, gone))["message"].clone();
    assert!(message.as_str().unwrap().starts_with("A path was requested for deletion which does not exist"));
    let mut other = input(&head, add("a", "1"));
    other["input"]["branch"]["branchName"] = json!("nothing");
    assert_eq!(error(&sim, "actions-token", COMMIT, other.clone())["type"], "NOT_FOUND");
    other["input"]["branch"]["repositoryNameWithOwner"] = json!("octo/nothing");
    assert_eq!(error(&sim, "actions-token", COMMIT, other)["type"], "NOT_FOUND");
    assert_eq!(look(&sim, "a")["oid"], head, "nothing has moved");
}

#[test]
fn a_branch_can_be_named_by_its_id_and_guarded_by_rules() {
    let (sim, head) = filled();
    let query = "{ repository(owner: \"octo\", name: \"shop\") { id ref(qualifiedName: \"main\") { id } } }";
    let id = data(&sim, "actions-token", query, json!({}))["repository"]["ref"]["id"].clone();
    let mut variables = input(&head, add("a", "1"));
    variables["input"]["branch"] = json!({"id": id});
    let seen = data(&sim, "actions-token", COMMIT, variables);
    let head = seen["createCommitOnBranch"]["commit"]["oid"].as_str().unwrap().to_owned();
    let node = "query($id: ID!) { node(id: $id) { ... on Ref { name target { oid } } } }";
    assert_eq!(data(&sim, "actions-token", node, json!({"id": id}))["node"]["target"]["oid"], head);
    sim.hub().add_ruleset(1, RulesetSeed::new("r", &["~DEFAULT_BRANCH"], &["update"]));
    let refused = error(&sim, "actions-token", COMMIT, input(&head, add("a", "2")));
    assert!(refused["message"].as_str().unwrap().contains("Cannot update this protected ref."));
}

#[test]
fn references_move_together_over_graphql() {
    let (sim, head) = filled();
    let next = sim.hub().commit_files(1, "main", 101, "Next", &[("x", Some("1"))]).unwrap();
    let (id, zero) = (crate::node::node_id("R", 1), "0".repeat(40));
    let query = "mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }";
    let moves =
        |updates: Value| json!({"input": {"repositoryId": id, "refUpdates": updates, "clientMutationId": "m"}});
    let shard = json!({"name": "refs/heads/shard", "beforeOid": zero, "afterOid": next});
    let wrong = json!({"name": "refs/heads/main", "beforeOid": head, "afterOid": next});
    assert_eq!(error(&sim, "actions-token", query, moves(json!([shard, wrong])))["type"], "STALE_DATA");
    sim.get("actions-token", "/repos/octo/shop/git/ref/heads/shard").expect(404);
    let back = json!({"name": "refs/heads/main", "beforeOid": next, "afterOid": head});
    assert_eq!(
        error(&sim, "actions-token", query, moves(json!([shard, back])))["message"],
        "Update is not a fast forward"
    );
    let mut forced = back;
    forced["force"] = json!(true);
    let seen = data(&sim, "actions-token", query, moves(json!([shard, forced])));
    assert_eq!(seen["updateRefs"]["clientMutationId"], "m");
    let main = sim.get("actions-token", "/repos/octo/shop/git/ref/heads/main").expect(200);
    assert_eq!(main.at("/object/sha"), head);
    let deletion = json!({"name": "refs/heads/shard", "beforeOid": next, "afterOid": zero});
    data(&sim, "actions-token", query, moves(json!([deletion])));
    sim.get("actions-token", "/repos/octo/shop/git/ref/heads/shard").expect(404);
}

#[test]
fn objects_are_reached_by_expression_and_tags_by_their_target() {
    let (sim, head) = filled();
    let tag = json!({"tag": "v1", "message": "One", "object": head, "type": "commit"});
    let tag = sim.post("alice-token", "/repos/octo/shop/git/tags", &tag).expect(201).at("/sha");
    sim.post("alice-token", "/repos/octo/shop/git/refs", &json!({"ref": "refs/tags/v1", "sha": tag}))
        .expect(201);
    let query = "query($e: String!) { repository(owner: \"octo\", name: \"shop\") {
      object(expression: $e) { __typename oid ... on Tree { entries { path type } } ... on Blob { text isBinary } }
      tag: ref(qualifiedName: \"refs/tags/v1\") { name prefix target { ... on Tag { name tagger { name } target { oid } } } }
    } }";
    let of =
        |expression: &str| data(&sim, "carol-token", query, json!({"e": expression}))["repository"].clone();
    let tree = of("main:old");
    assert_eq!(
        tree["object"]["entries"],
        json!([{"path": "a", "type": "blob"}, {"path": "b", "type": "blob"}])
    );
    assert_eq!(
        tree["tag"],
        json!({
            "name": "v1", "prefix": "refs/tags/", "target": {"name": "v1", "tagger": {"name": "alice"}, "target": {"oid": head}},
        })
    );
    assert_eq!(of("main:checkpoint")["object"]["text"], "0\n");
    assert_eq!((&of("v1")["object"]["__typename"], &of("main:x")["object"]), (&json!("Commit"), &Value::Null));
}

#[test]
fn history_comes_in_pages() {
    let (sim, _) = filled();
    for number in 0..4 {
        let text = number.to_string();
        sim.hub().commit_files(1, "main", 101, &text, &[("x", Some(&text))]).unwrap();
    }
    let query = "query($after: String) { repository(owner: \"octo\", name: \"shop\") { defaultBranchRef { target { ... on Commit {
      history(first: 2, after: $after) { nodes { message } pageInfo { endCursor hasNextPage } } } } } } }";
    let (mut after, mut seen) = (Value::Null, Vec::new());
    loop {
        let page = data(&sim, "carol-token", query, json!({"after": after}));
        let history = page["repository"]["defaultBranchRef"]["target"]["history"].clone();
        seen.extend(history["nodes"].as_array().unwrap().iter().map(|node| node["message"].clone()));
        if history["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = history["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(seen, ["3", "2", "1", "0", "Begin"]);
}
