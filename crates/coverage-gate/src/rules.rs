//! The rules, one file each, in the order in which they are shown.

mod arrived;
mod changed;
mod claims;
mod component;
mod doubt;
mod excluded;
mod found;
mod fresh;
mod loosened;
mod mapped;
mod patch;
mod per_file;
mod ratchet;
mod readable;
mod reported;
mod share;
mod sound;
mod total;
mod waive;

use verdict::{Rule, RuleStatus};

use crate::facts::Facts;
use crate::policy::Policy;

pub(crate) use mapped::why as why_unmapped;

/// Every rule over these facts: the limits first, then what they rest on.
pub(crate) fn all(policy: &Policy, facts: &Facts) -> Vec<Rule> {
    let mut limits: Vec<Rule> =
        policy.limits.iter().map(|(metric, limit)| total::rule(*metric, *limit, policy, facts)).collect();
    limits.extend(component::rules(policy, facts));
    limits.extend(per_file::rules(policy, facts));
    limits.extend(patch::rules(policy, facts));
    limits.extend(per_file::new_rules(policy, facts));
    limits.extend(ratchet::rules(policy, facts));
    if limits.iter().all(|rule| rule.status == RuleStatus::NotApplicable) {
        // Without one limit that was judged, the rules below would make a pass of nothing.
        for rule in &mut limits {
            rule.status = RuleStatus::Inconclusive;
            rule.message += "; no other limit is left: set min-line as well";
        }
    }
    let optional = excluded::rule(policy, facts).into_iter().chain(loosened::rule(policy));
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
    let mut rules: Vec<Rule> = limits.into_iter().chain(optional).chain(basis).collect();
    waive::apply(&mut rules, policy, facts);
    rules
}

/// The counts that a limit of the whole program would be held against; none if they are of a part, or in doubt.
pub(crate) fn sound_total(metric: coverage::Metric, policy: &Policy, facts: &Facts) -> Option<verdict::Counts> {
    let sound = complete(policy, facts) && doubt::about(metric, facts).is_none();
    sound.then(|| reported::judged(metric, policy, facts)).flatten().filter(|counts| counts.total > 0)
}

/// Why nothing is judged where the reports are not complete.
fn incomplete(facts: &Facts) -> &'static str {
    match facts.complete() {
        true => "not judged, because the reports are not those that were declared",
        false => "not judged, because a report is missing, empty or broken",
    }
}

/// Whether the reports are all that there should be, and of this commit: else a limit would be judged over a part, or over
/// something else.
fn complete(policy: &Policy, facts: &Facts) -> bool {
    let arrived = arrived::rule(policy, facts).status != RuleStatus::Inconclusive;
    facts.complete() && arrived && fresh::rule(policy, facts).status != RuleStatus::Inconclusive
}
