//! `trust`: writes the trust document of a verifier, from public keys that came by a way of their own.

use anyhow::Context as _;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use ledger::commitment::Version1;
use ledger::moment::Moment;
use ledger::origin::Origin;
use ledger::predicate::Role;
use ledger::trust::{Trust, TrustedKey};
use runner::World;
use verdict::status::ExitCode;

use crate::Usage;
use crate::keys::public;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

pub(super) fn command() -> Command {
    let key = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name("PUBLIC-KEY").action(ArgAction::Append).help(help)
    };
    let days = Arg::new("days")
        .long("days")
        .value_name("NUMBER")
        .default_value("366")
        .value_parser(value_parser!(u16).range(1..))
        .help("For how many days from now it holds");
    Command::new("trust")
        .about("Write a trust document: whose signatures a verifier believes")
        .arg(key("public-key", "A key that signs records and checkpoints; may be given again").required(true))
        .arg(key(
            "root",
            "A key that introduces, replaces and revokes others, and signs nothing else; may be given again",
        ))
        .arg(days)
}

/// Prints the document; exit code 2 for keys of several ledgers, or for one key in two places.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let keys = |name: &str, roles: &[Role]| {
        let all = matches.get_many::<String>(name).unwrap_or_default();
        let key = |text: &String| Ok(TrustedKey { vkey: public(name, text)?, roles: roles.to_vec() });
        all.map(key).collect::<anyhow::Result<Vec<_>>>()
    };
    let mut all = keys("public-key", &[Role::Record, Role::Checkpoint])?;
    all.extend(keys("root", &[Role::Root])?);
    let first = all.first().context("--public-key is missing")?;
    let name = first.vkey.name().to_owned();
    if let Some(other) = all.iter().find(|one| one.vkey.name() != name) {
        let message =
            format!("the keys are of two ledgers, {name} and {}: write a document for each", other.vkey.name());
        return Err(Usage(message).into());
    }
    let from = (world.clock)().as_millisecond();
    let days = matches.get_one::<u16>("days").copied().unwrap_or(366);
    let trust = Trust {
        v: Version1,
        ledger: Origin::parse(&name).map_err(|error| Usage(format!("`{name}`: {error}")))?,
        valid_from: Moment::from_millis(from)?,
        valid_until: Moment::from_millis(from.saturating_add(DAY * i64::from(days)))?,
        keys: all,
        witnesses: Vec::new(),
        quorum: None,
        runs: Vec::new(),
        heads: Vec::new(),
    };
    let text = serde_json::to_string_pretty(&trust)?;
    // What is written is what is read: a document that no verifier takes is never printed.
    Trust::parse(text.as_bytes(), trust.valid_from).map_err(|error| Usage(error.to_string()))?;
    crate::say(world.stdout, &format!("{text}\n"));
    Ok(ExitCode::Success)
}
