//! Time as the client sees it, so that tests wait for nothing.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

/// Waiting, measuring and chance.
pub trait Clock: Send + Sync {
    /// How long since some fixed moment; never goes back.
    fn elapsed(&self) -> Duration;
    /// Waits.
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
    /// Seconds since 1970, for `x-ratelimit-reset` where an answer has no `date`.
    fn unix_seconds(&self) -> i64;
    /// A number that differs between runners that were refused together.
    fn chance(&self) -> u64;
}

/// The machine's.
#[derive(Debug)]
pub struct SystemClock(Instant);

impl SystemClock {
    /// Starts now.
    #[must_use]
    pub fn start() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(time))
    }

    fn unix_seconds(&self) -> i64 {
        jiff::Timestamp::now().as_second()
    }

    fn chance(&self) -> u64 {
        // Without entropy the waits are the same for all: slower under load, and nothing worse.
        getrandom::u64().unwrap_or_default()
    }
}
