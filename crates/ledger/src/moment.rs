//! Moments in a record: RFC 3339 in UTC to the millisecond, in one way to write them: `2026-11-22T10:00:00.000Z`.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

const DAY: i64 = 86_400_000;

/// Milliseconds since 1970-01-01T00:00:00.000Z, up to the end of the year 9999. Leap seconds have no moment of their own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// Why a text is not a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a moment: write it in UTC with milliseconds, such as 2026-11-22T10:00:00.000Z, from 1970 to 9999")]
pub struct MomentError;

impl Moment {
    /// The moment so many milliseconds after the beginning of 1970.
    ///
    /// # Errors
    /// Before 1970 or after 9999.
    pub fn from_millis(millis: i64) -> Result<Self, MomentError> {
        let end = days(10_000, 1, 1) * DAY;
        if (0..end).contains(&millis) { Ok(Self(millis)) } else { Err(MomentError) }
    }

    /// Milliseconds since the beginning of 1970.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Reads the one text of a moment.
    ///
    /// # Errors
    /// Another form, or a day or a time that no calendar has.
    pub fn parse(text: &str) -> Result<Self, MomentError> {
        let shape = |at: usize, byte: u8| match at {
            4 | 7 => byte == b'-',
            10 => byte == b'T',
            13 | 16 => byte == b':',
            19 => byte == b'.',
            23 => byte == b'Z',
            _ => byte.is_ascii_digit(),
        };
        if text.len() != 24 || !text.bytes().enumerate().all(|(at, byte)| shape(at, byte)) {
            return Err(MomentError);
        }
        let number = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<i64>().ok());
        let read = || {
            let date = days(number(0, 4)?, number(5, 7)?, number(8, 10)?);
            let time =
                ((number(11, 13)? * 60 + number(14, 16)?) * 60 + number(17, 19)?) * 1000 + number(20, 23)?;
            Self::from_millis(date * DAY + time).ok()
        };
        // A day or an hour that does not exist comes back as another one.
        read().filter(|moment| moment.to_string() == text).ok_or(MomentError)
    }
}

/// Days from 1970-01-01 to a day of the Gregorian calendar. Years are counted from March, so that the leap day is the last one.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The year, month and day of so many days after 1970-01-01.
const fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year + era * 400;
    (if month <= 2 { year + 1 } else { year }, month, day)
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date(self.0.div_euclid(DAY));
        let time = self.0.rem_euclid(DAY);
        let (hour, minute) = (time / 3_600_000, time / 60_000 % 60);
        let (second, milli) = (time / 1000 % 60, time % 1000);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_moments() {
        for (text, millis) in [
            ("1970-01-01T00:00:00.000Z", 0),
            ("2000-02-29T12:34:56.789Z", 951_827_696_789),
            ("2026-11-22T10:00:00.000Z", 1_795_341_600_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] {
            assert_eq!(Moment::parse(text).unwrap().millis(), millis, "{text}");
            assert_eq!(Moment::from_millis(millis).unwrap().to_string(), text);
        }
        assert!(Moment::from_millis(-1).is_err() && Moment::from_millis(253_402_300_800_000).is_err());
    }

    #[test]
    fn another_text_is_no_moment() {
        for text in [
            "",
            "2026-11-22T10:00:00Z",
            "2026-11-22T10:00:00.00Z",
            "2026-11-22T10:00:00.000+00:00",
            "2026-11-22t10:00:00.000z",
            "2026-11-22 10:00:00.000Z",
            "2026-02-29T10:00:00.000Z",
            "2026-00-10T10:00:00.000Z",
            "2026-13-10T10:00:00.000Z",
            "2026-11-31T10:00:00.000Z",
            "2026-11-22T24:00:00.000Z",
            "2026-11-22T10:60:00.000Z",
            "2026-11-22T10:00:60.000Z",
            "1969-12-31T23:59:59.999Z",
            "２026-11-22T10:00:00.000Z",
        ] {
            assert!(Moment::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn each_moment_has_one_text(millis in 0..253_402_300_800_000_i64) {
            let moment = Moment::from_millis(millis).unwrap();
            prop_assert_eq!(Moment::parse(&moment.to_string()), Ok(moment));
        }

        /// Texts are in the order of the moments: a reader may compare them as they are.
        #[test]
        fn texts_sort_as_moments_do(one in 0..253_402_300_800_000_i64, two in 0..253_402_300_800_000_i64) {
            let text = |millis| Moment::from_millis(millis).unwrap().to_string();
            prop_assert_eq!(one.cmp(&two), text(one).cmp(&text(two)));
        }
    }
}
