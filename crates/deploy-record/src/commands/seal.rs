//! `ledger seal`: the last entry of a shard. What was verified is what is sealed.

use anyhow::Context as _;
use clap::{Arg, ArgMatches, Command};
use ledger::digest::DigestSet;
use ledger::entry;
use ledger::hash::Hash;
use ledger::moment::Moment;
use ledger::name::{Line, Slug};
use ledger::predicate::{Predicate, Seal};
use ledger::signer::VerifierKey;
use ledger::statement::{Statement, Subject};
use ledger::tip::Record;
use runner::World;
use runner::report::Report;
use runner::text::count;
use serde::Serialize;
use serde_json::json;
use stores::{AppendError, Head, Sequencer};
use verdict::status::ExitCode;

use crate::Usage;
use crate::answer::{self, list};
use crate::bar::{self, Bar};
use crate::keys::{self, Keys};
use crate::place::{Place, given, now};
use crate::verification::{self, State, Verification};

pub(super) fn command() -> Command {
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("seal")
        .about("Seal a shard: verify all of it, then append the record after which nothing may follow")
        .args(keys::options())
        .group(keys::group())
        .arg(option("reason", "TEXT", "Why").required(true))
        .arg(option("next", "SHARD", "The shard where the ledger goes on"))
        .arg(super::ephemeral_ok())
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Sealed {
    /// `releasegate/ledger-seal/v1`.
    schema: &'static str,
    ledger: String,
    /// Whether this run sealed it; not if it was sealed before.
    changed: bool,
    size: u64,
    root: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// What came of it.
enum Done {
    Sealed(Sealed),
    Refused(Box<Verification>),
}

/// Exit code 0 for a sealed shard, 1 and 3 for one that is not sound and was left as it is.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    if given(matches, "trust").is_none() {
        return Err(Usage(
            "name the keys by --trust: nothing is built upon a head that nobody known signed".to_owned(),
        )
        .into());
    }
    let keys = Keys::read(matches, world)?;
    let time = now(world)?;
    match super::wait(seal(matches, world, &keys, time))? {
        Done::Sealed(sealed) => {
            answer::print(world, matches.get_flag("json"), &sealed, report)?;
            Ok(ExitCode::Success)
        }
        Done::Refused(found) => {
            let lines: Vec<String> = found.faults.iter().map(verification::Finding::line).take(20).collect();
            let message = format!("nothing was sealed: the ledger is {}", found.state.words());
            answer::remark(world, &message)?;
            lines.iter().try_for_each(|line| answer::remark(world, line))?;
            Ok(found.state.exit_code())
        }
    }
}

async fn seal(matches: &ArgMatches, world: &World<'_>, keys: &Keys, time: Moment) -> anyhow::Result<Done> {
    let reason = Line::new(given(matches, "reason").unwrap_or_default());
    let reason = reason.map_err(|error| Usage(format!("--reason: {error}")))?;
    let next =
        given(matches, "next").map(Slug::new).transpose().map_err(|error| Usage(format!("--next: {error}")))?;
    let place = Place::open(matches, world)?;
    let head = place.head().await?;
    let origin = place.store.origin();
    if next.is_some() && next.as_ref() == origin.shard() {
        return Err(Usage("--next is this shard itself".to_owned()).into());
    }
    let bar = Bar::over(bar::watched(world), "verifying", head.size());
    let found = verification::verify(&place, &head, Vec::new(), &bar).await?;
    drop(bar);
    if found.state != State::Sound {
        return Ok(Done::Refused(Box::new(found)));
    }
    let next = next.map(|shard| origin.with_shard(shard));
    if found.report.sealed {
        return Ok(Done::Sealed(sealed(&head, origin.to_string(), false, None)));
    }
    let record = record(&head, keys, &found, reason, next.clone(), origin)?;
    // Those that may sign the head before and the one after.
    let known: Vec<&VerifierKey> = found.report.keyring.checkpoint_keys(origin, head.size()).collect();
    let signers = keys.for_checkpoints(&found.report.keyring, origin, head.size() + 1)?;
    let sequencer = Sequencer { origin, signers: &signers, known: &known, previous_shard: None };
    let batch = sequencer.batch(Some(&head), [&record], Vec::new(), time)?;
    let after = match place.store.append(Some(&head), &batch).await {
        Ok(after) => after,
        Err(AppendError::Conflict { .. }) => {
            anyhow::bail!("the ledger moved on while it was verified, and nothing was sealed: run it again")
        }
        Err(AppendError::Store(error)) => {
            return Err(error)
                .context("the seal may have been written or not: run it again, which finds it if it was");
        }
    };
    Ok(Done::Sealed(sealed(&after, origin.to_string(), true, next.map(|next| next.to_string()))))
}

/// The signed record over the head that was verified.
fn record(
    head: &Head,
    keys: &Keys,
    found: &Verification,
    reason: Line,
    next: Option<ledger::origin::Origin>,
    origin: &ledger::origin::Origin,
) -> anyhow::Result<Record> {
    let (size, root): (u64, Hash) = (head.size(), head.root());
    let subject = Subject { name: Line::new("head")?, digest: DigestSet::sha256(root) };
    let key = entry::idempotency_key(&json!({"type": "seal", "origin": origin, "size": size, "root": root}))?;
    let predicate = Predicate::Seal(Box::new(Seal { size, root, next, protection: None, reason }));
    let statement = Statement { subject: vec![subject], predicate };
    let signers = keys.for_records(&found.report.keyring, size)?;
    Ok(Record::sign(&statement, key, &signers)?)
}

fn sealed(head: &Head, ledger: String, changed: bool, next: Option<String>) -> Sealed {
    let schema = "releasegate/ledger-seal/v1";
    Sealed { schema, ledger, changed, size: head.size(), root: head.root().to_string(), next }
}

fn report(of: &Sealed) -> Report {
    let did = if of.changed { "is sealed" } else { "was sealed before" };
    let mut facts = vec![format!("root {}", of.root)];
    facts.extend(of.next.iter().map(|next| format!("goes on in {next}")));
    Report {
        title: "Ledger sealed".to_owned(),
        headline: format!("{} {did}, with {}", of.ledger, count(of.size, "entry", "entries")),
        sections: list("Head", &facts).into_iter().collect(),
        ..Report::default()
    }
}
