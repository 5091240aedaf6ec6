//! Commits as objects over the wire.

use serde_json::{Value, json};

use crate::probe::start;
use crate::{Seed, Simulator};

const COMMITS: &str = "/repos/octo/shop/git/commits";

fn filled() -> (Simulator, Value, String) {
    let sim = start(Seed::small());
    let head = sim.hub().commit_files(1, "main", 101, "Begin", &[("a", Some("x"))]).unwrap();
    let tree = sim.get("actions-token", &format!("{COMMITS}/{head}")).expect(200).at("/tree/sha");
    (sim, tree, head)
}

#[test]
fn a_bot_that_names_nobody_gets_github_s_signature() {
    let (sim, tree, head) = filled();
    let body = json!({"message": "Record", "tree": tree, "parents": [head]});
    let got = sim.post("actions-token", COMMITS, &body).expect(201);
    assert_eq!(got.at("/author/name"), "github-actions[bot]");
    assert_eq!(got.at("/author/email"), "41898282+github-actions[bot]@users.noreply.github.com");
    assert_eq!(got.at("/author/date"), "2026-11-22T10:00:00Z");
    assert_eq!(got.at("/committer/email"), "noreply@github.com");
    assert_eq!(
        (got.at("/verification/verified"), got.at("/verification/reason")),
        (json!(true), json!("valid"))
    );
    let read = sim.get("actions-token", &format!("{COMMITS}/{}", got.at("/sha").as_str().unwrap())).expect(200);
    assert_eq!(read.json(), got.json());
}

#[test]
fn a_person_s_commit_is_unsigned_and_dated_as_it_says() {
    let (sim, tree, head) = filled();
    let author = json!({"name": "Ann", "email": "ann@example.org", "date": "2020-01-01T00:00:00+02:00"});
    let body = json!({"message": "M", "tree": tree, "parents": [head], "author": author});
    let got = sim.post("alice-token", COMMITS, &body).expect(201);
    assert_eq!(got.at("/author/date"), "2019-12-31T22:00:00Z");
    assert_eq!(got.at("/committer"), got.at("/author"));
    assert_eq!(got.at("/verification/reason"), "unsigned");
    let plain = sim.post("alice-token", COMMITS, &json!({"message": "M", "tree": tree})).expect(201);
    assert_eq!(plain.at("/verification/verified"), false);
    assert_eq!(plain.at("/parents"), json!([]));
}

#[test]
fn a_copied_signature_proves_nothing() {
    let (sim, tree, head) = filled();
    let body = json!({"message": "Record", "tree": tree, "parents": [head]});
    let signed = sim.post("actions-token", COMMITS, &body).expect(201);
    let mut forged = body.clone();
    forged["message"] = json!("Forged");
    forged["signature"] = signed.at("/verification/signature");
    forged["author"] = signed.at("/author");
    forged["committer"] = signed.at("/committer");
    let got = sim.post("alice-token", COMMITS, &forged).expect(201);
    assert_eq!(
        (got.at("/verification/verified"), got.at("/verification/reason")),
        (json!(false), json!("unknown_key"))
    );
}

#[test]
fn what_cannot_be_a_commit_is_refused() {
    let (sim, tree, head) = filled();
    let whole = json!({"message": "M", "tree": tree, "parents": [head]});
    for (field, value) in [
        ("message", json!(null)),
        ("message", json!(1)),
        ("tree", json!("1".repeat(40))),
        ("tree", json!(head)),
        ("tree", json!("x")),
        ("parents", json!([tree])),
        ("parents", json!(["1".repeat(40)])),
        ("author", json!({"name": "A"})),
        ("author", json!({"name": "A\nB", "email": "a@b"})),
        ("author", json!({"name": "A", "email": "a@b", "date": "yesterday"})),
    ] {
        let mut body = whole.clone();
        body[field] = value;
        sim.post("actions-token", COMMITS, &body).expect(422);
    }
    sim.get("actions-token", &format!("{COMMITS}/{}", "1".repeat(40))).expect(404);
    sim.get("actions-token", &format!("{COMMITS}/{}", tree.as_str().unwrap())).expect(404);
}

#[test]
fn five_calls_append_and_a_second_writer_loses() {
    let (sim, tree, head) = filled();
    let append = |token: &str, name: &str| {
        let line = json!([{"path": name, "mode": "100644", "type": "blob", "content": name}]);
        let body = json!({"base_tree": tree, "tree": line});
        let new = sim.post(token, "/repos/octo/shop/git/trees", &body).expect(201).at("/sha");
        let body = json!({"message": name, "tree": new, "parents": [head]});
        let commit = sim.post(token, COMMITS, &body).expect(201).at("/sha");
        sim.call(
            token,
            "PATCH",
            "/repos/octo/shop/git/refs/heads/main",
            &json!({"sha": commit, "force": false}),
        )
    };
    append("actions-token", "one").expect(200);
    let late = append("gate-token", "two").expect(422);
    assert_eq!(late.at("/message"), "Update is not a fast forward");
}
