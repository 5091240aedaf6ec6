//! Exports as those read them that they are for, under `cargo xtask exports`, which names the Python.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::figures::WINDOW;
use crate::stage::Stage;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What a script of the step says, in the folder of a stage.
fn asked(stage: &Stage, script: &str, args: &[&str]) -> Value {
    let Some(python) = std::env::var_os("RELEASEGATE_READERS_PYTHON") else {
        panic!("no Python: run `cargo xtask exports`, which installs what it needs");
    };
    let script = root().join("crates/xtask/src/exports").join(script);
    let output = Command::new(python).arg(script).args(args).current_dir(stage.folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The figures by DuckDB, by the SQL of the page.
fn figures(stage: &Stage) -> Vec<Value> {
    let ended = stage.exported("ndjson", "export", &[]);
    assert_eq!(ended.exit, Some(0), "{ended:?}");
    let page = root().join("actions/deploy-record/README.md");
    let found = asked(stage, "figures.py", &[page.to_str().unwrap(), WINDOW[1], WINDOW[3]]);
    found.as_array().unwrap().clone()
}

/// A median as `metrics` says it: whole milliseconds, rounded down.
fn whole(median: &Value) -> Option<i64> {
    let (whole, _) = median
        .as_f64()
        .map(|value| format!("{value:.3}"))?
        .split_once('.')
        .map(|(whole, _)| (whole.parse().ok(), ()))?;
    whole
}

#[test]
fn readers_duckdb_computes_the_figures_that_the_definitions_give() {
    let stage = Stage::of_two_weeks();
    let [figures] = &figures(&stage)[..] else { panic!("one service in one environment") };
    let counts = [
        "deployments",
        "successes",
        "forward",
        "failed",
        "reached",
        "reworked",
        "recovery_count",
        "lead_count",
    ];
    let found: Vec<i64> = counts.iter().map(|name| figures[name].as_i64().unwrap()).collect();
    assert_eq!(found, [7, 8, 5, 2, 6, 3, 2, 7], "{figures}");
    let minutes = |name: &str| whole(&figures[name]).map(|millis| millis / 60_000);
    assert_eq!((minutes("lead_median"), minutes("recovery_median")), (Some(360), Some(55)), "{figures}");
}

#[test]
fn readers_duckdb_and_metrics_say_the_same() {
    for stage in [Stage::of_two_weeks(), Stage::of_many_traps()] {
        let ended = stage.asking(&[&["metrics", "--json"], &WINDOW[..]].concat()).json();
        let ours = ended["figures"].as_array().unwrap();
        let theirs = figures(&stage);
        assert_eq!(ours.len(), theirs.len());
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert_eq!((&ours["service"], &ours["environment"]), (&theirs["service"], &theirs["environment"]));
            let frequency = &ours["deploymentFrequency"];
            for (name, theirs_name) in
                [("count", "deployments"), ("successes", "successes"), ("forward", "forward")]
            {
                assert_eq!(frequency[name], theirs[theirs_name], "{name} of {theirs}");
            }
            let lead = &ours["changeLeadTime"];
            assert_eq!(lead["negative"], theirs["lead_negative"], "{theirs}");
            let recovery = &ours["failedDeploymentRecoveryTime"];
            assert_eq!(recovery["open"], theirs["recovery_open"], "{theirs}");
            for (spread, name) in [(lead, "lead"), (recovery, "recovery")] {
                let count = spread["spread"]["count"].as_i64().unwrap_or_default();
                assert_eq!(count, theirs[format!("{name}_count")].as_i64().unwrap(), "{name} of {theirs}");
                let median = spread["spread"]["medianMillis"].as_i64();
                assert_eq!(median, whole(&theirs[format!("{name}_median")]), "{name} of {theirs}");
            }
            let rate = |of: &Value| {
                of.as_object().map_or((0, 0), |_| (of["count"].as_i64().unwrap(), of["of"].as_i64().unwrap()))
            };
            let theirs_rate =
                |of: &str, all: &str| (theirs[of].as_i64().unwrap(), theirs[all].as_i64().unwrap());
            assert_eq!(rate(&ours["changeFailRate"]["rate"]), theirs_rate("failed", "reached"), "{theirs}");
            assert_eq!(rate(&ours["reworkRate"]["rate"]), theirs_rate("reworked", "deployments"), "{theirs}");
        }
    }
}

#[test]
fn readers_oscals_models_read_the_assessment_results() {
    for stage in [Stage::of_deployments(), Stage::of_two_weeks()] {
        assert_eq!(stage.exported("oscal", "results.json", &[]).exit, Some(0));
        let counts = asked(&stage, "oscal.py", &["results.json"]);
        assert!(counts["observations"].as_u64().unwrap() >= 8, "{counts}");
        assert_eq!(stage.exported("oscal", "none.json", &["--service", "nobody"]).exit, Some(0));
        asked(&stage, "oscal.py", &["none.json"]);
    }
    let stage = Stage::of_deployments();
    assert_eq!(stage.exported("oscal", "results.json", &[]).exit, Some(0));
    let counts = asked(&stage, "oscal.py", &["results.json"]);
    assert_eq!(counts, json!({"observations": 8, "findings": 1, "attestations": 1, "entries": 4}));
}

#[test]
fn readers_what_was_signed_is_as_its_schema_says() {
    for (stage, count) in [(Stage::of_deployments(), 9), (Stage::of_two_weeks(), 16)] {
        assert_eq!(stage.exported("in-toto", "bundle", &[]).exit, Some(0));
        let schema = root().join("crates/exports/schema/statement.v1.schema.json");
        assert_eq!(asked(&stage, "statements.py", &[schema.to_str().unwrap(), "bundle"]), json!(count));
    }
}
