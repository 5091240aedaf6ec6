//! `ledger prove --check`: a proof against the keys of a trust document, without store and network.

use anyhow::Context as _;
use clap::ArgMatches;
use ledger::checkpoint::{Checkpoint, CheckpointError};
use ledger::dsse::EnvelopeError;
use ledger::entry::Entry;
use ledger::hash::Hash;
use ledger::json::Limits;
use ledger::keyring::Keyring;
use ledger::note::NoteError;
use ledger::proof;
use ledger::proof_file::ProofFile;
use ledger::statement::Statement;
use ledger::trust::Trust;
use ledger::verify::{OneError, Stored};
use runner::World;
use runner::report::Report;
use serde::Serialize;
use verdict::status::ExitCode;

use crate::answer::{self, list};
use crate::introduced;
use crate::place::{read_file, read_trust};
use crate::verification::Finding;

/// The longest proof: a path, a checkpoint, and as much of what is ignored.
const MAX_PROOF: usize = 256 * 1024;

/// What `--json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Checked {
    /// `releasegate/ledger-prove-check/v1`.
    schema: &'static str,
    /// Whether a trusted key signed a head that this entry is in, and, unless it is not here, its envelope.
    proven: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    ledger: Option<String>,
    index: u64,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    subjects: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    unknown: Vec<Finding>,
}

/// Exit code 0 for an entry that is proven, 1 for one that is not, 3 where a key signed that nobody named.
pub(super) fn run(path: &str, matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let trust = read_trust(matches, world)?.context("name the keys by --trust")?;
    let given = Given::read(world, path)?;
    let of_keys = super::keys_beside(world, path)?.into_iter();
    let of_keys = of_keys.map(|index| Given::read(world, &super::of_key(path, index)));
    let of_keys = of_keys.collect::<anyhow::Result<Vec<Given>>>()?;
    let (checked, code) = checked(&trust, &given, &of_keys);
    answer::print(world, matches.get_flag("json"), &checked, report)?;
    Ok(code)
}

/// A proof with what it proves, as it was read.
struct Given {
    proof: ProofFile,
    entry: Vec<u8>,
    envelope: Option<Vec<u8>>,
}

impl Given {
    fn read(world: &World<'_>, path: &str) -> anyhow::Result<Self> {
        let [proof, entry, envelope] = super::files(path).map(|name| world.directory.join(name));
        let proof = read_file(&proof, MAX_PROOF)?;
        let entry = read_file(&entry, Limits::ENTRY.bytes)?;
        // A link that leads nowhere is there, and is no envelope that was left out.
        let envelope = match envelope.symlink_metadata() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            _ => Some(read_file(&envelope, Limits::ENVELOPE.bytes)?),
        };
        let proof = ProofFile::parse(&proof).with_context(|| format!("failed to read {path}"))?;
        Ok(Self { proof, entry, envelope })
    }

    fn stored(&self) -> Stored<'_> {
        Stored { entry: &self.entry, envelope: self.envelope.as_deref() }
    }
}

/// The anchors, and what the records of keys beside the proof make of them. Each of those is in the tree of the very head that the proof leads to; whether a
/// key signed that head which may is then for the proof itself.
fn keyring(trust: &Trust, proof: &ProofFile, of_keys: &[Given]) -> Result<Keyring, String> {
    let mut keyring = trust.keyring();
    if of_keys.is_empty() {
        return Ok(keyring);
    }
    let note = String::from_utf8_lossy(&proof.checkpoint);
    let text = note.find("\n\n").and_then(|end| note.get(..=end)).unwrap_or_default();
    let head = Checkpoint::parse(text).map_err(|error| error.to_string())?;
    for given in of_keys {
        let index = given.proof.index;
        let why =
            |why: &dyn std::fmt::Display| format!("the record of keys, entry {index}, is not proven: {why}");
        let entry = Entry::parse(&given.entry).map_err(|error| why(&error))?;
        if entry.index != index || entry.origin.to_string() != head.origin {
            return Err(why(&"it is another entry, or of another ledger"));
        }
        if given.proof.checkpoint != proof.checkpoint {
            return Err(why(&"its proof leads to another head"));
        }
        let leaf = Hash::leaf(&given.entry);
        proof::verify_inclusion(leaf, index, head.size, head.root, &given.proof.path)
            .map_err(|error| why(&error))?;
        let envelope = given.envelope.as_deref().unwrap_or_default();
        if !introduced::follow(&mut keyring, &given.entry, envelope) {
            return Err(why(&"no key signed it that may"));
        }
    }
    Ok(keyring)
}

/// Why an entry is not proven, and whether that is for want of a known key alone.
struct NotProven {
    why: String,
    by_nobody: bool,
}

impl NotProven {
    const fn new(why: String) -> Self {
        Self { why, by_nobody: false }
    }
}

fn proven(trust: &Trust, given: &Given, of_keys: &[Given]) -> Result<(Entry, Option<Statement>), NotProven> {
    let entry = Entry::parse(&given.entry).map_err(|error| NotProven::new(error.to_string()))?;
    if entry.origin.ledger() != trust.ledger {
        let why = format!("the entry is of {}, and the keys are those of {}", entry.origin, trust.ledger);
        return Err(NotProven::new(why));
    }
    let keyring = keyring(trust, &given.proof, of_keys).map_err(NotProven::new)?;
    given.proof.verify(&entry.origin, &keyring, given.stored()).map_err(|error| NotProven {
        by_nobody: matches!(
            error,
            OneError::Checkpoint(CheckpointError::Note(NoteError::Unknown(_)))
                | OneError::Envelope(EnvelopeError::NoSigner)
        ),
        why: error.to_string(),
    })
}

fn checked(trust: &Trust, given: &Given, of_keys: &[Given]) -> (Checked, ExitCode) {
    let mut checked = Checked {
        schema: "releasegate/ledger-prove-check/v1",
        proven: false,
        ledger: None,
        index: given.proof.index,
        kind: None,
        time: None,
        subjects: Vec::new(),
        problem: None,
        unknown: Vec::new(),
    };
    let mut unknown = |code, message: &str| {
        checked.unknown.push(Finding { index: None, code, message: message.to_owned() });
    };
    unknown(
        "one-entry",
        "what other entries say of keys, approvals and this one is not seen here: `verify` sees it",
    );
    match proven(trust, given, of_keys) {
        Ok((entry, statement)) => {
            if statement.is_none() {
                unknown(
                    "erased",
                    "the envelope is not here: that the entry is there is proven, and not what it said",
                );
            }
            checked.proven = true;
            checked.kind = Some(entry.kind.uri());
            checked.time = Some(entry.time.to_string());
            let subjects = statement.iter().flat_map(|one| &one.subject);
            checked.subjects = subjects.map(|one| one.name.to_string()).collect();
            checked.ledger = Some(entry.origin.to_string());
            (checked, ExitCode::Success)
        }
        Err(NotProven { why, by_nobody }) => {
            checked.problem = Some(why);
            (checked, if by_nobody { ExitCode::Inconclusive } else { ExitCode::Fail })
        }
    }
}

fn report(of: &Checked) -> Report {
    let headline = match &of.problem {
        None => format!("entry {} is proven", of.index),
        Some(problem) => format!("entry {} is not proven: {problem}", of.index),
    };
    let facts = [("ledger", of.ledger.as_deref()), ("type", of.kind), ("time", of.time.as_deref())];
    let mut facts: Vec<String> =
        facts.iter().filter_map(|(name, value)| Some(format!("{name}: {}", (*value)?))).collect();
    facts.extend(of.subjects.iter().map(|name| format!("subject: {name}")));
    let unknown: Vec<String> = of.unknown.iter().map(Finding::line).collect();
    let sections = [list("Entry", &facts), list("What cannot be known", &unknown)];
    Report {
        title: "Proof checked".to_owned(),
        headline,
        sections: sections.into_iter().flatten().collect(),
        ..Report::default()
    }
}
