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

/// A score, written as string or number. What is no score counts as not there, and is noted: Snyk wrote `"undefined"`, and
/// an upload with that is rejected as a whole (codeql-action#2187).
pub(crate) fn read(properties: &Object<'_>, member: &str, notes: &mut Vec<Diagnostic>) -> Option<Decimal> {
    let token = properties.last(PROPERTY)?;
    if properties.repeats(PROPERTY) {
        notes.push(Diagnostic::new(DiagnosticCode::RepeatedMember, member, plain::line(token, 60)));
    }
    let mut note = |code| notes.push(Diagnostic::new(code, member, plain::line(token, 60)));
    let number = match string(token) {
        Some(text) => Decimal::parse(text.trim()),
        None => Decimal::parse(token),
    };
    let Some(number) = number else {
        note(DiagnosticCode::ScoreNotANumber);
        return None;
    };
    if number <= Decimal::tenths(0) || number > Decimal::tenths(100) {
        note(DiagnosticCode::ScoreOutOfRange);
        return None;
    }
    Some(number)
}

/// The severity that `problem.severity` means.
pub(crate) fn problem(properties: &Object<'_>, member: &str, notes: &mut Vec<Diagnostic>) -> Option<Severity> {
    let token = properties.get(PROBLEM)?;
    match string(token).as_deref() {
        Some("error") => Some(Severity::High),
        Some("warning") => Some(Severity::Medium),
        Some("recommendation") => Some(Severity::Low),
        _ => {
            notes.push(Diagnostic::new(DiagnosticCode::UnreadableMember, member, plain::line(token, 60)));
            None
        }
    }
}
