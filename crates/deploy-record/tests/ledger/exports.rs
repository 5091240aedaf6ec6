//! Exports: every line names its entry, nothing of somebody else's is removed for one, and of what is faulty there is none.

#[path = "exports/figures.rs"]
mod figures;
#[cfg(feature = "foreign-readers")]
#[path = "exports/readers.rs"]
mod readers;

use ledger::hash::Hash;
use serde_json::{Value, json};
use stores::layout;

use crate::stage::{Ended, Stage, ulid};

impl Stage {
    pub(crate) fn exported(&self, format: &str, output: &str, more: &[&str]) -> Ended {
        self.asking(&[&["export", "--format", format, "--output", output, "--json"], more].concat())
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn lines(&self, name: &str) -> Vec<Value> {
        self.text(name).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// All files below a folder, by path.
fn below(stage: &Stage, folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(stage.path(&folder)).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{folder}/{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() { open.push(name) } else { found.push(name) }
        }
    }
    found.sort();
    found
}

#[test]
fn rows_come_with_a_manifest_that_says_as_of_which_head() {
    let stage = Stage::of_deployments();
    let ended = stage.exported("ndjson", "export", &[]);
    assert_eq!((ended.exit, &ended.json()["state"]), (Some(0), &json!("sound")), "{ended:?}");
    let manifest: Value = serde_json::from_str(&stage.text("export/manifest.json")).unwrap();
    assert_eq!(manifest["schema"], "releasegate/export/v1");
    let as_of = &manifest["as_of"];
    assert_eq!((&as_of["state"], &as_of["whole"]), (&json!("sound"), &json!(true)));
    let head = &as_of["heads"][0];
    assert_eq!((&head["size"], &head["root"]), (&json!(9), &json!(stage.head().root())));
    assert_eq!(head["time"], "2026-11-22T01:00:00.000Z");
    let named: Vec<String> = manifest["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| format!("export/{}", file["path"].as_str().unwrap()))
        .collect();
    let mut all = named.clone();
    all.push("export/manifest.json".to_owned());
    all.sort();
    assert_eq!(below(&stage, "export"), all);
    for file in manifest["files"].as_array().unwrap() {
        let bytes = std::fs::read(stage.path("export").join(file["path"].as_str().unwrap())).unwrap();
        assert_eq!(file["sha256"], Hash::of(&bytes).to_string());
        assert_eq!(file["rows"], bytes.iter().filter(|byte| **byte == b'\n').count());
    }
    let rows = stage.lines("export/deployments/environment=production/month=2026-11/part-0.ndjson");
    assert_eq!((rows.len(), &ended.json()["written"]), (4, &json!(5)), "with one approval");
    let leaf = Hash::leaf(&std::fs::read(stage.file(&layout::entry(4))).unwrap());
    assert_eq!((&rows[1]["entry_index"], &rows[1]["leaf_hash"]), (&json!(4), &json!(leaf)));
    assert_eq!((&rows[3]["outcome"], &rows[3]["state"]), (&json!(null), &json!("started")));
}

#[test]
fn an_earlier_export_is_replaced_and_the_same_ledger_is_the_same_bytes() {
    let stage = Stage::of_deployments();
    let all =
        || below(&stage, "export").iter().map(|name| (name.clone(), stage.text(name))).collect::<Vec<_>>();
    assert_eq!(stage.exported("ndjson", "export", &[]).exit, Some(0));
    let first = all();
    assert_eq!(stage.exported("ndjson", "export", &[]).exit, Some(0));
    assert_eq!(all(), first);
    assert_eq!(stage.exported("ndjson", "export", &["--environment", "staging"]).exit, Some(0));
    assert!(
        all().iter().all(|(name, _)| !name.contains("environment=production")),
        "nothing of the earlier is left"
    );
    for format in ["cdevents", "oscal", "in-toto"] {
        assert_eq!(stage.exported(format, "one", &[]).exit, Some(0));
        let first = stage.text("one");
        assert_eq!(stage.exported(format, "one", &[]).exit, Some(0));
        assert_eq!(stage.text("one"), first, "{format}");
    }
}

#[test]
fn nothing_of_somebody_elses_is_removed_for_an_export() {
    let stage = Stage::of_deployments();
    std::fs::create_dir(stage.path("mine")).unwrap();
    std::fs::write(stage.path("mine/thesis.txt"), "years").unwrap();
    let refused = |why: &str| {
        let ended = stage.exported("ndjson", "mine", &[]);
        assert_eq!((ended.exit, ended.out.as_str()), (Some(2), ""), "{ended:?}");
        assert!(ended.err.contains(why), "{ended:?}");
        assert_eq!(stage.text("mine/thesis.txt"), "years");
    };
    refused("no manifest.json");
    // A manifest that somebody wrote makes it none of ours, and neither does one of another format, or a link.
    let manifest = |schema: &str, path: &str| {
        let text = json!({"schema": schema, "files": [{"path": path}]}).to_string();
        std::fs::write(stage.path("mine/manifest.json"), text).unwrap();
    };
    manifest("releasegate/export/v1", "thesis.txt");
    refused("`thesis.txt` is of no export");
    manifest("releasegate/export/v2", "thesis.txt");
    refused("of another format");
    std::fs::write(stage.path("mine/manifest.json"), "{").unwrap();
    refused("is none of an export");
    assert_eq!(stage.exported("ndjson", "trust.json", &[]).exit, Some(2), "no folder");
    #[cfg(unix)]
    {
        let place = "deployments/environment=a/month=b/part-0.ndjson";
        std::fs::create_dir_all(stage.path("mine").join(place).parent().unwrap()).unwrap();
        std::fs::rename(stage.path("mine/thesis.txt"), stage.path("thesis.txt")).unwrap();
        std::os::unix::fs::symlink(stage.path("thesis.txt"), stage.path("mine").join(place)).unwrap();
        manifest("releasegate/export/v1", place);
        assert_eq!(stage.exported("ndjson", "mine", &[]).exit, Some(2), "a link is no row file");
    }
    // An empty folder is nobody's.
    std::fs::create_dir(stage.path("empty")).unwrap();
    assert_eq!(stage.exported("ndjson", "empty", &[]).exit, Some(0));
    let beside: Vec<String> = std::fs::read_dir(stage.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned())
        .filter(|name| name.starts_with(".releasegate"))
        .collect();
    assert_eq!(beside, Vec::<String>::new());
}

#[test]
fn of_a_faulty_ledger_nothing_is_exported_and_nothing_older_is_left() {
    let stage = Stage::of_deployments();
    for (format, output) in [("ndjson", "export"), ("oscal", "a"), ("cdevents", "b"), ("in-toto", "c")] {
        assert_eq!(stage.exported(format, output, &[]).exit, Some(0));
    }
    let path = stage.file(&layout::envelope(2));
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 3;
    bytes[last] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    for (format, output) in [("ndjson", "export"), ("oscal", "a"), ("cdevents", "b"), ("in-toto", "c")] {
        let ended = stage.exported(format, output, &[]);
        assert_eq!((ended.exit, &ended.json()["written"]), (Some(1), &json!(0)), "{ended:?}");
        assert!(!ended.faults().is_empty());
        assert!(!stage.path(output).exists(), "{format}");
    }
}

#[test]
fn what_nobody_vouches_for_is_exported_and_says_so() {
    let stage = Stage::of_deployments();
    let export = |format, output| {
        stage.run(&["export", "--format", format, "--output", output, "--store", "dir:store", "--json"])
    };
    assert_eq!(export("ndjson", "export").exit, Some(0));
    let manifest: Value = serde_json::from_str(&stage.text("export/manifest.json")).unwrap();
    assert_eq!(manifest["as_of"]["state"], "not-verifiable");
    assert_eq!(export("cdevents", "events").exit, Some(0));
    assert_eq!(stage.lines("events")[0]["customData"]["state"], "not-verifiable");
    assert_eq!(export("oscal", "results").exit, Some(0));
    assert!(stage.text("results").contains("not proven"));
}

#[test]
fn envelopes_keep_their_bytes_and_a_part_has_its_own() {
    let stage = Stage::of_deployments();
    assert_eq!(stage.exported("in-toto", "all.intoto.jsonl", &[]).json()["written"], 9);
    let all: Vec<String> = stage.text("all.intoto.jsonl").lines().map(str::to_owned).collect();
    for (index, line) in (0..).zip(&all) {
        assert_eq!(line.as_bytes(), std::fs::read(stage.file(&layout::envelope(index))).unwrap(), "{index}");
    }
    assert_eq!(stage.exported("in-toto", "none", &["--environment", "staging"]).json()["written"], 0);
    assert_eq!(stage.exported("in-toto", "late", &["--from", "2026-11-22T01:00:00Z"]).json()["written"], 1);
    assert_eq!(stage.exported("yaml", "x", &[]).exit, Some(2));
}

#[test]
fn a_pack_is_exported_as_its_store_is_and_a_part_says_that_it_is_one() {
    let stage = Stage::of_deployments();
    assert_eq!(stage.exported("ndjson", "export", &[]).exit, Some(0));
    let pack = |output: &str, more: &[&str]| {
        let ended = stage.asking(&[&["pack", "--no-verifier", "--output", output], more].concat());
        assert_eq!(ended.exit, Some(0), "{ended:?}");
    };
    pack("whole.zip", &[]);
    pack("part.zip", &["--environment", "production"]);
    let of = |pack: &str, format: &str, output: &str| {
        stage.run(&[
            "export",
            "--format",
            format,
            "--output",
            output,
            "--pack",
            pack,
            "--trust",
            "trust.json",
            "--json",
        ])
    };
    assert_eq!(of("whole.zip", "ndjson", "again").exit, Some(0));
    assert_eq!(stage.text("again/manifest.json"), stage.text("export/manifest.json"));
    assert_eq!(of("part.zip", "ndjson", "part").exit, Some(0));
    let manifest: Value = serde_json::from_str(&stage.text("part/manifest.json")).unwrap();
    assert_eq!((&manifest["as_of"]["whole"], &manifest["as_of"]["heads"]), (&json!(false), &json!([])));
    assert_eq!(of("part.zip", "in-toto", "bundle").exit, Some(2));
    let events = of("part.zip", "cdevents", "events");
    assert_eq!(
        (events.exit, &stage.lines("events")[2]["customData"]["deploymentId"]),
        (Some(0), &json!(ulid(1)))
    );
}
