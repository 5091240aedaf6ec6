//! What a person sees: the verdict first, the few rows that matter, then details.

use runner::annotation::{Annotation, Level};
use runner::report::{Block, Piece, Report, Section, Table};
use runner::text::count;
use sarif::Severity;
use verdict::ratio::grouped;
use verdict::{Action, Rule, RuleStatus, Status, Verdict};

use crate::decide::UNMET;
use crate::details::Details;
use crate::facts::FindingFact;
use crate::judged::place;
use crate::reason::Reason;

/// How many findings the first table shows.
const SHOWN: usize = 10;
/// How many that only the source accepts are shown with their places.
const SHOWN_IN_SOURCE: usize = 20;
const COLUMNS: [Severity; 5] =
    [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info];

pub(crate) fn present(verdict: &Verdict) -> Report {
    let details = Details::from_map(&verdict.details);
    let gate = &verdict.gate;
    let name = if gate.id == gate.tool { String::new() } else { format!(" {}", gate.id) };
    let number = |severity: Severity| {
        if details.complete { details.number(severity).to_string() } else { String::new() }
    };
    let all: u64 = details.counts.values().flat_map(|of| of.values()).sum();
    Report {
        title: format!("SARIF merge{name}"),
        status: Some(verdict.status),
        headline: headline(verdict),
        annotations: annotations(verdict, &details),
        outputs: vec![
            // Set again by what is written after the verdict.
            ("sarif-path", String::new()),
            ("upload-status", String::new()),
            ("sarif-ids", String::new()),
            ("findings", if details.complete { all.to_string() } else { String::new() }),
            ("critical", number(Severity::Critical)),
            ("high", number(Severity::High)),
            ("medium", number(Severity::Medium)),
            ("low", number(Severity::Low)),
        ],
        sections: sections(verdict, &details),
    }
}

fn sections(verdict: &Verdict, details: &Details) -> Vec<Section> {
    let mut first = vec![Block::Table(rules(verdict))];
    if verdict.policy.bootstrap {
        let note = "No limit was given, so the built-in one holds: nothing critical or high. Set block, or another limit.";
        first.push(Block::Paragraph(vec![Piece::plain(note)]));
    }
    let mut sections = vec![Section { heading: None, folded: false, blocks: first }];
    if !details.ledger.is_empty() {
        let heading = if details.complete { "Findings" } else { "Findings of what could be read" };
        sections.push(Section::headed(heading, vec![Block::Table(by_tool(details))]));
    }
    if !details.worst.is_empty() {
        sections.push(Section::headed("The worst findings", vec![Block::Table(worst(details))]));
    }
    if !details.in_source.is_empty() {
        sections.push(Section::headed("Accepted by the source alone", in_source(verdict, details)));
    }
    if !details.owasp.is_empty() {
        sections.push(Section::folded("OWASP Top 10 (2021)", vec![Block::Table(owasp(details))]));
    }
    if !details.weaknesses.is_empty() {
        sections.push(Section::folded("Weaknesses (CWE)", vec![Block::Table(weaknesses(details))]));
    }
    if !details.ledger.is_empty() {
        sections.push(Section::folded("What became of every result", vec![Block::Table(ledger(details))]));
    }
    if !details.reports.is_empty() {
        sections.push(Section::folded("Reports", vec![Block::Table(reports(details))]));
    }
    sections.push(Section::folded("Evidence", vec![Block::List(evidence(verdict, details))]));
    sections
}

/// The summary, and what it means for the pipeline where that is not plain from the status.
fn headline(verdict: &Verdict) -> String {
    let stopped = matches!(verdict.decision.action, Action::Stop);
    let unmet = matches!(verdict.status, Status::Fail | Status::Inconclusive | Status::Error);
    let note = match (unmet && !stopped, verdict.decision.report_only) {
        (true, true) => ". Report only: it did not stop the pipeline",
        (true, false) => ". By fail-on it did not stop the pipeline",
        _ => "",
    };
    format!("{}{note}", verdict.summary)
}

/// Every rule; those that do not hold stand first, in the order in which the headline looks for one.
fn rules(verdict: &Verdict) -> Table {
    let mut table = Table::new(&["Result", "Rule", "What was found"]);
    let unmet = |rule: &&Rule| UNMET.iter().position(|status| *status == rule.status).unwrap_or(UNMET.len());
    let mut rules: Vec<&Rule> = verdict.rules.iter().collect();
    // The sort is stable: the others keep their order.
    rules.sort_by_key(unmet);
    for rule in rules {
        table.rows.push(vec![
            Piece::Status(rule.status),
            Piece::plain(&rule.title),
            Piece::plain(&rule.message),
        ]);
    }
    table
}

fn by_tool(details: &Details) -> Table {
    let mut table = Table::new(&["Tool", ">Critical", ">High", ">Medium", ">Low", ">Info"]);
    let none = std::collections::BTreeMap::new();
    for tool in details.ledger.keys() {
        let of = details.counts.get(tool).unwrap_or(&none);
        let cell = |severity: &Severity| match of.get(severity) {
            None | Some(0) => Piece::plain("0"),
            Some(number) => Piece::Strong(grouped(*number)),
        };
        let mut row = vec![Piece::plain(if tool.is_empty() { "(no name)" } else { tool })];
        row.extend(COLUMNS.iter().map(cell));
        table.rows.push(row);
    }
    if !details.aside.is_empty() {
        let aside: Vec<String> =
            details.aside.iter().map(|(why, n)| format!("{} {why}", grouped(*n))).collect();
        table.more = Some(format!("Not counted here: {}.", aside.join(", ")));
    }
    table
}

/// What only the source accepts: with its places, since nobody else has looked at it.
fn in_source(verdict: &Verdict, details: &Details) -> Vec<Block> {
    let rule = verdict.rules.iter().find(|rule| rule.reason == Reason::InSource.code());
    let all: u64 = rule.into_iter().flat_map(|rule| rule.observed.values()).sum();
    let mut table = listed(&details.in_source, SHOWN_IN_SOURCE);
    let more = all.saturating_sub(table.rows.len() as u64);
    if more > 0 {
        table.more =
            Some(format!("{}: see `findings` of the facts.", count(more, "more finding", "more findings")));
    }
    let text = rule.map_or_else(String::new, |rule| format!("{}.", rule.message));
    vec![Block::Paragraph(vec![Piece::plain(text)]), Block::Table(table)]
}

fn worst(details: &Details) -> Table {
    let mut table = listed(&details.worst, SHOWN);
    let all: u64 = details.counts.values().flat_map(|of| of.values()).sum();
    let more = all.saturating_sub(table.rows.len() as u64);
    if more > 0 {
        table.more = Some(format!(
            "{} more: see `findings` of the facts, and the merged log.",
            count(more, "finding", "findings")
        ));
    }
    table
}

/// The first of some findings.
fn listed(findings: &[FindingFact], most: usize) -> Table {
    let mut table = Table::new(&["Severity", "Tool", "Rule", "Where", "What"]);
    for finding in findings.iter().take(most) {
        table.rows.push(vec![
            Piece::Strong(finding.severity.as_str().to_owned()),
            Piece::plain(&finding.tool),
            Piece::code(finding.aliases.first().unwrap_or(&finding.rule)),
            place(finding).map_or_else(|| Piece::plain("no file"), Piece::code),
            Piece::plain(if finding.message.is_empty() { &finding.title } else { &finding.message }),
        ]);
    }
    table
}

fn owasp(details: &Details) -> Table {
    let mut table = Table::new(&["Category", ">Findings"]);
    for (category, number) in &details.owasp {
        table.rows.push(vec![Piece::plain(category), Piece::plain(grouped(*number))]);
    }
    table
}

fn weaknesses(details: &Details) -> Table {
    let mut table = Table::new(&["Weakness", ">Findings"]);
    let mut all: Vec<(u32, u64)> = details.weaknesses.iter().map(|(cwe, number)| (*cwe, *number)).collect();
    all.sort_by_key(|(cwe, number)| (std::cmp::Reverse(*number), *cwe));
    for (cwe, number) in all.iter().take(SHOWN) {
        table.rows.push(vec![Piece::plain(format!("CWE-{cwe}")), Piece::plain(grouped(*number))]);
    }
    let more = all.len().saturating_sub(SHOWN);
    if more > 0 {
        table.more = Some(format!("{more} more are in the verdict."));
    }
    table
}

fn ledger(details: &Details) -> Table {
    let mut table = Table::new(&["Tool", ">Read", ">Equal", ">Same fault", ">No failure", ">Findings"]);
    for (tool, it) in &details.ledger {
        let numbers = [it.read, it.equal, it.joined, it.no_failure, it.findings];
        let mut row = vec![Piece::plain(tool)];
        row.extend(numbers.into_iter().map(|number| Piece::plain(grouped(number))));
        table.rows.push(row);
    }
    table
}

fn reports(details: &Details) -> Table {
    let mut table = Table::new(&["Report", "Format", "Runs", "SHA-256 begins"]);
    for report in &details.reports {
        let broken = report.broken.as_ref().map_or("unknown", |broken| broken.code.as_str());
        let runs: Vec<String> = report
            .runs
            .iter()
            .map(|run| match &run.version {
                Some(version) => format!("{} {version}", run.tool),
                None => run.tool.clone(),
            })
            .collect();
        table.rows.push(vec![
            Piece::code(&report.path),
            Piece::plain(report.format.as_deref().unwrap_or(broken)),
            Piece::plain(runs.join(", ")),
            Piece::code(report.sha256.as_deref().and_then(|hex| hex.get(..12)).unwrap_or("not read")),
        ]);
    }
    table
}

fn evidence(verdict: &Verdict, details: &Details) -> Vec<Vec<Piece>> {
    let policy = verdict.policy.digest.get("sha256").map_or("none", String::as_str);
    let mut points = vec![
        vec![Piece::plain("judgement "), Piece::code(&verdict.judgement)],
        vec![Piece::plain("policy "), Piece::code(format!("sha256:{policy}"))],
    ];
    if let Some(merged) = &details.merged {
        points.push(vec![Piece::plain("merged log "), Piece::code(format!("sha256:{}", merged.sha256))]);
    }
    if let Some(sha) = verdict.subject.first().and_then(|subject| subject.digest.get("gitCommit")) {
        points.push(vec![Piece::plain("commit "), Piece::code(sha)]);
    }
    let notes = verdict.not_covered.iter().map(|note| vec![Piece::plain(format!("not looked at: {note}"))]);
    points.extend(notes);
    points
}

/// What stops the pipeline first, then the findings, the worst first.
fn annotations(verdict: &Verdict, details: &Details) -> Vec<Annotation> {
    let stopped = matches!(verdict.decision.action, Action::Stop);
    let mut all: Vec<Annotation> = verdict.rules.iter().filter_map(|rule| of_rule(rule, stopped)).collect();
    all.extend(details.worst.iter().map(of_finding));
    all
}

fn of_rule(rule: &Rule, stopped: bool) -> Option<Annotation> {
    if rule.reason == Reason::ReportsIncomplete.code() {
        return None;
    }
    let level = match rule.status {
        RuleStatus::Fail | RuleStatus::Error | RuleStatus::Inconclusive if stopped => Level::Error,
        RuleStatus::Fail | RuleStatus::Error | RuleStatus::Inconclusive | RuleStatus::Warn => Level::Warning,
        RuleStatus::Pass | RuleStatus::Skipped | RuleStatus::NotApplicable => return None,
    };
    Some(Annotation {
        level,
        title: format!("{}: {}", rule.status.word(), rule.title),
        message: rule.message.clone(),
        path: None,
        lines: None,
    })
}

fn of_finding(finding: &FindingFact) -> Annotation {
    let level = match finding.severity {
        Severity::Critical | Severity::High => Level::Error,
        Severity::Medium => Level::Warning,
        Severity::Low | Severity::Info | Severity::Unknown => Level::Notice,
    };
    let line = finding.line.map(|line| (line, finding.end_line.unwrap_or(line)));
    Annotation {
        level,
        title: format!("{}: {} {}", finding.severity.as_str(), finding.tool, finding.rule),
        message: if finding.message.is_empty() { finding.title.clone() } else { finding.message.clone() },
        path: finding.path.clone(),
        lines: line.filter(|_| finding.path.is_some()),
    }
}
