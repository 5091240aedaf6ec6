//! Why a report cannot be converted. A gate that cannot read a report stops; it never judges the rest of it.
//!
//! Errors name members and values of a file that nobody trusts: what they say is one line of bounded length, and no secret.

use crate::redact;

/// Letters of a place.
const LONGEST_PLACE: usize = 120;
/// Letters of what is wrong.
const LONGEST_WHAT: usize = 400;

/// Why a report cannot be converted, as a stable word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorCode {
    /// No byte, or only white space: a scanner that broke off writes as much.
    Empty,
    /// No format that is known.
    UnknownFormat,
    /// A list without entries, which several scanners write when they find nothing.
    Ambiguous,
    /// The report breaks its format's grammar, or lacks what its format always has.
    Malformed,
    /// An XML document type, or an entity that XML itself does not define.
    Entity,
    /// More than the [`Limits`](crate::Limits) allow.
    TooLarge,
    /// Nested deeper than the [`Limits`](crate::Limits) allow.
    TooDeep,
    /// Text that is not UTF-8.
    Encoding,
    /// The report is the scanner's own message that it failed.
    ToolFailed,
}

impl ErrorCode {
    /// The code as it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::UnknownFormat => "unknown-format",
            Self::Ambiguous => "ambiguous",
            Self::Malformed => "malformed",
            Self::Entity => "entity",
            Self::TooLarge => "too-large",
            Self::TooDeep => "too-deep",
            Self::Encoding => "encoding",
            Self::ToolFailed => "tool-failed",
        }
    }

    const fn next_step(self) -> &'static str {
        match self {
            Self::Empty => "check that the scanner ran to its end and that its output went to this file",
            Self::UnknownFormat => "have the scanner write SARIF, or one of the formats that are listed",
            Self::Ambiguous => "declare which scanner wrote this file",
            Self::Malformed => "have the scanner write the report again, and do not edit it",
            Self::Entity => "remove the document type; no scanner needs one",
            Self::TooLarge | Self::TooDeep => "scan less at once, or split the report",
            Self::Encoding => "write the report in UTF-8",
            Self::ToolFailed => "read the scanner's log, mend the cause and scan again",
        }
    }
}

/// Why a report cannot be converted, where, and what to do.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{}{what}; {}", self.prefix(), self.code.next_step())]
pub struct Error {
    /// The reason.
    pub code: ErrorCode,
    /// Where: a line and column, or a path of keys such as `results[3].line_number`.
    pub place: Option<String>,
    /// A lowercase fragment that says what is wrong.
    pub what: String,
}

impl Error {
    pub(crate) fn new(code: ErrorCode, what: impl std::fmt::Display) -> Self {
        Self { code, place: None, what: shown(&what.to_string(), LONGEST_WHAT) }
    }

    pub(crate) fn malformed(what: impl std::fmt::Display) -> Self {
        Self::new(ErrorCode::Malformed, what)
    }

    /// Adds the place, unless a more exact one is there.
    pub(crate) fn at(mut self, place: impl AsRef<str>) -> Self {
        self.place.get_or_insert_with(|| shown(place.as_ref(), LONGEST_PLACE));
        self
    }

    fn prefix(&self) -> String {
        self.place
            .as_ref()
            .filter(|place| !place.is_empty())
            .map(|place| format!("{place}: "))
            .unwrap_or_default()
    }
}

/// A text of a report as it may be shown: without secrets, letters that nobody sees written out, and cut in its middle, since a path of
/// keys tells most by its ends.
fn shown(text: &str, most: usize) -> String {
    // A hostile name is as long as its file, and only its ends are shown.
    let near = |at: usize| text.get(..text.floor_char_boundary(at)).unwrap_or_default();
    let (head, tail) = match text.len() > 8 * most {
        true => {
            (near(4 * most), text.get(text.ceil_char_boundary(text.len() - 4 * most)..).unwrap_or_default())
        }
        false => (text, ""),
    };
    let clean = |text: &str| {
        let (clean, _) = redact::without_secrets(text);
        clean.chars().fold(String::with_capacity(clean.len()), |mut line, letter| {
            // What is no letter, digit, sign or plain space can hide, reorder or break a line.
            if letter == ' ' || !(letter.is_control() || letter.is_whitespace() || is_hidden(letter)) {
                line.push(letter);
            } else {
                line.extend(letter.escape_unicode());
            }
            line
        })
    };
    let (head, tail) = (clean(head), clean(tail));
    let letters = head.chars().count() + tail.chars().count();
    if letters <= most && tail.is_empty() {
        return head;
    }
    let half = most / 2;
    let begin: String = head.chars().take(half).collect();
    let rest = if tail.is_empty() { &head } else { &tail };
    let end: Vec<char> = rest.chars().rev().take(half).collect();
    format!("{begin}…{}", end.into_iter().rev().collect::<String>())
}

/// Zero-width, joining and direction-changing letters, noncharacters and tags (Trojan Source, CVE-2021-42574).
const fn is_hidden(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, convert};

    #[test]
    fn an_error_says_neither_secrets_nor_more_than_a_line_of_a_hostile_report() {
        let token = "ghp_0123456789abcdefghijABCDEFGHIJ";
        for name in [
            token.to_owned(),
            "x".repeat(100_000),
            format!("{}{token}", "x ".repeat(50_000)),
            "a\u{202e}b\u{1b}[2Jc".to_owned(),
            "a\r\n::error::b".to_owned(),
        ] {
            let escaped = serde_json::to_string(&name).unwrap();
            let twice = format!("{{{escaped}: 1, {escaped}: 2}}");
            let lines = format!("{{\"a\":1}}\n{twice}\n");
            for report in [twice, lines] {
                let error = convert(report.as_bytes(), &Limits::default(), None).unwrap_err().to_string();
                assert!(error.chars().count() < 700, "{error}");
                assert!(!error.contains(token) && !error.contains(char::is_control), "{error}");
                assert!(!error.contains('\u{202e}'), "{error}");
            }
            let error = Error::malformed("x").at(format!("results[0].{name}"));
            let place = error.place.unwrap();
            assert!(place.starts_with("results[0].") && place.chars().count() <= 121, "{place}");
            assert!(!place.contains(token) && !place.contains(char::is_control), "{place}");
        }
        let error = Error::malformed("x").at(format!("{}.line_number", "k".repeat(300)));
        assert!(error.place.unwrap().ends_with(".line_number"), "the end of a path tells most");
    }
}
