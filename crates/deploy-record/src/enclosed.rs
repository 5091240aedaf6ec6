//! What an envelope holds, before or without anybody having verified it: to be shown as such, and never to decide.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ledger::hash::Hash;
use ledger::json::{self, Limits};
use ledger::predicate::Predicate;
use ledger::statement::Statement;

/// The bytes of the statement in an envelope, whoever signed it.
pub(crate) fn payload(envelope: &[u8]) -> Option<Vec<u8>> {
    let envelope = json::read(envelope, Limits::ENVELOPE).ok()?;
    STANDARD.decode(envelope.get("payload")?.as_str()?).ok()
}

/// The statement in an envelope, if it is one.
pub(crate) fn statement(envelope: &[u8]) -> Option<Statement> {
    Statement::parse(&payload(envelope)?).ok()
}

/// The digests of what a statement keeps beside the ledger.
pub(crate) fn evidence(envelope: &[u8]) -> Vec<Hash> {
    let kept: Vec<Hash> = match statement(envelope).map(|said| said.predicate) {
        Some(Predicate::Deployment(one)) => one.every_evidence().map(|one| one.sha256).collect(),
        Some(Predicate::Request(one)) => one.evidence.iter().map(|one| one.sha256).collect(),
        _ => Vec::new(),
    };
    let mut digests = kept;
    digests.sort_unstable();
    digests.dedup();
    digests
}
