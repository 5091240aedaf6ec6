//! Limits by metric, as exact ratios.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error as _};
use verdict::{Counts, Ratio};

use super::listed::Except;

/// The least share of each metric.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Lines that hold code.
    pub line: Option<Percent>,
    /// Ways out of a decision.
    pub branch: Option<Percent>,
    /// Functions and methods.
    pub function: Option<Percent>,
    /// Statements, of which a line may hold several.
    pub statement: Option<Percent>,
    /// Conditions that were shown to decide on their own (modified condition/decision coverage).
    pub mcdc: Option<Percent>,
}

/// Limits of each file, or of each new one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileLimits {
    /// What a file must reach.
    pub limits: Limits,
    /// Globs of the files that need not.
    #[serde(default)]
    pub except: Except,
}

/// What the changed lines must reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Patch {
    /// The limits.
    pub limits: PatchLimits,
    /// Fewer changed lines that hold code are not judged; without it each is.
    pub min_lines: Option<u32>,
}

/// Limits of changed lines: of functions and statements no report says where they end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PatchLimits {
    /// Changed lines that hold code.
    pub line: Option<Percent>,
    /// Branches that leave changed lines.
    pub branch: Option<Percent>,
}

/// How far each metric may fall below the baseline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Ratchet {
    /// Line coverage.
    pub line: Option<AllowedLines>,
    /// Branch coverage.
    pub branch: Option<Allowed>,
    /// Function coverage.
    pub function: Option<Allowed>,
    /// Statement coverage.
    pub statement: Option<Allowed>,
    /// Modified condition/decision coverage.
    pub mcdc: Option<Allowed>,
}

/// How far line coverage may fall. What is absent is not looked at; one of the two is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AllowedLines {
    /// The largest fall, in percentage points.
    pub points: Option<Points>,
    /// How many more lines may be uncovered.
    pub lines: Option<u64>,
}

/// How far a metric may fall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Allowed {
    /// The largest fall, in percentage points.
    pub points: Points,
}

/// A percentage, exact: `80`, `79.5`, `80%`, `79.5 %`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent(pub Ratio);

/// Percentage points, exact: `0.5` is 1/200. A percentage of 1 or less is most likely a mistake; a fall of that size is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Points(pub Ratio);

impl Limits {
    /// Each limit that is set, by the word of its metric.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, Ratio)> + use<> {
        let all = [
            ("line", self.line),
            ("branch", self.branch),
            ("function", self.function),
            ("statement", self.statement),
            ("mcdc", self.mcdc),
        ];
        all.into_iter().filter_map(|(word, limit)| Some((word, limit?.0)))
    }

    /// These, and those of `class` where these say nothing.
    #[must_use]
    pub fn over(self, class: Self) -> Self {
        Self {
            line: self.line.or(class.line),
            branch: self.branch.or(class.branch),
            function: self.function.or(class.function),
            statement: self.statement.or(class.statement),
            mcdc: self.mcdc.or(class.mcdc),
        }
    }
}

impl PatchLimits {
    /// Each limit that is set, by the word of its metric.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, Ratio)> + use<> {
        Limits { line: self.line, branch: self.branch, ..Limits::default() }.each()
    }
}

impl Ratchet {
    /// Each metric that may fall only so far, by its word: percentage points, and lines.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, Option<Ratio>, Option<u64>)> + use<> {
        let only = |word, allowed: Option<Allowed>| Some((word, Some(allowed?.points.0), None));
        let line = self.line.map(|line| ("line", line.points.map(|points| points.0), line.lines));
        let all = [
            line,
            only("branch", self.branch),
            only("function", self.function),
            only("statement", self.statement),
            only("mcdc", self.mcdc),
        ];
        all.into_iter().flatten()
    }
}

/// Whether a limit asks for at least as much as another.
pub(super) fn reaches(limit: Ratio, other: Ratio) -> bool {
    other.is_reached_by(Counts { covered: limit.numerator(), total: limit.denominator() }) == Some(true)
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ratio::from_percent(&text).map(Self).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let number = text.trim().trim_end_matches('%').trim_end();
        Ratio::from_percent(&format!("{number}%")).map(Self).map_err(D::Error::custom)
    }
}

/// A number, or the same as text with an optional percent sign.
fn percent_schema(about: &str) -> Schema {
    json_schema!({
        "description": about,
        "anyOf": [
            { "type": "number", "minimum": 0, "maximum": 100 },
            { "type": "string", "pattern": r"^\s*[0-9]{1,3}(\.[0-9]+)?\s*%?\s*$" },
        ],
    })
}

impl JsonSchema for Percent {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Percent".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        percent_schema("A percentage, such as 80, 79.5 or \"80 %\"; at most six digits behind the point.")
    }
}

impl JsonSchema for Points {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Points".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        percent_schema("Percentage points, such as 0.5; at most six digits behind the point.")
    }
}
