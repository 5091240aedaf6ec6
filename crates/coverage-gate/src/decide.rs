//! The decision: a pure and total function of policy and facts.

use verdict::document::sha256;
use verdict::{Draft, Input, Rule, RuleStatus};

use crate::details::Details;
use crate::facts::{Facts, ReportFact};
use crate::not_covered;
use crate::policy::Policy;
use crate::rules;

/// Judges the facts.
#[must_use]
pub fn decide(policy: &Policy, facts: &Facts) -> Draft {
    let rules = rules::all(policy, facts);
    Draft {
        summary: summary(&rules),
        inputs: facts.reports.iter().map(input).collect(),
        not_covered: not_covered::notes(policy, facts),
        details: Details::of(facts).into_map(),
        rules,
    }
}

/// The first rule of the worst status; where nothing is wrong, all limits, and what deserves a look.
fn summary(rules: &[Rule]) -> String {
    for status in [RuleStatus::Fail, RuleStatus::Error, RuleStatus::Inconclusive] {
        let worst = rules.iter().filter(|rule| rule.status == status);
        if let Some(first) = worst.min_by_key(|rule| says_less(rule)) {
            return first.message.clone();
        }
    }
    let held = rules.iter().filter(|rule| rule.limit.is_some() && rule.status == RuleStatus::Pass);
    let warned = rules.iter().filter(|rule| rule.status == RuleStatus::Warn);
    held.chain(warned).map(|rule| rule.message.clone()).collect::<Vec<_>>().join("; ")
}

/// A total that was not judged says less than the reason for it.
fn says_less(rule: &Rule) -> bool {
    rule.reason == crate::reason::Reason::ReportsIncomplete.code()
}

fn input(report: &ReportFact) -> Input {
    let content = report.content.as_ref();
    Input {
        path: report.path.clone(),
        format: content.map(|content| content.format.word().to_owned()),
        producer: content.and_then(|content| content.producer.clone()),
        digest: report.sha256.as_ref().map(sha256).unwrap_or_default(),
    }
}

#[cfg(test)]
pub(crate) mod tests;
