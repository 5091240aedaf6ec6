//! Where the baseline lies, as the file says it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::listed::FilePath;

/// Where the coverage of earlier commits is kept, and what its absence means.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// The kind of place.
    pub from: Source,
    /// The file, for `file`; the name of the artifact's file, for `artifact`.
    #[serde(default)]
    pub path: Option<FilePath>,
    /// The branch, for `branch`; the notes' ref below refs/notes, for `notes`.
    #[serde(default, rename = "ref")]
    pub git_ref: Option<String>,
    /// Whether the first run may go without a baseline.
    #[serde(default)]
    pub bootstrap: Option<bool>,
    /// How many commits back a baseline is looked for.
    #[serde(default)]
    pub ancestors: Option<u32>,
    /// What a baseline does that is not there.
    #[serde(default)]
    pub absent: Option<Absent>,
}

/// The kind of place of a baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// A file that a step before restored or downloaded, such as a cache.
    File,
    /// Git notes.
    Notes,
    /// A branch of its own.
    Branch,
    /// The artifact of an earlier run.
    Artifact,
}

/// What a baseline does that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Absent {
    /// What needs it cannot be judged.
    Inconclusive,
    /// The gate warns.
    Warn,
}
