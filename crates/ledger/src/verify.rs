//! A whole ledger, held against keys and heads from outside. Everything that is wrong is found: nothing stops at the first fault.
//!
//! Entries are given in order, from the first. What an envelope says is believed only if the entry names exactly its bytes and a key
//! signed it that might. What no checkpoint covers is [`Unproven`](crate::report::Soundness::Unproven): whoever wrote the entries may
//! have written others before.

mod approvals;
mod checkpoints;
mod deployments;
mod meaning;
mod one;
mod requests;
mod signature;

use std::collections::{BTreeMap, HashMap};

pub use one::{EntryProof, OneError, verify_one};

use crate::checkpoint::Checkpoint;
use crate::commitment::Commitment;
use crate::entry::Entry;
use crate::fault::{FaultKind, NoticeKind, UnknownKind};
use crate::hash::Hash;
use crate::kept;
use crate::keyring::Keyring;
use crate::moment::Moment;
use crate::origin::Origin;
use crate::predicate::{HeadRef, Kind, LeafRef};
use crate::prove::Subtrees;
use crate::report::{Findings, Report};
use crate::witness::Quorum;
use approvals::Approvals;
use deployments::Deployments;
use requests::Requests;

/// By how much two clocks may differ before somebody should look: five minutes.
pub const MAX_SKEW_MILLIS: i64 = 300_000;

/// An entry as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored<'b> {
    /// The bytes of the entry.
    pub entry: &'b [u8],
    /// The bytes of its envelope; none where it was erased.
    pub envelope: Option<&'b [u8]>,
}

/// What signs for the entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heads<'b> {
    /// The signed checkpoints of the ledger, in any order: each is a note.
    pub signed: &'b [&'b [u8]],
    /// Heads that the caller saw before and believes, in any order, such as the one that its last verification ended with.
    pub earlier: &'b [Checkpoint],
    /// Witnesses that have to have seen the last signed head.
    pub quorum: Option<&'b Quorum>,
}

/// Holds a ledger against its keys and heads.
#[must_use]
pub fn verify<'b>(
    origin: Origin,
    keyring: Keyring,
    entries: impl IntoIterator<Item = Stored<'b>>,
    heads: Heads<'_>,
) -> Report {
    let mut verifier = Verifier::new(origin, keyring);
    for stored in entries {
        verifier.entry(stored);
    }
    verifier.finish(heads)
}

/// A verification under way. It keeps some 400 bytes an entry, hashes for the most part, and each approval.
#[derive(Debug)]
pub struct Verifier {
    origin: Origin,
    keyring: Keyring,
    tree: Subtrees,
    last_leaf: Hash,
    last_time: Option<Moment>,
    sealed: Option<u64>,
    /// The types that the entries state.
    kinds: Vec<Option<Kind>>,
    /// Where each idempotency key stands.
    keys_seen: HashMap<Hash, u64>,
    /// Where each payload was entered: a record that is entered again, under another key, is a replay.
    payloads: HashMap<Hash, u64>,
    /// The values that each entry commits to.
    committed: BTreeMap<u64, Vec<Commitment>>,
    /// The entries that each key signed.
    signed_by: BTreeMap<Hash, Vec<u64>>,
    /// Entries without their envelope, in order.
    missing: Vec<u64>,
    /// Redactions of envelopes that had effect: of which entry, by which.
    redacted: BTreeMap<u64, u64>,
    /// Entries that must be kept whole.
    held: BTreeMap<u64, u64>,
    approvals: Approvals,
    deployments: Deployments,
    requests: Requests,
    previous_shard: Option<HeadRef>,
    erased: BTreeMap<Commitment, Vec<u64>>,
    findings: Findings,
}

impl Verifier {
    /// Begins with the keys that the caller trusts.
    #[must_use]
    pub fn new(origin: Origin, keyring: Keyring) -> Self {
        Self {
            origin,
            keyring,
            tree: Subtrees::default(),
            last_leaf: Hash::ZERO,
            last_time: None,
            sealed: None,
            kinds: Vec::new(),
            keys_seen: HashMap::new(),
            payloads: HashMap::new(),
            committed: BTreeMap::new(),
            signed_by: BTreeMap::new(),
            missing: Vec::new(),
            redacted: BTreeMap::new(),
            held: BTreeMap::new(),
            approvals: Approvals::default(),
            deployments: Deployments::default(),
            requests: Requests::default(),
            previous_shard: None,
            erased: BTreeMap::new(),
            findings: Findings::default(),
        }
    }

    /// Takes the next entry.
    pub fn entry(&mut self, stored: Stored<'_>) {
        let (index, leaf) = (self.tree.size(), Hash::leaf(stored.entry));
        match Entry::parse(stored.entry) {
            Ok(entry) => {
                self.place(index, &entry);
                self.kinds.push(Some(entry.kind));
                match stored.envelope {
                    Some(envelope) => self.envelope(LeafRef { index, hash: leaf }, &entry, envelope),
                    None => {
                        self.missing.push(index);
                        if entry.kind == Kind::Deployment {
                            self.deployments.erased();
                        }
                    }
                }
            }
            Err(error) => {
                self.kinds.push(None);
                self.findings.fault(index, FaultKind::EntryMalformed, error.to_string());
            }
        }
        self.tree.push(leaf);
        self.last_leaf = leaf;
    }

    /// Takes the nodes that are [`kept`] beside the entry that was taken last. They prove nothing and cannot harm; that they are others than
    /// those of the entries is told, because whoever changed them may have changed more.
    pub fn nodes(&mut self, bytes: &[u8]) {
        let Some(index) = self.tree.size().checked_sub(1) else { return };
        if kept::expected(index, &self.tree).as_deref() != Some(bytes) {
            let message = "the nodes beside it are not those of the entries: they are no part of the record, write them anew";
            self.findings.notice(index, NoticeKind::NodesDamaged, message);
        }
    }

    /// Whether the entry belongs here.
    fn place(&mut self, index: u64, entry: &Entry) {
        let mut fault = |kind, message: String| self.findings.fault(index, kind, message);
        if entry.origin != self.origin {
            fault(
                FaultKind::EntryOrigin,
                format!("the entry belongs to {}, and this is {}", entry.origin, self.origin),
            );
        }
        if entry.index != index {
            fault(
                FaultKind::EntryIndex,
                format!("the entry is number {}, and stands as number {index}", entry.index),
            );
        }
        if entry.prev_leaf_hash != self.last_leaf {
            let (found, written) = (self.last_leaf, entry.prev_leaf_hash);
            let message = format!(
                "the entry was written after one with the leaf hash {written}, and before it stands {found}"
            );
            fault(FaultKind::EntryChain, message);
        }
        if let Some(seal) = self.sealed {
            fault(FaultKind::EntryAfterSeal, format!("entry {seal} sealed the ledger"));
        }
        if let Some(previous) = &entry.previous_shard
            && (index != 0
                || previous.origin.ledger() != self.origin.ledger()
                || previous.origin == self.origin)
        {
            let message = "only a first entry names the shard before, which is of the same ledger".to_owned();
            fault(FaultKind::EntryPreviousShard, message);
        }
        if index == 0 {
            self.previous_shard.clone_from(&entry.previous_shard);
        }
        if let Some(first) = self.keys_seen.get(&entry.idempotency_key) {
            fault(FaultKind::EntryRepeated, format!("entry {first} has the same idempotency key"));
        } else {
            self.keys_seen.insert(entry.idempotency_key, index);
        }
        if let Some(last) = self.last_time.filter(|last| last.millis() - entry.time.millis() > MAX_SKEW_MILLIS)
        {
            let message = format!(
                "the entry says {}, and the one before it {last}: the index counts, not the time",
                entry.time
            );
            self.findings.notice(index, NoticeKind::ClockSkew, message);
        }
        self.last_time = Some(entry.time);
    }

    /// Whether an entry is the one that is meant: it stands before `index` and has this leaf hash.
    fn is_there(&self, target: LeafRef, index: u64) -> bool {
        target.index < index && self.tree.leaf(target.index) == Some(target.hash)
    }

    /// Ends the verification: what can only be said when all entries are known.
    #[must_use]
    pub fn finish(mut self, heads: Heads<'_>) -> Report {
        self.finish_envelopes();
        self.finish_revoked();
        self.deployments.finish(&mut self.findings);
        self.approvals.finish(&mut self.findings);
        let covered = self.finish_heads(heads);
        let Findings { mut faults, mut notices, unknown } = self.findings;
        faults.sort_by_key(|fault| (fault.index.is_none(), fault.index));
        notices.sort_by_key(|notice| notice.index);
        let size = self.tree.size();
        let root = self.tree.root(size).unwrap_or_default();
        Report {
            origin: self.origin,
            size,
            root,
            covered,
            sealed: self.sealed.is_some(),
            previous_shard: self.previous_shard,
            last_time: self.last_time,
            faults,
            notices,
            unknown,
            keyring: self.keyring,
            erased: self.erased,
        }
    }

    /// An envelope that is not there was erased by an entry, or is a fault.
    fn finish_envelopes(&mut self) {
        let mut erased = 0;
        for index in &self.missing {
            if let Some(by) = self.redacted.get(index) {
                erased += 1;
                self.findings.notice(*index, NoticeKind::EnvelopeErased, format!("erased, as entry {by} says"));
            } else {
                let message = "the envelope is not there, and no entry says that it was erased";
                self.findings.fault(*index, FaultKind::EnvelopeMissing, message);
            }
        }
        if erased > 0 {
            let message = format!(
                "what {erased} erased envelopes said: only that they were there, their type and their time"
            );
            self.findings.unknown(UnknownKind::Erased, message);
        }
    }

    /// What a key signed after it was lost, as far as somebody said so later.
    fn finish_revoked(&mut self) {
        for (key, signed) in &self.signed_by {
            let Some(from) = self.keyring.revoked_from(key) else { continue };
            for index in signed.iter().filter(|index| **index >= from) {
                let message = format!("signed by the key {key}, which is revoked from entry {from} on");
                self.findings.fault(*index, FaultKind::SignatureRevoked, message);
            }
        }
    }
}

#[cfg(test)]
mod tests;
