//! What to do about a refusal, by its cause: GitHub says what it did not like, and seldom why.

use github::{Error, Kind};

/// What helps where GitHub did not take a request.
pub(super) fn of_refusal(error: &Error) -> &'static str {
    let says = |words: &str| error.detail.to_lowercase().contains(words);
    match error.kind {
        Kind::Forbidden if says("must be enabled") || says("not enabled") || says("advanced security") => {
            "code scanning is off: switch on Code Security (or code scanning) in the repository's settings; a private repository needs a licence for it"
        }
        Kind::Forbidden if says("default setup") => DEFAULT_SETUP,
        Kind::Forbidden => {
            "permit the job `security-events: write` (in a private repository `contents: read` and `actions: read` too); runs of forks and of Dependabot have a token that only reads"
        }
        Kind::NotFound if says("commit not found") => {
            "GitHub does not have the commit: push it first, or correct `sha`"
        }
        Kind::NotFound => {
            "the token does not see the repository, or code scanning is off: permit the job `security-events: write` and look at the settings"
        }
        Kind::TooLarge => {
            "it was split as far as it goes: shorten the rules' texts, or scan in several jobs with a category each"
        }
        Kind::Validation if says("ref") || says("commit") => {
            "`sha` must be a commit of `ref`, both written in full"
        }
        _ => "",
    }
}

const DEFAULT_SETUP: &str = "switch the default setup off (Settings → Code security → Code scanning → CodeQL), or leave the report of CodeQL out: one of them can run";

/// Words of GitHub's processing, and what helps.
const PROCESSING: [(&str, &str); 12] = [
    ("default setup is enabled", DEFAULT_SETUP),
    (
        "too many logical alerts",
        "the repository has more alerts than GitHub keeps: fix or dismiss some, delete analyses of tools that no longer run, or scan less",
    ),
    ("multiple runs with the same category", "give each scan a category of its own"),
    ("same tool and category", "give each scan a category of its own"),
    (
        "invalid uri",
        "a path in a report is none that GitHub reads: see which report has it with `sarif-merge merge`",
    ),
    (
        "did not match the checkout uri scheme",
        "a report names files by web addresses: have the scanner write paths",
    ),
    ("expected artifact location", "a result names no file: have the scanner write one"),
    ("invalid security severity", "a rule's `security-severity` is no number: correct the scanner's report"),
    ("parse error", "the file did not arrive as it was sent: run the job again"),
    ("could not convert", "a rule is none that GitHub reads: see which report has it"),
    ("more runs than allowed", "give fewer reports to one upload"),
    (
        "rejecting sarif",
        "the report is above one of GitHub's limits: scan in several jobs with a category each",
    ),
];

/// What helps where GitHub's processing failed.
pub(super) fn of_processing(error: &str) -> &'static str {
    let error = error.to_lowercase();
    let known = PROCESSING.iter().find(|(words, _)| error.contains(words));
    known.map_or("see GitHub's \"SARIF support for code scanning\"", |(_, hint)| hint)
}

/// A message and what helps.
pub(super) fn beside(message: impl std::fmt::Display, hint: &str) -> String {
    if hint.is_empty() { message.to_string() } else { format!("{message}: {hint}") }
}
