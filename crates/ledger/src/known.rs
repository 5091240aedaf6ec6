//! The entries of a ledger that was verified: nothing else is read for a decision.

use crate::dsse::Envelope;
use crate::entry::Entry;
use crate::fault::FaultKind;
use crate::hash::Hash;
use crate::keyring::Keyring;
use crate::moment::Moment;
use crate::origin::Origin;
use crate::predicate::{KeyEvent, LeafRef, Predicate};
use crate::report::{Report, Soundness};
use crate::signer::VerifierKey;
use crate::statement::Statement;
use crate::verify::{Heads, Stored, verify};

/// An entry that is known to be what its signer wrote, where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Where it stands.
    pub leaf: LeafRef,
    /// Its idempotency key.
    pub key: Hash,
    /// When it was given its place, by the clock of whoever did.
    pub time: Moment,
    /// What it says; nothing where that was erased.
    pub statement: Option<Statement>,
}

/// Why a ledger is no ground for a decision.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// Something in it is wrong.
    #[error("the ledger is not sound: {0}; nothing is decided on it: run `deploy-record ledger verify`")]
    Faulty(String),
    /// No known key signed all of it.
    #[error("no known key vouches for all of the ledger: check the trust document; nothing is decided on it")]
    Unproven,
}

/// Verifies a ledger from its first entry on, and gives what its entries say.
///
/// # Errors
/// A ledger that is not sound in every entry.
pub fn known(
    origin: &Origin,
    keyring: Keyring,
    entries: &[Stored<'_>],
    heads: Heads<'_>,
) -> Result<Vec<Known>, Unusable> {
    read(verify(origin.clone(), keyring, entries.iter().copied(), heads), entries).map(|(known, _)| known)
}

/// The same, with the keys as the ledger's own records leave them: what is appended next is signed by those.
///
/// # Errors
/// As [`known`].
pub fn known_and_keys(
    origin: &Origin,
    keyring: Keyring,
    entries: &[Stored<'_>],
    heads: Heads<'_>,
) -> Result<(Vec<Known>, Keyring), Unusable> {
    read(settled(origin, keyring, entries, heads), entries)
}

fn read(report: Report, entries: &[Stored<'_>]) -> Result<(Vec<Known>, Keyring), Unusable> {
    match report.soundness() {
        Soundness::Sound => {}
        Soundness::Unproven => return Err(Unusable::Unproven),
        Soundness::Faulty => {
            let first = report.faults.first();
            return Err(Unusable::Faulty(first.map(|fault| fault.message.clone()).unwrap_or_default()));
        }
    }
    let mut known = Vec::with_capacity(entries.len());
    for stored in entries {
        let entry = Entry::parse(stored.entry).map_err(|error| Unusable::Faulty(error.to_string()))?;
        let leaf = LeafRef { index: entry.index, hash: Hash::leaf(stored.entry) };
        let statement = match stored.envelope {
            Some(bytes) => Some(statement(&report.keyring, &entry, bytes).map_err(Unusable::Faulty)?),
            None => None,
        };
        known.push(Known { leaf, key: entry.idempotency_key, time: entry.time, statement });
    }
    Ok((known, report.keyring))
}

/// The report over the keys that count. Whoever signs now may have been introduced by the ledger itself, and is no anchor then: that only takes trust
/// away.
fn settled(origin: &Origin, mut keyring: Keyring, entries: &[Stored<'_>], heads: Heads<'_>) -> Report {
    loop {
        let report = verify(origin.clone(), keyring.clone(), entries.iter().copied(), heads);
        let refused = report.faults.first().filter(|fault| fault.kind == FaultKind::KeyRefused);
        let entry = refused.and_then(|fault| entries.get(usize::try_from(fault.index?).ok()?));
        match entry.and_then(|entry| introduced(&report.keyring, entry)).and_then(|key| keyring.without(key)) {
            Some(fewer) => keyring = fewer,
            None => return report,
        }
    }
}

/// The key that a record introduces.
fn introduced(keyring: &Keyring, stored: &Stored<'_>) -> Option<Hash> {
    let entry = Entry::parse(stored.entry).ok()?;
    match statement(keyring, &entry, stored.envelope?).ok()?.predicate {
        Predicate::Key(record) => match record.change {
            KeyEvent::Introduced { vkey, .. } | KeyEvent::Rotated { vkey, .. } => Some(vkey.id()),
            KeyEvent::Revoked { .. } => None,
        },
        _ => None,
    }
}

fn statement(keyring: &Keyring, entry: &Entry, envelope: &[u8]) -> Result<Statement, String> {
    let keys: Vec<&VerifierKey> = keyring.at(entry.index, entry.kind.signers()).collect();
    let envelope = Envelope::parse(envelope).map_err(|error| error.to_string())?;
    let verified = envelope.verify(&keys).map_err(|error| error.to_string())?;
    Statement::parse(verified.payload).map_err(|error| error.to_string())
}
