//! One statement of each type, as JSON that the cases change.

use ledger::hash::Hash;
use ledger::predicate::{Kind, LeafRef};
use ledger::signer::VerifierKey;
use serde_json::{Value, json};

/// The ULID with this number.
pub(crate) fn ulid(at: u64) -> String {
    format!("01JD6ZC0V8Q4S9T2M3N5P{at:05}")
}

/// The pseudonym with this number.
pub(crate) fn person(at: u8) -> String {
    format!("p-{:032x}", u32::from(at))
}

/// A digest that is none of anything else.
pub(crate) fn artifact(name: &str) -> Value {
    json!({"sha256": Hash::of(name.as_bytes())})
}

/// The commitment that the samples hold.
pub(crate) fn commitment() -> String {
    format!("hmac-sha256:{}", Hash::of(b"comment"))
}

fn statement(kind: Kind, name: &str, digest: &Value, predicate: &Value) -> Value {
    let subject = json!([{"name": name, "digest": digest}]);
    json!({"_type": "https://in-toto.io/Statement/v1", "subject": subject, "predicateType": kind.uri(), "predicate": predicate})
}

/// An event of the deployment with this number.
pub(crate) fn deployment(event: &str, at: u64, app: &str) -> Value {
    let commit = "d20a".repeat(10);
    let predicate = json!({
        "deploymentId": ulid(at), "idempotencyKey": Hash::of(format!("{at} {event}").as_bytes()), "event": event,
        "kind": "planned", "service": "payments",
        "environment": {"name": "production", "tier": "production", "region": "eu-west-1", "rolloutId": ulid(800)},
        "previous": {"digest": artifact("before"), "deploymentId": ulid(801)}, "planDigest": artifact("plan"),
        "configDigest": artifact("config"), "remediates": [ulid(802)], "impact": false,
        "changes": [{"commit": commit, "committedAt": "2026-11-22T09:00:00.000Z", "pr": 123, "firstDeploy": true,
            "mergedAt": "2026-11-22T09:05:00.000Z", "firstAuthoredAt": "2024-02-29T09:00:00.000Z"}],
        "timing": {"startedAt": "2026-11-22T10:00:00.000Z", "source": "github"},
        "gates": [{"id": "tests", "result": "pass", "verdict": Hash::of(b"verdict"), "evidence": [
            {"sha256": Hash::of(b"lcov"), "mediaType": "text/plain", "size": 12, "locations": ["cas:lcov"]}]}],
        "actor": {"pseudonym": person(1), "kind": "human", "name": commitment()}, "authors": [person(2)],
        "run": {"repositoryId": "1296269", "repositoryOwnerId": "583231", "runId": "4425592351", "attempt": 1,
            "workflowRef": "acme/app/.github/workflows/deploy.yml@refs/heads/main", "eventName": "push",
            "jobWorkflowSha": commit, "runnerEnvironment": "github-hosted"},
        "github": {"deploymentId": "42", "statusId": "18446744073709551615"},
    });
    let mut statement = statement(Kind::Deployment, "ghcr.io/acme/app", &artifact(app), &predicate);
    let second = json!({"name": "git+https://github.com/acme/app", "digest": {"gitCommit": commit}});
    statement["subject"].as_array_mut().unwrap().push(second);
    statement
}

/// An approval by the person with this number.
pub(crate) fn approval(at: u64, approver: u8, app: &str) -> Value {
    let predicate = json!({
        "approvalId": ulid(at), "decision": "approve", "meaning": "approved", "environment": "production",
        "planDigest": artifact("plan"), "approver": person(approver), "comment": commitment(),
        "authentication": {"method": "webauthn", "time": "2026-11-22T08:00:00.000Z", "acr": "phr"},
        "signedAt": "2026-11-22T09:30:00.000Z", "expiresAt": "2026-11-23T09:30:00.000Z", "source": "github-issue",
    });
    statement(Kind::Approval, "ghcr.io/acme/app", &artifact(app), &predicate)
}

/// An event of the request with this number.
pub(crate) fn request(event: &str, at: u64) -> Value {
    let mut predicate = json!({
        "requestId": ulid(at), "event": event, "environment": "production", "digest": Hash::of(b"request"),
        "at": "2026-11-22T09:00:00.000Z", "expiresAt": "2026-11-29T09:00:00.000Z", "planDigest": artifact("plan"),
        "place": {"repositoryId": "1296269", "number": "7", "node": "I_kwDOABPHjc5", "text": Hash::of(b"issue")},
        "notices": [{"id": "99", "author": person(4), "writtenAt": "2026-11-22T08:59:00.000Z", "text": Hash::of(b"hm"),
            "found": "ignored", "reason": "before-request"}],
        "evidence": [{"sha256": Hash::of(b"request"), "mediaType": "application/json", "size": 12, "locations": ["cas:x"]}],
        "by": person(4), "reason": commitment(),
    });
    if event == "superseded" {
        predicate["supersededBy"] = json!(Hash::of(b"later"));
    }
    statement(Kind::Request, "ghcr.io/acme/app", &artifact("app"), &predicate)
}

/// What takes an approval back.
pub(crate) fn revocation(at: u64, approval: LeafRef) -> Value {
    let mut revocation = self::approval(at, 8, "app");
    revocation["predicate"]["decision"] = json!("revoke");
    revocation["predicate"]["revokes"] = json!(approval);
    revocation
}

/// Lets a deployment rest on an approval.
pub(crate) fn rest_on(deployment: &mut Value, approval: LeafRef, app: &str) {
    deployment["predicate"]["approvals"] = json!([{"leaf": approval, "appliesTo": artifact(app)}]);
}

/// Something went wrong.
pub(crate) fn incident() -> Value {
    let predicate = json!({
        "incidentId": ulid(70), "event": "opened", "service": "payments", "environment": "production",
        "severity": "sev1", "detectedAt": "2026-11-22T11:00:00.000Z", "reference": "PD 7", "resolvedAt": "2026-11-22T11:00:00.000Z",
        "causedBy": {"deploymentId": ulid(1), "confidence": "inferred", "windowMillis": 86_400_000},
    });
    statement(Kind::Incident, "ghcr.io/acme/app", &artifact("app"), &predicate)
}

/// What ran.
pub(crate) fn snapshot() -> Value {
    let predicate = json!({
        "environment": "production", "collector": {"id": "k8s", "version": "1.0"}, "complete": true,
        "takenAt": "2026-11-22T12:00:00.000Z",
        "workloads": [{"name": "default/app", "digest": artifact("app"), "since": "2026-11-22T10:00:00.000Z"}],
        "drift": [{"name": "default/app", "found": artifact("app")}],
    });
    statement(Kind::EnvironmentSnapshot, "default/app", &artifact("app"), &predicate)
}

/// What is right about an entry.
pub(crate) fn correction(target: LeafRef) -> Value {
    let values = json!([{"path": "/kind", "recorded": "planned", "correct": "hotfix"}, {"path": "/a~1b/~0", "correct": "x"}]);
    about(Kind::Correction, target, json!({"values": values}))
}

/// What was erased of an entry.
pub(crate) fn redaction(target: LeafRef, redacted: &str) -> Value {
    let mut own = json!({"redacted": redacted, "erasedAt": "2026-11-22T13:00:00.000Z"});
    if redacted == "disclosures" {
        own["commitments"] = json!([commitment()]);
    }
    about(Kind::Redaction, target, own)
}

/// A hold on an entry.
pub(crate) fn hold(target: LeafRef, event: &str) -> Value {
    about(Kind::Hold, target, json!({"event": event, "at": "2026-11-22T13:00:00.000Z"}))
}

fn about(kind: Kind, target: LeafRef, mut predicate: Value) -> Value {
    predicate["target"] = json!(target);
    predicate["reason"] = json!("asked for it, Zoë");
    predicate["authority"] = json!("ticket 12");
    predicate["by"] = json!(person(3));
    statement(kind, "entry", &json!({"sha256": target.hash}), &predicate)
}

/// A key that is introduced.
pub(crate) fn introduced(key: &VerifierKey, roles: &[&str]) -> Value {
    self::key(key.id(), &json!({"event": "introduced", "vkey": key.to_string(), "roles": roles}))
}

/// A key that takes the place of another.
pub(crate) fn rotated(key: &VerifierKey, replaces: &VerifierKey, roles: &[&str]) -> Value {
    let change =
        json!({"event": "rotated", "vkey": key.to_string(), "replaces": replaces.id(), "roles": roles});
    self::key(key.id(), &change)
}

/// A key that ends.
pub(crate) fn revoked(key: &VerifierKey, from: Option<u64>) -> Value {
    let mut change = json!({"event": "revoked", "key": key.id(), "compromisedAt": "2026-11-22T13:00:00.000Z"});
    if let Some(from) = from {
        change["fromIndex"] = json!(from);
    }
    self::key(key.id(), &change)
}

/// A change of a key.
pub(crate) fn key(id: Hash, change: &Value) -> Value {
    statement(Kind::Key, "key", &json!({"sha256": id}), &json!({"change": change, "reason": "yearly"}))
}

/// The end of a shard.
pub(crate) fn seal(size: u64, root: Hash) -> Value {
    let next = "github.com/583231/1296269/deployments/2026-12";
    let predicate = json!({"size": size, "root": root, "next": next, "protection": artifact("rules"), "reason": "month is over"});
    statement(Kind::Seal, "head", &json!({"sha256": root}), &predicate)
}

/// What the ledger does not hold.
pub(crate) fn gap() -> Value {
    let predicate = json!({
        "found": "github-deployment", "environment": "production", "foundAt": "2026-11-22T14:00:00.000Z",
        "from": "2026-11-22T13:00:00.000Z", "to": "2026-11-22T13:30:00.000Z", "reference": "deployment 43", "reason": "by hand",
    });
    statement(Kind::Gap, "ghcr.io/acme/app", &artifact("other"), &predicate)
}
