//! When a report says that it was written, in seconds since 1970.

use jiff::Timestamp;
use jiff::civil::DateTime;

/// Numbers from here on count milliseconds: as seconds they lie beyond the year 5000.
const MILLISECONDS_FROM: u64 = 100_000_000_000;
/// 1 January 2000: an earlier moment is a zero, a version or another number in the place of a time.
const EARLIEST: u64 = 946_684_800;
/// How far the clocks of the west are behind UTC at most. A time without a zone may be that much later.
const BEHIND_UTC: u64 = 12 * 60 * 60;

/// A whole number of seconds or milliseconds: coverlet, gcovr and PHPUnit write the former, coverage.py, Istanbul and JaCoCo the
/// latter. Anything else, such as a date in words, tells no moment.
pub(crate) fn of_number(text: &str) -> Option<u64> {
    let number: u64 = text.trim().parse().ok()?;
    let seconds = if number >= MILLISECONDS_FROM { number / 1000 } else { number };
    (EARLIEST..MILLISECONDS_FROM).contains(&seconds).then_some(seconds)
}

/// A time as ISO 8601 writes it. coverage.py writes local time without its zone (`datetime.now().isoformat()`): the latest moment
/// that it can mean is taken, so that no report is called older than it is.
pub(crate) fn of_text(text: &str) -> Option<u64> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<Timestamp>() {
        return since_2000(moment);
    }
    let local: DateTime = text.parse().ok()?;
    let moment = local.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
    since_2000(moment).map(|seconds| seconds.saturating_add(BEHIND_UTC))
}

/// The older of two moments, where either is known.
pub(crate) fn older(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    one.into_iter().chain(other).min()
}

fn since_2000(moment: Timestamp) -> Option<u64> {
    u64::try_from(moment.as_second()).ok().filter(|seconds| *seconds >= EARLIEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_milliseconds_are_told_apart() {
        assert_eq!(of_number("1787392800"), Some(1_787_392_800));
        assert_eq!(of_number(" 1787392800123 "), Some(1_787_392_800));
        for nothing in ["", "0", "1", "-1787392800", "946684799", "18446744073709551615", "Mon Aug 22", "1.5e9"]
        {
            assert_eq!(of_number(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_time_without_a_zone_is_the_latest_that_it_can_be() {
        assert_eq!(of_text("2026-08-22T10:00:00Z"), Some(1_787_392_800));
        assert_eq!(of_text("2026-08-22T12:00:00.5+02:00"), Some(1_787_392_800));
        assert_eq!(of_text("2026-08-21T22:00:00.123456"), Some(1_787_392_800));
        for nothing in ["", "yesterday", "1999-01-01T00:00:00Z", "2026-08-22T10:61:00"] {
            assert_eq!(of_text(nothing), None, "{nothing}");
        }
    }
}
