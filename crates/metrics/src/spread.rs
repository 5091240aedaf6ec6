//! A distribution: quantiles of times, never one number alone.

use serde::Serialize;

/// Quantiles of a multiset of milliseconds, by type 7 (linear interpolation, as spreadsheets and `PERCENTILE_CONT` do), rounded down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Spread {
    /// How many there are.
    pub count: usize,
    /// The smallest.
    pub least_millis: i64,
    /// The median.
    pub median_millis: i64,
    /// Three quarters are no longer.
    pub p75_millis: i64,
    /// Nine in ten are no longer.
    pub p90_millis: i64,
    /// Nineteen in twenty are no longer.
    pub p95_millis: i64,
    /// The largest.
    pub most_millis: i64,
}

impl Spread {
    /// The quantiles of these; nothing of none.
    #[must_use]
    pub fn of(mut millis: Vec<i64>) -> Option<Self> {
        millis.sort_unstable();
        Some(Self {
            count: millis.len(),
            least_millis: *millis.first()?,
            median_millis: quantile(&millis, 500)?,
            p75_millis: quantile(&millis, 750)?,
            p90_millis: quantile(&millis, 900)?,
            p95_millis: quantile(&millis, 950)?,
            most_millis: *millis.last()?,
        })
    }
}

/// The quantile of sorted values, in thousandths, by type 7.
#[must_use]
pub fn quantile(sorted: &[i64], thousandths: usize) -> Option<i64> {
    let place = sorted.len().checked_sub(1)?.checked_mul(thousandths)?;
    let low = *sorted.get(place / 1000)?;
    let high = sorted.get(place / 1000 + 1).copied().unwrap_or(low);
    let part = i128::try_from(place % 1000).ok()?;
    let value = (i128::from(low) * (1000 - part) + i128::from(high) * part).div_euclid(1000);
    i64::try_from(value).ok()
}

/// The lower of the two in the middle, as DevLake takes it: the largest value whose `percent_rank` is at most a half.
#[must_use]
pub fn lower_median(sorted: &[i64]) -> Option<i64> {
    sorted.get(sorted.len().checked_sub(1)? / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_interpolated_and_rounded_down() {
        let values = [60, 120, 180, 360, 1440, 1440, 4320];
        assert_eq!(quantile(&values, 500), Some(360));
        assert_eq!(quantile(&values, 900), Some(2592));
        assert_eq!(quantile(&[1, 2], 500), Some(1));
        assert_eq!(quantile(&[-2, -1], 500), Some(-2));
        assert_eq!(quantile(&[], 500), None);
        assert_eq!(quantile(&[i64::MAX, i64::MAX], 950), Some(i64::MAX));
    }

    #[test]
    fn the_lower_median_is_one_of_the_values() {
        assert_eq!(lower_median(&[50, 90, 630]), Some(90));
        assert_eq!(lower_median(&[50, 90]), Some(50));
        assert_eq!(lower_median(&[]), None);
    }

    #[test]
    fn a_spread_of_nothing_is_none() {
        assert_eq!(Spread::of(Vec::new()), None);
        let one = Spread::of(vec![7]).unwrap();
        assert_eq!((one.count, one.least_millis, one.p95_millis, one.most_millis), (1, 7, 7, 7));
    }
}
