//! `component-<name>-<metric>`: the share over the files of a part of the program reaches the part's own limit. A component without
//! files proves nothing: its globs may have a slip, or its report may be missing.

use verdict::{Limit, Rule, RuleStatus};

use super::share::{self, Scope};
use crate::facts::Facts;
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
    let judge = |(metric, limit): (&coverage::Metric, &verdict::Ratio)| {
        let scope = scope(*metric);
        if scope.files.is_empty() && scope.unreported.is_empty() && super::complete(policy, facts) {
            let title = format!("{} coverage{} ≥ {}", metric.word(), scope.of, limit.percent());
            let message = format!(
                "no file of the reports belongs to {}: correct its globs, or add the report that holds it",
                component.name
            );
            let (status, reason) = (RuleStatus::Inconclusive, Reason::ComponentEmpty.code());
            return Rule {
                limit: Some(Limit::at_least(*limit)),
                ..Rule::new(&scope.id, &title, status, reason, message)
            };
        }
        let doubtful = |file: &&crate::facts::FileFact| {
            !matcher.hold(&file.path) && file.candidates.iter().any(|path| matcher.hold(path))
        };
        if let Some(file) = facts.files.iter().find(doubtful).filter(|_| super::complete(policy, facts)) {
            let title = format!("{} coverage{} ≥ {}", metric.word(), scope.of, limit.percent());
            let message = format!(
                "{} of a report may be a file of {}: make its name clear with path-map",
                file.path, component.name
            );
            let (status, reason) = (RuleStatus::Inconclusive, Reason::PathsUnmapped.code());
            return Rule {
                limit: Some(Limit::at_least(*limit)),
                ..Rule::new(&scope.id, &title, status, reason, message)
            };
        }
        share::rule(&scope, *metric, *limit, policy, facts)
    };
    component.limits.iter().map(judge).collect()
}
