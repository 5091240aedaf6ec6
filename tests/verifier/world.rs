//! A ledger to be tampered with: its bytes, and what a verifier is given beside them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ledger::checkpoint::Checkpoint;
use ledger::commitment::Version1;
use ledger::dsse::Envelope;
use ledger::entry::Entry;
use ledger::hash::Hash;
use ledger::keyring::Keyring;
use ledger::moment::Moment;
use ledger::name::Slug;
use ledger::origin::Origin;
use ledger::predicate::{HeadRef, Kind, LeafRef, Role};
use ledger::prove::Subtrees;
use ledger::runs::RunDemand;
use ledger::signer::{SignerKey, VerifierKey};
use ledger::statement::Statement;
use ledger::witness::WitnessKey;
use serde_json::{Value, json};

use crate::records;

pub(crate) const ROOT: u8 = 1;
pub(crate) const RECORD: u8 = 2;
pub(crate) const APPROVAL: u8 = 3;
pub(crate) const CHECKPOINT: u8 = 4;
/// Takes the place of [`RECORD`] in [`World::full`].
pub(crate) const SECOND: u8 = 20;
/// Comes and goes in [`World::full`].
pub(crate) const GUEST: u8 = 21;
/// The origin without its shard, which is the name of the keys.
pub(crate) const LEDGER: &str = "github.com/583231/1296269/deployments";

/// The key of a seed.
pub(crate) fn key(seed: u8) -> SignerKey {
    SignerKey::new(LEDGER, &[seed; 32]).unwrap()
}

/// Its public half.
pub(crate) fn public(seed: u8) -> VerifierKey {
    key(seed).verifier()
}

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) origin: Origin,
    pub(crate) anchors: Vec<(VerifierKey, Vec<Role>)>,
    /// The time of the entries that follow.
    pub(crate) time: &'static str,
    pub(crate) entries: Vec<(Vec<u8>, Option<Vec<u8>>)>,
    pub(crate) checkpoints: Vec<Vec<u8>>,
    pub(crate) heads: Vec<Checkpoint>,
    pub(crate) witnesses: Vec<WitnessKey>,
    pub(crate) quorum: usize,
    /// What is demanded of runs.
    pub(crate) runs: Vec<RunDemand>,
    /// The nodes that are kept beside entries.
    pub(crate) nodes: BTreeMap<u64, Vec<u8>>,
    /// What lies beside the ledger, for the second verifier alone.
    pub(crate) beside: Vec<(PathBuf, Vec<u8>)>,
}

impl World {
    /// The entry of [`World::full`] whose envelope was erased.
    pub(crate) const ERASED: usize = 3;

    pub(crate) fn new() -> Self {
        Self::at("2026-11")
    }

    /// A shard of the ledger.
    pub(crate) fn at(shard: &str) -> Self {
        let roles = [
            (ROOT, Role::Root),
            (RECORD, Role::Record),
            (APPROVAL, Role::Approval),
            (CHECKPOINT, Role::Checkpoint),
        ];
        Self {
            origin: Origin::parse(&format!("{LEDGER}/{shard}")).unwrap(),
            anchors: roles.into_iter().map(|(seed, role)| (public(seed), vec![role])).collect(),
            time: "2026-11-22T15:00:00.000Z",
            entries: Vec::new(),
            checkpoints: Vec::new(),
            heads: Vec::new(),
            witnesses: Vec::new(),
            quorum: 0,
            runs: Vec::new(),
            nodes: BTreeMap::new(),
            beside: Vec::new(),
        }
    }

    pub(crate) fn size(&self) -> u64 {
        self.entries.len() as u64
    }

    /// The entry that the next one would be, for a record of this kind.
    pub(crate) fn next(&self, envelope: &[u8], kind: Kind, env: Option<&str>, key: Hash) -> Entry {
        Entry {
            v: Version1,
            origin: self.origin.clone(),
            index: self.size(),
            time: Moment::parse(self.time).unwrap(),
            prev_leaf_hash: self.entries.last().map_or(Hash::ZERO, |(entry, _)| Hash::leaf(entry)),
            envelope_sha256: Hash::of(envelope),
            envelope_size: envelope.len() as u64,
            kind,
            env: env.map(|env| Slug::new(env).unwrap()),
            idempotency_key: key,
            previous_shard: None,
        }
    }

    /// Appends bytes as they are.
    pub(crate) fn put(&mut self, entry: Vec<u8>, envelope: Option<Vec<u8>>) -> LeafRef {
        let leaf = LeafRef { index: self.size(), hash: Hash::leaf(&entry) };
        self.entries.push((entry, envelope));
        leaf
    }

    /// Appends an envelope whatever it holds.
    pub(crate) fn enclose(&mut self, envelope: Vec<u8>, kind: Kind, env: Option<&str>) -> LeafRef {
        let key = Hash::of(&self.size().to_be_bytes());
        let entry = self.next(&envelope, kind, env, key).to_bytes().unwrap();
        self.put(entry, Some(envelope))
    }

    /// Appends a payload whatever it says, signed by these keys.
    pub(crate) fn pay(&mut self, payload: &[u8], kind: Kind, env: Option<&str>, signers: &[u8]) -> LeafRef {
        self.enclose(envelope(payload, signers), kind, env)
    }

    /// Appends a statement that is one, by the crate's own way of writing it.
    pub(crate) fn say(&mut self, statement: &Value, signers: &[u8]) -> LeafRef {
        let statement = Statement::parse(&serde_json::to_vec(statement).unwrap()).unwrap();
        self.fill(&statement.to_bytes().unwrap(), signers)
    }

    /// Appends the bytes of a statement under an entry that fits them.
    pub(crate) fn fill(&mut self, payload: &[u8], signers: &[u8]) -> LeafRef {
        let envelope = envelope(payload, signers);
        let said: Value = serde_json::from_slice(payload).unwrap();
        let predicate = &said["predicate"];
        let kind = Kind::of(said["predicateType"].as_str().unwrap()).unwrap();
        let env = predicate["environment"].as_str().or(predicate["environment"]["name"].as_str());
        let own = predicate["idempotencyKey"].as_str().and_then(|key| Hash::parse_hex(key).ok());
        let key = own.unwrap_or_else(|| Hash::of(&self.size().to_be_bytes()));
        let entry = self.next(&envelope, kind, env, key).to_bytes().unwrap();
        self.put(entry, Some(envelope))
    }

    /// Appends these events of one deployment.
    pub(crate) fn happen(&mut self, events: &[&str]) {
        for event in events {
            self.say(&records::deployment(event, 1, "app"), &[RECORD]);
        }
    }

    /// Appends these events of one request, which rest on these decisions.
    pub(crate) fn ask(&mut self, events: &[&str], decisions: &[LeafRef]) {
        for event in events {
            let mut event = records::request(event, 50);
            event["predicate"]["decisions"] = json!(decisions);
            event["predicate"]["at"] = json!(format!("2026-11-22T09:00:00.{:03}Z", self.size()));
            self.say(&event, &[APPROVAL]);
        }
    }

    /// The head over the first so many entries.
    pub(crate) fn head(&self, size: u64) -> Checkpoint {
        let root = Subtrees::new(self.leaves()).root(size).unwrap();
        Checkpoint::new(self.origin.to_string(), size, root)
    }

    /// The same, as records name it.
    pub(crate) fn head_ref(&self, size: u64) -> HeadRef {
        HeadRef { origin: self.origin.clone(), size, root: self.head(size).root }
    }

    pub(crate) fn leaves(&self) -> impl Iterator<Item = Hash> {
        self.entries.iter().map(|(entry, _)| Hash::leaf(entry))
    }

    /// The signed head over the first so many entries.
    pub(crate) fn note(&self, size: u64) -> Vec<u8> {
        signed(&self.head(size), &[CHECKPOINT])
    }

    /// Signs the head over all entries.
    pub(crate) fn sign(&mut self) {
        self.checkpoints.push(self.note(self.size()));
    }

    /// Changes members of an entry, and writes it anew.
    pub(crate) fn edit(&mut self, at: usize, change: impl FnOnce(&mut Entry)) {
        let mut entry = Entry::parse(&self.entries[at].0).unwrap();
        change(&mut entry);
        self.entries[at].0 = entry.to_bytes().unwrap();
    }

    /// The keys that the verifiers are given.
    pub(crate) fn keyring(&self) -> Keyring {
        Keyring::new(self.anchors.clone()).demanding(self.runs.clone())
    }

    /// All predicates but the request, which has cases of its own, keys that come and go, an erased envelope, and a seal.
    pub(crate) fn full() -> Self {
        let mut world = Self::new();
        let approval = world.say(&records::approval(60, 9, "app"), &[APPROVAL]);
        let mut started = records::deployment("started", 1, "app");
        started["predicate"]["observedHead"] = json!(world.head_ref(1));
        records::rest_on(&mut started, approval, "app");
        world.time = "2026-11-22T15:01:00.000Z";
        world.say(&started, &[RECORD]);
        let deployed = world.say(&records::deployment("succeeded", 1, "app"), &[RECORD]);
        let erased = world.say(&records::incident(), &[RECORD]);
        world.say(&records::snapshot(), &[RECORD]);
        world.say(&records::correction(deployed), &[RECORD]);
        world.say(&records::redaction(approval, "disclosures"), &[RECORD]);
        world.say(&records::hold(deployed, "placed"), &[RECORD]);
        world.say(&records::redaction(erased, "envelope"), &[RECORD]);
        world.entries[Self::ERASED].1 = None;
        world.say(&records::rotated(&public(SECOND), &public(RECORD), &["record"]), &[ROOT, RECORD]);
        world.say(&records::introduced(&public(GUEST), &["record", "approval"]), &[ROOT]);
        world.say(&records::gap(), &[GUEST]);
        world.say(&records::revoked(&public(GUEST), None), &[ROOT]);
        let head = world.head(world.size());
        world.say(&records::seal(head.size, head.root), &[SECOND]);
        world.sign();
        world
    }
}

/// An envelope with a payload that is looked at by nobody, signed by these keys.
pub(crate) fn envelope(payload: &[u8], signers: &[u8]) -> Vec<u8> {
    let keys: Vec<SignerKey> = signers.iter().map(|seed| key(*seed)).collect();
    Envelope::sign(payload.to_vec(), &keys.iter().collect::<Vec<_>>()).unwrap().to_bytes()
}

/// A head with the signatures of these keys.
pub(crate) fn signed(head: &Checkpoint, signers: &[u8]) -> Vec<u8> {
    let keys: Vec<SignerKey> = signers.iter().map(|seed| key(*seed)).collect();
    head.sign(&keys.iter().collect::<Vec<_>>()).unwrap().to_text().into_bytes()
}
