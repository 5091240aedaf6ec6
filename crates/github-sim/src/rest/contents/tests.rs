//! Files and folders by path over the wire.

use serde_json::{Value, json};

use crate::probe::{Got, start};
use crate::{Options, Seed, Simulator};

fn get(sim: &Simulator, path: &str, accept: &str) -> Got {
    let path = format!("/repos/octo/shop/contents/{path}");
    sim.send("carol-token", "GET", &path, &Value::Null, &[("accept", accept)]).unwrap()
}

fn filled() -> Simulator {
    fill(start(Seed::small()))
}

/// The raw and the object form, and the empty path of the root, stand in GitHub's prose and not in its document: what asks for
/// them stays out of the log that is held to it.
fn unlogged() -> Simulator {
    Simulator::start_with(Seed::small(), &Options::default()).unwrap()
}

fn fill(sim: Simulator) -> Simulator {
    let files = [("README.md", Some("hello\n")), ("docs/a b.md", Some("x")), ("docs/deep/c", Some("y"))];
    sim.hub().commit_files(1, "main", 101, "Begin", &files).unwrap();
    sim.hub().commit_files(1, "next/2", 101, "Next", &[("README.md", Some("other"))]).unwrap();
    sim
}

const JSON: &str = "application/vnd.github+json";

#[test]
fn a_file_has_its_content() {
    let sim = filled();
    let got = get(&sim, "README.md", JSON).expect(200);
    assert_eq!(
        (got.at("/type"), got.at("/encoding"), got.at("/content")),
        (json!("file"), json!("base64"), json!("aGVsbG8K\n"))
    );
    assert_eq!(
        (got.at("/size"), got.at("/sha")),
        (json!(6), json!("ce013625030ba8dba906f756967f9e9ca394464a"))
    );
    let other = get(&sim, "README.md?ref=next/2", JSON).expect(200);
    assert_eq!(other.at("/content"), "b3RoZXI=\n");
    let spaced = get(&sim, "docs/a%20b.md", JSON).expect(200);
    assert_eq!((spaced.at("/name"), spaced.at("/path")), (json!("a b.md"), json!("docs/a b.md")));
}

#[test]
fn a_folder_lists_its_entries() {
    let sim = filled();
    let got = get(&sim, "docs", JSON).expect(200);
    assert_eq!(got.each("path"), ["docs/a b.md", "docs/deep"]);
    assert_eq!(got.each("type"), ["file", "dir"]);
}

#[test]
fn other_forms_are_asked_for_by_media_type() {
    let sim = fill(unlogged());
    assert_eq!(get(&sim, "", JSON).expect(200).each("name"), ["README.md", "docs"]);
    let whole = get(&sim, "docs", "application/vnd.github.object+json").expect(200);
    assert_eq!((whole.at("/type"), whole.at("/entries/1/name")), (json!("dir"), json!("deep")));
    let raw = get(&sim, "README.md", "application/vnd.github.raw+json").expect(200);
    assert_eq!(raw.body, b"hello\n");
}

#[test]
fn a_folder_shows_no_more_than_a_thousand() {
    let sim = start(Seed::small());
    let names: Vec<String> = (0..1_001).map(|number| format!("many/{number:04}")).collect();
    let files: Vec<(&str, Option<&str>)> =
        names.iter().take(1).map(|name| (name.as_str(), Some("x"))).collect();
    sim.hub().commit_files(1, "main", 101, "One", &files).unwrap();
    let line = |name: &String| json!({"path": name, "mode": "100644", "type": "blob", "sha": "587be6b4c3f93f93c489c0111bba5596147a26cb"});
    sim.post("alice-token", "/repos/octo/shop/git/blobs", &json!({"content": "x\n"})).expect(201);
    let lines: Vec<Value> = names.iter().map(line).collect();
    let tree =
        sim.post("alice-token", "/repos/octo/shop/git/trees", &json!({"tree": lines})).expect(201).at("/sha");
    let body = json!({"message": "Many", "tree": tree});
    let commit = sim.post("alice-token", "/repos/octo/shop/git/commits", &body).expect(201).at("/sha");
    let path = format!("many?ref={}", commit.as_str().unwrap());
    assert_eq!(get(&sim, &path, JSON).expect(200).each("name").len(), 1_000);
}

#[test]
fn a_large_file_has_no_content_here() {
    let sim = unlogged();
    let large = "x".repeat((1 << 20) + 1);
    sim.hub().commit_files(1, "main", 101, "Begin", &[("large", Some(&large))]).unwrap();
    let got = get(&sim, "large", JSON).expect(200);
    assert_eq!(
        (got.at("/content"), got.at("/encoding"), got.at("/size")),
        (json!(""), json!("none"), json!(1_048_577))
    );
    assert_eq!(get(&sim, "large", "application/vnd.github.raw+json").expect(200).body.len(), 1_048_577);
}

#[test]
fn what_is_not_there_is_not_found() {
    let sim = filled();
    for path in ["nothing", "README.md/x", "docs/../README.md", ".git/config", "docs/deep/c?ref=nothing"] {
        get(&sim, path, JSON).expect(404);
    }
    let got = get(&sim, "README.md?ref=nothing", JSON).expect(404);
    assert_eq!(got.at("/message"), "No commit found for the ref nothing");
    let empty = get(&start(Seed::small()), "README.md", JSON).expect(404);
    assert_eq!(empty.at("/message"), "This repository is empty.");
}

#[test]
fn links_are_followed_by_the_reader() {
    let sim = filled();
    let lines = json!([
        {"path": "link", "mode": "120000", "type": "blob", "content": "README.md"},
        {"path": "module", "mode": "160000", "type": "commit", "sha": "1111111111111111111111111111111111111111"},
    ]);
    let tree =
        sim.post("alice-token", "/repos/octo/shop/git/trees", &json!({"tree": lines})).expect(201).at("/sha");
    let body = json!({"message": "Links", "tree": tree});
    let commit = sim.post("alice-token", "/repos/octo/shop/git/commits", &body).expect(201).at("/sha");
    let of = |name: &str| get(&sim, &format!("{name}?ref={}", commit.as_str().unwrap()), JSON).expect(200);
    assert_eq!((of("link").at("/type"), of("link").at("/target")), (json!("symlink"), json!("README.md")));
    assert_eq!(of("module").at("/type"), "submodule");
}
