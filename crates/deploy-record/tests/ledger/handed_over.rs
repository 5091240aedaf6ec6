//! A pack in the hands of somebody who has never seen the project: an empty machine, no network, nothing but what lies in the file, and keys that came by
//! another way.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use ledger::hash::Hash;
use zip::ZipArchive;

use crate::deployments::time;
use crate::stage::{Ended, Stage, incident};

/// The commands that take the network away: as root, and as somebody who becomes one inside.
const WAYS: [&[&str]; 2] = [&["unshare", "-n"], &["unshare", "-rn"]];

/// How the network is taken away here; nothing where that is not possible, which is no excuse where checks have to run.
fn without_network() -> Option<&'static [&'static str]> {
    let works = |way: &&&[&str]| {
        let ended = Command::new(way[0]).args(&way[1..]).arg("true").output();
        ended.is_ok_and(|output| output.status.success())
    };
    let found = WAYS.iter().find(works).copied();
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "no network can be taken away here: unshare does not work");
        std::io::stderr().write_all(b"skipped: unshare does not work here\n").unwrap();
    }
    found
}

/// An empty folder with a pack, what was in it, and the keys.
struct Desk {
    folder: tempfile::TempDir,
    way: &'static [&'static str],
    verifier: PathBuf,
}

impl Desk {
    fn of(stage: &Stage, args: &[&str]) -> Option<Self> {
        let way = without_network()?;
        let ended = stage.asking(&[&["pack", "--output", "pack.zip"], args].concat());
        assert_eq!(ended.exit, Some(0), "{ended:?}");
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(stage.path("pack.zip"), folder.path().join("pack.zip")).unwrap();
        let mut archive =
            ZipArchive::new(std::fs::File::open(folder.path().join("pack.zip")).unwrap()).unwrap();
        archive.extract(folder.path()).unwrap();
        std::fs::copy(stage.path("trust.json"), folder.path().join("trust.json")).unwrap();
        let mut verifiers = std::fs::read_dir(folder.path().join("verifier")).unwrap();
        let verifier = verifiers.next().unwrap().unwrap().path();
        assert!(verifiers.next().is_none());
        Some(Self { folder, way, verifier })
    }

    /// What the verifier out of the pack says, with the network off.
    fn says(&self, args: &[&str]) -> Ended {
        let mut command = Command::new(self.way[0]);
        command.args(&self.way[1..]).arg(&self.verifier).args(args);
        command.env_clear().env("HOME", self.folder.path()).current_dir(self.folder.path());
        // unshare itself is looked for where this test finds it.
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        Ended::of(&command.output().unwrap())
    }

    fn verify(&self) -> Ended {
        self.says(&["verify", "--pack", "pack.zip", "--trust", "trust.json", "--json"])
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }
}

/// Changes a byte in the middle of a stored file of the archive, and packs the same names again.
fn broken(pack: &Path, end: &str) {
    let mut archive = ZipArchive::new(std::fs::File::open(pack).unwrap()).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut found = false;
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
        if name.ends_with(end) {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            found = true;
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    assert!(found, "{end}");
    std::fs::write(pack, out.finish().unwrap().into_inner()).unwrap();
}

#[test]
fn a_pack_is_verified_by_what_lies_in_it_with_the_network_off() {
    let stage = Stage::of_deployments();
    let Some(desk) = Desk::of(&stage, &[]) else { return };
    let ended = desk.verify();
    assert_eq!((ended.exit, ended.err.as_str()), (Some(0), ""), "{ended:?}");
    assert_eq!((&ended.json()["state"], &ended.json()["evidence"]["whole"]), (&"sound".into(), &2.into()));
    let live = desk.says(&[
        "verify",
        "deployed",
        "--environment",
        "production",
        "--pack",
        "pack.zip",
        "--trust",
        "trust.json",
        "--at",
        "2026-11-22T00:45:00Z",
    ]);
    assert_eq!(live.exit, Some(0), "{live:?}");
    // By its own keys alone it is nobody's.
    assert_eq!(desk.says(&["verify", "--pack", "pack.zip"]).exit, Some(3));
    // The page names the very program, and what else is there.
    let page = desk.read("READ-ME-FIRST.txt");
    let digest = Hash::of(&std::fs::read(&desk.verifier).unwrap()).to_string();
    assert!(page.contains(&digest) && page.contains("compare its SHA-256"), "{page}");
    assert!(
        page.lines().count() <= 60 && page.lines().all(|line| line.chars().count() <= 140),
        "one page: {page}"
    );
    assert!(desk.read("FORMAT.md").starts_with("# The format of the ledger"));
    let schema: serde_json::Value =
        serde_json::from_str(&desk.read("schemas/statement.v1.schema.json")).unwrap();
    assert_eq!(schema["$id"], "urn:releasegate:schema:statement:v1");
    broken(&desk.folder.path().join("pack.zip"), "00000002.json");
    assert_eq!(desk.verify().exit, Some(1));
}

#[test]
fn a_part_is_verified_by_what_lies_in_it_with_the_network_off() {
    let stage = Stage::of_deployments();
    let Some(desk) = Desk::of(&stage, &["--service", "payments"]) else { return };
    let ended = desk.verify();
    assert_eq!((ended.exit, &ended.json()["unknown"][0]["code"]), (Some(0), &"part".into()), "{ended:?}");
    assert!(desk.read("READ-ME-FIRST.txt").contains("what was left out does not show"));
    for name in ["FORMAT.md", "schemas/statement.v1.schema.json", "packer/trust.json"] {
        assert!(desk.folder.path().join(name).is_file(), "{name}");
    }
    broken(&desk.folder.path().join("pack.zip"), "00000004.dsse");
    assert_eq!(desk.verify().exit, Some(1));
}

#[test]
fn another_verifier_is_packed_under_its_name_and_a_name_that_leads_elsewhere_is_refused() {
    let stage = Stage::of_deployments();
    std::fs::write(stage.path("deploy-record-aarch64"), b"a program").unwrap();
    let pack = |args: &[&str]| stage.asking(&[&["pack", "--output", "pack.zip", "--json"], args].concat());
    let ended = pack(&["--with-verifier", "deploy-record-aarch64"]);
    let said = ended.json()["verifier"].as_str().unwrap().to_owned();
    assert_eq!(said, format!("verifier/deploy-record-aarch64, SHA-256 {}", Hash::of(b"a program")));
    assert_eq!(stage.run(&["verify", "--pack", "pack.zip", "--trust", "trust.json"]).exit, Some(0));
    assert_eq!(pack(&["--no-verifier"]).json().get("verifier"), None);
    std::fs::write(stage.path("A Program"), b"x").unwrap();
    assert_eq!(pack(&["--with-verifier", "A Program"]).exit, Some(2));
    assert_eq!(pack(&["--with-verifier", "x", "--no-verifier"]).exit, Some(2));
    assert_eq!(pack(&["--with-verifier", "missing"]).exit, Some(4));
    assert!(!stage.path("pack.zip").exists(), "and nothing older is left");
}

#[test]
fn the_page_of_a_part_has_what_was_recorded_after_the_last_deployment() {
    let stage = Stage::of_deployments();
    let mut late = incident(2);
    late["predicate"]["detectedAt"] = time(65).into();
    stage.append_at(70, &late, &[]);
    for part in [&["--service", "payments"][..], &[]] {
        let ended = stage.asking(&[&["pack", "--output", "pack.zip", "--no-verifier"], part].concat());
        assert_eq!(ended.exit, Some(0), "{ended:?}");
        let mut archive = ZipArchive::new(std::fs::File::open(stage.path("pack.zip")).unwrap()).unwrap();
        let mut page = String::new();
        archive.by_name("report.html").unwrap().read_to_string(&mut page).unwrap();
        assert!(page.contains("sev1"), "{part:?}");
    }
}
