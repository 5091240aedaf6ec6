//! The rules, one file each, in the order in which they are shown.

mod arrived;
mod claims;
mod doubt;
mod found;
mod fresh;
mod mapped;
mod readable;
mod reported;
mod sound;
mod total;

use verdict::{Rule, RuleStatus};

use crate::facts::Facts;
use crate::policy::Policy;

pub(crate) use mapped::why as why_unmapped;

/// Every rule over these facts: the limits first, then what they rest on.
pub(crate) fn all(policy: &Policy, facts: &Facts) -> Vec<Rule> {
    let mut limits: Vec<Rule> =
        policy.limits.iter().map(|(metric, limit)| total::rule(*metric, *limit, policy, facts)).collect();
    if limits.iter().all(|rule| rule.status == RuleStatus::NotApplicable) {
        // Without one limit that was judged, the rules below would make a pass of nothing.
        for rule in &mut limits {
            rule.status = RuleStatus::Inconclusive;
            rule.message += "; no other limit is left: set min-line as well";
        }
    }
    let basis = [
        found::rule(facts),
        arrived::rule(policy, facts),
        fresh::rule(policy, facts),
        readable::rule(facts),
        sound::rule(facts),
        claims::rule(facts),
        mapped::rule(policy, facts),
        reported::rule(policy, facts),
    ];
    limits.into_iter().chain(basis).collect()
}

/// Whether the reports are all that there should be, and of this commit: else a limit would be judged over a part, or over
/// something else.
fn complete(policy: &Policy, facts: &Facts) -> bool {
    let arrived = arrived::rule(policy, facts).status != RuleStatus::Inconclusive;
    facts.complete() && arrived && fresh::rule(policy, facts).status != RuleStatus::Inconclusive
}
