//! `inspect`: what the reports hold, without judging.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};
use coverage::{Coverage, Metric, MetricCounts};
use runner::World;
use runner::files::Workspace;
use runner::progress::Progress;
use serde_json::{Value, json};
use verdict::ratio::grouped;
use verdict::status::ExitCode;

use crate::facts::{Facts, ReportFact, SCHEMA};
use crate::gather::read_report;
use crate::paths::{Mapper, Names, PathMap};

pub(crate) fn command() -> Command {
    Command::new("inspect")
        .about("Show what reports hold, without judging: files, totals, claims, formats")
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("Print JSON for machines"))
        .arg(Arg::new("file").required(true).num_args(1..).value_name("FILE").help("Coverage reports"))
}

/// Exit code 0, or 4 where a report cannot be read.
pub(crate) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::new(world.directory.clone());
    let named = matches.get_many::<String>("file").into_iter().flatten();
    let paths: BTreeSet<PathBuf> = named.map(|name| workspace.root().join(name)).collect();
    let mut merged = Coverage::default();
    let mut facts = Facts { schema: SCHEMA.to_owned(), ..Facts::default() };
    let map = PathMap::default();
    let mapper = Mapper::new(workspace.root(), &map, None);
    let mut names = Names::default();
    let mut progress = Progress::new(world.watched);
    progress.begin(paths.iter().filter_map(|path| path.metadata().ok()).map(|file| file.len()).sum());
    for path in &paths {
        let (report, coverage) = read_report(path, &workspace, &progress, &mapper, &mut names);
        facts.problems.extend(merged.merge(coverage));
        facts.reports.push(report);
    }
    progress.end();
    let answer =
        if matches.get_flag("json") { json_text(&merged, &facts) } else { plain_text(&merged, &facts) };
    world.stdout.write_all(answer.as_bytes())?;
    let broken = facts.reports.iter().any(|report| report.broken.is_some());
    Ok(if broken { ExitCode::Error } else { ExitCode::Success })
}

fn json_text(merged: &Coverage, facts: &Facts) -> String {
    let reports: Vec<Value> = facts.reports.iter().map(report_value).collect();
    let answer = json!({
        "files": merged.files.len(),
        "totals": merged.totals(),
        "claims": facts.claims(),
        "reports": reports,
        "problems": facts.problems,
    });
    format!("{answer:#}\n")
}

fn report_value(report: &ReportFact) -> Value {
    let content = report.content.as_ref();
    json!({
        "path": report.path,
        "sha256": report.sha256,
        "format": content.map(|content| content.format.word()),
        "producer": content.and_then(|content| content.producer.as_deref()),
        "files": content.map(|content| content.files),
        "totals": content.map(|content| &content.totals),
        "claims": content.map(|content| &content.claims),
        "problems": content.map(|content| &content.problems),
        "error": report.broken,
    })
}

fn plain_text(merged: &Coverage, facts: &Facts) -> String {
    let mut out = String::new();
    for report in &facts.reports {
        let path = runner::text::one_line(&report.path).into_owned();
        let text = match (&report.content, &report.broken) {
            (Some(content), _) => {
                let producer =
                    content.producer.as_deref().map(|name| format!(" by {name}")).unwrap_or_default();
                let files = runner::text::count(content.files, "file", "files");
                format!("{}{producer}, {files}", content.format.word())
            }
            (None, Some(broken)) => format!("{}: {}", broken.code, broken.message),
            (None, None) => "not read".to_owned(),
        };
        out.push_str(&format!("{path}: {}\n", runner::text::one_line(&text)));
    }
    out.push_str(&format!("files: {}\n", grouped(merged.files.len() as u64)));
    out.push_str(&rows(&merged.totals(), "lines say"));
    out.push_str(&rows(&facts.claims(), "reports claim"));
    out
}

fn rows(counts: &MetricCounts, who: &str) -> String {
    let row = |metric: Metric| {
        let counts = counts.get(&metric)?;
        let (covered, total) = (grouped(counts.covered), grouped(counts.total));
        Some(format!("{} ({who}): {} ({covered} of {total})\n", metric.word(), counts.percent()))
    };
    Metric::ALL.into_iter().filter_map(row).collect()
}
