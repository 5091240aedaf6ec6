//! The policy: what the inputs and the policy file ask for, validated.

mod asked;
mod compare;
pub(crate) mod near;
mod resolve;
mod suppression;

use std::collections::BTreeMap;

use crate::facts::FindingFact;
use sarif::{Across, Severity, SeverityPolicy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use verdict::FailOn;

pub use asked::Asked;
pub(crate) use suppression::LONGEST_DAYS;
pub use suppression::{Cause, Suppression};

/// Whether a suppression of the section names what it is about narrowly enough.
pub(crate) fn narrow(suppression: &crate::section::Suppression) -> bool {
    resolve::suppression(suppression).is_narrow()
}

/// The most findings of each severity that may be there.
pub type Limits = BTreeMap<Severity, u64>;

/// What is judged, and against which limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Globs of the reports, in the order given.
    pub files: Vec<String>,
    /// Which scanner wrote which reports, where their content does not tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<Declared>,
    /// Limits over all findings.
    pub limits: Limits,
    /// Whether the built-in limit stands in for one that nobody set.
    pub bootstrap: bool,
    /// Limits over the findings of a tool.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<OfTool>,
    /// Limits over the findings in some files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<OfPaths>,
    /// What a finding does whose severity nobody knows.
    pub unknown: Unknown,
    /// Whether findings that the baseline holds are left alone.
    pub new_only: bool,
    /// The file that holds the baseline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<String>,
    /// For how many days after it was first seen a finding of the baseline is left alone, by severity.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub grace: BTreeMap<Severity, u32>,
    /// Tools that must have run, successfully and on this commit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required_tools: Vec<String>,
    /// Severities that are not the tool's.
    pub severities: SeverityPolicy,
    /// What is one finding although several tools say it.
    pub across: Across,
    /// Whether what tools report as suppressed, in the source or in their own files, is.
    pub in_source: InSource,
    /// What is asked of the commit that a scan is of.
    #[serde(default, skip_serializing_if = "OfCommit::is_default")]
    pub of_commit: OfCommit,
    /// For how many days a suppression may hide a finding of a severity; without an entry as long as it says.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub suppression_days: BTreeMap<Severity, u32>,
    /// Findings that somebody accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suppressions: Vec<Suppression>,
    /// Inputs that ask for less than the policy file; absent if there is no such file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loosened: Option<Vec<Loosened>>,
    /// The policy file, if it was read at another commit than the one that is checked out: the change may have one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// What that file alone asks for: the change's is held against it, and inputs speak on neither side.
    #[serde(skip)]
    pub(crate) of_file: Option<Box<Policy>>,
    /// Whether the input `config` said to read no policy file.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub file_unread: bool,
    /// From which status on the pipeline stops.
    pub fail_on: FailOn,
    /// Whether the gate only reports.
    pub report_only: bool,
}

/// Reports whose format somebody declares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// A glob of the reports.
    pub files: String,
    /// The name of the format.
    pub format: String,
}

/// Limits over the findings of a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfTool {
    /// The tool's name, in any case.
    pub tool: String,
    /// The most findings of each severity.
    pub limits: Limits,
}

/// Limits over the findings in some files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfPaths {
    /// What the files are, in rule ids: `payment`.
    pub name: String,
    /// Their globs.
    pub files: Vec<String>,
    /// What findings are that name no file of the repository, as those of an image's packages.
    #[serde(default, skip_serializing_if = "WithoutFile::is_default")]
    pub without_file: WithoutFile,
    /// The most findings of each severity.
    pub limits: Limits,
}

/// What findings without a file are to a limit that is about files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WithoutFile {
    /// They count.
    Count,
    /// They may be in these files, so that the limit cannot be judged where they would exceed it.
    #[default]
    Unknown,
    /// They are elsewhere.
    Ignore,
}

/// What is asked of the commit that a scan is of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OfCommit {
    /// A required tool has to say that it scanned this commit, or that it ended after the commit was made.
    Proven,
    /// What a scan says of its commit has to fit; one that says nothing is believed.
    #[default]
    Told,
    /// Whatever it says.
    Ignored,
}

/// What a finding does whose severity nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unknown {
    /// The gate fails.
    Fail,
    /// It counts as critical.
    Critical,
    /// It counts as high.
    High,
    /// It counts as medium.
    Medium,
    /// It counts as low.
    Low,
    /// It is listed and counts for nothing.
    Ignore,
}

/// What suppressions do that come with the reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InSource {
    /// They hold, as SARIF says.
    Accept,
    /// They do not: whoever writes the code could write them.
    Ignore,
}

/// An input that asks for less than the policy file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loosened {
    /// The input.
    pub input: String,
    /// What it asks for.
    pub asked: String,
    /// What holds.
    pub holds: String,
}

impl WithoutFile {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl OfCommit {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Unknown {
    /// The words of the input.
    pub const WORDS: [&'static str; 6] = ["fail", "critical", "high", "medium", "low", "ignore"];
    /// In the order of the words, which is that of strictness.
    const ALL: [Self; 6] = [Self::Fail, Self::Critical, Self::High, Self::Medium, Self::Low, Self::Ignore];

    /// The value of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().position(|known| *known == word).and_then(|at| Self::ALL.get(at).copied())
    }

    /// The severity that such a finding counts as.
    #[must_use]
    pub const fn counts_as(self) -> Option<Severity> {
        match self {
            Self::Critical => Some(Severity::Critical),
            Self::High => Some(Severity::High),
            Self::Medium => Some(Severity::Medium),
            Self::Low => Some(Severity::Low),
            Self::Fail | Self::Ignore => None,
        }
    }
}

impl Declared {
    /// Reads `glob => format`.
    ///
    /// # Errors
    /// What is no such line, for people.
    pub fn parse(line: &str) -> Result<Self, String> {
        let Some((files, format)) = line.split_once("=>").map(|(files, format)| (files.trim(), format.trim()))
        else {
            return Err(format!("`{line}` is no line `glob => format`"));
        };
        runner::globs::compile(files)?;
        if scanners::Format::named(format).is_none() {
            let known: Vec<&str> = scanners::Format::ALL.iter().map(|format| format.name()).collect();
            let hint = match near::nearest(format, known.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("write one of {}", known.join(", ")),
            };
            return Err(format!("`{format}` is no format that is known: {hint}"));
        }
        Ok(Self { files: files.to_owned(), format: format.to_owned() })
    }

    /// Whether it is about a report.
    #[must_use]
    pub fn is_about(&self, path: &str) -> bool {
        runner::globs::matches(&self.files, runner::globs::compile(&self.files).ok().as_ref(), path)
    }

    /// The line.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{} => {}", self.files, self.format)
    }
}

impl Policy {
    /// Whether some limit is set: a gate without one would pass on anything.
    #[must_use]
    pub fn judges(&self) -> bool {
        !self.limits.is_empty() || !self.tools.is_empty() || !self.paths.is_empty()
    }

    /// The severity that a finding counts as; none if it counts for no limit. What the rule says of all of its results holds wherever the
    /// policy does not stop at what nobody knows.
    #[must_use]
    pub fn counted(&self, finding: &FindingFact) -> Option<Severity> {
        match (finding.severity, self.unknown) {
            (Severity::Unknown, Unknown::Fail) => None,
            (Severity::Unknown, unknown) => unknown.counts_as().max(finding.at_least),
            (known, _) => Some(known),
        }
    }
}

/// The format that somebody declares for a report; the first line that fits counts.
#[must_use]
pub fn declared(formats: &[Declared], path: &str) -> Option<scanners::Format> {
    formats.iter().find(|it| it.is_about(path)).and_then(|it| scanners::Format::named(&it.format))
}

/// No finding of this severity or a worse one.
#[must_use]
pub fn none_from(least: Severity) -> Limits {
    let worse =
        Severity::ALL.into_iter().filter(|severity| *severity != Severity::Unknown && *severity >= least);
    worse.map(|severity| (severity, 0)).collect()
}

/// The smaller number of both, for each severity.
#[must_use]
pub fn tighter(one: &Limits, other: &Limits) -> Limits {
    let mut limits = one.clone();
    for (severity, most) in other {
        let least = limits.get(severity).map_or(*most, |known| (*known).min(*most));
        limits.insert(*severity, least);
    }
    limits
}

#[cfg(test)]
mod tests;
