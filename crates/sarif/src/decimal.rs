//! Decimal numbers of reports, exact: severity scores and ranks decide gates, and floats do not.

/// Millionths in one.
const ONE: i64 = 1_000_000;
/// Digits behind the point that are kept.
const PLACES: usize = 6;
/// Digits before the point that can matter: more is only "very large".
const WHOLE: usize = 12;

/// A decimal number in millionths. Further digits are cut, but what is not nought never becomes nought.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Decimal(i64);

impl Decimal {
    /// So many tenths.
    pub const fn tenths(tenths: i64) -> Self {
        Self(tenths.saturating_mul(ONE / 10))
    }

    /// Reads `9.8`, `-1`, `98e-1`. `None` for what is no number (`NaN`, `Infinity`, `1,5`, nothing).
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (number, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent_of(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit());
        if !digits(whole) || !digits(fraction) {
            return None;
        }
        let millionths = shifted(whole, fraction, exponent);
        Some(Self(if negative { -millionths } else { millionths }))
    }
}

impl std::fmt::Display for Decimal {
    /// As short as exact: `9.8`, `10.0`, `-1.0`, `0.000001`.
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        let (whole, fraction) = (magnitude / ONE.unsigned_abs(), magnitude % ONE.unsigned_abs());
        let fraction = format!("{fraction:06}");
        let fraction = fraction.trim_end_matches('0');
        write!(to, "{sign}{whole}.{}", if fraction.is_empty() { "0" } else { fraction })
    }
}

/// An exponent's value; one too long to read is as large as any.
fn exponent_of(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse::<i64>().unwrap_or(1_000_000_000).min(1_000_000_000);
    Some(if text.starts_with('-') { -size } else { size })
}

/// The digits with the point moved, in millionths, saturated.
fn shifted(whole: &str, fraction: &str, exponent: i64) -> i64 {
    let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
    let Some(first) = digits.iter().position(|digit| *digit != b'0') else { return 0 };
    let length = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    // Digits before the point, counted from the first one that is not nought.
    let point = length(whole.len()).saturating_sub(length(first)).saturating_add(exponent);
    let kept = point.saturating_add(length(PLACES));
    if point > length(WHOLE) {
        return 10_i64.pow(18);
    }
    let mut millionths = 0_i64;
    for at in 0..kept.max(0) {
        let digit = usize::try_from(at)
            .ok()
            .and_then(|at| digits.get(first.saturating_add(at)))
            .map_or(0, |digit| digit - b'0');
        millionths = millionths.saturating_mul(10).saturating_add(i64::from(digit));
    }
    millionths.max(1)
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn decimals_are_exact() {
        for (text, shown) in [
            ("9.8", "9.8"),
            ("10", "10.0"),
            ("-1.0", "-1.0"),
            ("98e-1", "9.8"),
            ("0.98E+1", "9.8"),
            ("0007.50", "7.5"),
            ("8.9999999999", "8.999999"),
            ("0.00000000001", "0.000001"),
            ("1e-999999999999", "0.000001"),
            ("0e99999", "0.0"),
        ] {
            assert_eq!(Decimal::parse(text).unwrap().to_string(), shown, "{text}");
        }
        assert_eq!(Decimal::parse("6.9"), Some(Decimal::tenths(69)));
        assert!(Decimal::parse("8.95").unwrap() < Decimal::tenths(90));
    }

    #[test]
    fn the_huge_is_only_large() {
        assert!(Decimal::parse("1e999999").unwrap() > Decimal::tenths(1_000_000));
        assert!(Decimal::parse(&"9".repeat(100_000)).unwrap() > Decimal::tenths(1_000_000));
        assert!(Decimal::parse("-1e99999999999999999999").unwrap() < Decimal::tenths(0));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "",
            "NaN",
            "Infinity",
            "undefined",
            "null",
            "9,8",
            "9.",
            ".5",
            "+1",
            "--1",
            "1e",
            "0x9",
            "9.8 ",
            "1_0",
            "٣",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
