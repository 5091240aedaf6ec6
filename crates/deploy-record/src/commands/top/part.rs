//! A part of a ledger: entries that somebody chose, each with the path to the signed head, so that whoever is shown a part can tell that
//! it is one of the whole, and nothing of what was left out. What the rules between entries say is for a whole ledger to tell.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context as _;
use history::amended::Amendment;
use history::filter::Filter;
use history::stand::Stand;
use history::{History, Told};
use ledger::checkpoint::{Checkpoint, CheckpointError};
use ledger::entry::Entry;
use ledger::hash::Hash;
use ledger::json::Limits;
use ledger::keyring::Keyring;
use ledger::known::Known;
use ledger::name::{Slug, Ulid};
use ledger::note::NoteError;
use ledger::origin::Origin;
use ledger::predicate::{Incident, Kind, LeafRef};
use ledger::proof_file::ProofFile;
use ledger::trust::Trust;
use ledger::verify::{OneError, Stored};
use stores::layout;

use super::source::{Located, Source};
use super::unpack::{self, PART, Unpacked};
use crate::enclosed;
use crate::introduced;
use crate::place::read_file;

/// The most bytes of a proof.
const MAX_PROOF: usize = 256 * 1024;

/// Entries by their shard and index.
pub(super) type Chosen = BTreeMap<Option<Slug>, BTreeSet<u64>>;

/// The entries of each shard that tell of the deployments that a filter takes: their own, those that they rest on, those that say something of
/// these, incidents of the same service and place, what is known to be missing there, and every record of keys, without which no signature can be held against anything.
pub(super) fn chosen(source: &Source, filter: &Filter) -> Chosen {
    let history = &source.history;
    let mut stands: Vec<&Stand> = Vec::new();
    let mut amended: Vec<&Amendment> = Vec::new();
    for one in history.deployments().iter().filter(|one| filter.takes(one, history)) {
        stands.extend(one.events.iter().map(|event| &event.at));
        amended.extend(one.events.iter().flat_map(|event| &event.amendments));
        let why = history.why(one);
        for given in why.approvals.iter().filter_map(|used| used.given) {
            stands.extend(std::iter::once(&given.at).chain(&given.revoked));
            amended.extend(&given.amendments);
        }
        for event in why.requests.iter().flat_map(|asked| &asked.events) {
            stands.push(&event.at);
            amended.extend(&event.amendments);
        }
    }
    for told in incidents(history, filter) {
        stands.push(&told.at);
        amended.extend(&told.amendments);
    }
    for gap in history.gaps() {
        let there = gap.record.environment.as_ref();
        if filter.environment.is_none() || there.is_none() || there == filter.environment.as_ref() {
            stands.push(&gap.at);
        }
    }
    stands.extend(amended.into_iter().map(|amendment| match amendment {
        Amendment::Correction { by, .. } | Amendment::Redaction { by, .. } | Amendment::Hold { by, .. } => by,
    }));
    let mut chosen = Chosen::new();
    for stand in stands {
        chosen.entry(stand.shard.clone()).or_default().insert(stand.leaf.index);
    }
    for (shard, indexes) in &mut chosen {
        let entries = source.shard(shard.as_ref()).map(|shard| shard.entries.as_slice()).unwrap_or_default();
        let parsed = entries.iter().filter_map(|stored| Entry::parse(stored.entry.as_deref()?).ok());
        indexes.extend(parsed.filter(|entry| entry.kind == Kind::Key).map(|entry| entry.index));
    }
    chosen
}

/// The events of the incidents of the services and environments that a filter takes. An incident of which one event is late enough is told as a whole.
fn incidents<'h>(history: &'h History, filter: &Filter) -> impl Iterator<Item = &'h Told<Incident>> {
    let late = |told: &&Told<Incident>| filter.since.is_none_or(|since| told.at.time >= since);
    let wanted: BTreeSet<&Ulid> =
        history.incidents().iter().filter(late).map(|told| &told.record.incident_id).collect();
    history.incidents().iter().filter(move |told| {
        let record = &told.record;
        let there = record.environment.as_ref();
        filter.service.as_ref().is_none_or(|service| record.service == *service)
            && (filter.environment.is_none() || there.is_none() || there == filter.environment.as_ref())
            && wanted.contains(&record.incident_id)
    })
}

/// What came of a part.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) ledger: String,
    /// The known entries of each shard.
    pub(super) known: Vec<(Option<Slug>, Vec<Known>)>,
    pub(super) faults: Vec<Located>,
    /// Whether some proof leads to a head that nobody known signed.
    pub(super) by_nobody: bool,
}

/// Reads a part that was unpacked, and holds each entry against its proof.
pub(super) fn read(unpacked: &Unpacked, trust: Option<&Trust>) -> anyhow::Result<Read> {
    let mut read = Read::default();
    let mut shards: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for (folder, index) in &unpacked.part {
        shards.entry(folder).or_default().push(*index);
    }
    for (folder, indexes) in shards {
        let place = unpacked.path(PART).join(folder);
        let given: Vec<Given> =
            indexes.iter().map(|index| Given::read(&place, *index)).collect::<anyhow::Result<_>>()?;
        let Some(origin) =
            given.first().and_then(|first| Entry::parse(&first.entry).ok()).map(|one| one.origin)
        else {
            anyhow::bail!("the first entry of {folder} is none");
        };
        anyhow::ensure!(layout::folder(&origin) == folder, "{folder} holds entries of {origin}");
        read.ledger = origin.ledger().to_string();
        if let Some(trust) = trust.filter(|trust| trust.ledger != origin.ledger()) {
            let message = format!("the trust document is for {}, and this is {origin}", trust.ledger);
            return Err(crate::Usage(message).into());
        }
        shard(&mut read, &origin, &given, trust);
    }
    Ok(read)
}

fn shard(read: &mut Read, origin: &Origin, given: &[Given], trust: Option<&Trust>) {
    let mut keyring = trust.map(Trust::keyring);
    let mut known = Vec::new();
    let head = given.first().map(|first| first.proof.checkpoint.clone()).unwrap_or_default();
    // All records of keys come first: the head is signed by the keys that stand at its end.
    let followed: Vec<Result<(), NotProven>> =
        given.iter().map(|one| one.follow(origin, &head, keyring.as_mut())).collect();
    for (one, followed) in given.iter().zip(followed) {
        match followed.and_then(|()| one.known(origin, keyring.as_ref())) {
            Ok(one) => known.push(one),
            Err(NotProven::ByNobody) => read.by_nobody = true,
            Err(NotProven::Fault(why)) => {
                read.faults.push(Located::at(origin.shard(), one.proof.index, "entry-not-proven", why));
            }
        }
    }
    read.known.push((origin.shard().cloned(), known));
}

/// An entry of a part as it was read: once, into memory.
struct Given {
    proof: ProofFile,
    entry: Vec<u8>,
    envelope: Option<Vec<u8>>,
}

/// Why an entry is not proven.
enum NotProven {
    /// For want of a key alone.
    ByNobody,
    Fault(String),
}

impl Given {
    fn read(place: &Path, index: u64) -> anyhow::Result<Self> {
        let proof = read_file(&place.join(unpack::proof(index)), MAX_PROOF)?;
        let proof = ProofFile::parse(&proof).with_context(|| format!("the proof of entry {index} is none"))?;
        anyhow::ensure!(proof.index == index, "the proof beside entry {index} is of another");
        let entry = read_file(&place.join(layout::entry(index)), Limits::ENTRY.bytes)?;
        let envelope = place.join(layout::envelope(index));
        let envelope = envelope.exists().then(|| read_file(&envelope, Limits::ENVELOPE.bytes)).transpose()?;
        Ok(Self { proof, entry, envelope })
    }

    /// What it says, if its proof holds; without keys, what it says whoever wrote it.
    fn known(&self, origin: &Origin, keyring: Option<&Keyring>) -> Result<Known, NotProven> {
        let fault = |error: &dyn std::fmt::Display| NotProven::Fault(error.to_string());
        let entry = Entry::parse(&self.entry).map_err(|error| fault(&error))?;
        let statement = match keyring {
            Some(keyring) => {
                let stored = Stored { entry: &self.entry, envelope: self.envelope.as_deref() };
                let verified = self.proof.verify(origin, keyring, stored);
                let (_, statement) = verified.map_err(|error| match error {
                    OneError::Checkpoint(CheckpointError::Note(NoteError::Unknown(_))) => NotProven::ByNobody,
                    error => fault(&error),
                })?;
                statement
            }
            None => self.envelope.as_deref().and_then(enclosed::statement),
        };
        let leaf = LeafRef { index: self.proof.index, hash: Hash::leaf(&self.entry) };
        Ok(Known { leaf, key: entry.idempotency_key, time: entry.time, statement })
    }

    /// Does what it says of keys, once it is known to be in the tree of the head that all proofs lead to. Who signed that head is for each of them to say
    /// afterwards.
    fn follow(&self, origin: &Origin, head: &[u8], keyring: Option<&mut Keyring>) -> Result<(), NotProven> {
        let fault = |error: &dyn std::fmt::Display| NotProven::Fault(error.to_string());
        if self.proof.checkpoint != head {
            return Err(fault(&"its proof leads to another head than that of the first entry"));
        }
        let entry = Entry::parse(&self.entry).map_err(|error| fault(&error))?;
        let (Some(envelope), Some(keyring)) = (&self.envelope, keyring) else { return Ok(()) };
        if entry.kind != Kind::Key {
            return Ok(());
        }
        let note = String::from_utf8_lossy(head);
        let text = note.find("\n\n").and_then(|end| note.get(..=end)).unwrap_or_default();
        let head = Checkpoint::parse(text).map_err(|error| fault(&error))?;
        if head.origin != origin.to_string() || entry.origin != *origin || entry.index != self.proof.index {
            return Err(fault(&"it is a record of keys of another ledger or place"));
        }
        let (leaf, path) = (Hash::leaf(&self.entry), &self.proof.path);
        ledger::proof::verify_inclusion(leaf, entry.index, head.size, head.root, path)
            .map_err(|error| fault(&error))?;
        if introduced::follow(keyring, &self.entry, envelope) {
            Ok(())
        } else {
            Err(fault(&"no key signed the record of keys that may"))
        }
    }
}
