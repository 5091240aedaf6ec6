//! A verdict as an in-toto Statement v1, for `actions/attest` and for the ledger.
//!
//! Source of the shape: in-toto attestation framework, spec v1, `statement.md`.

use serde_json::{Value, json};

use crate::read::Document;

/// The Statement's own type.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
/// A name, not a page: what the predicate of our Statements is.
pub const PREDICATE_TYPE: &str = "urn:releasegate:verdict:v1";

/// Why a verdict cannot become a Statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// in-toto asks for at least one subject, each with a digest.
    #[error("the verdict names no subject with a digest: judge in a workflow run, where the commit is known")]
    NoSubject,
}

/// The Statement whose predicate is the whole verdict as read, unknown members too.
///
/// # Errors
/// A verdict without a subject that has a digest.
pub fn statement(document: &Document) -> Result<Value, StatementError> {
    let subjects = &document.verdict().subject;
    if subjects.is_empty() || subjects.iter().any(|subject| subject.digest.is_empty()) {
        return Err(StatementError::NoSubject);
    }
    Ok(json!({
        "_type": STATEMENT_TYPE,
        "subject": document.value().get("subject"),
        "predicateType": PREDICATE_TYPE,
        "predicate": document.value(),
    }))
}
