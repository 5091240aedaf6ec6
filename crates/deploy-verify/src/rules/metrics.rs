//! Each metric, by the last time it was asked for.

use verdict::{Rule, RuleStatus};

use super::below;
use crate::facts::{Facts, Measured, Reading, Unknown};
use crate::judge::{self, Metered};
use crate::policy::{Metric, Policy};

/// The rules of the metrics in a step.
pub(super) fn rules(policy: &Policy, facts: &Facts, at: usize) -> Vec<Rule> {
    let last = facts.phases.get(at).and_then(|phase| phase.readings.last());
    let one = |(place, metric): (usize, &Metric)| {
        rule(policy, at, metric, last.and_then(|round| round.metrics.get(place)))
    };
    policy.metrics.iter().enumerate().map(one).collect()
}

fn rule(policy: &Policy, at: usize, metric: &Metric, measured: Option<&Measured>) -> Rule {
    let id = below(policy, at, &format!("metric-{}", metric.name));
    let title = format!("{} is within its limits", metric.name);
    let Some(measured) = measured else {
        return Rule::new(&id, &title, RuleStatus::NotApplicable, "not-measured", "was not asked for");
    };
    let metered = judge::metric(metric, measured);
    let status = match metered {
        Metered::Within => RuleStatus::Pass,
        Metered::OverMax | Metered::UnderMin | Metered::OverBaseline => RuleStatus::Fail,
        Metered::TooFewSamples | Metered::Unknown(_) => RuleStatus::Inconclusive,
    };
    Rule::new(&id, &title, status, reason(metered), message(metric, measured, metered))
}

const fn reason(metered: Metered) -> &'static str {
    match metered {
        Metered::Within => "within",
        Metered::OverMax => "over-max",
        Metered::UnderMin => "under-min",
        Metered::OverBaseline => "over-baseline",
        Metered::TooFewSamples => "too-few-samples",
        Metered::Unknown(unknown) => match unknown {
            Unknown::Unreachable => "metric-unreachable",
            Unknown::Refused => "metric-refused",
            Unknown::Shape => "metric-shape",
            Unknown::NoData => "metric-no-data",
            Unknown::SeveralSeries => "metric-several-series",
            Unknown::NotANumber => "metric-no-number",
            Unknown::Stale => "metric-stale",
        },
    }
}

fn number(reading: Option<Reading>) -> String {
    match reading {
        Some(Reading::Number(number)) => number.to_string(),
        _ => "unknown".to_owned(),
    }
}

fn message(metric: &Metric, measured: &Measured, metered: Metered) -> String {
    let value = number(Some(measured.value));
    let limit =
        |limit: Option<crate::decimal::Decimal>| limit.map(|limit| limit.to_string()).unwrap_or_default();
    let base = || number(measured.baseline);
    match metered {
        Metered::Within if measured.baseline.is_some() => format!("is {value}; the baseline is {}", base()),
        Metered::Within => format!("is {value}"),
        Metered::OverMax => format!("{} is {value}, and at most {} is allowed", metric.name, limit(metric.max)),
        Metered::UnderMin => {
            format!("{} is {value}, and at least {} is asked for", metric.name, limit(metric.min))
        }
        Metered::OverBaseline => {
            let most = match (metric.max_increase, metric.max_increase_percent) {
                (Some(most), None) => most.to_string(),
                (None, Some(percent)) => format!("{percent} %"),
                (most, percent) => format!("{} or {} %", limit(most), percent.unwrap_or_default()),
            };
            format!("{} is {value}, the baseline is {}, and it may be exceeded by {most}", metric.name, base())
        }
        Metered::TooFewSamples => {
            format!(
                "{} rests on {} samples, and needs {}",
                metric.name,
                number(measured.samples),
                metric.min_samples.unwrap_or_default()
            )
        }
        Metered::Unknown(unknown) => format!("{}: {}", metric.name, why(unknown)),
    }
}

const fn why(unknown: Unknown) -> &'static str {
    match unknown {
        Unknown::Unreachable => "it could not be asked for in time",
        Unknown::Refused => "there is an error instead of an answer, or no such file",
        Unknown::Shape => "what came has not the expected shape",
        Unknown::NoData => "there is no data",
        Unknown::SeveralSeries => "the query gives several series: aggregate them to one",
        Unknown::NotANumber => "the value is no number",
        Unknown::Stale => "the value is older than the step",
    }
}
