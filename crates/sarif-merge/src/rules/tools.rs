//! `tool-<name>`: a tool that the policy names has run, to its end and on this commit. A report that is not there says nothing about
//! the code.

use verdict::{Rule, RuleStatus};

use super::{reports, rule};
use crate::facts::{Facts, RunFact};
use crate::policy::Policy;
use crate::reason::Reason;

pub(super) fn rules(policy: &Policy, facts: &Facts) -> Vec<Rule> {
    policy.required_tools.iter().map(|tool| of(tool, facts)).collect()
}

fn of(tool: &str, facts: &Facts) -> Rule {
    let id = format!("tool-{}", word(tool));
    let title = format!("{tool} has run");
    let runs: Vec<&RunFact> = facts.runs().filter(|run| run.tool.eq_ignore_ascii_case(tool)).collect();
    let failed = runs.iter().find_map(|run| run.incomplete.first());
    let elsewhere = runs.iter().find_map(|run| reports::other_commit(run, facts));
    let (status, reason, message) = if runs.is_empty() {
        let known: Vec<&str> = facts.runs().map(|run| run.tool.as_str()).collect();
        let known = if known.is_empty() {
            "there is no run".to_owned()
        } else {
            format!("the runs are of {}", known.join(", "))
        };
        let message =
            format!("no report is of {tool}; {known}. Run it before this step, and name its report in `files`");
        (RuleStatus::Inconclusive, Reason::ToolMissing, message)
    } else if let Some(why) = failed {
        (RuleStatus::Inconclusive, Reason::ToolFailed, format!("{tool} is not complete: {why}"))
    } else if let Some(commit) = elsewhere {
        (
            RuleStatus::Inconclusive,
            Reason::ToolFailed,
            format!("{tool} scanned commit {commit}, which is another one"),
        )
    } else if runs.iter().any(|run| reports::is_older(run, facts)) {
        let message = format!("{tool} ended before the commit was made: run it on this commit");
        (RuleStatus::Inconclusive, Reason::ToolFailed, message)
    } else {
        let results: u64 = runs.iter().map(|run| run.results).sum();
        let version = runs.iter().find_map(|run| run.version.as_deref()).map(|version| format!(" {version}"));
        let message = format!("{tool}{} ran: {results} results", version.unwrap_or_default());
        (RuleStatus::Pass, Reason::ToolRan, message)
    };
    let mut rule = rule(&id, &title, status, reason, message);
    rule.observed = [("runs".to_owned(), runs.len() as u64)].into();
    rule
}

/// A name as part of a rule's id.
pub(super) fn word(name: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    name.chars().map(letter).take(64).collect()
}
