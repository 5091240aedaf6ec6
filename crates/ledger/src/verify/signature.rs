//! From stored bytes to what was signed: an envelope is opened only if it is the one that the entry names.

use super::Verifier;
use crate::dsse::Envelope;
use crate::entry::Entry;
use crate::fault::FaultKind;
use crate::hash::Hash;
use crate::predicate::{Kind, LeafRef, Predicate};
use crate::signer::VerifierKey;
use crate::statement::Statement;

/// Whether the entry says what was signed.
pub(super) fn mismatch(entry: &Entry, statement: &Statement) -> Option<String> {
    let kind = statement.predicate.kind();
    if kind != entry.kind {
        return Some(format!("the entry says {}, and what was signed is {}", entry.kind.uri(), kind.uri()));
    }
    if statement.predicate.environment() != entry.env.as_ref() {
        return Some("the entry names another environment than what was signed".to_owned());
    }
    match &statement.predicate {
        Predicate::Deployment(one) if one.idempotency_key != entry.idempotency_key => {
            Some("the entry has another idempotency key than what was signed".to_owned())
        }
        _ => None,
    }
}

impl Verifier {
    pub(super) fn envelope(&mut self, leaf: LeafRef, entry: &Entry, bytes: &[u8]) {
        let index = leaf.index;
        let size = u64::try_from(bytes.len()).ok();
        if size != Some(entry.envelope_size) || Hash::of(bytes) != entry.envelope_sha256 {
            let message = format!(
                "the envelope is not the one of {} bytes with the SHA-256 {}",
                entry.envelope_size, entry.envelope_sha256
            );
            return self.findings.fault(index, FaultKind::EnvelopeDigest, message);
        }
        let envelope = match Envelope::parse(bytes) {
            Ok(envelope) => envelope,
            Err(error) => return self.findings.fault(index, FaultKind::EnvelopeMalformed, error.to_string()),
        };
        let Some((payload, signers)) = self.signed(index, entry.kind, &envelope) else { return };
        for signer in &signers {
            self.signed_by.entry(*signer).or_default().push(index);
        }
        let statement = match Statement::parse(&payload) {
            Ok(statement) => statement,
            Err(error) => return self.findings.fault(index, FaultKind::StatementMalformed, error.to_string()),
        };
        if let Some(message) = mismatch(entry, &statement) {
            return self.findings.fault(index, FaultKind::StatementMismatch, message);
        }
        if let Some(message) = self.keyring.refuses_run(index, &statement.predicate, &signers) {
            return self.findings.fault(index, FaultKind::RunRefused, message);
        }
        if let Some(first) = self.payloads.get(&envelope.payload_hash()) {
            return self.findings.fault(
                index,
                FaultKind::EntryRepeated,
                format!("entry {first} holds the same signed record"),
            );
        }
        self.payloads.insert(envelope.payload_hash(), index);
        self.meaning(leaf, entry, &statement, &signers);
    }

    /// What was signed, and by which keys that may sign it here.
    fn signed(&mut self, index: u64, kind: Kind, envelope: &Envelope) -> Option<(Vec<u8>, Vec<Hash>)> {
        let keys: Vec<&VerifierKey> = self.keyring.at(index, kind.signers()).collect();
        if let Ok(verified) = envelope.verify(&keys) {
            return Some((verified.payload.to_vec(), verified.signers.iter().map(|key| key.id()).collect()));
        }
        let every: Vec<&VerifierKey> = self.keyring.keys().iter().map(|one| &one.key).collect();
        let (fault, message) = match envelope.verify(&every) {
            Ok(verified) => {
                let names: Vec<String> = verified.signers.iter().map(|key| key.id().to_string()).collect();
                let ended = verified.signers.iter().any(|key| self.keyring.revoked_from(&key.id()).is_some());
                let kind = if ended { FaultKind::SignatureRevoked } else { FaultKind::SignatureUnknown };
                (kind, format!("signed by {}, which may not sign this record at this entry", names.join(", ")))
            }
            Err(_) => (FaultKind::SignatureUnknown, "no key that is known here has signed it".to_owned()),
        };
        self.findings.fault(index, fault, message);
        None
    }
}
