//! The report of a verdict: what the run's page shows, and the outputs.

use approval::code::Code;
use approval::people::AccountId;
use runner::annotation::{Annotation, Level};
use runner::report::{Block, Piece, Report, Section};
use serde_json::{Value, json};
use verdict::{RuleStatus, Status, Verdict};

use crate::decide::{Details, Told, word};
use crate::present::status::Standings;
use crate::present::{self, Links, Names, summary};

/// The report.
pub(crate) fn report(verdict: &Verdict) -> Report {
    let details = verdict.details.get("approval").cloned().unwrap_or(Value::Null);
    let details: Details = serde_json::from_value(details).unwrap_or_default();
    if !details.doctor.is_empty() {
        return present::doctor::report(verdict, &details.doctor);
    }
    let mut report = match details.requests.as_slice() {
        [told] => of_one(told, &details),
        _ => None,
    }
    .unwrap_or_default();
    report.title = "Approval".to_owned();
    report.status = Some(verdict.status);
    report.headline.clone_from(&verdict.summary);
    let list = |lines: &[String]| Block::List(lines.iter().map(|line| vec![Piece::plain(line)]).collect());
    for (heading, lines) in [("Who could approve", &details.population), ("What was done", &details.done)] {
        if !lines.is_empty() {
            report.sections.push(Section::headed(heading, vec![list(lines)]));
        }
    }
    let rules: Vec<String> = verdict.rules.iter().skip(1).map(|rule| rule.message.clone()).collect();
    if !rules.is_empty() {
        report.sections.push(Section::headed("Beside it", vec![list(&rules)]));
    }
    report.annotations.extend(annotation(verdict));
    report.outputs = outputs(&details);
    // Nothing goes on because of a simulation, whatever an exit code of 0 means elsewhere.
    if verdict.rules.first().is_some_and(|rule| rule.reason == "simulated") {
        report.outputs.push(("decision", "simulated".to_owned()));
    }
    report.outputs.extend(details.record_path.map(|path| ("record-path", path)));
    report
}

/// Why the step is not green, on the page of the run. That people are waited for is no fault; everything else that stops is.
fn annotation(verdict: &Verdict) -> Option<Annotation> {
    let waits = verdict.rules.first().is_some_and(|rule| ["pending", "held"].contains(&rule.reason.as_str()));
    let level = match verdict.status {
        Status::Pass | Status::Skipped => return None,
        Status::Warn => Level::Warning,
        Status::Inconclusive if waits => Level::Warning,
        Status::Inconclusive | Status::Fail | Status::Error => Level::Error,
    };
    let broken = verdict.rules.iter().find(|rule| rule.status == RuleStatus::Error);
    let message = broken.map_or_else(|| verdict.summary.clone(), |rule| rule.message.clone());
    let title = format!("Approval: {}", verdict.status.word());
    Some(Annotation { level, title, message, path: None, lines: None })
}

fn of_one(told: &Told, details: &Details) -> Option<Report> {
    let mut names = Names::default();
    for (id, login) in &told.names {
        names.add(Some(AccountId(*id)), login);
    }
    let names = names.beside(&told.policy);
    let links = Links::new(&details.place.0, &details.place.1);
    let standings = Standings {
        evaluation: &told.evaluation,
        policy: &told.policy,
        names: &names,
        links: &links,
        issue: told.issue,
        code: Code::of(&told.digest)?,
        digest: &told.digest,
        now: told.now,
    };
    Some(summary::report(&standings))
}

/// Of a sweep over several requests no single one is told.
fn outputs(details: &Details) -> Vec<(&'static str, String)> {
    let told = if let [told] = details.requests.as_slice() { Some(told) } else { None };
    if let Some(told) = told {
        return vec![
            ("decision", word(told.evaluation.outcome).to_owned()),
            ("request-digest", format!("sha256:{}", told.digest)),
            ("code", told.code.clone()),
            ("approvers", approvers(told)),
            ("issue-number", told.issue.to_string()),
            ("issue-url", told.url.clone()),
        ];
    }
    let Some(((digest, code), issue)) = details.asked.as_ref().zip(details.opened) else { return Vec::new() };
    vec![
        ("decision", "pending".to_owned()),
        ("request-digest", format!("sha256:{digest}")),
        ("code", code.clone()),
        ("approvers", "[]".to_owned()),
        ("issue-number", issue.to_string()),
    ]
}

fn approvers(told: &Told) -> String {
    let seats = told.evaluation.seats.iter();
    let all = seats.flat_map(|seat| seat.filled.iter().map(move |place| (seat, place)));
    let all = all.map(|(seat, place)| {
        json!({
            "id": place.by.0, "login": told.names.get(&place.by.0), "seat": seat.id,
            "meaning": place.meaning, "comment": place.comment, "at": place.at,
        })
    });
    Value::Array(all.collect()).to_string()
}
