//! Why a report cannot be read. A gate that cannot read a report fails; it never judges the rest.

use serde::{Deserialize, Serialize};

/// Why a report cannot be read, as a stable word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReadErrorCode {
    /// No byte, or only white space.
    Empty,
    /// No format that is known.
    UnknownFormat,
    /// A format that is known by name, but not read.
    UnsupportedFormat,
    /// A program's raw data, which its own tool turns into a report.
    Binary,
    /// The report ends before its end.
    Truncated,
    /// The report breaks its format's grammar.
    Malformed,
    /// An XML document type with an internal subset, or an entity of its own.
    Entity,
    /// More than the [`Limits`](crate::Limits) allow.
    TooLarge,
    /// XML nested deeper than the [`Limits`](crate::Limits) allow.
    TooDeep,
    /// Text in an encoding that is not read, or that breaks its encoding.
    Encoding,
    /// The bytes could not be had.
    Unreadable,
}

/// Why a report cannot be read, where, and what to do.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{}{message}", self.place())]
pub struct ReadError {
    /// The reason.
    pub code: ReadErrorCode,
    /// The line of the report, from 1.
    pub line: Option<u64>,
    /// The byte of the report, from 0; XML reports are often one long line.
    pub offset: Option<u64>,
    /// A lowercase fragment that says what is wrong and ends with what to do next.
    pub message: String,
}

impl ReadErrorCode {
    /// Every code.
    pub const ALL: [Self; 11] = [
        Self::Empty,
        Self::UnknownFormat,
        Self::UnsupportedFormat,
        Self::Binary,
        Self::Truncated,
        Self::Malformed,
        Self::Entity,
        Self::TooLarge,
        Self::TooDeep,
        Self::Encoding,
        Self::Unreadable,
    ];

    /// The code as it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::UnknownFormat => "unknown-format",
            Self::UnsupportedFormat => "unsupported-format",
            Self::Binary => "binary",
            Self::Truncated => "truncated",
            Self::Malformed => "malformed",
            Self::Entity => "entity",
            Self::TooLarge => "too-large",
            Self::TooDeep => "too-deep",
            Self::Encoding => "encoding",
            Self::Unreadable => "unreadable",
        }
    }

    const fn next_step(self) -> &'static str {
        match self {
            Self::Empty => "check that the tests ran and that the tool wrote its report before this step",
            Self::UnknownFormat | Self::UnsupportedFormat => {
                "have the tool write one of the formats in the table \"What it reads\" of the action's README, such as LCOV or Cobertura XML"
            }
            Self::Binary => "convert it first and give the report",
            Self::Truncated => "check that the tool ended and that the whole file was uploaded",
            Self::Malformed => "have the tool write the report again, and do not edit it",
            Self::Entity => "remove the declaration; a plain document type is accepted",
            Self::TooLarge | Self::TooDeep => "split the report, or leave generated code out of it",
            Self::Encoding => "write the report in UTF-8",
            Self::Unreadable => "check the file and its permissions",
        }
    }
}

impl ReadError {
    /// An error with the code's own next step.
    pub(crate) fn new(code: ReadErrorCode, what: impl std::fmt::Display) -> Self {
        Self::with_step(code, what, code.next_step())
    }

    /// An error with a next step that fits better than the code's own.
    pub(crate) fn with_step(code: ReadErrorCode, what: impl std::fmt::Display, step: &str) -> Self {
        Self { code, line: None, offset: None, message: format!("{what}; {step}") }
    }

    pub(crate) fn malformed(what: impl std::fmt::Display) -> Self {
        Self::new(ReadErrorCode::Malformed, what)
    }

    /// Adds the place, unless a more exact one is there.
    pub(crate) fn at(mut self, line: u64, offset: Option<u64>) -> Self {
        if self.line.is_none() {
            self.line = Some(line);
            self.offset = offset;
        }
        self
    }

    fn place(&self) -> String {
        match (self.line, self.offset) {
            (Some(line), Some(offset)) => format!("line {line}, byte {offset}: "),
            (Some(line), None) => format!("line {line}: "),
            (None, Some(offset)) => format!("byte {offset}: "),
            (None, None) => String::new(),
        }
    }
}
