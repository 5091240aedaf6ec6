//! `per-file-<metric>` and `new-file-<metric>`: each file, or each new one, reaches the limit on its own, so that a large and well
//! tested program does not hide a part that nobody tests.

use coverage::Metric;
use runner::text::count;
use verdict::{Counts, Limit, Location, Ratio, Rule, RuleStatus};

use super::{changed, doubt, share, waive};
use crate::facts::Facts;
use crate::policy::{FileLimits, Policy, Unreported};
use crate::reason::Reason;

/// How many files a rule names.
const NAMED: usize = 100;

/// A file and what is known of it.
struct Judged<'a> {
    path: &'a str,
    counts: Counts,
}

/// What came of it: status, reason, message, the places, and how many files missed the limit.
type Outcome<'a> = (RuleStatus, Reason, String, Vec<Judged<'a>>);

/// Every file.
pub(super) fn rules(policy: &Policy, facts: &Facts) -> Vec<Rule> {
    let limits = |limits: &FileLimits| {
        let excepted = limits.excepted();
        let counts = |path: &str| !excepted.hold(path);
        let family = Family { id: "per-file", what: "each file", wanted: &counts, unknown: None };
        limits
            .limits
            .iter()
            .map(|(metric, limit)| family.rule(*metric, *limit, policy, facts))
            .collect::<Vec<_>>()
    };
    policy.per_file.as_ref().map(limits).unwrap_or_default()
}

/// New files alone: those that the base does not have under any name.
pub(super) fn new_rules(policy: &Policy, facts: &Facts) -> Vec<Rule> {
    let limits = |limits: &FileLimits| {
        let excepted = limits.excepted();
        let new: std::collections::BTreeSet<&str> =
            changed::files(facts).filter(|file| file.new).map(|file| file.path.as_str()).collect();
        let counts = |path: &str| new.contains(path) && !excepted.hold(path);
        let unknown = changed::unknown(facts)
            .or_else(|| changed::unplaced(policy, facts, &|file| file.new && !excepted.hold(&file.path)));
        let family = Family { id: "new-file", what: "each new file", wanted: &counts, unknown };
        limits
            .limits
            .iter()
            .map(|(metric, limit)| family.rule(*metric, *limit, policy, facts))
            .collect::<Vec<_>>()
    };
    policy.new_files.as_ref().map(limits).unwrap_or_default()
}

/// How both families of rules differ.
struct Family<'a> {
    id: &'static str,
    what: &'static str,
    /// Which files it judges.
    wanted: &'a dyn Fn(&str) -> bool,
    /// Why it is not known which files these are.
    unknown: Option<(Reason, String)>,
}

impl Family<'_> {
    fn rule(&self, metric: Metric, limit: Ratio, policy: &Policy, facts: &Facts) -> Rule {
        let id = format!("{}-{}", self.id, metric.word());
        let title = format!("{} coverage of {} ≥ {}", metric.word(), self.what, limit.percent());
        let (status, reason, message, places) = match &self.unknown {
            Some((reason, message)) => (RuleStatus::Inconclusive, *reason, message.clone(), Vec::new()),
            None => judge(&id, metric, limit, policy, facts, self.wanted),
        };
        let mut rule = Rule::new(&id, &title, status, reason.code(), message);
        rule.limit = Some(Limit::at_least(limit));
        rule.observed = [("files".to_owned(), places.len() as u64)].into();
        rule.locations = places.iter().take(NAMED).map(|file| location(file, metric, limit)).collect();
        rule
    }
}

fn location(file: &Judged<'_>, metric: Metric, limit: Ratio) -> Location {
    let message = format!(
        "{} coverage {}: {} needed",
        metric.word(),
        file.counts.percent(),
        share::needed(metric, limit, file.counts)
    );
    Location { path: file.path.to_owned(), line: None, end_line: None, message: Some(message) }
}

fn judge<'a>(
    id: &str,
    metric: Metric,
    limit: Ratio,
    policy: &Policy,
    facts: &'a Facts,
    wanted: &dyn Fn(&str) -> bool,
) -> Outcome<'a> {
    if !super::complete(policy, facts) {
        let message = format!("single files are {}", super::incomplete(facts));
        return (RuleStatus::Inconclusive, Reason::ReportsIncomplete, message, Vec::new());
    }
    if let Some((reason, message)) = doubt::about(metric, facts) {
        return (RuleStatus::Inconclusive, reason, message, Vec::new());
    }
    let known = facts.files.iter().filter(|file| wanted(&file.path)).filter_map(|file| {
        let counts = file.counts.get(&metric).copied()?;
        Some(Judged { path: &file.path, counts })
    });
    let counted = policy.unreported == Unreported::Count;
    let missing: Vec<_> = facts.unreported.iter().filter(|file| counted && wanted(&file.path)).collect();
    if let Some(first) = missing.first().filter(|_| metric != Metric::Line) {
        let message = format!("{} is in no report: its {} cannot be counted", first.path, metric.plural());
        return (RuleStatus::Inconclusive, Reason::SourcesUncountable, message, Vec::new());
    }
    let missing = missing
        .into_iter()
        .map(|file| Judged { path: &file.path, counts: Counts { covered: 0, total: file.lines.unwrap_or(1) } });
    let files: Vec<Judged<'a>> = known.chain(missing).filter(|file| file.counts.total > 0).collect();
    let all = files.len() as u64;
    let below = files.into_iter().filter(|file| limit.is_reached_by(file.counts) == Some(false));
    let (waived, mut below): (Vec<_>, Vec<_>) =
        below.partition(|file| waive::holds(id, file.path, policy, facts));
    below.sort_by_key(|file| std::cmp::Reverse(limit.missing(file.counts)));
    let shown = waived.first().and_then(|file| Some((file, waive::of_file(id, file.path, policy, facts)?.0)));
    let note = shown.map_or_else(String::new, |(file, waiver)| {
        let files = count(waived.len() as u64, "file is", "files are");
        format!("; {files} waived, first {} ({})", file.path, waive::said(waiver))
    });
    let Some(first) = below.first() else {
        return match (all, waived.is_empty()) {
            (0, _) => {
                (RuleStatus::Skipped, Reason::NoFileToJudge, "there is no such file".to_owned(), Vec::new())
            }
            (_, true) => {
                let message = format!("all of {} reach {}", count(all, "file", "files"), limit.percent());
                (RuleStatus::Pass, Reason::FilesReachLimit, message, Vec::new())
            }
            (_, false) => {
                let message = format!(
                    "{} reach {}{note}",
                    count(all - waived.len() as u64, "file", "files"),
                    limit.percent()
                );
                (RuleStatus::Warn, Reason::FilesWaived, message, waived)
            }
        };
    };
    let expired = waive::of_file(id, first.path, policy, facts)
        .map_or_else(String::new, |(waiver, _)| format!("; its waiver expired on {}", waiver.expires));
    let message = format!(
        "{} below {}, first {} ({}: {} needed){expired}{note}",
        count(below.len() as u64, "file is", "files are"),
        limit.percent(),
        first.path,
        first.counts.percent(),
        share::needed(metric, limit, first.counts)
    );
    (RuleStatus::Fail, Reason::FilesBelowLimit, message, below)
}
