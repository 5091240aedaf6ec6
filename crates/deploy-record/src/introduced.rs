//! The keys that a ledger introduces, rotates and revokes. Each such record counts if a key signed it that stood before it, so that all of them go back to anchors
//! that the caller named.

use ledger::dsse::Envelope;
use ledger::entry::Entry;
use ledger::hash::Hash;
use ledger::keyring::Keyring;
use ledger::predicate::{Kind, Predicate};
use ledger::prove::Subtrees;
use ledger::signer::VerifierKey;
use ledger::statement::Statement;
use stores::{Head, StoredEntry};

use crate::bar::Bar;
use crate::place::{Place, Vouched};
use crate::walk;

/// Records of keys in a shard: one a day for ten years.
pub(crate) const MOST: usize = 4_096;

/// All leaves of a ledger that are those of its head, and what its records say of keys.
#[derive(Debug)]
pub(crate) struct Leaves {
    pub(crate) tree: Subtrees,
    /// The anchors, and what the records made of them.
    pub(crate) keyring: Keyring,
    /// The records that had an effect.
    pub(crate) records: Vec<StoredEntry>,
}

/// Reads every entry, and holds them against the head of the store; why they are not those that it covers, if so.
pub(crate) async fn leaves(place: &Place, head: &Head, bar: &Bar) -> anyhow::Result<Result<Leaves, String>> {
    let mut leaves = Leaves { tree: Subtrees::default(), keyring: place.anchors(), records: Vec::new() };
    let mut problem = None;
    walk::each(&place.store, head, 0..head.size(), bar, async |fetched| {
        let stored = fetched.stored;
        let Some(entry) = &stored.entry else {
            let why = fetched.refused.unwrap_or_else(|| "its file is not there".to_owned());
            problem.get_or_insert(format!("entry {}: {why}", stored.index));
            return Ok(());
        };
        leaves.tree.push(Hash::leaf(entry));
        let envelope = stored.envelope.as_deref();
        if envelope.is_some_and(|envelope| follow(&mut leaves.keyring, entry, envelope)) {
            leaves.records.push(stored);
        }
        Ok(())
    })
    .await?;
    if problem.is_none() && leaves.tree.root(head.size()) != Some(head.root()) {
        problem = Some("the entries are not those that the head covers: `verify` names them".to_owned());
    }
    if leaves.records.len() > MOST {
        problem = Some(format!("it has more than {MOST} records of keys"));
    }
    Ok(problem.map_or(Ok(leaves), Err))
}

/// Who signed the head, and the keys that this was held against: the anchors, and, where none of them did, those that came of them.
pub(crate) async fn vouched(place: &Place, head: &Head, bar: &Bar) -> anyhow::Result<(Vouched, Keyring)> {
    let anchors = place.anchors();
    let by_anchors = place.vouch(head, &anchors);
    if place.trust.is_none() || !matches!(by_anchors, Vouched::Unknown(_)) {
        return Ok((by_anchors, anchors));
    }
    Ok(match leaves(place, head, bar).await? {
        Ok(leaves) => (place.vouch(head, &leaves.keyring), leaves.keyring),
        Err(_) => (by_anchors, anchors),
    })
}

/// Does what an entry says of keys, if it does and a key that stands there signed it. Gives whether that had an effect.
pub(crate) fn follow(keyring: &mut Keyring, entry: &[u8], envelope: &[u8]) -> bool {
    let Ok(entry) = Entry::parse(entry) else { return false };
    if entry.kind != Kind::Key || entry.envelope_sha256 != Hash::of(envelope) {
        return false;
    }
    let Ok(envelope) = Envelope::parse(envelope) else { return false };
    let standing: Vec<&VerifierKey> = keyring.at(entry.index, entry.kind.signers()).collect();
    let Ok(verified) = envelope.verify(&standing) else { return false };
    let signers: Vec<Hash> = verified.signers.iter().map(|key| key.id()).collect();
    let Ok(Statement { predicate: Predicate::Key(record), .. }) = Statement::parse(verified.payload) else {
        return false;
    };
    keyring.apply(entry.index, &record, &signers).is_ok()
}
