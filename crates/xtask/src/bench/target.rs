//! What the gate promises about its speed and size, held against what was measured.

use super::race::Result as Entry;
use super::tool::Tool;

/// One promise, and whether it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// The promise.
    pub(super) what: String,
    /// The number that was measured.
    pub(super) measured: String,
    pub(super) met: bool,
}

/// grcov's time divided by ours must be at least this, for an input.
const FASTER: [(&str, u64); 2] = [("lcov", 10), ("jacoco", 3)];
/// Peak memory in bytes for an input.
const SMALLER: [(&str, u64); 1] = [("lcov", 200_000_000)];
/// Peak memory for each distinct line that an input names.
const PER_LINE: [&str; 2] = ["one-line", "repeated"];
const BYTES_PER_LINE: u64 = 40;

/// The promises about what was measured: an input that did not run has none.
pub(super) fn targets(entries: &[Entry]) -> Vec<Target> {
    let of = |input: &str, tool| entries.iter().find(|entry| entry.input == input && entry.tool == tool);
    let faster = FASTER.iter().filter_map(|(input, least)| {
        let (ours, grcov) = (of(input, Tool::Ours)?.run, of(input, Tool::Grcov)?.run);
        Some(Target {
            what: format!("{input}: at least {least} times as fast as grcov"),
            measured: format!("{} times", ratio(grcov.microseconds, ours.microseconds)),
            met: grcov.microseconds >= least.saturating_mul(ours.microseconds),
        })
    });
    let smaller = SMALLER.iter().filter_map(|(input, most)| {
        let peak = of(input, Tool::Ours)?.run.peak_bytes;
        Some(Target {
            what: format!("{input}: less than {} MB", most / 1_000_000),
            measured: format!("{} MB", megabytes(peak)),
            met: peak < *most,
        })
    });
    let per_line = PER_LINE.iter().filter_map(|input| {
        let entry = of(input, Tool::Ours)?;
        Some(Target {
            what: format!("{input}: at most {BYTES_PER_LINE} bytes for each distinct line"),
            measured: format!("{} bytes", ratio(entry.run.peak_bytes, entry.lines)),
            met: entry.run.peak_bytes <= BYTES_PER_LINE.saturating_mul(entry.lines),
        })
    });
    faster.chain(smaller).chain(per_line).collect()
}

/// A quotient with two decimals, cut off: a promise that is just missed is not rounded into one that holds.
pub(super) fn ratio(number: u64, by: u64) -> String {
    match number.saturating_mul(100).checked_div(by) {
        Some(hundredths) => format!("{}.{:02}", hundredths / 100, hundredths % 100),
        None => "-".to_owned(),
    }
}

/// Millions of bytes, rounded up.
pub(super) fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_000_000)
}

/// Seconds with two decimals; with three below one second.
pub(super) fn seconds(microseconds: u64) -> String {
    let (whole, part) = (microseconds / 1_000_000, microseconds % 1_000_000);
    if whole == 0 { format!("0.{:03}", part / 1000) } else { format!("{whole}.{:02}", part / 10_000) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::measure::Run;

    fn entry(input: &'static str, tool: Tool, microseconds: u64, peak_bytes: u64) -> Entry {
        Entry { input, tool, run: Run { microseconds, peak_bytes }, bytes: 1, lines: 1_000_000 }
    }

    fn met(entries: &[Entry]) -> Vec<bool> {
        targets(entries).iter().map(|target| target.met).collect()
    }

    #[test]
    fn a_promise_holds_at_its_limit_and_not_beyond() {
        let race =
            |ours, peak| [entry("lcov", Tool::Ours, ours, peak), entry("lcov", Tool::Grcov, 5_000_000, 0)];
        assert_eq!(met(&race(500_000, 199_999_999)), [true, true]);
        assert_eq!(met(&race(500_001, 200_000_000)), [false, false]);
        let said = targets(&race(500_001, 200_000_000));
        assert_eq!((said[0].measured.as_str(), said[1].measured.as_str()), ("9.99 times", "200 MB"));
        let java = [entry("jacoco", Tool::Ours, 2, 0), entry("jacoco", Tool::Grcov, 6, 0)];
        assert_eq!(met(&java), [true]);
    }

    #[test]
    fn memory_is_held_against_the_distinct_lines() {
        assert_eq!(met(&[entry("one-line", Tool::Ours, 1, 40_000_000)]), [true]);
        let missed = targets(&[entry("repeated", Tool::Ours, 1, 40_500_000)]);
        assert_eq!((missed[0].met, missed[0].measured.as_str()), (false, "40.50 bytes"));
    }

    #[test]
    fn what_did_not_run_promises_nothing() {
        assert_eq!(targets(&[entry("go", Tool::Ours, 1, 1)]), []);
        assert_eq!(targets(&[entry("jacoco", Tool::Ours, 1, 1)]), []);
    }

    #[test]
    fn numbers_are_cut_never_flattered() {
        assert_eq!(
            (ratio(1999, 100).as_str(), ratio(1, 3).as_str(), ratio(1, 0).as_str()),
            ("19.99", "0.33", "-")
        );
        assert_eq!((seconds(412_900).as_str(), seconds(31_456_000).as_str()), ("0.412", "31.45"));
        assert_eq!((megabytes(199_000_001), megabytes(0)), (200, 0));
    }
}
