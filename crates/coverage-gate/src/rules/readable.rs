//! `reports-readable`: every report that was found can be read and holds data.

use verdict::{Location, Rule, RuleStatus};

use crate::facts::{Facts, ReportFact};
use crate::reason::Reason;

pub(super) fn rule(facts: &Facts) -> Rule {
    let faults: Vec<(RuleStatus, Reason, Location)> = facts.reports.iter().filter_map(fault).collect();
    let title = "every report can be read and holds data";
    let worst = faults.iter().find(|(status, ..)| *status == RuleStatus::Error).or(faults.first());
    let Some((status, reason, location)) = worst else {
        return match facts.reports.len() {
            // `reports-found` says what is missing; here there is nothing to judge.
            0 => Rule::new(
                "reports-readable",
                title,
                RuleStatus::NotApplicable,
                Reason::NoReport.code(),
                "there is no report to read",
            ),
            _ => Rule::new(
                "reports-readable",
                title,
                RuleStatus::Pass,
                Reason::ReportsRead.code(),
                "all reports were read",
            ),
        };
    };
    let others = match faults.len() {
        1 => String::new(),
        more => format!(" (and {} more)", more - 1),
    };
    let message = format!("{}: {}{others}", location.path, location.message.as_deref().unwrap_or_default());
    let mut rule = Rule::new("reports-readable", title, *status, reason.code(), message);
    rule.locations = faults.into_iter().map(|(.., location)| location).collect();
    rule
}

fn fault(report: &ReportFact) -> Option<(RuleStatus, Reason, Location)> {
    let at = |line: Option<u64>, message: &str| Location {
        path: report.path.clone(),
        line,
        end_line: None,
        message: Some(message.to_owned()),
    };
    match (&report.broken, &report.content) {
        (Some(broken), _) if broken.code == "empty" => {
            Some((RuleStatus::Inconclusive, Reason::ReportEmpty, at(broken.line, &broken.message)))
        }
        (Some(broken), _) if broken.code == "truncated" => {
            Some((RuleStatus::Error, Reason::ReportTruncated, at(broken.line, &broken.message)))
        }
        (Some(broken), _) => Some((RuleStatus::Error, Reason::ReportBroken, at(broken.line, &broken.message))),
        (None, Some(content)) if content.files == 0 => {
            let message = "the report names no file: check that the tests ran, and what they measured";
            Some((RuleStatus::Inconclusive, Reason::ReportEmpty, at(None, message)))
        }
        (None, Some(_)) => None,
        (None, None) => Some((RuleStatus::Error, Reason::ReportBroken, at(None, "the report was not read"))),
    }
}
