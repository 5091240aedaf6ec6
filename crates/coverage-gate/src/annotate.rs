//! Annotations: what stops the pipeline first, then the lines whose tests would help most.

use runner::annotation::{Annotation, Level};
use verdict::{Action, Rule, RuleStatus, Verdict};

use crate::details::Details;
use crate::facts::{ChangedFile, FileFact};
use crate::paths::is_absolute;
use crate::reason::Reason;

pub(crate) fn annotations(verdict: &Verdict, details: &Details) -> Vec<Annotation> {
    let stopped = matches!(verdict.decision.action, Action::Stop);
    let mut all: Vec<Annotation> = verdict.rules.iter().filter_map(|rule| of_rule(rule, stopped)).collect();
    let short = verdict.rules.iter().any(|rule| rule.limit.is_some() && rule.status == RuleStatus::Fail);
    if short {
        all.extend(details.changed.iter().flat_map(of_change));
        let mut gaps: Vec<(&FileFact, u64, u64)> = details.files.iter().flat_map(gaps).collect();
        gaps.sort_by_key(|(file, first, last)| (std::cmp::Reverse(last - first), &file.path, *first));
        all.extend(gaps.into_iter().map(|(file, first, last)| of_gap(file, first, last)));
    }
    all
}

fn of_rule(rule: &Rule, stopped: bool) -> Option<Annotation> {
    if rule.reason == Reason::ReportsIncomplete.code() {
        // The rule about the report says why; this one would only repeat that it was not judged.
        return None;
    }
    let level = match rule.status {
        RuleStatus::Fail | RuleStatus::Error | RuleStatus::Inconclusive if stopped => Level::Error,
        RuleStatus::Fail | RuleStatus::Error | RuleStatus::Inconclusive | RuleStatus::Warn => Level::Warning,
        RuleStatus::Pass | RuleStatus::Skipped | RuleStatus::NotApplicable => return None,
    };
    Some(Annotation {
        level,
        title: format!("{}: {}", rule.status.word(), rule.title),
        message: rule.message.clone(),
        path: None,
        lines: None,
    })
}

/// Changed lines that no test runs: what its author can mend now.
fn of_change(file: &ChangedFile) -> impl Iterator<Item = Annotation> {
    file.uncovered.iter().map(|(first, last)| {
        let (first, last) = (u64::from(*first), u64::from(*last));
        Annotation {
            level: Level::Warning,
            title: "changed lines without a test".to_owned(),
            message: format!("{}: no test runs the changed code in {}", file.path, shown(first, last)),
            path: Some(file.path.clone()),
            lines: Some((first, last)),
        }
    })
}

fn gaps(file: &FileFact) -> impl Iterator<Item = (&FileFact, u64, u64)> {
    file.uncovered.iter().map(move |(first, last)| (file, u64::from(*first), u64::from(*last)))
}

/// A range may hold lines without code between those that never ran, so it is not counted.
fn shown(first: u64, last: u64) -> String {
    if first == last { format!("line {first}") } else { format!("lines {first} to {last}") }
}

fn of_gap(file: &FileFact, first: u64, last: u64) -> Annotation {
    let here = file.how.is_mapped() && !is_absolute(&file.path);
    Annotation {
        level: Level::Notice,
        title: "uncovered lines".to_owned(),
        message: format!("{}: no test runs the code in {}", file.path, shown(first, last)),
        // GitHub shows an annotation at a file of the repository; a path from elsewhere would land on no file or on a wrong one.
        path: here.then(|| file.path.clone()),
        lines: here.then_some((first, last)),
    }
}
