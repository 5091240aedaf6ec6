//! The policy: inputs, validated.

use std::collections::BTreeMap;

use coverage::Metric;
use serde::{Deserialize, Serialize};
use verdict::{FailOn, Ratio, Waiver};

use crate::expected::Expected;
use crate::paths::PathMap;

mod asked;
mod parts;
mod resolve;

pub use asked::Asked;
pub use parts::{
    Baseline, BaselineFrom, Component, Exclusions, FileLimits, Limits, Loosened, PatchLimits, Slack,
};

/// What is judged, and against which limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Globs of the reports, in the order given.
    pub files: Vec<String>,
    /// The least share of each metric, as an exact ratio.
    pub limits: BTreeMap<Metric, Ratio>,
    /// Whether the built-in limit stands in for one that nobody set.
    pub bootstrap: bool,
    /// Which reports must have arrived; absent if that is not declared.
    pub expected: Option<Expected>,
    /// What `path-map` says.
    pub path_map: PathMap,
    /// What a file does that has no name in the repository.
    pub unmapped: Unmapped,
    /// Globs of the files that should be in a report.
    pub sources: Vec<String>,
    /// What such a file does that is in none.
    pub unreported: Unreported,
    /// Parts of the program that are judged on their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
    /// What each file must reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_file: Option<FileLimits>,
    /// What each new file must reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_files: Option<FileLimits>,
    /// What the changed lines must reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patch: Option<PatchLimits>,
    /// From which commit or branch changes are counted, where the event does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// How far coverage may fall below the baseline.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ratchet: BTreeMap<Metric, Slack>,
    /// Where the baseline lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// What new marks do that take code out of the measurement; absent if nobody looks for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusions: Option<Exclusions>,
    /// Failures that somebody accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waiver>,
    /// Inputs that ask for less than the policy file; absent if there is no such file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loosened: Option<Vec<Loosened>>,
    /// Whether the input `config` said to read no policy file.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub file_unread: bool,
    /// From which status on the pipeline stops.
    pub fail_on: FailOn,
    /// Whether the gate only reports.
    pub report_only: bool,
}

/// What a file of the reports does that git does not track, or that may be several tracked files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unmapped {
    /// It is listed, and the gate warns: its lines are measured, and counted under the name that the report gives it.
    Warn,
    /// The gate fails.
    Fail,
    /// It is listed in the facts alone.
    Ignore,
}

/// What a source file does that is in no report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unreported {
    /// Its lines that are not blank count as uncovered.
    Count,
    /// The gate fails.
    Fail,
    /// The gate warns.
    Warn,
    /// It is listed in the facts alone.
    Ignore,
}

impl Unmapped {
    /// The words of the input.
    pub const WORDS: [&str; 3] = ["warn", "fail", "ignore"];

    /// In the order of the words.
    const ALL: [Self; 3] = [Self::Warn, Self::Fail, Self::Ignore];

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().position(|known| *known == word).and_then(|place| Self::ALL.get(place).copied())
    }

    /// The word, and how much it asks for beside the others.
    pub(crate) const fn strictness(self) -> (&'static str, u8) {
        match self {
            Self::Ignore => ("ignore", 0),
            Self::Warn => ("warn", 1),
            Self::Fail => ("fail", 2),
        }
    }
}

impl Unreported {
    /// The words of the input.
    pub const WORDS: [&str; 4] = ["count", "fail", "warn", "ignore"];
    /// In the order of the words.
    const ALL: [Self; 4] = [Self::Count, Self::Fail, Self::Warn, Self::Ignore];

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().position(|known| *known == word).and_then(|place| Self::ALL.get(place).copied())
    }

    /// The word, and how much it asks for beside the others.
    pub(crate) const fn strictness(self) -> (&'static str, u8) {
        match self {
            Self::Ignore => ("ignore", 0),
            Self::Warn => ("warn", 1),
            Self::Count => ("count", 2),
            Self::Fail => ("fail", 3),
        }
    }
}

impl Policy {
    /// Whether some limit is set: a gate without one would pass on anything.
    #[must_use]
    pub fn judges(&self) -> bool {
        !self.limits.is_empty()
            || !self.components.is_empty()
            || !self.ratchet.is_empty()
            || self.per_file.is_some()
            || self.patch.is_some()
            || self.new_files.is_some()
    }

    /// Whether a rule asks what was changed.
    #[must_use]
    pub fn asks_for_changes(&self) -> bool {
        self.patch.is_some() || self.new_files.is_some() || self.exclusions.is_some()
    }
}

#[cfg(test)]
mod tests;
