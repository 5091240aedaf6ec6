//! The share of covered units over some files, held against a limit in exact integers: of the whole program, or of a component.

use coverage::Metric;
use verdict::ratio::grouped;
use verdict::{Counts, Limit, Ratio, Rule, RuleStatus};

use super::{doubt, reported};
use crate::facts::{Facts, FileFact, SourceFact};
use crate::policy::Policy;
use crate::reason::Reason;

/// Which files are judged together.
pub(super) struct Scope<'a> {
    /// The rule's id.
    pub(super) id: String,
    /// Of what, after the metric; empty for the whole program.
    pub(super) of: String,
    /// The files of the reports.
    pub(super) files: Vec<&'a FileFact>,
    /// The files in no report.
    pub(super) unreported: Vec<&'a SourceFact>,
}

/// What is found, in the order in which doubts are looked for.
struct Found<'a> {
    metric: Metric,
    limit: Ratio,
    of: &'a str,
    observed: Option<Counts>,
    at_most: Option<u64>,
    /// Units in no report, all of them uncovered; none where they cannot be counted.
    unreported: Option<u64>,
}

/// Judges a scope.
pub(super) fn rule(scope: &Scope<'_>, metric: Metric, limit: Ratio, policy: &Policy, facts: &Facts) -> Rule {
    let observed = observed(metric, &scope.files);
    let found = Found {
        metric,
        limit,
        of: &scope.of,
        observed,
        at_most: observed.and_then(|counts| at_most(metric, &scope.files, counts)),
        unreported: reported::uncovered(metric, policy, &scope.unreported),
    };
    let (status, reason, message) = found.judge(policy, facts);
    let title = format!("{} coverage{} ≥ {}", metric.word(), scope.of, limit.percent());
    let mut rule = Rule::new(&scope.id, &title, status, reason.code(), message);
    rule.limit = Some(Limit::at_least(limit));
    let numbers = found.observed.map(|counts| [("covered", counts.covered), ("total", counts.total)]);
    let numbers = numbers.into_iter().flatten().chain(found.at_most.map(|number| ("covered_at_most", number)));
    let unreported = found.unreported.filter(|lines| *lines > 0);
    let numbers = numbers.chain(unreported.map(|lines| ("unreported", lines)));
    rule.observed = numbers.map(|(name, number)| (name.to_owned(), number)).collect();
    rule
}

impl Found<'_> {
    fn judge(&self, policy: &Policy, facts: &Facts) -> (RuleStatus, Reason, String) {
        if !super::complete(policy, facts) {
            let why = super::incomplete(facts);
            let message = match self.observed {
                Some(counts) => format!("{}; {why}", self.shown(counts)),
                None => format!("{} coverage{} is {why}", self.metric.word(), self.of),
            };
            return (RuleStatus::Inconclusive, Reason::ReportsIncomplete, message);
        }
        if let Some((reason, message)) = doubt::about(self.metric, facts) {
            return (RuleStatus::Inconclusive, reason, message);
        }
        let Some(unreported) = self.unreported else {
            let shown = self.observed.map_or_else(String::new, |counts| self.shown(counts));
            let message = format!("{shown}; {}", reported::uncountable(self.metric.plural(), facts));
            return (RuleStatus::Inconclusive, Reason::SourcesUncountable, message);
        };
        let counts = self.observed.unwrap_or_default();
        let counts = Counts { total: counts.total.saturating_add(unreported), ..counts };
        let shown = match unreported {
            0 => self.shown(counts),
            1 => format!("{}, 1 of which is in no report", self.shown(counts)),
            more => format!("{}, {} of which are in no report", self.shown(counts), grouped(more)),
        };
        self.held(&shown, counts, facts)
    }

    fn held(&self, shown: &str, counts: Counts, facts: &Facts) -> (RuleStatus, Reason, String) {
        let Self { metric, limit, of, .. } = self;
        match limit.is_reached_by(counts) {
            None => {
                let message = format!("the measured code{of} has no {}: nothing to judge", metric.plural());
                (RuleStatus::NotApplicable, Reason::NothingToCover, message)
            }
            Some(true) => match doubt::claimed_below(*metric, *limit, facts, counts) {
                Some(message) => (RuleStatus::Inconclusive, Reason::ClaimsBelowLimit, message),
                None => (RuleStatus::Pass, Reason::LimitReached, format!("{shown}, limit {}", limit.percent())),
            },
            Some(false) => {
                let needed = needed(*metric, *limit, counts);
                let message = format!("{shown}, limit {}: {needed} needed", limit.percent());
                (RuleStatus::Fail, Reason::BelowLimit, message)
            }
        }
    }

    fn shown(&self, counts: Counts) -> String {
        let (covered, total) = (grouped(counts.covered), grouped(counts.total));
        let bounds = self.at_most.map_or_else(String::new, |upper| {
            format!("; the merged reports prove no more, and at most {}", grouped(upper))
        });
        let (word, of) = (self.metric.word(), self.of);
        format!("{word} coverage{of} {} ({covered} of {total}{bounds})", counts.percent())
    }
}

/// `10 more lines`.
pub(super) fn needed(metric: Metric, limit: Ratio, counts: Counts) -> String {
    let missing = limit.missing(counts);
    format!("{} more {}", grouped(missing), if missing == 1 { metric.word() } else { metric.plural() })
}

/// The sum over the files; none if no file was measured for the metric.
fn observed(metric: Metric, files: &[&FileFact]) -> Option<Counts> {
    files.iter().filter_map(|file| file.counts.get(&metric).copied()).reduce(Counts::plus)
}

/// Covered branches or conditions at most, where merging left bounds; the gate judges the lower one.
fn at_most(metric: Metric, files: &[&FileFact], counts: Counts) -> Option<u64> {
    let upper = |file: &FileFact| match metric {
        Metric::Branch => file.branch_at_most,
        Metric::Mcdc => file.condition_at_most,
        _ => None,
    };
    let slack = files.iter().filter_map(|file| {
        let lower = file.counts.get(&metric).map_or(0, |counts| counts.covered);
        upper(file).map(|upper| upper.saturating_sub(lower))
    });
    let slack = slack.fold(None, |sum: Option<u64>, more| Some(sum.unwrap_or(0).saturating_add(more)));
    slack.map(|slack| counts.covered.saturating_add(slack))
}
