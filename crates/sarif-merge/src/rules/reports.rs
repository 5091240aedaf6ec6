//! `reports-found`, `reports-readable`, `scans-complete`: there is something to judge, and all of it.

use runner::text::count;
use verdict::{Rule, RuleStatus};

use super::rule;
use crate::facts::{Facts, RunFact};
use crate::reason::Reason;

pub(super) fn rules(facts: &Facts) -> Vec<Rule> {
    vec![found(facts), readable(facts), sound(facts), complete(facts)]
}

fn sound(facts: &Facts) -> Rule {
    let title = "nothing about the reports is odd";
    let odd = facts.reports.iter().find_map(|report| Some((report, report.notices.first()?)));
    match odd {
        Some((report, notice)) => {
            let message = format!("{}: {notice}", report.path);
            rule("reports-sound", title, RuleStatus::Warn, Reason::ReportsOdd, message)
        }
        None => rule("reports-sound", title, RuleStatus::Pass, Reason::ReportsSound, "nothing was noticed"),
    }
}

fn found(facts: &Facts) -> Rule {
    let title = "every pattern matches a report";
    let empty = facts.patterns.iter().find(|pattern| pattern.matched == 0);
    let (status, reason, message) = match empty {
        Some(pattern) => {
            let message = format!(
                "`{}` matches no file: run the scanner before this step, or correct the pattern",
                pattern.pattern
            );
            (RuleStatus::Inconclusive, Reason::NoReport, message)
        }
        None if facts.reports.is_empty() => {
            (RuleStatus::Inconclusive, Reason::NoReport, "there is no report".to_owned())
        }
        None => {
            let message = count(facts.reports.len() as u64, "report", "reports");
            (RuleStatus::Pass, Reason::ReportsFound, message)
        }
    };
    rule("reports-found", title, status, reason, message)
}

fn readable(facts: &Facts) -> Rule {
    let title = "every report can be read";
    let broken = facts.reports.iter().find_map(|report| Some((&report.path, report.broken.as_ref()?)));
    let empty = facts.reports.iter().find(|report| report.broken.is_none() && report.runs.is_empty());
    let (status, reason, message) = if let Some((path, broken)) = broken {
        let all = facts.reports.iter().filter(|report| report.broken.is_some()).count() as u64;
        let more = if all > 1 { format!(" ({} more)", all - 1) } else { String::new() };
        (RuleStatus::Error, Reason::ReportBroken, format!("{path}: {}{more}", broken.message))
    } else if let Some(message) = &facts.not_merged {
        (RuleStatus::Error, Reason::NotMerged, message.clone())
    } else if let Some(report) = empty {
        let message =
            format!("{}: it holds no run, so that nobody says that anything was scanned", report.path);
        (RuleStatus::Inconclusive, Reason::ReportEmpty, message)
    } else if facts.reports.is_empty() {
        (RuleStatus::Inconclusive, Reason::ReportEmpty, "there is no report to be read".to_owned())
    } else {
        let runs = count(facts.runs().count() as u64, "run", "runs");
        (
            RuleStatus::Pass,
            Reason::ReportsRead,
            format!("{runs} in {}", count(facts.reports.len() as u64, "report", "reports")),
        )
    };
    rule("reports-readable", title, status, reason, message)
}

fn complete(facts: &Facts) -> Rule {
    let title = "every scan came to its end, on this commit";
    let shown =
        |run: &RunFact| if run.tool.is_empty() { "a tool without name".to_owned() } else { run.tool.clone() };
    let broken = facts.runs().find_map(|run| Some((run, run.incomplete.first()?)));
    let elsewhere = facts.runs().find_map(|run| Some((run, other_commit(run, facts)?)));
    let (status, reason, message) = if let Some((run, why)) = broken {
        let message = format!("{} is not complete: {why}", shown(run));
        (RuleStatus::Inconclusive, Reason::ScanIncomplete, message)
    } else if let Some((run, commit)) = elsewhere {
        let message =
            format!("{} scanned commit {commit}, which is not the one that is checked out", shown(run));
        (RuleStatus::Inconclusive, Reason::OtherCommit, message)
    } else if let Some(run) = facts.runs().find(|run| is_older(run, facts)) {
        let message = format!(
            "{} ended before the commit was made: was its report kept from an earlier run?",
            shown(run)
        );
        (RuleStatus::Warn, Reason::ScanOlder, message)
    } else {
        (RuleStatus::Pass, Reason::ScansComplete, "no scan says that it left anything out".to_owned())
    };
    rule("scans-complete", title, status, reason, message)
}

/// Whether a run says that it ended before the commit was made.
pub(super) fn is_older(run: &RunFact, facts: &Facts) -> bool {
    run.ended.zip(facts.committed).is_some_and(|(ended, committed)| ended < committed)
}

/// The commit that a run names and that is not this one.
pub(super) fn other_commit<'a>(run: &'a RunFact, facts: &Facts) -> Option<&'a str> {
    let here = facts.commit.as_deref()?;
    let is_commit = |id: &&String| id.len() >= 7 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let named: Vec<&String> = run.commits.iter().filter(is_commit).collect();
    // Submodules have commits of their own: one that fits is enough.
    let fits = |id: &&&String| here.starts_with(&id.to_ascii_lowercase());
    if named.iter().any(|id| fits(&id)) { None } else { named.first().map(|id| id.as_str()) }
}
