//! One entry out of a large ledger: its bytes, the path to a signed head, and nothing else.

use super::{Stored, signature};
use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::dsse::{Envelope, EnvelopeError};
use crate::entry::{Entry, EntryError};
use crate::hash::Hash;
use crate::keyring::Keyring;
use crate::origin::Origin;
use crate::proof::{self, ProofError};
use crate::signer::VerifierKey;
use crate::statement::{Statement, StatementError};

/// That an entry is in a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryProof<'b> {
    /// The entry and its envelope, as they are stored.
    pub stored: Stored<'b>,
    /// The inclusion proof, from the leaf up.
    pub path: &'b [Hash],
    /// A signed checkpoint.
    pub checkpoint: &'b [u8],
}

/// Why an entry is not proven.
#[derive(Debug, thiserror::Error)]
pub enum OneError {
    /// The checkpoint does not count.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// Signed by a key that may not sign a checkpoint of this size, or of another ledger.
    #[error("the checkpoint is not one of {0}, or is signed by a key that may not")]
    NotOfTheLedger(Origin),
    /// No entry.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// Not in the ledger.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// Not the envelope of the entry.
    #[error("the envelope is not the one that the entry names")]
    EnvelopeDigest,
    /// No envelope, or by nobody who may.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// No Statement.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// The entry says something else than what was signed.
    #[error("{0}")]
    Mismatch(String),
    /// Recorded by a workflow run that may not record, or by none.
    #[error("{0}")]
    Run(String),
}

/// Proves one entry, and returns it with what was signed, if that was not erased.
///
/// The keys are those that the caller knows to stand at this entry: what other entries say of keys, approvals and
/// targets is not seen here.
///
/// # Errors
/// Whatever does not prove it.
pub fn verify_one(
    origin: &Origin,
    keyring: &Keyring,
    given: EntryProof<'_>,
) -> Result<(Entry, Option<Statement>), OneError> {
    let every: Vec<&VerifierKey> = keyring.keys().iter().map(|one| &one.key).collect();
    let (head, signers) = Checkpoint::open(given.checkpoint, &every)?;
    let entitled = keyring.checkpoint_keys(origin, head.size).any(|key| signers.contains(&key));
    if head.origin != origin.to_string() || !entitled {
        return Err(OneError::NotOfTheLedger(origin.clone()));
    }
    let entry = Entry::parse(given.stored.entry)?;
    proof::verify_inclusion(Hash::leaf(given.stored.entry), entry.index, head.size, head.root, given.path)?;
    if entry.origin != *origin {
        return Err(OneError::NotOfTheLedger(origin.clone()));
    }
    let Some(bytes) = given.stored.envelope else { return Ok((entry, None)) };
    if u64::try_from(bytes.len()).ok() != Some(entry.envelope_size) || Hash::of(bytes) != entry.envelope_sha256
    {
        return Err(OneError::EnvelopeDigest);
    }
    let envelope = Envelope::parse(bytes)?;
    let keys: Vec<&VerifierKey> = keyring.at(entry.index, entry.kind.signers()).collect();
    let keys: Vec<&VerifierKey> = keys
        .into_iter()
        .filter(|key| keyring.revoked_from(&key.id()).is_none_or(|from| entry.index < from))
        .collect();
    let verified = envelope.verify(&keys)?;
    let statement = Statement::parse(verified.payload)?;
    let signers: Vec<Hash> = verified.signers.iter().map(|key| key.id()).collect();
    if let Some(message) = keyring.refuses_run(entry.index, &statement.predicate, &signers) {
        return Err(OneError::Run(message));
    }
    match signature::mismatch(&entry, &statement) {
        Some(message) => Err(OneError::Mismatch(message)),
        None => Ok((entry, Some(statement))),
    }
}
