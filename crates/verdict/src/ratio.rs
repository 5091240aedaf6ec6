//! Exact ratios: a gate decides with integers, and shows floored percentages.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much of something is covered, in whole units (lines, branches, functions …).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Counts {
    /// Units that were covered.
    pub covered: u64,
    /// Units that there are.
    pub total: u64,
}

/// A limit as an exact ratio between 0 and 1, in lowest terms; written `4/5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    numerator: u64,
    denominator: u64,
}

/// Why a text is not a percentage.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PercentError {
    /// Neither digits nor one decimal point.
    #[error("`{0}` is not a percentage: write a number from 0 to 100, such as 80 or 79.5")]
    NotANumber(String),
    /// A decimal comma.
    #[error("`{0}` has a decimal comma: write a decimal point, such as 79.5")]
    DecimalComma(String),
    /// More than 100.
    #[error("`{0}` is more than 100 percent")]
    TooLarge(String),
    /// Above zero and not above one, without a percent sign: most likely a fraction was meant.
    #[error("`{0}` is 1 percent or less: write 80 for 80 percent, or `{0}%` if so little is meant")]
    LooksLikeFraction(String),
    /// More than six digits behind the point.
    #[error("`{0}` has more than six digits behind the point")]
    TooPrecise(String),
}

const DECIMALS: usize = 6;

impl Ratio {
    /// `numerator / denominator` in lowest terms; `None` unless `0 ≤ ratio ≤ 1` and the denominator is not 0.
    #[must_use]
    pub fn new(numerator: u64, denominator: u64) -> Option<Self> {
        if denominator == 0 || numerator > denominator {
            return None;
        }
        let divisor = greatest_common_divisor(numerator, denominator);
        Some(Self { numerator: numerator / divisor, denominator: denominator / divisor })
    }

    /// Reads a percentage as people write it: `80`, `79.5`, `80%`, `80 %`. Never through a float.
    ///
    /// # Errors
    /// Whatever is not a number from 0 to 100 with at most six decimals; `0.8` and `1.0` without a percent sign, too.
    pub fn from_percent(text: &str) -> Result<Self, PercentError> {
        let given = text.trim();
        let (number, signed) = match given.strip_suffix('%') {
            Some(number) => (number.trim_end(), true),
            None => (given, false),
        };
        let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(decimals) {
            let comma = number.split_once(',').is_some_and(|(a, b)| digits(a) && digits(b));
            let given = given.to_owned();
            return Err(if comma {
                PercentError::DecimalComma(given)
            } else {
                PercentError::NotANumber(given)
            });
        }
        let decimals = decimals.trim_end_matches('0');
        if decimals.len() > DECIMALS {
            return Err(PercentError::TooPrecise(given.to_owned()));
        }
        let scaled = format!("{whole}{decimals:0<DECIMALS$}");
        let scaled: u64 = scaled.parse().map_err(|_| PercentError::TooLarge(given.to_owned()))?;
        let one_percent = 1_000_000;
        if scaled > 0 && scaled <= one_percent && !signed {
            return Err(PercentError::LooksLikeFraction(given.to_owned()));
        }
        Self::new(scaled, 100 * one_percent).ok_or_else(|| PercentError::TooLarge(given.to_owned()))
    }

    /// The upper number, in lowest terms.
    #[must_use]
    pub const fn numerator(self) -> u64 {
        self.numerator
    }

    /// The lower number, in lowest terms; never 0.
    #[must_use]
    pub const fn denominator(self) -> u64 {
        self.denominator
    }

    /// Reads the written form, `4/5`.
    #[must_use]
    pub fn from_written(text: &str) -> Option<Self> {
        let (numerator, denominator) = text.split_once('/')?;
        Self::new(numerator.parse().ok()?, denominator.parse().ok()?)
    }

    /// Whether `counts` reaches this ratio: `covered / total ≥ numerator / denominator`, in integers. `None` when
    /// there is nothing to cover, because a gate never passes on what it could not measure.
    #[must_use]
    pub fn is_reached_by(self, counts: Counts) -> Option<bool> {
        (counts.total > 0).then(|| {
            u128::from(counts.covered) * u128::from(self.denominator)
                >= u128::from(self.numerator) * u128::from(counts.total)
        })
    }

    /// How many more units must be covered to reach this ratio; 0 when it is reached.
    #[must_use]
    pub fn missing(self, counts: Counts) -> u64 {
        let needed =
            (u128::from(self.numerator) * u128::from(counts.total)).div_ceil(u128::from(self.denominator));
        u64::try_from(needed.saturating_sub(u128::from(counts.covered))).unwrap_or(u64::MAX)
    }

    /// The limit as a percentage, exact to six decimals: `80 %`, `79.5 %`.
    #[must_use]
    pub fn percent(self) -> String {
        let scaled = u128::from(self.numerator) * 100_000_000 / u128::from(self.denominator);
        let decimals = format!("{:06}", scaled % 1_000_000);
        match decimals.trim_end_matches('0') {
            "" => format!("{} %", scaled / 1_000_000),
            some => format!("{}.{some} %", scaled / 1_000_000),
        }
    }
}

impl Counts {
    /// Adds the other's units, saturating.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            covered: self.covered.saturating_add(other.covered),
            total: self.total.saturating_add(other.total),
        }
    }

    /// Units that were not covered.
    #[must_use]
    pub const fn missed(self) -> u64 {
        self.total.saturating_sub(self.covered)
    }

    /// The percentage floored to two decimals, as a bare number for outputs (`79.41`); `None` of nothing.
    #[must_use]
    pub fn floored(self) -> Option<String> {
        let hundredths = (u128::from(self.covered) * 10_000).checked_div(u128::from(self.total))?;
        Some(format!("{}.{:02}", hundredths / 100, hundredths % 100))
    }

    /// The percentage for people, floored: `100 %` and `0 %` only when exact, `no data` of nothing.
    #[must_use]
    pub fn percent(self) -> String {
        match (self.covered, self.total) {
            (_, 0) => "no data".to_owned(),
            (0, _) => "0 %".to_owned(),
            (covered, total) if covered == total => "100 %".to_owned(),
            _ => match self.floored() {
                Some(number) if number == "0.00" => "<0.01 %".to_owned(),
                Some(number) => format!("{number} %"),
                None => "no data".to_owned(),
            },
        }
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

impl Serialize for Ratio {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Ratio {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_written(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a ratio such as 4/5")))
    }
}

impl JsonSchema for Ratio {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Ratio".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^[0-9]+/[1-9][0-9]*$",
            "description": "A limit as an exact ratio between 0 and 1, in lowest terms; written 4/5."
        })
    }
}

const fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

/// A whole number with its thousands apart: `1 350`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests;
