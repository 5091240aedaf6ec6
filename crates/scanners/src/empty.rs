//! What scanners write when they find nothing. Several write the same, so that somebody has to say whose it is; and what a scanner never
//! writes is no report of it, whoever says so.

use serde_json::Value;

use crate::format::Format;
use crate::source::Source;

/// A document without anything in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Empty {
    /// `[]`.
    List,
    /// `null`.
    Null,
    /// `results` alone, which is a list without entries or null.
    Results,
    /// `issues` alone, likewise.
    Issues,
}

impl Empty {
    /// What kind of nothing a document is; none if there is something in it.
    pub(crate) fn of(source: &Source) -> Option<Self> {
        let Source::Json(value) = source else { return None };
        match value {
            Value::Null => Some(Self::Null),
            Value::Array(list) if list.is_empty() => Some(Self::List),
            Value::Object(object) if object.len() == 1 => {
                let empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
                let of = |key, kind| object.get(key).filter(|value| empty(value)).map(|_| kind);
                of("results", Self::Results).or_else(|| of("issues", Self::Issues))
            }
            _ => None,
        }
    }

    /// Whether a scanner writes this when it finds nothing.
    pub(crate) const fn is_written_by(self, format: Format) -> bool {
        match self {
            Self::List => matches!(
                format,
                Format::Trivy
                    | Format::Gitleaks
                    | Format::SafetyV2
                    | Format::PipAudit
                    | Format::Checkov
                    | Format::Eslint
                    | Format::Ruff
                    | Format::Pylint
                    | Format::Hadolint
                    | Format::Shellcheck
                    | Format::Snyk
            ),
            // Programs in Go write a list that nobody made as null.
            Self::Null => matches!(format, Format::Trivy | Format::Gitleaks),
            Self::Results => matches!(format, Format::Tfsec | Format::OsvScanner),
            Self::Issues => matches!(format, Format::Sonarqube),
        }
    }
}
