//! The commands. They judge the ledger and nothing else, and fail as a whole or not at all.

mod amend;
mod checkpoint;
mod consistency;
mod copy;
mod erase;
mod key;
mod prove;
mod seal;
mod show;
mod top;
mod trust;
mod verify;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Arg, ArgAction, ArgMatches, Command};
use runner::World;
use verdict::status::ExitCode;

use crate::place;

/// Runs one of them.
type Run = fn(&ArgMatches, &mut World<'_>) -> anyhow::Result<ExitCode>;

/// A command, and what runs it.
type Entry = (fn() -> Command, Run);

const ALL: &[Entry] = &[
    (show::command, show::run),
    (verify::command, verify::run),
    (prove::command, prove::run),
    (consistency::command, consistency::run),
    (checkpoint::command, checkpoint::run),
    (seal::command, seal::run),
    (copy::command, copy::run),
    (erase::command, erase::run),
    (amend::correct::command, amend::correct::run),
    (amend::hold::command, amend::hold::run),
    (amend::external::command, amend::external::run),
    (amend::keys::introduce, amend::keys::run_introduce),
    (amend::keys::rotate, amend::keys::run_rotate),
    (amend::keys::revoke, amend::keys::run_revoke),
];

/// The commands beside recording, for people.
pub(crate) fn all() -> Vec<Command> {
    let ledger = Command::new("ledger")
        .about(
            "Look at a ledger, verify it, prove its entries, seal and copy it, change its keys, erase a person",
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(ALL.iter().map(|(command, _)| command().args(place::options()).arg(json())));
    let top = top::TOP.iter().map(|(command, _)| command().args(place::options()).arg(json()));
    [ledger, key::command(), trust::command()].into_iter().chain(top).collect()
}

/// The command line of the commands alone.
pub(crate) fn parser() -> Command {
    Command::new("deploy-record")
        .about("The record of deployments and approvals")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(all())
}

/// Runs the command that was asked for.
pub(crate) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let (name, matches) = matches.subcommand().context("name a command")?;
    named(name, matches, world)
}

/// Runs the command of that name.
pub(crate) fn named(name: &str, matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    if name == "key" {
        return key::run(matches, world);
    }
    if name == "trust" {
        return trust::run(matches, world);
    }
    if let Some((_, run)) = top::TOP.iter().find(|(command, _)| command().get_name() == name) {
        return run(matches, world);
    }
    let (name, matches) = matches.subcommand().context("name a command of the ledger")?;
    let runs = ALL.iter().find(|(command, _)| command().get_name() == name);
    let (_, run) = runs.with_context(|| format!("there is no command `{name}`"))?;
    run(matches, world)
}

fn json() -> Arg {
    Arg::new("json").long("json").action(ArgAction::SetTrue).help("Print JSON for machines")
}

fn output(help: &'static str) -> Arg {
    Arg::new("output").long("output").short('o').value_name("FILE").help(help)
}

/// A folder of a runner that ends with the job is refused without it.
fn ephemeral_ok() -> Arg {
    Arg::new("ephemeral-ok")
        .long("ephemeral-ok")
        .action(ArgAction::SetTrue)
        .help("Write to a folder of a GitHub-hosted runner, which ends with the job")
}

/// Does the work on a runtime of its own: stores may ask over a network.
fn wait<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("failed to start the network's runtime")?.block_on(work)
}

/// Where a file goes, and where nothing of an earlier run is left, which could be taken for what this one could not write.
fn cleared(world: &World<'_>, output: &str) -> anyhow::Result<PathBuf> {
    let target = world.directory.join(output);
    remove(&target)?;
    Ok(target)
}

fn remove(target: &Path) -> anyhow::Result<()> {
    match std::fs::remove_file(target) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("failed to remove the old {}", target.display()))
        }
        _ => Ok(()),
    }
}
