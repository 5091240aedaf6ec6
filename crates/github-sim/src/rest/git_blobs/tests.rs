//! Files as objects over the wire.

use serde_json::json;

use crate::probe::start;
use crate::{Options, Seed, Simulator};

const BLOBS: &str = "/repos/octo/shop/git/blobs";

fn filled() -> Simulator {
    let sim = start(Seed::small());
    sim.hub().commit_files(1, "main", 101, "Begin", &[("a", Some("x"))]).unwrap();
    sim
}

#[test]
fn a_blob_comes_back_in_lines_of_base64() {
    let sim = filled();
    let got = sim.post("actions-token", BLOBS, &json!({"content": "hello\n"})).expect(201);
    assert_eq!(got.at("/sha"), "ce013625030ba8dba906f756967f9e9ca394464a");
    let long = "0123456789".repeat(9);
    let got = sim.post("actions-token", BLOBS, &json!({"content": long, "encoding": "utf-8"})).expect(201);
    let url = got.at("/url").as_str().unwrap().to_owned();
    let got = sim.get("actions-token", url.strip_prefix(sim.url()).unwrap()).expect(200);
    let content = got.at("/content").as_str().unwrap().to_owned();
    assert_eq!(content.lines().map(str::len).collect::<Vec<_>>(), [60, 60]);
    assert!(content.ends_with('\n'));
    assert_eq!((got.at("/size"), got.at("/encoding")), (json!(90), json!("base64")));
    assert_eq!(super::from_base64(&content).unwrap(), long.as_bytes());
}

#[test]
fn base64_is_unpacked() {
    let sim = filled();
    let got =
        sim.post("actions-token", BLOBS, &json!({"content": "aGVs\nbG8K", "encoding": "base64"})).expect(201);
    assert_eq!(got.at("/sha"), "ce013625030ba8dba906f756967f9e9ca394464a");
}

/// GitHub's document has two schemas for this answer and says that exactly one fits, yet a body of the one fits the other too:
/// the exchanges stay out of the log that is held to it.
#[test]
fn bad_base64_is_refused() {
    let sim = Simulator::start_with(Seed::small(), &Options::default()).unwrap();
    sim.hub().commit_files(1, "main", 101, "Begin", &[("a", Some("x"))]).unwrap();
    let (wrong, foreign) =
        (json!({"content": "%%%", "encoding": "base64"}), json!({"content": "x", "encoding": "rot13"}));
    for body in [wrong, foreign, json!({})] {
        sim.post("actions-token", BLOBS, &body).expect(422);
    }
}

#[test]
fn what_is_no_blob_is_not_found() {
    let sim = filled();
    let head = sim.hub().store(1).unwrap().resolve("main").unwrap().unwrap();
    sim.get("actions-token", &format!("{BLOBS}/{head}")).expect(404);
    sim.get("actions-token", &format!("{BLOBS}/{}", "1".repeat(40))).expect(404);
    sim.get("actions-token", &format!("{BLOBS}/main")).expect(422);
}
