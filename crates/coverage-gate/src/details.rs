//! What a coverage verdict holds beyond its rules: totals, claims, and the files that matter most.

use coverage::{Metric, MetricCounts};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use verdict::Counts;

use crate::facts::{BaselineFact, ChangedFile, Facts, FileFact, ReportFact, SourceFact};

/// How many files a verdict lists.
const FILES: usize = 50;

/// The `details` of a coverage verdict.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Details {
    /// What the lines say, over all files: what was judged.
    pub totals: MetricCounts,
    /// What the reports claim about themselves, added up; never judged.
    pub claims: MetricCounts,
    /// How many files the reports name.
    pub file_count: u64,
    /// The files with the most uncovered lines, most first.
    pub files: Vec<FileFact>,
    /// The files that have no name in the repository: the first 50 of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmapped: Vec<FileFact>,
    /// How many there are.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unmapped_count: u64,
    /// The source files that are in no report: the first 50 of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreported: Vec<SourceFact>,
    /// How many there are.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unreported_count: u64,
    /// The changed files with changed lines that are not covered or are in no report: the first 50 of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<ChangedFile>,
    /// How many there are.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub changed_count: u64,
    /// What coverage was before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineFact>,
    /// The reports.
    pub reports: Vec<ReportFact>,
}

impl Details {
    pub(crate) fn of(facts: &Facts) -> Self {
        let mut files: Vec<&FileFact> = facts.files.iter().filter(|file| missed(file) > 0).collect();
        files.sort_by_key(|file| std::cmp::Reverse(missed(file)));
        let untested =
            |file: &&ChangedFile| !file.uncovered.is_empty() || file.not_blank.is_some_and(|lines| lines > 0);
        let changed: Vec<&ChangedFile> =
            facts.change.iter().flat_map(|change| &change.files).filter(untested).collect();
        Self {
            totals: facts.totals(),
            claims: facts.claims(),
            file_count: facts.files.len() as u64,
            files: files.into_iter().take(FILES).cloned().collect(),
            unmapped: facts.unmapped().take(FILES).map(without_lines).collect(),
            unmapped_count: facts.unmapped().count() as u64,
            unreported: facts.unreported.iter().take(FILES).cloned().collect(),
            unreported_count: facts.unreported.len() as u64,
            changed_count: changed.len() as u64,
            changed: changed.into_iter().take(FILES).cloned().collect(),
            baseline: facts.baseline.clone(),
            reports: facts.reports.clone(),
        }
    }

    pub(crate) fn into_map(self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(members)) => members,
            // Every member of this type has a JSON form; the arm is for the compiler.
            _ => Map::new(),
        }
    }

    /// Reads them back from a verdict.
    #[must_use]
    pub fn from_map(members: &Map<String, Value>) -> Self {
        serde_json::from_value(Value::Object(members.clone())).unwrap_or_default()
    }
}

/// Which file it is, without the lines that `files` shows.
fn without_lines(file: &FileFact) -> FileFact {
    FileFact { uncovered: Vec::new(), ..file.clone() }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Uncovered lines of a file; of one without line data, uncovered branches, instructions and the like do not count.
pub(crate) fn missed(file: &FileFact) -> u64 {
    file.counts.get(&Metric::Line).copied().map_or(0, Counts::missed)
}
