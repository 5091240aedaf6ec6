//! The trend: line coverage of earlier commits, and of this one.

use coverage::Metric;
use verdict::Counts;

use crate::details::Details;

/// One line, if the baseline brought any earlier point.
pub(super) fn line(details: &Details) -> Option<String> {
    let baseline = details.baseline.as_ref()?;
    let now = details.totals.get(&Metric::Line).copied()?;
    let earlier = baseline.trend.iter().filter_map(|point| point.totals.get(&Metric::Line).copied());
    let points: Vec<Counts> = earlier.chain([now]).filter(|counts| counts.total > 0).collect();
    let [first, .., last] = points.as_slice() else { return None };
    let pairs: Vec<(u64, u64)> = points.iter().map(|counts| (counts.covered, counts.total)).collect();
    Some(format!(
        "Line coverage of the last {} measured commits: {} from {} to {}",
        points.len(),
        surface::sparkline(&pairs),
        first.percent(),
        last.percent()
    ))
}
