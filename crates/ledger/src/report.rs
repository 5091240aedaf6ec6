//! What a verifier says of a ledger.

use std::collections::BTreeMap;

use crate::commitment::Commitment;
use crate::fault::{Fault, FaultKind, Notice, NoticeKind, Unknown, UnknownKind};
use crate::hash::Hash;
use crate::keyring::Keyring;
use crate::moment::Moment;
use crate::origin::Origin;
use crate::predicate::HeadRef;

/// All that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The ledger.
    pub origin: Origin,
    /// How many entries there are.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// How many of them a signed checkpoint covers.
    pub covered: u64,
    /// Whether it is sealed: nothing may follow.
    pub sealed: bool,
    /// The last head of the shard before, as the first entry says. Whether it is right, [`Report::continues`] says.
    pub previous_shard: Option<HeadRef>,
    /// What the last entry says of its time, so that a caller who knows the time can say how fresh the ledger is.
    pub last_time: Option<Moment>,
    /// Everything that is wrong, in the order of the entries.
    pub faults: Vec<Fault>,
    /// What somebody should look at.
    pub notices: Vec<Notice>,
    /// What cannot be known.
    pub unknown: Vec<Unknown>,
    /// The keys, as the entries left them.
    pub keyring: Keyring,
    /// The values whose disclosures were erased, each with the indexes of the entries that say so.
    pub erased: BTreeMap<Commitment, Vec<u64>>,
}

/// What the findings come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Soundness {
    /// Nothing is wrong, and signed checkpoints cover every entry.
    Sound,
    /// Nothing is wrong that could be seen, but nobody whose key is known has signed all of it: that is no proof.
    Unproven,
    /// Something is wrong.
    Faulty,
}

impl Report {
    /// Whether this shard goes on where another one ended: that one is sealed, and this one begins with its last head.
    #[must_use]
    pub fn continues(&self, before: &Self) -> bool {
        let head = HeadRef { origin: before.origin.clone(), size: before.size, root: before.root };
        before.sealed && self.previous_shard.as_ref() == Some(&head)
    }

    /// What the findings come to. A ledger without entries is proven by a checkpoint, too.
    #[must_use]
    pub fn soundness(&self) -> Soundness {
        let unproven = |one: &Unknown| matches!(one.kind, UnknownKind::NoCheckpoint | UnknownKind::NotCovered);
        if !self.faults.is_empty() {
            Soundness::Faulty
        } else if self.unknown.iter().any(unproven) {
            Soundness::Unproven
        } else {
            Soundness::Sound
        }
    }
}

/// What is found on the way.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) faults: Vec<Fault>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) unknown: Vec<Unknown>,
}

impl Findings {
    pub(crate) fn fault(&mut self, index: impl Into<Option<u64>>, kind: FaultKind, message: impl Into<String>) {
        self.faults.push(Fault { index: index.into(), kind, message: message.into() });
    }

    pub(crate) fn notice(&mut self, index: u64, kind: NoticeKind, message: impl Into<String>) {
        self.notices.push(Notice { index, kind, message: message.into() });
    }

    pub(crate) fn unknown(&mut self, kind: UnknownKind, message: impl Into<String>) {
        self.unknown.push(Unknown { kind, message: message.into() });
    }
}
