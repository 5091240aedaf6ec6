//! `total-<metric>`: the share over all files reaches the limit, in exact integers.

use coverage::{Format, Metric, Problem, ProblemCode};
use verdict::ratio::grouped;
use verdict::{Counts, Limit, Ratio, Rule, RuleStatus};

use crate::facts::Facts;
use crate::reason::Reason;

pub(super) fn rule(metric: Metric, limit: Ratio, facts: &Facts) -> Rule {
    let totals = facts.totals();
    let observed = totals.get(&metric).copied();
    let (status, reason, message) = judge(metric, limit, facts, observed);
    let title = format!("{} coverage ≥ {}", metric.word(), limit.percent());
    let mut rule = Rule::new(&format!("total-{}", metric.word()), &title, status, reason.code(), message);
    rule.limit = Some(Limit::at_least(limit));
    if let Some(counts) = observed {
        rule.observed.insert("covered".to_owned(), counts.covered);
        rule.observed.insert("total".to_owned(), counts.total);
        if let Some(at_most) = at_most(metric, facts, counts) {
            rule.observed.insert("covered_at_most".to_owned(), at_most);
        }
    }
    rule
}

fn judge(
    metric: Metric,
    limit: Ratio,
    facts: &Facts,
    observed: Option<Counts>,
) -> (RuleStatus, Reason, String) {
    let word = metric.word();
    if !facts.complete() {
        let why = "not judged, because a report is missing, empty or broken";
        let message = match observed {
            Some(counts) => format!("{}; {why}", shown(metric, counts)),
            None => format!("{word} coverage is {why}"),
        };
        return (RuleStatus::Inconclusive, Reason::ReportsIncomplete, message);
    }
    let Some(counts) = observed else {
        let message = format!(
            "the reports hold no {word} data: have the test tool write it{}, or take the limit out",
            hint(metric)
        );
        return (RuleStatus::Inconclusive, Reason::NotMeasured, message);
    };
    if let Some(silent) = without(metric, facts) {
        let message = format!(
            "{silent} holds no {word} data and others do: write it there too, or judge that report in a gate of its own (gate-id)"
        );
        return (RuleStatus::Inconclusive, Reason::PartlyMeasured, message);
    }
    if let Some((place, problem)) = lost(metric, facts) {
        let message = format!("{} data were lost in {place}: {}", word, problem.message);
        return (RuleStatus::Inconclusive, Reason::DataLost, message);
    }
    match limit.is_reached_by(counts) {
        None if metric == Metric::Line || lines(facts) == 0 => {
            let message =
                "the reports name files and not one line: check what the test run measured".to_owned();
            (RuleStatus::Inconclusive, Reason::NothingMeasured, message)
        }
        None if facts.contents().all(|content| always_measures(content.format, metric)) => {
            let message = format!("the measured code has no {}: nothing to judge", metric.plural());
            (RuleStatus::NotApplicable, Reason::NothingToCover, message)
        }
        None => {
            let what = metric.plural();
            let message = format!(
                "the reports name no {what}, and do not say whether any were looked for: have the test tool measure {what}{}, or take the limit out",
                hint(metric)
            );
            (RuleStatus::Inconclusive, Reason::NotMeasured, message)
        }
        Some(true) => {
            let message = format!("{}, limit {}", shown(metric, counts), limit.percent());
            (RuleStatus::Pass, Reason::LimitReached, message)
        }
        Some(false) => {
            let missing = limit.missing(counts);
            let units = if missing == 1 { metric.word() } else { metric.plural() };
            let needed = format!("{} more {units}", grouped(missing));
            let message = format!("{}, limit {}: {needed} needed", shown(metric, counts), limit.percent());
            (RuleStatus::Fail, Reason::BelowLimit, message)
        }
    }
}

fn shown(metric: Metric, counts: Counts) -> String {
    let (covered, total) = (grouped(counts.covered), grouped(counts.total));
    format!("{} coverage {} ({covered} of {total})", metric.word(), counts.percent())
}

/// Whether a format's tools measure the metric in every run, so that "none" means that the code has none. LCOV's `BRF:0` does
/// not: llvm-cov writes it without having looked.
const fn always_measures(format: Format, metric: Metric) -> bool {
    matches!((format, metric), (Format::Jacoco, Metric::Branch | Metric::Function))
}

/// The first problem that lost data of the metric, with its report: a share of the rest proves nothing.
fn lost(metric: Metric, facts: &Facts) -> Option<(&str, &Problem)> {
    let loses = |problem: &&Problem| match problem.code {
        ProblemCode::BranchCounts => metric == Metric::Branch,
        ProblemCode::UnmatchedFunction => metric == Metric::Function,
        _ => false,
    };
    facts.reports.iter().find_map(|report| {
        let problems = report.content.iter().flat_map(|content| &content.problems);
        problems.into_iter().find(loses).map(|problem| (report.path.as_str(), problem))
    })
}

/// The first report that names lines and has no data of the metric.
fn without(metric: Metric, facts: &Facts) -> Option<&str> {
    let silent = facts.reports.iter().find(|report| {
        let totals = report.content.as_ref().map(|content| &content.totals);
        totals.is_some_and(|totals| {
            totals.get(&Metric::Line).is_some_and(|lines| lines.total > 0) && !totals.contains_key(&metric)
        })
    });
    silent.map(|report| report.path.as_str())
}

fn lines(facts: &Facts) -> u64 {
    facts.totals().get(&Metric::Line).map_or(0, |counts| counts.total)
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

const fn hint(metric: Metric) -> &'static str {
    match metric {
        Metric::Branch => {
            " (coverage.py: --branch; lcov: --rc branch_coverage=1; gcc and clang builds as their manuals say)"
        }
        _ => "",
    }
}
