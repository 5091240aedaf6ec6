//! The heads: those that were signed, and those that the caller saw before.

use std::collections::BTreeMap;

use super::{Heads, Verifier};
use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::fault::{FaultKind, UnknownKind};
use crate::hash::Hash;
use crate::note::{Note, NoteError};
use crate::signer::VerifierKey;
use crate::witness::Quorum;

impl Verifier {
    /// Holds the entries against all heads. Returns how many entries a signed one covers.
    pub(super) fn finish_heads(&mut self, heads: Heads<'_>) -> u64 {
        let mut roots: BTreeMap<u64, Hash> = BTreeMap::new();
        let mut covered: Option<u64> = None;
        // The notes of the longest: a checkpoint may be there without its cosignatures, and again with them.
        let mut last: Vec<&[u8]> = Vec::new();
        for bytes in heads.signed {
            let Some(checkpoint) = self.signed_head(bytes) else { continue };
            if roots.insert(checkpoint.size, checkpoint.root).is_some_and(|other| other != checkpoint.root) {
                let message =
                    format!("two signed checkpoints of {} entries have different roots", checkpoint.size);
                self.findings.fault(None, FaultKind::Fork, message);
            }
            if self.holds(&checkpoint) && covered <= Some(checkpoint.size) {
                if covered < Some(checkpoint.size) {
                    last.clear();
                }
                covered = Some(checkpoint.size);
                last.push(bytes);
            }
        }
        for earlier in heads.earlier {
            self.earlier_head(earlier, roots.get(&earlier.size));
        }
        self.witnessed(&last, heads.quorum);
        self.unknown_heads(covered, heads.earlier.is_empty());
        covered.unwrap_or_default()
    }

    /// A checkpoint that a key signed which might.
    fn signed_head(&mut self, bytes: &[u8]) -> Option<Checkpoint> {
        // The size decides which keys count, and is known only from the text: any key that ever was one of the ledger opens it.
        let every: Vec<&VerifierKey> = self.keyring.keys().iter().map(|one| &one.key).collect();
        let (checkpoint, signers) = match Checkpoint::open(bytes, &every) {
            Ok(opened) => opened,
            Err(error) => {
                let unsigned =
                    matches!(error, CheckpointError::Note(NoteError::Unknown(_) | NoteError::Invalid(_)));
                let kind =
                    if unsigned { FaultKind::CheckpointUnsigned } else { FaultKind::CheckpointMalformed };
                self.findings.fault(None, kind, error.to_string());
                return None;
            }
        };
        if checkpoint.origin != self.origin.to_string() {
            let message =
                format!("a checkpoint of {}, and this is {}", checkpoint.origin.escape_debug(), self.origin);
            self.findings.fault(None, FaultKind::CheckpointOrigin, message);
            return None;
        }
        let entitled =
            self.keyring.checkpoint_keys(&self.origin, checkpoint.size).any(|key| signers.contains(&key));
        if !entitled {
            let message =
                format!("no key that may sign a checkpoint of {} entries has signed it", checkpoint.size);
            self.findings.fault(None, FaultKind::CheckpointUnsigned, message);
            return None;
        }
        Some(checkpoint)
    }

    /// Whether the entries are those of a checkpoint.
    fn holds(&mut self, checkpoint: &Checkpoint) -> bool {
        let (size, now) = (checkpoint.size, self.tree.size());
        if size > now {
            let message = format!(
                "a signed checkpoint covers {size} entries, and there are {now}: the others are missing"
            );
            self.findings.fault(now, FaultKind::CheckpointBeyond, message);
        } else if self.tree.root(size) != Some(checkpoint.root) {
            let message =
                format!("the first {size} entries are not those that the checkpoint of {size} entries signs");
            self.findings.fault(None, FaultKind::CheckpointRoot, message);
        } else {
            return true;
        }
        false
    }

    /// What the caller saw before is the beginning of what is there now.
    fn earlier_head(&mut self, earlier: &Checkpoint, signed: Option<&Hash>) {
        let (size, now) = (earlier.size, self.tree.size());
        if earlier.origin != self.origin.to_string() {
            let message = format!(
                "the earlier head is of {}, and this is {}",
                earlier.origin.escape_debug(),
                self.origin
            );
            return self.findings.fault(None, FaultKind::CheckpointOrigin, message);
        }
        if signed.is_some_and(|root| *root != earlier.root) {
            let message = format!(
                "a signed checkpoint of {size} entries has another root than the head that was seen before"
            );
            self.findings.fault(None, FaultKind::Fork, message);
        }
        if size > now {
            let message = format!("there were {size} entries, and there are {now}: the others are missing");
            self.findings.fault(now, FaultKind::Shrunk, message);
        } else if self.tree.root(size) != Some(earlier.root) {
            let message = format!("the first {size} entries are not those that were there before");
            self.findings.fault(None, FaultKind::Rewritten, message);
        }
    }

    /// Whether enough others saw the last head.
    fn witnessed(&mut self, last: &[&[u8]], quorum: Option<&Quorum>) {
        let Some(quorum) = quorum else {
            let message =
                "without witnesses, a ledger that is shown in two versions looks whole to each who sees one";
            return self.findings.unknown(UnknownKind::NoWitness, message);
        };
        let seen = last.iter().filter_map(|bytes| Note::parse(bytes).ok()).map(|note| quorum.saw(&note));
        if let Some(Err(error)) = seen.reduce(|one, other| one.or(other)) {
            self.findings.fault(None, FaultKind::CheckpointUnwitnessed, error.to_string());
        }
    }

    /// What the heads leave open.
    fn unknown_heads(&mut self, covered: Option<u64>, no_earlier: bool) {
        let size = self.tree.size();
        match covered {
            None => {
                let message = "no signed checkpoint fits: entries may have been rewritten, left out or cut off by whoever could write them";
                self.findings.unknown(UnknownKind::NoCheckpoint, message);
            }
            Some(covered) if covered < size => {
                let message = format!(
                    "no signed checkpoint covers the entries from {covered} on: they may be others tomorrow"
                );
                self.findings.unknown(UnknownKind::NotCovered, message);
            }
            Some(_) => {}
        }
        if no_earlier {
            let message = "without a head that was seen before, a ledger that was rewritten or cut off by the holder of its key looks the same";
            self.findings.unknown(UnknownKind::NoEarlierHead, message);
        }
    }
}
