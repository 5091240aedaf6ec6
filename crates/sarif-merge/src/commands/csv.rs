//! `csv`: every finding of a verdict as a table for spreadsheets.

use anyhow::Context as _;
use clap::{ArgMatches, Command};
use runner::text::{count, one_line};
use runner::{World, atomic};
use verdict::status::ExitCode;

use crate::csv;
use crate::judged::Judged;

pub(super) fn command() -> Command {
    Command::new("csv")
        .about("Write every finding of a verdict as CSV, with what the policy makes of it")
        .arg(super::verdict())
        .arg(super::output(None))
}

/// Exit code 0 once every finding is written; 3 if reports were missing or broken, so that some may not be there.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let given = |name: &str| matches.get_one::<String>(name).context("name a path");
    let (path, output) = (given("verdict")?, given("output")?);
    let target = super::fresh(world, output, path)?;
    let judged =
        Judged::read(&world.directory.join(path)).with_context(|| format!("failed to write down {path}"))?;
    let rows = judged.rows();
    atomic::write(&target, csv::table(&rows).as_bytes())?;
    let line = format!("{output}: {}", count(rows.len() as u64, "finding", "findings"));
    world.stdout.write_all(format!("{}\n", one_line(&line)).as_bytes())?;
    super::told(&judged, world)
}
