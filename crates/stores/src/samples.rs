//! Ledgers for tests.

use std::pin::Pin;
use std::time::Duration;

use github::Clock;
use ledger::entry::Entry;
use ledger::hash::Hash;
use ledger::keyring::Keyring;
use ledger::moment::Moment;
use ledger::origin::Origin;
use ledger::predicate::Role;
use ledger::report::Soundness;
use ledger::signer::SignerKey;
use ledger::statement::Statement;
use ledger::tip::{Record, Tip};
use ledger::verify::{self, Heads, Stored};
use serde_json::json;

use crate::append::{self, Appended, Beginning, DriveError, Patience};
use crate::batch::{Batch, Placed};
use crate::sequence::{SequenceError, Sequencer};
use crate::store::{Store, StoredEntry};

pub(crate) fn origin() -> Origin {
    Origin::parse("github.com/1/2/deployments/2026-11").unwrap()
}

pub(crate) fn key() -> SignerKey {
    SignerKey::new("github.com/1/2/deployments", &[7; 32]).unwrap()
}

pub(crate) fn time() -> Moment {
    Moment::parse("2026-11-22T10:00:00.000Z").unwrap()
}

/// A signed record that says nothing in particular; the number makes it this one and no other.
pub(crate) fn record(number: u64) -> Record {
    let artifact = Hash::of(&number.to_be_bytes());
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "ghcr.io/acme/app", "digest": {"sha256": artifact}}],
        "predicateType": "urn:releasegate:incident:v1",
        "predicate": {
            "incidentId": format!("01JD6ZC0V8Q4S9T2M3N5P{number:05}"), "event": "opened", "service": "payments", "environment": "production",
            "severity": "sev1", "detectedAt": "2026-11-22T11:00:00.000Z",
        },
    });
    let statement = Statement::parse(statement.to_string().as_bytes()).unwrap();
    Record::sign(&statement, key_of(number), &[&key()]).unwrap()
}

/// The idempotency key of a record.
pub(crate) fn key_of(number: u64) -> Hash {
    Hash::of(format!("record {number}").as_bytes())
}

/// The tip of a ledger with so many entries, and its checkpoint.
pub(crate) fn tip(size: u64) -> (Tip, Vec<u8>) {
    let mut tip = Tip::new(origin());
    for number in 0..size {
        tip.append(&record(number), time(), None).unwrap();
    }
    let note = tip.checkpoint().sign(&[&key()]).unwrap().to_text().into_bytes();
    (tip, note)
}

/// A batch of these records, which moves the tip.
pub(crate) fn batch(tip: &mut Tip, numbers: std::ops::Range<u64>) -> Batch {
    let place = |number| {
        let record = record(number);
        let entry = tip.append(&record, time(), None).unwrap().entry;
        Placed { entry, envelope: record.envelope }
    };
    let entries = numbers.map(place).collect();
    let checkpoint = tip.checkpoint().sign(&[&key()]).unwrap().to_text().into_bytes();
    Batch { entries, evidence: Vec::new(), tip: tip.clone(), checkpoint }
}

/// A clock that runs fast, and differs for all who wait.
pub(crate) struct Hurry;

impl Clock for Hurry {
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        std::thread::sleep(time / 8);
        Box::pin(std::future::ready(()))
    }

    fn unix_seconds(&self) -> i64 {
        0
    }

    fn chance(&self) -> u64 {
        getrandom::u64().unwrap()
    }
}

/// The record that the envelope of an entry was erased.
pub(crate) fn redaction(index: u64, entry: &[u8]) -> Record {
    let leaf = Hash::leaf(entry);
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "entry", "digest": {"sha256": leaf}}],
        "predicateType": "urn:releasegate:redaction:v1",
        "predicate": {
            "target": {"index": index, "hash": leaf}, "redacted": "envelope", "erasedAt": "2026-11-22T10:00:00.000Z",
            "reason": "asked for erasure", "authority": "ticket 13", "by": format!("p-{:032x}", 3),
        },
    });
    let statement = Statement::parse(statement.to_string().as_bytes()).unwrap();
    Record::sign(&statement, Hash::of(format!("redaction of {index}").as_bytes()), &[&key()]).unwrap()
}

/// Records these numbers, as a job does.
pub(crate) async fn record_all(
    store: &Store,
    numbers: &[u64],
    tries: u32,
) -> Result<Appended, DriveError<SequenceError>> {
    let records: Vec<Record> = numbers.iter().map(|number| record(*number)).collect();
    let evidence: Vec<String> = numbers.iter().map(|number| format!("evidence of {number}")).collect();
    append_all(store, &records, &evidence, tries).await
}

/// Records with a piece of evidence each.
pub(crate) async fn append_all(
    store: &Store,
    records: &[Record],
    evidence: &[String],
    tries: u32,
) -> Result<Appended, DriveError<SequenceError>> {
    let (key, origin) = (key(), origin());
    let (signers, verifier) = ([&key], key.verifier());
    let known = [&verifier];
    let sequencer = Sequencer { origin: &origin, signers: &signers, known: &known, previous_shard: None };
    let keys: Vec<Hash> = records.iter().map(|record| record.idempotency_key).collect();
    let patience = Patience { attempts: tries, ..Patience::default() };
    append::append(store, &keys, Beginning::May, patience, &Hurry, |head, missing| {
        let records = missing.iter().map(|at| &records[*at]);
        let evidence = missing.iter().filter_map(|at| Some(evidence.get(*at)?.clone().into_bytes())).collect();
        sequencer.batch(head, records, evidence, time())
    })
    .await
}

/// What a verifier says of the whole ledger, which has to be sound, and the keys of its entries in order.
pub(crate) async fn verified(store: &Store) -> Vec<Hash> {
    let head = store.head().await.unwrap().unwrap();
    let entries = store.entries(&head, 0..u64::MAX).await.unwrap();
    let stored = entries
        .iter()
        .map(|one| Stored { entry: one.entry.as_deref().unwrap(), envelope: one.envelope.as_deref() });
    let keyring = Keyring::new(vec![(key().verifier(), vec![Role::Record, Role::Checkpoint])]);
    let heads = Heads { signed: &[head.note()], earlier: &[], quorum: None };
    let report = verify::verify(origin(), keyring, stored, heads);
    assert_eq!(report.soundness(), Soundness::Sound, "{:?} {:?}", report.faults, report.unknown);
    assert_eq!(report.size, head.size());
    let key_of = |one: &StoredEntry| Entry::parse(one.entry.as_deref().unwrap()).unwrap().idempotency_key;
    entries.iter().map(key_of).collect()
}

/// Runs a future on a thread of its own, while another one waits.
pub(crate) fn beside<T: Send>(future: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(future).join().unwrap())
}

/// Runs a test's future.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
