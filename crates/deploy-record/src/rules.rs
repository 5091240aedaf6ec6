//! The rules, one file an idea. Each sees policy and facts and nothing else.

mod approval;
mod deployment;
mod files;
mod incident;
mod verdicts;

pub(crate) use approval::usable;
pub(crate) use deployment::superseded;
pub(crate) use files::MOST_KEPT;
pub(crate) use verdicts::APPROVAL;

use verdict::{Rule, RuleStatus};

use crate::facts::Facts;
use crate::policy::{Mode, Policy};

/// Every rule with its result.
pub(crate) fn all(policy: &Policy, facts: &Facts) -> Vec<Rule> {
    let mut rules = before(policy, facts);
    rules.push(deployment::recorded(policy, facts));
    rules.extend(deployment::changes(facts));
    rules.extend(deployment::beside(facts));
    rules
}

/// What has to hold before anything is recorded.
fn before(policy: &Policy, facts: &Facts) -> Vec<Rule> {
    let mut rules = Vec::new();
    match policy.mode {
        Mode::Start => {
            rules.push(deployment::subject(facts));
            rules.extend(deployment::again(facts));
            rules.extend(deployment::target(policy, facts));
            rules.push(approval::rule(policy, facts));
            rules.extend(verdicts::rules(policy, facts));
            rules.push(deployment::alone(policy, facts));
        }
        Mode::Finish | Mode::Rollback => {
            rules.push(deployment::begun(policy, facts));
            if policy.mode == Mode::Rollback {
                rules.extend(deployment::target(policy, facts));
            }
        }
        Mode::Incident => {
            rules.extend(deployment::cause(policy, facts));
            rules.extend(policy.incident.iter().flat_map(|told| incident::rules(told, facts)));
        }
    }
    rules.extend(files::rules(policy, facts));
    rules
}

/// Whether the run may record what it is there for. How a deployment ended is recorded even where a file that should be kept with it is missing:
/// an end that nobody recorded would be worse.
pub(crate) fn may_record(policy: &Policy, facts: &Facts) -> bool {
    let stops = |rule: &Rule| {
        let counts = policy.mode == Mode::Start || !files::is_about_files(&rule.id);
        counts && matches!(rule.status, RuleStatus::Fail | RuleStatus::Inconclusive | RuleStatus::Error)
    };
    !before(policy, facts).iter().any(stops)
}

/// Whether this attempt began something else than what it is asked for now, which is not recorded.
pub(crate) fn is_another(policy: &Policy, facts: &Facts) -> bool {
    policy.mode == Mode::Start && deployment::again(facts).is_some_and(|rule| rule.reason == "other-subject")
}

/// Whether the deployment goes against the rules by the word of somebody who may say so.
pub(crate) fn is_overridden(facts: &Facts) -> bool {
    approval::usable(facts).is_some_and(|asked| asked.overridden)
}

fn rule(
    id: impl Into<String>,
    title: &str,
    status: RuleStatus,
    reason: &str,
    message: impl Into<String>,
) -> Rule {
    Rule::new(&id.into(), title, status, reason, message)
}
