//! `ledger prove`: an entry with the path to a signed head, to be taken away and checked anywhere.

mod check;

use std::path::Path;

use anyhow::Context as _;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use ledger::proof_file::ProofFile;
use ledger::prove;
use runner::World;
use runner::report::Report;
use runner::text::count;
use serde::Serialize;
use stores::StoredEntry;
use verdict::status::ExitCode;

use crate::Usage;
use crate::answer::{self, list};
use crate::bar::{self, Bar};
use crate::introduced;
use crate::place::{Place, given};

pub(super) fn command() -> Command {
    Command::new("prove")
        .about("Write the proof that an entry is in a ledger, with the entry and its envelope beside it; or check one, offline")
        .arg(
            Arg::new("index")
                .value_name("INDEX")
                .value_parser(value_parser!(u64))
                .required_unless_present("check")
                .conflicts_with("check")
                .requires("output")
                .help("Which entry"),
        )
        .arg(super::output("Where the proof goes; FILE.entry.json and FILE.envelope.json lie beside it, and FILE.key-N with its own for each record of keys"))
        .arg(
            Arg::new("quick")
                .long("quick")
                .action(ArgAction::SetTrue)
                .conflicts_with("check")
                .help("Read no more than the path is made of, and leave out the records of keys: for whoever checks by the trust document alone"),
        )
        .arg(
            Arg::new("check")
                .long("check")
                .value_name("FILE")
                .requires("trust")
                .conflicts_with("output")
                .help("A proof to be checked, without any ledger"),
        )
}

/// What stands between the name of a proof and the index of a record of keys, in the name of the proof of that one.
const KEY: &str = ".key-";

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Proven {
    /// `releasegate/ledger-prove/v1`.
    schema: &'static str,
    ledger: String,
    index: u64,
    size: u64,
    /// The files that were written.
    files: Vec<String>,
}

/// The files of a proof: itself, the entry, the envelope.
fn files(proof: &str) -> [String; 3] {
    [proof.to_owned(), format!("{proof}.entry.json"), format!("{proof}.envelope.json")]
}

/// The name of the proof that a record of keys is in the ledger, beside a proof.
fn of_key(proof: &str, index: u64) -> String {
    format!("{proof}{KEY}{index}")
}

/// Which records of keys have a proof of their own beside this one, in the order of the ledger.
fn keys_beside(world: &World<'_>, proof: &str) -> anyhow::Result<Vec<u64>> {
    let place = world.directory.join(proof);
    let (Some(folder), Some(name)) = (place.parent(), place.file_name()) else { return Ok(Vec::new()) };
    let failed = || format!("failed to read the folder of {proof}");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(failed)? {
        let entry = entry.with_context(failed)?.file_name();
        let digits = entry.to_str().zip(name.to_str()).and_then(|(entry, name)| entry.strip_prefix(name));
        let digits = digits.and_then(|rest| rest.strip_prefix(KEY));
        let index: Option<u64> = digits.and_then(|digits| digits.parse().ok());
        found.extend(index.filter(|index| digits == Some(index.to_string().as_str())));
        anyhow::ensure!(found.len() <= introduced::MOST, "too many proofs of keys lie beside {proof}");
    }
    found.sort_unstable();
    Ok(found)
}

/// Removes what an earlier run left under these names.
fn clear(world: &World<'_>, output: &str) -> anyhow::Result<()> {
    let beside = if world.directory.join(output).parent().is_some_and(Path::is_dir) {
        keys_beside(world, output)?
    } else {
        Vec::new()
    };
    let proofs = beside.into_iter().map(|index| of_key(output, index)).chain([output.to_owned()]);
    proofs.flat_map(|proof| files(&proof)).try_for_each(|name| super::cleared(world, &name).map(drop))
}

/// Writes a proof with what it proves.
fn write(
    world: &World<'_>,
    proof: &str,
    text: &str,
    stored: &StoredEntry,
    written: &mut Vec<String>,
) -> anyhow::Result<()> {
    let [proof, entry, envelope] = files(proof);
    runner::atomic::write(&world.directory.join(&entry), stored.entry.as_deref().unwrap_or_default())?;
    if let Some(bytes) = &stored.envelope {
        runner::atomic::write(&world.directory.join(&envelope), bytes)?;
    }
    runner::atomic::write(&world.directory.join(&proof), text.as_bytes())?;
    written.extend([proof, entry]);
    written.extend(stored.envelope.as_ref().map(|_| envelope));
    Ok(())
}

/// Exit code 0 once the proof is written, 1 if the ledger does not hold what its head says.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    if let Some(proof) = given(matches, "check") {
        return check::run(proof, matches, world);
    }
    let index = matches.get_one::<u64>("index").copied().context("name an entry")?;
    let output = given(matches, "output").context("name a file")?;
    clear(world, output)?;
    let made = super::wait(async {
        let place = Place::open(matches, world)?;
        let head = place.head().await?;
        if index >= head.size() {
            let message =
                format!("there is no entry {index}: the ledger has {}", count(head.size(), "entry", "entries"));
            return Err(Usage(message).into());
        }
        if matches.get_flag("quick")
            && let Some(path) = place.store.inclusion(&head, index).await?
        {
            let text = ProofFile { index, path, checkpoint: head.note().to_vec() }.to_text()?;
            let stored = place.store.entry(&head, index).await?;
            return Ok(Ok((text, stored, Vec::new(), head.size(), place.store.origin().to_string())));
        }
        let bar = Bar::over(bar::watched(world), "reading", head.size());
        let leaves = match introduced::leaves(&place, &head, &bar).await? {
            Ok(leaves) => leaves,
            Err(why) => return Ok(Err(why)),
        };
        let proof = |index| {
            let path = prove::inclusion(index, head.size(), &leaves.tree)?;
            anyhow::Ok(ProofFile { index, path, checkpoint: head.note().to_vec() }.to_text()?)
        };
        let of_keys = leaves.records.iter().map(|stored| Ok((proof(stored.index)?, stored.clone())));
        let of_keys = of_keys.collect::<anyhow::Result<Vec<_>>>()?;
        let stored = place.store.entry(&head, index).await?;
        Ok(Ok((proof(index)?, stored, of_keys, head.size(), place.store.origin().to_string())))
    })?;
    let (text, stored, of_keys, size, ledger) = match made {
        Ok(made) => made,
        Err(why) => {
            answer::remark(world, &format!("nothing is proven: {why}"))?;
            return Ok(ExitCode::Fail);
        }
    };
    let mut written = Vec::new();
    // The proof last, so that it is never there without what it proves and what it is proven by.
    for (text, stored) in &of_keys {
        write(world, &of_key(output, stored.index), text, stored, &mut written)?;
    }
    write(world, output, &text, &stored, &mut written)?;
    let proven = Proven { schema: "releasegate/ledger-prove/v1", ledger, index, size, files: written };
    answer::print(world, matches.get_flag("json"), &proven, report)?;
    Ok(ExitCode::Success)
}

fn report(of: &Proven) -> Report {
    Report {
        title: "Entry proven".to_owned(),
        headline: format!(
            "entry {} of {}, against its head of {}",
            of.index,
            of.ledger,
            count(of.size, "entry", "entries")
        ),
        sections: list("Files", &of.files).into_iter().collect(),
        ..Report::default()
    }
}
