use serde_json::json;

use super::*;

fn status(state: State) -> NewStatus {
    NewStatus {
        state,
        description: "Deployed".to_owned(),
        log_url: "https://log.example/1".to_owned(),
        environment_url: String::new(),
        auto_inactive: false,
    }
}

/// Statuses with this address of a log, newest first.
fn told(states: &[&str], log_url: &str) -> Vec<Status> {
    let one = |(at, state): (usize, &&str)| {
        let one =
            json!({"id": 9 - at, "state": state, "log_url": log_url, "created_at": "2026-11-22T10:00:00Z"});
        serde_json::from_value(one).unwrap()
    };
    states.iter().enumerate().map(one).collect()
}

#[test]
fn a_cancelled_deployment_is_an_error_with_that_word() {
    assert_eq!(Outcome::Cancelled.state(), State::Error);
    assert_eq!(Outcome::Cancelled.described(""), "cancelled");
    assert_eq!(Outcome::Cancelled.described("by Ada"), "cancelled: by Ada");
    assert_eq!((Outcome::Succeeded.state(), Outcome::Failed.state()), (State::Success, State::Failure));
    assert_eq!(Outcome::Failed.described("Disk full"), "Disk full");
}

#[test]
fn what_was_said_is_not_said_again() {
    let log = "https://log.example/1";
    let said = |told: &[Status]| said_before(told, &status(State::Success));
    assert_eq!(said(&told(&["success", "in_progress"], log)), Some(9));
    assert_eq!(said(&told(&["success"], "https://log.example/2")), None);
    assert_eq!(said(&told(&["in_progress", "success"], log)), None);
    assert_eq!(said(&[]), None);
}

#[test]
fn a_success_that_was_replaced_is_not_made_active_again() {
    let replaced = told(&["inactive", "success", "in_progress"], "");
    assert_eq!(said_before(&replaced, &status(State::Success)), Some(8));
    assert_eq!(said_before(&replaced, &status(State::Failure)), None);
    assert_eq!(said_before(&told(&["inactive", "in_progress"], ""), &status(State::Success)), None);
}
