//! Statements of each type that break a rule of theirs.

use ledger::hash::Hash;
use ledger::predicate::{Kind, LeafRef};
use serde_json::{Value, json};

use crate::records::{self, artifact};
use crate::world::{RECORD, ROOT, key};

/// Statements of the other types that break a rule of theirs.
pub(crate) fn broken(target: LeafRef) -> Vec<(String, Value, u8, bool)> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut case = |base: Value, pointer: &str, value: Value, good: bool| {
        at += 1;
        let mut statement = base;
        for name in ["/predicate/reference", "/predicate/authority", "/predicate/reason"] {
            // What is committed to stands in no clear text.
            if let Some(text) =
                statement.pointer_mut(name).filter(|text| **text != json!(records::commitment()))
            {
                *text = json!(format!("case {at}"));
                break;
            }
        }
        for name in ["/predicate/approvalId", "/predicate/requestId", "/predicate/incidentId"] {
            if let Some(id) = statement.pointer_mut(name) {
                *id = json!(records::ulid(at));
            }
        }
        let (parent, member) = pointer.rsplit_once('/').unwrap();
        match (statement.pointer_mut(parent).unwrap(), &value) {
            (Value::Object(object), Value::Null) => drop(object.remove(member).unwrap()),
            (Value::Object(object), value) => drop(object.insert(member.to_owned(), value.clone())),
            (list, value) => list[member.parse::<usize>().unwrap()] = value.clone(),
        }
        let signer = if statement["predicateType"] == Kind::Key.uri() { ROOT } else { RECORD };
        found.push((format!("{} {pointer} {value:.60}", statement["predicateType"]), statement, signer, good));
    };
    let approval = || records::approval(60, 9, "app");
    case(approval(), "/predicate/expiresAt", json!("2026-11-22T09:30:00.000Z"), false);
    case(approval(), "/predicate/decision", json!("revoke"), false);
    case(approval(), "/predicate/revokes", json!(target), false);
    case(approval(), "/predicate/source", json!("mail"), false);
    case(approval(), "/predicate/name", json!(records::commitment()), true);
    let request = |event| records::request(event, 50);
    case(approval(), "/predicate/statedMeaning", json!("quality-release"), true);
    case(approval(), "/predicate/requestId", json!("x"), false);
    case(request("requested"), "/predicate/expiresAt", json!("2026-11-22T09:00:00.000Z"), false);
    case(request("requested"), "/predicate/expiresAt", json!("2026-11-22T09:00:00.001Z"), true);
    case(request("approved"), "/predicate/event", json!("granted"), false);
    case(request("approved"), "/predicate/deploymentId", json!(records::ulid(1)), false);
    case(request("approved"), "/predicate/supersededBy", json!(Hash::of(b"x")), false);
    case(request("superseded"), "/predicate/supersededBy", Value::Null, false);
    case(request("expired"), "/predicate/decisions", json!([target]), false);
    case(request("requested"), "/predicate/by", Value::Null, false);
    case(request("requested"), "/predicate/place/number", json!(7), false);
    case(request("requested"), "/predicate/notices/0/found", json!("lost"), false);
    case(request("requested"), "/predicate/notices/0/reason", json!("Not Counted"), false);
    case(records::incident(), "/predicate/resolvedAt", json!("2026-11-22T10:59:59.999Z"), false);
    case(records::incident(), "/predicate/causedBy/windowMillis", json!(-5), false);
    case(records::snapshot(), "/predicate/workloads", json!([]), true);
    case(records::snapshot(), "/predicate/workloads", Value::Null, false);
    case(records::snapshot(), "/predicate/drift/0", json!({"name": "x"}), true);
    case(records::correction(target), "/predicate/values", json!([]), false);
    case(records::correction(target), "/predicate/values/0", json!({"path": "/kind"}), false);
    case(
        records::correction(target),
        "/predicate/values/0",
        json!({"path": "/kind", "recorded": "x", "correct": "x"}),
        false,
    );
    case(records::correction(target), "/predicate/values/0", json!({"path": "kind", "recorded": "x"}), false);
    case(records::correction(target), "/predicate/values/0", json!({"path": "/~2", "recorded": "x"}), false);
    case(records::correction(target), "/predicate/values/0", json!({"path": "/a/", "recorded": "x"}), true);
    case(records::correction(target), "/subject/0/digest", artifact("x"), false);
    case(records::correction(target), "/subject/0/digest/sha512", json!("a".repeat(128)), true);
    case(records::correction(target), "/predicate/target", json!([target.index, target.hash]), false);
    case(records::hold(target, "placed"), "/subject/0/digest", json!({"gitCommit": "a".repeat(40)}), false);
    case(records::hold(target, "placed"), "/predicate/event", json!("kept"), false);
    case(records::redaction(target, "disclosures"), "/predicate/commitments", Value::Null, false);
    case(records::redaction(target, "disclosures"), "/predicate/commitments", json!([]), false);
    case(
        records::redaction(target, "envelope"),
        "/predicate/commitments",
        json!([records::commitment()]),
        false,
    );
    case(records::redaction(target, "all"), "/predicate/erasedAt", json!("2026-11-22T13:00:00.000Z"), false);
    case(records::seal(0, target.hash), "/subject/0/digest", artifact("x"), false);
    let introduced = |roles: &[&str]| records::introduced(&key(77).verifier(), roles);
    case(introduced(&["record"]), "/predicate/change/roles", json!([]), false);
    case(introduced(&["record"]), "/predicate/change/roles", json!(["record", "root"]), false);
    case(introduced(&["record"]), "/predicate/change/roles", json!(["record", "record"]), false);
    case(introduced(&["record"]), "/predicate/change/roles", json!(["admin"]), false);
    case(introduced(&["record"]), "/predicate/change/replaces", json!(Hash::of(b"x")), false);
    case(introduced(&["record"]), "/predicate/change/event", json!("removed"), false);
    case(
        introduced(&["record"]),
        "/predicate/change",
        json!(["introduced", key(77).verifier().to_string(), ["record"]]),
        false,
    );
    case(introduced(&["record"]), "/subject/0/digest", artifact("x"), false);
    let vkey = key(77).verifier().to_string();
    case(introduced(&["record"]), "/predicate/change/vkey", json!(vkey.replacen("github", "gitlab", 1)), false);
    case(introduced(&["record"]), "/predicate/change/vkey", json!(vkey.replacen('+', " +", 1)), false);
    case(introduced(&["record"]), "/predicate/change/vkey", json!(key(77).to_skey()), false);
    case(
        introduced(&["record"]),
        "/predicate/change/vkey",
        json!(ledger::witness::WitnessKey::of(&key(77)).to_string()),
        false,
    );
    case(introduced(&["record"]), "/predicate/reason", Value::Null, false);
    found
}
