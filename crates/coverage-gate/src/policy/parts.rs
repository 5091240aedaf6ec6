//! The parts of a policy beyond totals: components, files, changed lines, the ratchet, marks in the source.

use std::collections::BTreeMap;

use coverage::Metric;
use serde::{Deserialize, Serialize};
use verdict::Ratio;

use runner::globs::Globs;

/// The least share of each metric, as an exact ratio.
pub type Limits = BTreeMap<Metric, Ratio>;

/// A part of the program, with limits of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// Its name.
    pub name: String,
    /// Globs of its files; a line that starts with `!` takes files out.
    pub files: Vec<String>,
    /// Its safety class, whose limits are among its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// What it must reach.
    pub limits: Limits,
}

/// What each of several files must reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLimits {
    /// What a file must reach.
    pub limits: Limits,
    /// Globs of the files that need not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
}

/// What the changed lines must reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatchLimits {
    /// Of lines and branches.
    pub limits: Limits,
    /// Fewer changed lines that hold code are not judged.
    pub min_lines: u64,
}

/// How far coverage may fall below the baseline. Without either, not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Slack {
    /// The largest fall of the share: half a percentage point is 1/200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Ratio>,
    /// By how many units more may be uncovered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<u64>,
}

/// Where the baseline lies, and what its absence means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// The kind of place.
    pub from: BaselineFrom,
    /// The file, the notes' ref or the branch.
    pub place: String,
    /// Whether the first run may go without.
    pub bootstrap: bool,
    /// How many commits back one is looked for.
    pub ancestors: u32,
    /// Whether its absence only warns.
    pub absent_warns: bool,
}

/// The kind of place of a baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BaselineFrom {
    /// A file that a step before restored or downloaded, such as a cache.
    File,
    /// Git notes.
    Notes,
    /// A branch of its own.
    Branch,
    /// The artifact of an earlier run.
    Artifact,
}

/// What new marks do that take code out of the measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exclusions {
    /// The gate fails.
    Fail,
    /// The gate warns.
    Warn,
    /// They are listed in the facts alone.
    Ignore,
}

/// An input that asks for less than the policy file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loosened {
    /// The input.
    pub input: String,
    /// What it asks for.
    pub asked: String,
    /// What the file says, which holds.
    pub holds: String,
}

impl Component {
    /// Which files are its own.
    #[must_use]
    pub fn matcher(&self) -> Globs {
        Globs::of(&self.files)
    }
}

impl FileLimits {
    /// Which files need not reach the limits.
    #[must_use]
    pub fn excepted(&self) -> Globs {
        Globs::of(&self.except)
    }
}
