//! Whether to try again, and when: pure, over what is known of a failed attempt.
//!
//! The rules are GitHub's "Best practices for using the REST API": `retry-after` first, then `x-ratelimit-reset` if nothing remains,
//! then at least a minute for a secondary limit, doubling.

use std::time::Duration;

use crate::errors::Error;

/// An attempt that brought no usable answer.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: Error,
    pub(crate) effect: Effect,
    pub(crate) wait: Wait,
}

/// What the attempt may have done on GitHub's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Surely nothing.
    None,
    /// Nobody knows: the answer was lost, or says nothing about it.
    Unknown,
}

/// When another attempt makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    /// It would fail in the same way.
    Never,
    /// Soon, and later each time.
    Backoff,
    /// Not before what GitHub named.
    Named(Duration),
    /// A secondary limit that names no time: a minute, then two, then four.
    Secondary,
}

/// The first wait, and the longest, without a time that GitHub named.
const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(30);
const SECONDARY: Duration = Duration::from_secs(60);
/// Attempts at one call, whatever the budget: a server that fails ten times in a row is down.
const ATTEMPTS: u32 = 10;

/// What is left of the time that one call may take.
#[derive(Debug)]
pub(crate) struct Patience {
    until: Duration,
    attempt: u32,
}

impl Patience {
    /// Patience until a moment of the clock.
    pub(crate) fn new(until: Duration) -> Self {
        Self { until, attempt: 0 }
    }

    /// When it is over.
    pub(crate) fn until(&self) -> Duration {
        self.until
    }

    /// How long to wait before the next attempt. `chance` spreads those that were refused together.
    ///
    /// # Errors
    /// The time that would have to pass, if there is no such attempt: nothing left of the budget or of the attempts.
    pub(crate) fn next(&mut self, wait: Wait, now: Duration, chance: u64) -> Result<Duration, Duration> {
        self.attempt += 1;
        let doubled = |first: Duration| first.saturating_mul(1 << (self.attempt - 1).min(16));
        let (least, spread) = match wait {
            Wait::Never => return Err(Duration::ZERO),
            Wait::Named(time) => (time, Duration::from_secs(1)),
            Wait::Secondary => (doubled(SECONDARY), Duration::from_secs(5)),
            Wait::Backoff => {
                let half = doubled(FIRST).min(LONGEST) / 2;
                (half, half)
            }
        };
        let spread = u64::try_from(spread.as_millis()).unwrap_or(u64::MAX).max(1);
        let wait = least.saturating_add(Duration::from_millis(chance % spread));
        if self.attempt < ATTEMPTS && now.saturating_add(wait) <= self.until { Ok(wait) } else { Err(least) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(100);

    fn waits(wait: Wait, budget: u64, chance: u64) -> Vec<u128> {
        let mut patience = Patience::new(START + Duration::from_secs(budget));
        let mut now = START;
        let mut waits = Vec::new();
        while let Ok(time) = patience.next(wait, now, chance) {
            now += time;
            waits.push(time.as_millis());
        }
        waits
    }

    #[test]
    fn without_a_named_time_the_waits_double_and_are_spread() {
        assert_eq!(waits(Wait::Backoff, 600, 0), [250, 500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
        assert_eq!(waits(Wait::Backoff, 3, 249), [499, 749, 1249]);
    }

    #[test]
    fn a_named_time_is_never_shortened() {
        assert_eq!(waits(Wait::Named(Duration::from_secs(7)), 20, 999), [7999, 7999]);
        assert_eq!(waits(Wait::Named(Duration::from_secs(7)), 20, 1000), [7000, 7000]);
    }

    #[test]
    fn a_secondary_limit_waits_a_minute_at_least() {
        assert_eq!(waits(Wait::Secondary, 600, 1), [60_001, 120_001, 240_001]);
    }

    #[test]
    fn what_is_past_the_budget_is_told_and_not_waited_for() {
        let mut patience = Patience::new(START + Duration::from_secs(300));
        let hour = Duration::from_secs(3600);
        assert_eq!(patience.next(Wait::Named(hour), START, 5), Err(hour));
    }

    #[test]
    fn what_cannot_succeed_is_not_tried_again() {
        assert_eq!(waits(Wait::Never, 600, 0), [0; 0]);
    }
}
