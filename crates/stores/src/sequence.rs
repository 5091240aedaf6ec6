//! Records into a batch: each gets its place after the head that was read, and the checkpoint over all of them is signed.

use ledger::checkpoint::CheckpointError;
use ledger::moment::Moment;
use ledger::origin::Origin;
use ledger::predicate::HeadRef;
use ledger::signer::{SignerKey, VerifierKey};
use ledger::tip::{Record, Tip, TipError};

use crate::batch::{Batch, Placed};
use crate::head::{Head, HeadError};

/// Who gives records their places.
#[derive(Debug)]
pub struct Sequencer<'k> {
    /// Which shard of which ledger.
    pub origin: &'k Origin,
    /// What signs the checkpoint.
    pub signers: &'k [&'k SignerKey],
    /// Whose checkpoint is built upon: nothing is appended to a head that none of these signed.
    pub known: &'k [&'k VerifierKey],
    /// The last head of the shard before, for the first entry of this one.
    pub previous_shard: Option<&'k HeadRef>,
}

/// Why records get no place.
#[derive(Debug, thiserror::Error)]
pub enum SequenceError {
    /// The head is not trusted.
    #[error("nothing is appended to this ledger: {0}")]
    Head(#[from] HeadError),
    /// The ledger is sealed or full.
    #[error(transparent)]
    Tip(#[from] TipError),
    /// The checkpoint cannot be signed.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

impl Sequencer<'_> {
    /// Makes the batch of these records after a head, or the first one. `time` is that of the caller's clock.
    ///
    /// # Errors
    /// A head that none of the known keys signed, and a ledger that takes no more.
    pub fn batch<'r>(
        &self,
        head: Option<&Head>,
        records: impl IntoIterator<Item = &'r Record>,
        evidence: Vec<Vec<u8>>,
        time: Moment,
    ) -> Result<Batch, SequenceError> {
        let mut tip = match head {
            Some(head) => {
                head.trusted(self.origin, self.known)?;
                head.tip().clone()
            }
            None => Tip::new(self.origin.clone()),
        };
        let mut entries = Vec::new();
        for record in records {
            let entry = tip.append(record, time, self.previous_shard)?.entry;
            entries.push(Placed { entry, envelope: record.envelope.clone() });
        }
        let checkpoint = tip.checkpoint().sign(self.signers)?.to_text().into_bytes();
        Ok(Batch { entries, evidence, tip, checkpoint })
    }
}
