//! `ledger introduce`, `ledger rotate` and `ledger revoke`: which keys may sign, as records of the ledger. Each is signed by a key with the role
//! `root`, which is used for nothing else and lies where no job can read it.

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use ledger::digest::DigestSet;
use ledger::entry::idempotency_key;
use ledger::name::Line;
use ledger::predicate::{KeyEvent, KeyRecord, Predicate, Role};
use ledger::signer::VerifierKey;
use ledger::statement::{Statement, Subject};
use runner::World;
use verdict::status::ExitCode;

use super::{Made, add, adding, line, option};
use crate::keys::public;
use crate::place::{given, moment};

/// The words of a trust document.
const ROLES: [(&str, Role); 4] = [
    ("root", Role::Root),
    ("record", Role::Record),
    ("approval", Role::Approval),
    ("checkpoint", Role::Checkpoint),
];

fn key(name: &'static str, help: &'static str) -> Arg {
    option(name, "PUBLIC-KEY", help).required(true)
}

fn roles() -> Arg {
    option("role", "ROLE", "What it may sign: record and checkpoint, unless given; may be given again")
        .action(ArgAction::Append)
        .value_parser(ROLES.map(|(word, _)| word))
}

fn why() -> Arg {
    option("reason", "TEXT", "Why").required(true)
}

pub(crate) fn introduce() -> Command {
    adding("introduce", "Say that a new key may sign from now on; signed by a root key")
        .arg(key("public-key", "The new key, as `deploy-record key` prints it"))
        .args([roles(), why()])
}

pub(crate) fn rotate() -> Command {
    adding("rotate", "Put a new key in the place of another; signed by a root key and by the old key")
        .arg(key("replaces", "The old key, which may sign no more"))
        .arg(key("public-key", "The new key, as `deploy-record key` prints it"))
        .args([roles(), why()])
}

pub(crate) fn revoke() -> Command {
    let index = option(
        "from-index",
        "INDEX",
        "The first entry whose signature by it does not count. Each `verify` names these entries then, and the actions decide nothing more on this ledger: begin another. Without it what it signed so far stands",
    )
    .value_parser(value_parser!(u64));
    adding("revoke", "Say that a key may sign no more; signed by a root key, or by the key itself")
        .arg(key("public-key", "The key"))
        .args([
            index,
            option("compromised-at", "TIME", "When it is thought to have been lost, as RFC 3339"),
            why(),
        ])
}

pub(crate) fn run_introduce(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let change = KeyEvent::Introduced { vkey: given_key(matches, "public-key")?, roles: given_roles(matches) };
    record(matches, world, change)
}

pub(crate) fn run_rotate(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let (vkey, replaces) = (given_key(matches, "public-key")?, given_key(matches, "replaces")?.id());
    record(matches, world, KeyEvent::Rotated { vkey, replaces, roles: given_roles(matches) })
}

pub(crate) fn run_revoke(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let change = KeyEvent::Revoked {
        key: given_key(matches, "public-key")?.id(),
        from_index: matches.get_one::<u64>("from-index").copied(),
        compromised_at: moment(matches, "compromised-at")?,
    };
    record(matches, world, change)
}

fn given_key(matches: &ArgMatches, name: &str) -> anyhow::Result<VerifierKey> {
    public(name, given(matches, name).unwrap_or_default())
}

fn given_roles(matches: &ArgMatches) -> Vec<Role> {
    let words = matches.get_many::<String>("role").unwrap_or_default();
    let mut roles: Vec<Role> =
        words.filter_map(|word| ROLES.iter().find(|(known, _)| known == word)).map(|(_, role)| *role).collect();
    roles.sort();
    roles.dedup();
    if roles.is_empty() { vec![Role::Record, Role::Checkpoint] } else { roles }
}

fn record(matches: &ArgMatches, world: &mut World<'_>, change: KeyEvent) -> anyhow::Result<ExitCode> {
    let reason = line(matches, "reason")?;
    add(matches, world, |_, _| made(&change, &reason))
}

/// The record. A key is introduced once, and revoked from an index once, whatever the reason.
fn made(change: &KeyEvent, reason: &Line) -> anyhow::Result<Made> {
    let one = KeyRecord { change: change.clone(), reason: reason.clone() };
    let key = idempotency_key(&("releasegate/key/v1", change))?;
    let subject = vec![Subject { name: Line::new("key")?, digest: DigestSet::sha256(one.key()) }];
    Ok((Statement { subject, predicate: Predicate::Key(Box::new(one)) }, key))
}
