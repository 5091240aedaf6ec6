//! `key`: makes the key that signs a record.

use anyhow::Context as _;
use clap::{Arg, ArgMatches, Command};
use ledger::origin::Origin;
use ledger::signer::SignerKey;
use runner::World;
use verdict::status::ExitCode;

pub(super) fn command() -> Command {
    let origin = |text: &str| Origin::parse(text).map_err(|error| error.to_string());
    let ledger = Arg::new("ledger").long("ledger").value_name("NAME").required(true).value_parser(origin).help(
        "The ledger's name: HOST/OWNER-ID/REPOSITORY-ID/deployments, such as github.com/583231/1296269/deployments",
    );
    Command::new("key")
        .about("Make a key that signs the record: the first line is the secret, the second the public key")
        .arg(ledger)
}

pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let origin = matches.get_one::<Origin>("ledger").context("--ledger is missing")?;
    let mut seed = [0; 32];
    let (first, last) = seed.split_at_mut(16);
    first.copy_from_slice(&(world.entropy)()?);
    last.copy_from_slice(&(world.entropy)()?);
    let key = SignerKey::new(&origin.ledger().to_string(), &seed)?;
    let text = format!("{}\n{}\n", key.to_skey(), key.verifier());
    match world.stdout.write_all(text.as_bytes()).and_then(|()| world.stdout.flush()) {
        // Whoever reads the first line alone has what it asked for; a disk that is full is a key that is lost.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => return Err(error.into()),
        _ => {}
    }
    Ok(ExitCode::Success)
}
