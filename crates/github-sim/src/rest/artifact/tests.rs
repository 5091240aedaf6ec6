//! Artifacts over the wire.

use std::time::Duration;

use serde_json::{Value, json};

use crate::Simulator;
use crate::rest::run::tests::shop;

const ARTIFACTS: &str = "/repos/octo/shop/actions/artifacts";

fn upload(sim: &Simulator, name: &str) -> u64 {
    sim.hub().upload_artifact(1, name, &[("a.json", b"{}"), ("deep/b.txt", b"hello\n")]).unwrap()
}

fn names(sim: &Simulator, path: &str) -> Vec<Value> {
    let got = sim.get("carol-token", path).expect(200);
    let names: Vec<Value> =
        got.at("/artifacts").as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
    names
}

#[test]
fn artifacts_are_listed_by_run_and_by_name() {
    let sim = shop();
    upload(&sim, "coverage");
    upload(&sim, "verdict");
    let of_run = "/repos/octo/shop/actions/runs/1/artifacts";
    assert_eq!(names(&sim, of_run), ["verdict", "coverage"]);
    assert_eq!(names(&sim, &format!("{of_run}?direction=asc&per_page=1")), ["coverage"]);
    assert_eq!(names(&sim, &format!("{of_run}?name=coverage")), ["coverage"]);
    assert_eq!(names(&sim, &format!("{ARTIFACTS}?name=verdict")), ["verdict"]);
    sim.get("carol-token", "/repos/octo/shop/actions/runs/2/artifacts").expect(404);
}

#[test]
fn an_artifact_says_what_it_is() {
    let sim = shop();
    let id = upload(&sim, "coverage");
    let got = sim.get("carol-token", &format!("{ARTIFACTS}/{id}")).expect(200);
    assert_eq!((got.at("/expired"), got.at("/workflow_run/id")), (json!(false), json!(1)));
    assert_eq!(got.at("/expires_at"), "2027-02-20T10:00:00Z");
    assert_eq!(got.at("/workflow_run/head_branch"), "main");
    assert!(got.at("/digest").as_str().unwrap().starts_with("sha256:"));
    assert_eq!(got.at("/archive_download_url"), format!("{}/zip", got.at("/url").as_str().unwrap()));
}

#[test]
fn a_download_is_an_address_for_a_minute() {
    let sim = shop();
    let id = upload(&sim, "coverage");
    let path = format!("{ARTIFACTS}/{id}/zip");
    let go = sim.get("carol-token", &path).expect(302);
    let address = go.header("location").strip_prefix(sim.url()).unwrap().to_owned();
    sim.clock().advance(Duration::from_secs(59));
    let zip = sim.get("", &address).expect(200);
    assert_eq!((zip.header("content-type"), &zip.body[..4]), ("application/zip", b"PK\x03\x04".as_slice()));
    let size = sim.get("carol-token", &format!("{ARTIFACTS}/{id}")).at("/size_in_bytes");
    assert_eq!(size, zip.body.len());
    sim.clock().advance(Duration::from_secs(1));
    sim.get("", &address).expect(403);
    sim.get("", "/_sim/blob/guessed").expect(403);
    sim.get("carol-token", &format!("{ARTIFACTS}/{id}/tar")).expect(404);
    sim.get("", &path).expect(401);
}

#[test]
fn an_expired_artifact_is_gone() {
    let sim = shop();
    let id = upload(&sim, "coverage");
    sim.clock().advance(Duration::from_secs(90 * 24 * 3600));
    assert_eq!(sim.get("carol-token", &format!("{ARTIFACTS}/{id}")).expect(200).at("/expired"), true);
    sim.get("carol-token", &format!("{ARTIFACTS}/{id}/zip")).expect(410);
}

#[test]
fn a_deleted_artifact_is_not_found() {
    let sim = shop();
    let id = upload(&sim, "coverage");
    let path = format!("{ARTIFACTS}/{id}");
    sim.call("carol-token", "DELETE", &path, &Value::Null).expect(403);
    sim.call("actions-token", "DELETE", &path, &Value::Null).expect(204);
    sim.get("carol-token", &path).expect(404);
    assert!(names(&sim, ARTIFACTS).is_empty());
}
