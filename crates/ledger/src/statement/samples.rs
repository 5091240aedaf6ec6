use serde_json::{Value, json};

use super::*;

pub(crate) fn ulid(at: u64) -> String {
    format!("01JD6ZC0V8Q4S9T2M3N5P{at:05}")
}

pub(crate) fn person(at: u8) -> String {
    format!("p-{:032x}", u32::from(at))
}

pub(crate) fn artifact(name: &str) -> String {
    Hash::of(name.as_bytes()).to_string()
}

fn statement(kind: Kind, subject: &Value, predicate: &Value) -> Value {
    json!({"_type": STATEMENT_TYPE, "subject": subject, "predicateType": kind.uri(), "predicate": predicate})
}

fn one(name: &str, hash: &str) -> Value {
    json!([{"name": name, "digest": {"sha256": hash}}])
}

pub(crate) fn deployment(event: &str, at: u64, app: &str) -> Value {
    let subject = json!([
        {"name": "ghcr.io/acme/app", "digest": {"sha256": artifact(app)}},
        {"name": "git+https://github.com/acme/app", "digest": {"gitCommit": "d20a".repeat(10)}},
    ]);
    let predicate = json!({
        "deploymentId": ulid(at), "idempotencyKey": Hash::of(format!("{at} {event}").as_bytes()), "event": event, "kind": "planned",
        "service": "payments", "environment": {"name": "production", "tier": "production", "region": "eu-west-1"},
        "previous": {"digest": {"sha256": artifact("before")}}, "planDigest": {"sha256": artifact("plan")},
        "changes": [{"commit": "d20a".repeat(10), "committedAt": "2026-11-22T09:00:00.000Z", "pr": 123, "firstDeploy": true}],
        "timing": {"startedAt": "2026-11-22T10:00:00.000Z", "source": "github"},
        "gates": [{"id": "tests", "result": "pass", "verdict": artifact("verdict"),
            "evidence": [{"sha256": artifact("lcov"), "mediaType": "text/plain", "size": 12, "locations": ["cas:lcov"]}]}],
        "evidence": [{"sha256": artifact("health"), "mediaType": "application/json", "size": 12}],
        "actor": {"pseudonym": person(1), "kind": "human"}, "authors": [person(2)],
        "run": {"repositoryId": "1296269", "repositoryOwnerId": "583231", "runId": "4425592351", "attempt": 1,
            "workflowRef": "acme/app/.github/workflows/deploy.yml@refs/heads/main", "eventName": "push"},
        "github": {"deploymentId": "42"},
    });
    statement(Kind::Deployment, &subject, &predicate)
}

pub(crate) fn approval(at: u64, approver: u8, app: &str) -> Value {
    let predicate = json!({
        "approvalId": ulid(at), "decision": "approve", "meaning": "approved", "environment": "production",
        "planDigest": {"sha256": artifact("plan")}, "approver": person(approver),
        "comment": format!("hmac-sha256:{}", artifact("comment")),
        "authentication": {"method": "github-session", "time": "2026-11-22T08:00:00.000Z"},
        "signedAt": "2026-11-22T09:30:00.000Z", "expiresAt": "2026-11-23T09:30:00.000Z", "source": "github-issue",
    });
    statement(Kind::Approval, &one("ghcr.io/acme/app", &artifact(app)), &predicate)
}

pub(crate) fn request(event: &str, at: u64) -> Value {
    let subject = json!([
        {"name": "ghcr.io/acme/app", "digest": {"sha256": artifact("app")}},
        {"name": "git+https://github.com/acme/app", "digest": {"gitCommit": "d20a".repeat(10)}},
    ]);
    let predicate = json!({
        "requestId": ulid(at), "event": event, "environment": "production", "digest": artifact("request"),
        "at": "2026-11-22T09:00:00.000Z", "expiresAt": "2026-11-29T09:00:00.000Z", "planDigest": {"sha256": artifact("plan")},
        "place": {"repositoryId": "1296269", "number": "7", "node": "I_kwDOABPHjc5", "text": artifact("issue")},
        "notices": [{"id": "99", "author": person(4), "writtenAt": "2026-11-22T08:59:00.000Z", "text": artifact("hm"), "found": "ignored",
            "reason": "before-request"}],
        "evidence": [{"sha256": artifact("request"), "mediaType": "application/json", "size": 12}],
    });
    statement(Kind::Request, &subject, &predicate)
}

pub(crate) fn incident() -> Value {
    let predicate = json!({
        "incidentId": ulid(70), "event": "opened", "service": "payments", "environment": "production", "severity": "sev1",
        "detectedAt": "2026-11-22T11:00:00.000Z", "causedBy": {"deploymentId": ulid(1), "confidence": "inferred", "windowMillis": 86_400_000},
    });
    statement(Kind::Incident, &one("ghcr.io/acme/app", &artifact("app")), &predicate)
}

pub(crate) fn snapshot() -> Value {
    let predicate = json!({
        "environment": "production", "collector": {"id": "k8s", "version": "1.0"}, "complete": true, "takenAt": "2026-11-22T12:00:00.000Z",
        "workloads": [{"name": "default/app", "digest": {"sha256": artifact("app")}}],
        "drift": [{"name": "default/app", "found": {"sha256": artifact("app")}}],
    });
    statement(Kind::EnvironmentSnapshot, &one("default/app", &artifact("app")), &predicate)
}

pub(crate) fn target(index: u64, hash: Hash) -> Value {
    json!({"index": index, "hash": hash})
}

pub(crate) fn correction(index: u64, hash: Hash) -> Value {
    let predicate = json!({
        "target": target(index, hash), "values": [{"path": "/kind", "recorded": "planned", "correct": "hotfix"}],
        "reason": "it repaired d1", "authority": "ticket 12", "by": person(3),
    });
    statement(Kind::Correction, &one("entry", &hash.to_string()), &predicate)
}

pub(crate) fn redaction(index: u64, hash: Hash, redacted: &str) -> Value {
    let mut predicate = json!({
        "target": target(index, hash), "redacted": redacted, "erasedAt": "2026-11-22T13:00:00.000Z",
        "reason": "asked for erasure", "authority": "Art. 17 GDPR, ticket 13", "by": person(3),
    });
    if redacted == "disclosures" {
        predicate["commitments"] = json!([format!("hmac-sha256:{}", artifact("comment"))]);
    }
    statement(Kind::Redaction, &one("entry", &hash.to_string()), &predicate)
}

pub(crate) fn hold(index: u64, hash: Hash, event: &str) -> Value {
    let predicate = json!({"target": target(index, hash), "event": event, "at": "2026-11-22T13:00:00.000Z", "reason": "claim", "authority": "case 7", "by": person(3)});
    statement(Kind::Hold, &one("entry", &hash.to_string()), &predicate)
}

pub(crate) fn key(id: Hash, change: &Value) -> Value {
    statement(Kind::Key, &one("key", &id.to_string()), &json!({"change": change, "reason": "yearly"}))
}

pub(crate) fn seal(size: u64, root: Hash) -> Value {
    let predicate = json!({"size": size, "root": root, "next": "github.com/583231/1296269/deployments/2026-12", "reason": "month is over"});
    statement(Kind::Seal, &one("head", &root.to_string()), &predicate)
}

pub(crate) fn gap() -> Value {
    let predicate = json!({
        "found": "github-deployment", "environment": "production", "foundAt": "2026-11-22T14:00:00.000Z",
        "from": "2026-11-22T13:00:00.000Z", "to": "2026-11-22T13:30:00.000Z", "reference": "deployment 43", "reason": "deployed by hand",
    });
    statement(Kind::Gap, &one("ghcr.io/acme/app", &artifact("other")), &predicate)
}

/// One Statement of each kind, in the order of [`Kind::ALL`].
pub(crate) fn all() -> Vec<Value> {
    let hash = Hash::of(b"entry");
    let signer =
        crate::signer::SignerKey::new("github.com/583231/1296269/deployments", &[5; 32]).unwrap().verifier();
    let change = json!({"event": "introduced", "vkey": signer.to_string(), "roles": ["record"]});
    vec![
        deployment("succeeded", 1, "app"),
        approval(60, 9, "app"),
        request("requested", 50),
        incident(),
        snapshot(),
        correction(3, hash),
        redaction(3, hash, "disclosures"),
        hold(3, hash, "placed"),
        key(signer.id(), &change),
        seal(8, hash),
        gap(),
    ]
}

pub(crate) fn parse(value: &Value) -> Statement {
    Statement::parse(&serde_json::to_vec(value).unwrap()).unwrap()
}
