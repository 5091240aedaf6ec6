//! What could not be read as SARIF means it, per result or run: data beside the result, never the loss of a file.

use serde::{Deserialize, Serialize};

use crate::view::Read;

/// What was noticed, as a stable word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DiagnosticCode {
    /// A member is there and is not what SARIF asks for.
    UnreadableMember,
    /// A member is there more than once: the last one counts, of scores the highest.
    RepeatedMember,
    /// A `security-severity` that is no number. `"undefined"` and `null` count as not there, anything else makes the severity unknown.
    ScoreNotANumber,
    /// A `security-severity` that is not above 0.0 and at most 10.0. Nought counts as not there, anything else makes the severity unknown.
    ScoreOutOfRange,
    /// An index or guid leads to no rule or tool component.
    DanglingRule,
    /// Several rules have the id, they differ in what decides the severity, and nothing says which is meant.
    AmbiguousRule,
    /// `ruleIndex` and `rule` lead to different rules.
    ContradictingRule,
    /// The rule that the index or guid leads to has another id than the result says.
    RuleIdDiffers,
    /// `provenance.invocationIndex` leads to no invocation.
    DanglingInvocation,
    /// A result that is no failure by its kind has a level that says it is one.
    LevelContradictsKind,
    /// A suppression that SARIF does not know: it suppresses nothing.
    UnreadableSuppression,
    /// A suppression whose time is over, or whose end cannot be read: it suppresses nothing.
    SuppressionExpired,
    /// A fingerprint in the report is another one than the source has.
    FingerprintDiffers,
}

/// Something noticed while a result or run was interpreted.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The kind.
    pub code: DiagnosticCode,
    /// The member it is about, as `rule.properties.security-severity`.
    pub member: String,
    /// What was found there, one plain line.
    pub found: String,
}

impl Diagnostic {
    /// A diagnostic of a member.
    pub(crate) fn new(code: DiagnosticCode, member: &str, found: impl Into<String>) -> Self {
        Self { code, member: member.to_owned(), found: found.into() }
    }
}

/// Adds a diagnostic for a member that could not be read.
pub(crate) fn note_bad<T>(read: &Read<T>, member: &str, into: &mut Vec<Diagnostic>) {
    if let Read::Bad(found) = read {
        into.push(Diagnostic::new(DiagnosticCode::UnreadableMember, member, found.clone()));
    }
}
