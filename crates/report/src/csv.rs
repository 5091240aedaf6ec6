//! Tables for spreadsheets, as RFC 4180 has them. A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a line break for a
//! formula: such a cell gets an apostrophe in front (OWASP, "CSV Injection").

use ledger::moment::Moment;
use ledger::name::Ulid;
use metrics::spread::Spread;

use crate::row::{Consent, Row, result_word};
use crate::whole::Report;

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// A row for each deployment.
    Deployments,
    /// A row for each service in each environment.
    Figures,
    /// A row for each incident.
    Incidents,
    /// A row for each query of each control.
    Controls,
    /// A row for each exception of each query.
    Exceptions,
}

impl Table {
    /// Each of them.
    pub const ALL: [Self; 5] =
        [Self::Deployments, Self::Figures, Self::Incidents, Self::Controls, Self::Exceptions];

    /// The word of options.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Deployments => "deployments",
            Self::Figures => "figures",
            Self::Incidents => "incidents",
            Self::Controls => "controls",
            Self::Exceptions => "exceptions",
        }
    }

    /// The table of a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.word() == word)
    }
}

/// One table of a report.
#[must_use]
pub fn csv(report: &Report, table: Table) -> String {
    match table {
        Table::Deployments => written(&DEPLOYMENTS, report.deployments.iter().map(deployment)),
        Table::Figures => written(&FIGURES, report.figures.iter().map(figures)),
        Table::Incidents => written(&INCIDENTS, report.incidents.iter().map(incident)),
        Table::Controls => written(&CONTROLS, controls(report)),
        Table::Exceptions => written(&EXCEPTIONS, exceptions(report)),
    }
}

const DEPLOYMENTS: [&str; 20] = [
    "deployment",
    "service",
    "environment",
    "region",
    "tier",
    "kind",
    "outcome",
    "since",
    "began",
    "ended",
    "commit",
    "artifacts",
    "gates",
    "approvals",
    "approvers",
    "actor",
    "remediates",
    "overridden",
    "amended",
    "entries",
];

fn deployment(row: &Row) -> Vec<String> {
    let artifacts = row.artifacts.iter().map(|one| {
        let digest = serde_json::to_value(&one.digest).ok();
        let digests = digest.as_ref().and_then(|set| set.as_object()).into_iter().flatten();
        let digests: Vec<String> =
            digests.map(|(name, value)| format!("{name}:{}", value.as_str().unwrap_or_default())).collect();
        format!("{}@{}", one.name, digests.join("+"))
    });
    let approvers =
        row.approvals.iter().filter_map(|one: &Consent| one.approver.as_ref()).map(ToString::to_string);
    vec![
        row.id.to_string(),
        row.service.to_string(),
        row.environment.to_string(),
        row.region.as_ref().map(ToString::to_string).unwrap_or_default(),
        word(&row.tier),
        row.kind.to_owned(),
        word(&row.outcome),
        row.since.map(|state| state.word().to_owned()).unwrap_or_default(),
        time(row.began),
        time(row.ended),
        row.commit.clone().unwrap_or_default(),
        joined(artifacts),
        joined(row.gates.iter().map(|gate| format!("{}={}", gate.id, result_word(gate.result)))),
        row.approvals.len().to_string(),
        joined(approvers),
        row.actor.as_ref().map(ToString::to_string).unwrap_or_default(),
        joined(row.remediates.iter().map(Ulid::to_string)),
        row.overridden.to_string(),
        row.amended.to_string(),
        row.entries(),
    ]
}

const FIGURES: [&str; 21] = [
    "service",
    "environment",
    "tier",
    "deployments",
    "deployments_per_day",
    "successes",
    "lead_time_count",
    "lead_time_median_ms",
    "lead_time_p90_ms",
    "lead_time_reason",
    "failed",
    "failed_of",
    "fail_rate",
    "fail_rate_reason",
    "recovery_count",
    "recovery_median_ms",
    "recovery_open",
    "recovery_reason",
    "rework_rate",
    "rework_reason",
    "doubts",
];

fn figures(of: &metrics::Figures) -> Vec<String> {
    let lead = &of.change_lead_time;
    let failing = &of.change_fail_rate;
    let recovery = &of.failed_deployment_recovery_time;
    let told = |reason: &Option<String>| reason.clone().unwrap_or_default();
    let millis = |spread: &Option<Spread>, of: fn(&Spread) -> i64| {
        spread.as_ref().map(|spread| of(spread).to_string()).unwrap_or_default()
    };
    let many = |spread: &Option<Spread>| spread.map_or(0, |spread| spread.count).to_string();
    let rate = failing.rate;
    vec![
        of.service.to_string(),
        of.environment.to_string(),
        word(&of.tier),
        of.deployment_frequency.count.to_string(),
        of.deployment_frequency.per_day.clone(),
        of.deployment_frequency.successes.to_string(),
        many(&lead.spread),
        millis(&lead.spread, |spread| spread.median_millis),
        millis(&lead.spread, |spread| spread.p90_millis),
        told(&lead.reason),
        rate.map(|rate| rate.count.to_string()).unwrap_or_default(),
        rate.map(|rate| rate.of.to_string()).unwrap_or_default(),
        rate.map(metrics::figures::Share::decimal).unwrap_or_default(),
        told(&failing.reason),
        many(&recovery.spread),
        millis(&recovery.spread, |spread| spread.median_millis),
        recovery.open.to_string(),
        told(&recovery.reason),
        of.rework_rate.rate.map(metrics::figures::Share::decimal).unwrap_or_default(),
        told(&of.rework_rate.reason),
        joined(of.doubts.words()),
    ]
}

const INCIDENTS: [&str; 9] = [
    "incident",
    "reference",
    "service",
    "environment",
    "severity",
    "detected_at",
    "resolved_at",
    "caused_by",
    "entries",
];

fn incident(one: &history::trouble::Trouble) -> Vec<String> {
    let cause =
        |cause: &ledger::predicate::Cause| format!("{} ({})", cause.deployment_id, word(&cause.confidence));
    vec![
        one.id.to_string(),
        one.reference.as_ref().map(ToString::to_string).unwrap_or_default(),
        one.service.to_string(),
        one.environment.as_ref().map(ToString::to_string).unwrap_or_default(),
        one.severity.to_string(),
        one.detected_at.to_string(),
        time(one.resolved_at),
        joined(one.causes.iter().map(cause)),
        joined(one.entries.iter().map(history::stand::Stand::words)),
    ]
}

const CONTROLS: [&str; 9] = [
    "framework",
    "control",
    "title",
    "query",
    "question",
    "population_of",
    "population",
    "exceptions",
    "not_answerable",
];

fn controls(report: &Report) -> impl Iterator<Item = Vec<String>> {
    let each =
        report.controls.iter().flat_map(|mapping| mapping.controls.iter().map(move |one| (mapping, one)));
    each.flat_map(|(mapping, one)| one.queries.iter().map(move |query| (mapping, one, query))).filter_map(
        |(mapping, one, query)| {
            let answer = report.answers.get(query.word())?;
            Some(vec![
                mapping.framework.to_string(),
                one.id.to_string(),
                one.title.to_string(),
                query.word().to_owned(),
                query.question().to_owned(),
                answer.population.of.to_owned(),
                answer.population.count.to_string(),
                answer.exceptions.len().to_string(),
                answer.not_answerable.clone().unwrap_or_default(),
            ])
        },
    )
}

const EXCEPTIONS: [&str; 4] = ["query", "what", "why", "entry"];

fn exceptions(report: &Report) -> impl Iterator<Item = Vec<String>> {
    report.answers.iter().flat_map(|(query, answer)| {
        answer.exceptions.iter().map(|one| {
            vec![(*query).to_owned(), one.what.clone(), one.why.clone(), one.entry.clone().unwrap_or_default()]
        })
    })
}

fn written(heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = format!("{}\r\n", heads.join(","));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|text| cell(text)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

/// One cell. Blanks in front of a sign hide nothing: programs take them away.
#[must_use]
pub fn cell(text: &str) -> String {
    let first = text.trim_start_matches([' ', '\u{a0}', '\u{feff}']).chars().next();
    let formula = first.is_some_and(|first| {
        matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
    });
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n', ';', '\t']) || formula {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().collect::<Vec<_>>().join("; ")
}

fn time(moment: Option<Moment>) -> String {
    moment.map(|moment| moment.to_string()).unwrap_or_default()
}

/// The word that JSON has for a value of an enumeration.
pub(crate) fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    value.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
