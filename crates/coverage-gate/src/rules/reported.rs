//! `sources-reported`: each file of `sources` is in a report. Code that no test loads is in none, and would make the share of
//! the rest look better.

use coverage::Metric;
use runner::text::count;
use verdict::{Counts, Location, Rule, RuleStatus};

use crate::facts::{Facts, SourceFact};
use crate::policy::{Policy, Unreported};
use crate::reason::Reason;

pub(super) fn rule(policy: &Policy, facts: &Facts) -> Rule {
    let (status, reason, message) = judge(policy, facts);
    let mut rule =
        Rule::new("sources-reported", "every file of `sources` is in a report", status, reason.code(), message);
    let location = |file: &SourceFact| Location {
        path: file.path.clone(),
        line: None,
        end_line: None,
        message: Some(size(file)),
    };
    rule.locations = facts.unreported.iter().take(100).map(location).collect();
    rule
}

fn judge(policy: &Policy, facts: &Facts) -> (RuleStatus, Reason, String) {
    if policy.sources.is_empty() {
        let message = "which files should be in a report was not declared".to_owned();
        return (RuleStatus::NotApplicable, Reason::SourcesUndeclared, message);
    }
    if facts.repository.is_none() {
        let message =
            "there is no repository in the workspace, so that nobody knows its files: check it out".to_owned();
        return (RuleStatus::Inconclusive, Reason::NoRepository, message);
    }
    if let Some(nothing) = facts.sources.iter().find(|pattern| pattern.matched == 0) {
        let message =
            format!("`{}` matches no file that git tracks: correct it or take it out", nothing.pattern);
        return (RuleStatus::Inconclusive, Reason::SourcesNotFound, message);
    }
    let Some(first) = facts.unreported.first() else {
        return (RuleStatus::Pass, Reason::SourcesReported, "all of them are".to_owned());
    };
    let files = count(facts.unreported.len() as u64, "file is", "files are");
    let message = format!("{files} in no report, first {} ({})", first.path, size(first));
    match (policy.unreported, facts.unreported_lines()) {
        (Unreported::Ignore, _) => (RuleStatus::NotApplicable, Reason::UnreportedIgnored, message),
        (Unreported::Warn, _) => (RuleStatus::Warn, Reason::SourcesUnreported, message),
        (Unreported::Fail, _) => (RuleStatus::Fail, Reason::SourcesUnreported, message),
        (Unreported::Count, Some(lines)) => {
            let lines = count(lines, "line counts", "lines count");
            (RuleStatus::Pass, Reason::SourcesCounted, format!("{message}: {lines} as uncovered"))
        }
        (Unreported::Count, None) => (
            RuleStatus::Inconclusive,
            Reason::SourcesUncountable,
            format!("{message}; not all of them could be read"),
        ),
    }
}

/// How much of the metric these files in no report have, all of it uncovered; none where that is not known. Lines that are not blank
/// are at least as many as lines of code; branches and the like of a file are known to nobody but its own tool.
pub(super) fn uncovered(metric: Metric, policy: &Policy, unreported: &[&SourceFact]) -> Option<u64> {
    if policy.unreported != Unreported::Count || unreported.is_empty() {
        return Some(0);
    }
    if metric == Metric::Line { unreported.iter().map(|file| file.lines).sum() } else { None }
}

/// The counts of the whole program as they are judged: with the files in no report. None where those cannot be counted.
pub(crate) fn judged(metric: Metric, policy: &Policy, facts: &Facts) -> Option<Counts> {
    let unreported: Vec<&SourceFact> = facts.unreported.iter().collect();
    let more = uncovered(metric, policy, &unreported)?;
    let counts = facts.totals().get(&metric).copied().unwrap_or_default();
    Some(Counts { total: counts.total.saturating_add(more), ..counts })
}

/// Why a metric cannot be judged with them.
pub(super) fn uncountable(what: &str, facts: &Facts) -> String {
    let files = count(facts.unreported.len() as u64, "source file is", "source files are");
    format!(
        "{files} in no report, and their {what} cannot be counted: have the test tool report them, or set `unreported` to fail, warn or ignore"
    )
}

fn size(file: &SourceFact) -> String {
    match file.lines {
        Some(lines) => count(lines, "line that is not blank", "lines that are not blank"),
        None => "it could not be read as text".to_owned(),
    }
}
