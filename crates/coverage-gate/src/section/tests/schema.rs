//! The committed schema is current and accepts what the reader accepts.

use serde_json::Value;

use super::validate::{as_editors_read, faults};
use super::*;

fn schema() -> Value {
    serde_json::from_str(&file_schema()).unwrap()
}

fn told(text: &str) -> Vec<String> {
    let file = settings::yaml::parse("p.yml", text.as_bytes()).unwrap().unwrap();
    faults(&schema(), &as_editors_read(&file))
}

#[test]
fn the_committed_schema_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../dist/releasegate.schema.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, file_schema()).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == file_schema(),
        "stale: run `UPDATE=1 cargo test -p coverage-gate section` and commit it"
    );
}

#[test]
fn every_member_that_is_read_is_in_the_schema() {
    assert_eq!(told(FULL), [""; 0]);
    for fine in [
        "coverage: {}",
        "sarif: { anything: [1] }\ntrusted-runs: {}",
        "coverage: { expected-reports: 3 }",
        "coverage: { baseline: { from: artifact, path: base.json } }",
        "coverage: { baseline: { from: file, path: .cache/base.json } }",
        // A half in an overlay, whose other half stands above.
        "coverage: { baseline: { from: notes }, gates: { a: { baseline: { ancestors: 9 }, patch: { min-lines: 3 } } } }",
        "coverage: { ratchet: { line: { lines: 0 }, mcdc: { points: 0.5% } } }",
    ] {
        assert_eq!(told(fine), [""; 0], "{fine}");
    }
    assert!(read(&node("coverage: { baseline: { from: file, path: .cache/base.json } }"), "x").is_ok());
}
