//! `merge`: many logs and reports as one log.

use anyhow::Context as _;
use clap::{Arg, ArgAction, ArgMatches, Command};
use runner::files::Workspace;
use runner::progress::Progress;
use runner::text::{count, one_line};
use runner::{World, atomic};
use verdict::ratio::grouped;
use verdict::status::ExitCode;

use crate::gather;

pub(super) fn command() -> Command {
    Command::new("merge")
        .about("Merge SARIF logs and scanners' own reports into one log, and judge nothing")
        .arg(
            Arg::new("files")
                .required(true)
                .action(ArgAction::Append)
                .num_args(1..)
                .value_name("GLOB")
                .help("The reports; each pattern must match"),
        )
        .arg(super::output(Some("merged.sarif")))
}

/// Exit code 0 once the whole log is written.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let files: Vec<String> = matches.get_many::<String>("files").into_iter().flatten().cloned().collect();
    let output = matches.get_one::<String>("output").context("name a path")?;
    let target = world.directory.join(output);
    // What an earlier run left must not be taken for what this one could not write.
    match std::fs::remove_file(&target) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("failed to remove the old {output}"));
        }
        _ => {}
    }
    let workspace = Workspace::new(world.directory.clone());
    let mut progress = Progress::new(world.watched);
    let merged = gather::merged_log(&files, &workspace, &mut progress)?;
    progress.end();
    atomic::write(&target, &merged.bytes)?;
    let line = format!(
        "{output}: {} in {}, {} equal ones joined, {} bytes",
        count(merged.written, "result", "results"),
        count(merged.runs, "run", "runs"),
        grouped(merged.equal),
        grouped(merged.bytes.len() as u64)
    );
    world.stdout.write_all(format!("{}\n", one_line(&line)).as_bytes())?;
    Ok(ExitCode::Success)
}
