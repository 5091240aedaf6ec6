//! Approvals as attestations, and the people behind them as parties: by pseudonym, since no ledger holds a name.

use history::consent::Given;
use ledger::name::Pseudonym;
use ledger::predicate::Decision;
use serde_json::{Value, json};

use super::{NAMESPACE, entry_id, property};
use crate::rows::{digest, word};
use crate::uuid;

/// The role of whoever approves.
pub(super) const ROLE: &str = "approver";

fn party_id(of: &Pseudonym) -> String {
    uuid::of("party", &[of.as_str()])
}

pub(super) fn party(of: &Pseudonym) -> Value {
    json!({"uuid": party_id(of), "type": "person", "name": of.as_str()})
}

/// The attestation of an approval, a rejection or a revocation.
pub(super) fn attestation(given: &Given) -> Value {
    let record = &given.record;
    let verb = match record.decision {
        Decision::Approve => "approved",
        Decision::Reject => "rejected",
        Decision::Revoke => "took back an approval of",
    };
    let revoked = given.revoked.as_ref().map(|at| format!(" {} took it back.", capital(&at.words())));
    let prose = format!(
        "{} {verb} these artifacts for {}, at {}, until {}. The signature means \"{}\".{}",
        record.approver,
        record.environment,
        record.signed_at,
        record.expires_at,
        word(&record.meaning),
        revoked.unwrap_or_default()
    );
    let mut props = vec![
        property("decision", &word(&record.decision)),
        property("meaning", &word(&record.meaning)),
        property("authentication", &word(&record.authentication.method)),
        property("environment", record.environment.as_str()),
        property("signed-at", &record.signed_at.to_string()),
        property("expires-at", &record.expires_at.to_string()),
    ];
    props.extend(given.subjects.iter().map(|subject| property("subject", &digest(&subject.digest))));
    props.extend(super::observations::place(&given.at));
    json!({
        "responsible-parties": [{"role-id": ROLE, "party-uuids": [party_id(&record.approver)]}],
        "parts": [{
            "uuid": entry_id("approval", &given.at), "name": "approval", "ns": NAMESPACE,
            "title": format!("Approval {}", record.approval_id), "props": props, "prose": prose,
        }],
    })
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
