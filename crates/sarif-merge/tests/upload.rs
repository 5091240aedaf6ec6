//! Uploads to code scanning by the real program over a simulated GitHub: what is sent, what is read back, and what is told of each refusal.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot be set up has failed"
)]

#[path = "upload/refused.rs"]
mod refused;
#[path = "upload/stage.rs"]
mod stage;

use std::time::Duration;

use github_sim::fault::{Fault, FaultKind};
use serde_json::json;
use stage::{Stage, run};

const SARIFS: &str = "/repos/{owner}/{repo}/code-scanning/sarifs";

#[test]
fn what_is_uploaded_is_waited_for_and_read_back() {
    let stage = Stage::new();
    stage.report("a.sarif", &[run("Bandit", "", 2)]);
    stage.report("b.sarif", &[run("Semgrep", "web", 1)]);
    let ended = stage.judge(&json!({"category": "nightly/"}));
    assert_eq!(ended.exit, Some(0), "{}", ended.log);
    let of = |tool: &str, category: &str, results| (tool.to_owned(), category.to_owned(), results);
    assert_eq!(stage.received(), [[of("Bandit", "nightly/", 2), of("Semgrep", "web/", 1)]]);
    assert_eq!(ended.output("upload-status"), "uploaded", "{}", ended.log);
    assert!(ended.log.contains("3 results in 2 runs and 1 file"), "{}", ended.log);
    let hub = stage.simulator.hub();
    let upload = &hub.code_scanning.uploads[0];
    assert_eq!(ended.output("sarif-ids"), upload.id);
    assert_eq!((&upload.commit_sha, upload.reference.as_str()), (&stage.commit, "refs/heads/main"));
    assert!(upload.checkout_uri.as_deref().unwrap().starts_with("file:///") && upload.started_at.is_some());
}

#[test]
fn a_verdict_that_fails_is_uploaded_and_off_is_off() {
    let stage = Stage::new();
    stage.report("a.sarif", &[run("Bandit", "", 1)]);
    let ended = stage.judge(&json!({"max-high": "0"}));
    assert_eq!((ended.exit, ended.output("upload-status").as_str()), (Some(1), "uploaded"), "{}", ended.log);
    let asked = stage.asked();
    let off = stage.judge(&json!({"upload": "false"}));
    assert_eq!((off.exit, off.output("upload-status").as_str()), (Some(0), ""));
    assert_eq!(stage.asked(), asked);
}

#[test]
fn a_timeout_is_no_success() {
    let stage = Stage::new();
    stage.simulator.hub().code_scanning.delay = Duration::from_secs(3_600);
    stage.report("a.sarif", &[run("Bandit", "", 1)]);
    let ended = stage.judge(&json!({"upload-timeout": "1"}));
    assert_eq!((ended.exit, ended.output("upload-status").as_str()), (Some(0), "failed"), "{}", ended.log);
    assert!(
        ended.log.contains("::warning") && ended.log.contains("nobody knows what became of"),
        "{}",
        ended.log
    );
    let command = stage.upload("a.sarif", &["--timeout", "1"]);
    assert_eq!(command.exit, Some(3), "{}", command.log);
    let sent = stage.judge(&json!({"wait-for-processing": "false"}));
    assert_eq!(sent.output("upload-status"), "sent", "{}", sent.log);
}

#[test]
fn a_file_that_is_too_large_is_split_again() {
    let stage = Stage::new();
    stage.report("a.sarif", &[run("Bandit", "", 400)]);
    stage.simulator.hub().fault(Fault::on("POST", SARIFS, FaultKind::ServerError(413)));
    let ended = stage.judge(&json!({}));
    assert_eq!(ended.output("upload-status"), "uploaded", "{}", ended.log);
    let files = stage.received();
    assert!(files.len() > 1, "{files:?}");
    let runs: Vec<_> = files.concat();
    assert_eq!(runs.iter().map(|run| run.2).sum::<usize>(), 400);
    let categories: std::collections::BTreeSet<_> = runs.iter().map(|run| &run.1).collect();
    assert_eq!(categories.len(), runs.len(), "none replaces another one: {runs:?}");
    assert_eq!(ended.output("sarif-ids").split(',').count(), files.len());
    stage.simulator.hub().fault(Fault::on("POST", SARIFS, FaultKind::ServerError(413)).times(9));
    let never = stage.judge(&json!({}));
    assert_eq!(never.output("upload-status"), "failed", "{}", never.log);
}

#[test]
fn more_runs_than_a_file_may_have_go_in_several() {
    let stage = Stage::new();
    let runs: Vec<_> = (0..21).map(|number| run(&format!("Tool {number}"), "", 1)).collect();
    stage.report("a.sarif", &runs);
    let ended = stage.judge(&json!({}));
    assert_eq!(ended.output("upload-status"), "uploaded", "{}", ended.log);
    let files: Vec<usize> = stage.received().iter().map(Vec::len).collect();
    assert_eq!((files.len(), files.iter().sum::<usize>()), (2, 21), "{files:?}");
}

#[test]
fn what_github_does_not_show_is_told() {
    let stage = Stage::new();
    stage.report("a.sarif", &[run("Bandit", "", 5_001)]);
    stage.simulator.hub().code_scanning.next_warning = "something was left out".to_owned();
    let ended = stage.judge(&json!({}));
    assert_eq!(ended.output("upload-status"), "uploaded", "{}", ended.log);
    let notes = [
        "shows the 5000 most severe results of Bandit",
        "1 more are only in the merged log",
        "something was left out",
    ];
    for note in notes {
        assert!(ended.log.contains(note), "{note}: {}", ended.log);
    }
}

#[test]
fn an_answer_that_is_lost_makes_no_second_upload() {
    let stage = Stage::new();
    stage.report("a.sarif", &[run("Bandit", "", 2)]);
    stage.simulator.hub().fault(Fault::on("POST", SARIFS, FaultKind::CutAfter));
    let ended = stage.judge(&json!({}));
    assert_eq!(
        (ended.output("upload-status").as_str(), stage.received().len()),
        ("uploaded", 1),
        "{}",
        ended.log
    );
}

#[test]
fn a_count_that_differs_is_a_failure() {
    let stage = Stage::new();
    stage.report("a.sarif", &[run("Bandit", "", 3)]);
    stage.simulator.hub().code_scanning.keeps = 2;
    let ended = stage.judge(&json!({}));
    assert_eq!(ended.output("upload-status"), "failed", "{}", ended.log);
    assert!(
        ended.log.contains("3 results of Bandit") && ended.log.contains("GitHub counts 2"),
        "{}",
        ended.log
    );
    assert_eq!(stage.upload("a.sarif", &[]).exit, Some(4));
    stage.simulator.hub().code_scanning.keeps = 5_000;
    let command = stage.upload("a.sarif", &["--category", "by-hand"]);
    assert_eq!(command.exit, Some(0), "{}", command.log);
    assert_eq!(stage.received().last().unwrap()[0].1, "by-hand/");
}
