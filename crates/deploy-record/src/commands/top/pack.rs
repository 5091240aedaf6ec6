//! `pack`: a whole ledger in one file, to be handed to somebody who verifies it without a network. The same ledger gives the same bytes.

use std::collections::BTreeMap;
use std::io::{Seek as _, Write};

use anyhow::Context as _;
use clap::{ArgMatches, Command};
use history::filter::Filter;
use history::stand::Stand;
use ledger::entry::Entry;
use ledger::hash::Hash;
use ledger::json::Limits;
use ledger::proof_file::ProofFile;
use ledger::prove::{self, Subtrees};
use runner::World;
use runner::report::Report;
use runner::text::count;
use serde::Serialize;
use stores::layout;
use verdict::status::ExitCode;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::asked;
use super::evidence::{Eye, Kept, named};
use super::part::{self, Chosen};
use super::source::{self, Located, Shard, Source};
use super::unpack::{self, PACKERS_TRUST, PART, README, STORE};
use crate::Usage;
use crate::answer::{self, list};
use crate::place::{given, moment, read_file};
use crate::verification::State;

pub(super) fn command() -> Command {
    Command::new("pack")
        .about("Write a whole ledger with its evidence into one file that can be verified without a network; or the entries of some deployments, each with its proof")
        .arg(crate::commands::output("Where the pack goes").required(true))
        .args(asked::scope())
        .arg(asked::option("from", "TIME", "Only what has an entry of this moment or later"))
        .arg(asked::as_of())
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Packed {
    /// `releasegate/pack/v1`.
    schema: &'static str,
    ledger: String,
    store: String,
    state: State,
    output: String,
    files: usize,
    /// Pieces of evidence that records name and that the ledger does not keep itself.
    evidence_elsewhere: usize,
    faults: Vec<Located>,
}

/// Exit code 0 once it is written, 1 for a faulty ledger, of which none is written.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let output = given(matches, "output").context("name a file")?;
    let filter = Filter {
        service: asked::slug(matches, "service")?,
        environment: asked::environment(matches)?,
        since: moment(matches, "from")?,
        ..Filter::default()
    };
    let is_part = filter.service.is_some() || filter.environment.is_some() || filter.since.is_some();
    let part = is_part.then_some(filter);
    let target = crate::commands::cleared(world, output)?;
    let trust = given(matches, "trust").map(|path| world.directory.join(path));
    let trust = trust.map(|path| read_file(&path, Limits::TRUST.bytes)).transpose()?;
    let packed = crate::commands::wait(async {
        let source = source::read(matches, world).await?;
        let mut packed = Packed {
            schema: "releasegate/pack/v1",
            ledger: source.ledger.clone(),
            store: source.store.clone(),
            state: source.state,
            output: output.to_owned(),
            files: 0,
            evidence_elsewhere: 0,
            faults: source.faults.clone(),
        };
        if source.state == State::Faulty {
            return Ok(packed);
        }
        let mut archive = tempfile::tempfile().context("failed to make a temporary file")?;
        let chosen = part.as_ref().map(|filter| part::chosen(&source, filter));
        if chosen.as_ref().is_some_and(|chosen| chosen.values().all(|indexes| indexes.is_empty())) {
            return Err(nothing(&source, part.as_ref()).into());
        }
        packed.files = write(&source, chosen.as_ref(), trust, &mut archive).await?;
        packed.evidence_elsewhere = elsewhere(&source, chosen.as_ref()).await?;
        archive.rewind().context("failed to read the temporary file")?;
        runner::atomic::write_with(&target, |out| std::io::copy(&mut archive, out))?;
        Ok(packed)
    })?;
    answer::print(world, matches.get_flag("json"), &packed, report)?;
    Ok(if packed.state == State::Faulty { ExitCode::Fail } else { ExitCode::Success })
}

/// A pack of nothing would prove nothing, and look as if there had been nothing.
fn nothing(source: &Source, filter: Option<&Filter>) -> Usage {
    let hint = filter.and_then(|filter| {
        asked::elsewhere(&source.history, filter.service.as_ref(), filter.environment.as_ref())
    });
    Usage(
        hint.unwrap_or_else(|| "no entry of the ledger is of what was asked for: nothing is packed".to_owned()),
    )
}

/// How many pieces of evidence records name of which neither they nor the ledger hold the bytes.
async fn elsewhere(source: &Source, chosen: Option<&Chosen>) -> anyhow::Result<usize> {
    let (mut eye, mut found) = (Eye::default(), 0);
    for (at, one) in named(source).filter(|(at, _)| is_in(chosen, at)) {
        found += usize::from(eye.look(source, at, one).await?.kept == Kept::Elsewhere);
    }
    Ok(found)
}

/// Whether an entry is to be packed.
fn is_in(chosen: Option<&Chosen>, at: &Stand) -> bool {
    let of = |chosen: &Chosen| chosen.get(&at.shard).is_some_and(|indexes| indexes.contains(&at.leaf.index));
    chosen.is_none_or(of)
}

/// What a file of a pack holds.
enum Held<'s> {
    Bytes(Vec<u8>),
    Verified(&'s [u8]),
    /// Read when it is written: evidence can be large.
    Evidence(&'s Shard, Hash),
}

/// Writes the archive. Gives how many files it has.
async fn write(
    source: &Source,
    chosen: Option<&Chosen>,
    trust: Option<Vec<u8>>,
    archive: &mut std::fs::File,
) -> anyhow::Result<usize> {
    let failed = "failed to write the pack";
    let mut files: BTreeMap<String, Held<'_>> = BTreeMap::new();
    files
        .insert(README.to_owned(), Held::Bytes(readme(source, chosen.is_some(), trust.is_some()).into_bytes()));
    files.extend(trust.map(|bytes| (PACKERS_TRUST.to_owned(), Held::Bytes(bytes))));
    for shard in &source.shards {
        match chosen {
            Some(chosen) => proven(shard, chosen, &mut files)?,
            None => of_shard(shard, &mut files),
        }
    }
    let root = if chosen.is_some() { PART } else { STORE };
    for (at, one) in named(source).filter(|(at, _)| is_in(chosen, at)) {
        if let Some(shard) = source.shard(at.shard.as_ref()) {
            let path = path(root, shard, &layout::evidence(&one.sha256));
            files.insert(path, Held::Evidence(shard, one.sha256));
        }
    }
    let mut written = 0;
    let mut out = ZipWriter::new(archive);
    for (name, held) in files {
        let read;
        let bytes = match &held {
            Held::Bytes(bytes) => bytes.as_slice(),
            Held::Verified(bytes) => bytes,
            Held::Evidence(shard, digest) => match shard.place.store.evidence(&shard.head, digest).await? {
                Some(bytes) => {
                    read = bytes;
                    read.as_slice()
                }
                None => continue,
            },
        };
        out.start_file(name, options()).context(failed)?;
        out.write_all(bytes).context(failed)?;
        written += 1;
    }
    out.finish().context(failed)?;
    Ok(written)
}

/// One time, one mode, one way to compress: the same files are the same bytes.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
}

fn path(root: &str, shard: &Shard, path: &str) -> String {
    format!("{root}/{}/{path}", layout::folder(shard.place.store.origin()))
}

/// The files of a shard as a folder has them: out of the bytes that were verified.
fn of_shard<'s>(shard: &'s Shard, files: &mut BTreeMap<String, Held<'s>>) {
    let head = [shard.head.tip().to_text().as_bytes(), b"\n", shard.head.note()].concat();
    files.insert(path(STORE, shard, layout::HEAD), Held::Bytes(head));
    for stored in &shard.entries {
        let Some(bytes) = stored.entry.as_deref() else { continue };
        files.insert(path(STORE, shard, &layout::entry(stored.index)), Held::Verified(bytes));
        if let Some(envelope) = stored.envelope.as_deref() {
            files.insert(path(STORE, shard, &layout::envelope(stored.index)), Held::Verified(envelope));
        }
        if let Ok(entry) = Entry::parse(bytes) {
            let mark = format!("{}\n", stored.index).into_bytes();
            files.insert(path(STORE, shard, &layout::mark(&entry.idempotency_key)), Held::Bytes(mark));
        }
    }
}

/// The entries of a shard that were chosen, each with its proof.
fn proven<'s>(shard: &'s Shard, chosen: &Chosen, files: &mut BTreeMap<String, Held<'s>>) -> anyhow::Result<()> {
    let Some(indexes) = chosen.get(&shard.place.store.origin().shard().cloned()) else { return Ok(()) };
    let leaves = shard.entries.iter().map(|stored| Hash::leaf(stored.entry.as_deref().unwrap_or_default()));
    let tree = Subtrees::new(leaves);
    for stored in shard.entries.iter().filter(|stored| indexes.contains(&stored.index)) {
        let Some(bytes) = stored.entry.as_deref() else { continue };
        let index = stored.index;
        let proof = prove::inclusion(index, shard.head.size(), &tree)?;
        let proof = ProofFile { index, path: proof, checkpoint: shard.head.note().to_vec() }.to_text()?;
        files.insert(path(PART, shard, &layout::entry(index)), Held::Verified(bytes));
        files.insert(path(PART, shard, &unpack::proof(index)), Held::Bytes(proof.into_bytes()));
        if let Some(envelope) = stored.envelope.as_deref() {
            files.insert(path(PART, shard, &layout::envelope(index)), Held::Verified(envelope));
        }
    }
    Ok(())
}

fn readme(source: &Source, is_part: bool, trusted: bool) -> String {
    let heads: String = source
        .shards
        .iter()
        .map(|shard| {
            let origin = shard.place.store.origin();
            format!("  {origin}\n    {} entries, root {}\n", shard.head.size(), shard.head.root())
        })
        .collect();
    let trust = if trusted {
        "packer/trust.json is the trust document that the packer used. It proves nothing by lying here: whoever could change the pack\n\
         could change it too. Get the keys by another way, such as from the organisation itself, and compare.\n"
    } else {
        "There is no trust document in this pack. Get the keys by another way.\n"
    };
    let what = if is_part { "A part of a record" } else { "A record" };
    let laid_out = if is_part {
        "part/ holds entries (.json), what was signed (.dsse), and beside each its proof (.proof, c2sp.org/tlog-proof@v1): that it is in the\n\
         ledger whose signed head stands in the proof. Whoever packed it chose which: what was left out does not show."
    } else {
        "store/ is laid out as a ledger in a folder: entries/ holds entries (.json) and what was signed (.dsse) by index, evidence/ holds\n\
         bytes by their SHA-256, idem/ the index of each idempotency key, and head the signed checkpoint."
    };
    format!(
        "{what} of deployments and approvals: {}\n\n{heads}\n\
         To verify it, without a network:\n\n\
         \x20 deploy-record verify --pack THIS-FILE --trust TRUST.json\n\
         \x20 deploy-record verify deployed --pack THIS-FILE --trust TRUST.json --environment NAME --at 2026-11-22T10:00:00Z\n\n\
         They end with 0 for what is proven, 1 for what is faulty, 3 for what nobody vouches for, 4 for what cannot be read.\n\n\
         {trust}\n\
         What is written in this file is only the packer's word.\n\n\
         {laid_out} The format of each is described\n\
         byte by byte in FORMAT.md of the crate `ledger`, so that another verifier can be written.\n",
        source.ledger
    )
}

fn report(of: &Packed) -> Report {
    let mut facts = vec![format!("from {}", of.store)];
    if of.evidence_elsewhere > 0 {
        let pieces = count(of.evidence_elsewhere as u64, "piece", "pieces");
        facts.push(format!("{pieces} of evidence that records name are kept elsewhere, and are not in it"));
    }
    let written = match of.state {
        State::Faulty => "nothing was packed".to_owned(),
        _ => format!("{} in {}", count(of.files as u64, "file", "files"), of.output),
    };
    let sections = [list("Faults", &source::lines(&of.faults)), list("Pack", &facts)];
    Report {
        title: "Pack".to_owned(),
        headline: format!("{written}. {} is {}", of.ledger, of.state.words()),
        sections: sections.into_iter().flatten().collect(),
        ..Report::default()
    }
}
