//! The window of a measurement: from a moment up to, and without, another, told in days of a zone.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use ledger::moment::Moment;
use serde::Serialize;

use crate::spread::quantile;

const DAY_MILLIS: u64 = 86_400_000;

/// On which day a week begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WeekStart {
    /// As ISO 8601 has it.
    #[default]
    Monday,
    /// As BigQuery's `WEEK` has it.
    Sunday,
}

/// From `from` up to, and without, `to`.
#[derive(Debug, Clone)]
pub struct Window {
    from: Moment,
    to: Moment,
    zone: TimeZone,
    name: String,
    /// On which day weeks begin.
    pub week: WeekStart,
}

/// How many on a day or in a week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bucket {
    /// The day, or the first day of the week: `2025-03-03`.
    pub day: String,
    /// How many.
    pub count: usize,
}

/// Why there is no such window.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WindowError {
    /// Nobody knows the zone.
    #[error("`{0}` is no time zone: write one of IANA's names, such as UTC or Europe/Berlin")]
    NoZone(String),
    /// It ends before it begins, or is empty.
    #[error("the window from {0} to {1} is empty: its end has to be later than its beginning")]
    Empty(Moment, Moment),
    /// It is not a day.
    #[error("`{0}` is no day and no moment: write 2026-11-22, or 2026-11-22T10:00:00.000Z")]
    NoDay(String),
}

/// The zone of a name of IANA's database, as it travels with the program.
///
/// # Errors
/// A name that is not in it.
pub fn zone(name: &str) -> Result<TimeZone, WindowError> {
    let error = || WindowError::NoZone(name.chars().take(64).filter(|letter| !letter.is_control()).collect());
    if name == "UTC" {
        return Ok(TimeZone::UTC);
    }
    TimeZone::get(name).map_err(|_| error())
}

/// A moment as it is recorded, or the first moment of a day in a zone.
///
/// # Errors
/// Neither.
pub fn moment(text: &str, zone: &TimeZone) -> Result<Moment, WindowError> {
    let error = || WindowError::NoDay(text.chars().take(64).filter(|letter| !letter.is_control()).collect());
    if let Ok(moment) = Moment::parse(text) {
        return Ok(moment);
    }
    let first = match text.parse::<Date>() {
        Ok(day) if text.len() == 10 => zone.to_ambiguous_zoned(day.to_datetime(Time::midnight())).compatible(),
        _ => return text.parse::<Timestamp>().ok().and_then(of_timestamp).ok_or_else(error),
    };
    first.ok().and_then(|zoned| of_timestamp(zoned.timestamp())).ok_or_else(error)
}

fn of_timestamp(timestamp: Timestamp) -> Option<Moment> {
    Moment::from_millis(timestamp.as_millisecond()).ok()
}

impl Window {
    /// The window between two moments, in the days of a zone.
    ///
    /// # Errors
    /// An unknown zone, or an empty window.
    pub fn new(from: Moment, to: Moment, name: &str) -> Result<Self, WindowError> {
        if from >= to {
            return Err(WindowError::Empty(from, to));
        }
        let zone = zone(name)?;
        Ok(Self { from, to, zone, name: name.to_owned(), week: WeekStart::default() })
    }

    /// Its first moment.
    #[must_use]
    pub const fn from(&self) -> Moment {
        self.from
    }

    /// The first moment that is no longer in it.
    #[must_use]
    pub const fn to(&self) -> Moment {
        self.to
    }

    /// The name of its zone.
    #[must_use]
    pub fn zone(&self) -> &str {
        &self.name
    }

    /// Whether a moment is in it.
    #[must_use]
    pub fn has(&self, at: Moment) -> bool {
        self.from <= at && at < self.to
    }

    /// The day that a moment is on.
    #[must_use]
    pub fn day(&self, at: Moment) -> Date {
        self.local(at).0
    }

    /// How many of the moments are on each day that has any.
    #[must_use]
    pub fn days(&self, moments: &[Moment]) -> Vec<Bucket> {
        buckets(moments.iter().map(|at| self.day(*at)))
    }

    /// How many of the moments are in each week that has any.
    #[must_use]
    pub fn weeks(&self, moments: &[Moment]) -> Vec<Bucket> {
        buckets(moments.iter().map(|at| self.week_of(self.day(*at))))
    }

    /// Its length, as a number of parts and how many of them make a day: days of its zone where it begins and ends with one, however long they
    /// are, else milliseconds.
    #[must_use]
    pub fn length(&self) -> (u64, u64) {
        let ((first, began), (last, ended)) = (self.local(self.from), self.local(self.to));
        if began == Time::midnight() && ended == Time::midnight() {
            let days = first.until(last).map_or(0, |span| span.get_days());
            (u64::try_from(days).unwrap_or_default(), 1)
        } else {
            (u64::try_from(self.to.millis() - self.from.millis()).unwrap_or_default(), DAY_MILLIS)
        }
    }

    /// On how many days of a week there is one of the moments: the median over the weeks that the window touches, in thousandths.
    #[must_use]
    pub fn days_a_week(&self, moments: &[Moment]) -> Option<i64> {
        let days: BTreeSet<Date> = moments.iter().map(|at| self.day(*at)).collect();
        let mut of_week: BTreeMap<Date, i64> = BTreeMap::new();
        let last = Moment::from_millis(self.to.millis() - 1).map_or(self.from, |at| at);
        let (mut week, last) = (self.week_of(self.day(self.from)), self.week_of(self.day(last)));
        while week <= last {
            of_week.insert(week, 0);
            week = week.checked_add(Span::new().days(7)).ok()?;
        }
        for day in days {
            *of_week.entry(self.week_of(day)).or_default() += 1000;
        }
        let mut counts: Vec<i64> = of_week.into_values().collect();
        counts.sort_unstable();
        quantile(&counts, 500)
    }

    fn local(&self, at: Moment) -> (Date, Time) {
        let timestamp = Timestamp::from_millisecond(at.millis()).unwrap_or(Timestamp::UNIX_EPOCH);
        let local = self.zone.to_datetime(timestamp);
        (local.date(), local.time())
    }

    /// The first day of the week of a day.
    fn week_of(&self, day: Date) -> Date {
        let behind = match self.week {
            WeekStart::Monday => day.weekday().to_monday_zero_offset(),
            WeekStart::Sunday => day.weekday().to_sunday_zero_offset(),
        };
        day.checked_sub(Span::new().days(i64::from(behind))).unwrap_or(day)
    }
}

fn buckets(days: impl Iterator<Item = Date>) -> Vec<Bucket> {
    let mut found: BTreeMap<Date, usize> = BTreeMap::new();
    days.for_each(|day| *found.entry(day).or_default() += 1);
    found.into_iter().map(|(day, count)| Bucket { day: day.to_string(), count }).collect()
}
