//! The rules, one file each, in the order in which they are shown.

mod claims;
mod doubt;
mod found;
mod readable;
mod sound;
mod total;

use verdict::{Rule, RuleStatus};

use crate::facts::Facts;
use crate::policy::Policy;

/// Every rule over these facts: the limits first, then what they rest on.
pub(crate) fn all(policy: &Policy, facts: &Facts) -> Vec<Rule> {
    let mut limits: Vec<Rule> =
        policy.limits.iter().map(|(metric, limit)| total::rule(*metric, *limit, facts)).collect();
    if limits.iter().all(|rule| rule.status == RuleStatus::NotApplicable) {
        // Without one limit that was judged, the rules below would make a pass of nothing.
        for rule in &mut limits {
            rule.status = RuleStatus::Inconclusive;
            rule.message += "; no other limit is left: set min-line as well";
        }
    }
    let basis = [found::rule(facts), readable::rule(facts), sound::rule(facts), claims::rule(facts)];
    limits.into_iter().chain(basis).collect()
}
