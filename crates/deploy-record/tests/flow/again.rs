//! Approvals, evaluated again years later by the policy that stood then.

use approval::facts::Facts;
use approval::people::AccountId;
use approval::policy::{Demand, Exclude, Level, Policy, Rollback, Seat, Unattributed};
use approval::thread::{Issue, IssueState};
use serde_json::json;
use verdict::{RuleStatus, Time};

use crate::approval::{Asked, approved, wanted};
use crate::stage::{COMMIT, ORIGIN, RUN, Stage, signer};
use crate::verdicts::{GLOB, write_with};

/// One person has to approve, whoever it is.
fn policy() -> Policy {
    let exclude =
        Exclude { requesters: true, contributors: false, mergers: false, unattributed: Unattributed::Show };
    Policy {
        environment: "staging".to_owned(),
        seats: vec![Seat {
            id: "anybody".to_owned(),
            count: 1,
            of: Vec::new(),
            meanings: Vec::new(),
            after: Vec::new(),
        }],
        veto: Vec::new(),
        exclude,
        code: Demand::Optional,
        meanings: Vec::new(),
        meaning: Demand::Optional,
        reason: 0,
        checklist: Vec::new(),
        dwell: 0,
        expires: 7 * 24 * 60,
        hours: None,
        freezes: Vec::new(),
        break_glass: None,
        rollback: Rollback::Approval,
        signature: Level::Comment,
    }
}

/// An issue to which nobody has said a word.
fn silence() -> Facts {
    let issue = Issue {
        repository_id: 1,
        number: 3,
        node_id: "I_3".to_owned(),
        author: None,
        text_sha256: "7".repeat(64),
        edited: None,
        state: IssueState::Open,
        locked: false,
    };
    Facts {
        now: Time::parse("2026-11-23T10:00:00Z").unwrap(),
        ours: AccountId(41_898_282),
        issue,
        recorded: None,
        requests: Vec::new(),
        comments: Vec::new(),
        deletions: Vec::new(),
        seen: Vec::new(),
        people: Vec::new(),
        signed: Vec::new(),
        sso: None,
        tied: Vec::new(),
        unattributed: Vec::new(),
        deployed: None,
        recomputed: None,
        differs: Vec::new(),
        fate: None,
        reviews_due: Vec::new(),
        earlier: Vec::new(),
    }
}

fn verify(stage: &Stage) -> (u8, serde_json::Value) {
    let trust = stage.command(&["trust", "--public-key", &signer().verifier().to_string()]).1;
    stage.write("trust.json", trust);
    let (code, said) = stage.command(&[
        "verify",
        "--json",
        "--store",
        "dir:ledger",
        "--trust",
        "trust.json",
        "--ledger",
        ORIGIN,
    ]);
    (code, serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}")))
}

#[test]
fn attack_08_an_approval_that_the_record_only_names_is_told_and_one_that_was_none_is_a_fault() {
    let stage = Stage::new();
    approved(&stage, &Asked::default(), 1);
    assert_eq!(stage.run("start", RUN, &[("approval", "recorded")]).code, 0);
    let (code, alone) = verify(&stage);
    assert_eq!((code, &alone["approvals"]["recordedAlone"]), (0, &json!(1)), "{alone}");
    assert!(alone["unknown"].to_string().contains("approval-recorded-alone"), "{alone}");
    // Whoever has the key says that people approved; what approval-issue had found says otherwise, and the record keeps both.
    let stage = Stage::new();
    let asked = Asked::default();
    approved(&stage, &asked, 1);
    let request = wanted(&asked);
    let facts = json!({"cases": [{"request": request, "policy": policy(), "ground": silence()}]}).to_string();
    write_with(&stage, "verify", RuleStatus::Pass, COMMIT, Some(facts.as_bytes()));
    let begun = stage.run("start", RUN, &[("approval", "recorded"), GLOB]);
    assert_eq!(begun.code, 0, "{begun:?}");
    let (code, refused) = verify(&stage);
    assert_eq!((code, &refused["approvals"]["refused"]), (1, &json!(1)), "{refused}");
    assert!(refused["faults"].to_string().contains("approval-refused"), "{refused}");
}
