//! The whole of an append: read the head, look for what is there already, build on it, append; and all of that again if somebody else was faster.
//!
//! Nothing but the whole is ever repeated. An idempotency key makes that harmless: what a lost answer left in the ledger is found the next time, and given back.

use std::time::Duration;

use github::Clock;
use ledger::hash::Hash;

use crate::batch::Batch;
use crate::error::{AppendError, StoreError};
use crate::head::Head;
use crate::seen::Lost;
use crate::store::{Found, Store};

/// How long one tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Reads of the head at most.
    pub attempts: u32,
    /// The longest wait after the first lost race is twice this, and doubles with each further one.
    pub shortest: Duration,
    /// The longest of all.
    pub longest: Duration,
}

impl Default for Patience {
    /// About two minutes at most: a race among fifty is lost often, and each wait is short beside a job.
    fn default() -> Self {
        Self { attempts: 30, shortest: Duration::from_millis(250), longest: Duration::from_secs(8) }
    }
}

/// Whether a ledger that is not there may be begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// It is the first append of a shard.
    May,
    /// There is one, as the caller knows: not to find it is an error.
    MustExist,
}

/// What became of the records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The head that covers them.
    pub head: Head,
    /// Where each is, in the order of the keys.
    pub places: Vec<Place>,
}

/// Where a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its index.
    pub index: u64,
    /// Whether it was there before: an earlier attempt, whose answer was lost, or another job recorded it.
    pub found: bool,
}

/// Why an append ended without effect, or with an unknown one.
#[derive(Debug, thiserror::Error)]
pub enum DriveError<E> {
    /// The caller's own.
    #[error(transparent)]
    Build(E),
    /// No ledger where there must be one.
    #[error(
        "there is no ledger at {0}, and there has to be one: check the address; `may begin` is for the first record of a shard alone"
    )]
    NoLedger(String),
    /// Others were faster each time.
    #[error(
        "others were faster {0} times: nothing was recorded; try again, or let one job record for all (`concurrency`)"
    )]
    Races(u32),
    /// The caller built something else than was asked for.
    #[error("the batch holds {found} entries for {wanted} records")]
    Built {
        /// Entries.
        found: usize,
        /// Records.
        wanted: usize,
    },
    /// An entry under another key than the record that it is for.
    #[error("number {at} of the batch has another idempotency key than the record that it is for")]
    Key {
        /// Which, from 0.
        at: usize,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How often a head that is older than the one seen before is read again: GitHub's reads lag behind its writes.
const LAGS: u32 = 5;

/// Records what has these idempotency keys. `build` is called with the head that was read and the positions of the keys that the ledger does not
/// hold yet, as often as it takes; its batch has one entry for each of them, in that order.
///
/// # Errors
/// What `build` says, a store that cannot be used, and a race that was lost too often.
pub async fn append<E>(
    store: &Store,
    keys: &[Hash],
    beginning: Beginning,
    patience: Patience,
    clock: &dyn Clock,
    mut build: impl FnMut(Option<&Head>, &[usize]) -> Result<Batch, E>,
) -> Result<Appended, DriveError<E>> {
    let (mut lags, mut lost) = (0, None);
    for attempt in 0..patience.attempts {
        if attempt > 0 {
            clock.sleep(pause(&patience, attempt, clock.chance())).await;
        }
        let looked = match store.look(keys).await {
            Err(StoreError::Lost(Lost::Gone { .. } | Lost::Shrunk { .. })) if lags < LAGS => {
                lags += 1;
                continue;
            }
            looked => looked?,
        };
        let state = State::of(looked, keys.len());
        if state.head.is_none() && beginning == Beginning::MustExist {
            return Err(DriveError::NoLedger(store.name()));
        }
        let missing = state.missing();
        if missing.is_empty()
            && let Some(head) = state.head.clone()
        {
            return Ok(state.appended(head));
        }
        let batch = build(state.head.as_ref(), &missing).map_err(DriveError::Build)?;
        fits(&batch, &missing, keys)?;
        match store.append(state.head.as_ref(), &batch).await {
            Ok(head) => return Ok(state.appended(head)),
            Err(AppendError::Conflict { .. }) => lost = None,
            // Nobody knows whether it took effect; the keys tell, once the head is read anew.
            Err(AppendError::Store(error)) if error.is_unconfirmed() => lost = Some(error),
            Err(AppendError::Store(error)) => return Err(error.into()),
        }
    }
    Err(lost.map_or(DriveError::Races(patience.attempts), DriveError::Store))
}

/// What the ledger holds of the records.
struct State {
    head: Option<Head>,
    /// The index of each record that is there, in the order of the keys.
    found: Vec<Option<u64>>,
}

impl State {
    fn of(looked: Option<(Head, Vec<Option<Found>>)>, keys: usize) -> Self {
        let Some((head, found)) = looked else { return Self { head: None, found: vec![None; keys] } };
        Self {
            head: Some(head),
            found: found.iter().map(|found| found.as_ref().map(|one| one.index)).collect(),
        }
    }

    /// The positions of the records that are not there.
    fn missing(&self) -> Vec<usize> {
        self.found.iter().enumerate().filter(|(_, found)| found.is_none()).map(|(at, _)| at).collect()
    }

    /// Those that were not there follow the head that was read, one after the other.
    fn appended(&self, head: Head) -> Appended {
        let mut next = self.head.as_ref().map_or(0, Head::size)..;
        let place = |found: &Option<u64>| match found {
            Some(index) => Some(Place { index: *index, found: true }),
            None => next.next().map(|index| Place { index, found: false }),
        };
        Appended { head, places: self.found.iter().filter_map(place).collect() }
    }
}

/// Holds what the caller built against what was asked for: an entry under another key than the one that was looked for could be recorded twice.
fn fits<E>(batch: &Batch, missing: &[usize], keys: &[Hash]) -> Result<(), DriveError<E>> {
    if batch.entries.len() != missing.len() {
        return Err(DriveError::Built { found: batch.entries.len(), wanted: missing.len() });
    }
    let wanted = missing.iter().filter_map(|at| keys.get(*at));
    let other = batch.entries.iter().zip(wanted).position(|(placed, key)| !placed.has_key(key));
    other.map_or(Ok(()), |at| Err(DriveError::Key { at }))
}

/// A random time up to one that doubles with each attempt: those who lost together do not try again together.
fn pause(patience: &Patience, attempt: u32, chance: u64) -> Duration {
    let doubled = patience.shortest.saturating_mul(1_u32.checked_shl(attempt).unwrap_or(u32::MAX));
    let millis = u64::try_from(doubled.min(patience.longest).as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(chance % millis.saturating_add(1))
}

#[cfg(test)]
mod tests;
