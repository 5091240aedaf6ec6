//! `tool-<name>`: a tool that the policy names has run, to its end and on this commit. A report that is not there says nothing about
//! the code.

use verdict::{Rule, RuleStatus};

use super::{reports, rule};
use crate::facts::{Facts, RunFact};
use crate::policy::{OfCommit, Policy};
use crate::reason::Reason;

pub(super) fn rules(policy: &Policy, facts: &Facts) -> Vec<Rule> {
    policy.required_tools.iter().map(|tool| of(tool, policy.of_commit, facts)).collect()
}

fn of(tool: &str, of_commit: OfCommit, facts: &Facts) -> Rule {
    let id = format!("tool-{}", word(tool));
    let title = format!("{tool} has run");
    let runs: Vec<&RunFact> = facts.runs().filter(|run| run.tool.eq_ignore_ascii_case(tool)).collect();
    let failed = runs.iter().find_map(|run| run.incomplete.first());
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
    } else if let Some((reason, message)) = not_of_commit(tool, &runs, of_commit, facts) {
        (RuleStatus::Inconclusive, reason, message)
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

/// Why a scan is not taken to be of this commit, as far as the policy asks for it.
fn not_of_commit(
    tool: &str,
    runs: &[&RunFact],
    of_commit: OfCommit,
    facts: &Facts,
) -> Option<(Reason, String)> {
    if of_commit == OfCommit::Ignored {
        return None;
    }
    if let Some(commit) = runs.iter().find_map(|run| reports::other_commit(run, facts)) {
        return Some((Reason::ToolFailed, reports::said_elsewhere(tool, commit, facts)));
    }
    if let Some(run) = runs.iter().find(|run| reports::is_older(run, facts)) {
        let said = reports::said_older(tool, run, facts);
        let message =
            format!("{said}: run it on this commit. `of-commit: ignored` in the policy file lets it pass");
        return Some((Reason::ToolFailed, message));
    }
    let wanted = of_commit == OfCommit::Proven;
    let unproven = runs.iter().find_map(|run| unproven(run, facts)).filter(|_| wanted)?;
    let here = facts.commit.as_deref().unwrap_or("the id of the commit");
    let message = format!(
        "{tool} does not say that it ran on this commit: {unproven}. `revisionId` has to be {here}, or `endTimeUtc` a time such as \
         2026-12-31T23:59:59Z after the commit was made; `of-commit: told` in the policy file asks for neither"
    );
    Some((Reason::ToolUnproven, message))
}

/// What a run says instead of the commit; none if it says that it is of this one.
fn unproven(run: &RunFact, facts: &Facts) -> Option<String> {
    let named = facts.commit.is_some() && reports::commits(run).next().is_some();
    let after = run.ended.zip(facts.committed).is_some_and(|(ended, committed)| ended >= committed);
    // One that names another commit was told before.
    if named || after {
        return None;
    }
    let commit = match run.commits.first() {
        Some(name) => format!("its `revisionId` is `{name}`, a tag or a branch and no commit's id"),
        None => "it names no commit".to_owned(),
    };
    let end = match (&run.ended_unclear, run.ended) {
        (Some(end), None) => format!("its `endTimeUtc` is `{end}`, which has no zone or is no time"),
        (_, Some(_)) => "when the commit was made is not known".to_owned(),
        (None, None) => "it does not say when it ended".to_owned(),
    };
    Some(format!("{commit}, and {end}"))
}

/// A name as part of a rule's id.
pub(super) fn word(name: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    name.chars().map(letter).take(64).collect()
}
