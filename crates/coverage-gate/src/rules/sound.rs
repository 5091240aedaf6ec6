//! `reports-sound`: nothing was noticed in the reports that puts the numbers in doubt.

use coverage::{Problem, ProblemCode};
use runner::text::count;
use verdict::{Location, Rule, RuleStatus};

use crate::facts::Facts;
use crate::reason::Reason;

pub(super) fn rule(facts: &Facts) -> Rule {
    let title = "nothing in the reports puts the numbers in doubt";
    let of_reports = facts.reports.iter().flat_map(|report| {
        let problems = report.content.iter().flat_map(|content| &content.problems);
        problems.map(|problem| (report.path.as_str(), problem))
    });
    let all: Vec<(&str, &Problem)> =
        of_reports.chain(facts.problems.iter().map(|problem| ("", problem))).collect();
    let doubtful: Vec<_> = all.iter().filter(|(_, problem)| weight(problem.code) != RuleStatus::Pass).collect();
    let conflict = doubtful.iter().find(|(_, problem)| weight(problem.code) == RuleStatus::Inconclusive);
    let (status, reason, message) = match (conflict, doubtful.first()) {
        (Some((_, problem)), _) => {
            let message = format!("{}: judge these reports in gates of their own (gate-id)", problem.message);
            (RuleStatus::Inconclusive, Reason::ConflictingSource, message)
        }
        (None, Some((path, problem))) => {
            let found = count(doubtful.len() as u64, "problem", "problems");
            let place = if path.is_empty() { String::new() } else { format!("{path}: ") };
            (RuleStatus::Warn, Reason::ReportsDoubtful, format!("{found}, first: {place}{}", problem.message))
        }
        (None, None) if facts.contents().next().is_none() => {
            (RuleStatus::NotApplicable, Reason::NoReport, "no report could be read".to_owned())
        }
        (None, None) => (RuleStatus::Pass, Reason::ReportsSound, "nothing is in doubt".to_owned()),
    };
    let mut rule = Rule::new("reports-sound", title, status, reason.code(), message);
    rule.locations = all.iter().take(100).map(|(path, problem)| location(path, problem)).collect();
    rule
}

/// What a problem does to the gate as a whole. Two sources under one name stop it: a hit in one would cover a line of the other.
/// The rest is worth a look at the most; what loses data of one metric stops that metric's limit, in `total.rs`.
const fn weight(code: ProblemCode) -> RuleStatus {
    match code {
        ProblemCode::ConflictingSource => RuleStatus::Inconclusive,
        ProblemCode::MissingCount
        | ProblemCode::BranchCounts
        | ProblemCode::UnknownRecord
        | ProblemCode::UnmatchedFunction
        | ProblemCode::PathEscapes
        | ProblemCode::CounterDiffers
        | ProblemCode::LinesDiffer
        | ProblemCode::MoreProblems => RuleStatus::Warn,
        ProblemCode::LineNumber
        | ProblemCode::NegativeCount
        | ProblemCode::McdcSkipped
        | ProblemCode::BranchesInexact => RuleStatus::Pass,
    }
}

fn location(path: &str, problem: &Problem) -> Location {
    Location {
        path: path.to_owned(),
        line: problem.line,
        end_line: None,
        message: Some(format!("{}: {}", problem.code.word(), problem.message)),
    }
}
