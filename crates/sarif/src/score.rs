//! Severity in property bags: `security-severity` and `problem.severity`, as GitHub documents them, read as tools write them.

use crate::decimal::Decimal;
use crate::diagnostic::{Diagnostic, DiagnosticCode};
use crate::plain;
use crate::severity::Severity;
use crate::view::{Object, string};

/// GitHub's property with a score above 0.0 and at most 10.0.
pub(crate) const PROPERTY: &str = "security-severity";
/// GitHub's property with `error`, `warning` or `recommendation`.
pub(crate) const PROBLEM: &str = "problem.severity";

/// What a property says, the worst last: where it is there twice, that counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub(crate) enum Said<T> {
    /// It is not there, or says itself that there is none.
    #[default]
    Nothing,
    /// It was read.
    Is(T),
    /// Something is said, and nobody knows what: it may be anything.
    Unreadable,
}

impl<T> Said<T> {
    pub(crate) fn value(self) -> Option<T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Nothing | Self::Unreadable => None,
        }
    }
}

/// A score, written as string or number. Snyk writes `"undefined"` where it has none, an upload with which is rejected as a whole
/// (codeql-action#2187), and CVSS's 0.0 is none as well: both are noted and count as not there. Whatever else is no score between 0 and
/// 10, as `NaN`, `9,8` or 98, is said and cannot be read. Dependency-Check writes the key twice, for CVSS 3 and 4: the higher counts.
pub(crate) fn read(properties: &Object<'_>, member: &str, notes: &mut Vec<Diagnostic>) -> Said<Decimal> {
    let one = |token: &str, notes: &mut Vec<Diagnostic>| {
        let mut note = |code, said| {
            notes.push(Diagnostic::new(code, member, plain::line(token, 60)));
            said
        };
        let text = string(token);
        let text = text.as_deref().unwrap_or(token).trim();
        match Decimal::parse(text) {
            None if matches!(text, "" | "undefined" | "null") => {
                note(DiagnosticCode::ScoreNotANumber, Said::Nothing)
            }
            None => note(DiagnosticCode::ScoreNotANumber, Said::Unreadable),
            Some(none) if none == Decimal::tenths(0) => note(DiagnosticCode::ScoreOutOfRange, Said::Nothing),
            Some(score) if (Decimal::tenths(0)..=Decimal::tenths(100)).contains(&score) => Said::Is(score),
            Some(_) => note(DiagnosticCode::ScoreOutOfRange, Said::Unreadable),
        }
    };
    worst(properties, PROPERTY, member, notes, one)
}

/// The severity that `problem.severity` means.
pub(crate) fn problem(properties: &Object<'_>, member: &str, notes: &mut Vec<Diagnostic>) -> Said<Severity> {
    let one = |token: &str, notes: &mut Vec<Diagnostic>| match string(token).as_deref() {
        Some("error") => Said::Is(Severity::High),
        Some("warning") => Said::Is(Severity::Medium),
        Some("recommendation") => Said::Is(Severity::Low),
        None if token == "null" => Said::Nothing,
        _ => {
            notes.push(Diagnostic::new(DiagnosticCode::UnreadableMember, member, plain::line(token, 60)));
            Said::Unreadable
        }
    };
    worst(properties, PROBLEM, member, notes, one)
}

/// The worst of what a property says each time it is there.
fn worst<T: Ord>(
    properties: &Object<'_>,
    name: &str,
    member: &str,
    notes: &mut Vec<Diagnostic>,
    one: impl Fn(&str, &mut Vec<Diagnostic>) -> Said<T>,
) -> Said<T> {
    let mut worst = Said::Nothing;
    for (at, token) in properties.each(name).enumerate() {
        if at == 1 {
            notes.push(Diagnostic::new(DiagnosticCode::RepeatedMember, member, plain::line(token, 60)));
        }
        worst = worst.max(one(token, notes));
    }
    worst
}
