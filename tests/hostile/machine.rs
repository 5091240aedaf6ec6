//! A machine that fails: the runner's files cannot be written, nobody reads the log, the process is killed.

use std::process::Stdio;
use std::time::{Duration, Instant};

use tests::case::protocol;

use super::{INPUTS, act, good, verdict};

#[test]
fn outputs_that_cannot_be_written_stop_the_gate() {
    let bench = good();
    std::fs::create_dir(bench.path("folder")).unwrap();
    let mut command = bench.action(INPUTS).unwrap();
    let outcome = bench.run(command.env("GITHUB_OUTPUT", bench.path("folder"))).unwrap();
    assert_eq!(outcome.exit, Some(4), "{}", outcome.log);
    assert!(outcome.log.contains("::error "), "{}", outcome.log);
    assert_eq!(verdict(&outcome)["status"], "error", "a later step that finds the file must not read pass");
}

#[test]
fn a_summary_that_cannot_be_written_changes_no_verdict_and_warns() {
    let bench = good();
    let usual = act(&bench, INPUTS);
    let bench = good();
    std::fs::create_dir(bench.path("folder")).unwrap();
    let mut command = bench.action(INPUTS).unwrap();
    let outcome = bench.run(command.env("GITHUB_STEP_SUMMARY", bench.path("folder"))).unwrap();
    assert_eq!(outcome.exit, Some(0), "{}", outcome.log);
    assert_eq!(outcome.verdict, usual.verdict);
    let warnings = protocol::commands(&outcome.log).into_iter().filter(|command| command.name == "warning");
    assert_eq!(warnings.count(), 1, "{}", outcome.log);
}

#[test]
fn a_log_that_nobody_reads_changes_no_verdict() {
    let bench = good();
    let mut command = bench.action(r#"{"files": "coverage.info", "min-line": "81"}"#).unwrap();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let bytes = std::fs::read(bench.workspace().join(".releasegate/coverage-gate.verdict.json")).unwrap();
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&bytes).unwrap()["status"], "fail");
}

#[test]
fn inputs_given_in_two_ways_are_a_mistake() {
    let bench = good();
    let mut command = bench.action(INPUTS).unwrap();
    let outcome = bench.run(command.arg("--min-line=1")).unwrap();
    assert_eq!((outcome.exit, verdict(&outcome)["status"].as_str().unwrap()), (Some(2), "error"));
}

#[test]
fn a_run_that_is_killed_leaves_a_verdict_that_says_so() {
    let bench = good();
    // Gigabytes that take no space: reading them takes a second at least, and the verdict is there from the start.
    let report = std::fs::File::create(bench.workspace().join("huge.info")).unwrap();
    report.set_len(2 << 30).unwrap();
    let place = bench.workspace().join(".releasegate/coverage-gate.verdict.json");
    let mut command = bench.action(r#"{"files": "huge.info"}"#).unwrap();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    while !place.is_file() {
        assert!(Instant::now() < deadline, "no verdict after a minute");
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    assert_eq!(
        child.wait().unwrap().code(),
        Some(1).filter(|_| cfg!(windows)),
        "it ended before it was killed"
    );
    let verdict: serde_json::Value = serde_json::from_slice(&std::fs::read(place).unwrap()).unwrap();
    assert_eq!(verdict["status"], "error");
    assert_eq!(verdict["rules"][0]["reason"], "did-not-finish");
    // The outputs say the same to whatever step comes next.
    let outputs = protocol::outputs(&std::fs::read_to_string(bench.path("output")).unwrap()).unwrap();
    assert!(outputs.get("status").is_none_or(|status| status == "error"));
}
