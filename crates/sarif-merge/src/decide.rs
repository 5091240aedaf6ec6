//! The decision: a pure and total function of policy and facts.

use verdict::document::sha256;
use verdict::{Draft, Input, Rule, RuleStatus};

use crate::details::Details;
use crate::facts::{Facts, ReportFact};
use crate::policy::Policy;
use crate::reason::Reason;
use crate::rules;

/// Judges the facts.
#[must_use]
pub fn decide(policy: &Policy, facts: &Facts) -> Draft {
    let rules = rules::all(policy, facts);
    Draft {
        summary: summary(&rules),
        inputs: facts.reports.iter().map(input).collect(),
        not_covered: not_covered(policy, facts),
        details: Details::of(policy, facts).into_map(),
        rules,
    }
}

/// The first rule of the worst status; where nothing is wrong, all limits, and what deserves a look.
fn summary(rules: &[Rule]) -> String {
    for status in [RuleStatus::Fail, RuleStatus::Error, RuleStatus::Inconclusive] {
        let says_less = |rule: &&Rule| rule.reason == Reason::ReportsIncomplete.code();
        if let Some(first) = rules.iter().filter(|rule| rule.status == status).min_by_key(says_less) {
            return first.message.clone();
        }
    }
    let held = rules.iter().filter(|rule| rule.limit.is_some() && rule.status == RuleStatus::Pass);
    let warned = rules.iter().filter(|rule| rule.status == RuleStatus::Warn);
    held.chain(warned).map(|rule| rule.message.clone()).collect::<Vec<_>>().join("; ")
}

/// What the gate did not look at.
fn not_covered(policy: &Policy, facts: &Facts) -> Vec<String> {
    let mut notes = Vec::new();
    if policy.file_unread {
        notes.push("what the policy file asks for: the input `config` is `none`".to_owned());
    }
    if policy.required_tools.is_empty() {
        notes.push("whether every scanner ran: no tool is required (required-tools)".to_owned());
    }
    match &facts.commit {
        None => notes.push("whether the reports are of this commit: none is checked out".to_owned()),
        Some(_) => {
            let names = |id: &String| id.len() >= 7 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
            let silent = facts.runs().filter(|run| !run.commits.iter().any(names)).count();
            if silent > 0 {
                notes.push(format!("whether {silent} runs are of this commit: they name none"));
            }
        }
    }
    notes
}

fn input(report: &ReportFact) -> Input {
    let first = report.runs.first();
    let producer = first.map(|run| match &run.version {
        Some(version) => format!("{} {version}", run.tool),
        None => run.tool.clone(),
    });
    Input {
        path: report.path.clone(),
        format: report.format.clone(),
        producer,
        digest: report.sha256.as_ref().map(sha256).unwrap_or_default(),
    }
}

#[cfg(test)]
pub(crate) mod tests;
