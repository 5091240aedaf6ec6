//! `patch-<metric>`: the changed lines that hold code, or their branches, reach the limit. Changed lines of a source file in no report
//! count as uncovered where the policy counts such files.

use coverage::Metric;
use verdict::ratio::grouped;
use verdict::{Counts, Limit, Location, Ratio, Rule, RuleStatus};

use super::{changed, doubt, share};
use crate::facts::{ChangedFile, Facts, Measured};
use crate::policy::{PatchLimits, Policy, Unreported};
use crate::reason::Reason;

/// How many places a rule names.
const NAMED: usize = 100;

pub(super) fn rules(policy: &Policy, facts: &Facts) -> Vec<Rule> {
    let Some(patch) = &policy.patch else { return Vec::new() };
    patch.limits.iter().map(|(metric, limit)| rule(*metric, *limit, patch, policy, facts)).collect()
}

fn rule(metric: Metric, limit: Ratio, patch: &PatchLimits, policy: &Policy, facts: &Facts) -> Rule {
    let (id, what) = (format!("patch-{}", metric.word()), metric.word());
    let (status, reason, message, counts) = judge(metric, limit, patch, policy, facts);
    let title = format!("{what} coverage of changed lines ≥ {}", limit.percent());
    let mut rule = Rule::new(&id, &title, status, reason.code(), message);
    rule.limit = Some(Limit::at_least(limit));
    let numbers = counts.map(|counts| [("covered", counts.covered), ("total", counts.total)]);
    rule.observed = numbers.into_iter().flatten().map(|(name, number)| (name.to_owned(), number)).collect();
    if status == RuleStatus::Fail {
        rule.locations = changed::files(facts).flat_map(places).take(NAMED).collect();
    }
    rule
}

fn places(file: &ChangedFile) -> impl Iterator<Item = Location> {
    file.uncovered.iter().map(|(first, last)| Location {
        path: file.path.clone(),
        line: Some(u64::from(*first)),
        end_line: Some(u64::from(*last)),
        message: Some("changed, and no test runs it".to_owned()),
    })
}

fn judge(
    metric: Metric,
    limit: Ratio,
    patch: &PatchLimits,
    policy: &Policy,
    facts: &Facts,
) -> (RuleStatus, Reason, String, Option<Counts>) {
    let inconclusive = |reason, message| (RuleStatus::Inconclusive, reason, message, None);
    if let Some((reason, message)) = changed::unknown(facts) {
        return inconclusive(reason, message);
    }
    if !super::complete(policy, facts) {
        let message = format!("the changed lines are {}", super::incomplete(facts));
        return inconclusive(Reason::ReportsIncomplete, message);
    }
    if let Some((reason, message)) =
        doubt::about(metric, facts).or_else(|| changed::unplaced(policy, facts, &|_| true))
    {
        return inconclusive(reason, message);
    }
    if let Some(file) =
        changed::files(facts).find(|file| metric == Metric::Branch && hides_branches(file, facts))
    {
        let message = format!(
            "of the branches in {} the reports hold totals alone, so that nobody knows which were changed: give a format that names their lines",
            file.path
        );
        return inconclusive(Reason::ChangedLinesUnknown, message);
    }
    let known = changed::files(facts).filter_map(|file| match metric {
        Metric::Branch => file.branches,
        _ => file.lines,
    });
    let counts = known.fold(Counts::default(), Counts::plus);
    let unreported = unreported(policy, facts);
    if unreported > 0 && metric != Metric::Line {
        let message = format!(
            "{} in no report were changed, and their {} cannot be counted",
            if unreported == 1 { "lines of a file" } else { "lines of files" },
            metric.plural()
        );
        return inconclusive(Reason::SourcesUncountable, message);
    }
    let counts = Counts { total: counts.total.saturating_add(unreported), ..counts };
    held(metric, limit, patch, counts, unreported)
}

fn held(
    metric: Metric,
    limit: Ratio,
    patch: &PatchLimits,
    counts: Counts,
    unreported: u64,
) -> (RuleStatus, Reason, String, Option<Counts>) {
    let what = metric.plural();
    let note = match unreported {
        0 => String::new(),
        1 => ", 1 of which is in no report".to_owned(),
        more => format!(", {} of which are in no report", grouped(more)),
    };
    let shown = format!(
        "{} coverage of the changed lines {} ({} of {}{note})",
        metric.word(),
        counts.percent(),
        grouped(counts.covered),
        grouped(counts.total)
    );
    let (status, reason, message) = match limit.is_reached_by(counts) {
        None => {
            let message = match metric {
                Metric::Line => "no changed line holds code".to_owned(),
                _ => format!("the changed lines have no {what}"),
            };
            (RuleStatus::Skipped, Reason::NoChangedCode, message)
        }
        Some(true) => (RuleStatus::Pass, Reason::LimitReached, format!("{shown}, limit {}", limit.percent())),
        Some(false) if counts.total < patch.min_lines => {
            let message =
                format!("{shown}; the policy judges changes of {} {what} or more", grouped(patch.min_lines));
            (RuleStatus::Skipped, Reason::PatchSmall, message)
        }
        Some(false) => {
            let needed = share::needed(metric, limit, counts);
            (
                RuleStatus::Fail,
                Reason::BelowLimit,
                format!("{shown}, limit {}: {needed} needed", limit.percent()),
            )
        }
    };
    (status, reason, message, Some(counts))
}

/// Whether a changed file has branches of which only totals are known.
fn hides_branches(file: &ChangedFile, facts: &Facts) -> bool {
    let has_branches =
        |counts: &coverage::MetricCounts| counts.get(&Metric::Branch).is_some_and(|it| it.total > 0);
    file.measured == Measured::Lines
        && file.branches.is_none()
        && facts.files.iter().any(|fact| fact.path == file.path && has_branches(&fact.counts))
}

/// Changed lines of source files in no report that are not blank, where such files count.
fn unreported(policy: &Policy, facts: &Facts) -> u64 {
    if policy.unreported != Unreported::Count {
        return 0;
    }
    let missing = changed::files(facts).filter(|file| file.measured == Measured::Missing);
    missing.filter_map(|file| file.not_blank).sum()
}
