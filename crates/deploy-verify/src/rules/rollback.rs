//! The way back.

use verdict::{Rule, RuleStatus};

use super::steps::ended;
use crate::course::{self, Decision};
use crate::facts::{Facts, Rollback};
use crate::policy::Policy;

/// The rule of the way back, where one was needed.
pub(super) fn rule(policy: &Policy, facts: &Facts) -> Option<Rule> {
    let (decision, ..) = course::decision(policy, facts);
    if decision != Decision::Rollback {
        return None;
    }
    let rule = |status, reason, message: String| {
        Some(Rule::new("rollback", "what was there before is back", status, reason, message))
    };
    match &facts.rollback {
        None if policy.rollback.is_none() => {
            let message = "no rollback-command is given: whoever deploys goes back, by the output `next`";
            rule(RuleStatus::NotApplicable, "no-command", message.to_owned())
        }
        None => rule(RuleStatus::Inconclusive, "not-run", "the command did not run".to_owned()),
        Some(back @ Rollback::Earlier(_)) => {
            let status = if back.succeeded() { RuleStatus::Warn } else { RuleStatus::Fail };
            let message = "the command was begun before in this attempt of the run, and was not begun again";
            rule(status, "ran-before", message.to_owned())
        }
        Some(Rollback::Ran(ran)) if ran.succeeded() => {
            rule(RuleStatus::Pass, "rolled-back", "the command ended with 0".to_owned())
        }
        Some(Rollback::Ran(ran)) => rule(
            RuleStatus::Fail,
            "rollback-failed",
            format!("the command that goes back {}: look at the deployment now", ended(Some(ran))),
        ),
    }
}
