//! A matrix of three shards in two formats and one gate over all of them: each arrives, one is lost, one is of another commit.

use std::fs;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::harness::{Run, Scenario};

/// One run serves all tests of this file: they look at different jobs of it.
static RUN: LazyLock<Run> = LazyLock::new(|| Scenario::new("matrix").run("push"));

/// What a job that `needs` the gate's job is told: its result and its outputs.
fn seen_after(job: &str) -> Value {
    serde_json::from_str(&RUN.job(&format!("after-{job}")).step("see").output()).unwrap()
}

fn deployed_after(job: &str) -> bool {
    RUN.job(&format!("after-{job}")).step("deploy").ran()
}

/// The verdict in a gate's artifact.
fn verdict(gate: &str) -> Value {
    let artifact = RUN.artifact(&format!("verdict-{gate}-1"));
    serde_json::from_slice(&fs::read(artifact.join(format!("{gate}.verdict.json"))).unwrap()).unwrap()
}

fn rule(verdict: &Value, id: &str) -> Value {
    let rules = verdict["rules"].as_array().unwrap();
    rules.iter().find(|rule| rule["id"] == id).unwrap().clone()
}

fn ended(rule: &Value) -> (&str, &str) {
    (rule["status"].as_str().unwrap(), rule["reason"].as_str().unwrap())
}

/// Path and format of every report that was judged.
fn inputs(verdict: &Value) -> Vec<(&str, &str)> {
    let inputs = verdict["inputs"].as_array().unwrap().iter();
    inputs.map(|input| (input["path"].as_str().unwrap(), input["format"].as_str().unwrap())).collect()
}

/// What the gate's step said where people look: the annotations and the summary.
fn said(job: &str) -> [String; 2] {
    let step = RUN.job(job).step("gate");
    let annotations = step.annotations().into_iter().filter(|annotation| annotation.level == "error");
    [annotations.map(|annotation| annotation.message).collect(), step.summary()]
}

/// Asserts that a gate's job stopped what comes after it.
fn assert_stopped(job: &str) {
    assert_eq!(RUN.job(job).step("gate").exit_code(), 3);
    let seen = seen_after(job);
    assert_eq!(seen["result"], "failure");
    assert_eq!(seen["outputs"]["status"], "inconclusive");
    assert_eq!(seen["outputs"]["decision"], "stop");
    assert!(!deployed_after(job));
}

#[test]
fn three_shards_in_two_formats_are_judged_as_one() {
    assert_eq!(RUN.job("gate").step("gate").exit_code(), 0);
    let seen = seen_after("gate");
    assert_eq!(seen["result"], "success");
    assert_eq!(seen["outputs"]["decision"], "proceed");
    // No shard reaches 90 % alone: two run five of six lines each of one file, and the third four of five of another.
    assert_eq!(seen["outputs"]["line-coverage"], "90.90");
    assert!(deployed_after("gate"));

    let verdict = verdict("all-shards");
    let reports = [
        ("reports/linux/lcov.info", "lcov"),
        ("reports/macos/lcov.info", "lcov"),
        ("reports/windows/coverage.xml", "cobertura"),
    ];
    assert_eq!(inputs(&verdict), reports);
    assert_eq!(ended(&rule(&verdict, "reports-arrived")), ("pass", "reports-arrived"));
    assert_eq!(ended(&rule(&verdict, "paths-mapped")), ("pass", "paths-mapped"));
    let total = rule(&verdict, "total-line");
    assert_eq!(ended(&total), ("pass", "limit-reached"));
    assert_eq!(total["observed"], json!({"covered": 10, "total": 11}));
}

#[test]
fn a_shard_that_did_not_upload_stops_the_pipeline_and_is_named() {
    assert_eq!(RUN.job("lossy-shards").result(), "failure");
    assert_stopped("lossy-gate");
    assert_eq!(seen_after("lossy-gate")["outputs"]["failed-rules"], "total-line,reports-arrived");

    let verdict = verdict("lost-shards");
    assert_eq!(inputs(&verdict).len(), 2);
    assert_eq!(ended(&rule(&verdict, "reports-arrived")), ("inconclusive", "report-missing"));
    let total = rule(&verdict, "total-line");
    assert_eq!(ended(&total), ("inconclusive", "reports-incomplete"));
    // What did arrive would have passed.
    assert_eq!(total["observed"], json!({"covered": 6, "total": 6}));
    for words in said("lossy-gate") {
        assert!(words.contains("reports/windows/"), "{words}");
        assert!(!words.contains("reports/linux/*") && !words.contains("reports/macos/*"), "{words}");
    }
}

#[test]
fn undeclared_the_same_reports_pass() {
    assert_eq!(RUN.job("lossy-gate").step("undeclared").exit_code(), 0);
    let verdict = verdict("undeclared-shards");
    assert_eq!(verdict["status"], "pass");
    assert_eq!(ended(&rule(&verdict, "reports-arrived")), ("not-applicable", "arrival-undeclared"));
    assert_eq!(rule(&verdict, "total-line")["observed"], json!({"covered": 6, "total": 6}));
}

#[test]
fn a_report_of_another_commit_stops_the_pipeline_and_is_named() {
    assert_eq!(RUN.job("stale-shards").result(), "success");
    assert_stopped("stale-gate");

    let verdict = verdict("old-shards");
    assert_eq!(inputs(&verdict).len(), 3);
    assert_eq!(ended(&rule(&verdict, "reports-arrived")), ("pass", "reports-arrived"));
    let fresh = rule(&verdict, "reports-fresh");
    assert_eq!(ended(&fresh), ("inconclusive", "report-stale"));
    assert_eq!(fresh["locations"][0]["path"], "reports/windows/coverage.xml");
    let total = rule(&verdict, "total-line");
    assert_eq!(ended(&total), ("inconclusive", "reports-incomplete"));
    // The old report says that every line is covered.
    assert_eq!(total["observed"], json!({"covered": 11, "total": 11}));
    for words in said("stale-gate") {
        assert!(words.contains("reports/windows/coverage.xml"), "{words}");
    }
    // LCOV says nothing of its time, and the verdict says so.
    let notes = verdict["not_covered"].to_string();
    assert!(notes.contains("reports/linux/lcov.info"), "{notes}");
}
