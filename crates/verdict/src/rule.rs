//! One rule of a gate: what was observed, which limit it was held against, and what came of it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ratio::Ratio;
use crate::status::RuleStatus;
use crate::waiver::Waiver;

/// A rule and its result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rule {
    /// Stable kebab-case name within the gate: `total-line`.
    pub id: String,
    /// What the rule asks for, for people: `line coverage ≥ 80 %`.
    pub title: String,
    /// What came of it.
    pub status: RuleStatus,
    /// Why, as a stable kebab-case code from the tool's closed list.
    pub reason: String,
    /// The integers it was decided on, by name: `covered`, `total`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub observed: BTreeMap<String, u64>,
    /// The limit it was held against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// Where to look.
    #[serde(default)]
    pub locations: Vec<Location>,
    /// Who accepted a failure, why, and until when.
    #[serde(default)]
    pub waiver: Option<Waiver>,
    /// What happened, where, and what to do next.
    pub message: String,
}

/// A limit: a comparison with an exact ratio or with a count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Limit {
    /// `>=`, `<=` or `==`.
    pub op: String,
    /// The ratio, for shares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<Ratio>,
    /// The number, for counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}

/// A place in the repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Location {
    /// Path with `/`, relative to the workspace where it could be mapped.
    pub path: String,
    /// First line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Last line, inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u64>,
    /// What is to be seen there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// How many rules ended in each status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the names are the statuses")]
pub struct RuleCounts {
    pub pass: u64,
    pub warn: u64,
    pub fail: u64,
    pub inconclusive: u64,
    pub error: u64,
    pub skipped: u64,
    #[serde(default)]
    pub not_applicable: u64,
}

impl RuleCounts {
    /// Counts the rules by status.
    #[must_use]
    pub fn of(rules: &[Rule]) -> Self {
        let mut counts = Self::default();
        for rule in rules {
            let slot = match rule.status {
                RuleStatus::Pass => &mut counts.pass,
                RuleStatus::Warn => &mut counts.warn,
                RuleStatus::Fail => &mut counts.fail,
                RuleStatus::Inconclusive => &mut counts.inconclusive,
                RuleStatus::Error => &mut counts.error,
                RuleStatus::Skipped => &mut counts.skipped,
                RuleStatus::NotApplicable => &mut counts.not_applicable,
            };
            *slot += 1;
        }
        counts
    }
}

impl Limit {
    /// `≥ ratio`.
    #[must_use]
    pub fn at_least(ratio: Ratio) -> Self {
        Self { op: ">=".to_owned(), ratio: Some(ratio), count: None }
    }
}

impl Rule {
    /// A rule without numbers, limit, locations or waiver.
    #[must_use]
    pub fn new(id: &str, title: &str, status: RuleStatus, reason: &str, message: impl Into<String>) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            status,
            reason: reason.to_owned(),
            observed: BTreeMap::new(),
            limit: None,
            locations: Vec::new(),
            waiver: None,
            message: message.into(),
        }
    }
}
