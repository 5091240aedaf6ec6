//! `reports-found`, `reports-readable`, `scans-complete`: there is something to judge, and all of it.

use jiff::Timestamp;
use runner::text::count;
use verdict::{Rule, RuleStatus};

use super::rule;
use crate::facts::{Facts, RunFact};
use crate::policy::{OfCommit, Policy};
use crate::reason::Reason;

pub(super) fn rules(policy: &Policy, facts: &Facts) -> Vec<Rule> {
    vec![found(facts), readable(facts), sound(facts), complete(policy, facts)]
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

fn complete(policy: &Policy, facts: &Facts) -> Rule {
    let title = "every scan came to its end, on this commit";
    let shown =
        |run: &RunFact| if run.tool.is_empty() { "a tool without name".to_owned() } else { run.tool.clone() };
    let broken: Vec<String> = facts
        .runs()
        .filter_map(|run| Some(format!("{} is not complete: {}", shown(run), run.incomplete.first()?)))
        .collect();
    let judged = || facts.runs().filter(|_| policy.of_commit != OfCommit::Ignored);
    let elsewhere = judged().find_map(|run| Some((run, other_commit(run, facts)?)));
    let (status, reason, message) = if !broken.is_empty() {
        let more = match broken.len().saturating_sub(SCANS) {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        let message = format!("{}{more}", broken.into_iter().take(SCANS).collect::<Vec<_>>().join("; "));
        (RuleStatus::Inconclusive, Reason::ScanIncomplete, message)
    } else if let Some((run, commit)) = elsewhere {
        let message = said_elsewhere(&shown(run), commit, facts);
        (RuleStatus::Inconclusive, Reason::OtherCommit, message)
    } else if let Some(run) = judged().find(|run| is_older(run, facts)) {
        let message =
            format!("{}: was its report kept from an earlier run?", said_older(&shown(run), run, facts));
        (RuleStatus::Warn, Reason::ScanOlder, message)
    } else {
        (RuleStatus::Pass, Reason::ScansComplete, "no scan says that it left anything out".to_owned())
    };
    rule("scans-complete", title, status, reason, message)
}

/// How many scans are named that are not complete.
const SCANS: usize = 5;

/// What is said of a scan of another commit, and how to go on.
pub(super) fn said_elsewhere(tool: &str, commit: &str, facts: &Facts) -> String {
    format!(
        "{tool} says that it scanned commit {commit}, and {} is checked out: scan what is checked out, or check out what was scanned. If that \
         is no commit's id, `of-commit: ignored` in the policy file lets it pass",
        facts.commit.as_deref().unwrap_or("none")
    )
}

/// What is said of a scan that ended before the commit was made.
pub(super) fn said_older(tool: &str, run: &RunFact, facts: &Facts) -> String {
    let time = |seconds: Option<u64>| {
        let moment =
            seconds.and_then(|it| i64::try_from(it).ok()).and_then(|it| Timestamp::from_second(it).ok());
        moment.map_or_else(String::new, |moment| format!(" {moment}"))
    };
    format!("{tool} ended{}, before the commit was made{}", time(run.ended), time(facts.committed))
}

/// Whether a run says that it ended before the commit was made.
pub(super) fn is_older(run: &RunFact, facts: &Facts) -> bool {
    run.ended.zip(facts.committed).is_some_and(|(ended, committed)| ended < committed)
}

/// The commits that a run names: what is no beginning of a commit's id is a tag or a branch, and may be any.
pub(crate) fn commits(run: &RunFact) -> impl Iterator<Item = &String> {
    run.commits.iter().filter(|id| id.len() >= 7 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The commit that a run names and that is not this one.
pub(super) fn other_commit<'a>(run: &'a RunFact, facts: &Facts) -> Option<&'a str> {
    let here = facts.commit.as_deref()?;
    let named: Vec<&String> = commits(run).collect();
    // Submodules have commits of their own: one that fits is enough.
    let fits = |id: &&&String| here.starts_with(&id.to_ascii_lowercase());
    if named.iter().any(|id| fits(&id)) { None } else { named.first().map(|id| id.as_str()) }
}
