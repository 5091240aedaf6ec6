//! Says what was decided. Pure: it reads the verdict and nothing else.

use runner::annotation::{Annotation, Level};
use runner::report::{Block, Piece, Report, Section, Table};
use verdict::{RuleStatus, Status, Verdict};

use crate::decide::Details;
use crate::facts::{Attempt, Outcome, Phase};
use crate::judge;
use crate::policy::{Check, Policy};

/// Attempts that a table shows at most.
const MOST: usize = 200;

/// The report of a verdict.
pub(crate) fn report(verdict: &Verdict) -> Report {
    let details: Option<Details> =
        verdict.details.get("verification").and_then(|value| serde_json::from_value(value.clone()).ok());
    let policy: Option<Policy> =
        verdict.details.get("policy").and_then(|value| serde_json::from_value(value.clone()).ok());
    let mut report = Report {
        title: "Deployment check".to_owned(),
        status: Some(verdict.status),
        headline: verdict.summary.clone(),
        sections: vec![rules(verdict)],
        annotations: annotation(verdict).into_iter().collect(),
        outputs: Vec::new(),
    };
    if let (Some(details), Some(policy)) = (details, policy) {
        report.sections.extend(latency(&policy, &details));
        report.sections.extend(attempts(&policy, &details));
        report.outputs = outputs(&details);
    }
    report
}

fn outputs(details: &Details) -> Vec<(&'static str, String)> {
    vec![
        ("outcome", details.outcome.clone()),
        ("next", details.decision.clone()),
        ("rolled-back", details.rolled_back.to_string()),
        ("percent", details.percent.map(|percent| percent.to_string()).unwrap_or_default()),
    ]
}

fn annotation(verdict: &Verdict) -> Option<Annotation> {
    let level = match verdict.status {
        Status::Pass | Status::Skipped => return None,
        Status::Warn => Level::Warning,
        _ => Level::Error,
    };
    let title = format!("Deployment check: {}", verdict.status.word());
    Some(Annotation { level, title, message: verdict.summary.clone(), path: None, lines: None })
}

fn rules(verdict: &Verdict) -> Section {
    let shown =
        verdict.rules.iter().filter(|rule| rule.status != RuleStatus::NotApplicable || rule.id == "rollback");
    let mut table = Table::new(&["Status", "Rule", "What was found"]);
    table.rows = shown
        .map(|rule| {
            vec![
                Piece::Status(rule.status),
                Piece::plain(rule.title.clone()),
                Piece::plain(rule.message.clone()),
            ]
        })
        .collect();
    Section { heading: None, folded: false, blocks: vec![Block::Table(table)] }
}

/// Latencies of each check in each step: the line goes from the least to the greatest, and `·` is an attempt without an answer.
fn latency(policy: &Policy, details: &Details) -> Option<Section> {
    let mut table = Table::new(&["Step", "Check", "Latency", ">Least", ">Most"]);
    for (at, phase) in details.facts.phases.iter().enumerate() {
        for (place, check) in policy.checks.iter().enumerate() {
            table.rows.extend(row(&policy.phase_name(at), check, place, phase));
        }
    }
    (!table.rows.is_empty()).then(|| Section::headed("Latency", vec![Block::Table(table)]))
}

fn row(step: &str, check: &Check, place: usize, phase: &Phase) -> Option<Vec<Piece>> {
    let attempts: Vec<&Attempt> = phase.tries.iter().filter_map(|one| one.attempts.get(place)).collect();
    let answered = |attempt: &&Attempt| matches!(attempt.result, Outcome::Answered(_));
    let known = attempts.iter().filter(|attempt| answered(attempt)).map(|attempt| attempt.latency_ms);
    let value = |attempt: &&Attempt| if answered(attempt) { (attempt.latency_ms, 1) } else { (0, 0) };
    let newest = attempts.iter().rev().take(60).rev().map(value);
    let line = surface::sparkline(&newest.collect::<Vec<_>>());
    let shown =
        |latency: Option<u64>| Piece::plain(latency.map(|latency| format!("{latency} ms")).unwrap_or_default());
    (!attempts.is_empty()).then(|| {
        vec![
            Piece::plain(step.to_owned()),
            Piece::code(check.name.clone()),
            Piece::plain(line),
            shown(known.clone().min()),
            shown(known.max()),
        ]
    })
}

/// Every attempt with its time, latency, status and digest.
fn attempts(policy: &Policy, details: &Details) -> Option<Section> {
    let mut table = Table::new(&["Time", "Check", ">Status", ">Latency", "Body", "What was found"]);
    let phases = details.facts.phases.iter();
    let all = phases.flat_map(|phase| &phase.tries).flat_map(|one| policy.checks.iter().zip(&one.attempts));
    let total = all.clone().count();
    for (check, attempt) in all.take(MOST) {
        let (status, body) = match &attempt.result {
            Outcome::Answered(answered) => {
                (answered.status.to_string(), answered.sha256.chars().take(12).collect())
            }
            Outcome::Failed(_) => (String::new(), String::new()),
        };
        let faults = judge::faults(check, attempt, details.facts.began);
        let mut found: Vec<String> = faults.iter().map(|fault| fault.reason().to_owned()).collect();
        found.extend(attempt.redirects.iter().map(|one| format!("{} to {}", one.status, one.to)));
        let found = if found.is_empty() { "holds".to_owned() } else { found.join(", ") };
        table.rows.push(vec![
            Piece::plain(moment(details.facts.began.saturating_add(attempt.at_ms))),
            Piece::code(check.name.clone()),
            Piece::plain(status),
            Piece::plain(format!("{} ms", attempt.latency_ms)),
            Piece::code(body),
            Piece::plain(found),
        ]);
    }
    table.more = (total > MOST).then(|| format!("{} more are in the facts", total - MOST));
    (total > 0).then(|| Section::folded("Attempts", vec![Block::Table(table)]))
}

/// A moment in milliseconds since 1970, to the second.
fn moment(unix_ms: u64) -> String {
    let seconds =
        i64::try_from(unix_ms / 1000).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    seconds.map(|moment| moment.to_string()).unwrap_or_default()
}
