//! `diff`: what came and what went between two runs.

use std::path::Path;

use anyhow::{Context as _, anyhow};
use clap::{Arg, ArgAction, ArgMatches, Command};
use runner::World;
use runner::command::neutral;
use runner::report::{Block, Piece, Report, Section, Table};
use runner::terminal;
use runner::text::count;
use verdict::ratio::grouped;
use verdict::status::ExitCode;

use crate::baseline::Document;
use crate::diff::{About, Diff, Side, diff};
use crate::gather;
use crate::judged::Judged;

/// Rows of a table for people; `--json` has all of them.
const SHOWN: usize = 50;

pub(super) fn command() -> Command {
    let side = |name: &'static str| {
        Arg::new(name).required(true).value_name(if name == "old" { "OLD" } else { "NEW" })
    };
    Command::new("diff")
        .about("Tell what is new and what is gone between two verdicts (their facts lie beside them), or two baselines")
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("Print JSON for machines"))
        .arg(side("old").help("The earlier verdict or baseline"))
        .arg(side("new").help("The later one"))
}

/// Exit code 0 if nothing is new, 1 if something is, 3 if that cannot be told because reports were missing or broken.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let given = |name: &str| matches.get_one::<String>(name).context("name two files");
    let (old, new) = (given("old")?, given("new")?);
    let (was, of_old) = side(&world.directory, old)?;
    let (is, of_new) = side(&world.directory, new)?;
    let doubts = [(old, of_old), (new, of_new)].into_iter();
    let doubts = doubts.filter_map(|(name, lacking)| Some(format!("{name}: {}", lacking?))).collect();
    let answer = diff(&was, &is, doubts);
    let text = if matches.get_flag("json") {
        format!("{}\n", serde_json::to_string_pretty(&answer)?)
    } else {
        neutral(&terminal::render(&report(&answer), world.width))
    };
    world.stdout.write_all(text.as_bytes())?;
    Ok(match (answer.total.new, of_old, of_new) {
        // What an earlier run did not read is not new for that.
        (_, Some(_), _) | (0, None, Some(_)) => ExitCode::Inconclusive,
        (0, None, None) => ExitCode::Success,
        _ => ExitCode::Fail,
    })
}

/// The findings of a file, and what a reader must know of them.
fn side(folder: &Path, name: &str) -> anyhow::Result<(Side, Option<&'static str>)> {
    let failed = || format!("failed to compare {name}");
    let path = folder.join(name);
    let bytes = gather::one_file(&path).with_context(failed)?;
    let schema = verdict::read::strict_value(&bytes).with_context(failed)?;
    let schema = schema.get("schema").and_then(serde_json::Value::as_str).unwrap_or_default();
    if schema.starts_with("releasegate/sarif-baseline/") {
        let document =
            Document::read(&bytes, "").map_err(|message| anyhow!("{message}")).with_context(failed)?;
        return Ok((Side::of_baseline(&document), None));
    }
    let judged = Judged::read(&path).with_context(failed)?;
    Ok((Side::of_findings(&judged.facts.findings), judged.lacking()))
}

fn report(diff: &Diff) -> Report {
    let total = diff.total;
    let mut sections = Vec::new();
    if !diff.doubts.is_empty() {
        let points = diff.doubts.iter().map(|doubt| vec![Piece::plain(doubt)]).collect();
        sections.push(Section::headed("Not for sure", vec![Block::List(points)]));
    }
    if !diff.tools.is_empty() {
        sections.push(Section::headed("By tool", vec![Block::Table(by_tool(diff))]));
    }
    let only = |it: &crate::diff::Only| (it.severity.map_or("", sarif::Severity::as_str).to_owned(), it.count);
    let changed = |it: &crate::diff::Changed| (format!("{} → {}", it.was.as_str(), it.is.as_str()), it.count);
    let lists = [
        ("New", table(diff.new.iter().map(|it| (&it.about, only(it))))),
        ("Severity changed", table(diff.severity_changed.iter().map(|it| (&it.about, changed(it))))),
        ("Gone", table(diff.gone.iter().map(|it| (&it.about, only(it))))),
    ];
    for (heading, table) in lists.into_iter().filter(|(_, table)| !table.rows.is_empty()) {
        sections.push(Section::headed(heading, vec![Block::Table(table)]));
    }
    Report {
        title: "SARIF merge, compared".to_owned(),
        headline: format!(
            "{} new, {} gone, {} unchanged, {} with another severity",
            count(total.new, "finding is", "findings are"),
            grouped(total.gone),
            grouped(total.unchanged),
            grouped(total.severity_changed)
        ),
        sections,
        ..Report::default()
    }
}

fn by_tool(diff: &Diff) -> Table {
    let mut table = Table::new(&["Tool", ">New", ">Gone", ">Unchanged", ">Severity changed"]);
    for (tool, it) in &diff.tools {
        let mut row = vec![Piece::plain(tool)];
        let numbers = [it.new, it.gone, it.unchanged, it.severity_changed];
        row.extend(numbers.into_iter().map(|number| Piece::plain(grouped(number))));
        table.rows.push(row);
    }
    table
}

fn table<'a>(items: impl Iterator<Item = (&'a About, (String, u64))>) -> Table {
    let mut table = Table::new(&["Severity", ">Times", "Tool", "Rule", "Where"]);
    let mut more: u64 = 0;
    for (about, (severity, times)) in items {
        if table.rows.len() >= SHOWN {
            more += 1;
            continue;
        }
        table.rows.push(vec![
            Piece::plain(severity),
            Piece::plain(grouped(times)),
            Piece::plain(about.tool.clone().unwrap_or_default()),
            Piece::code(&about.rule),
            Piece::code(about.place.clone().unwrap_or_default()),
        ]);
    }
    if more > 0 {
        table.more = Some(format!("{}: --json has all of them.", count(more, "more row", "more rows")));
    }
    table
}
