//! Both verifiers over the same bytes, and what each says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use ledger::report::{Report, Soundness};
use ledger::verify::{Heads, Stored, Verifier};
use ledger::witness::Quorum;
use serde_json::{Value, json};

use crate::world::World;

/// The Python that has `cryptography`; `cargo xtask verifier` names it.
const PYTHON: &str = "RELEASEGATE_VERIFIER_PYTHON";

/// What a verifier says, in the words that the format page has for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) verdict: String,
    pub(crate) size: u64,
    pub(crate) root: String,
    pub(crate) faults: BTreeSet<(u64, String)>,
    pub(crate) notices: BTreeSet<(u64, String)>,
    pub(crate) unknown: BTreeSet<String>,
}

/// Stands for "no entry", after all entries.
pub(crate) const NONE: u64 = u64::MAX;

impl Said {
    /// The first entry that is faulty, if any fault is of an entry, and the codes at it.
    pub(crate) fn first(&self) -> Option<(u64, Vec<&str>)> {
        let (first, _) = self.faults.first()?;
        let codes = self.faults.iter().filter(|(index, _)| index == first).map(|(_, code)| code.as_str());
        Some((*first, codes.collect()))
    }
}

/// The crate.
pub(crate) fn rust(world: &World) -> Report {
    let mut verifier = Verifier::new(world.origin.clone(), world.keyring());
    for (at, (entry, envelope)) in world.entries.iter().enumerate() {
        verifier.entry(Stored { entry, envelope: envelope.as_deref() });
        if let Some(nodes) = world.nodes.get(&(at as u64)) {
            verifier.nodes(nodes);
        }
    }
    let signed: Vec<&[u8]> = world.checkpoints.iter().map(Vec::as_slice).collect();
    let quorum = (world.quorum > 0).then(|| Quorum::new(world.quorum, world.witnesses.clone()).unwrap());
    let heads = Heads { signed: &signed, earlier: &world.heads, quorum: quorum.as_ref() };
    verifier.finish(heads)
}

fn said_by_rust(world: &World) -> Said {
    let report = rust(world);
    let verdict = match report.soundness() {
        Soundness::Sound => "sound",
        Soundness::Unproven => "unproven",
        Soundness::Faulty => "faulty",
    };
    Said {
        verdict: verdict.to_owned(),
        size: report.size,
        root: report.root.to_string(),
        faults: report
            .faults
            .iter()
            .map(|one| (one.index.unwrap_or(NONE), one.kind.code().to_owned()))
            .collect(),
        notices: report.notices.iter().map(|one| (one.index, one.kind.code().to_owned())).collect(),
        unknown: report.unknown.iter().map(|one| one.kind.code().to_owned()).collect(),
    }
}

/// The second verifier: its exit code and its report.
pub(crate) fn python(world: &World) -> (Option<i32>, Value) {
    let folder = tempfile::tempdir().unwrap();
    write(world, folder.path());
    run(folder.path())
}

/// The second verifier over a folder.
pub(crate) fn run(folder: &Path) -> (Option<i32>, Value) {
    let python = std::env::var_os(PYTHON)
        .expect("run `cargo xtask verifier`, which names a Python that has `cryptography`");
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("verifier/verify.py");
    // Without bytecode beside the source, and without what the user's environment says about Python.
    let output = Command::new(python).args(["-B", "-E", "-s"]).arg(program).arg(folder).output().unwrap();
    let report = serde_json::from_slice(&output.stdout);
    let report = report.unwrap_or_else(|_| panic!("no report: {}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code(), report)
}

/// Writes what both verifiers read.
pub(crate) fn write(world: &World, folder: &Path) {
    for name in ["entries", "envelopes", "checkpoints"] {
        fs::create_dir(folder.join(name)).unwrap();
    }
    for (at, (entry, envelope)) in world.entries.iter().enumerate() {
        fs::write(folder.join(format!("entries/{at}.json")), entry).unwrap();
        if let Some(envelope) = envelope {
            fs::write(folder.join(format!("envelopes/{at}.json")), envelope).unwrap();
        }
    }
    for (at, note) in world.checkpoints.iter().enumerate() {
        fs::write(folder.join(format!("checkpoints/{at:03}")), note).unwrap();
    }
    for (at, nodes) in &world.nodes {
        fs::create_dir_all(folder.join("nodes")).unwrap();
        fs::write(folder.join(format!("nodes/{at}")), nodes).unwrap();
    }
    for (path, bytes) in &world.beside {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let anchors: Vec<Value> =
        world.anchors.iter().map(|(key, roles)| json!({"vkey": key.to_string(), "roles": roles})).collect();
    let head = |head: &ledger::checkpoint::Checkpoint| json!({"origin": head.origin, "size": head.size, "root": head.root});
    let heads: Vec<Value> = world.heads.iter().map(head).collect();
    let witnesses: Vec<String> = world.witnesses.iter().map(ToString::to_string).collect();
    let trust = json!({"origin": world.origin, "anchors": anchors, "heads": heads, "witnesses": witnesses, "quorum": world.quorum, "runs": world.runs});
    fs::write(folder.join("trust.json"), trust.to_string()).unwrap();
}

fn said_by_python(world: &World) -> Said {
    let (exit, report) = python(world);
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{report}")).to_owned();
    let pairs = |name: &str| -> BTreeSet<(u64, String)> {
        let list = report[name].as_array().unwrap_or_else(|| panic!("{report}"));
        list.iter().map(|one| (one["index"].as_u64().unwrap_or(NONE), text(&one["what"]))).collect()
    };
    let said = Said {
        verdict: text(&report["verdict"]),
        size: report["size"].as_u64().unwrap(),
        root: text(&report["root"]),
        faults: pairs("faults"),
        notices: pairs("notices"),
        unknown: report["unknown"].as_array().unwrap().iter().map(text).collect(),
    };
    assert_eq!(exit, Some(i32::from(!said.faults.is_empty())), "exit code and faults: {said:?}");
    said
}

/// What the crate says, and what the second verifier says.
pub(crate) fn both(world: &World) -> (Said, Said) {
    (said_by_rust(world), said_by_python(world))
}

/// What both say of a ledger, which has to be the same.
fn compared(case: &str, world: &World) -> Result<Said, String> {
    let (rust, python) = both(world);
    if rust == python {
        Ok(rust)
    } else {
        Err(format!("{case}: they disagree\n   the crate: {rust:?}\n   verify.py: {python:?}"))
    }
}

/// Whether both find what is expected: this fault of this entry first, or that the ledger is sound.
fn judged(case: &str, world: &World, expected: Option<(u64, &str)>) -> Result<Said, String> {
    let said = compared(case, world)?;
    let verdict = if expected.is_some() { "faulty" } else { "sound" };
    let right = match (said.first(), expected) {
        (Some((first, codes)), Some((index, code))) => first == index && codes.contains(&code),
        (first, code) => first.is_none() && code.is_none(),
    };
    if right && said.verdict == verdict {
        Ok(said)
    } else {
        Err(format!("{case}: {expected:?} was expected\n   both: {said:?}"))
    }
}

/// What both say of a ledger.
pub(crate) fn agreed(case: &str, world: &World) -> Said {
    compared(case, world).unwrap_or_else(|error| panic!("{error}"))
}

/// Both find the ledger sound.
pub(crate) fn sound(case: &str, world: &World) -> Said {
    judged(case, world, None).unwrap_or_else(|error| panic!("{error}"))
}

/// Both refuse the ledger, and both name this fault of this entry first.
pub(crate) fn faulty(case: &str, world: &World, index: u64, code: &str) {
    let judged = judged(case, world, Some((index, code)));
    judged.unwrap_or_else(|error| panic!("{error}"));
}

/// What a case does to a ledger, and what both verifiers have to name first; without a code, both find it sound.
pub(crate) type Case = (&'static str, fn(&mut World), Option<(u64, &'static str)>);

/// Judges every case, each over a ledger of its own, and tells all that went wrong.
pub(crate) fn judge(cases: &[Case], make: fn() -> World, finish: fn(&mut World)) {
    let mut wrong = Vec::new();
    for (name, change, expected) in cases {
        let mut world = make();
        change(&mut world);
        finish(&mut world);
        wrong.extend(judged(name, &world, *expected).err());
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
