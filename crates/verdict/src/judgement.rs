//! The judgement: a digest over what was judged and how. Approvals bind it, because it is the same on every
//! machine and at every re-run, while the verdict's file also holds the run and its times.

use serde_json::{Map, Value, json};

use crate::canonical::{self, CanonicalError};
use crate::document::Verdict;

/// Separates this digest from every other one over JSON.
pub const DOMAIN: &str = "releasegate/judgement/v1";

/// `sha256:…` over gate id, subject, policy, facts, rules, status and tool binary.
///
/// # Errors
/// A verdict that has no canonical bytes.
pub fn judgement(verdict: &Verdict) -> Result<String, CanonicalError> {
    of_value(&serde_json::to_value(verdict)?)
}

/// The same over a verdict as read, so that members which this version does not know still count.
///
/// # Errors
/// A value that has no canonical bytes.
pub fn of_value(verdict: &Value) -> Result<String, CanonicalError> {
    let gate = verdict.get("gate");
    let within_gate = |name: &str| gate.and_then(|gate| gate.get(name)).cloned().unwrap_or(Value::Null);
    let mut judged = Map::new();
    judged.insert("schema".to_owned(), json!(DOMAIN));
    judged.insert("gate".to_owned(), within_gate("id"));
    judged.insert("binary".to_owned(), within_gate("binary"));
    for name in ["subject", "policy", "facts", "rules", "status"] {
        judged.insert(name.to_owned(), verdict.get(name).cloned().unwrap_or(Value::Null));
    }
    Ok(format!("sha256:{}", canonical::sha256_hex(&canonical::bytes(&Value::Object(judged))?)))
}
