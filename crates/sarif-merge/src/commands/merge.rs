//! `merge`: many logs and reports as one log.

use anyhow::Context as _;
use clap::{ArgMatches, Command};
use runner::World;
use runner::files::Workspace;
use runner::progress::Progress;
use runner::text::{count, one_line};
use verdict::ratio::grouped;
use verdict::status::ExitCode;

use crate::gather;

pub(super) fn command() -> Command {
    Command::new("merge")
        .about("Merge SARIF logs and scanners' own reports into one log, and judge nothing")
        .arg(super::files())
        .arg(super::formats())
        .arg(super::output(Some("merged.sarif")))
}

/// Exit code 0 once the whole log is written.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let (files, formats) = (super::files_of(matches), super::formats_of(matches)?);
    let output = matches.get_one::<String>("output").context("name a path")?;
    let target = super::cleared(world, output)?;
    let workspace = Workspace::new(world.directory.clone());
    let mut progress = Progress::new(world.watched);
    let merged = gather::merge_into(&target, (&files, &formats), &workspace, &mut progress)?;
    progress.end();
    let size = target.metadata().with_context(|| format!("failed to measure {output}"))?.len();
    let line = format!(
        "{output}: {} in {}, {} equal ones joined, {} bytes",
        count(merged.written, "result", "results"),
        count(merged.runs, "run", "runs"),
        grouped(merged.equal),
        grouped(size)
    );
    world.stdout.write_all(format!("{}\n", one_line(&line)).as_bytes())?;
    Ok(ExitCode::Success)
}
