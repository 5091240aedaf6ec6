//! What is drawn, as numbers: whoever draws only scales.

use std::collections::{BTreeMap, BTreeSet};

use history::trouble::Trouble;
use ledger::moment::Moment;
use metrics::Window;
use serde::Serialize;

use crate::row::{Outcome, Row};

const HALF_DAY: i64 = 43_200_000;
/// Up to so many days each has a bar, from there on each week.
const DAYS: i64 = 45;
/// From so many bars on, only the newest are kept, and weeks without deployments have none.
const BARS: usize = 110;

/// Deployments by when they ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Bars {
    /// Whether a bar is a week, named by its first day.
    pub weeks: bool,
    /// Oldest first.
    pub bars: Vec<Bar>,
    /// Bars that are older than these.
    pub left_out: usize,
}

/// One day or week.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Bar {
    /// Its first day.
    pub day: String,
    /// What succeeded and was no way back.
    pub succeeded: u64,
    /// Ways back that succeeded.
    pub rolled_back: u64,
    /// What failed, with impact or without.
    pub failed: u64,
    /// What was cancelled, was found running or has no end.
    pub other: u64,
}

impl Bar {
    /// How many there are in it.
    #[must_use]
    pub const fn all(&self) -> u64 {
        self.succeeded + self.rolled_back + self.failed + self.other
    }

    fn count(&mut self, row: &Row) {
        let place = match row.outcome {
            Outcome::Succeeded if row.kind == "rollback" => &mut self.rolled_back,
            Outcome::Succeeded => &mut self.succeeded,
            one if one.is_failure() => &mut self.failed,
            _ => &mut self.other,
        };
        *place += 1;
    }
}

impl Bars {
    /// The bars of deployments over a window.
    #[must_use]
    pub fn of(rows: &[Row], window: &Window) -> Self {
        let when: Vec<(Moment, &Row)> = rows.iter().filter_map(|row| Some((row.when()?, row))).collect();
        let moments = || when.iter().map(|(at, _)| *at);
        let Some((first, last)) = moments().min().zip(moments().max()) else { return Self::default() };
        let span = last.millis() - first.millis();
        let weeks = span > DAYS * 2 * HALF_DAY;
        let day = |at: Moment| {
            let of = if weeks { window.weeks(&[at]) } else { window.days(&[at]) };
            of.into_iter().next().map(|bucket| bucket.day).unwrap_or_default()
        };
        let mut bars: BTreeMap<String, Bar> = BTreeMap::new();
        for name in between(first, last).into_iter().map(day).collect::<BTreeSet<_>>() {
            bars.insert(name.clone(), Bar { day: name, ..Bar::default() });
        }
        for (at, row) in when {
            let name = day(at);
            bars.entry(name.clone()).or_insert_with(|| Bar { day: name, ..Bar::default() }).count(row);
        }
        let mut bars: Vec<Bar> = bars.into_values().collect();
        let left_out = bars.len().saturating_sub(BARS);
        bars.drain(..left_out);
        Self { weeks, bars, left_out }
    }
}

/// Moments that touch each day between two, unless there are too many.
fn between(first: Moment, last: Moment) -> Vec<Moment> {
    let steps = (last.millis() - first.millis()) / HALF_DAY;
    if steps > 14 * i64::try_from(BARS).unwrap_or_default() {
        return Vec::new();
    }
    (0..=steps).filter_map(|step| Moment::from_millis(first.millis() + step * HALF_DAY).ok()).collect()
}

/// A service in an environment, over the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Span {
    /// What, and where, if an incident says where.
    pub place: String,
    /// When deployments failed, oldest first.
    pub failed: Vec<Moment>,
    /// From when to when incidents were; one that is not over has no end.
    pub incidents: Vec<(Moment, Option<Moment>)>,
}

impl Span {
    /// The spans of whatever failed in a window or had an incident.
    #[must_use]
    pub fn of(rows: &[Row], troubles: &[Trouble], window: &Window) -> Vec<Self> {
        let mut spans: BTreeMap<String, Self> = BTreeMap::new();
        let empty = |place: &str| Self { place: place.to_owned(), failed: Vec::new(), incidents: Vec::new() };
        for row in rows.iter().rev().filter(|row| row.outcome.is_failure()) {
            if let Some(at) = row.when().filter(|at| window.has(*at)) {
                let place = format!("{} in {}", row.service, row.environment);
                spans.entry(place.clone()).or_insert_with(|| empty(&place)).failed.push(at);
            }
        }
        for one in troubles {
            let place = match &one.environment {
                Some(environment) => format!("{} in {environment}", one.service),
                None => one.service.to_string(),
            };
            let span = spans.entry(place.clone()).or_insert_with(|| empty(&place));
            span.incidents.push((one.detected_at, one.resolved_at));
        }
        spans.into_values().collect()
    }
}

#[cfg(test)]
mod tests;
