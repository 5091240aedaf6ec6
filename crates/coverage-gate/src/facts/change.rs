//! Facts beside the reports: what was changed since the base, and what the baseline holds.

use coverage::MetricCounts;
use serde::{Deserialize, Serialize};
use verdict::Counts;

/// Why something could not be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unknown {
    /// A stable code: `shallow`, `no-base` …
    pub code: String,
    /// What is missing, and what to do.
    pub message: String,
}

/// What was changed since the base.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeFact {
    /// The commit that changes are counted from: the merge base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// The commit that is checked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// Why it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Unknown>,
    /// Whether there were too many candidates to look for renames, so that a renamed file counts as new.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub renames_skipped: bool,
    /// Every file that has new or changed lines, by path.
    pub files: Vec<ChangedFile>,
}

/// A file with new or changed lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedFile {
    /// Its path.
    pub path: String,
    /// What it was called before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// Whether the base does not have it under any name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub new: bool,
    /// Ranges of new and changed lines, inclusive.
    pub changed: Vec<(u32, u32)>,
    /// What the reports know of it.
    pub measured: Measured,
    /// How many of its changed lines are covered, of those that hold code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Counts>,
    /// How many branches of its changed lines are covered; of inexact counts the lower bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branches: Option<Counts>,
    /// Covered branches at most, where merging left only bounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch_at_most: Option<u64>,
    /// Ranges of changed lines that are not covered, inclusive.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uncovered: Vec<(u32, u32)>,
    /// How many of its changed lines are not blank, if it is in no report and should be; absent if it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_blank: Option<u64>,
    /// Marks on its changed lines that take code out of the measurement.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

/// What the reports know of a changed file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measured {
    /// It is in no report and need not be: no text, taken out of `sources`, or of a kind that no report holds.
    #[default]
    NotExpected,
    /// Its lines are in a report.
    Lines,
    /// Only totals of it are known.
    TotalsAlone,
    /// It was changed, and its lines were not compared: git takes it for binary, or it is too large.
    NotCompared,
    /// A report's file may be this one or another.
    Ambiguous,
    /// It is in no report, and `sources` names it.
    Missing,
    /// It is in no report, the reports hold files of its kind, and nobody declared `sources`.
    Undeclared,
}

/// A mark in the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Its line.
    pub line: u32,
    /// The mark's usual spelling: `pragma: no cover`.
    pub mark: String,
}

/// What the baseline holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselineFact {
    /// Where it was looked for: `notes refs/notes/coverage`.
    pub place: String,
    /// The commit it is of; absent if none was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// How many commits lie between that and the base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance: Option<u64>,
    /// SHA-256 of its bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// What was judged there.
    #[serde(default, skip_serializing_if = "MetricCounts::is_empty")]
    pub totals: MetricCounts,
    /// Earlier ones, oldest first, for the trend.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trend: Vec<Point>,
    /// Why none was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Unknown>,
}

/// A point of the trend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// The commit.
    pub commit: String,
    /// What was judged there.
    pub totals: MetricCounts,
}

impl Unknown {
    /// A code and what to do.
    #[must_use]
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into() }
    }
}
