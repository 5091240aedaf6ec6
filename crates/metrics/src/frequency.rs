//! Deployment frequency: how often what is new reached its users.

use serde::Serialize;

use crate::figures::Share;
use crate::records::Records;
use crate::rollout::{Rollout, is_new};
use crate::spread::quantile;
use crate::window::{Bucket, Window};

/// How often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Frequency {
    /// Rollouts that succeeded and brought something else than what was there: the metric.
    pub count: usize,
    /// All that succeeded, also the same artifact with the same configuration again.
    pub successes: usize,
    /// Planned ones and hotfixes alone: no way back, no change of configuration alone.
    pub forward: usize,
    /// The count by the days of the window, rounded down to four decimals: `0.5000`.
    pub per_day: String,
    /// Milliseconds between one and the next, the median; nothing of fewer than two.
    pub median_gap_millis: Option<i64>,
    /// On how many days of a week there was one, the median over the whole weeks and parts of weeks of the window, in thousandths.
    pub days_a_week_thousandths: Option<i64>,
    /// How many on each day that had any, in the window's zone.
    pub days: Vec<Bucket>,
    /// How many in each week that had any, by the week's first day.
    pub weeks: Vec<Bucket>,
    /// What this rests on.
    pub records: Records,
}

/// The frequency of rollouts that ended in the window.
pub(crate) fn measure(ended: &[&Rollout<'_>], window: &Window) -> Frequency {
    let successes: Vec<&Rollout<'_>> = ended.iter().copied().filter(|one| one.succeeded()).collect();
    let new: Vec<&Rollout<'_>> = successes.iter().copied().filter(|one| is_new(one.kind)).collect();
    let finished: Vec<_> = new.iter().filter_map(|one| one.finished).collect();
    let mut gaps: Vec<i64> =
        finished.iter().zip(finished.iter().skip(1)).map(|(one, next)| next.millis() - one.millis()).collect();
    gaps.sort_unstable();
    Frequency {
        count: new.len(),
        successes: successes.len(),
        forward: new.iter().filter(|one| one.is_forward()).count(),
        per_day: per_day(new.len(), window),
        median_gap_millis: quantile(&gaps, 500),
        days_a_week_thousandths: window.days_a_week(&finished),
        days: window.days(&finished),
        weeks: window.weeks(&finished),
        records: Records::of(successes.iter().flat_map(|one| one.stands())),
    }
}

fn per_day(count: usize, window: &Window) -> String {
    let (days, parts) = window.length();
    let scaled = (count as u64).saturating_mul(parts);
    Share { count: scaled, of: days.max(1) }.decimal()
}
