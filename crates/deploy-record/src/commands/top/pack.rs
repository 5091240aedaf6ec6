//! `pack`: a whole ledger in one file, to be handed to somebody who verifies it without a network. The same ledger and the same verifier give the
//! same bytes.

mod beside;
mod instruction;

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
use super::report;
use super::source::{self, Located, Shard, Source};
use super::unpack::{self, PACKERS_TRUST, PART, README, STORE};
use crate::Usage;
use crate::answer::{self, list};
use crate::place::{given, moment, read_file};
use crate::verification::State;
use beside::Verifier;

pub(super) fn command() -> Command {
    Command::new("pack")
        .about("Write a whole ledger with its evidence into one file that can be verified without a network; or the entries of some deployments, each with its proof")
        .arg(crate::commands::output("Where the pack goes").required(true))
        .args(asked::scope())
        .arg(asked::option("from", "TIME", "Only what has an entry of this moment or later"))
        .arg(asked::as_of())
        .args(beside::options())
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
    /// The verifier in it: where it lies, and its SHA-256.
    #[serde(skip_serializing_if = "Option::is_none")]
    verifier: Option<String>,
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
    let verifier = beside::verifier(matches, world)?;
    let packed = crate::commands::wait(async {
        let source = source::read(matches, world).await?;
        let mut packed = Packed {
            schema: "releasegate/pack/v1",
            ledger: source.ledger.clone(),
            store: source.store.clone(),
            state: source.state,
            output: output.to_owned(),
            files: 0,
            verifier: verifier.as_ref().map(Verifier::line),
            evidence_elsewhere: 0,
            faults: source.faults.clone(),
        };
        if source.state == State::Faulty {
            return Ok(packed);
        }
        let chosen = part.as_ref().map(|filter| part::chosen(&source, filter));
        if chosen.as_ref().is_some_and(|chosen| chosen.values().all(|indexes| indexes.is_empty())) {
            return Err(nothing(&source, part.as_ref()).into());
        }
        let page = match &chosen {
            None => report::page(&source)?,
            Some(chosen) => page_of_part(&source, chosen, matches, world).await?,
        };
        let mut archive = tempfile::tempfile().context("failed to make a temporary file")?;
        let beside = Beside { verifier: verifier.as_ref(), report: Some(page) };
        packed.files = write(&source, chosen.as_ref(), trust, beside, &mut archive).await?;
        packed.evidence_elsewhere = elsewhere(&source, chosen.as_ref()).await?;
        archive.rewind().context("failed to read the temporary file")?;
        runner::atomic::write_with(&target, |out| std::io::copy(&mut archive, out))?;
        Ok(packed)
    })?;
    answer::print(world, matches.get_flag("json"), &packed, told)?;
    Ok(if packed.state == State::Faulty { ExitCode::Fail } else { ExitCode::Success })
}

/// What is written beside the ledger.
struct Beside<'v> {
    verifier: Option<&'v Verifier>,
    report: Option<Vec<u8>>,
}

/// The report over a part, as whoever is given the part can make it: out of its own bytes, so that nothing of what was left out is in it.
async fn page_of_part(
    source: &Source,
    chosen: &Chosen,
    matches: &ArgMatches,
    world: &World<'_>,
) -> anyhow::Result<Vec<u8>> {
    let mut draft = tempfile::NamedTempFile::new().context("failed to make a temporary file")?;
    let beside = Beside { verifier: None, report: None };
    write(source, Some(chosen), None, beside, draft.as_file_mut()).await?;
    let part = source::of_part(unpack::unpack(draft.path())?, matches, world)?;
    anyhow::ensure!(
        part.state != State::Faulty,
        "the part does not verify: {}",
        source::lines(&part.faults).join("; ")
    );
    report::page(&part)
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
    beside: Beside<'_>,
    archive: &mut std::fs::File,
) -> anyhow::Result<usize> {
    let failed = "failed to write the pack";
    let Beside { verifier, report } = beside;
    let mut files = beside::files(report, verifier);
    let page = instruction::page(source, chosen.is_some(), trust.is_some(), verifier, files.keys());
    files.insert(README.to_owned(), Held::Bytes(page.into_bytes()));
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
        let mode = if name.starts_with(unpack::VERIFIER) { 0o755 } else { 0o644 };
        out.start_file(name, options().unix_permissions(mode)).context(failed)?;
        out.write_all(bytes).context(failed)?;
        written += 1;
    }
    out.finish().context(failed)?;
    Ok(written)
}

/// One time, one way to compress: the same files are the same bytes.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
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

fn told(of: &Packed) -> Report {
    let mut facts = vec![format!("from {}", of.store)];
    facts.extend(of.verifier.iter().map(|line| format!("with the verifier {line}")));
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
