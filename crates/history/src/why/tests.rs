use ledger::hash::Hash;
use ledger::predicate::Kind;
use serde_json::{Value, json};

use crate::samples::{artifact, event, history, leaf, minute, person, statement, text, ulid};

fn approval(request: u64, approver: u64) -> Value {
    let predicate = json!({
        "approvalId": ulid(60 + approver), "decision": "approve", "meaning": "approved", "requestId": ulid(request),
        "environment": "production", "approver": person(approver),
        "authentication": {"method": "github-session", "time": text(1)}, "signedAt": text(2), "expiresAt": text(600),
        "source": "github-issue",
    });
    statement(Kind::Approval, &artifact("a"), &predicate)
}

fn request(number: u64, name: &str, more: &Value) -> Value {
    let mut predicate = json!({
        "requestId": ulid(number), "event": name, "environment": "production", "digest": Hash::of(b"request"), "at": text(0),
        "expiresAt": text(600),
    });
    predicate.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    statement(Kind::Request, &artifact("a"), &predicate)
}

#[test]
fn approvals_requests_gates_and_overrides_are_told() {
    let used = json!({
        "approvals": [{"leaf": leaf(1), "appliesTo": {"sha256": Hash::of(b"a")}}],
        "gates": [{"id": "tests", "result": "pass", "verdict": Hash::of(b"verdict")}],
        "override": {"by": person(1), "reason": format!("hmac-sha256:{}", Hash::of(b"why")), "reviewBy": text(100)},
    });
    let history = history(&[
        (0, Some(request(50, "requested", &json!({})))),
        (1, Some(approval(50, 9))),
        (2, Some(request(51, "requested", &json!({})))),
        (3, Some(request(50, "approved", &json!({"decisions": [leaf(1)]})))),
        (4, Some(event(1, "started", "a", &used))),
        (5, Some(event(1, "succeeded", "a", &used))),
        (6, Some(event(2, "started", "a", &json!({})))),
    ]);
    let why = history.why(&history.deployments()[0]);
    assert_eq!(why.approvals.len(), 1, "both events name the same one");
    let given = why.approvals[0].given.unwrap();
    assert_eq!(given.record.approver.as_str(), person(9));
    assert_eq!(why.requests.iter().map(|one| one.id.to_string()).collect::<Vec<_>>(), [ulid(50)]);
    assert_eq!(why.gates.len(), 1);
    let overridden = why.overridden.as_ref().unwrap();
    assert!(overridden.is_overdue(minute(101)) && !overridden.is_overdue(minute(99)));
    assert_eq!(overridden.at.leaf.index, 4);
    let written = serde_json::to_value(&why).unwrap();
    assert_eq!(written["approvals"][0]["given"]["record"]["meaning"], "approved");
    assert_eq!(written["override"]["says"]["by"], person(1));
    let other = history.why(&history.deployments()[1]);
    assert!(other.approvals.is_empty() && other.requests.is_empty() && other.overridden.is_none());
}

#[test]
fn a_review_ends_that_an_override_is_overdue() {
    let overriding = json!({"override": {"by": person(1), "reason": format!("hmac-sha256:{}", Hash::of(b"why")), "reviewBy": text(100)}});
    let used = json!({"deploymentId": ulid(1)});
    let mut entries = vec![
        (0, Some(request(50, "requested", &json!({})))),
        (1, Some(request(50, "overridden", &json!({})))),
        (2, Some(event(1, "started", "a", &overriding))),
        (3, Some(request(50, "consumed", &used))),
    ];
    let before = history(&entries);
    assert!(before.why(&before.deployments()[0]).overridden.unwrap().is_overdue(minute(200)));
    entries.push((150, Some(request(50, "reviewed", &json!({"by": person(4)})))));
    let after = history(&entries);
    let overridden = after.why(&after.deployments()[0]).overridden.unwrap();
    assert!(!overridden.is_overdue(minute(200)) && overridden.reviews[0].at.leaf.index == 4);
}

#[test]
fn an_approval_that_is_taken_back_and_one_that_is_none_are_told() {
    let mut revocation = approval(50, 9);
    revocation["predicate"]["decision"] = json!("revoke");
    revocation["predicate"]["revokes"] = json!(leaf(0));
    let used = json!({"approvals": [
        {"leaf": leaf(0), "appliesTo": {"sha256": Hash::of(b"a")}}, {"leaf": leaf(77), "appliesTo": {"sha256": Hash::of(b"a")}},
    ]});
    let history = history(&[
        (0, Some(approval(50, 9))),
        (1, Some(revocation)),
        (2, Some(event(1, "started", "a", &used))),
    ]);
    let why = history.why(&history.deployments()[0]);
    assert_eq!(why.approvals[0].given.unwrap().revoked.as_ref().unwrap().leaf, leaf(1));
    assert!(why.approvals[1].given.is_none());
}
