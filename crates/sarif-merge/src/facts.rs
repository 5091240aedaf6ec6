//! The facts: all that the decision sees. They lie beside the verdict as `<gate-id>.facts.json`.

use std::collections::BTreeMap;

use sarif::{Kind, Package, Severity, SeverityStep, Suppressed};
use serde::{Deserialize, Serialize};

/// The schema name of facts of this version.
pub const SCHEMA: &str = "releasegate/sarif-facts/v1";

/// What the shell found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// `releasegate/sarif-facts/v1`.
    pub schema: String,
    /// What each pattern of `files` matched.
    pub patterns: Vec<PatternFact>,
    /// Every report, in the order of its path.
    pub reports: Vec<ReportFact>,
    /// What was made of them; absent if they could not be merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged: Option<MergedFact>,
    /// Why they could not be merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_merged: Option<String>,
    /// What became of the results of each tool.
    pub ledger: BTreeMap<String, Conserved>,
    /// Every finding, by run and result.
    pub findings: Vec<FindingFact>,
    /// The baseline; absent if the policy names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineFact>,
    /// What the change makes of the policy file; absent if the file was not read at another commit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<ProposedFact>,
    /// The commit that is checked out, where it can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// When it was committed, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committed: Option<u64>,
    /// The day in UTC, such as `2026-12-31`: suppressions end on one.
    pub today: String,
}

/// One line of `files`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternFact {
    /// The pattern as given.
    pub pattern: String,
    /// How many files it matched.
    pub matched: u64,
}

/// One report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportFact {
    /// Its path, relative to the workspace.
    pub path: String,
    /// Its length in bytes; absent if it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Lower-case hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// `sarif`, or the name of the scanner's own format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Its runs.
    pub runs: Vec<RunFact>,
    /// How many secrets were left out while it was converted.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub redacted: u64,
    /// Why it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<Broken>,
    /// What is odd about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<String>,
}

/// One run of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFact {
    /// The tool's name.
    pub tool: String,
    /// Its version, where it says one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// GitHub's category.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub category: String,
    /// How many results it has.
    pub results: u64,
    /// Why the scan is not complete, as the run says it: failed invocations, notifications of errors, parts that were skipped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incomplete: Vec<String>,
    /// The commits that it says it scanned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commits: Vec<String>,
    /// When it says that it ended, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<u64>,
    /// An end that is no moment, as a time without a zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_unclear: Option<String>,
}

/// Why a report could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broken {
    /// A stable code: `truncated`, `unknown-format` …
    pub code: String,
    /// What is wrong, where, and what to do.
    pub message: String,
}

/// The merged log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedFact {
    /// Lower-case hex.
    pub sha256: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its runs.
    pub runs: u64,
    /// Its results.
    pub results: u64,
    /// What was written otherwise than it was read, by what it is.
    pub rewritten: BTreeMap<String, u64>,
}

/// What became of a tool's results: `read = written + equal`, `written = findings + joined + no failure`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conserved {
    /// Results in the reports.
    pub read: u64,
    /// Results in the merged log.
    pub written: u64,
    /// Results that were equal to another, byte for byte.
    pub equal: u64,
    /// Results that are no failure: passed, not applicable, informational.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub no_failure: u64,
    /// Results that another finding stands for.
    pub joined: u64,
    /// Findings that are judged.
    pub findings: u64,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingFact {
    /// The tool.
    pub tool: String,
    /// The rule's id.
    pub rule: String,
    /// What the rule is about.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The message in one plain line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// What it is, if it is no failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// How severe it is.
    pub severity: Severity,
    /// What says so.
    pub step: SeverityStep,
    /// Where it is unknown: what the rule says of all of its results.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Severity>,
    /// The file, if it is one of the repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Other files that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_paths: Vec<String>,
    /// The line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The last line, inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u64>,
    /// This suite's name of it.
    pub identity: String,
    /// GitHub's fingerprint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// All names of its advisory.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The package, of a dependency's finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<Package>,
    /// Its weaknesses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cwes: Vec<u32>,
    /// What the reports' own suppressions say.
    pub suppressed: Suppressed,
    /// Other tools that say the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// The day on which the baseline saw it first; absent if the baseline does not hold it, or there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<String>,
    /// A page about the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Where several tools say it: what each of them says, this one included, without messages. What is accepted or known has to be
    /// so for each of them, lest one report decides about another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<FindingFact>,
}

impl FindingFact {
    /// What each tool says of it; itself if it is of one.
    #[must_use]
    pub fn parts(&self) -> &[Self] {
        if self.members.is_empty() { std::slice::from_ref(self) } else { &self.members }
    }
}

/// The baseline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselineFact {
    /// Its path in the repository.
    pub path: String,
    /// The commit at which it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// SHA-256 of its bytes; absent if it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// How many findings it holds.
    pub findings: u64,
    /// How many of them are no longer there.
    pub gone: u64,
    /// How many more it holds as the change leaves it; absent if that cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grows: Option<u64>,
    /// Why it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
}

/// The policy file as the change leaves it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedFact {
    /// In what it asks for less.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub loosens: Vec<String>,
    /// Why it could not be read: from the merge on, every gate would stop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<String>,
}

impl Facts {
    /// Every run of every report.
    pub fn runs(&self) -> impl Iterator<Item = &RunFact> {
        self.reports.iter().flat_map(|report| &report.runs)
    }

    /// Whether every report was found, read and merged.
    #[must_use]
    pub fn complete(&self) -> bool {
        !self.reports.is_empty()
            && self.patterns.iter().all(|pattern| pattern.matched > 0)
            && self.reports.iter().all(|report| report.broken.is_none() && !report.runs.is_empty())
            && self.merged.is_some()
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}
