//! The schema accepts what the reader accepts; `cargo xtask docs` writes the committed one.

use serde_json::Value;

use super::validate::{as_editors_read, faults};
use super::*;

fn file() -> Value {
    serde_json::from_str(&settings::schema::file(vec![super::super::schema()])).unwrap()
}

fn told(text: &str) -> Vec<String> {
    let policy = settings::yaml::parse("p.yml", text.as_bytes()).unwrap().unwrap();
    faults(&file(), &as_editors_read(&policy))
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
