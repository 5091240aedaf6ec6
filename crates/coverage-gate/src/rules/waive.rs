//! Waivers: of a whole rule, or of single files of a rule that judges files.

use jiff::civil::Date;
use verdict::{Rule, Waiver};

use crate::facts::Facts;
use crate::globs;
use crate::policy::Policy;

/// Whether a waiver that holds today names this file of this rule.
pub(super) fn holds(rule: &str, path: &str, policy: &Policy, facts: &Facts) -> bool {
    let Some(today) = today(facts) else { return false };
    let names = |waiver: &&Waiver| {
        let pattern = waiver.file.as_deref();
        waiver.rule == rule
            && pattern
                .is_some_and(|pattern| globs::matches(pattern, globs::compile(pattern).ok().as_ref(), path))
    };
    policy.waivers.iter().filter(names).any(|waiver| waiver.holds(today))
}

/// Applies those that name no file.
pub(super) fn apply(rules: &mut [Rule], policy: &Policy, facts: &Facts) {
    if let Some(today) = today(facts) {
        verdict::waiver::apply(rules, &policy.waivers, today);
    }
}

fn today(facts: &Facts) -> Option<Date> {
    facts.today.as_deref()?.parse().ok()
}
