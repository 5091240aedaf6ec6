//! The section `coverage` of the policy file, typed: what a team decided, before inputs are held against it.
//!
//! What stands under `gates.<id>` is laid over the rest, member by member; lists and single values are replaced. A member that no type
//! knows is an error, because a mistyped limit would never be enforced.

mod baseline;
mod check;
mod component;
mod limits;
mod listed;
mod schema;
mod waiver;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use settings::{Node, Wrong};
use verdict::FailOn;

use crate::policy::{Unmapped, Unreported};

pub use baseline::{Absent, Baseline, Source};
pub use component::{Component, Name};
pub use limits::{Allowed, AllowedLines, FileLimits, Limits, Patch, PatchLimits, Percent, Points, Ratchet};
pub use listed::{Declared, Except, FilePath, Mapping, Pattern, Patterns};
pub use schema::schema;
pub use waiver::{Day, Waiver};

/// What the section says for one gate. What it does not say is absent, so that inputs and built-in defaults speak.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Section {
    /// Globs of the coverage reports; one that starts with `!` takes files out.
    pub files: Option<Patterns>,
    /// The least share of each metric, in percent, over all code.
    pub limits: Option<Limits>,
    /// Which reports must have arrived: a number, or one glob for each.
    pub expected_reports: Option<Declared>,
    /// Items `from => to`: a folder as reports write it, and its name in the repository.
    pub path_map: Option<Mapping>,
    /// What files do that have no name in the repository.
    #[schemars(schema_with = "schema::unmapped")]
    pub unmapped: Option<Unmapped>,
    /// Globs of the tracked files that should be in a report.
    pub sources: Option<Patterns>,
    /// What such a file does that is in none.
    #[schemars(schema_with = "schema::unreported")]
    pub unreported: Option<Unreported>,
    /// From which status on the pipeline stops.
    pub fail_on: Option<FailOn>,
    /// Whether the gate only reports.
    pub report_only: Option<bool>,
    /// Parts of the program that are judged on their own.
    pub components: Vec<Component>,
    /// Limits by safety class (IEC 62304's A, B and C, an ASIL, a level of DO-178C): the names are the team's. Components name theirs.
    pub classes: BTreeMap<Name, Limits>,
    /// What each file must reach.
    pub per_file: Option<FileLimits>,
    /// What each new file must reach.
    pub new_files: Option<FileLimits>,
    /// What the changed lines must reach.
    pub patch: Option<Patch>,
    /// How far coverage may fall below the baseline, by metric; without an entry a metric may fall as it likes.
    pub ratchet: Option<Ratchet>,
    /// Where the baseline lies.
    pub baseline: Option<Baseline>,
    /// What new marks in the source do that take code out of the measurement.
    pub exclusions: Option<Exclusions>,
    /// Failures that somebody accepted, with a reason and until a day.
    pub waivers: Vec<Waiver>,
}

/// What new marks in the source do that take code out of the measurement (`pragma: no cover` and its like).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Exclusions {
    /// What a new one does.
    pub new: NewExclusions,
}

/// What a new exclusion does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NewExclusions {
    /// The gate fails.
    Fail,
    /// The gate warns.
    Warn,
    /// They are listed in the facts alone.
    Ignore,
}

/// Reads the section for one gate: what stands under its name, over what stands above.
///
/// # Errors
/// The first member that does not hold, with its place and what to write.
pub fn read(section: &Node, gate_id: &str) -> Result<Section, Wrong> {
    settings::for_gate(section, gate_id, one)
}

fn one(node: &Node) -> Result<Section, Wrong> {
    let section = settings::read::<Section>(node)?;
    check::section(&section, node)?;
    Ok(section)
}

#[cfg(test)]
mod tests;
