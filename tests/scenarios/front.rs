//! The front door under a real runner: what it finds without any configuration, and that neither gate hides the other.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::harness::{Run, Scenario};

/// One run serves all tests of this file: they look at different jobs of it.
static RUN: LazyLock<Run> = LazyLock::new(|| {
    let workflow = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/front/all.workflow");
    Scenario::elsewhere("front", "all", &fs::read_to_string(workflow).unwrap()).layer("project").run("push")
});

/// The outputs of the front door, as the next step sees them.
fn seen(job: &str) -> Value {
    serde_json::from_str(&RUN.job(job).step("see").output()).unwrap()
}

/// The verdict in an artifact of the run, and the digest of its file.
fn verdict(gate: &str) -> (Value, String) {
    let written =
        fs::read(RUN.artifact(&format!("verdict-{gate}-1")).join(format!("{gate}.verdict.json"))).unwrap();
    let digest: String = Sha256::digest(&written).iter().map(|byte| format!("{byte:02x}")).collect();
    (serde_json::from_slice(&written).unwrap(), format!("sha256:{digest}"))
}

fn ended(job: &str, exit: i32, status: &str, halves: [&str; 2]) {
    let (ran, outputs) = (RUN.job(job), seen(job));
    assert_eq!(ran.step("gate").exit_code(), exit);
    assert_eq!(ran.result(), if exit == 0 { "success" } else { "failure" });
    assert_eq!(ran.step("deploy").ran(), exit == 0);
    assert_eq!(outputs["status"], status);
    assert_eq!([&outputs["coverage-status"], &outputs["reports-status"]], halves);
    let (verdict, digest) = verdict(job);
    assert_eq!((&verdict["status"], &outputs["digest"]), (&status.into(), &digest.into()));
}

#[test]
fn both_halves_are_found_judged_and_kept() {
    ended("both", 0, "pass", ["pass", "pass"]);
    let outputs = seen("both");
    for (half, file) in [("coverage", "coverage.xml"), ("reports", "scan.sarif")] {
        let (of_gate, digest) = verdict(&format!("both-{half}"));
        assert_eq!(of_gate["inputs"][0]["path"], file);
        assert_eq!(outputs[format!("{half}-digest")], digest);
    }
    let summary = RUN.job("both").step("gate").summary();
    assert!(summary.starts_with("### Releasegate both: pass"), "{summary}");
    assert_eq!(summary.matches("| Gate | Status | What was found |").count(), 1, "{summary}");
    for text in [
        "# .github/releasegate.yml\ncoverage:\n  limits: { line: 91 }\n",
        "### Coverage gate",
        "### SARIF merge",
    ] {
        assert_eq!(summary.matches(text).count(), 1, "{text}: {summary}");
    }
}

#[test]
fn coverage_that_fails_does_not_hide_the_scan() {
    ended("short", 1, "fail", ["fail", "pass"]);
    assert_eq!(seen("short")["failed-rules"], "coverage");
    assert_eq!(verdict("short-reports").0["status"], "pass");
    let summary = RUN.job("short").step("gate").summary();
    assert!(summary.contains("| coverage-gate: line coverage"), "{summary}");
}

#[test]
fn one_half_is_a_warning_with_what_to_write() {
    ended("one", 0, "warn", ["pass", "not-judged"]);
    assert!(!RUN.artifacts().join("verdict-one-reports-1").exists());
    assert!(RUN.job("one").step("gate").summary().contains("reports: none"));
}

#[test]
fn nothing_found_is_inconclusive_and_stops() {
    ended("nothing", 3, "inconclusive", ["not-judged", "not-judged"]);
    let summary = RUN.job("nothing").step("gate").summary();
    assert!(summary.contains("coverage.xml") && summary.contains("SARIF"), "{summary}");
}
