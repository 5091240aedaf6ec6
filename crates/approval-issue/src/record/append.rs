//! Events into a store: all of a run in one append, and all of it anew if somebody else was faster.
//!
//! Nothing is built on another head than the one whose entries were read and verified, and the store takes it only if that head is still its own. So what
//! is appended follows from all that is there, and of two runs that find the same only one records it. A ledger that was read before may be handed in: if it
//! moved on since, the store refuses, and it is read anew and everything follows anew.

use std::collections::BTreeMap;
use std::time::Duration;

use approval::policy::Policy;
use approval::request::Request;
use github::Clock;
use ledger::hash::Hash;
use ledger::keyring::Keyring;
use ledger::known::{Known, Unusable, known_and_keys};
use ledger::moment::Moment;
use ledger::name::Line;
use ledger::predicate::{LeafRef, Role};
use ledger::signer::{SignerKey, VerifierKey};
use ledger::tip::{Record, Tip, TipError};
use ledger::verify::{Heads, Stored};
use stores::append::{Beginning, DriveError, Patience};
use stores::batch::MAX_ENTRIES;
use stores::{
    AppendError as Refused, Batch, Head, People, PeopleError, Seen, SequenceError, Sequencer, Store,
    StoreError, StoredEntry,
};

use super::RecordError;
use super::event::Event;
use super::recorded::{Recorded, read};

/// Who writes, and where.
pub struct Writer<'a> {
    /// The shard of the ledger. All events of a request are in the shard that it was asked for in.
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

/// Why nothing was recorded, or nobody knows whether it was. Nothing may be resumed or deployed on it.
#[derive(Debug, thiserror::Error)]
pub enum AppendError<E> {
    /// What is to be recorded could not be said.
    #[error(transparent)]
    Events(E),
    /// It cannot be recorded.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The ledger that is there is no ground for anything.
    #[error(transparent)]
    Unusable(#[from] Unusable),
    /// An entry of the ledger is not there.
    #[error("entry {0} of the ledger is missing: restore it from a copy")]
    Missing(u64),
    /// The store, or a race that was lost too often.
    #[error(transparent)]
    Drive(Box<DriveError<BuildError>>),
    /// Where names and words of people are kept.
    #[error("nothing was recorded: {0}")]
    People(#[from] PeopleError),
    /// The store cannot be read.
    #[error("the record cannot be read, and nothing was decided: {0}")]
    Store(#[from] StoreError),
}

/// Why no batch was made.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A record that is none.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// No key whose signature counts: an entry by another one would be a fault of the ledger for ever.
    #[error(
        "no key of `signing-key` may sign this record: it was replaced or revoked, or `record-keys` does not name it"
    )]
    NoSigner,
    /// A record that cannot be signed.
    #[error(transparent)]
    Sign(#[from] ledger::tip::RecordError),
    /// No place for it.
    #[error(transparent)]
    Tip(#[from] TipError),
    /// No batch of it.
    #[error(transparent)]
    Sequence(#[from] SequenceError),
}

/// A ledger as it was read and verified, with its head.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    head: Option<Head>,
    /// The keys as its own records leave them; nothing where no ledger was begun.
    keyring: Option<Keyring>,
    /// All of its entries; none where no ledger was begun.
    pub entries: Vec<Known>,
}

impl Ledger {
    /// What was seen of it: whoever reads the store later holds it against this.
    #[must_use]
    pub fn seen(&self) -> Option<Seen> {
        self.head.as_ref().map(Seen::at)
    }
}

/// What the ledger holds after an append.
#[derive(Debug)]
pub struct After {
    /// Of the request.
    pub recorded: Recorded,
    /// All of it.
    pub ledger: Ledger,
}

/// Records what `events` says follows from what is there, until nothing more does, and gives what is recorded then. `events` is asked anew whenever
/// the ledger moved on; `now` is GitHub's clock. `known` is the ledger as the caller read it; without, it is read.
///
/// # Errors
/// Whatever keeps it from being recorded.
pub async fn append<E>(
    writer: &Writer<'_>,
    known: Option<Ledger>,
    request: &Request,
    policy: &Policy,
    now: Moment,
    mut events: impl FnMut(&Recorded) -> Result<Vec<Event>, E>,
) -> Result<After, AppendError<E>> {
    let mut lost = DriveError::Races(writer.patience.attempts);
    let mut known = known;
    for attempt in 0..writer.patience.attempts {
        let ledger = match known.take() {
            Some(ledger) => ledger,
            None => {
                if attempt > 0 {
                    writer.clock.sleep(pause(writer, attempt)).await;
                }
                match writer.read().await {
                    // Others may write while it is read, and GitHub's reads lag behind its writes.
                    Err(AppendError::Store(StoreError::Lost(_))) => continue,
                    ledger => ledger?,
                }
            }
        };
        let before = read(&ledger.entries, request, policy)?;
        let mut wanted = events(&before).map_err(AppendError::Events)?;
        wanted.retain(|event| !before.places.contains_key(&event.key));
        if wanted.is_empty() {
            return Ok(After { recorded: before, ledger });
        }
        // A longer list goes on where this part ends, since what is left follows from what is there then.
        wanted.truncate(MAX_ENTRIES);
        writer.keep(&mut wanted).await?;
        match writer.write(ledger, &before, &wanted, now).await {
            Ok(after) => known = Some(after),
            // Somebody else was faster, and what follows now is asked anew.
            Err(DriveError::Races(_)) => {}
            // Nobody knows whether it took effect: what is there tells.
            Err(DriveError::Store(error)) if error.is_unconfirmed() => lost = DriveError::Store(error),
            Err(error) => return Err(AppendError::Drive(Box::new(error))),
        }
    }
    Err(AppendError::Drive(Box::new(lost)))
}

impl Writer<'_> {
    /// Reads the ledger, verified from its first entry on; an empty one where none was begun.
    ///
    /// # Errors
    /// A store that cannot be read and a ledger that is not sound: neither is an answer.
    pub async fn read<E>(&self) -> Result<Ledger, AppendError<E>> {
        let Some(head) = self.store.head().await? else { return Ok(Ledger::default()) };
        let entries = self.store.entries(&head, 0..head.size()).await?;
        let stored = |one: &StoredEntry| one.entry.is_some();
        if let Some(missing) = entries.iter().find(|one| !stored(one)) {
            return Err(AppendError::Missing(missing.index));
        }
        let stored: Vec<Stored<'_>> = entries
            .iter()
            .filter_map(|one| Some(Stored { entry: one.entry.as_deref()?, envelope: one.envelope.as_deref() }))
            .collect();
        let heads = Heads { signed: &[head.note()], earlier: &[], quorum: None };
        let (entries, keyring) = known_and_keys(self.store.origin(), self.keyring.clone(), &stored, heads)?;
        Ok(Ledger { head: Some(head), keyring: Some(keyring), entries })
    }

    /// Keeps names and words apart, before the ledger commits to them: what it commits to must not be lost.
    async fn keep(&self, events: &mut [Event]) -> Result<(), PeopleError> {
        let Some(people) = self.people else { return Ok(()) };
        for event in events {
            for value in event.private.clone() {
                let field = Line::new(value.field.name());
                let field = field.map_err(|error| StoreError::Config(error.to_string()))?;
                let origin = self.store.origin();
                let commitment = people.keep(origin, &value.person, field, value.value.clone()).await?;
                event.commit(value.field, commitment);
            }
        }
        Ok(())
    }

    /// Appends to the ledger that was read, and to no other: wholly, or not at all.
    async fn write(
        &self,
        ledger: Ledger,
        before: &Recorded,
        events: &[Event],
        now: Moment,
    ) -> Result<Ledger, DriveError<BuildError>> {
        let Ledger { head, keyring, mut entries } = ledger;
        if head.is_none() && self.beginning == Beginning::MustExist {
            return Err(DriveError::NoLedger(self.store.name()));
        }
        let standing = keyring.as_ref().unwrap_or(self.keyring);
        let built = self.batch((head.as_ref(), standing), &before.places, events, now);
        let (batch, placed) = built.map_err(DriveError::Build)?;
        let head = self.store.append(head.as_ref(), &batch).await.map_err(|refused| match refused {
            Refused::Conflict { .. } => DriveError::Races(1),
            Refused::Store(error) => DriveError::Store(error),
        })?;
        entries.extend(placed);
        Ok(Ledger { head: Some(head), keyring, entries })
    }

    fn batch(
        &self,
        (head, keyring): (Option<&Head>, &Keyring),
        places: &BTreeMap<Hash, LeafRef>,
        events: &[Event],
        now: Moment,
    ) -> Result<(Batch, Vec<Known>), BuildError> {
        let (origin, size) = (self.store.origin(), head.map_or(0, Head::size));
        let standing: Vec<&VerifierKey> = keyring.at(size, &[Role::Record, Role::Approval]).collect();
        if !self.signers.iter().any(|key| standing.contains(&&key.verifier())) {
            return Err(BuildError::NoSigner);
        }
        let mut tip = head.map_or_else(|| Tip::new(origin.clone()), |head| head.tip().clone());
        let mut places = places.clone();
        let (mut records, mut evidence, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        for event in events {
            let statement = event.statement(&places)?;
            let record = Record::sign(&statement, event.key, self.signers)?;
            let placed = tip.append(&record, now, None)?;
            let leaf = LeafRef { index: placed.index, hash: placed.leaf };
            places.insert(event.key, leaf);
            entries.push(Known { leaf, key: event.key, time: now, statement: Some(statement) });
            records.push(record);
            evidence.extend(event.evidence.clone());
        }
        let known: Vec<&VerifierKey> = keyring.checkpoint_keys(origin, size).collect();
        let sequencer = Sequencer { origin, signers: self.signers, known: &known, previous_shard: None };
        Ok((sequencer.batch(head, &records, evidence, now)?, entries))
    }
}

/// A random time up to one that doubles with each attempt.
fn pause(writer: &Writer<'_>, attempt: u32) -> Duration {
    let Patience { shortest, longest, .. } = writer.patience;
    let doubled = shortest.saturating_mul(1_u32.checked_shl(attempt).unwrap_or(u32::MAX)).min(longest);
    let millis = u64::try_from(doubled.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(writer.clock.chance() % millis.saturating_add(1))
}
