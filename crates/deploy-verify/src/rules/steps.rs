//! A step of the rollout, or the whole of a check without one.

use verdict::{Rule, RuleStatus};

use super::{end, status};
use crate::course::{self, Decision, End};
use crate::facts::{self, Facts};
use crate::policy::Policy;

/// The rule of a step.
pub(super) fn rule(policy: &Policy, facts: &Facts, at: usize) -> Rule {
    let id = policy.phase_name(at);
    let title = policy.steps.get(at).map_or_else(
        || "the deployment is healthy".to_owned(),
        |step| format!("healthy at {} %", step.percent),
    );
    let (decision, decided, _) = course::decision(policy, facts);
    if facts.phases.get(at).is_none() && decision != Decision::Promote && decided < at {
        let message = "was not begun: an earlier step decided";
        return Rule::new(&id, &title, RuleStatus::NotApplicable, "not-begun", message);
    }
    let end = end(policy, facts, at);
    let mut rule = Rule::new(&id, &title, status(policy, end), end.reason(), message(policy, facts, at, end));
    let tries = facts.phases.get(at).map_or(0, |phase| phase.tries.len());
    rule.observed.insert("tries".to_owned(), u64::try_from(tries).unwrap_or(u64::MAX));
    rule.observed.insert("successes-wanted".to_owned(), u64::from(policy.retries.successes));
    rule
}

fn message(policy: &Policy, facts: &Facts, at: usize, end: End) -> String {
    let wanted = runner::text::count(u64::from(policy.retries.successes), "try", "tries in a row");
    let command = facts.phases.get(at).and_then(|phase| phase.command.as_ref());
    match end {
        End::Good => "every check and metric holds".to_owned(),
        End::Command => format!("the command of this step {}", ended(command)),
        End::Unhealthy => {
            format!("the checks did not hold for {wanted} within the tries and the time that they have")
        }
        End::Metric => "a metric is beyond its limit".to_owned(),
        End::Unreachable => {
            "nothing could be measured from the runner: it did not reach what it asked".to_owned()
        }
        End::Deadline => {
            "the deadline came before enough was measured: give more time, or shorten pauses".to_owned()
        }
        End::Unmeasured => "a metric could not be told".to_owned(),
    }
}

/// How a command ended, in words.
pub(super) fn ended(ran: Option<&facts::Ran>) -> String {
    match ran.map(|ran| ran.end) {
        Some(facts::End::Code(code)) => format!("ended with {code}"),
        Some(facts::End::Signal) => "was ended by a signal".to_owned(),
        Some(facts::End::TimedOut) => "took too long and was stopped".to_owned(),
        Some(facts::End::NotStarted) => "could not be started".to_owned(),
        None => "did not run".to_owned(),
    }
}
