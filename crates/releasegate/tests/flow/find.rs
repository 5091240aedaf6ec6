//! What the search hands to the gates.

use serde_json::{Value, json};

use crate::stage::{LCOV, LOG, Stage};

fn found(outputs: &std::collections::BTreeMap<String, String>) -> Value {
    serde_json::from_str(&outputs["found"]).unwrap()
}

#[test]
fn both_halves_are_found_without_any_configuration() {
    let stage = Stage::new();
    stage.write("coverage/lcov.info", LCOV);
    stage.write("build/scan.sarif", LOG);
    let ran = stage.find(json!({}));
    assert_eq!(ran.exit, Some(0), "{}", ran.log);
    assert_eq!(ran.outputs["coverage"], "run");
    assert_eq!(ran.outputs["coverage-files"], "coverage/lcov.info");
    assert_eq!(ran.outputs["coverage-id"], "coverage-gate");
    assert_eq!(ran.outputs["reports"], "run");
    assert_eq!(ran.outputs["report-files"], "build/scan.sarif");
    assert_eq!(ran.outputs["reports-id"], "sarif-merge");
    assert_eq!(found(&ran.outputs)["halves"]["coverage"]["reports"][0]["format"], "lcov");
}

#[cfg(unix)]
#[test]
fn hostile_names_reach_the_gates_as_they_are_or_not_at_all() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let stage = Stage::new();
    for name in [
        "![x]{y}*.info",
        "a\ncoverage=off\n.info",
        "b\\c.info",
        " d.info",
        "::error::e.info",
        "$(id) `id`.info",
    ] {
        stage.write(name, LCOV);
    }
    std::fs::write(stage.root().join(OsStr::from_bytes(b"\xff.info")), LCOV).unwrap();
    let ran = stage.find(json!({}));
    assert_eq!(ran.exit, Some(0), "{}", ran.log);
    assert_eq!(ran.outputs["coverage"], "run");
    let files: Vec<&str> = ran.outputs["coverage-files"].lines().collect();
    assert_eq!(files, ["./![x]{y}*.info", "$(id) `id`.info", "::error::e.info"]);
    let found = found(&ran.outputs);
    let notes: Vec<&str> =
        found["notes"].as_array().unwrap().iter().map(|note| note.as_str().unwrap()).collect();
    assert_eq!(notes.len(), 4, "{notes:?}");
    assert!(notes.iter().all(|note| note.contains("rename it")), "{notes:?}");
    assert!(!ran.log.lines().any(|line| line.trim_start().starts_with("::")), "{}", ran.log);
}

#[cfg(unix)]
#[test]
fn a_link_is_told_and_never_followed() {
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("lcov.info"), LCOV).unwrap();
    let stage = Stage::new();
    std::os::unix::fs::symlink(outside.path().join("lcov.info"), stage.root().join("lcov.info")).unwrap();
    std::os::unix::fs::symlink(outside.path(), stage.root().join("coverage")).unwrap();
    std::os::unix::fs::symlink(stage.root(), stage.root().join("loop")).unwrap();
    let ran = stage.find(json!({}));
    assert_eq!((ran.exit, ran.outputs["coverage"].as_str()), (Some(0), "not-found"));
    assert!(found(&ran.outputs)["notes"][0].as_str().unwrap().contains("lcov.info"), "{}", ran.log);
}

#[test]
fn what_git_tracks_is_no_report_of_this_run() {
    let stage = Stage::tracking(&[("tests/fixtures/lcov.info", LCOV), ("old.sarif", LOG)]);
    let ran = stage.find(json!({}));
    assert_eq!((ran.outputs["coverage"].as_str(), ran.outputs["reports"].as_str()), ("not-found", "not-found"));
    assert_eq!(found(&ran.outputs)["halves"]["coverage"]["tracked"], json!(["tests/fixtures/lcov.info"]));
    stage.write("lcov.info", LCOV);
    let ran = stage.find(json!({}));
    assert_eq!(ran.outputs["coverage-files"], "lcov.info");
    assert_eq!(found(&ran.outputs)["halves"]["coverage"]["tracked"], json!([]));
}

#[test]
fn inputs_stand_in_place_of_the_search() {
    let stage = Stage::new();
    stage.write("lcov.info", LCOV);
    stage.write("scan.sarif", LOG);
    let ran = stage.find(json!({ "coverage": "a/*.xml\n!a/b.xml", "reports": "none", "gate-id": "shop" }));
    assert_eq!(
        (ran.outputs["coverage"].as_str(), ran.outputs["coverage-files"].as_str()),
        ("run", "a/*.xml\n!a/b.xml")
    );
    assert_eq!((ran.outputs["reports"].as_str(), ran.outputs["report-files"].as_str()), ("off", ""));
    assert_eq!(ran.outputs["coverage-id"], "shop-coverage");
}

#[test]
fn reports_that_the_policy_file_names_are_left_to_it() {
    let policy = "coverage:\n  files: [out/lcov.info]\n  limits: { line: 10 }\nsarif:\n  block: high\n";
    let stage = Stage::tracking(&[(".github/releasegate.yml", policy)]);
    stage.write("elsewhere/lcov.info", LCOV);
    stage.write("scan.sarif", LOG);
    let ran = stage.find(json!({}));
    assert_eq!(
        (ran.outputs["coverage"].as_str(), ran.outputs["coverage-files"].as_str()),
        ("run", ""),
        "{}",
        ran.log
    );
    assert_eq!(ran.outputs["report-files"], "scan.sarif");
}

#[test]
fn after_a_mistake_no_gate_is_planned() {
    let stage = Stage::new();
    stage.write("lcov.info", LCOV);
    for inputs in [
        json!({ "coverage": "none", "reports": "none" }),
        json!({ "coverage": "none\nlcov.info" }),
        json!({ "min-line": "10" }),
    ] {
        let ran = stage.find(inputs);
        assert_eq!(ran.exit, Some(2), "{}", ran.log);
        assert_eq!((ran.outputs["coverage"].as_str(), ran.outputs["reports"].as_str()), ("", ""));
        assert!(ran.log.contains("::error title=Releasegate::input"), "{}", ran.log);
        assert!(found(&ran.outputs)["problem"].is_string());
    }
}
