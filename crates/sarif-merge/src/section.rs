//! The section `sarif` of the policy file, typed: what a team decided, before inputs are held against it.
//!
//! What stands under `gates.<id>` is laid over the rest, member by member. A member that no type knows is an error, because a mistyped
//! limit would never be enforced.

mod check;
mod schema;
mod text;

use std::collections::BTreeMap;

use sarif::{Across, Severity};
use schemars::JsonSchema;
use serde::Deserialize;
use settings::{Node, Wrong};
use verdict::FailOn;

use crate::policy::{Cause, InSource, OfCommit, Unknown, WithoutFile};
pub use schema::schema;
pub(crate) use text::is_file;
pub use text::{Day, Formats, Pattern, Patterns, RepositoryFile, Words};

/// What the section says for one gate. What it does not say is absent, so that inputs and built-in defaults speak.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Section {
    /// Globs of the reports; one that starts with `!` takes files out.
    pub files: Option<Patterns>,
    /// Items `glob => format`: which scanner wrote which reports, where their content does not tell.
    pub formats: Formats,
    /// No finding of this severity or a worse one.
    #[schemars(schema_with = "schema::severity")]
    pub block: Option<Severity>,
    /// The most findings of each severity.
    pub limits: Limits,
    /// Limits by tool.
    pub tools: Vec<OfTool>,
    /// Limits by files.
    pub paths: Vec<OfPaths>,
    /// What a finding does whose severity nobody knows.
    pub unknown_severity: Option<Unknown>,
    /// Whether findings that the baseline holds are left alone.
    pub new_only: Option<bool>,
    /// The file that holds the baseline.
    pub baseline: Option<RepositoryFile>,
    /// For how many days after it was first seen a finding of the baseline is left alone, by severity.
    #[schemars(schema_with = "schema::days")]
    pub grace: BTreeMap<Severity, u32>,
    /// Tools that must have run, successfully and on this commit.
    pub required_tools: Words,
    /// Severities that are not the tool's; the first that fits counts.
    pub severities: Vec<Fixed>,
    /// Whether a usual score of the weakness (CWE) is used where the tool gives no severity but a level.
    pub weakness_scores: Option<bool>,
    /// What is one finding although several tools say it.
    #[schemars(schema_with = "schema::across")]
    pub across: Option<Across>,
    /// Whether what tools report as suppressed is.
    pub in_source: Option<InSource>,
    /// What is asked of the commit that scans are of.
    pub of_commit: Option<OfCommit>,
    /// For how many days a suppression may hold, by the severity of what it hides; without an entry 365.
    #[schemars(schema_with = "schema::days")]
    pub suppression_days: BTreeMap<Severity, u32>,
    /// Findings that somebody accepted, with a reason and until a day.
    pub suppressions: Vec<Suppression>,
    /// What may be uploaded to code scanning.
    pub upload: Option<Upload>,
    /// From which status on the pipeline stops.
    pub fail_on: Option<FailOn>,
    /// Whether the gate only reports.
    pub report_only: Option<bool>,
}

/// What may be uploaded to code scanning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Upload {
    /// The tools, as they name themselves: an upload replaces the alerts of the tool whose name it bears.
    pub tools: Words,
}

/// The most findings of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are the severities")]
pub struct Limits {
    pub critical: Option<u64>,
    pub high: Option<u64>,
    pub medium: Option<u64>,
    pub low: Option<u64>,
    pub info: Option<u64>,
}

/// Limits over the findings of a tool.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfTool {
    /// The tool's name, in any case.
    pub tool: String,
    /// No finding of this severity or a worse one.
    #[serde(default)]
    #[schemars(schema_with = "schema::severity")]
    pub block: Option<Severity>,
    /// The most findings of each severity.
    #[serde(default)]
    pub limits: Limits,
}

/// Limits over the findings in some files.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfPaths {
    /// What the files are, in rule ids.
    pub name: String,
    /// Their globs.
    pub files: Patterns,
    /// What findings are that name no file of the repository.
    #[serde(default, rename = "without-file")]
    pub without_file: Option<WithoutFile>,
    /// No finding of this severity or a worse one.
    #[serde(default)]
    #[schemars(schema_with = "schema::severity")]
    pub block: Option<Severity>,
    /// The most findings of each severity.
    #[serde(default)]
    pub limits: Limits,
}

/// A severity that is not the tool's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fixed {
    /// The tool's name; none for every tool.
    #[serde(default)]
    pub tool: Option<String>,
    /// The rule's id; none for every rule.
    #[serde(default)]
    pub rule: Option<String>,
    /// What its results are.
    #[schemars(schema_with = "schema::given")]
    pub severity: Severity,
}

/// An accepted finding.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Suppression {
    /// Its name.
    pub id: String,
    /// The tool; none for every tool.
    #[serde(default)]
    pub tool: Option<String>,
    /// The rule's id.
    #[serde(default)]
    pub rule: Option<String>,
    /// A glob of files.
    #[serde(default)]
    pub path: Option<Pattern>,
    /// The finding's identity, or GitHub's fingerprint.
    #[serde(default)]
    pub fingerprint: Option<String>,
    /// The package, as a purl.
    #[serde(default)]
    pub purl: Option<String>,
    /// The advisory, by any of its names.
    #[serde(default)]
    pub advisory: Option<String>,
    /// Why.
    pub reason: Cause,
    /// The same in words.
    pub justification: String,
    /// Where that is written down.
    #[schemars(extend("pattern" = "^https?://\\S+$"))]
    pub ticket: String,
    /// Who asked for it.
    pub author: String,
    /// Who looks after it.
    pub owner: String,
    /// Who accepted it: neither author nor owner.
    pub approver: String,
    /// The day on which it was accepted.
    pub created: Day,
    /// The last day on which it holds, in UTC.
    pub expires: Day,
}

impl Limits {
    /// Those that are set.
    #[must_use]
    pub fn set(&self) -> BTreeMap<Severity, u64> {
        let all = [
            (Severity::Critical, self.critical),
            (Severity::High, self.high),
            (Severity::Medium, self.medium),
            (Severity::Low, self.low),
            (Severity::Info, self.info),
        ];
        all.into_iter().filter_map(|(severity, most)| Some((severity, most?))).collect()
    }
}

/// Reads the section for one gate.
///
/// # Errors
/// The first member that does not hold, with its place and what to write.
pub fn read(section: &Node, gate_id: &str) -> Result<Section, Wrong> {
    settings::for_gate(section, gate_id, |node| {
        let section = settings::read::<Section>(node)?;
        check::section(&section, node)?;
        Ok(section)
    })
}

#[cfg(test)]
mod tests;
