//! `verify-record`: holds the record against the facts of a run, offline.

use std::path::Path;

use anyhow::Context as _;
use approval::people::AccountId;
use clap::{Arg, ArgAction, ArgMatches, Command};
use ledger::hash::Hash;
use ledger::keyring::Keyring;
use ledger::origin::Origin;
use ledger::predicate::Role;
use ledger::signer::VerifierKey;
use ledger::verify::{Heads, Stored};
use runner::report::{Block, Piece, Section};
use runner::{InputError, World, terminal};
use serde::Serialize;
use stores::{Store, StoredEntry};
use verdict::status::ExitCode;

use crate::facts::{Case, Facts};
use crate::record::audit::{Evidence, Finding};
use crate::record::export::{Export, From, export};
use crate::record::{Roster, Veil, known, verify_record};

/// Bytes of a file of facts, and of a roster.
const MOST: u64 = 64 * 1024 * 1024;

pub(super) fn command() -> Command {
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("verify-record")
        .about("Hold the record of a request against the facts of a run: offline, from a folder or a clone")
        .arg(
            option("facts", "PATH", "The facts beside the verdict: .releasegate/approval-issue.facts.json")
                .required(true),
        )
        .arg(
            option("store", "PATH", "The folder of the ledger: a copy, or a clone of its branch")
                .required(true),
        )
        .arg(
            option("record-key", "KEY", "A public key whose signatures count")
                .action(ArgAction::Append)
                .required(true),
        )
        .arg(
            option("people-key-env", "NAME", "The variable with the 64 hex digits that hide people")
                .required(true),
        )
        .arg(option("roster", "PATH", "The roster, for printed names"))
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("Print JSON for machines"))
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Answer<'a> {
    sound: bool,
    findings: Vec<Said<'a>>,
    record: Option<&'a Export>,
}

#[derive(Debug, Serialize)]
struct Said<'a> {
    code: &'a str,
    entry: Option<u64>,
    message: &'a str,
}

/// Exit code 0 for a record that says what the facts lead to, 1 for any other.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let text = |name: &str| matches.get_one::<String>(name).cloned().unwrap_or_default();
    let path = |name: &str| world.directory.join(text(name));
    let facts: Facts = serde_json::from_slice(&file(&path("facts"))?)
        .with_context(|| format!("{} holds no facts of this tool", text("facts")))?;
    let case = match facts.cases.as_slice() {
        [case] => case,
        _ => anyhow::bail!(
            "{} is about no single request: take the facts of `decide` or `verify`",
            text("facts")
        ),
    };
    let kept = case.kept.as_ref().context("these facts are of a run without a record")?;
    let origin = Origin::parse(&kept.ledger)?;
    let veil = veil(&text("people-key-env"), world, &origin)?;
    let keyring = keyring(matches)?;
    let roster = match matches.contains_id("roster") {
        true => Roster::read(&file(&path("roster"))?)?,
        false => Roster::default(),
    };
    let (head, entries) = entries(&path("store"), &origin)?;
    let heads = Heads { signed: &[&head], earlier: &[], quorum: None };
    let stored: Vec<Stored<'_>> = entries
        .iter()
        .filter_map(|one| Some(Stored { entry: one.entry.as_deref()?, envelope: one.envelope.as_deref() }))
        .collect();
    let request = case.request.bytes()?;
    let evidence = Evidence { request: &request, policy: &case.policy, facts: &case.ground, veil: &veil };
    let mut findings = verify_record(&origin, &keyring, &stored, heads, &evidence)?;
    if case.digest != case.request.digest()? || case.issue != case.ground.issue.number {
        let message = "digest and issue of the facts are not those of their own request".to_owned();
        findings.push(Finding { code: "facts-differ", index: None, message });
    }
    let printed_name = |person: AccountId| roster.at(person, case.ground.now).map(|entry| entry.name.clone());
    let exported = match known(&origin, keyring, &stored, heads) {
        Ok(known) => Some(export(From {
            ledger: &kept.ledger,
            entries: &known,
            request: &case.request,
            facts: &case.ground,
            veil: &veil,
            printed_name: &printed_name,
        })?),
        Err(_) => None,
    };
    let answer = if matches.get_flag("json") {
        json(&findings, exported.as_ref())?
    } else {
        people(case, &findings, exported.as_ref(), world.width)
    };
    world.stdout.write_all(answer.as_bytes())?;
    Ok(if findings.is_empty() { ExitCode::Success } else { ExitCode::Fail })
}

fn file(path: &Path) -> anyhow::Result<Vec<u8>> {
    let failed = || format!("failed to read {}", path.display());
    let size = path.metadata().with_context(failed)?.len();
    anyhow::ensure!(size <= MOST, "{} has more than {MOST} bytes: it is another file", path.display());
    std::fs::read(path).with_context(failed)
}

fn veil(name: &str, world: &World<'_>, origin: &Origin) -> anyhow::Result<Veil> {
    let text =
        world.var(name).ok_or_else(|| InputError::new("--people-key-env", format!("{name} is not set")))?;
    // The text of an error never quotes the variable: it is a secret.
    let key = Hash::parse_hex(text.trim())
        .map_err(|_| InputError::new("--people-key-env", format!("{name} holds no 64 hex digits")))?;
    Ok(Veil::new(*key.as_bytes(), origin))
}

fn keyring(matches: &ArgMatches) -> anyhow::Result<Keyring> {
    let mut keys = Vec::new();
    for text in matches.get_many::<String>("record-key").unwrap_or_default() {
        let key = VerifierKey::parse(text);
        keys.push(key.map_err(|error| InputError::new("--record-key", error.to_string()))?);
    }
    Ok(Keyring::new(keys.into_iter().map(|key| (key, vec![Role::Record, Role::Checkpoint])).collect()))
}

/// The head's note and all entries.
fn entries(folder: &Path, origin: &Origin) -> anyhow::Result<(Vec<u8>, Vec<StoredEntry>)> {
    anyhow::ensure!(folder.is_dir(), "there is no folder {}: check --store", folder.display());
    // A clone of the branch is the ledger's own folder, in the folder of the store.
    let own = stores::layout::folder(origin);
    let is_own = folder.join(stores::layout::HEAD).is_file();
    anyhow::ensure!(
        !is_own || folder.file_name().is_some_and(|name| *name == *own),
        "{} is the ledger itself: clone it into a folder called {own}",
        folder.display()
    );
    let folder = if is_own { folder.parent().unwrap_or(folder) } else { folder };
    // Nothing is written, so that it does not matter how long the folder lasts.
    let store = Store::folder(folder, origin.clone(), true, &|_| None)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let head = store.head().await?;
        let head = head.with_context(|| format!("there is no ledger {origin} in {}", folder.display()))?;
        let entries = store.entries(&head, 0..head.size()).await?;
        if let Some(missing) = entries.iter().find(|one| one.entry.is_none()) {
            anyhow::bail!("entry {} of the ledger is missing: restore it from a copy", missing.index);
        }
        Ok((head.note().to_vec(), entries))
    })
}

fn json(findings: &[Finding], record: Option<&Export>) -> anyhow::Result<String> {
    let said = |one: &'_ Finding| -> (&'static str, Option<u64>) { (one.code, one.index) };
    let findings = findings
        .iter()
        .map(|one| Said { code: said(one).0, entry: said(one).1, message: &one.message })
        .collect::<Vec<_>>();
    let answer = Answer { sound: findings.is_empty(), findings, record };
    Ok(format!("{}\n", serde_json::to_string_pretty(&answer)?))
}

fn people(case: &Case, findings: &[Finding], record: Option<&Export>, width: u16) -> String {
    let mut report = record.map(Export::page).unwrap_or_default();
    report.title = "Approval record".to_owned();
    report.headline = match findings.len() {
        0 => format!("The record of issue {} says what these facts lead to.", case.issue),
        many => format!(
            "{} in the record of issue {}.",
            runner::text::count(many as u64, "thing is wrong", "things are wrong"),
            case.issue
        ),
    };
    let said = |one: &Finding| {
        let place = one.index.map(|index| format!(" (entry {index})")).unwrap_or_default();
        vec![Piece::code(one.code), Piece::plain(format!("{place}: {}", one.message))]
    };
    if !findings.is_empty() {
        let list = Block::List(findings.iter().map(said).collect());
        report.sections.insert(0, Section { heading: None, folded: false, blocks: vec![list] });
    }
    terminal::render(&report, width)
}
