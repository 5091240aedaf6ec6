//! What is approved and not yet time for.

use std::time::Duration;

use crate::stage::{ALICE, BOB, Stage};

const POLICY: &str = "approval:\n  approvers: user:bob, user:carol\n  minimum-approvals: 1\n  expires: 3d\n  freezes:\n    - { from: \"2026-11-22T12:00:00Z\", \
                      until: \"2026-11-22T20:00:00Z\", reason: year's end }\n";

/// A sweep finds the end of a freeze, though nothing happened in the issue since the vote.
#[test]
fn a_request_that_waits_for_an_hour_is_decided_by_the_first_sweep_after_it() {
    let stage = Stage::new();
    stage.hub().commit_files(1, "main", ALICE, "Policy", &[(".github/releasegate.yml", Some(POLICY))]).unwrap();
    let run = stage.failed();
    let inputs = [("config", ".github/releasegate.yml")];
    let asked = stage.run_with("request", run, &inputs);
    assert_eq!(asked.code, 3, "{}", asked.log);
    // The vote is in time, and nobody looks before the freeze begins.
    stage.say(BOB, "/approve");
    stage.simulator.clock().advance(Duration::from_secs(3 * 3_600));
    let frozen = stage.run_with("decide", run, &inputs);
    assert_eq!((frozen.code, frozen.output("decision")), (3, Some("pending")), "{}", frozen.log);
    let mut hours = 0;
    while stage.attempts(run) == 1 && hours < 24 {
        stage.simulator.clock().advance(Duration::from_secs(3_600));
        hours += 1;
        assert_eq!(stage.run_with("sweep", run, &inputs).code, 0);
    }
    assert_eq!((stage.attempts(run), hours), (2, 7));
}
