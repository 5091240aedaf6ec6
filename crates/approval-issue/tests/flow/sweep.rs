//! A sweep over several requests: what is wrong with one keeps no other from its end.

use crate::stage::{ALICE, BOB, MALLORY, ONE, Stage, person};

const POLICY: &str = "approval:\n  environments:\n    production: { approvers: user:bob, minimum-approvals: 1 }\n    staging: { approvers: user:dave, \
                      minimum-approvals: 1 }\n";

#[test]
fn a_request_that_cannot_be_read_keeps_no_other_from_its_end() {
    let stage = Stage::new();
    let policy = |text: &str| {
        stage
            .hub()
            .commit_files(1, "main", ALICE, "Policy", &[(".github/releasegate.yml", Some(text))])
            .unwrap();
    };
    policy(POLICY);
    let (run, inputs) = (stage.start(), [("config", ".github/releasegate.yml")]);
    let staging = [("config", ".github/releasegate.yml"), ("environment", "staging")];
    assert_eq!(stage.run_with("request", run, &inputs).code, 3);
    stage.say(BOB, "/approve");
    assert_eq!(stage.run_with("decide", run, &inputs).code, 0);
    let other = stage.failed();
    assert_eq!(stage.run_with("request", other, &staging).code, 3);
    stage.say(BOB, "/approve");
    // An approver of staging whom nobody knows any more.
    policy(&POLICY.replace("dave", "nobody-of-that-name"));
    stage.fail(run);
    let swept = stage.run_with("sweep", other, &inputs);
    assert_eq!((swept.code, stage.attempts(run)), (4, 2), "{}", swept.log);
    assert!(swept.log.contains("issue 2"), "{}", swept.log);
}

/// Attack 34: who opens more issues than one lists keeps no request from its end.
#[test]
fn attack_34_ten_thousand_open_issues_of_others_hide_no_request() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run_with("request", run, &ONE);
    stage.say(BOB, "/approve");
    for at in 0..10_001 {
        let new = github_sim::issue::NewIssue::new(&format!("Noise {at}"), "");
        stage.hub().open_issue(&person(MALLORY), 1, new);
    }
    let swept = stage.run_with("sweep", run, &ONE);
    assert_eq!((swept.code, stage.attempts(run)), (0, 2), "{}", swept.log);
}
