//! How bad a result is: SARIF's level, a score that GitHub understands, and the scanner's own word.
//!
//! Critical and high are `error`, medium is `warning`, low and below are `note`. Where a report has no score, a bucket's stands in
//! for it and the result says so, so that nobody takes it for a CVSS score. A severity that nobody told is an `error` without a
//! score: what it is worth is for the policy to say. Where a word and a score of one source conflict, the worse one counts.

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
    /// `score`, `bucket`, `level` or `unknown`.
    pub(crate) source: &'static str,
    /// The scanner's own word, as it is written; empty if it has none.
    pub(crate) native: String,
    pub(crate) outweighed: Outweighed,
}

/// What a report said beside something worse. It is kept, and decides nothing: neither here nor for whoever reads the log by score
/// alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outweighed {
    Nothing,
    Word,
    Score(Score),
}

impl Severity {
    /// A security finding with a word, a score, both or neither. Of both the worse counts.
    pub(crate) fn new(native: &str, bucket: Option<Bucket>, score: Option<Score>) -> Self {
        let native = native.to_owned();
        let scored = score.map(Bucket::of);
        let Some(worst) = bucket.max(scored) else {
            let outweighed = Outweighed::Nothing;
            return Self { level: Level::Error, score: None, source: "unknown", native, outweighed };
        };
        // A word that means less elsewhere than where it is from, as Semgrep's INFO, would mislead as much as one below the score.
        let milder = |bucket: Option<Bucket>| bucket.is_some_and(|bucket| bucket < worst);
        let outweighed = match score {
            Some(score) if scored < Some(worst) => Outweighed::Score(score),
            _ if milder(bucket) || milder(Bucket::read(&native)) => Outweighed::Word,
            _ => Outweighed::Nothing,
        };
        let (source, score) = match score.filter(|_| scored == Some(worst)) {
            Some(score) => ("score", Some(score)),
            None => ("bucket", worst.score()),
        };
        Self { level: worst.level(), score, source, native, outweighed }
    }

    /// A security finding whose word is of one source and whose scores are of others, as where a distribution rates for itself what a
    /// database scored: a score refines the word where it agrees with it, and never contradicts it.
    pub(crate) fn beside(
        native: &str,
        bucket: Option<Bucket>,
        others: impl IntoIterator<Item = Score>,
    ) -> Self {
        let fits = |score: &Score| bucket.is_none_or(|bucket| Bucket::of(*score) == bucket);
        Self::new(native, bucket, others.into_iter().filter(fits).max())
    }

    /// A security finding with the words that most scanners share.
    pub(crate) fn word(native: &str, score: Option<Score>) -> Self {
        Self::new(native, Bucket::read(native), score)
    }

    /// A security finding whose format fixes a score in tenths.
    pub(crate) fn fixed(native: &str, level: Level, tenths: u16) -> Self {
        Self {
            level,
            score: Score::tenths(tenths),
            source: "bucket",
            native: native.to_owned(),
            outweighed: Outweighed::Nothing,
        }
    }

    /// A linter's or test's finding, which has no score.
    pub(crate) fn plain(native: &str, level: Level) -> Self {
        Self { level, score: None, source: "level", native: native.to_owned(), outweighed: Outweighed::Nothing }
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
        assert_eq!(short(&Severity::word("high", score)), "Error 7.5 score");
        assert_eq!(short(&Severity::word("", score)), "Error 7.5 score");
        assert_eq!(short(&Severity::word("UNKNOWN", None)), "Error  unknown", "what nobody told never passes");
    }

    #[test]
    fn of_a_word_and_a_score_the_worse_counts() {
        let of = |word, score| {
            let severity = Severity::word(word, Score::read(score));
            (short(&severity), severity.outweighed)
        };
        assert_eq!(of("low", "9.8"), ("Error 9.8 score".to_owned(), Outweighed::Word));
        let lower = Outweighed::Score(Score::read("2.1").unwrap());
        assert_eq!(of("critical", "2.1"), ("Error 9.5 bucket".to_owned(), lower));
        assert_eq!(of("medium", "6.9"), ("Warning 6.9 score".to_owned(), Outweighed::Nothing));
    }

    #[test]
    fn the_score_of_another_source_never_contradicts_the_word() {
        let scores = || ["9.8", "3.1", "2.5"].iter().filter_map(|text| Score::read(text));
        assert_eq!(short(&Severity::beside("low", Some(Bucket::Low), scores())), "Note 3.1 score");
        assert_eq!(short(&Severity::beside("", None, scores())), "Error 9.8 score");
        assert_eq!(short(&Severity::beside("info", Some(Bucket::Info), scores())), "Note  bucket");
    }
}
