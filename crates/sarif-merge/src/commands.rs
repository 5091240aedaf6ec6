//! Commands beside judging: `merge`, `convert` and `baseline`. They judge nothing, and fail as a whole or not at all.

mod baseline;
mod convert;
mod merge;
mod upload;

use clap::{Arg, ArgMatches, Command};
use runner::World;
use verdict::status::ExitCode;

pub(crate) fn all() -> Vec<Command> {
    vec![merge::command(), convert::command(), baseline::command(), upload::command()]
}

pub(crate) fn run(name: &str, matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    match name {
        "merge" => merge::run(matches, world),
        "convert" => convert::run(matches, world),
        "baseline" => baseline::run(matches, world),
        "upload" => upload::run(matches, world),
        other => anyhow::bail!("there is no command `{other}`"),
    }
}

fn output(default: Option<&'static str>) -> Arg {
    let arg = Arg::new("output").long("output").short('o').value_name("PATH");
    match default {
        Some(default) => arg.default_value(default).help("Where the file goes"),
        None => arg.required(true).help("Where the file goes"),
    }
}
