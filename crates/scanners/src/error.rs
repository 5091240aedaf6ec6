//! Why a report cannot be converted. A gate that cannot read a report stops; it never judges the rest of it.

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
            Self::Ambiguous => "name the format of this file",
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
        Self { code, place: None, what: what.to_string() }
    }

    pub(crate) fn malformed(what: impl std::fmt::Display) -> Self {
        Self::new(ErrorCode::Malformed, what)
    }

    /// Adds the place, unless a more exact one is there.
    pub(crate) fn at(mut self, place: impl Into<String>) -> Self {
        self.place.get_or_insert_with(|| place.into());
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
