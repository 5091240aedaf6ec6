//! A sample ledger for the page of `deploy-record report`: three services over some weeks, with what goes wrong in them. The same ledger each time.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use ledger::hash::Hash;
use ledger::moment::Moment;
use ledger::origin::Origin;
use ledger::predicate::Kind;
use ledger::signer::SignerKey;
use ledger::statement::Statement;
use ledger::tip::Record;
use serde_json::{Value, json};
use stores::{Sequencer, Store};

const LEDGER: &str = "github.com/583231/1296269/deployments";
/// What could leave the page's text, in the name of an artifact and of an incident.
const HOSTILE: &str = "=1+1 </script><script>document.title='owned'</script><img src=x onerror=alert(1)>";
/// 2026-09-07, a Monday, at midnight UTC.
const MONDAY: i64 = 1_788_739_200_000;
const HOUR: i64 = 3_600_000;
/// A deployment on each working day, of each service in turn.
const WEEKS: i64 = 7;
const SERVICES: [&str; 3] = ["checkout", "payments", "catalog"];

/// What is to be entered: when, and what.
type Entry = (i64, Value);

/// Writes the ledger into `store` and its trust document to `trust.json`, both in a folder.
pub(super) fn write(place: &Path) -> Result<()> {
    let keys = [1, 2, 3].map(|seed| SignerKey::new(LEDGER, &[seed; 32]));
    let [root, record, head] = keys.map(|key| key.context("failed to make a key"));
    let (root, record, head) = (root?, record?, head?);
    let key = |key: &SignerKey, role: &str| json!({"vkey": key.verifier().to_string(), "roles": [role]});
    let trust = json!({
        "v": 1, "ledger": LEDGER, "validFrom": "2020-01-01T00:00:00.000Z", "validUntil": "9999-01-01T00:00:00.000Z",
        "keys": [key(&root, "root"), key(&record, "record"), key(&head, "checkpoint")],
    });
    fs::create_dir_all(place.join("store")).with_context(|| format!("failed to make {}", place.display()))?;
    fs::write(place.join("trust.json"), trust.to_string()).context("failed to write the trust document")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("failed to start a runtime")?.block_on(append(place, &record, &head))
}

async fn append(place: &Path, record: &SignerKey, head: &SignerKey) -> Result<()> {
    let origin = Origin::parse(&format!("{LEDGER}/2026"))?;
    let store = Store::folder(&place.join("store"), origin.clone(), true, &|_| None)?;
    let verifier = head.verifier();
    let sequencer = Sequencer { origin: &origin, signers: &[head], known: &[&verifier], previous_shard: None };
    let mut leaves: Vec<Hash> = Vec::new();
    for (at, statement) in entries() {
        let statement = resolved(statement, &leaves);
        let bytes = serde_json::to_vec(&statement)?;
        let own = statement.pointer("/predicate/idempotencyKey").and_then(Value::as_str);
        let own = own.map(Hash::parse_hex).transpose()?.unwrap_or_else(|| Hash::of(&bytes));
        let signed = Record::sign(&Statement::parse(&bytes)?, own, &[record])?;
        let before = store.head().await?;
        let batch = sequencer.batch(before.as_ref(), [&signed], Vec::new(), Moment::from_millis(at)?)?;
        leaves.extend(batch.entries.iter().map(|placed| Hash::leaf(&placed.entry)));
        store.append(before.as_ref(), &batch).await?;
    }
    Ok(())
}

/// Puts the leaf of the approval that a deployment rests on in the place of its index.
fn resolved(mut statement: Value, leaves: &[Hash]) -> Value {
    let used = statement.pointer_mut("/predicate/approvals").and_then(Value::as_array_mut);
    for leaf in used.into_iter().flatten().filter_map(|used| used.get_mut("leaf")) {
        let index = leaf.get("index").and_then(Value::as_u64).and_then(|index| usize::try_from(index).ok());
        if let Some(hash) = index.and_then(|index| leaves.get(index)) {
            *leaf = json!({"index": index, "hash": hash});
        }
    }
    statement
}

/// Everything, in the order in which it is entered.
fn entries() -> Vec<Entry> {
    let mut all: Vec<Entry> = Vec::new();
    for number in 0..WEEKS * 5 {
        let day = MONDAY + (number / 5 * 7 + number % 5) * 24 * HOUR;
        let service =
            SERVICES.into_iter().cycle().nth(usize::try_from(number).unwrap_or_default()).unwrap_or_default();
        deployment(&mut all, number, service, day + (9 + number % 6) * HOUR);
    }
    all
}

/// One deployment, with whatever follows from it.
fn deployment(all: &mut Vec<Entry>, number: i64, service: &str, at: i64) {
    let approved = !matches!(number, 22);
    let mut more = json!({
        "gates": [gate("tests", "pass"), gate("security", if number % 9 == 4 { "warn" } else { "pass" })],
        "changes": changes(number, at), "authors": [person(20 + number % 4)],
        "run": {"repositoryId": "1296269", "repositoryOwnerId": "583231", "runId": (9_000_000 + number).to_string(), "attempt": 1,
            "workflowRef": "acme/shop/.github/workflows/deploy.yml@refs/heads/main", "eventName": "push"},
    });
    if approved {
        all.push((at - HOUR, approval(number, at)));
        more = with(
            more,
            &json!({"approvals": [{"leaf": {"index": all.len() - 1}, "appliesTo": digest(number)}]}),
        );
    } else {
        more = with(
            more,
            &json!({"override": {"by": person(1), "reason": commitment(number), "reviewBy": moment(at + 48 * HOUR)}}),
        );
    }
    all.push((at, event(number, service, "started", &more, &json!({"startedAt": moment(at)}))));
    let mut end = |name: &str, minutes: i64, extra: &Value| {
        let ended = at + minutes * 60_000;
        let timing = json!({"startedAt": moment(at), "finishedAt": moment(ended)});
        all.push((ended, event(number, service, name, &with(more.clone(), extra), &timing)));
    };
    match number {
        17 => end("failed", 14, &json!({"impact": true})),
        11 => end("failed", 6, &json!({"impact": false})),
        26 => end("cancelled", 3, &json!({})),
        33 => {}
        _ => end("succeeded", 8 + number % 7, &json!({})),
    }
    if number == 17 {
        rescue(all, service, at);
    }
    if number == 31 {
        all.push((
            at + 5 * HOUR,
            incident(2, "opened", service, at + 4 * HOUR, &json!({"reference": HOSTILE})),
        ));
    }
}

/// A failure, its incident and the way back.
fn rescue(all: &mut Vec<Entry>, service: &str, at: i64) {
    let cause = json!({"causedBy": {"deploymentId": ulid(17), "confidence": "explicit"}, "reference": "INC-7"});
    all.push((at + 20 * 60_000, incident(1, "opened", service, at + 16 * 60_000, &cause)));
    all.push((at + 25 * 60_000, approval(117, at + HOUR)));
    let back = json!({
        "kind": "rollback", "remediates": [ulid(17)], "gates": [gate("tests", "pass")],
        "approvals": [{"leaf": {"index": all.len() - 1}, "appliesTo": digest(117)}],
    });
    let (began, ended) = (at + 30 * 60_000, at + 42 * 60_000);
    all.push((began, event(117, service, "started", &back, &json!({"startedAt": moment(began)}))));
    let timing = json!({"startedAt": moment(began), "finishedAt": moment(ended)});
    all.push((ended, event(117, service, "succeeded", &back, &timing)));
    let over = with(cause, &json!({"resolvedAt": moment(ended)}));
    all.push((ended + 60_000, incident(1, "resolved", service, at + 16 * 60_000, &over)));
}

fn event(number: i64, service: &str, name: &str, more: &Value, timing: &Value) -> Value {
    let predicate = json!({
        "deploymentId": ulid(number), "idempotencyKey": Hash::of(format!("{number} {name}").as_bytes()), "event": name, "kind": "planned",
        "service": service, "environment": {"name": "production", "tier": "production"},
        "timing": with(timing.clone(), &json!({"source": "github"})), "actor": {"pseudonym": person(10), "kind": "human"},
    });
    let name = if number == 30 { HOSTILE.to_owned() } else { format!("ghcr.io/acme/{service}") };
    statement(Kind::Deployment, &json!([{"name": name, "digest": digest(number)}]), &with(predicate, more))
}

fn approval(number: i64, until: i64) -> Value {
    let at = until - 90 * 60_000;
    let predicate = json!({
        "approvalId": ulid(1000 + number), "decision": "approve", "meaning": "approved", "environment": "production",
        "approver": person(1 + number % 3), "name": commitment(number),
        "authentication": {"method": "oidc", "time": moment(at)}, "signedAt": moment(at), "expiresAt": moment(until + 24 * HOUR),
        "source": "github-issue",
    });
    statement(Kind::Approval, &json!([{"name": "artifact", "digest": digest(number)}]), &predicate)
}

fn incident(number: i64, name: &str, service: &str, detected: i64, more: &Value) -> Value {
    let predicate = json!({
        "incidentId": ulid(2000 + number), "event": name, "service": service, "environment": "production", "severity": "high",
        "detectedAt": moment(detected),
    });
    statement(Kind::Incident, &json!([{"name": service, "digest": digest(number)}]), &with(predicate, more))
}

fn changes(number: i64, at: i64) -> Value {
    let change = |which: i64| {
        let authored = at - (3 + (number * 7 + which * 11) % 90) * HOUR;
        json!({"commit": format!("{:040x}", 0xc0_ffee_0000_i64 + number * 8 + which), "committedAt": moment(authored + HOUR),
            "firstAuthoredAt": moment(authored), "pr": 100 + number})
    };
    (0..1 + number % 4).map(change).collect()
}

fn gate(id: &str, result: &str) -> Value {
    let evidence = json!([{"sha256": Hash::of(id.as_bytes()), "mediaType": "application/json", "size": 512, "locations": ["https://example.com/evidence"]}]);
    json!({"id": id, "result": result, "verdict": Hash::of(result.as_bytes()), "evidence": evidence})
}

fn statement(kind: Kind, subject: &Value, predicate: &Value) -> Value {
    json!({"_type": "https://in-toto.io/Statement/v1", "subject": subject, "predicateType": kind.uri(), "predicate": predicate})
}

fn digest(number: i64) -> Value {
    json!({"sha256": Hash::of(format!("artifact {number}").as_bytes())})
}

fn commitment(number: i64) -> String {
    format!("hmac-sha256:{}", Hash::of(format!("name {number}").as_bytes()))
}

fn person(number: i64) -> String {
    let digits = Hash::of(&number.to_be_bytes()).to_string();
    format!("p-{}", digits.get(..32).unwrap_or_default())
}

fn ulid(number: i64) -> String {
    format!("01JD6ZC0V8Q4S9T2M3N5P{number:05}")
}

fn moment(at: i64) -> String {
    Moment::from_millis(at).map(|moment| moment.to_string()).unwrap_or_default()
}

/// An object with the members of another.
fn with(mut value: Value, more: &Value) -> Value {
    if let (Some(members), Some(more)) = (value.as_object_mut(), more.as_object()) {
        members.extend(more.clone());
    }
    value
}
