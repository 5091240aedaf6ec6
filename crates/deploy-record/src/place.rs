//! Which ledger a command is about: where its store is, how it is called, and whose signatures count.

mod every;
mod found;

use std::io::Read as _;
use std::path::Path;

use anyhow::Context as _;
use clap::{Arg, ArgMatches};
use github::{GitHub, Repository, Settings};
use ledger::checkpoint::CheckpointError;
use ledger::json::Limits;
use ledger::keyring::Keyring;
use ledger::moment::Moment;
use ledger::name::Slug;
use ledger::note::NoteError;
use ledger::origin::Origin;
use ledger::signer::VerifierKey;
use ledger::trust::Trust;
use runner::World;
use stores::{Address, Fetcher, Head, HeadError, Store, Way};

use crate::Usage;

/// Where a ledger is looked for on a command line.
const FOLDER: &str = "dir:releasegate-ledger";

/// A store that is open, and whose signatures count in it.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) store: Store,
    pub(crate) trust: Option<Trust>,
    /// Whether its files are at hand, so that reading each of them costs little.
    pub(crate) local: bool,
}

/// Who signed a head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Vouched {
    /// A key that is trusted.
    Trusted,
    /// Nobody who is known: that proves nothing and refutes nothing.
    Unknown(String),
    /// A signature that should be a trusted key's is none.
    Refuted(String),
}

/// A text that a command was given.
pub(crate) fn given<'m>(matches: &'m ArgMatches, name: &str) -> Option<&'m str> {
    matches.try_get_one::<String>(name).ok().flatten().map(String::as_str)
}

fn option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

/// The options that say which ledger.
pub(crate) fn options() -> Vec<Arg> {
    vec![
        option(
            "store",
            "STORE",
            "dir:PATH, branch:NAME, s3://BUCKET/PREFIX, gs://… or az://…; without it dir:releasegate-ledger, in Actions branch:releasegate-ledger",
        ),
        option("repository", "OWNER/NAME", "Whose branch; without it that of GITHUB_REPOSITORY"),
        option(
            "ledger",
            "ORIGIN",
            "The ledger's origin; without it that of the trust document, or what the folder says",
        ),
        option("shard", "NAME", "The shard, such as 2026-11, where there are several"),
        trust(),
    ]
}

/// The option for what is trusted.
pub(crate) fn trust() -> Arg {
    option("trust", "FILE", "The trust document: keys, witnesses and heads that came by a way of their own")
}

/// The trust document, as of now, or as of the moment that `--as-of` names in a command that has it.
pub(crate) fn read_trust(matches: &ArgMatches, world: &World<'_>) -> anyhow::Result<Option<Trust>> {
    let Some(path) = given(matches, "trust") else { return Ok(None) };
    let bytes = read_file(&world.directory.join(path), Limits::TRUST.bytes)?;
    let as_of = moment(matches, "as-of")?.map_or_else(|| now(world), Ok)?;
    Ok(Some(Trust::parse(&bytes, as_of).with_context(|| format!("failed to use {path}"))?))
}

/// The time, as records write it.
pub(crate) fn now(world: &World<'_>) -> anyhow::Result<Moment> {
    Ok(Moment::from_millis((world.clock)().as_millisecond())?)
}

/// A moment that a command was given, in any way that RFC 3339 has.
pub(crate) fn moment(matches: &ArgMatches, option: &str) -> anyhow::Result<Option<Moment>> {
    let Some(text) = given(matches, option) else { return Ok(None) };
    let read = text.parse::<jiff::Timestamp>().ok().map(|time| Moment::from_millis(time.as_millisecond()));
    let moment = read.and_then(Result::ok).ok_or_else(|| {
        Usage(format!("--{option}: `{text}` is no moment of RFC 3339, such as 2026-11-22T10:00:00Z"))
    })?;
    Ok(Some(moment))
}

/// A small file as a whole.
pub(crate) fn read_file(path: &Path, most: usize) -> anyhow::Result<Vec<u8>> {
    let failed = || format!("failed to read {}", path.display());
    // A pipe would never end.
    anyhow::ensure!(path.metadata().with_context(failed)?.is_file(), "{} is no plain file", path.display());
    let file = std::fs::File::open(path).with_context(failed)?;
    let mut bytes = Vec::new();
    file.take(most as u64 + 1).read_to_end(&mut bytes).with_context(failed)?;
    anyhow::ensure!(bytes.len() <= most, "{} has more than {most} bytes: it is another file", path.display());
    Ok(bytes)
}

impl Place {
    /// Opens the store that a command names. A folder that is not there is an error, and is not made. To be called inside of the runtime.
    pub(crate) fn open(matches: &ArgMatches, world: &World<'_>) -> anyhow::Result<Self> {
        let trust = read_trust(matches, world)?;
        let address = match given(matches, "store") {
            Some(text) => parse(text)?,
            None if world.in_actions() => Address::default(),
            None => parse(FOLDER)?,
        };
        let shard = given(matches, "shard")
            .map(Slug::new)
            .transpose()
            .map_err(|error| Usage(format!("--shard: {error}")))?;
        let named = match (given(matches, "ledger"), &trust) {
            (Some(text), _) => Some(Origin::parse(text).map_err(|error| Usage(format!("--ledger: {error}")))?),
            (None, Some(trust)) => Some(trust.ledger.clone()),
            (None, None) => None,
        };
        let origin = match (&address, named, shard) {
            (_, Some(named), Some(shard)) => named.ledger().with_shard(shard),
            (_, Some(named), None) if named.shard().is_some() => named,
            (Address::Folder(path), named, shard) => {
                found::origin(&world.directory.join(path), named.as_ref(), shard.as_ref())?
            }
            (_, Some(named), None) => named,
            (_, None, _) => {
                let message =
                    "nothing says which ledger it is: name it by --trust or --ledger, and its shard by --shard";
                return Err(Usage(message.to_owned()).into());
            }
        };
        if let Some(trust) = trust.as_ref().filter(|trust| trust.ledger != origin.ledger()) {
            return Err(
                Usage(format!("the trust document is for {}, and this is {origin}", trust.ledger)).into()
            );
        }
        Self::at(&address, origin, trust, matches, world)
    }

    /// The store of the same ledger at another address, which is made if it is not there.
    pub(crate) fn beside(&self, to: &str, matches: &ArgMatches, world: &World<'_>) -> anyhow::Result<Self> {
        let address = parse(to)?;
        if let Address::Folder(path) = &address {
            let path = world.directory.join(path);
            // Made by the command that writes to it, and by no other.
            std::fs::create_dir_all(&path).with_context(|| format!("failed to make {}", path.display()))?;
        }
        Self::at(&address, self.store.origin().clone(), self.trust.clone(), matches, world)
    }

    fn at(
        address: &Address,
        origin: Origin,
        trust: Option<Trust>,
        matches: &ArgMatches,
        world: &World<'_>,
    ) -> anyhow::Result<Self> {
        let var = |name: &str| world.vars.get(name).cloned();
        let store = match address {
            Address::Folder(path) => {
                let path = world.directory.join(path);
                anyhow::ensure!(path.is_dir(), "there is no folder {}: check --store", path.display());
                // What is read here was kept elsewhere; what is written here says so by its own option.
                let ephemeral_ok = !writes(matches) || matches.get_flag("ephemeral-ok");
                Store::folder(&path, origin, ephemeral_ok, &var)?
            }
            Address::Branch(name) => {
                let (github, repository, fetcher) = connect(matches, world)?;
                let store = Store::branch(github, repository, name, origin, Way::default());
                match fetcher {
                    Some(fetcher) => store.fetching(fetcher),
                    None => store,
                }
            }
            Address::Objects { cloud, bucket, prefix } => {
                let opened = Store::cloud(*cloud, bucket, prefix, origin, &var);
                opened.map_err(|error| Usage(error.to_string()))?
            }
        };
        Ok(Self { store, trust, local: matches!(address, Address::Folder(_)) })
    }

    /// The anchors; none without a trust document.
    pub(crate) fn anchors(&self) -> Keyring {
        self.trust.as_ref().map(Trust::keyring).unwrap_or_default()
    }

    /// The head; that there is none is an error, as nothing can be said of what is not there.
    pub(crate) async fn head(&self) -> anyhow::Result<Head> {
        let head = self.store.head().await?;
        head.with_context(|| format!("there is no ledger {} at {}", self.store.origin(), self.store.name()))
    }

    /// Whether a key signed the head that may: an anchor, or one that came of them, as far as the caller followed that.
    pub(crate) fn vouch(&self, head: &Head, keyring: &Keyring) -> Vouched {
        if self.trust.is_none() {
            return Vouched::Unknown("no --trust says whose signatures count".to_owned());
        }
        let known: Vec<&VerifierKey> = keyring.checkpoint_keys(self.store.origin(), head.size()).collect();
        match head.trusted(self.store.origin(), &known) {
            Ok(_) => Vouched::Trusted,
            Err(HeadError::Checkpoint(CheckpointError::Note(error @ NoteError::Unknown(_)))) => {
                Vouched::Unknown(error.to_string())
            }
            Err(error) => Vouched::Refuted(error.to_string()),
        }
    }
}

/// Whether the command writes to a store.
fn writes(matches: &ArgMatches) -> bool {
    matches.try_contains_id("ephemeral-ok").unwrap_or_default()
}

/// The address that an option names.
pub(crate) fn parse(text: &str) -> anyhow::Result<Address> {
    Ok(text.parse::<Address>().map_err(|error| Usage(format!("the store {error}")))?)
}

fn connect(matches: &ArgMatches, world: &World<'_>) -> anyhow::Result<(GitHub, Repository, Option<Fetcher>)> {
    let name = given(matches, "repository").or(world.var("GITHUB_REPOSITORY"));
    let name = name.ok_or_else(|| Usage("name the branch's repository by --repository".to_owned()))?;
    let repository: Repository =
        name.parse().map_err(|error| Usage(format!("the repository `{name}` {error}")))?;
    let token = world.var("GITHUB_TOKEN").or(world.var("GH_TOKEN"));
    let token = token.ok_or_else(|| Usage("there is no token: set GITHUB_TOKEN".to_owned()))?;
    let var = |name: &str| world.vars.get(name).cloned();
    let settings = Settings::from_vars(&var, token)?;
    let fetcher = Fetcher::of(&repository, token, &var)?;
    Ok((GitHub::connect(settings)?, repository, fetcher))
}
