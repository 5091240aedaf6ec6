//! `ratchet-<metric>`: coverage is not below that of the baseline, but for what the policy allows. Code that is removed with its
//! tests lowers the share without leaving more uncovered than before: that is no fall.

use coverage::Metric;
use verdict::ratio::grouped;
use verdict::{Counts, Rule, RuleStatus};

use super::{doubt, reported};
use crate::facts::{BaselineFact, Facts};
use crate::policy::{Policy, Slack};
use crate::reason::Reason;

pub(super) fn rules(policy: &Policy, facts: &Facts) -> Vec<Rule> {
    policy.ratchet.iter().map(|(metric, slack)| rule(*metric, *slack, policy, facts)).collect()
}

fn rule(metric: Metric, slack: Slack, policy: &Policy, facts: &Facts) -> Rule {
    let title = format!("{} coverage ≥ the baseline's{}", metric.word(), allowed(metric, slack));
    let (status, reason, message, numbers) = judge(metric, slack, policy, facts);
    let mut rule = Rule::new(&format!("ratchet-{}", metric.word()), &title, status, reason.code(), message);
    if let Some((before, now)) = numbers {
        let numbers = [
            ("covered", now.covered),
            ("total", now.total),
            ("baseline_covered", before.covered),
            ("baseline_total", before.total),
        ];
        rule.observed = numbers.map(|(name, number)| (name.to_owned(), number)).into();
    }
    rule
}

fn allowed(metric: Metric, slack: Slack) -> String {
    let points = slack.points.map(|points| format!("{} points", points.percent().trim_end_matches(" %")));
    let units = slack.units.map(|units| format!("{} more uncovered {}", grouped(units), metric.plural()));
    let both: Vec<String> = points.into_iter().chain(units).collect();
    if both.is_empty() { String::new() } else { format!(", less {}", both.join(" and ")) }
}

type Outcome = (RuleStatus, Reason, String, Option<(Counts, Counts)>);

fn judge(metric: Metric, slack: Slack, policy: &Policy, facts: &Facts) -> Outcome {
    let inconclusive = |reason, message| (RuleStatus::Inconclusive, reason, message, None);
    if !super::complete(policy, facts) {
        let message = format!("the comparison is {}", super::incomplete(facts));
        return inconclusive(Reason::ReportsIncomplete, message);
    }
    if let Some((reason, message)) = doubt::about(metric, facts) {
        return inconclusive(reason, message);
    }
    let Some(now) = reported::judged(metric, policy, facts) else {
        let message = reported::uncountable(metric.plural(), facts);
        return inconclusive(Reason::SourcesUncountable, message);
    };
    let before = facts.baseline.as_ref().map(|baseline| (baseline, baseline.totals.get(&metric).copied()));
    match before {
        Some((baseline, Some(before))) if before.total > 0 => compare(metric, slack, baseline, before, now),
        Some((baseline, _)) => missing(metric, policy, baseline),
        None => inconclusive(Reason::BaselineMissing, "nobody looked for a baseline".to_owned()),
    }
}

/// No baseline, or one without the metric.
fn missing(metric: Metric, policy: &Policy, baseline: &BaselineFact) -> Outcome {
    let why = match (&baseline.unknown, &baseline.commit) {
        (Some(unknown), _) => unknown.message.clone(),
        (None, Some(commit)) => format!("that of {} has no {} coverage", short(commit), metric.word()),
        (None, None) => "there is none".to_owned(),
    };
    // What is there and cannot be read, or is somebody else's, is no reason to go without.
    let none_yet = baseline.unknown.as_ref().is_some_and(|unknown| unknown.code == "absent");
    let place = policy.baseline.as_ref().filter(|_| none_yet);
    if place.is_some_and(|place| place.bootstrap) {
        let message =
            format!("no baseline yet ({}): {why}; this run may go without (bootstrap)", baseline.place);
        return (RuleStatus::Warn, Reason::BaselineBootstrap, message, None);
    }
    let status = match place.is_some_and(|place| place.absent_warns) {
        true => RuleStatus::Warn,
        false => RuleStatus::Inconclusive,
    };
    let message = format!(
        "no baseline to compare with ({}): {why}; a run on the protected branch writes one, and `baseline.bootstrap: true` lets the first runs go without",
        baseline.place
    );
    (status, Reason::BaselineMissing, message, None)
}

fn compare(metric: Metric, slack: Slack, baseline: &BaselineFact, before: Counts, now: Counts) -> Outcome {
    let of = baseline.commit.as_deref().map_or("unknown", short);
    let shown = format!(
        "{} coverage {} ({} of {}), baseline {} ({} of {}, commit {of})",
        metric.word(),
        now.percent(),
        grouped(now.covered),
        grouped(now.total),
        before.percent(),
        grouped(before.covered),
        grouped(before.total)
    );
    let more = now.missed().saturating_sub(before.missed());
    let units = |number: u64| {
        format!(
            "{} more uncovered {}",
            grouped(number),
            if number == 1 { metric.word() } else { metric.plural() }
        )
    };
    let points = slack.points.or_else(|| if slack.units.is_none() { verdict::Ratio::new(0, 1) } else { None });
    let fell = points.is_some_and(|points| fell_by_more(before, now, points));
    let grew = slack.units.is_some_and(|allowed| more > allowed);
    let (status, reason, message) = match (fell, grew) {
        (false, false) => (RuleStatus::Pass, Reason::RatchetHeld, shown),
        (true, false) if more == 0 => {
            let message = format!("{shown}: no more is uncovered than before, covered code was removed");
            (RuleStatus::Pass, Reason::CodeRemoved, message)
        }
        _ => (RuleStatus::Fail, Reason::CoverageDropped, format!("{shown}: {}", units(more))),
    };
    (status, reason, message, Some((before, now)))
}

/// Whether the share fell by more than this: `b/B − n/N > p/q`, in integers. What is too large to be multiplied counts as fallen.
fn fell_by_more(before: Counts, now: Counts, points: verdict::Ratio) -> bool {
    let [b, all_b, n, all_n] = [before.covered, before.total, now.covered, now.total].map(i128::from);
    let (p, q) = (i128::from(points.numerator()), i128::from(points.denominator()));
    let product = |a: i128, b: i128| a.checked_mul(b);
    let fall = product(b, all_n).zip(product(n, all_b)).and_then(|(one, other)| product(one - other, q));
    let limit = product(all_b, all_n).and_then(|all| product(p, all));
    // Nothing measured any more is a fall from whatever there was.
    all_n == 0 || fall.zip(limit).is_none_or(|(fall, limit)| fall > limit)
}

fn short(commit: &str) -> &str {
    commit.get(..12).unwrap_or(commit)
}
