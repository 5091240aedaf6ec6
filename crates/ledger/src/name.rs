//! Names and numbers of the world outside, each with the one form in which a record holds it.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text;

/// Why a text is not a name of its kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not {expected}", shown(.found))]
pub struct NameError {
    found: String,
    expected: &'static str,
}

/// The beginning of a foreign text, escaped.
fn shown(text: &str) -> String {
    text.chars().take(64).collect::<String>().escape_debug().to_string()
}

/// A text that is checked when it is made and when it is read.
macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $expected:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            #[doc = concat!("Takes ", $expected, ".")]
            ///
            /// # Errors
            /// Another text.
            pub fn new(text: impl Into<String>) -> Result<Self, NameError> {
                let text = text.into();
                let check: fn(&str) -> bool = $check;
                if check(&text) { Ok(Self(text)) } else { Err(NameError { found: text, expected: $expected }) }
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    };
}

name!(
    /// The name of a service, an environment, a region, a gate: ASCII in lower case, so that no two look the same, and no way out of a
    /// folder that bears it.
    Slug,
    "1 to 64 of a-z, 0-9, `.`, `_` and `-`, with a letter or digit at both ends and no two dots together",
    |text| is_slug(text, 64)
);
name!(
    /// The ULID of a deployment, an approval, an incident or a rollout.
    Ulid,
    "a ULID: 26 digits of Crockford's base32 in upper case, the first at most 7",
    |text| {
        let digit = |byte: u8| byte.is_ascii_digit() || (byte.is_ascii_uppercase() && !b"ILOU".contains(&byte));
        text.len() == 26 && text.bytes().all(digit) && text.as_bytes().first().is_some_and(|first| *first <= b'7')
    }
);
name!(
    /// A number that a platform gave: GitHub never gives it twice, whatever is renamed.
    NumericId,
    "a number of 64 bits in decimal, without leading zeros",
    |text| crate::checkpoint::decimal(text).is_some()
);
name!(
    /// A commit of git.
    GitCommit,
    "40 or 64 lower-case hex digits",
    |text| matches!(text.len(), 40 | 64) && is_hex(text)
);
name!(
    /// Who somebody is inside of one ledger: 128 random bits, given once to a person. Who it is stands outside, encrypted with the
    /// person's key; once that is erased, the pseudonym is a random number.
    Pseudonym,
    "a pseudonym: `p-` and 32 lower-case hex digits",
    |text| text.strip_prefix("p-").is_some_and(|digits| digits.len() == 32 && is_hex(digits))
);
name!(
    /// A line of text: names of artifacts, references, addresses, reasons. Never the name of a person.
    Line,
    "a line of 1 to 1024 bytes in form C, without control, hidden or reordering characters",
    |text| (1..=1024).contains(&text.len()) && text::check(text).is_ok()
);

/// Whether a text is a slug of so many bytes at most.
pub(crate) fn is_slug(text: &str, most: usize) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
    let end = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    let bytes = text.as_bytes();
    bytes.len() <= most
        && end(bytes.first())
        && end(bytes.last())
        && text.bytes().all(inner)
        && !text.contains("..")
}

pub(crate) fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attack_12_names_of_environments_have_no_lookalikes() {
        for right in ["production", "eu-west-1", "a", "v1.2", "9", "a_b"] {
            assert!(Slug::new(right).is_ok(), "{right}");
        }
        // Cyrillic о, capital P, full width, a zero-width joiner, a trailing space.
        for wrong in
            ["pr\u{43e}duction", "Production", "\u{ff50}rod", "prod\u{200d}", "prod ", "", "-a", "a-", "_", "é"]
        {
            assert!(Slug::new(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn attack_13_names_lead_out_of_no_folder() {
        for wrong in
            [".", "..", "a/../b", "../a", "a..b", "a/b", "a\\b", "a\0b", "c:", "a.", ".git", "~", "%2e"]
        {
            assert!(Slug::new(wrong).is_err(), "{wrong}");
        }
        assert!(Slug::new("x".repeat(64)).is_ok() && Slug::new("x".repeat(65)).is_err());
    }

    #[test]
    fn attack_18_a_number_has_one_form() {
        assert!(NumericId::new("583231").is_ok() && NumericId::new("0").is_ok());
        for wrong in ["", "octocat", "0583231", "+1", "-1", "1.0", " 1", "18446744073709551616", "\u{661}"] {
            assert!(NumericId::new(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn other_names_have_their_forms() {
        assert!(Ulid::new("01JD6ZC0V8Q4S9T2M3N5P7R8X9").is_ok());
        for wrong in
            ["81JD6ZC0V8Q4S9T2M3N5P7R8X9", "01jd6zc0v8q4s9t2m3n5p7r8x9", "01JD6ZC0V8Q4S9T2M3N5P7R8XI", "01JD"]
        {
            assert!(Ulid::new(wrong).is_err(), "{wrong}");
        }
        assert!(GitCommit::new("a".repeat(40)).is_ok() && GitCommit::new("0".repeat(64)).is_ok());
        assert!(GitCommit::new("A".repeat(40)).is_err() && GitCommit::new("a".repeat(41)).is_err());
        assert!(Pseudonym::new(format!("p-{}", "0a".repeat(16))).is_ok());
        assert!(Pseudonym::new("p-octocat").is_err() && Pseudonym::new("0a".repeat(17)).is_err());
        assert!(Line::new("ghcr.io/acme/app").is_ok() && Line::new("").is_err() && Line::new("a\nb").is_err());
        let error = Slug::new("a\u{1b}[31m").unwrap_err().to_string();
        assert!(error.starts_with("`a\\u{1b}[31m` is not 1 to 64"), "{error}");
    }
}
