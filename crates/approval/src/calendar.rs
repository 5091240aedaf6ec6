//! When approvals may be given: business hours of a zone, and freezes. The zones are those of the IANA database that is built in, so that
//! every machine comes to the same answer.

use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan as _};
use verdict::Time;

use crate::policy::{Freeze, Hours, Policy};

/// Days in which the next opening is looked for: a week, and one for each side of the date line.
const DAYS: i64 = 9;

/// Minutes of a day.
pub const DAY: u16 = 24 * 60;

/// What a moment is, under a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moment {
    /// Approvals may be given.
    Open,
    /// It is outside of the hours.
    Closed {
        /// The first moment after it at which approvals may be given; nothing if there is none.
        until: Option<Time>,
    },
    /// It is within a freeze.
    Frozen {
        /// The first moment after it that is in no freeze.
        until: Time,
        /// Why, of the freeze that lasts longest.
        why: String,
    },
}

/// Whether approvals may be given at a moment. A zone that is not known is never open.
#[must_use]
pub fn at(policy: &Policy, moment: Time) -> Moment {
    if let Some((until, why)) = frozen(&policy.freezes, moment) {
        return Moment::Frozen { until, why: why.to_owned() };
    }
    let Some(hours) = &policy.hours else { return Moment::Open };
    let Some(zone) = zone(&hours.zone) else { return Moment::Closed { until: None } };
    match timestamp(moment) {
        Some(now) if is_open(hours, &zone, now) => Moment::Open,
        Some(now) => Moment::Closed { until: next_opening(policy, hours, &zone, now) },
        None => Moment::Closed { until: None },
    }
}

/// So many minutes after a moment; the last moment that can be written if there is none so late.
#[must_use]
pub fn minutes_after(moment: Time, minutes: u32) -> Time {
    timestamp(moment)
        .map(|moment| moment.saturating_add(i64::from(minutes).minutes()).unwrap_or(Timestamp::MAX))
        .and_then(|moment| Time::from_timestamp(moment).ok())
        .unwrap_or(moment)
}

/// A zone of the database that is built in.
pub(crate) fn zone(name: &str) -> Option<TimeZone> {
    let zone = TimeZoneDatabase::bundled().get(name).ok()?;
    (!zone.is_unknown()).then_some(zone)
}

/// The end of the freezes that hold without a gap from a moment on, and why.
fn frozen(freezes: &[Freeze], moment: Time) -> Option<(Time, &str)> {
    let longest_at = |moment: Time| {
        freezes
            .iter()
            .filter(|freeze| freeze.from <= moment && moment < freeze.until)
            .max_by_key(|freeze| freeze.until)
    };
    let first = longest_at(moment)?;
    let mut until = first.until;
    while let Some(next) = longest_at(until) {
        until = next.until;
    }
    Some((until, &first.reason))
}

/// By the clock on the wall: what a summer time skips is skipped, and what it repeats is repeated.
fn is_open(hours: &Hours, zone: &TimeZone, moment: Timestamp) -> bool {
    let wall = zone.to_datetime(moment);
    let minute = i32::from(wall.hour()) * 60 + i32::from(wall.minute());
    let day = wall.weekday().to_monday_one_offset();
    hours.days.iter().any(|open| i16::from(*open) == i16::from(day))
        && i32::from(hours.from) <= minute
        && minute < i32::from(hours.until)
}

fn next_opening(policy: &Policy, hours: &Hours, zone: &TimeZone, now: Timestamp) -> Option<Time> {
    let mut from = now;
    for _ in 0..=policy.freezes.len() {
        let opening = first_open(hours, zone, from)?;
        let at = Time::from_timestamp(opening).ok()?;
        match frozen(&policy.freezes, at) {
            Some((until, _)) => from = timestamp(until)?,
            None => return Some(at),
        }
    }
    None
}

/// The first moment from this one on that is within the hours. Hours begin at their own time on the wall, or where the zone changes.
fn first_open(hours: &Hours, zone: &TimeZone, from: Timestamp) -> Option<Timestamp> {
    let first = zone.to_datetime(from).date().yesterday().ok()?;
    let time =
        jiff::civil::time(i8::try_from(hours.from / 60).ok()?, i8::try_from(hours.from % 60).ok()?, 0, 0);
    let end = from.checked_add((DAYS * 24).hours()).ok()?;
    let mut candidates = vec![from];
    for days in 0..=DAYS {
        let Ok(date) = first.checked_add(days.days()) else { break };
        let begins = zone.to_ambiguous_timestamp(date.to_datetime(time));
        candidates.extend(begins.earlier());
        candidates.extend(begins.later());
    }
    candidates.extend(zone.following(from).map(|change| change.timestamp()).take_while(|at| *at <= end));
    candidates.into_iter().filter(|at| *at >= from && is_open(hours, zone, *at)).min()
}

fn timestamp(moment: Time) -> Option<Timestamp> {
    moment.to_string().parse().ok()
}

#[cfg(test)]
mod tests;
