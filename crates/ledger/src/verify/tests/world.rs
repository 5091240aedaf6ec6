//! A ledger to be tampered with.

use serde_json::{Value, json};

use super::*;
use crate::predicate::{HeadRef, Role};
use crate::signer::SignerKey;
use crate::statement::samples::{self, parse};
use crate::tip::{Record, Tip};

pub(super) const ROOT: u8 = 1;
pub(super) const RECORD: u8 = 2;
pub(super) const APPROVAL: u8 = 3;
pub(super) const CHECKPOINT: u8 = 4;
const ORIGIN: &str = "github.com/583231/1296269/deployments/2026-11";

pub(super) fn key(seed: u8) -> SignerKey {
    SignerKey::new("github.com/583231/1296269/deployments", &[seed; 32]).unwrap()
}

pub(super) struct World {
    pub(super) origin: Origin,
    pub(super) ring: Keyring,
    pub(super) tip: Tip,
    pub(super) time: &'static str,
    pub(super) entries: Vec<(Vec<u8>, Option<Vec<u8>>)>,
    pub(super) checkpoints: Vec<Vec<u8>>,
    pub(super) earlier: Vec<Checkpoint>,
    pub(super) quorum: Option<Quorum>,
    appended: u64,
}

impl World {
    /// The entry of [`World::full`] whose envelope was erased.
    pub(super) const ERASED: u64 = 3;

    pub(super) fn new() -> Self {
        Self::at(ORIGIN)
    }

    pub(super) fn at(origin: &str) -> Self {
        let origin = Origin::parse(origin).unwrap();
        let roles = [
            (ROOT, Role::Root),
            (RECORD, Role::Record),
            (APPROVAL, Role::Approval),
            (CHECKPOINT, Role::Checkpoint),
        ];
        let anchors = roles.into_iter().map(|(seed, role)| (key(seed).verifier(), vec![role])).collect();
        let (ring, tip) = (Keyring::new(anchors), Tip::new(origin.clone()));
        let time = "2026-11-22T15:00:00.000Z";
        Self {
            origin,
            ring,
            tip,
            time,
            entries: Vec::new(),
            checkpoints: Vec::new(),
            earlier: Vec::new(),
            quorum: None,
            appended: 0,
        }
    }

    pub(super) fn append(&mut self, statement: &Value, signers: &[u8]) -> LeafRef {
        self.append_as(statement, signers, None)
    }

    pub(super) fn append_as(&mut self, statement: &Value, signers: &[u8], shard: Option<&HeadRef>) -> LeafRef {
        let statement = parse(statement);
        let keys: Vec<SignerKey> = signers.iter().map(|seed| key(*seed)).collect();
        self.appended += 1;
        let own = match &statement.predicate {
            crate::predicate::Predicate::Deployment(one) => one.idempotency_key,
            _ => Hash::of(&self.appended.to_be_bytes()),
        };
        let record = Record::sign(&statement, own, &keys.iter().collect::<Vec<_>>()).unwrap();
        self.put(&record, shard)
    }

    pub(super) fn put(&mut self, record: &Record, shard: Option<&HeadRef>) -> LeafRef {
        let appended = self.tip.append(record, Moment::parse(self.time).unwrap(), shard).unwrap();
        self.entries.push((appended.entry, Some(record.envelope.clone())));
        LeafRef { index: appended.index, hash: appended.leaf }
    }

    /// A ledger with an entry of each kind, and an approved deployment.
    pub(super) fn full() -> Self {
        let mut world = Self::new();
        let approval = world.append(&samples::approval(60, 9, "app"), &[APPROVAL]);
        let mut started = samples::deployment("started", 1, "app");
        started["predicate"]["observedHead"] = serde_json::to_value(world.tip.head()).unwrap();
        started["predicate"]["approvals"] =
            json!([{"leaf": approval, "appliesTo": {"sha256": samples::artifact("app")}}]);
        world.time = "2026-11-22T15:01:00.000Z";
        world.append(&started, &[RECORD]);
        let deployed = world.append(&samples::deployment("succeeded", 1, "app"), &[RECORD]);
        let erased = world.append(&samples::incident(), &[RECORD]);
        world.append(&samples::snapshot(), &[RECORD]);
        world.append(&samples::correction(deployed.index, deployed.hash), &[RECORD]);
        world.append(&samples::redaction(approval.index, approval.hash, "disclosures"), &[RECORD]);
        world.append(&samples::hold(deployed.index, deployed.hash, "placed"), &[RECORD]);
        world.append(&samples::redaction(erased.index, erased.hash, "envelope"), &[RECORD]);
        world.entries[usize::try_from(erased.index).unwrap()].1 = None;
        let (new, old) = (key(20).verifier(), key(RECORD).verifier().id());
        let rotated =
            json!({"event": "rotated", "vkey": new.to_string(), "replaces": old, "roles": ["record"]});
        world.append(&samples::key(new.id(), &rotated), &[ROOT, RECORD]);
        world.append(&samples::gap(), &[20]);
        let head = world.tip.head();
        world.append(&samples::seal(head.size, head.root), &[20]);
        world.sign();
        world
    }

    pub(super) fn size(&self) -> u64 {
        self.entries.len() as u64
    }

    /// The head over the first so many entries.
    pub(super) fn head(&self, size: u64) -> Checkpoint {
        let leaves =
            self.entries.iter().take(usize::try_from(size).unwrap()).map(|(entry, _)| Hash::leaf(entry));
        let root = Subtrees::new(leaves).root(size).unwrap();
        Checkpoint::new(self.origin.to_string(), size, root)
    }

    pub(super) fn signed_head(&self, size: u64) -> Vec<u8> {
        self.head(size).sign(&[&key(CHECKPOINT)]).unwrap().to_text().into_bytes()
    }

    /// Signs the head over all entries.
    pub(super) fn sign(&mut self) {
        self.checkpoints.push(self.signed_head(self.size()));
    }

    pub(super) fn report(&self) -> Report {
        let stored =
            self.entries.iter().map(|(entry, envelope)| Stored { entry, envelope: envelope.as_deref() });
        let signed: Vec<&[u8]> = self.checkpoints.iter().map(Vec::as_slice).collect();
        let heads = Heads { signed: &signed, earlier: &self.earlier, quorum: self.quorum.as_ref() };
        verify(self.origin.clone(), self.ring.clone(), stored, heads)
    }

    pub(super) fn kinds(&self) -> Vec<(Option<u64>, FaultKind)> {
        self.report().faults.iter().map(|fault| (fault.index, fault.kind)).collect()
    }
}
