//! `report`: what a ledger says of a time, for people: as one page, as Markdown, as JSON, as tables for spreadsheets. It judges nothing: of
//! each control it shows the population and the exceptions.

mod html;
mod markdown;
mod rests;

use ::report::csv::{self, Table};
use ::report::{Asked, Mapping, Report, Standing};
use anyhow::Context as _;
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command};
use ledger::moment::Moment;
use metrics::{Scope, Window};
use runner::command::neutral;
use runner::text::{count, one_line};
use runner::{World, atomic};
use verdict::status::ExitCode;

use super::asked::{self, option};
use super::source::{self, Source};
use super::span;
use crate::Usage;
use crate::answer;
use crate::place::{given, now, read_file};

/// Deployments and exceptions that a page or Markdown shows, unless somebody says otherwise.
const ROWS: usize = 500;
/// More than these no browser shows at once.
const MOST_ROWS: usize = 20_000;
/// Mappings that one report takes.
const MAPPINGS: usize = 20;

pub(super) fn command() -> Command {
    let words = PossibleValuesParser::new(Table::ALL.map(Table::word));
    let formats = PossibleValuesParser::new(Format::ALL.map(|(word, _)| word));
    let controls = option(
        "controls",
        "FILE",
        "A mapping of your own in place of the built-in ones; several are all taken",
    );
    Command::new("report")
        .about("Report on a time: deployments with verdicts, approvers and outcome, figures, incidents, and what the record says of controls")
        .arg(option("format", "FORMAT", "[default: markdown]").value_parser(formats))
        .arg(option("table", "NAME", "Which table of --format csv [default: deployments]").value_parser(words))
        .arg(crate::commands::output("Where the report goes; without it, to standard output"))
        .arg(controls.action(ArgAction::Append))
        .arg(rows())
        .args(asked::scope())
        .args(span::options())
        .args(asked::source())
}

fn rows() -> Arg {
    option(
        "rows",
        "NUMBER",
        "How many deployments, and how many exceptions of a query, a page or Markdown shows [default: 500]",
    )
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Markdown,
    Html,
    Json,
    Csv,
}

impl Format {
    const ALL: [(&'static str, Self); 4] =
        [("markdown", Self::Markdown), ("html", Self::Html), ("json", Self::Json), ("csv", Self::Csv)];

    fn of(matches: &ArgMatches) -> anyhow::Result<Self> {
        let word = given(matches, "format");
        if matches.get_flag("json") {
            let other = word.is_some_and(|word| word != "json");
            return if other {
                Err(Usage("--json and another --format contradict".to_owned()).into())
            } else {
                Ok(Self::Json)
            };
        }
        let found = Self::ALL.into_iter().find(|(known, _)| word == Some(known));
        Ok(found.map_or(Self::Markdown, |(_, format)| format))
    }
}

/// Exit code 0 for a sound ledger, 1 for one with faults, 3 for one that nobody vouches for: the report is written all the same, and says so first.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let (format, rows) = (Format::of(matches)?, shown(matches)?);
    let table = table(matches, format)?;
    let output = given(matches, "output");
    if format == Format::Html && output.is_none() {
        return Err(Usage("a page is a file: name it by --output".to_owned()).into());
    }
    let (scope, window) = span::read(matches, world)?;
    let controls = controls(matches, world)?;
    let now = now(world)?;
    let target = output.map(|output| crate::commands::cleared(world, output)).transpose()?;
    let source = crate::commands::wait(source::read(matches, world))?;
    let asked = Asked { scope: &scope, window: &window, now };
    let report = Report::of(&source.history, asked, rests::of(&source), controls);
    let text = match format {
        Format::Markdown => markdown::page(&report, rows),
        Format::Html => html::page(&report, rows),
        Format::Csv => csv::csv(&report, table),
        Format::Json if target.is_none() => {
            answer::print(world, true, &report, |_| runner::report::Report::default())?;
            return Ok(source.state.exit_code());
        }
        Format::Json => format!("{}\n", serde_json::to_string_pretty(&report)?),
    };
    let Some((target, output)) = target.zip(output) else {
        // A carriage return would end the line of a log.
        world.stdout.write_all(neutral(&text.replace("\r\n", "\n")).as_bytes())?;
        return Ok(source.state.exit_code());
    };
    atomic::write(&target, text.as_bytes())?;
    let deployments = count(report.deployments.len() as u64, "deployment", "deployments");
    let line = format!(
        "{output}: {deployments}, {}. The ledger is {}",
        count(text.len() as u64, "byte", "bytes"),
        source.state.words()
    );
    world.stdout.write_all(neutral(&format!("{}\n", one_line(&line))).as_bytes())?;
    Ok(source.state.exit_code())
}

/// The page of all that a ledger says, in every environment, as of its last entry: the same of the same ledger, whenever it is made.
pub(super) fn page(source: &Source) -> anyhow::Result<Vec<u8>> {
    let last = source.history.latest().map_or(0, Moment::millis);
    let to = Moment::from_millis(last + 1)?;
    let window = Window::new(Moment::from_millis(0)?, to, "UTC")?;
    let scope = Scope { every_tier: true, ..Scope::default() };
    // Where the ledger was read is not of the ledger.
    let standing = Standing { store: "the pack that this page lies in".to_owned(), ..rests::of(source) };
    let asked = Asked { scope: &scope, window: &window, now: to };
    let report = Report::of(&source.history, asked, standing, Mapping::built_in());
    Ok(html::page(&report, ROWS).into_bytes())
}

fn table(matches: &ArgMatches, format: Format) -> anyhow::Result<Table> {
    let table = given(matches, "table").and_then(Table::of_word);
    if table.is_some() && format != Format::Csv {
        return Err(Usage("--table is for --format csv".to_owned()).into());
    }
    Ok(table.unwrap_or(Table::Deployments))
}

fn shown(matches: &ArgMatches) -> anyhow::Result<usize> {
    let Some(text) = given(matches, "rows") else { return Ok(ROWS) };
    let rows = text.parse::<usize>().ok().filter(|rows| (1..=MOST_ROWS).contains(rows));
    rows.ok_or_else(|| Usage(format!("--rows: write a number from 1 to {MOST_ROWS}")).into())
}

/// The organisation's mappings, or the built-in ones.
fn controls(matches: &ArgMatches, world: &World<'_>) -> anyhow::Result<Vec<Mapping>> {
    let Some(paths) = matches.get_many::<String>("controls") else { return Ok(Mapping::built_in()) };
    if paths.len() > MAPPINGS {
        return Err(Usage(format!("--controls: a report takes {MAPPINGS} files")).into());
    }
    let read = |path: &String| {
        let bytes = read_file(&world.directory.join(path), ::report::mapping::LIMITS.bytes)?;
        Mapping::parse(&bytes).with_context(|| format!("failed to use the controls of {path}"))
    };
    paths.map(read).collect()
}
