//! `inspect`: what reports hold, before anybody writes a policy for them.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Command};
use runner::command::neutral;
use runner::files::Workspace;
use runner::progress::Progress;
use runner::report::{Block, Piece, Report, Section, Table};
use runner::text::count;
use runner::{Setting, World, terminal};
use sarif::Severity;
use serde::Serialize;
use verdict::ratio::grouped;
use verdict::status::ExitCode;

use crate::facts::{Conserved, Facts, FindingFact, MergedFact, ReportFact};
use crate::gather;
use crate::policy::{Asked, Policy};

/// Runs in the table for people; `--json` has all of them.
const SHOWN: usize = 200;
/// Reasons in the list for people.
const REASONS: usize = 50;

pub(super) fn command() -> Command {
    Command::new("inspect")
        .about(
            "Tell what reports hold: formats, tools, versions, results by severity, and what was not scanned",
        )
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("Print JSON for machines"))
        .arg(super::files())
        .arg(super::formats())
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Inspected<'a> {
    /// `releasegate/sarif-inspect/v1`.
    schema: &'static str,
    /// Whether every report was read, and every scan is whole.
    whole: bool,
    /// The reports, in the order of their paths.
    reports: &'a [ReportFact],
    /// What would become of the results of each tool in a merge.
    ledger: &'a BTreeMap<String, Conserved>,
    /// Findings by tool and severity.
    counts: BTreeMap<&'a str, BTreeMap<Severity, u64>>,
    /// The merged log; absent if the reports cannot be merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged: Option<&'a MergedFact>,
    /// Why they cannot be merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_merged: Option<&'a str>,
    /// The findings, by run and result.
    findings: &'a [FindingFact],
}

/// Exit code 0 for whole scans, 3 if something was not scanned, 4 if a report cannot be read.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let (files, formats) = (super::files_of(matches), super::formats_of(matches)?);
    let policy = Policy::resolve(None, Asked { files, formats, ..Asked::default() })?;
    let today = (world.clock)().to_zoned(jiff::tz::TimeZone::UTC).date();
    let setting = Setting::plain(Workspace::new(world.directory.clone()), today);
    let mut progress = Progress::new(world.watched);
    let facts = gather::gather(&policy, &setting, &mut progress)?.facts;
    progress.end();
    if let Some(empty) = facts.patterns.iter().find(|it| it.matched == 0) {
        anyhow::bail!("`{}` matches no file", empty.pattern);
    }
    let inspected = Inspected {
        schema: "releasegate/sarif-inspect/v1",
        whole: facts.complete() && facts.runs().all(|run| run.incomplete.is_empty()),
        reports: &facts.reports,
        ledger: &facts.ledger,
        counts: counts(&facts),
        merged: facts.merged.as_ref(),
        not_merged: facts.not_merged.as_deref(),
        findings: &facts.findings,
    };
    let text = if matches.get_flag("json") {
        format!("{}\n", serde_json::to_string_pretty(&inspected)?)
    } else {
        neutral(&terminal::render(&report(&inspected), world.width))
    };
    world.stdout.write_all(text.as_bytes())?;
    Ok(match (facts.complete(), inspected.whole) {
        (false, _) => ExitCode::Error,
        (true, false) => ExitCode::Inconclusive,
        (true, true) => ExitCode::Success,
    })
}

fn counts(facts: &Facts) -> BTreeMap<&str, BTreeMap<Severity, u64>> {
    let mut counts: BTreeMap<&str, BTreeMap<Severity, u64>> =
        facts.ledger.keys().map(|tool| (tool.as_str(), BTreeMap::new())).collect();
    for finding in &facts.findings {
        *counts.entry(&finding.tool).or_default().entry(finding.severity).or_default() += 1;
    }
    counts
}

fn report(of: &Inspected<'_>) -> Report {
    let reasons = reasons(of);
    let mut sections = Vec::new();
    if !reasons.is_empty() {
        let more = reasons.len().saturating_sub(REASONS);
        let mut points: Vec<Vec<Piece>> =
            reasons.into_iter().take(REASONS).map(|text| vec![Piece::plain(text)]).collect();
        if more > 0 {
            points.push(vec![Piece::plain(format!("and {more} more: --json has all of them"))]);
        }
        sections.push(Section::headed("Not whole", vec![Block::List(points)]));
    }
    sections.push(Section::headed("Reports", vec![Block::Table(runs(of))]));
    sections.push(Section::headed("Findings", vec![Block::Table(severities(of))]));
    let results: u64 = of.ledger.values().map(|tool| tool.read).sum();
    Report {
        title: "SARIF merge, inspected".to_owned(),
        headline: format!(
            "{} in {}, {}",
            count(results, "result", "results"),
            count(of.reports.len() as u64, "report", "reports"),
            if of.whole { "all of it read" } else { "and not all that was to be scanned" }
        ),
        sections,
        ..Report::default()
    }
}

/// Why this is not all.
fn reasons(of: &Inspected<'_>) -> Vec<String> {
    let mut reasons: Vec<String> = of.not_merged.map(str::to_owned).into_iter().collect();
    for report in of.reports {
        reasons.extend(report.broken.iter().map(|broken| format!("{}: {}", report.path, broken.message)));
        if report.broken.is_none() && report.runs.is_empty() {
            reasons.push(format!("{}: it has no run", report.path));
        }
        for run in &report.runs {
            reasons.extend(run.incomplete.iter().map(|why| format!("{} ({}): {why}", report.path, run.tool)));
        }
    }
    reasons
}

fn runs(of: &Inspected<'_>) -> Table {
    let mut table = Table::new(&["Report", "Format", "Tool", "Version", "Category", ">Results"]);
    let mut more: u64 = 0;
    for report in of.reports {
        let format = report.format.as_deref().unwrap_or("not read");
        for run in &report.runs {
            if table.rows.len() >= SHOWN {
                more += 1;
                continue;
            }
            table.rows.push(vec![
                Piece::code(&report.path),
                Piece::plain(format),
                Piece::plain(&run.tool),
                Piece::plain(run.version.as_deref().unwrap_or_default()),
                Piece::plain(&run.category),
                Piece::plain(grouped(run.results)),
            ]);
        }
        if report.runs.is_empty() && table.rows.len() < SHOWN {
            let mut row = vec![Piece::code(&report.path), Piece::plain(format)];
            row.resize_with(6, || Piece::plain(""));
            table.rows.push(row);
        }
    }
    if more > 0 {
        table.more = Some(format!("{}: --json has all of them.", count(more, "more run", "more runs")));
    }
    table
}

fn severities(of: &Inspected<'_>) -> Table {
    let mut table = Table::new(&["Tool", ">Critical", ">High", ">Medium", ">Low", ">Info", ">Unknown"]);
    for (tool, counts) in &of.counts {
        let mut row = vec![Piece::plain(*tool)];
        let number = |severity| counts.get(severity).copied().unwrap_or_default();
        row.extend(Severity::ALL.iter().map(|severity| Piece::plain(grouped(number(severity)))));
        table.rows.push(row);
    }
    table
}
