//! How bad a result is: SARIF's level, a score that GitHub understands, and the scanner's own word.
//!
//! Critical and high are `error`, medium is `warning`, low and below are `note`. Where a report has no score, a bucket's stands in
//! for it and the result says so, so that nobody takes it for a CVSS score. A severity that nobody told is an `error` without a
//! score: what it is worth is for the policy to say.

use serde::Serialize;

use crate::score::Score;

/// SARIF's level of a result (SARIF 2.1.0, section 3.27.10).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    None,
    Note,
    Warning,
    Error,
}

/// The severities that most scanners share.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Bucket {
    Info,
    Low,
    Medium,
    High,
    Critical,
}

impl Bucket {
    /// The words that scanners use, in any case.
    pub(crate) fn read(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "critical" => Some(Self::Critical),
            "high" | "important" => Some(Self::High),
            "medium" | "moderate" => Some(Self::Medium),
            "low" => Some(Self::Low),
            "info" | "informational" | "none" => Some(Self::Info),
            _ => None,
        }
    }

    /// The bucket of a score, by GitHub's bounds.
    pub(crate) const fn of(score: Score) -> Self {
        match score.as_tenths() {
            90.. => Self::Critical,
            70.. => Self::High,
            40.. => Self::Medium,
            _ => Self::Low,
        }
    }

    pub(crate) const fn level(self) -> Level {
        match self {
            Self::Critical | Self::High => Level::Error,
            Self::Medium => Level::Warning,
            Self::Low | Self::Info => Level::Note,
        }
    }

    /// The score that stands in for one that the report does not have.
    fn score(self) -> Option<Score> {
        Score::tenths(match self {
            Self::Critical => 95,
            Self::High => 80,
            Self::Medium => 55,
            Self::Low => 20,
            Self::Info => 0,
        })
    }
}

/// How bad a result is, and who says so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Severity {
    pub(crate) level: Level,
    pub(crate) score: Option<Score>,
    /// `score`, `bucket`, `level`, `unknown`, or `default` where a format never tells one.
    pub(crate) source: &'static str,
    /// The scanner's own word, as it is written; empty if it has none.
    pub(crate) native: String,
}

impl Severity {
    /// A security finding with a word, a score, both or neither.
    pub(crate) fn new(native: &str, bucket: Option<Bucket>, score: Option<Score>) -> Self {
        let native = native.to_owned();
        let Some(bucket) = bucket.or_else(|| score.map(Bucket::of)) else {
            return Self { level: Level::Error, score: None, source: "unknown", native };
        };
        let source = if score.is_some() { "score" } else { "bucket" };
        Self { level: bucket.level(), score: score.or_else(|| bucket.score()), source, native }
    }

    /// A security finding with the words that most scanners share.
    pub(crate) fn word(native: &str, score: Option<Score>) -> Self {
        Self::new(native, Bucket::read(native), score)
    }

    /// A security finding whose format fixes a score in tenths.
    pub(crate) fn fixed(native: &str, level: Level, tenths: u16) -> Self {
        Self { level, score: Score::tenths(tenths), source: "bucket", native: native.to_owned() }
    }

    /// A linter's or test's finding, which has no score.
    pub(crate) fn plain(native: &str, level: Level) -> Self {
        Self { level, score: None, source: "level", native: native.to_owned() }
    }

    /// What the count by severity calls it.
    pub(crate) fn counted_as(&self) -> &str {
        if self.native.is_empty() { "unknown" } else { &self.native }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(severity: &Severity) -> String {
        let score = severity.score.map(|score| score.to_string()).unwrap_or_default();
        format!("{:?} {score} {}", severity.level, severity.source)
    }

    #[test]
    fn words_scores_both_and_neither() {
        let score = Score::read("7.5");
        assert_eq!(short(&Severity::word("CRITICAL", None)), "Error 9.5 bucket");
        assert_eq!(short(&Severity::word("High", None)), "Error 8.0 bucket");
        assert_eq!(short(&Severity::word("moderate", None)), "Warning 5.5 bucket");
        assert_eq!(short(&Severity::word("low", None)), "Note 2.0 bucket");
        assert_eq!(short(&Severity::word("info", None)), "Note  bucket");
        assert_eq!(short(&Severity::word("medium", score)), "Warning 7.5 score");
        assert_eq!(short(&Severity::word("", score)), "Error 7.5 score");
        assert_eq!(short(&Severity::word("UNKNOWN", None)), "Error  unknown", "what nobody told never passes");
    }
}
