//! `ledger erase`: what names a person goes away, and a record says so. The record comes first: a broken-off run leaves a ledger that says more than was done,
//! and the next run does the rest.

mod targets;

use anyhow::Context as _;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use github::SystemClock;
use ledger::hash::Hash;
use ledger::moment::Moment;
use ledger::name::{Line, Pseudonym};
use ledger::predicate::Redacted;
use ledger::signer::VerifierKey;
use ledger::tip::Record;
use runner::World;
use runner::report::Report;
use runner::text::count;
use serde::Serialize;
use stores::append::{self, Beginning, DriveError, Patience};
use stores::{Head, People, Sequencer};
use verdict::status::ExitCode;

use crate::Usage;
use crate::answer::{self, list};
use crate::bar::{self, Bar};
use crate::keys::{self, Keys};
use crate::place::{Place, given, now, parse};
use crate::verification::{self, State, Verification};
use targets::{Target, Wanted};

/// Records of one append.
const AT_ONCE: usize = 200;

pub(super) fn command() -> Command {
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("erase")
        .about("Erase what names a person: the key and the values in the people's store, and envelopes; a record of the ledger says so")
        .arg(option("person", "PSEUDONYM", "Whose values").requires("people").required_unless_present("envelope"))
        .arg(option("people", "STORE", "Where the values of people are: dir:PATH, s3://BUCKET/PREFIX, gs://… or az://…").requires("person"))
        .arg(
            option("envelope", "INDEX", "An entry whose envelope goes as a whole; may be given again")
                .action(ArgAction::Append)
                .value_parser(value_parser!(u64)),
        )
        .arg(option("by", "PSEUDONYM", "Who erases").required(true))
        .arg(option("reason", "TEXT", "Why").required(true))
        .arg(option("authority", "TEXT", "By what right, such as a rule and a ticket").required(true))
        .args(keys::options())
        .group(keys::group())
        .arg(super::ephemeral_ok())
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Erased {
    /// `releasegate/ledger-erase/v1`.
    schema: &'static str,
    ledger: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<String>,
    /// The entries whose values went.
    values: Vec<u64>,
    /// The entries whose envelopes went.
    envelopes: Vec<u64>,
    /// The entries that say so, by this run or an earlier one.
    records: Vec<u64>,
    /// Whether the shard is sealed, so that nothing in it can say so.
    sealed: bool,
    size: u64,
    root: String,
}

/// What came of it.
enum Done {
    Erased(Erased),
    /// The ledger before, or after.
    NotSound(&'static str, Box<Verification>),
    Refused(String),
}

/// What is said of the erasure, in each record of it.
struct Said {
    by: Pseudonym,
    reason: Line,
    authority: Line,
    time: Moment,
}

/// Exit code 0 once nothing is left and the ledger is sound, 1 for what must be kept, 1 and 3 for a ledger that is not sound.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    if given(matches, "trust").is_none() {
        return Err(Usage(
            "name the keys by --trust: nothing is built upon a head that nobody known signed".to_owned(),
        )
        .into());
    }
    let keys = Keys::read(matches, world)?;
    match super::wait(erase(matches, world, &keys))? {
        Done::Erased(erased) => {
            answer::print(world, matches.get_flag("json"), &erased, report)?;
            Ok(ExitCode::Success)
        }
        Done::NotSound(when, found) => {
            answer::remark(world, &format!("{when} the ledger is {}", found.state.words()))?;
            let lines: Vec<String> = found.faults.iter().map(verification::Finding::line).take(20).collect();
            lines.iter().try_for_each(|line| answer::remark(world, line))?;
            Ok(found.state.exit_code())
        }
        Done::Refused(why) => {
            answer::remark(world, &format!("nothing was erased: {why}"))?;
            Ok(ExitCode::Fail)
        }
    }
}

async fn erase(matches: &ArgMatches, world: &World<'_>, keys: &Keys) -> anyhow::Result<Done> {
    let (said, wanted) = (said(matches, world)?, wanted(matches)?);
    let people = people(matches, world)?;
    let place = Place::open(matches, world)?;
    if !wanted.envelopes.is_empty() {
        // Before anything is recorded.
        place.store.can_erase().map_err(|error| Usage(error.to_string()))?;
    }
    let (head, found) = verified(&place, world).await?;
    if found.state != State::Sound {
        return Ok(Done::NotSound("nothing was erased:", Box::new(found)));
    }
    let bar = Bar::over(bar::watched(world), "looking", head.size());
    let targets = match targets::find(&place, &head, &wanted, &bar).await? {
        Ok(targets) => targets,
        Err(why) => return Ok(Done::Refused(why)),
    };
    drop(bar);
    let sealed = found.report.sealed;
    if sealed && !wanted.envelopes.is_empty() {
        return Ok(Done::Refused("the shard is sealed, and no record could say so".to_owned()));
    }
    let records =
        if sealed { Vec::new() } else { record(&place, &head, keys, &found, &targets, &said).await? };
    carry_out(&place, people.as_ref(), &wanted)
        .await
        .context("the records are there, and not all that they speak of is erased: run it again")?;
    let (after, found) = verified(&place, world).await?;
    if found.state != State::Sound {
        return Ok(Done::NotSound("all is erased, and", Box::new(found)));
    }
    let of = |what: Redacted| targets.iter().filter(move |one| one.redacted == what).map(|one| one.leaf.index);
    Ok(Done::Erased(Erased {
        schema: "releasegate/ledger-erase/v1",
        ledger: place.store.origin().to_string(),
        person: wanted.person.map(|person| person.to_string()),
        values: of(Redacted::Disclosures).collect(),
        envelopes: of(Redacted::Envelope).collect(),
        records,
        sealed,
        size: after.size(),
        root: after.root().to_string(),
    }))
}

/// The ledger as it is, and what there is to say of it.
async fn verified(place: &Place, world: &World<'_>) -> anyhow::Result<(Head, Verification)> {
    let head = place.head().await?;
    let bar = Bar::over(bar::watched(world), "verifying", head.size());
    let found = verification::verify(place, &head, Vec::new(), &bar).await?;
    Ok((head, found))
}

async fn carry_out(place: &Place, people: Option<&People>, wanted: &Wanted) -> anyhow::Result<()> {
    for index in &wanted.envelopes {
        place.store.erase(*index).await?;
    }
    if let (Some(people), Some(person)) = (people, &wanted.person) {
        people.erase(person).await?;
    }
    Ok(())
}

/// Appends what says that each target was erased. Gives where it stands.
async fn record(
    place: &Place,
    head: &Head,
    keys: &Keys,
    found: &Verification,
    targets: &[Target],
    said: &Said,
) -> anyhow::Result<Vec<u64>> {
    let (origin, keyring) = (place.store.origin(), &found.report.keyring);
    let known: Vec<&VerifierKey> = keyring.checkpoint_keys(origin, head.size()).collect();
    let signers = keys.for_checkpoints(keyring, origin, head.size() + 1)?;
    let sequencer = Sequencer { origin, signers: &signers, known: &known, previous_shard: None };
    let signing = keys.for_records(keyring, head.size())?;
    let records = targets.iter().map(|target| target.record(said, origin, &signing));
    let records: Vec<Record> = records.collect::<anyhow::Result<_>>()?;
    let (clock, mut places) = (SystemClock::start(), Vec::new());
    for records in records.chunks(AT_ONCE) {
        let keys: Vec<Hash> = records.iter().map(|record| record.idempotency_key).collect();
        let build = |head: Option<&Head>, missing: &[usize]| {
            let records = missing.iter().filter_map(|at| records.get(*at));
            sequencer.batch(head, records, Vec::new(), said.time)
        };
        let (must, patience) = (Beginning::MustExist, Patience::default());
        let appended = append::append(&place.store, &keys, must, patience, &clock, build).await;
        let appended = appended.map_err(|error| match error {
            DriveError::Build(error) => anyhow::Error::from(error),
            error => anyhow::Error::from(error),
        });
        let appended =
            appended.context("nothing was erased, and some records that say so may be there: run it again")?;
        places.extend(appended.places.iter().map(|place| place.index));
    }
    Ok(places)
}

fn said(matches: &ArgMatches, world: &World<'_>) -> anyhow::Result<Said> {
    let line = |name: &str| {
        let line = Line::new(given(matches, name).unwrap_or_default());
        line.map_err(|error| Usage(format!("--{name}: {error}")))
    };
    let by = pseudonym(matches, "by")?.context("say by --by who erases")?;
    Ok(Said { by, reason: line("reason")?, authority: line("authority")?, time: now(world)? })
}

fn wanted(matches: &ArgMatches) -> anyhow::Result<Wanted> {
    let mut envelopes: Vec<u64> = matches.get_many("envelope").into_iter().flatten().copied().collect();
    envelopes.sort_unstable();
    envelopes.dedup();
    Ok(Wanted { person: pseudonym(matches, "person")?, envelopes })
}

fn pseudonym(matches: &ArgMatches, name: &str) -> anyhow::Result<Option<Pseudonym>> {
    let found = given(matches, name).map(|text| Pseudonym::new(text.to_owned())).transpose();
    Ok(found.map_err(|error| Usage(format!("--{name}: {error}")))?)
}

/// The store of values. A folder that is not there is a slip, and no place where somebody was erased.
fn people(matches: &ArgMatches, world: &World<'_>) -> anyhow::Result<Option<People>> {
    let Some(text) = given(matches, "people") else { return Ok(None) };
    let address = match parse(text)? {
        stores::Address::Folder(path) => {
            let path = world.directory.join(path);
            anyhow::ensure!(path.is_dir(), "there is no folder {}: check --people", path.display());
            stores::Address::Folder(path)
        }
        address => address,
    };
    let var = |name: &str| world.vars.get(name).cloned();
    let opened = People::open(&address, matches.get_flag("ephemeral-ok"), &var);
    Ok(Some(opened.map_err(|error| Usage(error.to_string()))?))
}

fn report(of: &Erased) -> Report {
    let indexes = |indexes: &[u64]| indexes.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
    let mut facts = Vec::new();
    facts.extend(of.person.iter().map(|person| format!("the key and all values of {person}")));
    for (what, entries) in [("values of", &of.values), ("the envelope of", &of.envelopes)] {
        if !entries.is_empty() {
            facts.push(format!(
                "{what} {}: {}",
                count(entries.len() as u64, "entry", "entries"),
                indexes(entries)
            ));
        }
    }
    let mut record = vec![format!("root {}", of.root)];
    record.push(match (of.sealed, of.records.as_slice()) {
        (true, _) => "the shard is sealed: no record of it says so".to_owned(),
        (false, []) => "it names nothing of this person, and no record says so".to_owned(),
        (false, records) => format!("recorded as {}", indexes(records)),
    });
    let remains = [
        "copies that somebody made before, backups, and versions that a bucket was told to keep: delete them where they are"
            .to_owned(),
    ];
    let sections = [list("Gone", &facts), list("Ledger", &record), list("Not reached from here", &remains)];
    Report {
        title: "Erased".to_owned(),
        headline: format!("{}, {}, is sound without it", of.ledger, count(of.size, "entry", "entries")),
        sections: sections.into_iter().flatten().collect(),
        ..Report::default()
    }
}
