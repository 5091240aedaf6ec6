//! `reports-fresh`: no report was written before the commit was made that is judged. What is older cannot be about it, unless a
//! cache of the build tool restored it.

use runner::text::count;
use verdict::{Location, Rule, RuleStatus};

use crate::facts::{Facts, ReportFact};
use crate::policy::Policy;
use crate::reason::Reason;

/// The commit's time and the report's come from the clocks of two machines.
const CLOCKS_DIFFER_BY: u64 = 10 * 60;

pub(super) fn rule(policy: &Policy, facts: &Facts) -> Rule {
    let (status, reason, message, stale) = judge(policy, facts);
    let mut rule =
        Rule::new("reports-fresh", "no report is older than the commit", status, reason.code(), message);
    let location =
        |report: &ReportFact| Location { path: report.path.clone(), line: None, end_line: None, message: None };
    rule.locations = stale.into_iter().take(100).map(location).collect();
    rule
}

fn judge<'a>(policy: &Policy, facts: &'a Facts) -> (RuleStatus, Reason, String, Vec<&'a ReportFact>) {
    let unknown = |message: String| (RuleStatus::NotApplicable, Reason::AgeUnknown, message, Vec::new());
    let Some(committed) = facts.repository.as_ref().and_then(|repository| repository.committed) else {
        return unknown("it cannot be told: the time of the commit is not known here".to_owned());
    };
    let dated: Vec<(&ReportFact, u64)> =
        facts.reports.iter().filter_map(|report| Some((report, report.content.as_ref()?.written?))).collect();
    let stale: Vec<&ReportFact> = dated
        .iter()
        .filter(|(_, written)| written.saturating_add(CLOCKS_DIFFER_BY) < committed)
        .map(|(report, _)| *report)
        .collect();
    if let Some(first) = stale.first() {
        let others = match stale.len() {
            1 => String::new(),
            more => format!(", and so were {} more", more - 1),
        };
        let message = format!(
            "{} was written before the commit was made that is checked out{others}: take the reports of this commit, or check out the commit that was measured",
            first.path
        );
        // Caches of build tools restore reports that are older than the commit and right. Who declares what must arrive asks for
        // proof; for anybody else it is worth a look.
        let status = if policy.expected.is_some() { RuleStatus::Inconclusive } else { RuleStatus::Warn };
        return (status, Reason::ReportStale, message, stale);
    }
    let silent = facts.reports.len() - dated.len();
    match (silent, dated.len()) {
        (0, 1..) => (RuleStatus::Pass, Reason::ReportsFresh, "none is older".to_owned(), Vec::new()),
        (0, 0) => unknown("there is no report".to_owned()),
        (silent, _) => {
            let said = count(silent as u64, "report does", "reports do");
            unknown(format!("it cannot be told: {said} not say when it was written"))
        }
    }
}
