//! Ledgers that were written once and stay as they are, with what a verifier says of each: `vectors/ledgers.json`. The second verifier, in `tests/verifier`, is held
//! to the same.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use crate::checkpoint::Checkpoint;
use crate::fault::FaultKind;
use crate::hash::Hash;
use crate::keyring::Keyring;
use crate::origin::Origin;
use crate::predicate::Role;
use crate::report::Soundness;
use crate::signer::VerifierKey;
use crate::verify::{Heads, Stored, verify};

const LEDGERS: &str = include_str!("../vectors/ledgers.json");

#[derive(Deserialize)]
struct Ledger {
    name: String,
    origin: Origin,
    anchors: Vec<(String, Vec<Role>)>,
    entries: Vec<(String, Option<String>)>,
    checkpoints: Vec<String>,
    earlier: Vec<(String, u64, Hash)>,
    expected: Expected,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Expected {
    soundness: String,
    faults: Vec<(Option<u64>, String)>,
    size: u64,
    root: Hash,
    covered: u64,
}

fn ledgers() -> Vec<Ledger> {
    serde_json::from_str(LEDGERS).unwrap()
}

fn found(ledger: &Ledger) -> Expected {
    let bytes = |text: &String| STANDARD.decode(text).unwrap();
    let anchors =
        ledger.anchors.iter().map(|(key, roles)| (VerifierKey::parse(key).unwrap(), roles.clone())).collect();
    let stored: Vec<_> =
        ledger.entries.iter().map(|(entry, envelope)| (bytes(entry), envelope.as_ref().map(bytes))).collect();
    let entries = stored.iter().map(|(entry, envelope)| Stored { entry, envelope: envelope.as_deref() });
    let signed: Vec<Vec<u8>> = ledger.checkpoints.iter().map(bytes).collect();
    let signed: Vec<&[u8]> = signed.iter().map(Vec::as_slice).collect();
    let earlier =
        ledger.earlier.iter().map(|(origin, size, root)| Checkpoint::new(origin.clone(), *size, *root));
    let earlier: Vec<Checkpoint> = earlier.collect();
    let heads = Heads { signed: &signed, earlier: &earlier, quorum: None };
    let report = verify(ledger.origin.clone(), Keyring::new(anchors), entries, heads);
    let soundness = match report.soundness() {
        Soundness::Sound => "sound",
        Soundness::Unproven => "unproven",
        Soundness::Faulty => "faulty",
    };
    let faults = report.faults.iter().map(|fault| (fault.index, fault.kind.code().to_owned()));
    let mut faults: Vec<(Option<u64>, String)> = faults.collect();
    faults.sort_by_key(|(index, code)| (index.is_none(), *index, code.clone()));
    Expected {
        soundness: soundness.to_owned(),
        faults,
        size: report.size,
        root: report.root,
        covered: report.covered,
    }
}

#[test]
fn ledgers_that_were_written_once_are_judged_as_ever() {
    for ledger in ledgers() {
        assert_eq!(found(&ledger), ledger.expected, "{}", ledger.name);
    }
}

#[test]
fn the_ledgers_have_every_fault() {
    let ledgers = ledgers();
    let there =
        |code: &str| ledgers.iter().flat_map(|one| &one.expected.faults).any(|(_, found)| found == code);
    // Witnesses and demands for runs are no part of these vectors.
    let missing: Vec<_> = FaultKind::ALL.iter().filter(|kind| !there(kind.code())).collect();
    assert_eq!(missing, [&FaultKind::RunRefused, &FaultKind::CheckpointUnwitnessed]);
}
