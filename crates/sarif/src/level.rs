//! The effective level and rank of a result, as SARIF 2.1.0 with errata 01 resolves them (§3.27.9, §3.27.10, §3.27.25, §3.50).
//!
//! 1. `result.level`, if it is there. 2. A `kind` other than `fail` means `none`. 3. The rule is looked up ([`RunView::rule`]).
//! 4. An override of the invocation that produced the result. 5. The rule's default configuration. 6. `warning`.

use serde::{Deserialize, Serialize};

use crate::decimal::Decimal;
use crate::diagnostic::{Diagnostic, DiagnosticCode, note_bad};
use crate::result::ResultView;
use crate::run::{Found, Invocation, Overridden, RunView};
use crate::view::{Read, string};

/// A level of SARIF, the least first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Severity does not apply.
    None,
    /// A minor problem.
    Note,
    /// A problem.
    Warning,
    /// A serious problem.
    Error,
}

impl Level {
    /// As SARIF writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Reads a JSON token.
    pub(crate) fn read(token: &str) -> Option<Self> {
        let text = string(token)?;
        [Self::None, Self::Note, Self::Warning, Self::Error].into_iter().find(|level| level.as_str() == text)
    }
}

/// What a result is (§3.27.9). Only [`Kind::Fail`] is a finding; whether `open` and `review` count is for a policy to say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// A failed check, and what a result is if it does not say.
    Fail,
    /// A passed check.
    Pass,
    /// The check could not be finished.
    Open,
    /// A person has to look.
    Review,
    /// Something to know.
    Informational,
    /// The check does not apply.
    NotApplicable,
}

impl Kind {
    /// As SARIF writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Pass => "pass",
            Self::Open => "open",
            Self::Review => "review",
            Self::Informational => "informational",
            Self::NotApplicable => "notApplicable",
        }
    }

    /// Reads a JSON token.
    pub(crate) fn read(token: &str) -> Option<Self> {
        let text = string(token)?;
        [Self::Fail, Self::Pass, Self::Open, Self::Review, Self::Informational, Self::NotApplicable]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// Which step decided a level or rank.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LevelStep {
    /// The result says it.
    Explicit,
    /// The result is of a kind that has no severity.
    Kind,
    /// The invocation overrides the rule's configuration.
    Override,
    /// The rule's default configuration.
    Rule,
    /// The specification's default.
    Default,
}

/// A level, and the step that decided it. `None` if what decides it cannot be read: such a level is unknown, not a default.
pub fn level(
    run: &RunView<'_>,
    result: &ResultView<'_>,
    notes: &mut Vec<Diagnostic>,
) -> Option<(Level, LevelStep)> {
    level_with(run, result, |notes| run.rule(result, notes), notes)
}

/// The level, where the rule may have been looked up already.
pub(crate) fn level_with(
    run: &RunView<'_>,
    result: &ResultView<'_>,
    rule: impl FnOnce(&mut Vec<Diagnostic>) -> Found,
    notes: &mut Vec<Diagnostic>,
) -> Option<(Level, LevelStep)> {
    let (explicit, kind) = (result.level(), result.kind());
    note_bad(&explicit, "level", notes);
    note_bad(&kind, "kind", notes);
    match (&explicit, &kind) {
        (Read::Value(level), Read::Value(kind)) if *kind != Kind::Fail && *level != Level::None => {
            notes.push(Diagnostic::new(DiagnosticCode::LevelContradictsKind, "kind", kind.as_str()));
            Some((*level, LevelStep::Explicit))
        }
        (Read::Value(level), _) => Some((*level, LevelStep::Explicit)),
        (Read::Bad(_), _) | (_, Read::Bad(_)) => None,
        (Read::Absent, Read::Value(kind)) if *kind != Kind::Fail => Some((Level::None, LevelStep::Kind)),
        _ => configured(run, result, rule(notes), notes, |rule| &rule.level, Level::Warning),
    }
}

/// The rank, by the same steps; −1.0 where nothing says one. Ranks of different tools cannot be compared (§3.27.25).
pub fn rank(
    run: &RunView<'_>,
    result: &ResultView<'_>,
    notes: &mut Vec<Diagnostic>,
) -> Option<(Decimal, LevelStep)> {
    let (explicit, kind) = (result.rank(), result.kind());
    note_bad(&explicit, "rank", notes);
    match (explicit, kind) {
        (Read::Value(rank), _) => Some((rank, LevelStep::Explicit)),
        (Read::Bad(_), _) | (_, Read::Bad(_)) => None,
        (Read::Absent, Read::Value(kind)) if kind != Kind::Fail => {
            Some((Decimal::tenths(-10), LevelStep::Kind))
        }
        _ => configured(run, result, run.rule(result, notes), notes, |rule| &rule.rank, Decimal::tenths(-10)),
    }
}

/// The level that the rule of a result gives it, whatever the result says of itself.
pub(crate) fn of_rule(
    run: &RunView<'_>,
    result: &ResultView<'_>,
    found: Found,
    notes: &mut Vec<Diagnostic>,
) -> Option<(Level, LevelStep)> {
    configured(run, result, found, notes, |rule| &rule.level, Level::Warning)
}

/// What `reportingConfiguration` says (§3.50), of a rule or an override.
#[derive(Clone, Debug)]
pub(crate) struct Configuration {
    pub(crate) level: Read<Level>,
    pub(crate) rank: Read<Decimal>,
}

impl Configuration {
    /// Takes in another one of the same rule: the most severe counts, and what cannot be read makes both unreadable.
    pub(crate) fn unite(&mut self, other: Self) {
        unite(&mut self.level, other.level);
        unite(&mut self.rank, other.rank);
    }
}

fn unite<T: Ord>(one: &mut Read<T>, other: Read<T>) {
    let wins = match (&*one, &other) {
        (Read::Bad(_), _) | (_, Read::Absent) => false,
        (_, Read::Bad(_)) | (Read::Absent, _) => true,
        (Read::Value(one), Read::Value(other)) => other > one,
    };
    if wins {
        *one = other;
    }
}

/// Steps 3 to 6.
fn configured<T: Copy>(
    run: &RunView<'_>,
    result: &ResultView<'_>,
    found: Found,
    notes: &mut Vec<Diagnostic>,
    member: impl Fn(&Configuration) -> &Read<T>,
    default: T,
) -> Option<(T, LevelStep)> {
    let invocation = run.invocation(result, notes)?;
    let about = match found {
        Found::Rule(at) => Overridden::Rule(at),
        Found::Nothing => match result.rule_id() {
            Some(id) => Overridden::Named(id.into_owned()),
            None => return Some((default, LevelStep::Default)),
        },
        Found::Levels(_) => {
            notes.push(Diagnostic::new(DiagnosticCode::AmbiguousRule, "rule", ""));
            return None;
        }
        Found::Unclear => return None,
    };
    if let Some(invocation) = invocation
        && let Some(value) = overridden(invocation, &about, &member)?
    {
        return Some((value, LevelStep::Override));
    }
    let rule = match about {
        Overridden::Rule(at) => run.at(at),
        Overridden::Named(_) => None,
    };
    match rule.map(|rule| member(&rule.configuration)) {
        Some(Read::Value(value)) => Some((*value, LevelStep::Rule)),
        Some(Read::Bad(_)) => None,
        Some(Read::Absent) | None => Some((default, LevelStep::Default)),
    }
}

/// An invocation's override. The outer `None` says that it cannot be read, or that an override leads nowhere and could be the one for
/// this rule.
fn overridden<T: Copy>(
    invocation: &Invocation,
    about: &Overridden,
    member: &impl Fn(&Configuration) -> &Read<T>,
) -> Option<Option<T>> {
    if invocation.unclear {
        return None;
    }
    match invocation.overrides.get(about).map(member) {
        Some(Read::Value(value)) => Some(Some(*value)),
        Some(Read::Bad(_)) => None,
        Some(Read::Absent) | None => Some(None),
    }
}

#[cfg(test)]
mod tests;
