//! `severity-known`: every finding has a severity that can be read. One without could be any.

use runner::text::count;
use sarif::Severity;
use verdict::{Rule, RuleStatus};

use super::{Counted, Standing, rule};
use crate::policy::{Policy, Unknown};
use crate::reason::Reason;

pub(super) fn rules(policy: &Policy, counted: &Counted<'_>) -> Vec<Rule> {
    let title = "every finding has a severity";
    let unknown = counted.number(|standing| standing == Standing::Unknown);
    let assumed = counted.all.iter().filter(|(finding, standing)| {
        finding.severity == Severity::Unknown && matches!(standing, Standing::Counts(_) | Standing::Ignored)
    });
    let assumed = assumed.count() as u64;
    let first =
        counted.all.iter().find(|(_, standing)| *standing == Standing::Unknown).map(|(finding, _)| *finding);
    let (status, reason, message) = match (first, assumed) {
        (Some(finding), _) => {
            let message = format!(
                "{} no severity, first {} of {}: give it one in `severities`, or say in `unknown-severity` what such findings count as",
                count(unknown, "finding has", "findings have"),
                finding.rule,
                finding.tool
            );
            (RuleStatus::Fail, Reason::SeverityUnknown, message)
        }
        (None, 0) => (RuleStatus::Pass, Reason::SeveritiesKnown, "all have one".to_owned()),
        (None, assumed) => {
            let word = match policy.unknown {
                Unknown::Ignore => "nothing".to_owned(),
                _ => {
                    policy.unknown.counts_as().map_or_else(String::new, |severity| severity.as_str().to_owned())
                }
            };
            let told = counted.all.iter().any(|(finding, standing)| {
                finding.severity == Severity::Unknown
                    && matches!(standing, Standing::Counts(severity) if finding.at_least == Some(*severity))
            });
            let message = format!(
                "{} no severity and {} as {word}{}",
                count(assumed, "finding has", "findings have"),
                if assumed == 1 { "counts" } else { "count" },
                if told { ", or as what the rule says where that is worse" } else { "" }
            );
            (RuleStatus::Warn, Reason::SeverityAssumed, message)
        }
    };
    let mut rule = rule("severity-known", title, status, reason, message);
    rule.observed = [("unknown".to_owned(), unknown + assumed)].into();
    vec![rule]
}
