//! Folders as objects over the wire.

use serde_json::{Value, json};

use crate::git::{Entry, ObjectKind, Oid};
use crate::probe::{Got, start};
use crate::{Seed, Simulator};

const TREES: &str = "/repos/octo/shop/git/trees";

fn filled() -> (Simulator, String) {
    let sim = start(Seed::small());
    let files = [("a/b.txt", Some("b")), ("a/c.txt", Some("c")), ("d", Some("d"))];
    let head = sim.hub().commit_files(1, "main", 101, "Begin", &files).unwrap();
    (sim, head)
}

fn make(sim: &Simulator, base: Option<&Value>, tree: Value) -> Got {
    let mut body = json!({"tree": tree});
    if let Some(base) = base {
        body["base_tree"] = base.clone();
    }
    sim.post("actions-token", TREES, &body)
}

fn paths(sim: &Simulator, tree: &Value) -> Vec<Value> {
    let path = format!("{TREES}/{}?recursive=1", tree.as_str().unwrap());
    let got = sim.get("actions-token", &path).expect(200);
    got.at("/tree").as_array().unwrap().iter().map(|line| line["path"].clone()).collect()
}

#[test]
fn a_tree_is_read_flat_or_whole() {
    let (sim, head) = filled();
    let got = sim.get("actions-token", &format!("{TREES}/main")).expect(200);
    let lines = got.at("/tree");
    assert_eq!(
        (&lines[0]["path"], &lines[0]["type"], &lines[0]["mode"]),
        (&json!("a"), &json!("tree"), &json!("040000"))
    );
    assert_eq!((&lines[1]["path"], &lines[1]["size"]), (&json!("d"), &json!(1)));
    assert!(lines[0].get("size").is_none());
    assert_eq!(got.at("/truncated"), false);
    assert_eq!(paths(&sim, &json!(head)), ["a", "a/b.txt", "a/c.txt", "d"]);
    sim.get("actions-token", &format!("{TREES}/{}", "1".repeat(40))).expect(404);
}

#[test]
fn a_base_is_kept_but_for_the_lines() {
    let (sim, head) = filled();
    let base = sim.get("actions-token", &format!("{TREES}/{head}")).at("/sha");
    let lines = json!([
        {"path": "a/b.txt", "mode": "100644", "type": "blob", "sha": null},
        {"path": "e/f/g.json", "mode": "100644", "type": "blob", "content": "{}"},
        {"path": "run.sh", "mode": "100755", "type": "blob", "content": "true"},
    ]);
    let got = make(&sim, Some(&base), lines).expect(201);
    assert_eq!(paths(&sim, &got.at("/sha")), ["a", "a/c.txt", "d", "e", "e/f", "e/f/g.json", "run.sh"]);
    let lone =
        make(&sim, None, json!([{"path": "x", "mode": "100644", "type": "blob", "content": "1"}])).expect(201);
    assert_eq!(paths(&sim, &lone.at("/sha")), ["x"]);
    let graft = json!([{"path": "copy", "mode": "040000", "type": "tree", "sha": base}]);
    let got = make(&sim, Some(&lone.at("/sha")), graft).expect(201);
    assert_eq!(paths(&sim, &got.at("/sha")).len(), 1 + 5);
}

#[test]
fn hostile_paths_are_refused() {
    let (sim, _) = filled();
    let bad = [
        "",
        "/etc/passwd",
        "../up",
        "a/../../b",
        ".git/config",
        "a/.GIT/hooks/x",
        "a//b",
        "a/",
        "a\nb",
        "a\u{0}b",
        "git~1",
    ];
    for path in bad {
        make(&sim, None, json!([{"path": path, "mode": "100644", "type": "blob", "content": "x"}])).expect(422);
    }
    let got = make(&sim, None, json!([{"path": "/x", "mode": "100644", "content": "x"}])).expect(422);
    assert_eq!(got.at("/message"), "tree.path cannot start with a slash");
    let got = make(&sim, None, json!([{"path": "a/../x", "mode": "100644", "content": "x"}])).expect(422);
    assert_eq!(got.at("/message"), "tree.path contains a malformed path component");
}

#[test]
fn what_cannot_be_a_line_is_refused() {
    let (sim, head) = filled();
    let line = |more: Value| {
        let mut line = json!({"path": "x", "mode": "100644", "type": "blob"});
        crate::rest::merge(&mut line, more);
        json!([line])
    };
    for more in [
        json!({}),
        json!({"sha": "1".repeat(40)}),
        json!({"sha": head}),
        json!({"content": "x", "sha": head}),
        json!({"content": "x", "mode": "100600"}),
        json!({"content": "x", "mode": "040000"}),
    ] {
        make(&sim, None, line(more)).expect(422);
    }
    make(&sim, None, json!([])).expect(422);
    make(&sim, Some(&json!("1".repeat(40))), line(json!({"content": "x"}))).expect(422);
    let gone = make(
        &sim,
        Some(&json!(head)),
        json!([{"path": "nothing", "mode": "100644", "type": "blob", "sha": null}]),
    );
    assert_eq!(gone.expect(422).at("/message"), "GitRPC::BadObjectState");
}

#[test]
fn a_list_that_is_too_long_says_so() {
    let sim = start(Seed::small());
    let oid: Oid = "ce013625030ba8dba906f756967f9e9ca394464a".parse().unwrap();
    let entry = |path: &str| Entry {
        path: path.to_owned(),
        mode: "100644".to_owned(),
        kind: ObjectKind::Blob,
        oid: oid.clone(),
        size: Some(6),
    };
    let shown = sim.hub().git_tree(1, &oid, vec![entry("a"), entry("b"), entry("c")], 2);
    assert_eq!((shown["truncated"].clone(), shown["tree"].as_array().unwrap().len()), (json!(true), 2));
}
