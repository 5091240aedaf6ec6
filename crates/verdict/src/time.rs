//! Moments in a verdict: RFC 3339 in UTC, whole seconds, so that the same moment is always the same bytes.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A moment in UTC, to the second: `2026-08-22T10:00:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(jiff::Timestamp);

/// Why a text is not a moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a moment: write RFC 3339, such as 2026-08-22T10:00:00Z")]
pub struct TimeError(String);

impl Time {
    /// Drops what is below a second.
    ///
    /// # Errors
    /// A moment outside of the years that RFC 3339 can write.
    pub fn from_timestamp(moment: jiff::Timestamp) -> Result<Self, TimeError> {
        jiff::Timestamp::from_second(moment.as_second()).map(Self).map_err(|_| TimeError(moment.to_string()))
    }

    /// Reads RFC 3339 with any offset.
    ///
    /// # Errors
    /// A text that is not RFC 3339.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let moment: jiff::Timestamp = text.parse().map_err(|_| TimeError(text.to_owned()))?;
        Self::from_timestamp(moment)
    }

    /// The day, in UTC.
    #[must_use]
    pub fn date(self) -> jiff::civil::Date {
        jiff::tz::Offset::UTC.to_datetime(self.0).date()
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Time {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Time {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Time".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "format": "date-time",
            "description": "A moment in UTC, to the second."
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_moment_is_always_the_same_bytes() {
        for text in ["2026-08-22T10:00:00Z", "2026-08-22T12:00:00+02:00", "2026-08-22T10:00:00.999999999Z"] {
            assert_eq!(Time::parse(text).unwrap().to_string(), "2026-08-22T10:00:00Z");
        }
    }

    #[test]
    fn what_is_not_rfc_3339_is_refused() {
        for text in ["", "yesterday", "2026-08-22", "2026-08-22T10:00:00", "2026-13-01T00:00:00Z"] {
            assert!(Time::parse(text).is_err(), "{text}");
        }
    }
}
