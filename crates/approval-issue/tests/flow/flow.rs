//! The tool from the request to the deployment, against a simulated GitHub.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot set up its stage, or an answer without the expected shape, should stop there"
)]

mod answers;
mod attacks;
mod binding;
mod budget;
mod calls;
mod doctor;
mod dwell;
mod hostile;
mod identity;
mod limits;
mod offline;
mod once;
mod readme;
mod record;
mod remind;
mod signed;
mod sso;
mod stage;
mod sweep;
mod words;

use github_sim::{Fault, FaultKind};

use stage::{ALICE, BOB, CAROL, MALLORY, Stage};

#[test]
fn a_request_opens_one_issue_and_a_second_run_attaches_to_it() {
    let stage = Stage::new();
    let run = stage.failed();
    let first = stage.run("request", run);
    assert_eq!((first.code, first.output("decision")), (3, Some("pending")), "{}", first.log);
    assert_eq!(stage.issues(), (1, true));
    let again = stage.run("request", run);
    let other = stage.run("request", stage.failed());
    for later in [&again, &other] {
        assert_eq!((later.code, stage.issues()), (3, (1, true)), "{}", later.log);
        assert_eq!(later.output("request-digest"), first.output("request-digest"));
    }
    assert!(first.output("issue-url").unwrap().ends_with("/issues/1"), "{:?}", first.outputs);
    let record = first.verdict.rules.iter().find(|rule| rule.id == "record").unwrap();
    assert!(record.message.contains("Nothing is kept beyond GitHub"));
}

#[test]
fn two_approvals_are_decided_on_closed_and_run_again_and_then_verified() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run("request", run);
    stage.say(BOB, "/approve");
    let one = stage.run("decide", run);
    assert_eq!((one.code, one.output("decision"), stage.attempts(run)), (3, Some("pending"), 1), "{}", one.log);
    assert_eq!(stage.run("verify", run).code, 3);
    stage.say(CAROL, "/approve");
    let two = stage.run("decide", run);
    assert_eq!((two.code, two.output("decision")), (0, Some("approved")), "{}", two.log);
    assert_eq!((stage.attempts(run), stage.issues()), (2, (1, false)), "{}", two.log);
    let verified = stage.run("verify", run);
    assert_eq!(verified.code, 0, "{}", verified.log);
    let approvers = verified.output("approvers").unwrap();
    assert!(approvers.contains("\"bob\"") && approvers.contains("\"carol\""), "{approvers}");
}

#[test]
fn a_run_that_has_not_ended_is_resumed_by_a_sweep() {
    let stage = Stage::new();
    let run = stage.start();
    stage.run("request", run);
    stage.say(BOB, "/approve");
    stage.say(CAROL, "/approve");
    assert_eq!(stage.run("decide", run).code, 0);
    assert_eq!((stage.attempts(run), stage.issues()), (1, (1, true)));
    stage.fail(run);
    let swept = stage.run("sweep", run);
    assert_eq!((swept.code, stage.attempts(run), stage.issues()), (0, 2, (1, false)), "{}", swept.log);
}

#[test]
fn a_denial_stays() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run("request", run);
    stage.say(BOB, "/approve");
    stage.say(CAROL, "/deny because the database is full");
    let denied = stage.run("decide", run);
    assert_eq!((denied.code, denied.output("decision")), (1, Some("denied")), "{}", denied.log);
    assert_eq!((stage.attempts(run), stage.issues()), (1, (1, false)));
    for mode in ["verify", "request"] {
        let later = stage.run(mode, run);
        assert_eq!((later.code, later.output("decision")), (1, Some("denied")), "{mode} {}", later.log);
    }
}

#[test]
fn t7_an_edited_approval_counts_for_nothing() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run("request", run);
    let comment = stage.say(BOB, "/approve");
    stage.say(CAROL, "/approve");
    stage.hub().edit_comment(&stage::person(BOB), comment, "/approve because I say so");
    assert_eq!(stage.run("verify", run).code, 3);
    assert_eq!(stage.run("decide", run).code, 3);
}

/// T8, attack 38.
#[test]
fn t8_a_commit_that_moved_is_another_request() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run("request", run);
    stage.say(BOB, "/approve");
    stage.say(CAROL, "/approve");
    stage.hub().commit_files(1, "main", ALICE, "More", &[("a", Some("2"))]).unwrap();
    let moved = stage.failed();
    let verified = stage.run("verify", moved);
    assert_eq!((verified.code, verified.output("decision")), (1, Some("superseded")), "{}", verified.log);
    assert_eq!(stage.run("verify", run).code, 0);
    // Whoever asks for the new commit ends the old request, though it is approved.
    assert_eq!(stage.run("request", moved).code, 3);
    let old = stage.run("verify", run);
    assert_eq!((old.code, old.output("decision")), (1, Some("superseded")), "{}", old.log);
}

#[test]
fn neither_an_outsider_nor_who_asked_approves() {
    let stage = Stage::new();
    let run = stage.failed();
    let inputs = [("approvers", "alice, bob"), ("minimum-approvals", "1")];
    stage.run_with("request", run, &inputs);
    stage.say(MALLORY, "/approve");
    stage.say(ALICE, "/approve");
    assert_eq!(stage.run_with("verify", run, &inputs).code, 3);
    stage.say(BOB, "/approve");
    assert_eq!(stage.run_with("verify", run, &inputs).code, 0);
}

/// Attack 31: a policy that nobody can satisfy is a mistake at once.
#[test]
fn attack_31_whoever_asks_cannot_be_the_only_approver() {
    let stage = Stage::new();
    let run = stage.failed();
    let inputs = [("approvers", "alice")];
    let ran = stage.run_with("request", run, &inputs);
    assert_eq!((ran.code, stage.issues().0), (2, 0), "{}", ran.log);
    assert!(ran.log.contains("nobody is left: alice is the requester. "), "{}", ran.log);
    assert!(ran.log.contains("approvers"), "{}", ran.log);
    let seats = stage.run_with("request", run, &[("seats", "qa: 1 of user:alice")]);
    assert!(
        seats.code == 2 && seats.log.contains("`seats`") && !seats.log.contains("`approvers`"),
        "{}",
        seats.log
    );
    assert_eq!(stage.run_with("simulate", run, &inputs).code, 1);
}

/// Whoever simulates stops nothing, and what could not be simulated is an error. It is never called a pass, whatever was approved before.
#[test]
fn a_simulation_ends_well_and_approves_nothing() {
    let stage = Stage::new();
    let run = stage.failed();
    let simulated = stage.run("simulate", run);
    assert_eq!((simulated.code, simulated.verdict.status), (0, verdict::Status::Skipped), "{}", simulated.log);
    assert!(simulated.log.contains("can be filled by bob, carol"), "{}", simulated.log);
    stage.run("request", run);
    stage.say(BOB, "/approve");
    stage.say(CAROL, "/approve");
    let later = stage.run("simulate", run);
    assert_eq!((later.verdict.status, later.output("decision")), (verdict::Status::Skipped, Some("simulated")));
    assert_eq!(stage.run_with("simulate", run, &[("approvers", "nobody-has-this-name")]).code, 2);
    stage.hub().fault(Fault::on("GET", "/users/{username}", FaultKind::BadGatewayBefore).times(100_000));
    assert_eq!(stage.run("simulate", run).code, 4);
}

/// T1: nobody answered, and the time is over; nothing of that is a yes.
#[test]
fn t1_who_waits_in_vain_does_not_pass() {
    let stage = Stage::new();
    let run = stage.start();
    let inputs = [("approvers", "bob, carol"), ("minimum-approvals", "2"), ("wait-timeout", "3")];
    let ran = stage.run_with("wait", run, &inputs);
    assert_eq!((ran.code, ran.output("decision")), (3, Some("pending")), "{}", ran.log);
    stage.say(BOB, "/approve");
    stage.say(CAROL, "/approve");
    let ran = stage.run_with("wait", run, &inputs);
    assert_eq!((ran.code, stage.issues()), (0, (1, false)), "{}", ran.log);
}

/// T1: a gateway that answers 502 is waited for, and never taken for a yes.
#[test]
fn t1_wait_survives_a_502_and_never_passes_on_an_error() {
    let list = "/repos/{owner}/{repo}/issues/{issue_number}/comments";
    let stage = Stage::new();
    let run = stage.start();
    stage.run("request", run);
    stage.say(BOB, "/approve");
    stage.hub().fault(Fault::on("GET", list, FaultKind::BadGatewayBefore).times(100_000));
    let broken = stage.run("wait", run);
    assert_eq!(broken.code, 4, "{}", broken.log);
    stage.hub().clear_faults();
    stage.say(CAROL, "/approve");
    stage.hub().fault(Fault::on("GET", list, FaultKind::BadGatewayBefore).times(3));
    let waited = stage.run("wait", run);
    assert_eq!((waited.code, waited.output("decision")), (0, Some("approved")), "{}", waited.log);
}
