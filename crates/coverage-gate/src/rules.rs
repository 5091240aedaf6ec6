//! The rules, one file each, in the order in which they are shown.

mod claims;
mod found;
mod readable;
mod sound;
mod total;

use verdict::Rule;

use crate::facts::Facts;
use crate::policy::Policy;

/// Every rule over these facts: the limits first, then what they rest on.
pub(crate) fn all(policy: &Policy, facts: &Facts) -> Vec<Rule> {
    let limits = policy.limits.iter().map(|(metric, limit)| total::rule(*metric, *limit, facts));
    let basis = [found::rule(facts), readable::rule(facts), sound::rule(facts), claims::rule(facts)];
    limits.chain(basis).collect()
}
