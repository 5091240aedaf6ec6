//! What is not uploaded, and what is told of each refusal.

use serde_json::{Value, json};

use crate::stage::{Ended, READER, Stage, run};

fn refused(ended: &Ended, status: &str, words: &[&str]) {
    assert_eq!(ended.output("upload-status"), status, "{}", ended.log);
    for word in words {
        assert!(ended.log.contains(word), "{word}: {}", ended.log);
    }
}

fn pull(head: Option<u64>, commit: &str) -> Value {
    let repo = head.map_or(Value::Null, |id| json!({"id": id, "full_name": "mallory/shop", "fork": true}));
    json!({
        "repository": {"id": 1, "default_branch": "main"},
        "pull_request": {"number": 1, "head": {"sha": commit, "ref": "x", "repo": repo}, "base": {"sha": commit, "ref": "main"}},
    })
}

#[test]
fn a_forks_pull_request_is_explained_and_not_tried() {
    let mut stage = Stage::new();
    stage.token = READER;
    stage.report("a.sarif", &[run("Bandit", "", 1)]);
    for head in [Some(2), None] {
        stage.event = ("pull_request", pull(head, &"1".repeat(40)));
        let ended = stage.judge(&json!({}));
        assert_eq!(ended.exit, Some(0), "{}", ended.log);
        refused(&ended, "skipped", &["of a fork", "only reads"]);
        assert_eq!(stage.asked(), 0);
    }
    stage.event = ("pull_request_target", pull(Some(2), &"1".repeat(40)));
    refused(&stage.judge(&json!({})), "failed", &["`sha` and `ref`"]);
    let main = json!({"sha": stage.commit, "ref": "refs/heads/main"});
    refused(&stage.judge(&main), "failed", &["says nothing about refs/heads/main"]);
    assert_eq!(stage.asked(), 0);
}

#[test]
fn a_token_that_only_reads_is_told_what_it_lacks() {
    let mut stage = Stage::new();
    stage.token = READER;
    stage.report("a.sarif", &[run("Bandit", "", 1)]);
    let ended = stage.judge(&json!({}));
    assert_eq!(ended.exit, Some(0), "the verdict stands: {}", ended.log);
    refused(&ended, "failed", &["::warning", "security-events: write", "Dependabot", "The verdict stands"]);
    assert!(stage.received().is_empty());
    assert_eq!(stage.upload("a.sarif", &[]).exit, Some(4));
}

#[test]
fn code_security_that_is_off_and_a_commit_that_is_not_there_are_told() {
    let mut stage = Stage::new();
    stage.report("a.sarif", &[run("Bandit", "", 1)]);
    stage.simulator.hub().code_scanning.off.insert(1);
    refused(&stage.judge(&json!({})), "failed", &["switch on Code Security"]);
    stage.simulator.hub().code_scanning.off.clear();
    stage.commit = "0".repeat(40);
    refused(&stage.judge(&json!({})), "failed", &["push it first"]);
}

#[test]
fn what_githubs_processing_says_comes_with_what_helps() {
    let stage = Stage::new();
    stage.report("a.sarif", &[run("Bandit", "", 1)]);
    for (error, helps) in [
        ("rejecting delivery as the repository has too many logical alerts", "fix or dismiss"),
        (
            "CodeQL analyses from advanced configurations cannot be processed when the default setup is enabled",
            "default setup off",
        ),
        ("A delivery cannot contain multiple runs with the same category", "a category of its own"),
        ("parse error: expected string near offset 7", "run the job again"),
        ("rejecting SARIF, as there are more widgets than allowed", "one of GitHub's limits"),
        ("something new", "SARIF support for code scanning"),
    ] {
        stage.simulator.hub().code_scanning.next_errors.push_back(error.to_owned());
        refused(&stage.judge(&json!({})), "failed", &[error, helps]);
    }
    stage.simulator.hub().code_scanning.next_errors.push_back("x\n::error::forged".to_owned());
    let forged = stage.judge(&json!({}));
    assert!(!forged.log.lines().any(|line| line.starts_with("::error::forged")), "{}", forged.log);
}

#[test]
fn an_incomplete_merge_is_never_uploaded() {
    let whole = || run("Bandit", "", 1);
    let mut failed = whole();
    failed["invocations"] = json!([{"executionSuccessful": false}]);
    for (name, second, files, words) in [
        ("missing", None, "*.sarif\nbandit.json", "matches no file"),
        ("broken", Some("{\"version\": \"2.1.0\", \"runs\": [".to_owned()), "*.sarif", "Nothing was uploaded"),
        ("empty", Some(json!({"version": "2.1.0", "runs": []}).to_string()), "*.sarif", "holds no run"),
        ("failed", Some(json!({"version": "2.1.0", "runs": [failed]}).to_string()), "*.sarif", "not complete"),
    ] {
        let stage = Stage::new();
        stage.report("a.sarif", &[whole()]);
        if let Some(text) = second {
            std::fs::write(stage.path("b.sarif"), text).unwrap();
        }
        let ended = stage.judge(&json!({"files": files}));
        assert!(matches!(ended.exit, Some(3 | 4)), "{name}: {:?} {}", ended.exit, ended.log);
        refused(&ended, "skipped", &[words]);
        assert_eq!(stage.asked(), 0, "{name}");
    }
    let stage = Stage::new();
    stage.report("a.sarif", &[whole()]);
    std::fs::write(stage.path("b.sarif"), "{").unwrap();
    assert_eq!(stage.upload("b.sarif", &[]).exit, Some(4));
    assert_eq!(stage.asked(), 0);
}

#[test]
fn trap_13_nobody_uploads_under_a_reserved_name() {
    let stage = Stage::new();
    stage.report("a.sarif", &[run("CodeQL", "", 0), run("Bandit", "", 1)]);
    refused(&stage.judge(&json!({})), "failed", &["of CodeQL", "`sarif: upload: tools`"]);
    assert_eq!(stage.upload("a.sarif", &["--tool", "Bandit"]).exit, Some(4));
    assert_eq!(stage.asked(), 0);
    assert_eq!(stage.upload("a.sarif", &["--tool", "Bandit", "--tool", "CodeQL"]).exit, Some(0));
}

#[test]
fn inputs_that_do_not_hold_stop_before_anything_is_judged() {
    let stage = Stage::new();
    stage.report("a.sarif", &[run("Bandit", "", 1)]);
    for (inputs, words) in [
        (json!({"sha": stage.commit}), "go together"),
        (json!({"sha": "main", "ref": "refs/heads/main"}), "no whole SHA"),
        (json!({"sha": stage.commit, "ref": "main"}), "no full name"),
        (json!({"category": "//"}), "category"),
        (json!({"upload-timeout": "0"}), "write seconds"),
        (json!({"upload-timeout": "9999"}), "write seconds"),
    ] {
        let ended = stage.judge(&inputs);
        assert_eq!(ended.exit, Some(2), "{inputs}: {}", ended.log);
        assert!(ended.log.contains(words), "{inputs}: {}", ended.log);
    }
    assert_eq!(stage.asked(), 0);
}
