use std::path::PathBuf;

use serde_json::json;
use verdict::document::sha256;
use verdict::draft::seal;
use verdict::{Draft, Envelope, FailOn, FileRef, Rule, RuleStatus, Run, Subject, Time};

use super::*;

const COMMIT: &str = "1234567890123456789012345678901234567890";
const OTHER: &str = "0000000000000000000000000000000000000000";

fn workspace(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    let root: PathBuf = folder.path().canonicalize().unwrap();
    for (path, bytes) in files {
        std::fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        std::fs::write(root.join(path), bytes).unwrap();
    }
    (folder, Workspace::new(root))
}

fn verdict(gate: &str, commit: &str) -> Vec<u8> {
    let draft = Draft {
        rules: vec![Rule::new("total", "a limit", RuleStatus::Fail, "below-limit", "too little")],
        summary: "too little is covered".to_owned(),
        inputs: vec![],
        not_covered: vec![],
        details: serde_json::Map::new(),
    };
    let gate = json!({"id": gate, "tool": "coverage-gate", "version": "1", "binary": {"sha256": "00"}});
    let policy = json!({"path": null, "ref": null, "digest": {}, "bootstrap": false});
    let time = Time::parse("2026-11-22T10:00:00Z").unwrap();
    let envelope = Envelope {
        gate: serde_json::from_value(gate).unwrap(),
        subject: vec![Subject::commit("https://github.com/octo/shop", commit)],
        run: Run::default(),
        started: time,
        finished: time,
        policy: serde_json::from_value(policy).unwrap(),
        facts: Some(FileRef { path: "facts.json".to_owned(), digest: sha256("00") }),
        fail_on: FailOn::default(),
        report_only: false,
        previous: None,
    };
    verdict::canonical::bytes(&seal(draft, envelope).unwrap()).unwrap()
}

fn paths(paths: &[&str]) -> Vec<String> {
    paths.iter().map(|path| (*path).to_owned()).collect()
}

#[test]
fn verdicts_are_bound_by_what_they_judged_in_the_order_of_their_gates() {
    let files = [("b.json", verdict("web", COMMIT)), ("a.json", verdict("scan", COMMIT))];
    let (_folder, workspace) = workspace(&files.each_ref().map(|(path, bytes)| (*path, bytes.as_slice())));
    let found = verdicts(&workspace, &paths(&["b.json", "a.json"]), COMMIT).unwrap();
    let gates: Vec<&str> = found.iter().map(|one| one.judged.gate.as_str()).collect();
    assert_eq!(gates, ["scan", "web"]);
    assert_eq!(found[0].judged.status, verdict::Status::Fail);
    assert!(found[0].judged.judgement.starts_with("sha256:") && found[0].sha256.len() == 64);
    assert_eq!(found[0].summary, "too little is covered");
}

#[test]
fn a_verdict_that_does_not_fit_is_an_error() {
    let good = verdict("web", COMMIT);
    let text = String::from_utf8(good.clone()).unwrap();
    let files: [(&str, Vec<u8>); 6] = [
        ("other.json", verdict("web", OTHER)),
        ("changed.json", text.replace("\"status\":\"fail\"", "\"status\":\"pass\"").into_bytes()),
        ("spaced.json", format!("{text}\n").into_bytes()),
        ("none.json", b"{}".to_vec()),
        ("good.json", good.clone()),
        ("again.json", good),
    ];
    let (_folder, workspace) = workspace(&files.each_ref().map(|(path, bytes)| (*path, bytes.as_slice())));
    let error = |given: &[&str]| verdicts(&workspace, &paths(given), COMMIT).unwrap_err();
    assert!(matches!(error(&["other.json"]), FileProblem::OtherCommit { found, .. } if found == OTHER));
    for wrong in ["changed.json", "spaced.json", "none.json"] {
        assert!(matches!(error(&[wrong]), FileProblem::NoVerdict { .. }), "{wrong}");
    }
    assert!(error(&["changed.json"]).to_string().contains("does not fit"));
    assert!(matches!(error(&["absent.json"]), FileProblem::Unreadable { .. }));
    assert!(
        matches!(error(&["good.json", "again.json"]), FileProblem::SecondVerdict { gate, .. } if gate == "web")
    );
    assert!(verdicts(&workspace, &paths(&["good.json"]), COMMIT).is_ok());
}

#[test]
fn a_verdict_of_any_size_is_not_read() {
    let (_folder, workspace) = workspace(&[]);
    let file = std::fs::File::create(workspace.root().join("large.json")).unwrap();
    file.set_len(LONGEST_VERDICT + 1).unwrap();
    let error = verdicts(&workspace, &paths(&["large.json"]), COMMIT).unwrap_err();
    assert!(error.to_string().contains("at most"), "{error}");
}

#[test]
fn artifacts_are_bound_by_their_bytes() {
    let (_folder, workspace) = workspace(&[("dist/app.bin", b"abc"), ("app.bin", b"abcd")]);
    let hex = "5f".repeat(32);
    let image = format!("registry.example:5000/octo/shop:1.4@sha256:{hex}");
    let again = format!("registry.example:5000/octo/shop@sha256:{hex}");
    let found = artifacts(&workspace, &paths(&["./dist/app.bin", "app.bin", &image, &again])).unwrap();
    let found: Vec<(&str, &str)> = found.iter().map(|one| (one.name.as_str(), one.sha256.as_str())).collect();
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(found.len(), 3);
    assert_eq!(
        (found[1], found[2]),
        (("dist/app.bin", abc), ("registry.example:5000/octo/shop", hex.as_str()))
    );
}

#[test]
fn an_image_by_its_tag_or_half_a_digest_binds_nothing() {
    let (_folder, workspace) = workspace(&[]);
    let upper = format!("octo/shop@sha256:{}", "5F".repeat(32));
    for wrong in ["octo/shop@latest", "octo/shop@sha256:5f", "octo/shop@sha512:00", &upper] {
        let error = artifacts(&workspace, &paths(&[wrong])).unwrap_err();
        assert!(matches!(error, FileProblem::NoDigest(_)), "{wrong}");
    }
    let one = |hex: &str| format!("octo/shop@sha256:{}", hex.repeat(32));
    let error = artifacts(&workspace, &paths(&[&one("5f"), &one("60")])).unwrap_err();
    assert!(matches!(error, FileProblem::TwoArtifacts(name) if name == "octo/shop"));
    // By its tag, or by no more than its name: what looks like an image is told how one is pinned, and all else that there is no such file.
    for image in ["octo/shop:latest", "shop:1", "ghcr.io/octo/shop", "localhost:5000/shop"] {
        let error = artifacts(&workspace, &paths(&[image])).unwrap_err().to_string();
        assert!(
            error.contains(&format!("no file `{image}`")) && error.contains("pin it by its digest"),
            "{error}"
        );
    }
    for file in ["dist/shop.tar.gz", "./dist.d/shop", "shop"] {
        let error = artifacts(&workspace, &paths(&[file])).unwrap_err();
        assert!(matches!(error, FileProblem::Unreadable { .. }), "{file}: {error}");
    }
}
