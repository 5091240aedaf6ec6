//! `reports-arrived`: the reports are those that `expected-reports` declares, each once.

use runner::text::count;
use verdict::{Location, Rule, RuleStatus};

use crate::expected::Difference;
use crate::facts::Facts;
use crate::policy::Policy;
use crate::reason::Reason;

pub(super) fn rule(policy: &Policy, facts: &Facts) -> Rule {
    let (status, reason, message, paths) = judge(policy, facts);
    let mut rule = Rule::new(
        "reports-arrived",
        "the reports are those that `expected-reports` declares",
        status,
        reason.code(),
        message,
    );
    let location = |path| Location { path, line: None, end_line: None, message: None };
    rule.locations = paths.into_iter().take(100).map(location).collect();
    rule
}

fn judge(policy: &Policy, facts: &Facts) -> (RuleStatus, Reason, String, Vec<String>) {
    let Some(expected) = &policy.expected else {
        let message = "which reports must arrive was not declared".to_owned();
        return (RuleStatus::NotApplicable, Reason::ArrivalUndeclared, message, Vec::new());
    };
    let (reason, message, paths) = match expected.difference(&facts.reports) {
        None => {
            let message = format!("all {} arrived", count(facts.reports.len() as u64, "report", "reports"));
            return (RuleStatus::Pass, Reason::ReportsArrived, message, Vec::new());
        }
        Some(Difference::Missing { what }) => {
            let message = format!(
                "{what}: look whether the job that writes it ran, and whether this job downloaded its artifact"
            );
            (Reason::ReportMissing, message, Vec::new())
        }
        Some(Difference::Duplicated(first, second)) => {
            let message = format!(
                "{first} and {second} hold the same bytes: one shard was uploaded twice, or two shards prove the same; upload each job's own report"
            );
            (Reason::ReportDuplicated, message, vec![first, second])
        }
        Some(Difference::Ambiguous(name, paths)) => {
            let message = format!("`{name}` is {}: write a name for each", paths.join(" and "));
            (Reason::ReportAmbiguous, message, paths)
        }
        Some(Difference::Unexpected { expected, paths }) => {
            let first = paths.first().map_or("", String::as_str);
            let message = match expected {
                Some(expected) => format!(
                    "{} arrived and {expected} were declared: clear the folder before the download, or correct the number",
                    paths.len()
                ),
                None => format!("{first} is not declared: take it out of `files`, or declare it"),
            };
            (Reason::ReportUnexpected, message, paths)
        }
    };
    (RuleStatus::Inconclusive, reason, message, paths)
}
