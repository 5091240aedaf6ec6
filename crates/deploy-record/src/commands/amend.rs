//! `ledger correct`, `ledger hold`, `ledger approve-external`, and those of keys: one record that a person adds by hand. Nothing is ever
//! changed: what is wrong stays, and the correction stands beside it (21 CFR 11.10(e)).

pub(super) mod correct;
pub(super) mod external;
pub(super) mod hold;
pub(super) mod keys;

use anyhow::Context as _;
use clap::{Arg, ArgMatches, Command, value_parser};
use ledger::digest::DigestSet;
use ledger::hash::Hash;
use ledger::moment::Moment;
use ledger::name::{Line, Pseudonym};
use ledger::predicate::LeafRef;
use ledger::signer::VerifierKey;
use ledger::statement::{Statement, Subject};
use ledger::tip::Record;
use runner::World;
use runner::report::Report;
use serde::Serialize;
use stores::{AppendError, Sequencer};
use verdict::status::ExitCode;

use crate::Usage;
use crate::answer::{self, list};
use crate::bar::{self, Bar};
use crate::keys::{Keys, group, options};
use crate::place::{Place, given, now};
use crate::verification::{self, State, Verification};

/// A statement with the key that makes it this one.
type Made = (Statement, Hash);

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Added {
    /// `releasegate/ledger-add/v1`.
    schema: &'static str,
    ledger: String,
    /// Whether this run added it; not if an earlier one did.
    changed: bool,
    /// Where it stands.
    index: u64,
    root: String,
}

/// What came of it.
enum Done {
    Added(Added),
    NotSound(Box<Verification>),
}

fn option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

/// A command that adds a record by hand.
fn adding(name: &'static str, about: &'static str) -> Command {
    Command::new(name).about(about).args(options()).group(group()).arg(super::ephemeral_ok())
}

/// The options of what is said of an earlier entry.
fn about_an_entry() -> [Arg; 4] {
    [
        option("index", "INDEX", "The entry that it is about").required(true).value_parser(value_parser!(u64)),
        option("by", "PSEUDONYM", "Who says so").required(true),
        option("reason", "TEXT", "Why").required(true),
        option("authority", "TEXT", "By what right, such as a rule and a ticket").required(true),
    ]
}

fn line(matches: &ArgMatches, name: &str) -> anyhow::Result<Line> {
    let text = given(matches, name).unwrap_or_default();
    Ok(Line::new(text).map_err(|error| Usage(format!("--{name}: {error}")))?)
}

fn person(matches: &ArgMatches, name: &str) -> anyhow::Result<Pseudonym> {
    let text = given(matches, name).unwrap_or_default();
    Ok(Pseudonym::new(text).map_err(|error| Usage(format!("--{name}: {error}")))?)
}

/// The subject of what is said of an entry.
fn entry_subject(target: LeafRef) -> anyhow::Result<Vec<Subject>> {
    Ok(vec![Subject { name: Line::new("entry")?, digest: DigestSet::sha256(target.hash) }])
}

/// Verifies the ledger, makes the statement and appends it. Exit code 0 once it stands there, 1 and 3 for a ledger that is not sound.
fn add(
    matches: &ArgMatches,
    world: &mut World<'_>,
    make: impl Fn(Option<LeafRef>, Moment) -> anyhow::Result<Made>,
) -> anyhow::Result<ExitCode> {
    if given(matches, "trust").is_none() {
        let message = "name the keys by --trust: nothing is built upon a head that nobody known signed";
        return Err(Usage(message.to_owned()).into());
    }
    let keys = Keys::read(matches, world)?;
    match super::wait(added(matches, world, &keys, make))? {
        Done::Added(added) => {
            answer::print(world, matches.get_flag("json"), &added, report)?;
            Ok(ExitCode::Success)
        }
        Done::NotSound(found) => {
            answer::remark(world, &format!("nothing was added: the ledger is {}", found.state.words()))?;
            let lines: Vec<String> = found.faults.iter().map(verification::Finding::line).take(20).collect();
            lines.iter().try_for_each(|line| answer::remark(world, line))?;
            Ok(found.state.exit_code())
        }
    }
}

async fn added(
    matches: &ArgMatches,
    world: &World<'_>,
    keys: &Keys,
    make: impl Fn(Option<LeafRef>, Moment) -> anyhow::Result<Made>,
) -> anyhow::Result<Done> {
    let place = Place::open(matches, world)?;
    let (head, origin, time) = (place.head().await?, place.store.origin(), now(world)?);
    let bar = Bar::over(bar::watched(world), "verifying", head.size());
    let found = verification::verify(&place, &head, Vec::new(), &bar).await?;
    drop(bar);
    if found.state != State::Sound {
        return Ok(Done::NotSound(Box::new(found)));
    }
    let index = matches.try_get_one::<u64>("index").ok().flatten().copied();
    let target = match index {
        Some(index) if index >= head.size() => {
            return Err(Usage(format!("--index: the ledger has {} entries, from 0", head.size())).into());
        }
        Some(index) => {
            let stored = place.store.entry(&head, index).await?.entry.context("the entry is not there")?;
            Some(LeafRef { index, hash: Hash::leaf(&stored) })
        }
        None => None,
    };
    let (statement, key) = make(target, time)?;
    if let Some(there) = place.store.find(&head, &key).await? {
        return Ok(Done::Added(told(origin.to_string(), false, there.index, head.root())));
    }
    let keyring = &found.report.keyring;
    let record = Record::sign(&statement, key, &keys.for_statement(keyring, head.size(), &statement)?)?;
    let known: Vec<&VerifierKey> = keyring.checkpoint_keys(origin, head.size()).collect();
    let after = keys.after(keyring, (origin, head.size()), &statement)?;
    let signers = keys.for_checkpoints(&after, origin, head.size() + 1)?;
    let sequencer = Sequencer { origin, signers: &signers, known: &known, previous_shard: None };
    let batch = sequencer.batch(Some(&head), [&record], Vec::new(), time)?;
    match place.store.append(Some(&head), &batch).await {
        Ok(after) => Ok(Done::Added(told(origin.to_string(), true, head.size(), after.root()))),
        Err(AppendError::Conflict { .. }) => {
            anyhow::bail!("the ledger moved on while it was verified, and nothing was added: run it again")
        }
        Err(AppendError::Store(error)) => Err(error)
            .context("the record may have been written or not: run it again, which finds it if it was"),
    }
}

fn told(ledger: String, changed: bool, index: u64, root: Hash) -> Added {
    Added { schema: "releasegate/ledger-add/v1", ledger, changed, index, root: root.to_string() }
}

fn report(of: &Added) -> Report {
    let did = if of.changed { "added" } else { "there before" };
    Report {
        title: "Ledger".to_owned(),
        headline: format!("entry {} of {} was {did}", of.index, of.ledger),
        sections: list("Head", &[format!("root {}", of.root)]).into_iter().collect(),
        ..Report::default()
    }
}
