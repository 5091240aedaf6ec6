//! Commands for people: a key to sign the record with, and the record held against its facts. They decide nothing.

mod key;
mod verify_record;

use clap::{ArgMatches, Command};
use runner::World;
use verdict::status::ExitCode;

/// Runs one of them.
type Run = fn(&ArgMatches, &mut World<'_>) -> anyhow::Result<ExitCode>;

/// A command, and what runs it.
type Entry = (fn() -> Command, Run);

const ALL: &[Entry] = &[(key::command, key::run), (verify_record::command, verify_record::run)];

pub(crate) fn all() -> Vec<Command> {
    ALL.iter().map(|(command, _)| command()).collect()
}

pub(crate) fn run(name: &str, matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    match ALL.iter().find(|(command, _)| command().get_name() == name) {
        Some((_, run)) => run(matches, world),
        None => anyhow::bail!("there is no command `{name}`"),
    }
}
