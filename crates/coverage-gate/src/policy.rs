//! The policy: inputs, validated.

use std::collections::BTreeMap;

use coverage::Metric;
use runner::{InputError, Inputs};
use serde::{Deserialize, Serialize};
use verdict::{FailOn, Ratio, Waiver};

use crate::action::LIMITS;
use crate::expected::Expected;
use crate::globs;
use crate::paths::PathMap;

mod parts;

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

    fn from_word(word: &str) -> Option<Self> {
        Self::WORDS
            .into_iter()
            .zip([Self::Warn, Self::Fail, Self::Ignore])
            .find(|(known, _)| *known == word)
            .map(|(_, it)| it)
    }
}

impl Unreported {
    /// The words of the input.
    pub const WORDS: [&str; 4] = ["count", "fail", "warn", "ignore"];

    fn from_word(word: &str) -> Option<Self> {
        let all = [Self::Count, Self::Fail, Self::Warn, Self::Ignore];
        Self::WORDS.into_iter().zip(all).find(|(known, _)| *known == word).map(|(_, it)| it)
    }
}

/// The limit that applies where no limit is given: a gate without a limit would pass on anything.
const BUILT_IN: (Metric, u64, u64) = (Metric::Line, 4, 5);

impl Policy {
    pub(crate) fn from_inputs(inputs: &Inputs) -> Result<Self, InputError> {
        let files = inputs.lines("files");
        if files.iter().all(|pattern| pattern.starts_with('!')) {
            return Err(InputError::new("files", "only takes files out: name at least one report"));
        }
        let mut limits = BTreeMap::new();
        for (metric, name) in LIMITS {
            if let Some(ratio) = inputs.percent(name)? {
                limits.insert(metric, ratio);
            }
        }
        let bootstrap = limits.is_empty();
        if bootstrap {
            let (metric, numerator, denominator) = BUILT_IN;
            limits.extend(Ratio::new(numerator, denominator).map(|ratio| (metric, ratio)));
        }
        Ok(Self {
            files,
            limits,
            bootstrap,
            expected: Expected::parse(&inputs.lines("expected-reports"))
                .map_err(|message| InputError::new("expected-reports", message))?,
            path_map: PathMap::parse(&inputs.lines("path-map"))
                .map_err(|message| InputError::new("path-map", message))?,
            unmapped: word(inputs, "unmapped", Unmapped::from_word)?,
            sources: sources(inputs)?,
            unreported: word(inputs, "unreported", Unreported::from_word)?,
            components: Vec::new(),
            per_file: None,
            new_files: None,
            patch: None,
            base: None,
            ratchet: BTreeMap::new(),
            baseline: None,
            exclusions: None,
            waivers: Vec::new(),
            loosened: None,
            fail_on: inputs.fail_on()?,
            report_only: inputs.boolean("report-only")?,
        })
    }
}

fn word<T>(inputs: &Inputs, name: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, InputError> {
    let word = inputs.text(name);
    read(word).ok_or_else(|| InputError::new(name, format!("`{word}` is no word that it knows")))
}

fn sources(inputs: &Inputs) -> Result<Vec<String>, InputError> {
    let sources = inputs.lines("sources");
    if !sources.is_empty() && sources.iter().all(|pattern| pattern.starts_with('!')) {
        return Err(InputError::new("sources", "only takes files out: name at least one"));
    }
    for pattern in &sources {
        globs::compile(pattern.trim_start_matches('!').trim()).map_err(|e| InputError::new("sources", e))?;
    }
    Ok(sources)
}
