//! The rules, one file an idea. Each sees policy and facts and nothing else.

mod checks;
mod metrics;
mod rollback;
mod steps;

use verdict::{Rule, RuleStatus};

use crate::course::{self, End};
use crate::facts::Facts;
use crate::policy::{OnUnreachable, Policy};

/// Every rule with its result.
pub(crate) fn all(policy: &Policy, facts: &Facts) -> Vec<Rule> {
    let mut rules = Vec::new();
    for at in 0..policy.phases() {
        rules.push(steps::rule(policy, facts, at));
        if facts.phases.get(at).is_some() {
            rules.extend(checks::rules(policy, facts, at));
            rules.extend(metrics::rules(policy, facts, at));
        }
    }
    rules.extend(rollback::rule(policy, facts));
    rules
}

/// How a step ended.
fn end(policy: &Policy, facts: &Facts, at: usize) -> End {
    course::end(policy, facts, at, facts.ended_ms.unwrap_or(u64::MAX))
}

/// What an end is worth.
fn status(policy: &Policy, end: End) -> RuleStatus {
    match end {
        End::Good => RuleStatus::Pass,
        bad if bad.is_bad() => RuleStatus::Fail,
        End::Unreachable if policy.on_unreachable != OnUnreachable::Inconclusive => RuleStatus::Fail,
        _ => RuleStatus::Inconclusive,
    }
}

/// An id below a step's own, where there are several steps.
fn below(policy: &Policy, at: usize, id: &str) -> String {
    match policy.steps.get(at) {
        Some(step) => format!("{id}-at-{}", step.percent),
        None => id.to_owned(),
    }
}
