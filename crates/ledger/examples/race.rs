//! What `cargo xtask bench ledger` measures: `append N` writes a ledger of so many deployments to its output, as a job appends them one at a time;
//! `verify` reads one from its input and says whether it is sound; `unpack FOLDER INDEX` puts one into a folder as stores do, with the one envelope that is asked
//! for; `one FOLDER INDEX` proves that entry, and tells what it read.
//!
//! The stream is blocks, each a letter, a number of bytes and a newline, and those bytes: `E` an entry, `V` its envelope, `N` the nodes that are kept beside it, and
//! last `H` the head, tip and checkpoint with an empty line between them.

use std::cell::Cell;
use std::fs;
use std::io::{self, BufRead, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use ledger::digest::DigestSet;
use ledger::entry::idempotency_key;
use ledger::kept::{self, Kept, Want};
use ledger::keyring::Keyring;
use ledger::moment::Moment;
use ledger::name::Ulid;
use ledger::origin::Origin;
use ledger::predicate::{Predicate, Role};
use ledger::proof_file::ProofFile;
use ledger::prove::inclusion;
use ledger::report::Soundness;
use ledger::signer::SignerKey;
use ledger::statement::Statement;
use ledger::tip::{Record, Tip};
use ledger::tree::Frontier;
use ledger::verify::{Heads, Stored, Verifier};

type Failed = Box<dyn std::error::Error>;

const ORIGIN: &str = "local/0/0/race";
/// The longest block: a head.
const MOST: usize = 144 * 1024;
/// A deployment as jobs record it.
const DEPLOYMENT: &str = r#"{"_type":"https://in-toto.io/Statement/v1","predicateType":"urn:releasegate:deployment:v1",
"subject":[{"name":"ghcr.io/acme/app","digest":{"sha256":"326086a5d542fbb3f783c4d9182b3188caecd714d02d6c10cbdea982e2bfc409"}}],
"predicate":{"deploymentId":"00000000000000000000000000","event":"succeeded","kind":"planned","service":"payments",
"idempotencyKey":"0000000000000000000000000000000000000000000000000000000000000000",
"environment":{"name":"production","tier":"production","region":"eu-west-1"},
"timing":{"startedAt":"2026-11-22T10:00:00.000Z","finishedAt":"2026-11-22T10:05:00.000Z","source":"github"},
"actor":{"pseudonym":"p-00112233445566778899aabbccddeeff","kind":"workflow"},
"run":{"repositoryId":"1296269","repositoryOwnerId":"583231","runId":"4425592351","attempt":1,"eventName":"push",
"workflowRef":"acme/app/.github/workflows/deploy.yml@refs/heads/main"}}}"#;

fn main() -> Result<(), Failed> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["append", number] => {
            append(number.parse()?, &mut BufWriter::with_capacity(1 << 20, io::stdout().lock()))
        }
        ["verify"] => verify(&mut io::stdin().lock()),
        ["unpack", folder, index] => unpack(Path::new(folder), index.parse()?, &mut io::stdin().lock()),
        ["one", folder, index] => one(Path::new(folder), index.parse()?),
        _ => Err("append N, verify, unpack FOLDER INDEX or one FOLDER INDEX".into()),
    }
}

fn key() -> Result<SignerKey, Failed> {
    Ok(SignerKey::new(ORIGIN, &[1; 32])?)
}

fn keyring() -> Result<Keyring, Failed> {
    Ok(Keyring::new(vec![(key()?.verifier(), vec![Role::Record, Role::Checkpoint])]))
}

/// Records deployments one after the other: each is signed, gets its place, and a checkpoint over all is signed.
fn append(number: u64, out: &mut impl Write) -> Result<(), Failed> {
    let (key, mut tip, mut edge) = (key()?, Tip::new(Origin::parse(ORIGIN)?), Frontier::new());
    let mut statement = Statement::parse(DEPLOYMENT.as_bytes())?;
    let mut head = String::new();
    for at in 0..number {
        let id = Ulid::new(format!("{at:026}"))?;
        let intent = idempotency_key(&(id.as_str(), "succeeded"))?;
        if let Predicate::Deployment(one) = &mut statement.predicate {
            one.deployment_id = id;
            one.idempotency_key = intent;
            statement.subject.iter_mut().for_each(|one| one.digest = DigestSet::sha256(intent));
        }
        let record = Record::sign(&statement, intent, &[&key])?;
        let time = Moment::from_millis(1_800_000_000_000 + i64::try_from(at)?)?;
        let appended = tip.append(&record, time, None)?;
        block(out, 'E', &appended.entry)?;
        block(out, 'V', &record.envelope)?;
        if let Some(nodes) = kept::beside(&edge.grow(appended.leaf)?) {
            block(out, 'N', &nodes)?;
        }
        head = format!("{}\n{}", tip.to_text(), tip.checkpoint().sign(&[&key])?.to_text());
    }
    block(out, 'H', head.as_bytes())?;
    Ok(out.flush()?)
}

fn block(out: &mut impl Write, letter: char, bytes: &[u8]) -> io::Result<()> {
    writeln!(out, "{letter}{}", bytes.len())?;
    out.write_all(bytes)
}

/// Verifies everything, as it is read.
fn verify(input: &mut impl BufRead) -> Result<(), Failed> {
    let mut verifier = Verifier::new(Origin::parse(ORIGIN)?, keyring()?);
    let (mut entry, mut head) = (Vec::new(), Vec::new());
    while let Some((letter, bytes)) = read(input)? {
        match letter {
            b'E' => entry = bytes,
            b'V' => verifier.entry(Stored { entry: &entry, envelope: Some(&bytes) }),
            b'N' => verifier.nodes(&bytes),
            _ => head = bytes,
        }
    }
    let text = String::from_utf8(head)?;
    let (_, checkpoint) = text.split_once("\n\n").ok_or("no head")?;
    let report = verifier.finish(Heads { signed: &[checkpoint.as_bytes()], earlier: &[], quorum: None });
    let unhappy = report.soundness() != Soundness::Sound || !report.notices.is_empty();
    let said = format!("{} entries, root {}, {:?}\n", report.size, report.root, report.soundness());
    io::stdout().write_all(said.as_bytes())?;
    if unhappy { Err("the ledger is not sound".into()) } else { Ok(()) }
}

fn read(input: &mut impl BufRead) -> Result<Option<(u8, Vec<u8>)>, Failed> {
    let mut line = Vec::new();
    if input.take(32).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    let (letter, digits) = line.split_first().ok_or("an empty line")?;
    let length: usize = std::str::from_utf8(digits)?.trim_end().parse()?;
    if length > MOST {
        return Err("a block is too long".into());
    }
    let mut bytes = vec![0; length];
    input.read_exact(&mut bytes)?;
    Ok(Some((*letter, bytes)))
}

/// Where a file of an entry lies, as in a store.
fn place(folder: &Path, index: u64, end: &str) -> PathBuf {
    let digits = format!("{index:08}");
    let (upper, lower) = digits.split_at(4);
    let middle: String = lower.chars().take(2).collect();
    folder.join(format!("entries/{upper}/{middle}/{digits}.{end}"))
}

/// Writes every entry, all kept nodes, one envelope, and the head.
#[allow(clippy::disallowed_methods, reason = "a program that is measured writes what it reads later")]
fn unpack(folder: &Path, wanted: u64, input: &mut impl BufRead) -> Result<(), Failed> {
    let mut next = 0_u64;
    while let Some((letter, bytes)) = read(input)? {
        let last = next.saturating_sub(1);
        match letter {
            b'E' => {
                let path = place(folder, next, "json");
                if next.is_multiple_of(100) {
                    fs::create_dir_all(path.parent().ok_or("no folder")?)?;
                }
                fs::write(path, bytes)?;
                next += 1;
            }
            b'V' if last == wanted => fs::write(place(folder, last, "dsse"), bytes)?,
            b'V' => {}
            b'N' => fs::write(place(folder, last, "nodes"), bytes)?,
            _ => fs::write(folder.join("head"), bytes)?,
        }
    }
    Ok(())
}

/// Proves one entry by the head, the nodes that are kept, and a few entries.
fn one(folder: &Path, index: u64) -> Result<(), Failed> {
    let (files, bytes) = (Cell::new(0_u64), Cell::new(0_u64));
    #[allow(clippy::disallowed_methods, reason = "a program that is measured reads what it wrote")]
    let read = |path: PathBuf| -> io::Result<Vec<u8>> {
        let found = fs::read(path)?;
        files.set(files.get() + 1);
        bytes.set(bytes.get() + found.len() as u64);
        Ok(found)
    };
    let head = String::from_utf8(read(folder.join("head"))?)?;
    let (tip, note) = head.split_once("\n\n").ok_or("no head")?;
    let tip = Tip::parse(&format!("{tip}\n"))?;
    let mut kept = Kept::new(tip.frontier());
    let wants = kept.wants(|nodes| inclusion(index, tip.size(), nodes));
    for want in wants {
        match want {
            Want::Nodes(at) => kept.nodes(at, &read(place(folder, at, "nodes"))?)?,
            Want::Entry(at) => kept.entry(at, &read(place(folder, at, "json"))?),
        }
    }
    let path = inclusion(index, tip.size(), &kept)?;
    let (entry, envelope) = (read(place(folder, index, "json"))?, read(place(folder, index, "dsse"))?);
    let file = ProofFile { index, path, checkpoint: note.as_bytes().to_vec() };
    let stored = Stored { entry: &entry, envelope: Some(&envelope) };
    // The signature of the head, the path to it, the envelope that the entry names, and the signature in that.
    let (proven, statement) = file.verify(tip.origin(), &keyring()?, stored)?;
    statement.ok_or("no statement")?;
    let said =
        format!("entry {} of {}: {} files, {} bytes\n", proven.index, tip.size(), files.get(), bytes.get());
    Ok(io::stdout().write_all(said.as_bytes())?)
}
