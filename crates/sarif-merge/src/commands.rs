//! Commands beside judging. They judge nothing, and fail as a whole or not at all.

mod baseline;
mod convert;
mod csv;
mod diff;
mod html;
mod inspect;
mod merge;
mod upload;
mod vex;

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Arg, ArgAction, ArgMatches, Command};
use runner::World;
use verdict::status::ExitCode;

use crate::judged::Judged;
use crate::policy::Declared;

/// Runs one of them.
type Run = fn(&ArgMatches, &mut World<'_>) -> anyhow::Result<ExitCode>;

/// A command, and what runs it.
type Entry = (fn() -> Command, Run);

const ALL: &[Entry] = &[
    (merge::command, merge::run),
    (convert::command, convert::run),
    (inspect::command, inspect::run),
    (baseline::command, baseline::run),
    (diff::command, diff::run),
    (csv::command, csv::run),
    (html::command, html::run),
    (vex::command, vex::run),
    (upload::command, upload::run),
];

pub(crate) fn all() -> Vec<Command> {
    ALL.iter().map(|(command, _)| command()).collect()
}

pub(crate) fn run(name: &str, matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    match ALL.iter().find(|(command, _)| command().get_name() == name) {
        Some((_, run)) => run(matches, world),
        None => anyhow::bail!("there is no command `{name}`"),
    }
}

fn output(default: Option<&'static str>) -> Arg {
    let arg = Arg::new("output").long("output").short('o').value_name("PATH");
    match default {
        Some(default) => arg.default_value(default).help("Where the file goes"),
        None => arg.required(true).help("Where the file goes"),
    }
}

/// The reports that a command reads.
fn files() -> Arg {
    let arg = Arg::new("files").required(true).action(ArgAction::Append).num_args(1..);
    arg.value_name("GLOB").help("The reports; each pattern must match")
}

/// Which scanner wrote which reports.
fn formats() -> Arg {
    let arg = Arg::new("formats").long("formats").action(ArgAction::Append).value_name("GLOB => FORMAT");
    arg.help("Which scanner wrote these reports, where their content does not tell; may be given again")
}

/// # Errors
/// A line that is none.
fn formats_of(matches: &ArgMatches) -> anyhow::Result<Vec<Declared>> {
    let lines = matches.get_many::<String>("formats").into_iter().flatten();
    lines.map(|line| Declared::parse(line).map_err(|wrong| anyhow::anyhow!("--formats: {wrong}"))).collect()
}

fn files_of(matches: &ArgMatches) -> Vec<String> {
    matches.get_many::<String>("files").into_iter().flatten().cloned().collect()
}

/// The verdict that a command writes down in another form.
fn verdict() -> Arg {
    Arg::new("verdict")
        .long("verdict")
        .value_name("PATH")
        .default_value(".releasegate/sarif-merge.verdict.json")
        .help("The verdict; its facts lie beside it")
}

/// Where a file goes. What an earlier run left there must not be taken for what this one could not write; the verdict is no such thing.
fn fresh(world: &World<'_>, output: &str, verdict: &str) -> anyhow::Result<PathBuf> {
    let target = world.directory.join(output);
    let same = |one: &PathBuf, other: PathBuf| {
        one.canonicalize().ok().is_some_and(|one| other.canonicalize().ok() == Some(one))
    };
    anyhow::ensure!(
        !same(&target, world.directory.join(verdict)),
        "{output} is the verdict: write to another file"
    );
    cleared(world, output)
}

/// Where a file goes, and where nothing of an earlier run is left.
fn cleared(world: &World<'_>, output: &str) -> anyhow::Result<PathBuf> {
    let target = world.directory.join(output);
    match std::fs::remove_file(&target) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("failed to remove the old {output}"))
        }
        _ => Ok(target),
    }
}

/// Says so if reports were missing or broken: whoever counts on every finding being there has to know.
fn told(judged: &Judged, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let Some(lacking) = judged.lacking() else { return Ok(ExitCode::Success) };
    world.stderr.write_all(format!("not all of it: {lacking}\n").as_bytes())?;
    Ok(ExitCode::Inconclusive)
}
