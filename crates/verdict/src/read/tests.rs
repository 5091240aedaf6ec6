use serde_json::json;

use super::*;
use crate::decision::{Decision, FailOn};
use crate::document::{Binary, FileRef, Gate, PolicyRef, sha256};
use crate::rule::{Rule, RuleCounts};
use crate::run::{Run, Subject};
use crate::statement::{StatementError, statement};
use crate::status::{RuleStatus, Status};
use crate::time::Time;

fn sample() -> Verdict {
    let rules = vec![Rule::new("total-line", "line coverage ≥ 80 %", RuleStatus::Pass, "reached", "reached")];
    let now = Time::parse("2026-08-22T10:00:00Z").unwrap();
    let mut verdict = Verdict {
        schema: crate::SCHEMA.into(),
        gate: Gate {
            id: "backend".into(),
            tool: "coverage-gate".into(),
            version: "0.1.0".into(),
            binary: Binary { sha256: "00".into() },
        },
        status: Status::Pass,
        judgement: String::new(),
        summary: "line coverage 100 %".into(),
        subject: vec![Subject::commit("https://github.com/acme/app", "d20a")],
        run: Run { repository: Some("acme/app".into()), attempt: Some(1), ..Run::default() },
        started: now,
        finished: now,
        policy: PolicyRef { path: None, git_ref: None, digest: sha256("aa"), bootstrap: false },
        facts: Some(FileRef { path: "backend.facts.json".into(), digest: sha256("bb") }),
        inputs: vec![],
        counts: RuleCounts::of(&rules),
        rules,
        not_covered: vec![],
        decision: Decision::of(Status::Pass, FailOn::Inconclusive, false),
        details: Map::new(),
        previous: None,
    };
    verdict.judgement = judgement::judgement(&verdict).unwrap();
    verdict
}

fn sealed(value: &Value) -> Vec<u8> {
    let mut value = value.clone();
    value["judgement"] = json!(judgement::of_value(&value).unwrap());
    canonical::bytes(&value).unwrap()
}

fn changed(change: impl FnOnce(&mut Verdict)) -> String {
    let mut verdict = sample();
    change(&mut verdict);
    judgement::judgement(&verdict).unwrap()
}

#[test]
fn a_verdict_is_read_back_and_its_digest_is_the_files() {
    let bytes = canonical::bytes(&sample()).unwrap();
    let document = Document::read(&bytes).unwrap();
    assert_eq!(document.verdict(), &sample());
    assert_eq!(document.digest(), canonical::sha256_hex(&bytes));
}

#[test]
fn readers_keep_unknown_fields() {
    let mut value = serde_json::to_value(sample()).unwrap();
    value["later"] = json!({"version": 2});
    value["rules"][0]["later"] = json!("kept");
    let document = Document::read(&sealed(&value)).unwrap();
    assert_eq!(document.value()["later"], json!({"version": 2}));
    assert_eq!(document.value()["rules"][0]["later"], json!("kept"));
    assert_eq!(statement(&document).unwrap()["predicate"]["later"]["version"], 2);
}

#[test]
fn the_judgement_binds_what_was_judged_and_not_when_or_where() {
    let judgement = sample().judgement;
    for same in [
        changed(|v| v.run.attempt = Some(2)),
        changed(|v| v.run.run_id = Some(99)),
        changed(|v| v.finished = Time::parse("2027-01-01T00:00:00Z").unwrap()),
        changed(|v| v.previous = Some(sha256("cc"))),
        changed(|v| v.summary = "other words".into()),
    ] {
        assert_eq!(same, judgement);
    }
    let different = [
        changed(|v| v.gate.id = "frontend".into()),
        changed(|v| v.gate.binary.sha256 = "01".into()),
        changed(|v| v.subject = vec![Subject::commit("https://github.com/acme/app", "d20b")]),
        changed(|v| v.policy.digest = sha256("ab")),
        changed(|v| v.facts = None),
        changed(|v| v.rules[0].status = RuleStatus::Fail),
        changed(|v| v.status = Status::Fail),
    ];
    for (at, one) in different.iter().enumerate() {
        assert_ne!(one, &judgement, "{at}");
        assert!(!different[at + 1..].contains(one), "{at}");
    }
}

#[test]
fn a_changed_file_is_refused() {
    let bytes = canonical::bytes(&sample()).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();

    let forged = text.replace("\"status\":\"pass\"", "\"status\":\"fail\"");
    assert!(matches!(Document::read(forged.as_bytes()), Err(ReadError::Judgement { .. })));

    let spaced = text.replacen(':', ": ", 1);
    assert!(matches!(Document::read(spaced.as_bytes()), Err(ReadError::NotCanonical)));

    let newline = [bytes.as_slice(), b"\n"].concat();
    assert!(matches!(Document::read(&newline), Err(ReadError::NotCanonical)));

    let twice = text.replacen("{\"counts\"", "{\"status\":\"pass\",\"counts\"", 1);
    assert!(matches!(Document::read(twice.as_bytes()), Err(ReadError::Json(_))));

    let mut other = serde_json::to_value(sample()).unwrap();
    other["schema"] = json!("somebody/else/v1");
    assert!(matches!(Document::read(&sealed(&other)), Err(ReadError::Schema { .. })));
}

#[test]
fn ambiguous_json_is_refused() {
    for (text, complaint) in [
        (r#"{"a":1,"a":2}"#, "stands twice"),
        (r#"{"a":{"b":1,"b":1}}"#, "stands twice"),
        (r#"{"a":1.5}"#, "not an integer"),
        (r#"{"a":1e2}"#, "not an integer"),
        ("[1", "EOF"),
    ] {
        let error = strict_value(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(complaint), "{text}: {error}");
    }
    let deep = "[".repeat(5000) + &"]".repeat(5000);
    assert!(strict_value(deep.as_bytes()).unwrap_err().to_string().contains("recursion limit"));
}

#[test]
fn a_statement_carries_the_subject_and_the_whole_verdict() {
    let document = Document::read(&canonical::bytes(&sample()).unwrap()).unwrap();
    let statement = statement(&document).unwrap();
    assert_eq!(statement["_type"], "https://in-toto.io/Statement/v1");
    assert_eq!(statement["subject"][0]["digest"]["gitCommit"], "d20a");
    assert_eq!(statement["predicate"], *document.value());
}

#[test]
fn a_statement_needs_a_subject() {
    let mut verdict = sample();
    verdict.subject.clear();
    let value = serde_json::to_value(&verdict).unwrap();
    let document = Document::read(&sealed(&value)).unwrap();
    assert_eq!(statement(&document), Err(StatementError::NoSubject));
}
