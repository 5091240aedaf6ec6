//! Waivers: of a whole rule, or of single files of a rule that judges files.

use jiff::civil::Date;
use verdict::{Rule, Waiver};

use crate::facts::Facts;
use crate::policy::Policy;
use runner::globs;

/// Whether a waiver that holds today names this file of this rule.
pub(super) fn holds(rule: &str, path: &str, policy: &Policy, facts: &Facts) -> bool {
    of_file(rule, path, policy, facts).is_some_and(|(_, holds)| holds)
}

/// The waiver of a file of a rule, and whether it holds today; of several, one that does.
pub(super) fn of_file<'p>(
    rule: &str,
    path: &str,
    policy: &'p Policy,
    facts: &Facts,
) -> Option<(&'p Waiver, bool)> {
    let today = today(facts)?;
    let names = |waiver: &&Waiver| {
        let pattern = waiver.file.as_deref();
        waiver.rule == rule
            && pattern
                .is_some_and(|pattern| globs::matches(pattern, globs::compile(pattern).ok().as_ref(), path))
    };
    let judged = policy.waivers.iter().filter(names).map(|waiver| (waiver, waiver.holds(today)));
    judged.max_by_key(|(_, holds)| *holds)
}

/// What a waiver says, for people.
pub(super) fn said(waiver: &Waiver) -> String {
    format!("waived by {} until {}: {}", waiver.approver, waiver.expires, waiver.reason)
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
