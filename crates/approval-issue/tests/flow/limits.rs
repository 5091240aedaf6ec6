//! T9: GitHub refuses, is behind, tells things twice, or has much to tell.

use std::time::Duration;

use github_sim::token::{Level, Token, TokenKind};
use github_sim::{Fault, FaultKind};

use crate::stage::{BOB, BOTH, CAROL, MALLORY, ONE, Stage};

const LIST: &str = "/repos/{owner}/{repo}/issues/{issue_number}/comments";

/// A limit is waited for as long as GitHub says, and one that lasts is an error and no answer.
#[test]
fn t9_attack_51_limits_are_waited_for_and_are_no_answer() {
    for kind in [
        FaultKind::TooManyRequests { retry_after: 20 },
        FaultKind::SecondaryLimit { status: 403, retry_after: Some(20) },
        FaultKind::SecondaryLimit { status: 403, retry_after: None },
        FaultKind::PrimaryLimit { reset: 60 },
        FaultKind::BadGatewayBefore,
        FaultKind::CutBefore,
    ] {
        let stage = Stage::new();
        let run = stage.failed();
        stage.run_with("request", run, &ONE);
        stage.say(BOB, "/approve");
        for (method, template) in [("GET", LIST), ("POST", "/graphql#Thread")] {
            stage.hub().fault(Fault::on(method, template, kind.clone()).times(100_000));
        }
        for mode in ["decide", "sweep", "verify", "wait"] {
            let ran = stage.run_with(mode, run, &ONE);
            assert_eq!((ran.code, stage.attempts(run)), (4, 1), "{mode} {kind:?}: {}", ran.log);
        }
        stage.hub().clear_faults();
        stage.hub().fault(Fault::on("GET", LIST, kind.clone()));
        stage.hub().fault(Fault::on("POST", "/graphql#Thread", kind.clone()));
        let ran = stage.run_with("decide", run, &ONE);
        assert_eq!((ran.code, stage.attempts(run)), (0, 2), "{kind:?}: {}", ran.log);
    }
}

/// A write whose answer was lost is done once, and what could not be done is done by the next run.
#[test]
fn t9_attack_53_what_github_did_without_saying_so_is_not_done_twice() {
    for (method, template) in [
        ("POST", "/repos/{owner}/{repo}/issues"),
        ("POST", LIST),
        ("PATCH", "/repos/{owner}/{repo}/issues/comments/{comment_id}"),
        ("PATCH", "/repos/{owner}/{repo}/issues/{issue_number}"),
        ("POST", "/repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs"),
    ] {
        for kind in [FaultKind::BadGatewayAfter, FaultKind::CutAfter] {
            let stage = Stage::new();
            let run = stage.failed();
            stage.hub().fault(Fault::on(method, template, kind.clone()));
            stage.run("request", run);
            for account in [BOB, CAROL] {
                stage.say(account, "/approve");
                stage.run("decide", run);
            }
            stage.run("sweep", run);
            assert_eq!((stage.attempts(run), stage.issues()), (2, (1, false)), "{template} {kind:?}");
            let said = stage.written().iter().filter(|text| text.contains("approval=2dissue:status")).count();
            assert_eq!(said, 1, "{template} {kind:?}");
        }
    }
}

/// Attack 55: an event only wakes, so that twice, late and in another order is the same.
#[test]
fn t9_attack_55_events_twice_and_in_another_order_decide_the_same() {
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 1], [2, 2, 2]] {
        let stage = Stage::new();
        let run = stage.failed();
        stage.run("request", run);
        let said =
            [(BOB, "/approve"), (CAROL, "/deny"), (CAROL, "/withdraw")].map(|(who, what)| stage.say(who, what));
        for at in order {
            let woke = said[at].to_string();
            let ran = stage.run_with("decide", run, &[BOTH[0], BOTH[1], ("comment-id", &woke)]);
            assert_eq!((ran.code, ran.output("decision")), (3, Some("pending")), "{order:?}: {}", ran.log);
        }
        let last = stage.say(CAROL, "/approve").to_string();
        for _ in 0..3 {
            let ran = stage.run_with("decide", run, &[BOTH[0], BOTH[1], ("comment-id", &last)]);
            assert_eq!((ran.code, stage.attempts(run)), (0, 2), "{order:?}: {}", ran.log);
        }
    }
}

/// Attack 56: the list that lacks the comment that woke the run is read again, and decides nothing without it.
#[test]
fn t9_attack_56_a_list_that_is_behind_decides_nothing_without_the_denial() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run_with("request", run, &ONE);
    stage.say(BOB, "/approve");
    stage.hub().fault(Fault::on("POST", LIST, FaultKind::ListLagSeconds(3_600)));
    let denial = stage.post("/deny").to_string();
    let inputs = [ONE[0], ONE[1], ("comment-id", denial.as_str())];
    let behind = stage.run_with("decide", run, &inputs);
    assert_eq!((behind.code, stage.attempts(run)), (3, 1), "{}", behind.log);
    stage.simulator.clock().advance(Duration::from_secs(3_601));
    assert_eq!(stage.run_with("decide", run, &inputs).output("decision"), Some("denied"));
}

/// Attack 50: thousands of comments are read to the last.
#[test]
fn t9_attack_50_thousands_of_comments_do_not_hide_the_last() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run_with("request", run, &ONE);
    stage.say(BOB, "/approve");
    for at in 0..2_500 {
        stage.say(MALLORY, &format!("/approve because {at}"));
    }
    stage.say(CAROL, "/deny");
    let (ran, cost) = stage.cost(|| stage.run_with("decide", run, &ONE));
    assert_eq!((ran.code, ran.output("decision"), stage.attempts(run)), (1, Some("denied"), 1), "{}", ran.log);
    assert!(cost < 100, "{cost} requests");
}

/// Attack 63: the token ends while the job waits. What was said then is not heard, and that is an error.
#[test]
fn t9_attack_63_a_token_that_ends_while_it_waits_is_an_error() {
    let stage = Stage::new();
    let run = stage.start();
    let end = stage.simulator.clock().now() + jiff::SignedDuration::from_hours(1);
    let permissions =
        ["issues", "actions", "contents", "deployments"].map(|name| (name.to_owned(), Level::Write));
    let kind = TokenKind::Actions { repository: 1, permissions: permissions.into(), run: None };
    stage.hub().add_token(Token { secret: "short".to_owned(), kind, expires_at: Some(end) });
    let inputs = [ONE[0], ONE[1], ("wait-timeout", "120"), ("token", "short")];
    let ran = stage.run_with("wait", run, &inputs);
    assert_eq!(ran.code, 4, "{}", ran.log);
    let waited = stage.simulator.clock().now() - end;
    assert!(waited.get_seconds() < 300, "it noticed at once: {waited:?}");
    stage.say(BOB, "/approve");
    assert_eq!(stage.run_with("wait", run, &inputs).code, 4);
    assert_eq!(stage.run_with("wait", run, &ONE).code, 0, "with a token that holds it is approved");
}

/// Attack 52: who waits asks less and less often, and looks at no more than the thread while nothing happens.
#[test]
fn t9_attack_52_who_waits_stays_far_below_the_limit_of_requests() {
    let stage = Stage::new();
    let run = stage.start();
    let inputs = [ONE[0], ONE[1], ("wait-timeout", "60")];
    let (ran, cost) = stage.cost(|| stage.run_with("wait", run, &inputs));
    assert_eq!((ran.code, ran.output("decision")), (3, Some("pending")), "{}", ran.log);
    assert!(cost < 250, "{cost} requests in an hour, of a thousand");
}
