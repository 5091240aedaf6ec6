//! `reports-found`: every line of `files` names at least one report.

use verdict::{Rule, RuleStatus};

use crate::facts::Facts;
use crate::reason::Reason;

pub(super) fn rule(facts: &Facts) -> Rule {
    let empty: Vec<&str> = facts
        .patterns
        .iter()
        .filter(|pattern| pattern.matched == 0)
        .map(|pattern| pattern.pattern.as_str())
        .collect();
    let (status, reason, message) = match empty.first() {
        None if facts.reports.is_empty() => {
            (RuleStatus::Inconclusive, Reason::NoReport, "no report was looked for".to_owned())
        }
        None => {
            let message = runner::text::count(facts.reports.len() as u64, "report", "reports") + " found";
            (RuleStatus::Pass, Reason::ReportsFound, message)
        }
        Some(first) => {
            let others = match empty.len() {
                1 => String::new(),
                2 => ", nor does one other pattern".to_owned(),
                more => format!(", nor do {} other patterns", more - 1),
            };
            let hint = match first.contains([',', ' ']) {
                true => "write one pattern a line, and check",
                false => "check",
            };
            let message = format!(
                "`{first}` matches no file{others}: {hint} that the tests ran and wrote their report there, and that this job checked out or downloaded it"
            );
            (RuleStatus::Inconclusive, Reason::NoReport, message)
        }
    };
    Rule::new("reports-found", "every pattern of `files` matches a report", status, reason.code(), message)
}
