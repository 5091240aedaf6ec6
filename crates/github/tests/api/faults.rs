//! The fault matrix: each write call meets each fault, and ends with exactly one effect or with an error that says what is known.

use std::time::Duration;

use github::{Kind, Repeat, Verb};
use github_sim::{Fault, FaultKind};

use crate::stage::run;
use crate::writes::{Scene, Write, all, call, scene};

/// What a fault leaves behind.
#[derive(Clone, Copy, PartialEq)]
enum Leaves {
    /// Nobody knows from the answer; and whether there is an effect.
    Open { effect: bool },
    /// There is an effect, and nobody knows from the answer; unless the answer has no body, of which half is all.
    Half,
    /// GitHub refused, surely without an effect, and says when to come back.
    Refused,
}

fn matrix() -> Vec<(&'static str, FaultKind, Leaves)> {
    let (before, after) = (Leaves::Open { effect: false }, Leaves::Open { effect: true });
    vec![
        ("502 before", FaultKind::BadGatewayBefore, before),
        ("502 after", FaultKind::BadGatewayAfter, after),
        ("cut before", FaultKind::CutBefore, before),
        ("cut after", FaultKind::CutAfter, after),
        ("time-out after", FaultKind::HangAfterEffect(2_500), after),
        ("half an answer", FaultKind::TruncatedBody, Leaves::Half),
        ("500", FaultKind::ServerError(500), before),
        ("429", FaultKind::TooManyRequests { retry_after: 7 }, Leaves::Refused),
        ("secondary limit", FaultKind::SecondaryLimit { status: 403, retry_after: None }, Leaves::Refused),
        ("primary limit", FaultKind::PrimaryLimit { reset: 20 }, Leaves::Refused),
    ]
}

fn fault(write: &Write, kind: FaultKind) -> Fault {
    match call(write).verb {
        Verb::GraphQl(_) => Fault::on("POST", &format!("/graphql#{}", call(write).path), kind),
        _ => {
            let (method, template) = write.request.split_once(' ').unwrap();
            Fault::on(method, template, kind)
        }
    }
}

#[test]
fn a_write_without_faults_has_one_effect() {
    for write in all() {
        let scene = run(async {
            let scene = scene(&write).await;
            assert_eq!((write.effects)(&scene), 0, "before: {}", write.request);
            (write.perform)(&scene).await.unwrap();
            scene
        });
        assert_eq!((write.effects)(&scene), 1, "{}", write.request);
    }
}

#[test]
fn one_fault_ends_with_one_effect_or_with_a_clear_error() {
    // Each write has simulators of its own; two threads, since most of the time is spent in waiting for a time-out.
    let writes = all();
    std::thread::scope(|scope| {
        for part in writes.chunks(writes.len().div_ceil(4)) {
            scope.spawn(|| part.iter().for_each(meet_each_fault));
        }
    });
}

fn meet_each_fault(write: &Write) {
    for (name, kind, leaves) in matrix() {
        run(async {
            let scene = scene(write).await;
            scene.stage.hub().fault(fault(write, kind));
            let answer = (write.perform)(&scene).await;
            let effects = (write.effects)(&scene);
            let place = format!("{} after {name}", write.request);
            judge(write, leaves, answer, effects, &place);
            assert!(took_the_fault(&scene), "{place}: the fault met nothing");
        });
    }
}

fn judge(write: &Write, leaves: Leaves, answer: Result<(), github::Error>, effects: usize, place: &str) {
    match (call(write).repeat, leaves) {
        // Refused for a while: every call may come back.
        (_, Leaves::Refused) | (Repeat::Idempotent | Repeat::LookedUp(_) | Repeat::Read, _) => {
            let confirmed = match answer {
                Ok(()) => true,
                // What is looked for, and cannot be told apart from nothing, is told.
                Err(error) => {
                    assert_eq!(error.kind, Kind::Unconfirmed, "{place}: {error}");
                    assert!(matches!(call(write).repeat, Repeat::LookedUp(_)), "{place}: {error}");
                    false
                }
            };
            assert!(effects == 1 || (!confirmed && effects == 0), "{place}: {effects} effects");
        }
        (Repeat::Once(_), Leaves::Half) => {
            if let Err(error) = answer {
                assert_eq!(error.kind, Kind::Unconfirmed, "{place}: {error}");
            }
            assert_eq!(effects, 1, "{place}");
        }
        (Repeat::Once(_), Leaves::Open { effect }) => {
            let error = answer.expect_err(place);
            assert_eq!(error.kind, Kind::Unconfirmed, "{place}: {error}");
            assert_eq!(effects, usize::from(effect), "{place}");
        }
    }
}

/// The fault shaped an answer in the log.
fn took_the_fault(scene: &Scene) -> bool {
    scene.stage.simulator.exchanges().iter().any(|exchange| exchange.fault.is_some())
}

#[test]
fn a_github_that_stays_away_ends_within_the_budget() {
    for write in all() {
        run(async {
            let scene = scene(&write).await;
            let start = scene.stage.simulator.clock().now();
            scene.stage.hub().fault(fault(&write, FaultKind::BadGatewayBefore).times(1_000));
            let error = (write.perform)(&scene).await.expect_err(write.request);
            let kinds = [Kind::Unconfirmed, Kind::Unavailable];
            assert!(kinds.contains(&error.kind), "{}: {error}", write.request);
            assert_eq!((write.effects)(&scene), 0, "{}", write.request);
            let passed = scene.stage.simulator.clock().now().duration_since(start).unsigned_abs();
            assert!(passed <= Duration::from_secs(600), "{}: {passed:?}", write.request);
        });
    }
}

#[test]
fn a_limit_beyond_the_budget_is_told_with_its_time_and_had_no_effect() {
    for write in all() {
        run(async {
            let scene = scene(&write).await;
            let hour = FaultKind::TooManyRequests { retry_after: 3_600 };
            scene.stage.hub().fault(fault(&write, hour));
            let error = (write.perform)(&scene).await.expect_err(write.request);
            assert_eq!(error.kind, Kind::RateLimited(Duration::from_secs(3_600)), "{}", write.request);
            assert!(error.to_string().ends_with("try again in 3600 s, or use fewer requests"), "{error}");
            assert_eq!((write.effects)(&scene), 0, "{}", write.request);
        });
    }
}

#[test]
fn a_refusal_after_a_lost_answer_says_nothing_about_the_lost_one() {
    for write in all() {
        run(async {
            let scene = scene(&write).await;
            // The first attempt takes effect, the second is refused.
            scene.stage.hub().fault(fault(&write, FaultKind::BadGatewayAfter));
            scene.stage.hub().fault(fault(&write, FaultKind::ServerError(403)).times(9));
            match (write.perform)(&scene).await {
                Ok(()) => assert_eq!((write.effects)(&scene), 1, "{}", write.request),
                Err(error) => assert_eq!(error.kind, Kind::Unconfirmed, "{}: {error}", write.request),
            }
        });
    }
}

#[test]
fn looking_shares_the_time_of_the_call() {
    let write = all().into_iter().find(|write| write.request == "POST /repos/{owner}/{repo}/issues").unwrap();
    run(async {
        let scene = scene(&write).await;
        let start = scene.stage.simulator.clock().now();
        scene.stage.hub().fault(fault(&write, FaultKind::BadGatewayBefore));
        let limit = FaultKind::TooManyRequests { retry_after: 250 };
        scene.stage.hub().fault(Fault::on("GET", "/repos/{owner}/{repo}/issues", limit).nth(2).times(99));
        let error = (write.perform)(&scene).await.unwrap_err();
        assert_eq!(error.kind, Kind::Unconfirmed, "{error}");
        let passed = scene.stage.simulator.clock().now().duration_since(start).unsigned_abs();
        assert!(passed <= Duration::from_secs(310), "{passed:?}");
    });
}

/// The issues after a lost answer, of which the lists show nothing for so many seconds.
fn issues_after_lag(seconds: u64, then: Option<FaultKind>) -> usize {
    let write = all().into_iter().find(|write| write.request == "POST /repos/{owner}/{repo}/issues").unwrap();
    run(async {
        let scene = scene(&write).await;
        scene.stage.hub().fault(fault(&write, FaultKind::BadGatewayAfter));
        scene.stage.hub().fault(fault(&write, FaultKind::ListLagSeconds(seconds)));
        if let Some(kind) = then {
            scene.stage.hub().fault(fault(&write, kind));
        }
        (write.perform)(&scene).await.unwrap();
        scene.stage.simulator.clock().advance(Duration::from_secs(3_600));
        (write.effects)(&scene)
    })
}

#[test]
fn a_list_that_lags_for_some_seconds_shows_the_lost_effect_in_time() {
    assert_eq!(issues_after_lag(25, None), 1);
}

#[test]
fn a_limit_between_a_lost_answer_and_the_repetition_gives_time_for_a_look() {
    assert_eq!(issues_after_lag(80, Some(FaultKind::TooManyRequests { retry_after: 60 })), 1);
}
