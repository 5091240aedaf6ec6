//! The coverage gate over a small Python project: enough coverage, too little, no report, half a report.

use std::fs;
use std::sync::LazyLock;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::harness::{self, Job, Run, Scenario, TOKEN};

/// One run serves all tests of this file: they look at different jobs of it.
static RUN: LazyLock<Run> = LazyLock::new(|| Scenario::new("coverage").run("push"));

/// What a job that `needs` the gate's job is told: its result and its outputs.
fn seen_after(job: &str) -> Value {
    serde_json::from_str(&RUN.job(&format!("after-{job}")).step("see").output()).unwrap()
}

fn deployed_after(job: &str) -> bool {
    RUN.job(&format!("after-{job}")).step("deploy").ran()
}

/// The verdict, which must be the same where the outputs say, in the artifact and by the digest in the outputs.
fn verdict(job: &Job<'_>, gate: &str, outputs: &Value) -> Value {
    let name = format!("{gate}.verdict.json");
    let artifact = RUN.artifact(&format!("verdict-{gate}-1"));
    let written = fs::read(artifact.join(&name)).unwrap();
    assert_eq!(String::from_utf8_lossy(&written).trim_end(), job.step("verdict").output().trim_end());
    let digest: String = Sha256::digest(&written).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(outputs["digest"], format!("sha256:{digest}"));
    assert_eq!(outputs["verdict-path"], format!(".releasegate/{name}"));

    let verdict: Value = serde_json::from_slice(&written).unwrap();
    assert_eq!(verdict["schema"], "releasegate/verdict/v1");
    assert_eq!(verdict["gate"]["id"], gate);
    assert_eq!(verdict["judgement"], outputs["judgement"]);
    assert_eq!(verdict["status"], outputs["status"]);

    let facts = fs::read(artifact.join(format!("{gate}.facts.json"))).unwrap();
    let digest: String = Sha256::digest(&facts).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(verdict["facts"]["digest"]["sha256"], digest);
    verdict
}

fn errors(job: &Job<'_>) -> Vec<String> {
    let annotations = job.step("gate").annotations().into_iter();
    annotations.filter(|annotation| annotation.level == "error").map(|annotation| annotation.message).collect()
}

#[test]
fn enough_coverage_lets_the_deployment_go_on() {
    let job = RUN.job("passes");
    assert_eq!(job.step("gate").exit_code(), 0);
    let seen = seen_after("passes");
    assert_eq!(seen["result"], "success");
    let outputs = &seen["outputs"];
    assert_eq!(outputs["status"], "pass");
    assert_eq!(outputs["decision"], "proceed");
    assert_eq!(outputs["line-coverage"], "91.66");
    assert_eq!(outputs["branch-coverage"], "83.33");
    assert_eq!(outputs["failed-rules"], "");
    assert!(deployed_after("passes"));

    let verdict = verdict(&job, "shop-coverage", outputs);
    assert_eq!(verdict["inputs"][0]["path"], "shop/coverage.xml");
    assert_eq!(verdict["run"]["run_id"], 4_425_592_351_u64);
    assert_eq!(errors(&job), Vec::<String>::new());
    assert!(job.step("gate").summary().contains("91.66"), "{}", job.step("gate").summary());
}

#[test]
fn too_little_coverage_fails_the_job_and_says_how_many_lines_are_missing() {
    let job = RUN.job("short");
    assert_eq!(job.step("gate").exit_code(), 1);
    let seen = seen_after("short");
    assert_eq!(seen["result"], "failure");
    let outputs = &seen["outputs"];
    assert_eq!(outputs["status"], "fail");
    assert_eq!(outputs["decision"], "stop");
    assert_eq!(outputs["line-coverage"], "91.66");
    assert_eq!(outputs["failed-rules"], "total-line");
    assert!(!deployed_after("short"));

    let verdict = verdict(&job, "strict-coverage", outputs);
    let rules = verdict["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["id"] == "total-line").unwrap();
    assert_eq!(rule["observed"], json!({"covered": 11, "total": 12}));
    let errors = errors(&job).concat();
    assert!(errors.contains("1 more line"), "{errors}");
    let annotations = job.step("gate").annotations();
    let at = |name: &str, value: &str| {
        annotations.iter().any(|at| at.properties.get(name).is_some_and(|found| found == value))
    };
    assert!(at("line", "12"), "the line that no test runs is not shown: {annotations:?}");
    assert!(at("file", "shop/price.py"), "the file is not named from the workspace: {annotations:?}");
    assert!(job.step("gate").summary().contains("1 more line"), "{}", job.step("gate").summary());
}

#[test]
fn no_report_is_inconclusive_and_stops_the_deployment() {
    let job = RUN.job("no-report");
    assert_eq!(job.step("gate").exit_code(), 3);
    let seen = seen_after("no-report");
    assert_eq!(seen["result"], "failure");
    assert_eq!(seen["outputs"]["status"], "inconclusive");
    assert_eq!(seen["outputs"]["decision"], "stop");
    assert!(!deployed_after("no-report"));

    verdict(&job, "lost-coverage", &seen["outputs"]);
    let errors = errors(&job).concat();
    assert!(errors.contains("shop/elsewhere.xml"), "{errors}");
    assert!(job.step("gate").summary().contains("shop/elsewhere.xml"), "{}", job.step("gate").summary());
}

#[test]
fn half_a_report_is_an_error_that_names_the_file() {
    let job = RUN.job("broken-report");
    assert_eq!(job.step("gate").exit_code(), 4);
    let seen = seen_after("broken-report");
    assert_eq!(seen["result"], "failure");
    assert_eq!(seen["outputs"]["status"], "error");
    assert_eq!(seen["outputs"]["decision"], "stop");
    assert!(!deployed_after("broken-report"));

    verdict(&job, "broken-coverage", &seen["outputs"]);
    let errors = errors(&job).concat();
    assert!(errors.contains("shop/broken.xml"), "{errors}");
    assert!(job.step("gate").summary().contains("shop/broken.xml"), "{}", job.step("gate").summary());
}

#[test]
fn every_job_ends_as_its_gate_decided() {
    for (job, result) in
        [("passes", "success"), ("short", "failure"), ("no-report", "failure"), ("broken-report", "failure")]
    {
        assert_eq!(RUN.job(job).result(), result, "{job}");
        assert_eq!(RUN.job(&format!("after-{job}")).result(), "success", "after-{job}");
    }
}

#[test]
fn the_verdict_names_the_bytes_of_the_manifest_and_nothing_was_built() {
    let manifest = fs::read_to_string(harness::release().join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let assets = manifest["release"]["assets"].as_array().unwrap();
    let asset = assets.iter().find(|asset| asset["tool"] == "coverage-gate").unwrap();
    let written = RUN.artifact("verdict-shop-coverage-1").join("shop-coverage.verdict.json");
    let verdict: Value = serde_json::from_str(&fs::read_to_string(written).unwrap()).unwrap();
    assert_eq!(verdict["gate"]["binary"]["sha256"], asset["sha256"]);
    let log = RUN.job("passes").step("gate").output();
    assert!(!log.contains("Build coverage-gate from source"), "{log}");
}

#[test]
fn the_token_is_nowhere_to_be_seen() {
    assert!(!RUN.log().contains(TOKEN));
    for gate in ["shop-coverage", "strict-coverage", "lost-coverage", "broken-coverage"] {
        for file in fs::read_dir(RUN.artifact(&format!("verdict-{gate}-1"))).unwrap().map(Result::unwrap) {
            assert!(!fs::read_to_string(file.path()).unwrap().contains(TOKEN), "{}", file.path().display());
        }
    }
}
