//! Numbers of metrics and of JSON, exact: a gate decides without floats.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Digits behind the point that are kept.
const DIGITS: usize = 12;
/// The greatest power of ten before the point, so that products with a percentage fit.
const LARGEST: i64 = 15;
const ONE: i128 = 1_000_000_000_000;

/// A decimal number of up to fifteen digits before the point and twelve behind it. What lies behind those is never dropped to zero: the last
/// digit moves away from zero, so that a number which exceeds a limit by ever so little still does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Decimal(i128);

impl Decimal {
    /// Reads `0.05`, `-3`, `1e-05`. Nothing for all else, `NaN` and `+Inf` among it, and for numbers that are too great.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > 64 {
            return None;
        }
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (number, exponent) = match text.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let digits: Vec<u8> = whole.bytes().chain(part.bytes()).collect();
        if whole.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        // Where the point stands among the digits.
        let point = i64::try_from(whole.len()).ok()?.checked_add(exponent)?;
        let mut value: i128 = 0;
        let mut rest = false;
        for (at, digit) in (0_i64..).zip(&digits) {
            let digit = i128::from(digit - b'0');
            let place = point.checked_sub(at)?.checked_sub(1)?;
            if digit == 0 {
                continue;
            }
            if place >= LARGEST {
                return None;
            }
            match place.checked_add(12).and_then(|up| u32::try_from(up).ok()) {
                Some(up) => value += digit * 10_i128.pow(up),
                None => rest = true,
            }
        }
        value += i128::from(rest);
        Some(Self(if negative { -value } else { value }))
    }

    /// Whether this is greater than `base` by more than `percent` of it. Of a base below nothing no share can be told.
    #[must_use]
    pub fn exceeds_by_percent(self, base: Self, percent: u32) -> Option<bool> {
        (base.0 >= 0).then(|| self.0 * 100 > base.0 * (100 + i128::from(percent)))
    }

    /// Whether this is at least a whole number.
    #[must_use]
    pub fn is_at_least(self, least: u32) -> bool {
        self.0 >= i128::from(least) * ONE
    }

    /// Whether this is greater than `base` by more than `most`.
    #[must_use]
    pub fn exceeds_by(self, base: Self, most: Self) -> bool {
        self.0 - base.0 > most.0
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        let one = ONE.unsigned_abs();
        let part = format!("{:0DIGITS$}", size % one);
        let part = part.trim_end_matches('0');
        let point = if part.is_empty() { "" } else { "." };
        write!(f, "{sign}{}{point}{part}", size / one)
    }
}

impl From<Decimal> for String {
    fn from(number: Decimal) -> Self {
        number.to_string()
    }
}

impl TryFrom<String> for Decimal {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("is no number: write it as 0.05")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_read_as_prometheus_and_json_write_them() {
        for (text, shown) in [
            ("0", "0"),
            ("-0", "0"),
            ("0.0500", "0.05"),
            ("1e-05", "0.00001"),
            ("1.5E+2", "150"),
            ("-12.25", "-12.25"),
            ("999999999999999", "999999999999999"),
        ] {
            assert_eq!(number(text).to_string(), shown, "{text}");
        }
        for wrong in
            ["", "NaN", "+Inf", "-Inf", ".5", "1e", "0x1", "1_000", "1e16", "1e99999999999999999999", " 1"]
        {
            assert_eq!(Decimal::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_beyond_the_last_digit_still_exceeds_a_limit() {
        assert!(number("0.010000000000000001") > number("0.01"));
        assert!(number("-0.010000000000000001") < number("-0.01"));
        assert!(number("1e-300") > number("0"));
    }

    #[test]
    fn a_change_is_held_against_the_baseline() {
        assert_eq!(number("0.011").exceeds_by_percent(number("0.01"), 10), Some(false));
        assert_eq!(number("0.0110001").exceeds_by_percent(number("0.01"), 10), Some(true));
        assert_eq!(
            number("0.1").exceeds_by_percent(number("0"), 1000),
            Some(true),
            "of nothing, anything is too much"
        );
        assert_eq!(number("1").exceeds_by_percent(number("-1"), 10), None);
        assert!(number("0.3").exceeds_by(number("0.1"), number("0.1")));
        assert!(!number("0.2").exceeds_by(number("0.1"), number("0.1")));
    }
}
