//! The decision: a pure and total function of policy and facts.

use runner::text::count;
use verdict::document::sha256;
use verdict::{Draft, Input, Rule, RuleStatus};

use crate::details::Details;
use crate::facts::{Facts, ReportFact};
use crate::policy::{OfCommit, Policy};
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

/// What does not hold, the worst first: what is too much stays so, whatever is broken or missing.
pub(crate) const UNMET: [RuleStatus; 3] = [RuleStatus::Fail, RuleStatus::Error, RuleStatus::Inconclusive];

/// The first rule of the worst status, and how many more do not hold; where nothing is wrong, all limits, and what deserves a look.
fn summary(rules: &[Rule]) -> String {
    let says_less = |rule: &&Rule| rule.reason == Reason::ReportsIncomplete.code();
    for status in UNMET {
        let Some(first) = rules.iter().filter(|rule| rule.status == status).min_by_key(says_less) else {
            continue;
        };
        // A limit that only waits for the reports says nothing of its own.
        let unmet = rules.iter().filter(|rule| UNMET.contains(&rule.status) && !says_less(rule));
        let more = unmet.filter(|rule| rule.id != first.id).count() as u64;
        return match more {
            0 => first.message.clone(),
            more => {
                format!("{} (and {} not hold)", first.message, count(more, "more rule does", "more rules do"))
            }
        };
    }
    let held = rules.iter().filter(|rule| rule.limit.is_some() && rule.status == RuleStatus::Pass);
    let told = |rule: &&Rule| rule.status == RuleStatus::Warn || rule.reason == Reason::InSource.code();
    held.chain(rules.iter().filter(told)).map(|rule| rule.message.clone()).collect::<Vec<_>>().join("; ")
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
        _ if policy.of_commit == OfCommit::Ignored => {
            notes.push("whether the reports are of this commit: `of-commit` is `ignored`".to_owned());
        }
        None => notes.push("whether the reports are of this commit: none is checked out".to_owned()),
        Some(_) => {
            let silent = facts.runs().filter(|run| rules::commits(run).next().is_none()).count();
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
