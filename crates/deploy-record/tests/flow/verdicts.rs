//! Verdicts of other gates: of this commit, passing, the approved ones, or nothing begins.

use verdict::draft::seal;
use verdict::{Draft, Envelope, FailOn, Rule, RuleStatus, Run as VerdictRun, Subject, Time};

use crate::approval::{Asked, approved};
use crate::stage::{COMMIT, RUN, Stage};

/// Writes the verdict of a gate; gives its judgement.
fn write(stage: &Stage, gate: &str, status: RuleStatus, commit: &str) -> String {
    write_with(stage, gate, status, commit, None)
}

/// The same with facts beside it.
pub(crate) fn write_with(
    stage: &Stage,
    gate: &str,
    status: RuleStatus,
    commit: &str,
    facts: Option<&[u8]>,
) -> String {
    let draft = Draft {
        rules: vec![Rule::new("only", "the only rule", status, "because", "What was found.")],
        summary: format!("{gate} has judged."),
        inputs: Vec::new(),
        not_covered: Vec::new(),
        details: serde_json::Map::new(),
    };
    let time = Time::parse("2026-11-23T09:00:00Z").unwrap();
    let envelope = Envelope {
        gate: verdict::Gate {
            id: gate.to_owned(),
            tool: gate.to_owned(),
            version: "1".to_owned(),
            binary: verdict::document::Binary { sha256: "1".repeat(64) },
        },
        subject: vec![Subject {
            name: "git".to_owned(),
            digest: [("gitCommit".to_owned(), commit.to_owned())].into(),
        }],
        run: VerdictRun::default(),
        started: time,
        finished: time,
        policy: verdict::PolicyRef {
            path: None,
            git_ref: None,
            digest: [("sha256".to_owned(), "2".repeat(64))].into(),
            bootstrap: false,
        },
        facts: facts.map(|bytes| beside(stage, gate, bytes)),
        fail_on: FailOn::default(),
        report_only: false,
        previous: None,
    };
    let verdict = seal(draft, envelope).unwrap();
    let bytes = verdict::canonical::bytes(&verdict).unwrap();
    stage.write(&format!("verdicts/{gate}.verdict.json"), bytes);
    verdict.judgement
}

fn beside(stage: &Stage, gate: &str, bytes: &[u8]) -> verdict::document::FileRef {
    let path = format!("{gate}.facts.json");
    stage.write(&format!("verdicts/{path}"), bytes);
    let sha256 = ledger::hash::Hash::of(bytes).to_string();
    verdict::document::FileRef { path, digest: [("sha256".to_owned(), sha256)].into() }
}

pub(crate) const GLOB: (&str, &str) = ("verdicts", "verdicts/*.verdict.json");

#[test]
fn verdicts_that_pass_are_kept_with_the_deployment() {
    let stage = Stage::new();
    write(&stage, "coverage-gate", RuleStatus::Pass, COMMIT);
    write(&stage, "sarif-merge", RuleStatus::Warn, COMMIT);
    let begun = stage.run("start", RUN, &[GLOB, ("required-verdicts", "coverage-gate, sarif-merge")]);
    assert_eq!((begun.code, begun.rule("verdict-sarif-merge").as_str()), (0, "pass warn"), "{begun:?}");
    let gates = &stage.deployments()[0].gates;
    assert_eq!(
        gates.iter().map(|gate| (gate.id.as_str(), gate.evidence.len())).collect::<Vec<_>>(),
        [("coverage-gate", 1), ("sarif-merge", 1)]
    );
    assert_eq!(gates[0].evidence[0].sha256, gates[0].verdict);
}

#[test]
fn nothing_begins_on_a_verdict_that_does_not_carry_it() {
    let cases = [
        (RuleStatus::Fail, COMMIT, 1, "fail fail"),
        (RuleStatus::Inconclusive, COMMIT, 3, "inconclusive inconclusive"),
        (RuleStatus::Error, COMMIT, 4, "error error"),
        (RuleStatus::Pass, "0123456789012345678901234567890123456789", 1, "fail other-commit"),
    ];
    for (status, commit, code, rule) in cases {
        let stage = Stage::new();
        write(&stage, "coverage-gate", status, commit);
        let stopped = stage.run("start", RUN, &[GLOB]);
        assert_eq!((stopped.code, stopped.rule("verdict-coverage-gate").as_str()), (code, rule), "{stopped:?}");
        assert!(stage.known().is_empty(), "{rule}");
    }
}

#[test]
fn a_verdict_that_is_missing_broken_or_there_twice_is_none() {
    let stage = Stage::new();
    let missing = stage.run("start", RUN, &[("required-verdicts", "coverage-gate")]);
    assert_eq!((missing.code, missing.rule("verdict-coverage-gate").as_str()), (3, "inconclusive missing"));
    write(&stage, "coverage-gate", RuleStatus::Pass, COMMIT);
    let path = stage.path("verdicts/coverage-gate.verdict.json");
    std::fs::copy(&path, stage.path("verdicts/again.verdict.json")).unwrap();
    let twice = stage.run("start", RUN, &[GLOB]);
    assert_eq!((twice.code, twice.rule("verdict-coverage-gate").as_str()), (4, "error twice"));
    let text = std::fs::read_to_string(&path).unwrap().replace("What was found.", "What was fixed.");
    std::fs::write(stage.path("verdicts/again.verdict.json"), text).unwrap();
    let broken = stage.run("start", RUN, &[GLOB]);
    assert_eq!((broken.code, broken.rule("verdicts").as_str()), (4, "error broken"), "{broken:?}");
    assert!(stage.known().is_empty());
}

#[test]
fn people_approve_a_judgement_and_no_other_will_do() {
    let stage = Stage::new();
    let judgement = write(&stage, "coverage-gate", RuleStatus::Pass, COMMIT);
    let verdicts = vec![("coverage-gate".to_owned(), judgement)];
    approved(&stage, &Asked { verdicts, ..Asked::default() }, 1);
    write(&stage, "coverage-gate", RuleStatus::Warn, COMMIT);
    let recorded = ("approval", "recorded");
    let other = stage.run("start", RUN, &[GLOB, recorded]);
    assert_eq!(
        (other.code, other.rule("verdict-coverage-gate").as_str()),
        (1, "fail not-approved"),
        "{other:?}"
    );
    write(&stage, "coverage-gate", RuleStatus::Pass, COMMIT);
    assert_eq!(stage.run("start", RUN, &[GLOB, recorded]).code, 0);
}
