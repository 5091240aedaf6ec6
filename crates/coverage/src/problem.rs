//! What a reader noticed and could settle: notes that do not stop reading.

use serde::{Deserialize, Serialize};

/// What was noticed, as a stable word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemCode {
    /// A line number of 0, below 0, or `undefined`: dropped.
    LineNumber,
    /// A count below 0: read as 0.
    NegativeCount,
    /// A line without a count: read as not executed.
    MissingCount,
    /// Branch data without `covered/total`, or with more covered than total.
    BranchCounts,
    /// A kind of record that no known dialect has: skipped.
    UnknownRecord,
    /// Condition coverage (MC/DC) in a form that is not read: skipped.
    McdcSkipped,
    /// A function's count without the function: skipped.
    UnmatchedFunction,
    /// A path that leaves its folder.
    PathEscapes,
    /// A file's counter differs from its lines: the lines are counted.
    CounterDiffers,
    /// The same line has another size in another report: the sources differ.
    ConflictingSource,
    /// Each of two reports names lines of the file that the other does not have: the sources may differ.
    LinesDiffer,
    /// Branches or conditions without identity: only bounds of the united count are known.
    BranchesInexact,
    /// There were more problems than are listed.
    MoreProblems,
}

/// Something noticed in a report, or while merging reports.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Problem {
    /// The kind.
    pub code: ProblemCode,
    /// The line of the report, from 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<u64>,
    /// A lowercase fragment for people.
    pub message: String,
}

impl ProblemCode {
    /// Every code.
    pub const ALL: [Self; 13] = [
        Self::LineNumber,
        Self::NegativeCount,
        Self::MissingCount,
        Self::BranchCounts,
        Self::UnknownRecord,
        Self::McdcSkipped,
        Self::UnmatchedFunction,
        Self::PathEscapes,
        Self::CounterDiffers,
        Self::ConflictingSource,
        Self::LinesDiffer,
        Self::BranchesInexact,
        Self::MoreProblems,
    ];

    /// The code as it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::LineNumber => "line-number",
            Self::NegativeCount => "negative-count",
            Self::MissingCount => "missing-count",
            Self::BranchCounts => "branch-counts",
            Self::UnknownRecord => "unknown-record",
            Self::McdcSkipped => "mcdc-skipped",
            Self::UnmatchedFunction => "unmatched-function",
            Self::PathEscapes => "path-escapes",
            Self::CounterDiffers => "counter-differs",
            Self::ConflictingSource => "conflicting-source",
            Self::LinesDiffer => "lines-differ",
            Self::BranchesInexact => "branches-inexact",
            Self::MoreProblems => "more-problems",
        }
    }
}

/// How many problems a report lists; a hostile report has one per line.
const LISTED: usize = 100;

/// The problems of one report, capped.
#[derive(Default, Debug)]
pub(crate) struct Problems {
    listed: Vec<Problem>,
    more: u64,
}

impl Problems {
    /// Notes a problem; `message` is made only when it will be listed.
    pub(crate) fn note(&mut self, code: ProblemCode, line: Option<u64>, message: impl FnOnce() -> String) {
        // The first of its kind is always listed: a flood of one kind must not hide another.
        if self.listed.len() < LISTED || self.listed.iter().all(|known| known.code != code) {
            self.listed.push(Problem { code, line, message: message() });
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    /// How many are listed.
    pub(crate) const fn listed(&self) -> usize {
        self.listed.len()
    }

    /// What is listed, and how many more there were.
    pub(crate) fn into_parts(self) -> (Vec<Problem>, u64) {
        (self.listed, self.more)
    }

    /// Counts problems of a part of the report that its own list had no room for.
    pub(crate) const fn add_unlisted(&mut self, more: u64) {
        self.more = self.more.saturating_add(more);
    }

    /// The list, and how many more there were.
    pub(crate) fn into_list(mut self) -> Vec<Problem> {
        if self.more > 0 {
            let message = format!("{} more problems are not listed", self.more);
            self.listed.push(Problem { code: ProblemCode::MoreProblems, line: None, message });
        }
        self.listed
    }
}
