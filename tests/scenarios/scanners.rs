//! Three scanners' own reports and one gate over them: a finding stops the job, its fix lets it pass, and a scanner that wrote nothing
//! is not one that found nothing.

use std::fs;
use std::sync::LazyLock;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::harness::{Run, Scenario};

/// One run serves all tests of this file: they look at different jobs of it.
static RUN: LazyLock<Run> = LazyLock::new(|| Scenario::new("scanners").run("push"));

/// What a job that `needs` the gate's job is told: its result and its outputs.
fn seen_after(job: &str) -> Value {
    serde_json::from_str(&RUN.job(&format!("after-{job}")).step("see").output()).unwrap()
}

fn deployed_after(job: &str) -> bool {
    RUN.job(&format!("after-{job}")).step("deploy").ran()
}

/// The verdict in a gate's artifact, which is the one of the outputs.
fn verdict(gate: &str, seen: &Value) -> Value {
    let written =
        fs::read(RUN.artifact(&format!("verdict-{gate}-1")).join(format!("{gate}.verdict.json"))).unwrap();
    assert_eq!(seen["outputs"]["digest"], format!("sha256:{}", sha256(&written)));
    serde_json::from_slice(&written).unwrap()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn ended(verdict: &Value, id: &str) -> (String, String) {
    let rule = verdict["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == id).unwrap();
    (rule["status"].as_str().unwrap().to_owned(), rule["reason"].as_str().unwrap().to_owned())
}

fn words(status: &str, reason: &str) -> (String, String) {
    (status.to_owned(), reason.to_owned())
}

/// The merged log in a gate's second artifact, whose digest the verdict holds.
fn merged(gate: &str, verdict: &Value) -> Value {
    let log = fs::read(RUN.artifact(&format!("sarif-{gate}-1")).join(format!("{gate}.sarif"))).unwrap();
    assert_eq!(verdict["details"]["merged"]["sha256"], sha256(&log));
    serde_json::from_slice(&log).unwrap()
}

/// What the gate's step said where people look: the annotations of errors and the summary.
fn said(job: &str) -> [String; 2] {
    let step = RUN.job(job).step("gate");
    let errors = step.annotations().into_iter().filter(|annotation| annotation.level == "error");
    [errors.map(|annotation| annotation.message).collect(), step.summary()]
}

#[test]
fn a_high_finding_stops_the_job_and_the_summary_says_which() {
    assert_eq!(RUN.job("finds").step("gate").exit_code(), 1);
    assert_eq!(RUN.job("finds").result(), "failure");
    let seen = seen_after("finds");
    assert_eq!(seen["outputs"]["status"], "fail");
    assert_eq!(seen["outputs"]["decision"], "stop");
    assert_eq!(seen["outputs"]["failed-rules"], "max-high");
    assert_eq!(seen["outputs"]["high"], "1");
    assert!(!deployed_after("finds"));

    let verdict = verdict("first-scan", &seen);
    assert_eq!(ended(&verdict, "max-high"), words("fail", "over-limit"));
    for tool in ["tool-bandit", "tool-semgrep", "tool-hadolint"] {
        assert_eq!(ended(&verdict, tool), words("pass", "tool-ran"));
    }
    for said in said("finds") {
        assert!(said.contains("1 finding of severity high, 0 allowed, first DL3020 (Hadolint)"), "{said}");
    }
    let annotations = RUN.job("finds").step("gate").annotations();
    let named = annotations.iter().any(|at| at.properties.get("file").is_some_and(|file| file == "Dockerfile"));
    assert!(named, "the file is not shown: {annotations:?}");

    let log = merged("first-scan", &verdict);
    let runs = log["runs"].as_array().unwrap().iter();
    let tools: Vec<_> = runs.map(|run| run["tool"]["driver"]["name"].as_str().unwrap()).collect();
    assert_eq!(tools.len(), 3, "{tools:?}");
}

#[test]
fn the_fixed_run_passes_and_keeps_the_clean_scans() {
    assert_eq!(RUN.job("fixed").step("gate").exit_code(), 0);
    let seen = seen_after("fixed");
    assert_eq!(seen["result"], "success");
    assert_eq!(seen["outputs"]["status"], "pass");
    assert_eq!(seen["outputs"]["findings"], "0");
    assert!(deployed_after("fixed"));

    let verdict = verdict("second-scan", &seen);
    let log = merged("second-scan", &verdict);
    let runs = log["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 3, "a scan that found nothing is lost");
    assert!(runs.iter().all(|run| run["results"] == json!([])));
}

#[test]
fn a_required_scanner_that_wrote_nothing_is_inconclusive_and_stops() {
    assert_eq!(RUN.job("lost").step("gate").exit_code(), 3);
    assert_eq!(RUN.job("lost").result(), "failure");
    let seen = seen_after("lost");
    assert_eq!(seen["outputs"]["status"], "inconclusive");
    assert_eq!(seen["outputs"]["decision"], "stop");
    assert_eq!(seen["outputs"]["failed-rules"], "tool-hadolint");
    assert!(!deployed_after("lost"));

    let verdict = verdict("lost-scan", &seen);
    assert_eq!(ended(&verdict, "tool-hadolint"), words("inconclusive", "tool-missing"));
    // What the two others wrote is within the limits, and yet nothing passes.
    assert_eq!(ended(&verdict, "max-high"), words("pass", "within-limit"));
    for said in said("lost") {
        assert!(said.contains("no report is of Hadolint"), "{said}");
    }
}
