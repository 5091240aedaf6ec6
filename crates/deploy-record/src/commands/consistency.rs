//! `ledger consistency`: whether a ledger grew out of a head that was seen before, with the proof to give to others.

use anyhow::Context as _;
use clap::{Arg, ArgMatches, Command};
use ledger::checkpoint::Checkpoint;
use ledger::hash::Hash;
use ledger::keyring::Keyring;
use ledger::note::Note;
use ledger::proof::{self, ProofError};
use ledger::prove::{self, Subtrees};
use runner::World;
use runner::report::Report;
use serde::Serialize;
use stores::Head;
use verdict::status::ExitCode;

use crate::answer::{self, list};
use crate::bar::{self, Bar};
use crate::introduced;
use crate::place::{Place, Vouched, given, read_file};

pub(super) fn command() -> Command {
    Command::new("consistency")
        .about("Prove that a ledger grew out of an earlier checkpoint: nothing was changed, removed or reordered since")
        .arg(Arg::new("checkpoint").required(true).value_name("OLD_CHECKPOINT").help("The signed checkpoint that was seen before"))
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Compared {
    /// `releasegate/ledger-consistency/v1`.
    schema: &'static str,
    ledger: String,
    old_size: u64,
    old_root: String,
    new_size: u64,
    new_root: String,
    /// Whether the later ledger begins with all of the earlier one.
    consistent: bool,
    /// The hashes of RFC 6962, 2.1.2, in base64.
    proof: Vec<String>,
    /// Why it is not consistent.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    /// Why it is not proven, although it looks so.
    unknown: Vec<String>,
}

/// Exit code 0 for a proof between two heads that trusted keys signed, 1 for a history that was changed, 3 if a head is nobody's who is known.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let path = given(matches, "checkpoint").context("name a checkpoint")?;
    let old = read_file(&world.directory.join(path), super::verify::MAX_NOTE)?;
    let compared = super::wait(async {
        let place = Place::open(matches, world)?;
        let head = place.head().await?;
        let bar = Bar::over(bar::watched(world), "reading", head.size());
        let leaves = introduced::leaves(&place, &head, &bar).await?;
        let anchors = place.anchors();
        let keyring = leaves.as_ref().map_or(&anchors, |leaves| &leaves.keyring);
        let (mut unknown, mut problem) = (Vec::new(), None);
        let old = old_head(&old, &place, keyring, &mut unknown);
        let old = old.with_context(|| format!("failed to use {path}"))?;
        match place.vouch(&head, keyring) {
            Vouched::Trusted => {}
            Vouched::Unknown(why) => unknown.push(format!("the head of the ledger: {why}")),
            Vouched::Refuted(why) => problem = Some(why),
        }
        let proof = between(&old, &head, leaves.map(|leaves| leaves.tree));
        let proof = proof.unwrap_or_else(|error| {
            problem.get_or_insert(error);
            Vec::new()
        });
        Ok(compared(&old, &head, proof, problem, unknown))
    })?;
    answer::print(world, matches.get_flag("json"), &compared, report)?;
    Ok(match (compared.consistent, compared.unknown.is_empty()) {
        (false, _) => ExitCode::Fail,
        (true, false) => ExitCode::Inconclusive,
        (true, true) => ExitCode::Success,
    })
}

/// The earlier head. Without anchors its text counts, and that nobody is known to have signed it is told.
fn old_head(
    note: &[u8],
    place: &Place,
    keyring: &Keyring,
    unknown: &mut Vec<String>,
) -> anyhow::Result<Checkpoint> {
    let origin = place.store.origin();
    if place.trust.is_some() {
        return super::verify::open(note, keyring, origin);
    }
    unknown.push("the earlier head: no --trust says whose signatures count".to_owned());
    let note = Note::parse(note)?.to_text();
    let text = note.rfind("\n\n").and_then(|end| note.get(..=end)).unwrap_or_default();
    let checkpoint = Checkpoint::parse(text)?;
    anyhow::ensure!(
        checkpoint.origin == origin.to_string(),
        "it is a checkpoint of another ledger than {origin}"
    );
    Ok(checkpoint)
}

/// The proof from one head to the other, verified before it is given to anybody.
fn between(old: &Checkpoint, head: &Head, leaves: Result<Subtrees, String>) -> Result<Vec<Hash>, String> {
    let (old, new) =
        (proof::Head { size: old.size, root: old.root }, proof::Head { size: head.size(), root: head.root() });
    let shrunk = ProofError::Shrunk { old: old.size, new: new.size };
    if old.size > new.size {
        return Err(shrunk.to_string());
    }
    let tree = leaves?;
    let hashes = prove::consistency(old.size, new.size, &tree).map_err(|error| error.to_string())?;
    proof::verify_consistency(old, new, &hashes).map_err(|error| error.to_string())?;
    Ok(hashes)
}

fn compared(
    old: &Checkpoint,
    head: &Head,
    proof: Vec<Hash>,
    problem: Option<String>,
    unknown: Vec<String>,
) -> Compared {
    Compared {
        schema: "releasegate/ledger-consistency/v1",
        ledger: old.origin.clone(),
        old_size: old.size,
        old_root: old.root.to_string(),
        new_size: head.size(),
        new_root: head.root().to_string(),
        consistent: problem.is_none(),
        proof: proof.iter().map(Hash::base64).collect(),
        problem,
        unknown,
    }
}

fn report(of: &Compared) -> Report {
    let headline = match &of.problem {
        None => format!(
            "{} grew from {} to {} entries, and the earlier ones are unchanged",
            of.ledger, of.old_size, of.new_size
        ),
        Some(problem) => format!("{} did not grow out of the earlier checkpoint: {problem}", of.ledger),
    };
    let heads = [
        format!("{} entries: root {}", of.old_size, of.old_root),
        format!("{} entries: root {}", of.new_size, of.new_root),
    ];
    let sections = [list("Heads", &heads), list("Proof", &of.proof), list("What cannot be known", &of.unknown)];
    Report {
        title: "Ledger compared".to_owned(),
        headline,
        sections: sections.into_iter().flatten().collect(),
        ..Report::default()
    }
}
