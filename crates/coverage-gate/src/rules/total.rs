//! `total-<metric>`: the share over all files reaches the limit, in exact integers.

use coverage::Metric;
use verdict::ratio::grouped;
use verdict::{Counts, Limit, Ratio, Rule, RuleStatus};

use super::{doubt, reported};
use crate::facts::Facts;
use crate::policy::Policy;
use crate::reason::Reason;

pub(super) fn rule(metric: Metric, limit: Ratio, policy: &Policy, facts: &Facts) -> Rule {
    let totals = facts.totals();
    let observed = totals.get(&metric).copied();
    let at_most = observed.and_then(|counts| at_most(metric, facts, counts));
    let (status, reason, message) = judge(metric, limit, policy, facts, observed, at_most);
    let title = format!("{} coverage ≥ {}", metric.word(), limit.percent());
    let mut rule = Rule::new(&format!("total-{}", metric.word()), &title, status, reason.code(), message);
    rule.limit = Some(Limit::at_least(limit));
    let numbers = observed.map(|counts| [("covered", counts.covered), ("total", counts.total)]);
    let numbers = numbers.into_iter().flatten().chain(at_most.map(|number| ("covered_at_most", number)));
    let unreported = reported::uncovered(metric, policy, facts).filter(|lines| *lines > 0);
    let numbers = numbers.chain(unreported.map(|lines| ("unreported", lines)));
    rule.observed = numbers.map(|(name, number)| (name.to_owned(), number)).collect();
    rule
}

fn judge(
    metric: Metric,
    limit: Ratio,
    policy: &Policy,
    facts: &Facts,
    observed: Option<Counts>,
    at_most: Option<u64>,
) -> (RuleStatus, Reason, String) {
    let shown = |counts| shown(metric, counts, at_most);
    if !super::complete(policy, facts) {
        let why = match facts.complete() {
            true => "not judged, because the reports are not those that were declared",
            false => "not judged, because a report is missing, empty or broken",
        };
        let message = match observed {
            Some(counts) => format!("{}; {why}", shown(counts)),
            None => format!("{} coverage is {why}", metric.word()),
        };
        return (RuleStatus::Inconclusive, Reason::ReportsIncomplete, message);
    }
    if let Some((reason, message)) = doubt::about(metric, facts) {
        return (RuleStatus::Inconclusive, reason, message);
    }
    let Some(unreported) = reported::uncovered(metric, policy, facts) else {
        let what = metric.plural();
        let message =
            format!("{}; {}", observed.map_or_else(String::new, shown), reported::uncountable(what, facts));
        return (RuleStatus::Inconclusive, Reason::SourcesUncountable, message);
    };
    let shown = |counts: Counts| match unreported {
        0 => shown(counts),
        more => format!(
            "{}, {} of which {} in no report",
            shown(counts),
            grouped(more),
            if more == 1 { "is" } else { "are" }
        ),
    };
    let counts = observed.unwrap_or_default();
    let counts = Counts { total: counts.total.saturating_add(unreported), ..counts };
    match limit.is_reached_by(counts) {
        None => {
            let message = format!("the measured code has no {}: nothing to judge", metric.plural());
            (RuleStatus::NotApplicable, Reason::NothingToCover, message)
        }
        Some(true) => match doubt::claimed_below(metric, limit, facts, counts) {
            Some(message) => (RuleStatus::Inconclusive, Reason::ClaimsBelowLimit, message),
            None => {
                let message = format!("{}, limit {}", shown(counts), limit.percent());
                (RuleStatus::Pass, Reason::LimitReached, message)
            }
        },
        Some(false) => {
            let missing = limit.missing(counts);
            let units = if missing == 1 { metric.word() } else { metric.plural() };
            let needed = format!("{} more {units}", grouped(missing));
            let message = format!("{}, limit {}: {needed} needed", shown(counts), limit.percent());
            (RuleStatus::Fail, Reason::BelowLimit, message)
        }
    }
}

fn shown(metric: Metric, counts: Counts, at_most: Option<u64>) -> String {
    let (covered, total) = (grouped(counts.covered), grouped(counts.total));
    let bounds = at_most.map_or_else(String::new, |upper| {
        format!("; the merged reports prove no more, and at most {}", grouped(upper))
    });
    format!("{} coverage {} ({covered} of {total}{bounds})", metric.word(), counts.percent())
}

/// Covered branches at most, where merging left bounds; the gate judges the lower one.
fn at_most(metric: Metric, facts: &Facts, counts: Counts) -> Option<u64> {
    if metric != Metric::Branch || facts.files.iter().all(|file| file.branch_at_most.is_none()) {
        return None;
    }
    let slack = facts.files.iter().filter_map(|file| {
        let lower = file.counts.get(&Metric::Branch).map_or(0, |counts| counts.covered);
        file.branch_at_most.map(|upper| upper.saturating_sub(lower))
    });
    Some(counts.covered.saturating_add(slack.sum()))
}
