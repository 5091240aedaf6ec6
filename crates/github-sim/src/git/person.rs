//! Author, committer and tagger: a name, an e-mail address and a time with its offset, as they stand in an object.

use jiff::Timestamp;
use jiff::fmt::temporal::Pieces;

/// Who wrote an object, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    /// The name.
    pub(crate) name: String,
    /// The e-mail address.
    pub(crate) email: String,
    /// The time.
    pub(crate) at: Timestamp,
    /// Minutes east of Greenwich, kept because it is a part of the object's bytes.
    pub(crate) offset: i32,
}

impl Person {
    /// Somebody at a time of the simulator's clock, which knows no zone.
    pub(crate) fn new(name: &str, email: &str, at: Timestamp) -> Person {
        Person { name: name.to_owned(), email: email.to_owned(), at, offset: 0 }
    }

    /// Takes a time as a request gives it, RFC 3339 with its offset; `false` if it is none.
    pub(crate) fn set_date(&mut self, text: &str) -> bool {
        let Ok(at) = text.parse::<Timestamp>() else { return false };
        let offset = Pieces::parse(text).ok().and_then(|pieces| pieces.to_numeric_offset());
        self.at = at;
        self.offset = offset.map_or(0, |offset| offset.seconds() / 60);
        true
    }

    /// Whether name and address can stand in an object: git-fsck(1) calls the rest badName, badEmail and zeroPaddedDate.
    pub(crate) fn is_sound(&self) -> bool {
        let clean = |text: &str| !text.contains(|c: char| c.is_control() || c == '<' || c == '>');
        !self.name.trim().is_empty()
            && !self.email.is_empty()
            && clean(&self.name)
            && clean(&self.email)
            && self.at.as_second() >= 0
    }

    /// The time as the API shows it: in UTC, to the second.
    pub(crate) fn date(&self) -> String {
        self.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// The line of the object, without its keyword.
    pub(super) fn line(&self) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let (hours, minutes) = (self.offset.abs() / 60, self.offset.abs() % 60);
        let at = self.at.as_second();
        format!("{} <{}> {at} {sign}{hours:02}{minutes:02}", self.name, self.email)
    }

    /// Reads the line of an object. An odd one gives what can be told of it.
    pub(super) fn parse(line: &str) -> Person {
        let (name, rest) = line.split_once('<').unwrap_or((line, ""));
        let (email, when) = rest.split_once('>').unwrap_or((rest, ""));
        let mut when = when.split_whitespace();
        let seconds = when.next().and_then(|text| text.parse().ok()).unwrap_or(0);
        let zone = when.next().and_then(|text| text.parse::<i32>().ok()).unwrap_or(0);
        Person {
            name: name.trim_end().to_owned(),
            email: email.to_owned(),
            at: Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH),
            offset: zone / 100 * 60 + zone % 100,
        }
    }
}
