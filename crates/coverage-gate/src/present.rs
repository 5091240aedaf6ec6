//! What a person sees: the verdict first, the few rows that matter, then details.

use coverage::Metric;
use runner::report::{Block, Piece, Report, Section, Table};
use runner::text::count;
use verdict::ratio::grouped;
use verdict::{Action, Counts, RuleStatus, Status, Verdict};

mod listed;
mod trend;

use crate::annotate;
use crate::details::{Details, missed};
use crate::facts::{FileFact, ReportFact};
use crate::reason::Reason;

/// How many files the first table of files shows.
const FILES_SHOWN: usize = 10;
/// How many ranges of lines a row shows.
const RANGES_SHOWN: usize = 6;

pub(crate) fn present(verdict: &Verdict) -> Report {
    let details = Details::from_map(&verdict.details);
    let gate = &verdict.gate;
    let name = if gate.id == gate.tool { String::new() } else { format!(" {}", gate.id) };
    let judged = judged(verdict);
    let floored = |metric: Metric| details.totals.get(&metric).and_then(|counts| counts.floored());
    let output = |metric: Metric| floored(metric).filter(|_| judged).unwrap_or_default();
    Report {
        title: format!("Coverage gate{name}"),
        status: Some(verdict.status),
        headline: headline(verdict),
        annotations: annotate::annotations(verdict, &details),
        outputs: vec![
            ("line-coverage", output(Metric::Line)),
            ("branch-coverage", output(Metric::Branch)),
            ("patch-coverage", of_patch(verdict)),
            // Set again by what is written after the verdict.
            ("baseline-path", String::new()),
            ("badge-path", String::new()),
        ],
        sections: sections(verdict, &details),
    }
}

fn sections(verdict: &Verdict, details: &Details) -> Vec<Section> {
    let mut first = vec![Block::Table(rules(verdict))];
    if verdict.policy.bootstrap {
        let note =
            "No limit was given, so the built-in one holds: 80 % of all lines. Set min-line, or another limit.";
        first.push(Block::Paragraph(vec![Piece::plain(note)]));
    }
    let mut sections = vec![Section { heading: None, folded: false, blocks: first }];
    if !details.totals.is_empty() {
        let heading = if judged(verdict) { "Totals" } else { "Totals of what could be read: not judged" };
        let trend = trend::line(details).map(|line| Block::Paragraph(vec![Piece::plain(line)]));
        let blocks = std::iter::once(Block::Table(totals(details))).chain(trend).collect();
        sections.push(Section::headed(heading, blocks));
    }
    if !details.changed.is_empty() {
        let heading = "Changed lines without a test";
        sections.push(Section::headed(heading, vec![Block::Table(listed::changed(details))]));
    }
    if !details.files.is_empty() {
        sections
            .push(Section::headed("Files with the most uncovered lines", vec![Block::Table(files(details))]));
    }
    if !details.unreported.is_empty() {
        let heading = "Source files in no report";
        sections.push(Section::headed(heading, vec![Block::Table(listed::unreported(details))]));
    }
    if !details.unmapped.is_empty() {
        let heading = "Files of the reports that git does not track";
        sections.push(Section::folded(heading, vec![Block::Table(listed::unmapped(details))]));
    }
    if !details.reports.is_empty() {
        sections.push(Section::folded("Reports", vec![Block::Table(reports(details))]));
    }
    sections.push(Section::folded("Evidence", vec![Block::List(evidence(verdict))]));
    sections
}

/// The share of the changed lines that was judged.
fn of_patch(verdict: &Verdict) -> String {
    let rule = verdict.rules.iter().find(|rule| rule.id == "patch-line");
    let number = |name: &str| rule.and_then(|rule| rule.observed.get(name).copied());
    let counts = number("covered").zip(number("total")).map(|(covered, total)| Counts { covered, total });
    counts.and_then(Counts::floored).unwrap_or_default()
}

/// Whether the totals are over all reports; of a part, no number leaves as an output.
fn judged(verdict: &Verdict) -> bool {
    verdict.rules.iter().all(|rule| rule.reason != Reason::ReportsIncomplete.code())
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

fn rules(verdict: &Verdict) -> Table {
    let mut table = Table::new(&["Result", "Rule", "What was found"]);
    let worth = |status: RuleStatus| status != RuleStatus::NotApplicable;
    for rule in verdict.rules.iter().filter(|rule| worth(rule.status) || rule.limit.is_some()) {
        table.rows.push(vec![
            Piece::Status(rule.status),
            Piece::plain(&rule.title),
            Piece::plain(&rule.message),
        ]);
    }
    table
}

fn totals(details: &Details) -> Table {
    let mut table = Table::new(&["Metric", ">Covered", ">Total", ">Percent", "The reports claim"]);
    for metric in Metric::ALL {
        let Some(counts) = details.totals.get(&metric).copied() else { continue };
        let claim = match details.claims.get(&metric) {
            None => "nothing".to_owned(),
            // Shards claim the same lines again: their sum is nobody's number.
            Some(_) if claims_repeat(details) => "see `inspect`".to_owned(),
            Some(claim) if *claim == counts => "the same".to_owned(),
            Some(claim) => format!("{} of {}", grouped(claim.covered), grouped(claim.total)),
        };
        table.rows.push(vec![
            Piece::plain(metric.word()),
            Piece::plain(grouped(counts.covered)),
            Piece::plain(grouped(counts.total)),
            Piece::Strong(counts.percent()),
            Piece::plain(claim),
        ]);
    }
    table
}

/// Whether claims speak of the same lines more than once: over several reports, or within one.
fn claims_repeat(details: &Details) -> bool {
    let within = |report: &ReportFact| report.content.as_ref().is_some_and(|content| content.claims_repeat);
    details.reports.len() > 1 || details.reports.iter().any(within)
}

fn files(details: &Details) -> Table {
    let with_gaps = &details.files;
    let mut table = Table::new(&["File", ">Lines", ">Uncovered", "Where"]);
    for file in with_gaps.iter().take(FILES_SHOWN) {
        let counts = file.counts.get(&Metric::Line).copied().unwrap_or_default();
        table.rows.push(vec![
            Piece::code(name(file)),
            Piece::plain(counts.percent()),
            Piece::plain(grouped(missed(file))),
            Piece::plain(ranges(file, counts)),
        ]);
    }
    if with_gaps.len() > FILES_SHOWN {
        let rest = count((with_gaps.len() - FILES_SHOWN) as u64, "file", "files");
        table.more = Some(format!("{rest} more with uncovered lines: see `details.files` of the verdict."));
    }
    table
}

pub(crate) fn name(file: &FileFact) -> String {
    if file.module.is_empty() { file.path.clone() } else { format!("{} ({})", file.path, file.module) }
}

fn ranges(file: &FileFact, counts: Counts) -> String {
    if counts.covered == 0 {
        return "all of it".to_owned();
    }
    joined(&file.uncovered)
}

/// The first ranges of lines, and how many more there are.
fn joined(ranges: &[(u32, u32)]) -> String {
    let range = |(first, last): &(u32, u32)| {
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    };
    let mut text = ranges.iter().take(RANGES_SHOWN).map(range).collect::<Vec<_>>().join(", ");
    if ranges.len() > RANGES_SHOWN {
        text.push_str(&format!(" and {} more", ranges.len() - RANGES_SHOWN));
    }
    text
}

fn reports(details: &Details) -> Table {
    let mut table = Table::new(&["Report", "Format", "Written by", ">Files", "SHA-256 begins"]);
    for report in &details.reports {
        let content = report.content.as_ref();
        let broken = report.broken.as_ref().map_or("unknown", |broken| broken.code.as_str());
        table.rows.push(vec![
            Piece::code(&report.path),
            Piece::plain(content.map_or(broken, |content| content.format.word())),
            Piece::plain(content.and_then(|content| content.producer.as_deref()).unwrap_or("not named")),
            Piece::plain(content.map_or(String::new(), |content| grouped(content.files))),
            Piece::code(report.sha256.as_deref().and_then(|hex| hex.get(..12)).unwrap_or("not read")),
        ]);
    }
    table
}

fn evidence(verdict: &Verdict) -> Vec<Vec<Piece>> {
    let policy = verdict.policy.digest.get("sha256").map_or("none", String::as_str);
    let mut points = vec![
        vec![Piece::plain("judgement "), Piece::code(&verdict.judgement)],
        vec![Piece::plain("policy "), Piece::code(format!("sha256:{policy}"))],
    ];
    if let Some(sha) = verdict.subject.first().and_then(|subject| subject.digest.get("gitCommit")) {
        points.push(vec![Piece::plain("commit "), Piece::code(sha)]);
    }
    let notes = verdict.not_covered.iter().map(|note| vec![Piece::plain(format!("not looked at: {note}"))]);
    points.extend(notes);
    points
}
