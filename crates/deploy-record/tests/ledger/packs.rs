//! Packs: what was packed is verified without the store, and no archive leads anywhere else.

use std::io::{Read as _, Write as _};
use std::path::Path;

use ledger::predicate::Kind;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::deployments::{event, time};
use crate::introduced::introduction;
use crate::stage::{Ended, ROOT, STRANGER, Stage, artifact, key, sign, statement, ulid};

impl Stage {
    fn packed() -> Self {
        let stage = Self::of_deployments();
        let ended = stage.asking(&["pack", "--no-verifier", "--output", "pack.zip"]);
        assert_eq!(ended.exit, Some(0), "{ended:?}");
        stage
    }

    fn of_pack(&self, args: &[&str]) -> Ended {
        self.run(&[args, &["--pack", "pack.zip", "--trust", "trust.json"]].concat())
    }

    /// The files of the pack.
    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut archive = ZipArchive::new(std::fs::File::open(self.path("pack.zip")).unwrap()).unwrap();
        let count = archive.len();
        let read = |at| {
            let mut file = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        };
        (0..count).map(read).collect()
    }

    /// Writes the pack anew, with one file more.
    fn repack(&self, files: &[(String, Vec<u8>)], more: impl FnOnce(&mut ZipWriter<std::fs::File>)) {
        let mut out = ZipWriter::new(std::fs::File::create(self.path("pack.zip")).unwrap());
        for (name, bytes) in files {
            out.start_file(name.clone(), SimpleFileOptions::default()).unwrap();
            out.write_all(bytes).unwrap();
        }
        more(&mut out);
        out.finish().unwrap();
    }
}

#[test]
fn a_pack_answers_as_its_store_does_and_the_same_ledger_is_the_same_bytes() {
    let stage = Stage::packed();
    let first = std::fs::read(stage.path("pack.zip")).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(2100));
    assert_eq!(stage.asking(&["pack", "--no-verifier", "--output", "pack.zip"]).exit, Some(0));
    assert_eq!(
        std::fs::read(stage.path("pack.zip")).unwrap(),
        first,
        "two seconds later, which is what an archive can tell"
    );
    let names: Vec<String> = stage.files().into_iter().map(|(name, _)| name).collect();
    assert!(names.is_sorted() && names.contains(&"READ-ME-FIRST.txt".to_owned()), "{names:?}");
    let before = stage.asking(&["deployed", "--environment", "production", "--json"]).json();
    std::fs::remove_dir_all(stage.path("store")).unwrap();
    let ended = stage.of_pack(&["verify", "--json"]);
    assert_eq!((ended.exit, &ended.json()["evidence"]["whole"]), (Some(0), &json!(2)), "{ended:?}");
    let after = stage.of_pack(&["deployed", "--environment", "production", "--json"]).json();
    assert_eq!((&after["spots"], &after["proven"]), (&before["spots"], &before["proven"]));
    assert_eq!(stage.of_pack(&["show", "latest", "--json"]).json()["deployment"]["id"], ulid(4));
    assert_eq!(stage.of_pack(&["query", "--json"]).json()["all"], 4);
    assert_eq!(stage.of_pack(&["verify", "--store", "dir:x"]).exit, Some(2));
}

/// The packer's own trust document makes nothing trusted.
#[test]
fn a_pack_is_not_trusted_by_what_lies_in_it() {
    let stage = Stage::packed();
    assert!(stage.files().iter().any(|(name, _)| name == "packer/trust.json"));
    let ended = stage.run(&["verify", "--pack", "pack.zip", "--json"]);
    assert_eq!((ended.exit, &ended.json()["state"]), (Some(3), &json!("not-verifiable")));
    let readme = stage.files().into_iter().find(|(name, _)| name == "READ-ME-FIRST.txt").unwrap().1;
    let readme = String::from_utf8(readme).unwrap();
    assert!(readme.contains("It proves nothing by lying") && readme.contains("verify --pack"), "{readme}");
}

fn leftovers(folder: &Path) -> Vec<String> {
    let of = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    let mut names: Vec<String> = std::fs::read_dir(folder).unwrap().map(of).collect();
    names.sort();
    names
}

#[test]
fn attack_13_no_name_in_an_archive_leads_anywhere_else() {
    let stage = Stage::packed();
    let files = stage.files();
    let before = leftovers(stage.folder.path());
    let shard = "store/ledger-2026-11";
    let names = [
        "../evil".to_owned(),
        "/tmp/evil".to_owned(),
        "C:\\evil".to_owned(),
        format!("{shard}/../../evil"),
        format!("{shard}/entries/0000/00/../../../../evil.json"),
        format!("{shard}\\head"),
        format!("{shard}/HEAD"),
        "STORE/ledger-2026-11/head".to_owned(),
        "store/Ledger-2026-11/head".to_owned(),
        format!("{shard}/entries/0000/00/00000000.JSON"),
        format!("{shard}/entries/0000/00/0.json"),
        format!("{shard}/entries/0000/01/00000000.json"),
        format!("{shard}/entries/0000/00/+0000099.json"),
        format!("{shard}/evidence/zz/{}", "0".repeat(64)),
        format!("{shard}/evidence/00/{}", "0".repeat(63)),
        format!("{shard}/head\0.txt"),
        format!("{shard}/con"),
        "store/ledger-../head".to_owned(),
        "store/ledger-a/b/head".to_owned(),
        "READ-ME-FIRST.TXT".to_owned(),
        "packer/../evil".to_owned(),
        "verifier/../evil".to_owned(),
        "verifier/a/evil".to_owned(),
        "verifier/".to_owned(),
        "schemas/evil.json".to_owned(),
        "format.md".to_owned(),
    ];
    for name in names {
        stage.repack(&files, |out| {
            out.start_file(name.clone(), SimpleFileOptions::default()).unwrap();
            out.write_all(b"evil").unwrap();
        });
        let ended = stage.of_pack(&["verify"]);
        assert_eq!((ended.exit, ended.out.as_str()), (Some(4), ""), "{name:?} {ended:?}");
        assert!(!ended.err.contains('\0'), "{ended:?}");
    }
    for target in ["/etc/passwd", "../trust.json"] {
        stage.repack(&files, |out| {
            out.add_symlink(
                format!("{shard}/evidence/00/{}", "0".repeat(64)),
                target,
                SimpleFileOptions::default(),
            )
            .unwrap();
        });
        assert_eq!(stage.of_pack(&["verify"]).exit, Some(4), "a link to {target}");
    }
    stage.repack(&files, |out| out.add_directory(format!("{shard}/x/"), SimpleFileOptions::default()).unwrap());
    assert_eq!(stage.of_pack(&["verify"]).exit, Some(4));
    assert_eq!(leftovers(stage.folder.path()), before, "and nothing was written beside");
    stage.repack(&files, |_| {});
    assert_eq!(stage.of_pack(&["verify"]).exit, Some(0), "the same files alone are sound");
}

#[test]
fn attack_14_files_that_no_ledger_has_so_large_are_refused() {
    let stage = Stage::packed();
    let files = stage.files();
    let shard = "store/ledger-2026-11";
    let zeros = vec![0; 1 << 20];
    for (name, megabytes) in [
        (format!("{shard}/entries/0000/00/00000099.json"), 1),
        (format!("{shard}/entries/0000/00/00000099.dsse"), 4),
        (format!("{shard}/idem/00/{}", "0".repeat(64)), 1),
        (format!("{shard}/evidence/00/{}", "0".repeat(64)), 17),
    ] {
        stage.repack(&files, |out| {
            out.start_file(name.clone(), SimpleFileOptions::default()).unwrap();
            (0..megabytes).for_each(|_| out.write_all(&zeros).unwrap());
        });
        let ended = stage.of_pack(&["verify"]);
        assert_eq!(ended.exit, Some(4), "{name} {ended:?}");
        assert!(ended.err.contains("has more than"), "{ended:?}");
    }
    // Each of a size that is allowed, and together a bomb: some hundred kilobytes that are 80 megabytes.
    stage.repack(&files, |out| {
        for at in 0..5 {
            out.start_file(
                format!("{shard}/evidence/0{at}/0{at}{}", "0".repeat(62)),
                SimpleFileOptions::default(),
            )
            .unwrap();
            (0..16).for_each(|_| out.write_all(&zeros).unwrap());
        }
    });
    let bomb = std::fs::metadata(stage.path("pack.zip")).unwrap().len();
    assert!(bomb < 200_000, "{bomb}");
    let ended = stage.of_pack(&["verify"]);
    assert_eq!(ended.exit, Some(4), "{ended:?}");
    assert!(ended.err.contains("more than such an archive can hold"), "{ended:?}");
    // A directory that says of the last file that it has ten bytes.
    stage.repack(&files, |out| {
        out.start_file(format!("{shard}/evidence/00/{}", "0".repeat(64)), SimpleFileOptions::default())
            .unwrap();
        (0..17).for_each(|_| out.write_all(&zeros).unwrap());
    });
    let mut lying = std::fs::read(stage.path("pack.zip")).unwrap();
    let header = lying.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    lying[header + 24..header + 28].copy_from_slice(&10_u32.to_le_bytes());
    std::fs::write(stage.path("pack.zip"), lying).unwrap();
    assert_eq!(stage.of_pack(&["verify"]).exit, Some(4));
    std::fs::write(stage.path("pack.zip"), b"no archive").unwrap();
    assert_eq!(stage.of_pack(&["verify"]).exit, Some(4));
}

#[test]
fn attack_21_a_pack_that_was_changed_is_faulty() {
    let stage = Stage::packed();
    let files = stage.files();
    for (at, (name, bytes)) in files.iter().enumerate() {
        if !name.starts_with("store/") || name.contains("/idem/") || bytes.is_empty() {
            continue;
        }
        let mut changed = files.clone();
        let middle = bytes.len() / 2;
        changed[at].1[middle] ^= 1;
        stage.repack(&changed, |_| {});
        let ended = stage.of_pack(&["verify"]);
        assert!(matches!(ended.exit, Some(1 | 4)), "{name} {ended:?}");
        let mut removed = files.clone();
        removed.remove(at);
        stage.repack(&removed, |_| {});
        let ended = stage.of_pack(&["verify"]);
        let evidence = name.contains("/evidence/");
        assert!(
            if evidence { ended.exit == Some(0) } else { matches!(ended.exit, Some(1 | 4)) },
            "{name} {ended:?}"
        );
    }
}

/// A part of a ledger for who may see one environment alone.
fn in_part() -> Stage {
    let stage = Stage::of_deployments();
    let staging = json!({"environment": {"name": "staging", "tier": "staging"}});
    stage.append_at(70, &event(5, "succeeded", "secret", &staging), &[]);
    stage.append_at(71, &event(6, "succeeded", "e", &json!({})), &[]);
    let ended = stage.asking(&[
        "pack",
        "--no-verifier",
        "--output",
        "pack.zip",
        "--environment",
        "production",
        "--json",
    ]);
    assert_eq!((ended.exit, &ended.json()["evidenceElsewhere"]), (Some(0), &json!(0)), "{ended:?}");
    std::fs::remove_dir_all(stage.path("store")).unwrap();
    stage
}

#[test]
fn a_part_proves_its_entries_and_holds_no_others() {
    let stage = in_part();
    let names: Vec<String> = stage.files().into_iter().map(|(name, _)| name).collect();
    assert!(names.iter().all(|name| !name.contains("00000009.")), "that of staging is not in it: {names:?}");
    assert!(names.contains(&"part/ledger-2026-11/entries/0000/00/00000010.proof".to_owned()), "{names:?}");
    let ended = stage.of_pack(&["verify", "--json"]);
    assert_eq!(ended.exit, Some(0), "{ended:?}");
    let answer = ended.json();
    assert_eq!((&answer["deployments"]["all"], &answer["evidence"]["whole"]), (&json!(5), &json!(2)));
    assert_eq!(answer["unknown"][0]["code"], "part");
    let shown = stage.of_pack(&["show", &ulid(2), "--json"]).json();
    assert_eq!(shown["why"]["approvals"][0]["given"]["record"]["meaning"], "approved");
    // What was left out may have changed what is live: that is never proven by a part.
    let live = stage.of_pack(&["deployed", "--environment", "production", "--json"]);
    assert_eq!((live.exit, &live.json()["proven"]), (Some(3), &json!(false)));
    assert_eq!(live.json()["spots"][0]["live"]["deployment"]["id"], ulid(6));
    assert_eq!(stage.of_pack(&["stale", "--after", "36500d"]).exit, Some(3));
    assert_eq!(stage.of_pack(&["verify", "--shard", "2026-11"]).exit, Some(2));
    let alone = stage.run(&["verify", "--pack", "pack.zip"]);
    assert_eq!(alone.exit, Some(3), "{alone:?}");
    // Other keys vouch for none of it.
    stage.trust(
        &json!({"keys": [{"vkey": key(STRANGER).verifier().to_string(), "roles": ["record", "checkpoint"]}]}),
    );
    assert_eq!(stage.of_pack(&["verify"]).exit, Some(3));
}

#[test]
fn attack_21_a_part_that_was_changed_is_faulty() {
    let stage = in_part();
    let files = stage.files();
    for (at, (name, bytes)) in files.iter().enumerate() {
        if !name.starts_with("part/") {
            continue;
        }
        let mut changed = files.clone();
        let middle = bytes.len() / 2;
        changed[at].1[middle] ^= 1;
        stage.repack(&changed, |_| {});
        let ended = stage.of_pack(&["verify"]);
        assert!(matches!(ended.exit, Some(1 | 3 | 4)), "{name} {ended:?}");
    }
    // Two entries that changed places, and a whole ledger beside a part.
    let find = |end: &str| files.iter().position(|(name, _)| name.ends_with(end)).unwrap();
    let mut swapped = files.clone();
    let (one, two) = (find("00000001.json"), find("00000002.json"));
    swapped[one].1.clone_from(&files[two].1);
    stage.repack(&swapped, |_| {});
    assert_eq!(stage.of_pack(&["verify"]).exit, Some(1));
    stage.repack(&files, |out| {
        out.start_file("store/ledger-2026-11/head", SimpleFileOptions::default()).unwrap();
        out.write_all(b"x").unwrap();
    });
    assert_eq!(stage.of_pack(&["verify"]).exit, Some(4));
}

#[test]
fn a_part_holds_the_records_of_keys_that_its_signatures_need() {
    let stage = Stage::of_deployments();
    stage.append(&[sign(&introduction(), ROOT)], &[]);
    stage.append_to("store", &[sign(&event(5, "succeeded", "e", &json!({})), STRANGER)], &[], STRANGER);
    assert_eq!(
        stage.asking(&["pack", "--no-verifier", "--output", "pack.zip", "--environment", "production"]).exit,
        Some(0)
    );
    let ended = stage.of_pack(&["verify", "--json"]);
    assert_eq!((ended.exit, &ended.json()["deployments"]["all"]), (Some(0), &json!(5)), "{ended:?}");
    // Without the record the new key is nobody's.
    let files: Vec<_> = stage.files().into_iter().filter(|(name, _)| !name.contains("00000009.")).collect();
    stage.repack(&files, |_| {});
    assert_eq!(stage.of_pack(&["verify"]).exit, Some(3));
}

#[test]
fn a_part_holds_the_incidents_of_its_services_and_a_report_of_itself_alone() {
    let stage = Stage::of_deployments();
    let incident = |number: u64, service: &str, more: &Value| {
        let mut predicate = json!({
            "incidentId": ulid(number), "event": "opened", "service": service, "environment": "production", "severity": "sev1",
            "detectedAt": time(62),
        });
        predicate.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        statement(Kind::Incident, &artifact("app"), &predicate)
    };
    stage.append_at(65, &incident(11, "payments", &json!({})), &[]);
    stage.append_at(66, &incident(12, "secret-service", &json!({})), &[]);
    stage.append_at(67, &event(7, "succeeded", "z", &json!({"service": "secret-service"})), &[]);
    stage.append_at(68, &incident(11, "payments", &json!({"event": "resolved", "resolvedAt": time(67)})), &[]);
    let pack = |more: &[&str]| {
        let ended = stage.asking(&[&["pack", "--no-verifier", "--output", "pack.zip"], more].concat());
        assert_eq!(ended.exit, Some(0), "{ended:?}");
        stage.files()
    };
    let page = |files: &[(String, Vec<u8>)]| {
        let found = files.iter().find(|(name, _)| name == "report.html").unwrap();
        String::from_utf8(found.1.clone()).unwrap()
    };
    let incidents = || stage.of_pack(&["incidents", "--json"]).json()["incidents"].clone();
    let whole = pack(&[]);
    assert!(page(&whole).contains("secret-service") && page(&whole).contains("payments"));
    assert_eq!(incidents().as_array().unwrap().len(), 2);
    for more in [&["--service", "payments"][..], &["--service", "payments", "--from", "2026-11-22T01:08:00Z"]] {
        let part = pack(more);
        assert!(!page(&part).contains("secret-service"), "{more:?}");
        assert_eq!(page(&part).contains(&ulid(2)), more.len() == 2, "{more:?}");
        let found = incidents();
        assert_eq!((found.as_array().unwrap().len(), &found[0]["id"]), (1, &json!(ulid(11))), "{more:?}");
        assert_eq!(
            found[0]["entries"].as_array().unwrap().len(),
            2,
            "an incident is told as a whole: {more:?}"
        );
        assert_eq!(stage.of_pack(&["verify"]).exit, Some(0), "{more:?}");
        assert_eq!(pack(more), part, "and the same part is the same bytes");
    }
}
