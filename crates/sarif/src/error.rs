//! Why a log cannot be read or merged. A gate that cannot read a log fails; it never judges the rest.

/// Why a log cannot be read, as a stable word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadErrorCode {
    /// No byte, or only white space.
    Empty,
    /// Text in an encoding that is not read, or that breaks its encoding.
    Encoding,
    /// Not JSON, or JSON that ends before its end.
    Malformed,
    /// Nested deeper than the [`Limits`](crate::Limits) allow.
    TooDeep,
    /// More than the [`Limits`](crate::Limits) allow.
    TooLarge,
    /// JSON, but no SARIF log of version 2.1.0.
    NotSarif,
}

impl ReadErrorCode {
    /// The word of the code, for outputs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Encoding => "encoding",
            Self::Malformed => "malformed",
            Self::TooDeep => "too-deep",
            Self::TooLarge => "too-large",
            Self::NotSarif => "not-sarif",
        }
    }
}

/// A place in a log: what an editor and what a program needs to go there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The byte, from 0, of the log as UTF-8 and without its mark of byte order.
    pub byte: usize,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

impl Place {
    /// Where `byte` lies in `text`.
    pub(crate) fn of(text: &[u8], byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        let start = memchr::memrchr(b'\n', before).map_or(0, |end| end + 1);
        let last = before.get(start..).unwrap_or_default();
        // Bytes that go on with a character do not begin one.
        let column = last.iter().filter(|byte| **byte & 0xC0 != 0x80).count() + 1;
        Self { byte, line, column }
    }
}

/// Why a log cannot be read, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {}, column {} (byte {}): {message}", place.line, place.column, place.byte)]
pub struct ReadError {
    /// The reason.
    pub code: ReadErrorCode,
    /// Where the reading stopped.
    pub place: Place,
    /// A lowercase fragment that says what is wrong and ends with what to do next.
    pub message: String,
}

impl ReadError {
    pub(crate) fn at(text: &[u8], byte: usize, code: ReadErrorCode, message: impl Into<String>) -> Self {
        Self { code, place: Place::of(text, byte), message: message.into() }
    }
}
