//! What GitHub's code scanning takes: a log that it never rejects, in as many files as its limits ask for.
//!
//! The upload is a projection: it holds what GitHub reads and leaves out the rest, which stays in the merged log. One member that
//! GitHub dislikes (a foreign URI scheme, a score that is a number, a tag that stands twice) rejects a whole file, so that all that
//! is written here is built anew from what was understood. What is not uploaded is counted, by tool and reason.
//!
//! Limits: GitHub's "SARIF support for code scanning" and "SARIF results exceed one or more limits".

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::severity::Severity;
use crate::uri::{Places, RepositoryPath};

mod assemble;
mod location;
mod pack;
mod result;
mod rules;
mod split;
mod write;

/// GitHub's limits. Those of tests are smaller.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProfileLimits {
    /// Runs in a file.
    pub runs: usize,
    /// Results in a run.
    pub results: usize,
    /// Results of a run that GitHub shows, by severity.
    pub shown: usize,
    /// Rules in a run.
    pub rules: usize,
    /// Extensions in a run.
    pub extensions: usize,
    /// Bytes of a file after gzip.
    pub bytes: usize,
    /// Parts that a run may be split into before results are cut: a power of two.
    pub parts: u32,
}

/// GitHub's own limits. The bytes are a little fewer than its 10 MB, since it does not say what it counts around them.
pub const GITHUB: ProfileLimits = ProfileLimits {
    runs: 20,
    results: 25_000,
    shown: 5_000,
    rules: 25_000,
    extensions: 100,
    bytes: 9_500_000,
    parts: 16,
};

/// What the caller decides.
#[derive(Clone, Copy)]
pub struct ProfileOptions<'a> {
    /// Where a result is shown that names no file of the repository, as those about images or web pages.
    pub fallback: &'a RepositoryPath,
    /// The category of runs that name none.
    pub category: &'a str,
    /// Where absolute paths start.
    pub places: Places<'a>,
    /// The limits.
    pub limits: ProfileLimits,
}

/// Why a result is not uploaded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CutReason {
    /// It is none of the findings that were handed over: another one stands for it, or a filter took it out.
    NotSelected,
    /// It is a passed check or the like.
    NotAFailure,
    /// It is suppressed. GitHub ignores suppressions and would open an alert.
    Suppressed,
    /// The tool's baseline says that it is no longer there.
    Absent,
    /// There are more results than all parts may hold; the most severe stay.
    TooMany,
    /// It does not fit into the bytes of all parts; the most severe stay.
    TooLarge,
}

/// How often something was changed so that GitHub takes it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fix {
    /// A result without a file of the repository was put at the fallback.
    FallbackLocation,
    /// A result without a line was put at line 1.
    FirstLine,
    /// A level was written into a result that had none.
    LevelBaked,
    /// A level that cannot be read became `error`.
    LevelUnreadable,
    /// A location beside the first was left out, since it is no file of the repository or one too many.
    LocationDropped,
    /// Data flows were left out, since they have too many steps.
    FlowsDropped,
    /// A rule's `security-severity` was written, corrected or taken away.
    RuleScore,
    /// A rule's tags were completed, united or cut.
    RuleTags,
    /// A rule's texts were completed or cut.
    RuleText,
    /// A rule without results was left out, since the run is split.
    RuleDropped,
    /// A category was derived, since it was taken or the run is split.
    Category,
}

/// Results that are not uploaded.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Cut {
    /// The tool.
    pub tool: String,
    /// Why.
    pub reason: CutReason,
    /// Their severity; unknown for those that were not handed over.
    pub severity: Severity,
    /// How many.
    pub count: usize,
}

/// A run in an upload.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct UploadedRun {
    /// The tool.
    pub tool: String,
    /// The category.
    pub category: String,
    /// The results in it.
    pub results: usize,
    /// How many of them GitHub will not show.
    pub not_shown: usize,
}

/// A file to upload.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UploadFile {
    /// The log, after gzip.
    pub gzip: Vec<u8>,
    /// Its runs.
    pub runs: Vec<UploadedRun>,
}

/// Files to upload, and what is not in them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Profile {
    /// The files. Their categories differ, so that none replaces another one's alerts.
    pub files: Vec<UploadFile>,
    /// What is not uploaded.
    pub cut: Vec<Cut>,
    /// What was changed.
    pub fixes: BTreeMap<Fix, usize>,
}

/// Why there is no upload.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ProfileError {
    /// A run is no JSON object.
    #[error("run {0} is no JSON object; hand over runs as `Document` reads them")]
    NotARun(usize),
    /// More extensions with rules that results need than GitHub takes.
    #[error(
        "run {run} has {count} tool extensions, and GitHub takes {limit}; turn query packs off, or scan in several runs"
    )]
    Extensions {
        /// The run's index.
        run: usize,
        /// How many it has.
        count: usize,
        /// How many there may be.
        limit: usize,
    },
    /// A run does not fit without any result.
    #[error(
        "run {run} of {tool} has more than {limit} bytes after gzip even without results; shorten the texts of its rules"
    )]
    TooLarge {
        /// The run's index.
        run: usize,
        /// Its tool.
        tool: String,
        /// How many bytes there may be.
        limit: usize,
    },
}

/// Makes the files to upload from runs, each as its text, and those findings of them that shall become alerts.
///
/// # Errors
///
/// When a run cannot be made to fit. Nothing is uploaded in part without being counted.
pub fn profile(
    runs: &[&str],
    findings: &[Finding],
    options: &ProfileOptions<'_>,
) -> Result<Profile, ProfileError> {
    let mut by_place: BTreeMap<usize, BTreeMap<usize, &Finding>> = BTreeMap::new();
    for finding in findings {
        by_place.entry(finding.run).or_default().insert(finding.result, finding);
    }
    let mut ledger = Ledger::default();
    let mut taken = BTreeSet::new();
    let mut pieces = Vec::new();
    for (at, text) in runs.iter().enumerate() {
        let selected = by_place.remove(&at).unwrap_or_default();
        let run = assemble::Run::read(at, text, &selected, options, &mut ledger)?;
        pieces.extend(split::parts(&run, options, &mut taken, &mut ledger)?);
    }
    let files = pack::files(pieces, &options.limits);
    Ok(Profile { files, cut: ledger.cuts(), fixes: ledger.fixes })
}

/// What was left out and changed.
#[derive(Default)]
struct Ledger {
    cut: BTreeMap<(String, CutReason, Severity), usize>,
    fixes: BTreeMap<Fix, usize>,
}

impl Ledger {
    fn fixed(&mut self, fix: Fix) {
        *self.fixes.entry(fix).or_default() += 1;
    }

    fn cut(&mut self, tool: &str, reason: CutReason, severity: Severity) {
        *self.cut.entry((tool.to_owned(), reason, severity)).or_default() += 1;
    }

    fn cuts(&self) -> Vec<Cut> {
        let cut = |((tool, reason, severity), count): (&(String, CutReason, Severity), &usize)| Cut {
            tool: tool.clone(),
            reason: *reason,
            severity: *severity,
            count: *count,
        };
        self.cut.iter().map(cut).collect()
    }
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
