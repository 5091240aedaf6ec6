//! `policy-names`: the tools of `severities` and the reports of `formats` are there. A name with a slip of the finger is no name of
//! anything, and what was decided about it would never hold.

use verdict::{Rule, RuleStatus};

use super::rule;
use crate::facts::Facts;
use crate::policy::{Policy, near};
use crate::reason::Reason;

/// A name of the policy that fits nothing, and what was meant.
struct Lost<'a> {
    member: &'static str,
    name: &'a str,
    of: &'static str,
    meant: Option<&'a str>,
}

pub(super) fn rules(policy: &Policy, facts: &Facts) -> Option<Rule> {
    let named = policy.severities.overrides.iter().any(|it| it.tool.is_some());
    // What was not read may be what is named.
    if !facts.complete() || !named && policy.formats.is_empty() {
        return None;
    }
    let lost: Vec<Lost<'_>> = tools(policy, facts).into_iter().chain(reports(policy, facts)).collect();
    let title = "what the policy names is there";
    let mistyped = lost.iter().find(|lost| lost.meant.is_some());
    Some(match mistyped.or_else(|| lost.first()) {
        None => rule("policy-names", title, RuleStatus::Pass, Reason::NamesKnown, "every name fits something"),
        Some(lost) => {
            let (status, reason, hint) = match lost.meant {
                Some(meant) => (RuleStatus::Error, Reason::NameMistyped, format!("did you mean `{meant}`?")),
                None => (RuleStatus::Warn, Reason::NameUnused, "take it out, or correct it".to_owned()),
            };
            let message = format!("`{}`: no {} `{}`: {hint}", lost.member, lost.of, lost.name);
            rule("policy-names", title, status, reason, message)
        }
    })
}

/// Tools of `severities` that no run is of. Their names are compared exactly, as the severities are given.
fn tools<'a>(policy: &'a Policy, facts: &'a Facts) -> Vec<Lost<'a>> {
    let names = || facts.runs().map(|run| run.tool.as_str());
    let named = policy.severities.overrides.iter().filter_map(|it| it.tool.as_deref());
    let unknown = named.filter(|name| !names().any(|tool| tool == *name));
    let lost = |name| Lost { member: "severities", name, of: "run is of", meant: near::nearest(name, names()) };
    unknown.map(lost).collect()
}

/// Globs of `formats` that no report fits.
fn reports<'a>(policy: &'a Policy, facts: &'a Facts) -> Vec<Lost<'a>> {
    let paths = || facts.reports.iter().map(|report| report.path.as_str());
    let unknown = policy.formats.iter().filter(|it| !paths().any(|path| it.is_about(path)));
    let lost = |name| Lost { member: "formats", name, of: "report is", meant: near::nearest(name, paths()) };
    unknown.map(|it| lost(it.files.as_str())).collect()
}
