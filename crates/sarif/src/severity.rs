//! How severe a result is, on one scale for all tools, and which step of a fixed order said so.
//!
//! The order: policy; what a converter of this suite kept of the scanner's own word; `security-severity` of the result; of the
//! rule; `problem.severity`; the weakness (only if the policy asks for it); the effective level, by a map that is written here.
//! What would decide and cannot be read makes the severity unknown, which is for a gate to stop at. Where a log says two things, the
//! worse one counts.

use serde::{Deserialize, Serialize};

use crate::cwe;
use crate::decimal::Decimal;
use crate::diagnostic::{Diagnostic, DiagnosticCode};
use crate::level::{Kind, Level, LevelStep, level_with, of_rule};
use crate::plain;
use crate::result::ResultView;
use crate::rule::Rule;
use crate::run::{Found, RunView};
use crate::score::{self, Said};
use crate::view::Read;

mod prior;

/// Where a result's own score stands.
const SCORE: &str = "properties.security-severity";

/// How severe a result is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Nobody said, or what was said cannot be read. It is neither below nor above the others; sorted, it comes first.
    Unknown,
    /// Nothing that needs action.
    Info,
    /// Scores up to 3.9; level `note`.
    Low,
    /// Scores up to 6.9; level `warning`.
    Medium,
    /// Scores up to 8.9; level `error`.
    High,
    /// Scores of 9.0 and more.
    Critical,
}

impl Severity {
    /// Every severity, the worst first.
    pub const ALL: [Self; 6] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info, Self::Unknown];

    /// As this suite writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
            Self::Unknown => "unknown",
        }
    }

    /// The severity of a score above 0.0, by GitHub's bounds. GitHub's text says "over 9.0" for critical and every other reader
    /// includes 9.0; so does this one, since the stricter reading is the safe one.
    pub fn of_score(score: Decimal) -> Self {
        if score >= Decimal::tenths(90) {
            Self::Critical
        } else if score >= Decimal::tenths(70) {
            Self::High
        } else if score >= Decimal::tenths(40) {
            Self::Medium
        } else {
            Self::Low
        }
    }

    /// The severity that a level means where nothing better is known.
    pub const fn of_level(level: Level) -> Self {
        match level {
            Level::Error => Self::High,
            Level::Warning => Self::Medium,
            Level::Note => Self::Low,
            Level::None => Self::Info,
        }
    }

    /// The severity that a scanner's word means; `None` for words that only their scanner understands.
    pub fn of_word(word: &str) -> Option<Self> {
        Some(match word.trim().to_ascii_lowercase().as_str() {
            "critical" => Self::Critical,
            "high" | "important" => Self::High,
            "medium" | "moderate" => Self::Medium,
            "low" | "negligible" => Self::Low,
            "info" | "informational" | "none" => Self::Info,
            "unknown" | "undefined" => Self::Unknown,
            _ => return None,
        })
    }
}

/// Which step of the order decided.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeverityStep {
    /// The policy names this rule or tool.
    Policy,
    /// A converter kept the scanner's own severity, or kept that the scanner has none.
    Native,
    /// `security-severity` of the result.
    ResultScore,
    /// `security-severity` of the rule.
    RuleScore,
    /// `problem.severity` of the result or rule.
    ProblemSeverity,
    /// A usual score of the weakness.
    Weakness,
    /// The result's own level.
    Level,
    /// The result's kind, which has no level.
    Kind,
    /// The level by which the invocation overrides the rule's.
    LevelOverride,
    /// The rule's default level.
    RuleLevel,
    /// SARIF's default level.
    DefaultLevel,
    /// What would decide cannot be read.
    Unreadable,
}

/// A severity that a policy fixes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SeverityOverride {
    /// The tool's name, exactly; none for every tool.
    #[serde(default)]
    pub tool: Option<String>,
    /// The rule's id, exactly or as the parent of a hierarchical id; none for every rule.
    #[serde(default)]
    pub rule: Option<String>,
    /// What its results are.
    pub severity: Severity,
}

impl SeverityOverride {
    fn fits(&self, tool: &str, rule: &str) -> bool {
        let below = |id: &String| {
            rule.strip_prefix(id.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.tool.as_ref().is_none_or(|name| name == tool) && self.rule.as_ref().is_none_or(below)
    }
}

/// What a policy says about severities.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct SeverityPolicy {
    /// Fixed severities; the first that fits counts.
    pub overrides: Vec<SeverityOverride>,
    /// Whether a usual score of the weakness (CWE) is used before the level.
    pub cwe_prior: bool,
}

/// A severity and where it is from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effective {
    /// The severity.
    pub severity: Severity,
    /// The step that decided it.
    pub step: SeverityStep,
    /// The score, where a score decided it or stands beside the scanner's own word.
    pub score: Option<Decimal>,
    /// Where nobody knows the severity of this result: what its rule says of all of them. It is no severity of its own, and a policy that
    /// leaves the unknown alone or makes little of it must not pass over it.
    pub at_least: Option<Severity>,
}

/// The effective severity of a result. What was noticed on the way goes to `notes`.
pub fn effective(
    run: &RunView<'_>,
    result: &ResultView<'_>,
    policy: &SeverityPolicy,
    notes: &mut Vec<Diagnostic>,
) -> Effective {
    let found = run.rule(result, notes);
    effective_with(run, result, found, policy, notes)
}

/// The effective severity of a result whose rule has been looked up.
pub(crate) fn effective_with(
    run: &RunView<'_>,
    result: &ResultView<'_>,
    found: Found,
    policy: &SeverityPolicy,
    notes: &mut Vec<Diagnostic>,
) -> Effective {
    let id = result.rule_id().unwrap_or_default();
    if let Some(fixed) = policy.overrides.iter().find(|entry| entry.fits(run.tool(), &id)) {
        return decided(fixed.severity, SeverityStep::Policy);
    }
    // An unknown that is not borne out would outweigh what the result says of itself, where a policy leaves the unknown alone.
    let native = native(result).filter(|native| *native != Severity::Unknown || bears_out(result, *native));
    if let Some(severity) = native.filter(|native| bears_out(result, *native)) {
        let own = score::read(&result.properties, SCORE, notes).value();
        let score = own.or_else(|| rule_of(run, found)?.score.value());
        let at_least = Some(severity).filter(|it| *it == Severity::Unknown);
        let at_least = at_least.and_then(|_| of_rules(run, result, found));
        return Effective { severity, step: SeverityStep::Native, score, at_least };
    }
    // Where the result names its rule in two ways, nobody knows which one is meant.
    let others = run.contradicting(result, found).into_iter();
    let others: Vec<_> = others.map(|other| told(run, result, other, policy, &mut Vec::new())).collect();
    let own = told(run, result, found, policy, notes);
    let native = native.map(|severity| decided(severity, SeverityStep::Native));
    others.into_iter().chain(native).fold(own, |one, other| if is_worse(other, one) { other } else { one })
}

/// Whether a result bears out a scanner's word that a converter kept. Anybody can write the members of a converter: they make nothing
/// milder than the score and level that the result itself has, which a converter always writes in keeping. `info` has no score and no
/// level of its own; what has no known severity has no score and the level `error`.
fn bears_out(result: &ResultView<'_>, native: Severity) -> bool {
    if native == Severity::Unknown {
        let unscored = score::read(&result.properties, SCORE, &mut Vec::new()) == Said::Nothing;
        return unscored && matches!(result.level(), Read::Absent | Read::Value(Level::Error));
    }
    let own = match (score::read(&result.properties, SCORE, &mut Vec::new()), result.level()) {
        (Said::Is(score), _) => Severity::of_score(score),
        (Said::Nothing, Read::Value(level)) => Severity::of_level(level),
        (Said::Unreadable, _) | (_, Read::Bad(_) | Read::Absent) => return false,
    };
    own <= native.max(Severity::Low)
}

/// The worst that a rule which may be meant says of its results. Its level is left out: converters give the unknown the worst one.
fn of_rules(run: &RunView<'_>, result: &ResultView<'_>, found: Found) -> Option<Severity> {
    let said = |rule: &Rule<'_>| {
        rule.score.value().map(Severity::of_score).into_iter().chain(rule.problem.value()).max()
    };
    let others = run.contradicting(result, found).into_iter();
    std::iter::once(found).chain(others).filter_map(|found| rule_of(run, found).and_then(said)).max()
}

/// Whether one is worse than another; what nobody knows may be the worst.
fn is_worse(one: Effective, other: Effective) -> bool {
    let rank = |it: Effective| (it.severity == Severity::Unknown, it.severity);
    rank(one) > rank(other)
}

/// What a log says by SARIF's own members and GitHub's.
fn told(
    run: &RunView<'_>,
    result: &ResultView<'_>,
    found: Found,
    policy: &SeverityPolicy,
    notes: &mut Vec<Diagnostic>,
) -> Effective {
    let rule = rule_of(run, found);
    let unreadable = decided(Severity::Unknown, SeverityStep::Unreadable);
    match score::read(&result.properties, SCORE, notes) {
        Said::Is(score) => return scored(score, SeverityStep::ResultScore),
        Said::Unreadable => return unreadable,
        Said::Nothing => {}
    }
    if found == Found::Unclear {
        // A score of the rule would come before the level. Which rule it is cannot be known, so the level does not decide.
        return unreadable;
    }
    match rule.map(|rule| rule.score) {
        Some(Said::Is(score)) => return scored(score, SeverityStep::RuleScore),
        Some(Said::Unreadable) => return unreadable,
        Some(Said::Nothing) | None => {}
    }
    let problem = score::problem(&result.properties, "properties.problem.severity", notes);
    let problem = if problem == Said::Nothing { rule.map_or(problem, |rule| rule.problem) } else { problem };
    match problem {
        Said::Is(severity) => return decided(severity, SeverityStep::ProblemSeverity),
        Said::Unreadable => return unreadable,
        Said::Nothing => {}
    }
    if let Some(score) =
        Some(policy.cwe_prior).filter(|wanted| *wanted).and_then(|_| weakness(run, result, rule))
    {
        return scored(score, SeverityStep::Weakness);
    }
    by_level(run, result, found, notes)
}

fn rule_of<'r, 'a>(run: &'r RunView<'a>, found: Found) -> Option<&'r Rule<'a>> {
    match found {
        Found::Rule(at) | Found::Levels(at) => run.at(at),
        Found::Nothing | Found::Unclear => None,
    }
}

/// The highest usual score of the weaknesses that a result and its rule name.
fn weakness(run: &RunView<'_>, result: &ResultView<'_>, rule: Option<&Rule<'_>>) -> Option<Decimal> {
    let own = cwe::of_result(result, &run.taxonomies);
    own.iter().chain(rule.into_iter().flat_map(|rule| &rule.cwes)).filter_map(|cwe| prior::score(*cwe)).max()
}

/// What a converter of this suite writes: `severitySource` says where a severity is from, `nativeSeverity` is the scanner's word.
fn native(result: &ResultView<'_>) -> Option<Severity> {
    match result.properties.string("severitySource")?.as_ref() {
        "unknown" => Some(Severity::Unknown),
        "bucket" | "score" => Severity::of_word(&result.properties.string("nativeSeverity")?),
        _ => None,
    }
}

fn by_level(
    run: &RunView<'_>,
    result: &ResultView<'_>,
    found: Found,
    notes: &mut Vec<Diagnostic>,
) -> Effective {
    if result.object.last("level") == Some("null") {
        notes.push(Diagnostic::new(DiagnosticCode::UnreadableMember, "level", plain::line("null", 10)));
    }
    // What is still open counts as what it would be if it failed, and not as the `none` that SARIF gives it.
    let open = matches!(result.kind(), Read::Value(Kind::Open | Kind::Review));
    let level = if open && result.level() == Read::Absent {
        of_rule(run, result, found, notes)
    } else {
        level_with(run, result, |_| found, notes)
    };
    match level {
        None => decided(Severity::Unknown, SeverityStep::Unreadable),
        Some((level, step)) => decided(
            Severity::of_level(level),
            match step {
                LevelStep::Explicit => SeverityStep::Level,
                LevelStep::Kind => SeverityStep::Kind,
                LevelStep::Override => SeverityStep::LevelOverride,
                LevelStep::Rule => SeverityStep::RuleLevel,
                LevelStep::Default => SeverityStep::DefaultLevel,
            },
        ),
    }
}

const fn decided(severity: Severity, step: SeverityStep) -> Effective {
    Effective { severity, step, score: None, at_least: None }
}

fn scored(score: Decimal, step: SeverityStep) -> Effective {
    Effective { severity: Severity::of_score(score), step, score: Some(score), at_least: None }
}

#[cfg(test)]
mod tests;
