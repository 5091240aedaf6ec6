//! What an approval is for, through whole runs of the tool: this and nothing else.

use std::path::Path;

use github_sim::run::again::Again;
use serde_json::json;
use verdict::draft::seal;
use verdict::{Draft, Envelope, FailOn, Rule, RuleStatus, Run, Subject, Time};

use crate::stage::{ALICE, BOB, CAROL, ONE, Ran, Stage, person};

/// What somebody does to an issue, by its name.
type Does<'a> = (&'a str, &'a dyn Fn(&Stage, u64));

fn approved(stage: &Stage, run: u64, inputs: &[(&str, &str)]) {
    assert_eq!(stage.run_with("request", run, inputs).code, 3);
    stage.say(BOB, "/approve");
    stage.say(CAROL, "/approve");
    let ran = stage.run_with("verify", run, inputs);
    assert_eq!((ran.code, ran.output("decision")), (0, Some("approved")), "{}", ran.log);
}

/// T4, attack 32: of two open requests the code of one never approves the other.
#[test]
fn t4_attack_32_the_code_of_one_request_never_releases_another() {
    let stage = Stage::new();
    let run = stage.failed();
    let staging = [ONE[0], ONE[1], ("environment", "staging")];
    let first = stage.run_with("request", run, &ONE);
    let second = stage.run_with("request", run, &staging);
    assert_eq!((first.code, second.code, stage.issues()), (3, 3, (2, true)), "{}", second.log);
    assert_ne!(first.output("code"), second.output("code"));
    let number = |ran: &Ran| ran.output("issue-number").unwrap().to_owned();
    let (one, two) = (number(&first), number(&second));
    // The newest issue is that of staging: there the code of production is said.
    stage.say(BOB, &format!("/approve {}", first.output("code").unwrap()));
    for (issue, inputs) in [(&one, ONE.to_vec()), (&two, staging.to_vec())] {
        let inputs = [inputs, vec![("issue", issue.as_str())]].concat();
        for mode in ["decide", "verify"] {
            let ran = stage.run_with(mode, run, &inputs);
            assert_eq!((ran.code, ran.output("decision")), (3, Some("pending")), "{mode} {issue}: {}", ran.log);
        }
    }
    stage.say(BOB, &format!("/approve {}", second.output("code").unwrap()));
    assert_eq!(stage.run_with("verify", run, &staging).code, 0);
    assert_eq!(stage.run_with("verify", run, &ONE).code, 3, "production was never approved");
}

/// T8, attack 40: the file that is deployed is the one that was approved.
#[test]
fn t8_attack_40_an_artifact_that_was_built_anew_is_not_approved() {
    let stage = Stage::new();
    let run = stage.failed();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.tar");
    let inputs = [ONE[0], ONE[1], ("artifacts", "shop.tar")];
    let ran = |mode: &str| stage.run_in(folder.path(), mode, run, &inputs);
    std::fs::write(&file, "one").unwrap();
    assert_eq!(ran("request").code, 3);
    stage.say(BOB, "/approve");
    assert_eq!(ran("verify").code, 0);
    std::fs::write(&file, "two").unwrap();
    let other = ran("verify");
    assert_eq!((other.code, other.output("decision")), (1, Some("superseded")), "{}", other.log);
    let image = |digest: &str| format!("shop@sha256:{}", digest.repeat(64));
    let (one, two) = (image("1"), image("2"));
    let verify = |image: &str| {
        stage.run_in(Path::new(folder.path()), "verify", run, &[ONE[0], ONE[1], ("artifacts", image)])
    };
    assert_eq!((verify(&one).code, verify(&two).code), (1, 1));
    let moving = stage.run_with("request", run, &[ONE[0], ONE[1], ("artifacts", "shop:latest@sha256:")]);
    assert_eq!(moving.code, 2, "{}", moving.log);
}

/// T8, attack 44: what was approved under one policy is not approved under another.
#[test]
fn t8_attack_44_an_approval_under_another_policy_is_none() {
    let stage = Stage::new();
    let run = stage.failed();
    approved(&stage, run, &ONE);
    for inputs in [
        vec![("approvers", "bob, carol"), ("minimum-approvals", "2")],
        vec![("approvers", "bob, carol, dave"), ("minimum-approvals", "1")],
        vec![ONE[0], ONE[1], ("preset", "soc2")],
    ] {
        let ran = stage.run_with("verify", run, &inputs);
        assert_eq!((ran.code, ran.output("decision")), (1, Some("superseded")), "{inputs:?}: {}", ran.log);
    }
    assert_eq!(stage.run_with("verify", run, &ONE).code, 0);
}

/// T8, attack 33: what people read is what was asked.
#[test]
fn t8_attack_33_a_request_whose_text_or_title_was_changed_is_not_approved() {
    for renames in [false, true] {
        let stage = Stage::new();
        let run = stage.failed();
        approved(&stage, run, &ONE);
        let issue = stage.issue();
        let (_, text) = stage.shown();
        if renames {
            stage.hub().rename_issue(&person(ALICE), issue, "Nothing to see");
        } else {
            stage.hub().edit_issue(&person(ALICE), issue, &text.replace("Begin", "Harmless"));
        }
        for mode in ["verify", "decide", "sweep"] {
            let ran = stage.run_with(mode, run, &ONE);
            let passes = ran.code == 0 && mode != "sweep";
            assert!(!passes && stage.attempts(run) == 1, "{mode} renames {renames}: {}", ran.log);
        }
    }
}

/// T8, attack 35: an issue that is elsewhere, gone, something else or closed to people decides nothing.
#[test]
fn t8_attack_35_an_issue_that_is_gone_elsewhere_or_locked_approves_nothing() {
    let cases: [Does<'_>; 5] = [
        ("transferred", &|stage, issue| {
            stage.hub().transfer_issue(&person(ALICE), issue, 2).unwrap();
        }),
        ("deleted", &|stage, issue| stage.hub().delete_issue(&person(ALICE), issue)),
        ("a discussion", &|stage, issue| stage.hub().convert_to_discussion(&person(ALICE), issue)),
        ("locked", &|stage, issue| stage.hub().lock_issue(&person(ALICE), issue, None)),
        ("closed by somebody", &|stage, issue| stage.hub().close_issue(&person(ALICE), issue, "completed")),
    ];
    for (name, does) in cases {
        let seed = github_sim::Seed::small().without_limits();
        let stage = Stage::with(seed.repository(github_sim::seed::RepositorySeed::new("octo/other", 2)));
        let run = stage.failed();
        approved(&stage, run, &ONE);
        does(&stage, stage.issue());
        for mode in ["verify", "decide", "sweep"] {
            let ran = stage.run_with(mode, run, &[ONE[0], ONE[1], ("issue", "1")]);
            let passes = ran.code == 0 && mode != "sweep";
            assert!(!passes && stage.attempts(run) == 1, "{name} {mode}: {}", ran.log);
        }
    }
}

/// T8, attack 28: whoever runs it again asks for it too, so that their own word does not count.
#[test]
fn t8_attack_28_who_runs_it_again_is_no_approver_of_it() {
    let stage = Stage::new();
    let run = stage.failed();
    approved(&stage, run, &ONE);
    stage.hub().run_again(&person(BOB), run, Again::Failed).unwrap();
    let one = stage.run_with("verify", run, &ONE);
    assert_eq!(one.code, 0, "carol's word is left: {}", one.log);
    stage.fail(run);
    stage.hub().run_again(&person(CAROL), run, Again::Failed).unwrap();
    let none = stage.run_with("verify", run, &ONE);
    assert_eq!((none.code, none.output("decision")), (3, Some("pending")), "{}", none.log);
}

/// T8, attack 49: an approval is for one environment.
#[test]
fn t8_attack_49_an_approval_for_another_environment_is_none() {
    let stage = Stage::new();
    let run = stage.failed();
    approved(&stage, run, &[ONE[0], ONE[1], ("environment", "staging")]);
    let ran = stage.run_with("verify", run, &ONE);
    assert_eq!((ran.code, ran.output("decision")), (3, Some("stop")), "{}", ran.log);
    let asked = stage.run_with("request", run, &ONE);
    assert_eq!((asked.code, asked.output("decision")), (3, Some("pending")), "{}", asked.log);
}

/// Attack 34: an issue that only looks like one of ours asks for nothing.
#[test]
fn t8_attack_34_an_issue_that_somebody_else_opened_is_no_request() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run_with("request", run, &ONE);
    let (title, text) = stage.shown();
    let mine = stage.issue();
    stage.hub().delete_issue(&person(ALICE), mine);
    stage.hub().open_issue(&person(ALICE), 1, github_sim::issue::NewIssue::new(&title, &text));
    stage.say(BOB, "/approve");
    for mode in ["decide", "verify", "sweep"] {
        let ran = stage.run_with(mode, run, &ONE);
        assert!(stage.attempts(run) == 1 && (mode == "sweep" || ran.code == 3), "{mode}: {}", ran.log);
    }
}

/// A verdict of coverage-gate over a commit.
fn judged(commit: &str) -> Vec<u8> {
    let rules = vec![Rule::new("total", "a limit", RuleStatus::Pass, "met", "enough")];
    let draft = Draft {
        rules,
        summary: "enough is covered".to_owned(),
        inputs: Vec::new(),
        not_covered: Vec::new(),
        details: serde_json::Map::new(),
    };
    let gate =
        json!({"id": "coverage-gate", "tool": "coverage-gate", "version": "1", "binary": {"sha256": "00"}});
    let policy = json!({"path": null, "ref": null, "digest": {}, "bootstrap": false});
    let time = Time::parse("2026-11-22T10:00:00Z").unwrap();
    let envelope = Envelope {
        gate: serde_json::from_value(gate).unwrap(),
        subject: vec![Subject::commit("https://github.com/octo/shop", commit)],
        run: Run::default(),
        started: time,
        finished: time,
        policy: serde_json::from_value(policy).unwrap(),
        facts: None,
        fail_on: FailOn::default(),
        report_only: false,
        previous: None,
    };
    verdict::canonical::bytes(&seal(draft, envelope).unwrap()).unwrap()
}

/// Verdicts that steps of the same job left are found where they left them, without the run's own, which says that it did not finish.
#[test]
fn verdicts_of_earlier_steps_are_bound_and_the_own_is_not() {
    let stage = Stage::new();
    let run = stage.failed();
    let folder = tempfile::tempdir().unwrap();
    let evidence = folder.path().join(".releasegate");
    std::fs::create_dir_all(&evidence).unwrap();
    let commit = stage.hub().runs[&run].head_sha.clone();
    std::fs::write(evidence.join("coverage-gate.verdict.json"), judged(&commit)).unwrap();
    let with = |pattern| [ONE[0], ONE[1], ("verdicts", pattern)];
    let asked = stage.run_in(folder.path(), "request", run, &with(".releasegate/*.verdict.json"));
    assert_eq!((asked.code, asked.output("decision")), (3, Some("pending")), "{}", asked.log);
    let (_, text) = stage.shown();
    assert!(text.contains("coverage-gate") && text.contains("enough is covered"), "{text}");
    stage.say(BOB, "/approve");
    let named = with(".releasegate/coverage-gate.verdict.json");
    assert_eq!(stage.run_in(folder.path(), "verify", run, &named).code, 0);
    let reached = stage.run_in(folder.path(), "verify", run, &with("**/*.verdict.json"));
    assert!(reached.code == 2 && reached.log.contains("matches no file"), "{}", reached.log);
}
