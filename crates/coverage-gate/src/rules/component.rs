//! `component-<name>-<metric>`: the share over the files of a part of the program reaches the part's own limit. A component without
//! files proves nothing: its globs may have a slip, or its report may be missing.

use verdict::{Limit, Rule, RuleStatus};

use super::share::{self, Scope};
use crate::facts::{Facts, FileFact};
use crate::policy::{Component, Policy};
use crate::reason::Reason;

pub(super) fn rules(policy: &Policy, facts: &Facts) -> Vec<Rule> {
    policy.components.iter().flat_map(|component| of(component, policy, facts)).collect()
}

fn of(component: &Component, policy: &Policy, facts: &Facts) -> Vec<Rule> {
    let matcher = component.matcher();
    let class = component.class.as_ref().map_or_else(String::new, |class| format!(" (class {class})"));
    let scope = |metric: coverage::Metric| Scope {
        id: format!("component-{}-{}", component.name, metric.word()),
        of: format!(" of {}{class}", component.name),
        files: facts.files.iter().filter(|file| matcher.hold(&file.path)).collect(),
        unreported: facts.unreported.iter().filter(|file| matcher.hold(&file.path)).collect(),
    };
    let doubtful =
        |file: &&FileFact| !matcher.hold(&file.path) && file.candidates.iter().any(|path| matcher.hold(path));
    let judge = |(metric, limit): (&coverage::Metric, &verdict::Ratio)| {
        let scope = scope(*metric);
        let unclear = facts.files.iter().find(doubtful);
        let found = if !super::complete(policy, facts) {
            None
        } else if scope.files.is_empty() && scope.unreported.is_empty() {
            let message = format!(
                "no file of the reports belongs to {}: correct its globs, or add the report that holds it",
                component.name
            );
            Some((Reason::ComponentEmpty, message))
        } else {
            unclear.map(|file| {
                let message = format!(
                    "{} of a report may be a file of {}: make its name clear with path-map",
                    file.path, component.name
                );
                (Reason::PathsUnmapped, message)
            })
        };
        let Some((reason, message)) = found else {
            return share::rule(&scope, *metric, *limit, policy, facts);
        };
        let title = format!("{} coverage{} ≥ {}", metric.word(), scope.of, limit.percent());
        let rule = Rule::new(&scope.id, &title, RuleStatus::Inconclusive, reason.code(), message);
        Rule { limit: Some(Limit::at_least(*limit)), ..rule }
    };
    component.limits.iter().map(judge).collect()
}
