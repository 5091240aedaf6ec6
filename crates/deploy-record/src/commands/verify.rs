//! `ledger verify`: whether the whole ledger is what was recorded, and by whom.

use anyhow::Context as _;
use clap::{Arg, ArgMatches, Command};
use ledger::checkpoint::Checkpoint;
use ledger::keyring::Keyring;
use ledger::origin::Origin;
use ledger::signer::VerifierKey;
use runner::World;
use runner::report::{Report, Section};
use runner::text::count;
use serde::Serialize;
use verdict::status::ExitCode;

use crate::answer::{self, list};
use crate::bar::{self, Bar};
use crate::place::{Place, given, read_file};
use crate::verification::{self, Finding, State, Verification, written};

/// The longest checkpoint.
pub(super) const MAX_NOTE: usize = 128 * 1024;

pub(super) fn command() -> Command {
    Command::new("verify")
        .about("Verify a whole ledger: every fault with its entry, and what cannot be known")
        .arg(
            Arg::new("since")
                .long("since")
                .value_name("CHECKPOINT")
                .help("A signed checkpoint that was seen before: the ledger has to have grown out of it"),
        )
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Verified {
    /// `releasegate/ledger-verify/v1`.
    schema: &'static str,
    ledger: String,
    store: String,
    state: State,
    size: u64,
    root: String,
    /// How many entries a checkpoint by a known key covers.
    covered: u64,
    sealed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_time: Option<String>,
    faults: Vec<Finding>,
    notices: Vec<Finding>,
    unknown: Vec<Finding>,
}

/// Exit code 0 for a sound ledger, 1 for a faulty one, 3 for one that nobody vouches for, 4 for one that cannot be read.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let verified = super::wait(async {
        let place = Place::open(matches, world)?;
        let head = place.head().await?;
        let since = given(matches, "since").map(|path| since(path, &place, world)).transpose()?;
        let bar = Bar::over(bar::watched(world), "verifying", head.size());
        let found = verification::verify(&place, &head, since.into_iter().collect(), &bar).await?;
        Ok(answer_of(found, place.store.name()))
    })?;
    answer::print(world, matches.get_flag("json"), &verified, report)?;
    Ok(verified.state.exit_code())
}

/// A checkpoint out of a file, which a key of the trust document signed.
fn since(path: &str, place: &Place, world: &World<'_>) -> anyhow::Result<Checkpoint> {
    let bytes = read_file(&world.directory.join(path), MAX_NOTE)?;
    let trust = place.trust.as_ref();
    let trust =
        trust.ok_or_else(|| crate::Usage("--since needs --trust, which says who signed it".to_owned()))?;
    open(&bytes, &trust.keyring(), place.store.origin()).with_context(|| format!("failed to use {path}"))
}

/// A checkpoint that a key signed which may, in a ledger as long as that.
pub(super) fn open(bytes: &[u8], keyring: &Keyring, origin: &Origin) -> anyhow::Result<Checkpoint> {
    let every: Vec<&VerifierKey> = keyring.keys().iter().map(|one| &one.key).collect();
    let (checkpoint, signers) = Checkpoint::open(bytes, &every)?;
    anyhow::ensure!(
        keyring.checkpoint_keys(origin, checkpoint.size).any(|key| signers.contains(&key)),
        "none of the keys that may sign a checkpoint of {origin} with {} entries signed it",
        checkpoint.size
    );
    anyhow::ensure!(
        checkpoint.origin == origin.to_string(),
        "it is a checkpoint of another ledger than {origin}"
    );
    Ok(checkpoint)
}

pub(super) fn answer_of(found: Verification, store: String) -> Verified {
    let report = found.report;
    Verified {
        schema: "releasegate/ledger-verify/v1",
        ledger: report.origin.to_string(),
        store,
        state: found.state,
        size: report.size,
        root: report.root.to_string(),
        covered: report.covered,
        sealed: report.sealed,
        last_time: written(report.last_time),
        faults: found.faults,
        notices: found.notices,
        unknown: found.unknown,
    }
}

/// For people.
pub(super) fn report(of: &Verified) -> Report {
    let lines = |findings: &[Finding]| findings.iter().map(Finding::line).collect::<Vec<String>>();
    let mut facts = vec![format!("root {}", of.root)];
    facts.push(format!("{} covered by a checkpoint of a known key", count(of.covered, "entry", "entries")));
    facts.extend(of.last_time.iter().map(|time| format!("last entry of {time}")));
    if of.sealed {
        facts.push("sealed: nothing may follow".to_owned());
    }
    let sections: Vec<Section> = [
        list("Faults", &lines(&of.faults)),
        list("To look at", &lines(&of.notices)),
        list("What cannot be known", &lines(&of.unknown)),
        list("Head", &facts),
    ]
    .into_iter()
    .flatten()
    .collect();
    let faults = match of.state {
        State::Faulty => format!(": {}", count(of.faults.len() as u64, "fault", "faults")),
        _ => String::new(),
    };
    Report {
        title: "Ledger verified".to_owned(),
        headline: format!(
            "{}, {}, is {}{faults}",
            of.ledger,
            count(of.size, "entry", "entries"),
            of.state.words()
        ),
        sections,
        ..Report::default()
    }
}
