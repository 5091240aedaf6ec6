//! The facts: all that the decision sees. They lie beside the verdict as `<gate-id>.facts.json`.

use coverage::{Format, MetricCounts, Problem};
use serde::{Deserialize, Serialize};
use verdict::Counts;

use crate::paths::How;

mod change;

pub use change::{BaselineFact, ChangeFact, ChangedFile, Mark, Measured, Point, Unknown};

/// The schema name of facts of this version.
pub const SCHEMA: &str = "releasegate/coverage-facts/v1";

/// What the shell found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// `releasegate/coverage-facts/v1`.
    pub schema: String,
    /// What each pattern of `files` matched.
    pub patterns: Vec<PatternFact>,
    /// Every report, in the order of its path.
    pub reports: Vec<ReportFact>,
    /// Every file that the reports name, merged.
    pub files: Vec<FileFact>,
    /// What was noticed while merging.
    pub problems: Vec<Problem>,
    /// The repository that is checked out; absent if there is none, so that paths were compared with nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<RepositoryFact>,
    /// What each pattern of `sources` matched among the tracked files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<PatternFact>,
    /// Files of `sources` that are in no report and hold at least one line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreported: Vec<SourceFact>,
    /// What was changed since the base; absent if the policy asks for nothing about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeFact>,
    /// What coverage was before; absent if the policy asks for nothing about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineFact>,
    /// The day in UTC, such as `2026-12-31`, if the policy holds waivers: they end on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<String>,
}

/// The repository that paths were compared with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepositoryFact {
    /// How many files git tracks.
    pub tracked: u64,
    /// The commit that is checked out, where it can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// When it was committed, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committed: Option<u64>,
}

/// A file that should be in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFact {
    /// Its path in the repository.
    pub path: String,
    /// How many of its lines are not blank; absent if it could not be read.
    pub lines: Option<u64>,
}

/// One line of `files` or `sources`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternFact {
    /// The pattern as given.
    pub pattern: String,
    /// How many files it matched.
    pub matched: u64,
}

/// One report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportFact {
    /// Its path, relative to the workspace.
    pub path: String,
    /// Its length in bytes, and its SHA-256; absent when it could not be read to its end.
    pub size: Option<u64>,
    /// Lower-case hex.
    pub sha256: Option<String>,
    /// What it holds, if it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<ReportContent>,
    /// Why it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<Broken>,
}

/// What a report holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportContent {
    /// The format that its content shows.
    pub format: Format,
    /// Who wrote it, where it says so.
    pub producer: Option<String>,
    /// How many files it names.
    pub files: u64,
    /// What its lines say.
    pub totals: MetricCounts,
    /// What it claims about itself.
    pub claims: MetricCounts,
    /// Whether it claims the same file more than once, so that the sum is nobody's number.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub claims_repeat: bool,
    /// When it says that it was written, in seconds since 1970; of a time without a zone, the latest moment that it can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<u64>,
    /// What was noticed while reading it.
    pub problems: Vec<Problem>,
}

/// Why a report could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broken {
    /// A stable code: `truncated`, `malformed` …
    pub code: String,
    /// The line of the report, from 1.
    pub line: Option<u64>,
    /// What is wrong, and what to do.
    pub message: String,
}

/// One file of the program under test.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFact {
    /// The module it belongs to (JaCoCo); empty elsewhere.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub module: String,
    /// Its path in the repository; where none was found, as the reports write it.
    pub path: String,
    /// How it came to this path, or why to none.
    #[serde(default, skip_serializing_if = "is_as_is")]
    pub how: How,
    /// What reports call it, if something else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Which tracked files it may be, if that is not clear: three at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<String>,
    /// What its lines say; of inexact counts the lower bound.
    pub counts: MetricCounts,
    /// Covered branches at most, where merging left only bounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch_at_most: Option<u64>,
    /// Covered conditions (MC/DC) at most, where merging left only bounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition_at_most: Option<u64>,
    /// Ranges of uncovered lines, inclusive: the first 1 000 of them, for the 200 files that miss most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uncovered: Vec<(u32, u32)>,
}

impl Facts {
    /// Whether every pattern matched, and every report could be read and names files.
    #[must_use]
    pub fn complete(&self) -> bool {
        self.patterns.iter().all(|pattern| pattern.matched > 0)
            && !self.reports.is_empty()
            && self
                .reports
                .iter()
                .all(|report| report.content.as_ref().is_some_and(|content| content.files > 0))
    }

    /// The sum over all files; a metric is absent if no file was measured for it.
    #[must_use]
    pub fn totals(&self) -> MetricCounts {
        sum(self.files.iter().map(|file| &file.counts))
    }

    /// The sum of what the reports claim about themselves.
    #[must_use]
    pub fn claims(&self) -> MetricCounts {
        sum(self.contents().map(|content| &content.claims))
    }

    /// The files that have no name in the repository.
    pub fn unmapped(&self) -> impl Iterator<Item = &FileFact> {
        self.files.iter().filter(|file| !file.how.is_mapped())
    }

    /// The lines of the files in no report that are not blank; none if one of them could not be read.
    #[must_use]
    pub fn unreported_lines(&self) -> Option<u64> {
        self.unreported.iter().map(|file| file.lines).sum()
    }

    /// The contents of the reports that could be read.
    pub fn contents(&self) -> impl Iterator<Item = &ReportContent> {
        self.reports.iter().filter_map(|report| report.content.as_ref())
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_as_is(how: &How) -> bool {
    *how == How::AsIs
}

fn sum<'a>(all: impl Iterator<Item = &'a MetricCounts>) -> MetricCounts {
    let mut totals = MetricCounts::new();
    for (metric, counts) in all.flatten() {
        let total: &mut Counts = totals.entry(*metric).or_default();
        *total = total.plus(*counts);
    }
    totals
}
