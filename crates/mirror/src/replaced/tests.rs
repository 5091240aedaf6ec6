use serde_json::json;

use super::*;
use crate::sample::{current, deployment};

fn of(id: u64, environment: &str, service: Option<&str>, state: Option<&str>) -> Current {
    let payload = service.map_or(json!({}), |service| json!({"service": service}));
    current(deployment(id, environment, &json!({"payload": payload})), state, "")
}

#[test]
fn a_success_replaces_older_successes_of_the_same_and_never_itself_or_a_newer_one() {
    let by = of(9, "live", Some("shop"), Some("success")).deployment;
    let there = [
        of(11, "live", Some("shop"), Some("success")),
        of(9, "live", Some("shop"), Some("success")),
        of(8, "live", Some("shop"), Some("success")),
        of(8, "live", Some("shop"), Some("success")),
        of(7, "live", Some("shop"), Some("inactive")),
        of(6, "live", Some("shop"), Some("failure")),
        of(5, "live", Some("shop"), Some("in_progress")),
        of(4, "live", Some("mail"), Some("success")),
        of(3, "live", None, Some("success")),
        of(2, "Live", Some("shop"), Some("success")),
        of(1, "live", Some("shop"), None),
    ];
    assert_eq!(replaced(&there, &by, "shop"), [8, 3]);
}

/// A deployment that was taken over from Actions names no service, and is one of ours all the same.
#[test]
fn what_names_no_service_itself_replaces_by_the_service_that_is_told() {
    let by = of(9, "live", None, Some("success")).deployment;
    assert!(could_be(&of(1, "live", None, None).deployment, &by, "shop"));
    assert!(could_be(&of(1, "live", Some("shop"), None).deployment, &by, "shop"));
    assert!(!could_be(&of(1, "live", Some("mail"), None).deployment, &by, "shop"));
}

#[test]
fn another_task_is_another_thing() {
    let migrate = deployment(1, "live", &json!({"task": "migrate"}));
    assert!(!could_be(&migrate, &deployment(2, "live", &json!({})), "shop"));
    assert!(could_be(&migrate, &deployment(2, "live", &json!({"task": "migrate"})), "shop"));
}
