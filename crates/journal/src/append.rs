//! Events into a store: all of a run in one append, and all of it anew if somebody else was faster.
//!
//! Nothing is built on another head than the one whose entries were read and verified, and nothing is written that would leave the ledger
//! unsound: what is appended is verified with all that is there before anybody else can see it.

use std::collections::BTreeMap;
use std::time::Duration;

use github::Clock;
use ledger::hash::Hash;
use ledger::keyring::Keyring;
use ledger::known::{Known, Unusable, known_and_keys};
use ledger::moment::Moment;
use ledger::name::Line;
use ledger::predicate::{LeafRef, Role};
use ledger::signer::{SignerKey, VerifierKey};
use ledger::tip::Record;
use ledger::verify::{Heads, Stored};
use stores::append::{Beginning, Patience};
use stores::batch::MAX_ENTRIES;
use stores::{Batch, Head, People, PeopleError, SequenceError, Sequencer, Store, StoreError, StoredEntry};

use crate::event::{Event, Unplaced};

/// Who writes, and where.
pub struct Writer<'a> {
    /// The shard of the ledger.
    pub store: &'a Store,
    /// Who may sign.
    pub keyring: &'a Keyring,
    /// Whose keys these are.
    pub signers: &'a [&'a SignerKey],
    /// Where names and words of people are kept; without, they are committed to and kept nowhere.
    pub people: Option<&'a People>,
    /// Whether a ledger that is not there may be begun.
    pub beginning: Beginning,
    /// How long one tries.
    pub patience: Patience,
    /// Waits.
    pub clock: &'a dyn Clock,
}

impl std::fmt::Debug for Writer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("store", &self.store.name()).finish_non_exhaustive()
    }
}

/// A ledger as it was read and verified, with its head.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    head: Option<Head>,
    stored: Vec<StoredEntry>,
    /// The keys as its own records leave them; nothing where no ledger was begun.
    keyring: Option<Keyring>,
    /// What its entries say.
    pub known: Vec<Known>,
}

impl Ledger {
    /// The head that covers the entries; nothing where no ledger was begun.
    #[must_use]
    pub const fn head(&self) -> Option<&Head> {
        self.head.as_ref()
    }
}

/// Why nothing was recorded, or nobody knows whether it was. Nothing may follow from it.
#[derive(Debug, thiserror::Error)]
pub enum AppendError<E> {
    /// What is to be recorded could not be said.
    #[error(transparent)]
    Events(E),
    /// The ledger that is there is no ground for anything.
    #[error("{0}; every key that signed it until now has to stand in `signing-key` or `record-keys`")]
    Unusable(Unusable),
    /// What was to be written would be a fault of the ledger.
    #[error("nothing was recorded, since the record would contradict itself: {0}")]
    Contradiction(String),
    /// An entry of the ledger is not there.
    #[error("entry {0} of the ledger is missing: restore it from a copy")]
    Missing(u64),
    /// There is none, and there has to be one.
    #[error("there is no ledger at {0}: nothing was recorded there yet; check `record` and `ledger`")]
    NoLedger(String),
    /// Others were faster each time.
    #[error(
        "others were faster {0} times: nothing was recorded; run this again, or let one job record at a time (`concurrency`)"
    )]
    Races(u32),
    /// A record that cannot be signed or placed.
    #[error("nothing was recorded: {0}")]
    Build(String),
    /// Where names and words of people are kept.
    #[error("nothing was recorded: {0}")]
    People(#[from] PeopleError),
    /// The store.
    #[error("the record cannot be reached: {0}")]
    Store(#[from] StoreError),
}

/// Records what `events` says follows from what is there, until nothing more does, and gives the ledger as it is then. `from` is what was read
/// before, if it was; `events` is asked anew whenever the ledger moved on.
///
/// # Errors
/// Whatever keeps it from being recorded.
pub async fn append<T: Event, E>(
    writer: &Writer<'_>,
    mut from: Option<Ledger>,
    now: Moment,
    mut events: impl FnMut(&[Known]) -> Result<Vec<T>, E>,
) -> Result<Ledger, AppendError<E>> {
    let mut unconfirmed = None;
    for attempt in 0..writer.patience.attempts {
        if attempt > 0 {
            writer.clock.sleep(pause(writer, attempt)).await;
        }
        let ledger = match from.take() {
            Some(ledger) => ledger,
            None => match read(writer).await {
                // Others may write while it is read, and GitHub's reads lag behind its writes.
                Err(AppendError::Store(StoreError::Lost(_))) => continue,
                ledger => ledger?,
            },
        };
        if ledger.head.is_none() && writer.beginning == Beginning::MustExist {
            return Err(AppendError::NoLedger(writer.store.name()));
        }
        let mut wanted = left(&ledger.known, &mut events)?;
        if wanted.is_empty() {
            return Ok(ledger);
        }
        // A longer list goes on where this part ends, since what is left follows from what is there then.
        wanted.truncate(MAX_ENTRIES);
        writer.keep(&mut wanted).await?;
        let (batch, next) = writer.batch(&ledger, &wanted, now)?;
        match writer.store.append(ledger.head.as_ref(), &batch).await {
            Ok(head) => {
                let after = Ledger { head: Some(head), ..next };
                if left(&after.known, &mut events)?.is_empty() {
                    return Ok(after);
                }
                from = Some(after);
            }
            Err(stores::AppendError::Conflict { .. }) => unconfirmed = None,
            // Nobody knows whether it took effect; the keys tell, once the head is read anew.
            Err(stores::AppendError::Store(error)) if error.is_unconfirmed() => unconfirmed = Some(error),
            Err(stores::AppendError::Store(error)) => return Err(error.into()),
        }
    }
    Err(unconfirmed.map_or(AppendError::Races(writer.patience.attempts), AppendError::Store))
}

/// What is to be recorded and is not there.
fn left<T: Event, E>(
    known: &[Known],
    events: &mut impl FnMut(&[Known]) -> Result<Vec<T>, E>,
) -> Result<Vec<T>, AppendError<E>> {
    let mut wanted = events(known).map_err(AppendError::Events)?;
    wanted.retain(|event| known.iter().all(|one| one.key != event.key()));
    Ok(wanted)
}

/// Reads all entries, verified from the first on; none where no ledger was begun.
///
/// # Errors
/// A store that cannot be read and a ledger that is not sound: neither is an answer.
pub async fn read<E>(writer: &Writer<'_>) -> Result<Ledger, AppendError<E>> {
    let Some(head) = writer.store.head().await? else { return Ok(Ledger::default()) };
    let stored = writer.store.entries(&head, 0..head.size()).await?;
    if let Some(missing) = stored.iter().find(|one| one.entry.is_none()) {
        return Err(AppendError::Missing(missing.index));
    }
    let (known, keyring) = verified(writer, &stored, head.note()).map_err(AppendError::Unusable)?;
    Ok(Ledger { head: Some(head), stored, keyring: Some(keyring), known })
}

fn verified(
    writer: &Writer<'_>,
    stored: &[StoredEntry],
    note: &[u8],
) -> Result<(Vec<Known>, Keyring), Unusable> {
    let entries: Vec<Stored<'_>> = stored
        .iter()
        .filter_map(|one| Some(Stored { entry: one.entry.as_deref()?, envelope: one.envelope.as_deref() }))
        .collect();
    let heads = Heads { signed: &[note], earlier: &[], quorum: None };
    known_and_keys(writer.store.origin(), writer.keyring.clone(), &entries, heads)
}

impl Writer<'_> {
    /// Keeps names and words apart, before the ledger commits to them: what it commits to must not be lost.
    async fn keep<T: Event>(&self, events: &mut [T]) -> Result<(), PeopleError> {
        let Some(people) = self.people else { return Ok(()) };
        for event in events {
            for value in event.private().to_vec() {
                let field = Line::new(value.field).map_err(|error| StoreError::Config(error.to_string()))?;
                let origin = self.store.origin();
                let commitment = people.keep(origin, &value.person, field, value.value).await?;
                event.commit(value.field, commitment);
            }
        }
        Ok(())
    }

    /// The batch, and the ledger as it will be, which is held to be sound before anything is written.
    fn batch<T: Event, E>(
        &self,
        ledger: &Ledger,
        events: &[T],
        now: Moment,
    ) -> Result<(Batch, Ledger), AppendError<E>> {
        let mut places: BTreeMap<Hash, LeafRef> = ledger.known.iter().map(|one| (one.key, one.leaf)).collect();
        let mut tip = match &ledger.head {
            Some(head) => head.tip().clone(),
            None => ledger::tip::Tip::new(self.store.origin().clone()),
        };
        let build = |error: &dyn std::fmt::Display| AppendError::Build(error.to_string());
        self.may_sign(ledger).map_err(|error| build(&error))?;
        let (mut records, mut evidence) = (Vec::new(), Vec::new());
        for event in events {
            let statement = event.statement(&places).map_err(|error: Unplaced| build(&error))?;
            let record = Record::sign(&statement, event.key(), self.signers).map_err(|error| build(&error))?;
            let placed = tip.append(&record, now, None).map_err(|error| build(&error))?;
            places.insert(event.key(), LeafRef { index: placed.index, hash: placed.leaf });
            records.push(record);
            evidence.extend(event.evidence().iter().cloned());
        }
        let batch = self.sequenced(ledger, &records, evidence, now).map_err(|error| build(&error))?;
        let mut stored = ledger.stored.clone();
        for placed in &batch.entries {
            let index = u64::try_from(stored.len()).unwrap_or(u64::MAX);
            let (entry, envelope) = (Some(placed.entry.clone()), Some(placed.envelope.clone()));
            stored.push(StoredEntry { index, entry, envelope });
        }
        let (known, keyring) = verified(self, &stored, &batch.checkpoint).map_err(|error| match error {
            Unusable::Faulty(message) => AppendError::Contradiction(message),
            Unusable::Unproven => AppendError::Unusable(Unusable::Unproven),
        })?;
        Ok((batch, Ledger { head: None, stored, keyring: Some(keyring), known }))
    }

    /// An entry by a key whose signature does not count would be a fault of the ledger for ever.
    fn may_sign(&self, ledger: &Ledger) -> Result<(), &'static str> {
        let (keyring, size) = (ledger.keyring.as_ref().unwrap_or(self.keyring), ledger.known.len());
        let size = u64::try_from(size).unwrap_or(u64::MAX);
        let standing: Vec<&VerifierKey> = keyring.at(size, &[Role::Record, Role::Approval]).collect();
        let stands = self.signers.iter().any(|key| standing.contains(&&key.verifier()));
        let message = "no key of `signing-key` may sign the record: it was replaced or revoked, or `record-keys` names a root and not this key";
        stands.then_some(()).ok_or(message)
    }

    fn sequenced(
        &self,
        ledger: &Ledger,
        records: &[Record],
        evidence: Vec<Vec<u8>>,
        now: Moment,
    ) -> Result<Batch, SequenceError> {
        let (origin, head) = (self.store.origin(), ledger.head.as_ref());
        let size = head.map_or(0, Head::size);
        let known: Vec<&VerifierKey> =
            ledger.keyring.as_ref().unwrap_or(self.keyring).checkpoint_keys(origin, size).collect();
        let sequencer = Sequencer { origin, signers: self.signers, known: &known, previous_shard: None };
        sequencer.batch(head, records, evidence, now)
    }
}

/// A random time up to one that doubles with each attempt: those who lost together do not try again together.
fn pause(writer: &Writer<'_>, attempt: u32) -> Duration {
    let Patience { shortest, longest, .. } = writer.patience;
    let doubled = shortest.saturating_mul(1_u32.checked_shl(attempt).unwrap_or(u32::MAX)).min(longest);
    let millis = u64::try_from(doubled.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(writer.clock.chance() % millis.saturating_add(1))
}
