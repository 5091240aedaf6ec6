//! The one clock that all timestamps of the simulator come from.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

/// A clock that a test moves by hand, or that runs with real time under the command line.
///
/// Clones show the same time, so a test may hold one while the simulator runs.
#[derive(Debug, Clone)]
pub struct SimClock(Arc<Mutex<Time>>);

#[derive(Debug)]
struct Time {
    at: Timestamp,
    running_since: Option<Instant>,
}

impl SimClock {
    /// A clock that stands still at `at` until it is told to move.
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(Time { at, running_since: None })))
    }

    /// A clock that starts at `at` and runs with real time.
    #[must_use]
    pub fn running(at: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(Time { at, running_since: Some(Instant::now()) })))
    }

    /// The time in whole seconds, as GitHub writes it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let time = self.lock();
        let passed = time.running_since.map_or(Duration::ZERO, |since| since.elapsed());
        let now = after(time.at, passed);
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let mut time = self.lock();
        time.at = after(time.at, by);
    }

    fn lock(&self) -> MutexGuard<'_, Time> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `at` plus `by`, or the end of time.
pub(crate) fn after(at: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by).ok().and_then(|by| at.checked_add(by).ok()).unwrap_or(Timestamp::MAX)
}
