//! Whether a result is suppressed, as SARIF says it (§3.27.23, §3.35): only if it has suppressions and all of them are accepted.

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, DiagnosticCode};
use crate::plain;
use crate::result::ResultView;
use crate::view::{Object, array, string};

/// The state of a result.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Suppressed {
    /// Nothing is said, or something that cannot be read.
    NotStated,
    /// It is said that there is no suppression.
    Not,
    /// One is rejected or still under review.
    NotAccepted,
    /// An accepted one is over.
    Expired,
    /// All are accepted.
    Accepted,
}

impl Suppressed {
    /// Whether the result does not count.
    pub const fn is_suppressed(self) -> bool {
        matches!(self, Self::Accepted)
    }
}

/// What one suppression says.
enum One {
    Accepted,
    Open,
    Expired,
    Unreadable,
}

/// The state of a result. `expired` is asked about each `expiryUtc` (the property that other tools set): this crate has no clock.
pub fn state(
    result: &ResultView<'_>,
    expired: impl Fn(&str) -> bool,
    notes: &mut Vec<Diagnostic>,
) -> Suppressed {
    let Some(token) = result.object.get("suppressions") else { return Suppressed::NotStated };
    let Some(elements) = array(token) else {
        notes.push(Diagnostic::new(
            DiagnosticCode::UnreadableSuppression,
            "suppressions",
            plain::line(token, 60),
        ));
        return Suppressed::NotStated;
    };
    let mut state = if elements.is_empty() { Suppressed::Not } else { Suppressed::Accepted };
    for (at, text) in elements.into_iter().enumerate() {
        let lower = match one(text, &expired) {
            One::Accepted => continue,
            One::Open => Suppressed::NotAccepted,
            One::Expired => {
                let found =
                    Object::lenient(Some(text)).object("properties").last("expiryUtc").unwrap_or_default();
                let member = format!("suppressions[{at}].properties.expiryUtc");
                notes.push(Diagnostic::new(
                    DiagnosticCode::SuppressionExpired,
                    &member,
                    plain::line(found, 60),
                ));
                Suppressed::Expired
            }
            One::Unreadable => {
                let member = format!("suppressions[{at}]");
                notes.push(Diagnostic::new(
                    DiagnosticCode::UnreadableSuppression,
                    &member,
                    plain::line(text, 60),
                ));
                Suppressed::NotAccepted
            }
        };
        state = state.min(lower);
    }
    state
}

fn one(text: &str, expired: &impl Fn(&str) -> bool) -> One {
    let Some(object) = Object::parse(text) else { return One::Unreadable };
    // §3.35.2: without a kind that is known it is no suppression.
    let kind = object.last("kind").and_then(string);
    if !kind.is_some_and(|kind| matches!(kind.as_ref(), "inSource" | "external")) {
        return One::Unreadable;
    }
    let status = match object.last("status") {
        None => "accepted".into(),
        Some(token) => match string(token) {
            Some(status) => status,
            None => return One::Unreadable,
        },
    };
    match status.as_ref() {
        "accepted" => match object.object("properties").last("expiryUtc") {
            None => One::Accepted,
            Some(token) if string(token).is_some_and(|time| !expired(&time)) => One::Accepted,
            Some(_) => One::Expired,
        },
        "underReview" | "rejected" => One::Open,
        _ => One::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use super::{Suppressed, state};
    use crate::diagnostic::DiagnosticCode;
    use crate::result::ResultView;

    fn read(suppressions: &str) -> (Suppressed, Vec<DiagnosticCode>) {
        let text = format!(r#"{{"message":{{"text":"m"}}{suppressions}}}"#);
        let mut notes = Vec::new();
        let state = state(&ResultView::read(&text).unwrap(), |time| time < "2026-11-23", &mut notes);
        (state, notes.into_iter().map(|note| note.code).collect())
    }

    /// The seven cases that the peers were held to, and what the specification says of each.
    #[test]
    fn the_matrix() {
        let accepted = r#"{"kind":"external","status":"accepted"}"#;
        let rejected = r#"{"kind":"external","status":"rejected"}"#;
        let review = r#"{"kind":"external","status":"underReview"}"#;
        for (case, text, suppressed) in [
            ("absent", String::new(), false),
            ("empty", r#","suppressions":[]"#.to_owned(), false),
            ("accepted", format!(r#","suppressions":[{accepted}]"#), true),
            ("no status", r#","suppressions":[{"kind":"inSource"}]"#.to_owned(), true),
            ("under review", format!(r#","suppressions":[{review}]"#), false),
            ("rejected", format!(r#","suppressions":[{rejected}]"#), false),
            ("accepted and rejected", format!(r#","suppressions":[{accepted},{rejected}]"#), false),
        ] {
            let (state, notes) = read(&text);
            assert_eq!((state.is_suppressed(), notes), (suppressed, Vec::new()), "{case}");
        }
    }

    #[test]
    fn absent_and_empty_are_not_the_same() {
        assert_eq!(read("").0, Suppressed::NotStated);
        assert_eq!(read(r#","suppressions":null"#).0, Suppressed::NotStated);
        assert_eq!(read(r#","suppressions":[]"#).0, Suppressed::Not);
    }

    #[test]
    fn what_cannot_be_read_suppresses_nothing() {
        for text in [
            r#""accepted""#,
            r#"[{"status":"Accepted"}]"#,
            r#"[{"status":7}]"#,
            "[null]",
            "[{}]",
            r#"[{"status":"accepted"}]"#,
            r#"[{"kind":"elsewhere"}]"#,
            r#"[{"kind":"external","status":null}]"#,
            "[[]]",
            r#"[{"kind":"inSource"},3]"#,
            "{}",
        ] {
            let (state, notes) = read(&format!(r#","suppressions":{text}"#));
            assert!(!state.is_suppressed(), "{text}");
            assert_eq!(notes, [DiagnosticCode::UnreadableSuppression], "{text}");
        }
    }

    #[test]
    fn an_expired_one_suppresses_nothing() {
        let with = |expiry: &str| {
            read(&format!(r#","suppressions":[{{"kind":"external","properties":{{"expiryUtc":{expiry}}}}}]"#))
        };
        assert_eq!(
            with(r#""2026-11-22T00:00:00Z""#),
            (Suppressed::Expired, vec![DiagnosticCode::SuppressionExpired])
        );
        assert_eq!(with(r#""2027-01-01T00:00:00Z""#).0, Suppressed::Accepted);
        assert_eq!(with("20270101").0, Suppressed::Expired, "an end that is no time is over");
        assert_eq!(with("null").0, Suppressed::Expired, "and so is one that is not said");
    }
}
