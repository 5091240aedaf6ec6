//! Verdicts have to be there, be of this commit, be young enough, be the ones that people approved, and pass.

use std::collections::BTreeSet;

use journal::verdicts::{Found, Said};
use ledger::predicate::DeploymentKind;
use verdict::{Rule, RuleStatus, Status};

use super::{is_overridden, rule};
use crate::facts::Facts;
use crate::policy::Policy;

/// The tool whose verdict is an approval, which has a rule of its own.
pub(crate) const APPROVAL: &str = "approval-issue";

pub(super) fn rules(policy: &Policy, facts: &Facts) -> Vec<Rule> {
    // What is gone back to was judged when it was deployed first, and the record holds those verdicts.
    let back = policy.kind == DeploymentKind::Rollback;
    let mut gates: BTreeSet<&str> = policy.rules.gates.iter().map(String::as_str).filter(|_| !back).collect();
    gates.extend(facts.approved_verdicts.iter().map(|(gate, _)| gate.as_str()));
    gates.extend(said(facts).filter(|said| said.tool != APPROVAL).map(|said| said.gate.as_str()));
    let mut rules: Vec<Rule> = gates.into_iter().map(|gate| excused(facts, one(policy, facts, gate))).collect();
    // A broken file is of no gate that is known, and no word of anybody makes it readable.
    rules.extend(broken(facts));
    rules
}

fn said(facts: &Facts) -> impl Iterator<Item = &Said> {
    facts.verdicts.iter().filter_map(|found| found.read.as_ref().ok())
}

fn broken(facts: &Facts) -> Option<Rule> {
    let is_broken = |found: &&Found| found.read.is_err();
    let first = facts.verdicts.iter().find(is_broken)?;
    let problem = first.read.as_ref().err()?;
    let message = format!(
        "{} is no verdict that can be relied on: {problem}; give the file that the gate wrote",
        first.path
    );
    Some(rule("verdicts", "every verdict can be read", RuleStatus::Error, "broken", message))
}

fn one(policy: &Policy, facts: &Facts, gate: &str) -> Rule {
    let (status, reason, message) = judged(policy, facts, gate);
    rule(format!("verdict-{gate}"), "the gate passes for what is deployed", status, reason, message)
}

fn judged(policy: &Policy, facts: &Facts, gate: &str) -> (RuleStatus, &'static str, String) {
    let of: Vec<&Said> = said(facts).filter(|said| said.gate == gate).collect();
    let [said] = of.as_slice() else {
        let message = match of.len() {
            0 => format!(
                "There is no verdict of `{gate}`: bring its file to this job, and name it in `verdicts`."
            ),
            count => format!("There are {count} verdicts of `{gate}`: give one of each gate."),
        };
        return match of.len() {
            0 => (RuleStatus::Inconclusive, "missing", message),
            _ => (RuleStatus::Error, "twice", message),
        };
    };
    if !said.commits.contains(&facts.commit) {
        let found = if said.commits.is_empty() { "no commit".to_owned() } else { said.commits.join(", ") };
        let message = format!("`{gate}` judged {found} and not {}, which is deployed.", facts.commit);
        return (RuleStatus::Fail, "other-commit", message);
    }
    if let (Some((theirs, ..)), Some((ours, ..))) = (said.run, facts.run)
        && theirs != ours
    {
        let message = format!("`{gate}` judged in repository {theirs}, and this is {ours}.");
        return (RuleStatus::Fail, "other-repository", message);
    }
    let left = facts.artifacts.iter().find(|artifact| !said.artifacts.contains(&artifact.sha256));
    if let Some(left) = left.filter(|_| !said.artifacts.is_empty()) {
        let message = format!("`{gate}` judged other artifacts, and not {}, which is deployed.", left.name);
        return (RuleStatus::Fail, "other-artifact", message);
    }
    let approved = facts.approved_verdicts.iter().find(|(known, _)| known == gate);
    if let Some((_, judgement)) = approved.filter(|(_, judgement)| *judgement != said.judgement) {
        let message =
            format!("People approved the judgement {judgement} of `{gate}`, and this is {}.", said.judgement);
        return (RuleStatus::Fail, "not-approved", message);
    }
    if let (Some(most), Some(age)) = (policy.rules.max_age, age(facts, said)) {
        if age > i64::try_from(most).unwrap_or(i64::MAX) {
            let message =
                format!("`{gate}` judged {age} seconds ago, and {most} are allowed: let it judge again.");
            return (RuleStatus::Inconclusive, "expired", message);
        }
        // Five minutes are what clocks of runners may differ by.
        if age < -300 {
            let message = format!("`{gate}` judged {} seconds in the future: a clock is wrong.", -age);
            return (RuleStatus::Inconclusive, "future", message);
        }
    }
    let summary = format!("`{gate}`: {}", said.summary);
    match said.status {
        Status::Pass => (RuleStatus::Pass, "pass", summary),
        Status::Warn => (RuleStatus::Pass, "warn", summary),
        Status::Fail => (RuleStatus::Fail, "fail", summary),
        Status::Inconclusive => (RuleStatus::Inconclusive, "inconclusive", summary),
        Status::Error => (RuleStatus::Error, "error", summary),
        Status::Skipped => (RuleStatus::Inconclusive, "skipped", summary),
    }
}

/// How many seconds ago it judged.
fn age(facts: &Facts, said: &Said) -> Option<i64> {
    let finished: jiff::Timestamp = said.finished.to_string().parse().ok()?;
    Some((facts.now.millis() / 1000).saturating_sub(finished.as_second()))
}

/// Who may break the glass may deploy against a verdict; that stands in the record.
fn excused(facts: &Facts, mut found: Rule) -> Rule {
    let stops = matches!(found.status, RuleStatus::Fail | RuleStatus::Inconclusive | RuleStatus::Error);
    // Broken glass excuses what a gate said or did not say, and no verdict of something else.
    let of_this =
        matches!(found.reason.as_str(), "missing" | "expired" | "fail" | "inconclusive" | "error" | "skipped");
    if stops && of_this && is_overridden(facts) {
        found.status = RuleStatus::Warn;
        found.message = format!("{} Deployed all the same, by broken glass.", found.message);
    }
    found
}
