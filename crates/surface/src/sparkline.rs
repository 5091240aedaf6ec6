//! A history as a line of text, for a cell of a table.

/// The steps, from the least to the greatest.
const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Where there is nothing to measure.
const GAP: char = '·';
/// Where all values are the same.
const FLAT: char = '▄';
/// Binary digits behind the point, by which shares are compared: 2^64 parts of 2^40 fit well into 128 bits.
const DIGITS: u32 = 40;

/// Shares of a whole, as (part, whole), oldest first, between the least and the greatest of them; a whole of nothing is a gap. It shows
/// which way things go, never how far: the least is at the bottom, however near it is to the greatest.
#[must_use]
pub fn sparkline(values: &[(u64, u64)]) -> String {
    let share = |&(part, whole): &(u64, u64)| (u128::from(part) << DIGITS).checked_div(u128::from(whole));
    let shares: Vec<Option<u128>> = values.iter().map(share).collect();
    let known = || shares.iter().copied().flatten();
    let (Some(least), Some(greatest)) = (known().min(), known().max()) else {
        return shares.iter().map(|_| GAP).collect();
    };
    let step = |share: &Option<u128>| share.map_or(GAP, |share| step(share, least, greatest));
    shares.iter().map(step).collect()
}

/// The step that is nearest.
fn step(share: u128, least: u128, greatest: u128) -> char {
    let span = greatest.saturating_sub(least);
    if span == 0 {
        return FLAT;
    }
    let above = share.saturating_sub(least);
    let nearest = (above * 14 + span) / (span * 2);
    usize::try_from(nearest).ok().and_then(|at| STEPS.get(at)).copied().unwrap_or(FLAT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_is_at_the_bottom_and_the_greatest_at_the_top() {
        let ramp: Vec<(u64, u64)> = (70..78).map(|part| (part, 100)).collect();
        assert_eq!(sparkline(&ramp), "▁▂▃▄▅▆▇█");
        assert_eq!(sparkline(&[(999, 1000), (998, 1000), (1000, 1000)]), "▅▁█");
    }

    #[test]
    fn wholes_of_different_size_are_compared_as_shares() {
        assert_eq!(sparkline(&[(1, 2), (500, 1000), (3, 4), (u64::MAX, u64::MAX)]), "▁▁▅█");
    }

    #[test]
    fn what_does_not_change_is_flat_and_what_was_not_measured_is_a_gap() {
        assert_eq!(sparkline(&[]), "");
        assert_eq!(sparkline(&[(8, 10)]), "▄");
        assert_eq!(sparkline(&[(8, 10), (0, 0), (80, 100)]), "▄·▄");
        assert_eq!(sparkline(&[(0, 0), (0, 0)]), "··");
        assert_eq!(sparkline(&[(0, 5), (0, 0), (5, 5)]), "▁·█");
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        assert_eq!(sparkline(&[(0, u64::MAX), (u64::MAX, 1)]), "▁█");
    }
}
