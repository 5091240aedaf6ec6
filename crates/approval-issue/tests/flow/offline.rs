//! The record after the runs: as a file beside the verdict, and held against the facts with the network off.

use std::path::Path;

use approval_issue::ApprovalIssue;
use approval_issue::record::Export;
use ledger::signer::SignerKey;
use runner::World;
use serde_json::Value;
use tempfile::TempDir;

use crate::stage::{ALICE, BOB, CAROL, Stage};

const LEDGER: &str = "github.com/7/1/deployments";
const PEOPLE_KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const ROSTER: &str = "version: 1\npeople:\n  - account: 102\n    name: Robert Printed-Name\n    verified: 2020-01-01\n    from: 2020-01-01\n";

struct Kept {
    store: TempDir,
    workspace: TempDir,
    key: SignerKey,
}

/// A request that bob and carol approved, with the workspace of the run that decided.
fn approved() -> Kept {
    let stage = Stage::new();
    let key = SignerKey::new(LEDGER, &[7; 32]).unwrap();
    stage
        .hub()
        .commit_files(1, "main", ALICE, "Say who is who", &[(".github/releasegate-roster.yml", Some(ROSTER))])
        .unwrap();
    let (store, workspace) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (record, secret) = (format!("dir:{}", store.path().display()), key.to_skey());
    let inputs = [
        ("approvers", "bob, carol"),
        ("minimum-approvals", "2"),
        ("record", record.as_str()),
        ("signing-key", secret.as_str()),
        ("people-key", PEOPLE_KEY),
    ];
    let run = stage.failed();
    assert_eq!(stage.run_with("request", run, &inputs).code, 3);
    stage.say(BOB, "/approve because <b>it</b> was tested");
    stage.say(CAROL, "/aprove");
    stage.say(CAROL, "/approve");
    let decided = stage.run_in(workspace.path(), "decide", run, &inputs);
    assert_eq!(decided.code, 0, "{}", decided.log);
    assert_eq!(decided.output("record-path"), Some(".releasegate/approval-issue.record.json"));
    Kept { store, workspace, key }
}

/// A command of the tool: its exit code, and what it printed.
fn command(folder: &Path, args: &[&str]) -> (u8, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut world = World {
        args: args.iter().map(|arg| (*arg).to_owned()).collect(),
        vars: [("PEOPLE_KEY".to_owned(), PEOPLE_KEY.to_owned())].into(),
        directory: folder.to_owned(),
        binary: std::env::current_exe().unwrap(),
        clock: || jiff::Timestamp::UNIX_EPOCH,
        entropy: || Ok([9; 16]),
        stdout: &mut out,
        stderr: &mut err,
        watched: false,
        width: 200,
    };
    let code = runner::flow::run(&ApprovalIssue::default(), &mut world).number();
    (code, format!("{}{}", String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap()))
}

impl Kept {
    fn verify(&self, more: &[&str]) -> (u8, String) {
        let (store, key) = (self.store.path().display().to_string(), self.key.verifier().to_string());
        let mut args =
            vec!["verify-record", "--facts", ".releasegate/approval-issue.facts.json", "--store", &store];
        args.extend(["--record-key", &key, "--people-key-env", "PEOPLE_KEY"]);
        args.extend(more);
        command(self.workspace.path(), &args)
    }

    fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.workspace.path().join(".releasegate").join(name)).unwrap()
    }
}

/// T11: printed name, UTC time, meaning and reason stand in the export, the same as JSON and as a page.
#[test]
fn t11_the_record_beside_the_verdict_says_who_signed_what_when_and_why() {
    let kept = approved();
    let export: Export = serde_json::from_str(&kept.file("approval-issue.record.json")).unwrap();
    let signed: Vec<_> = export.rows.iter().filter(|row| row.event == "signed approval").collect();
    assert_eq!(signed.len(), 2, "{:?}", export.rows);
    let bob = signed.iter().find(|row| row.by.as_ref().unwrap().account == Some(BOB)).unwrap();
    let who = bob.by.as_ref().unwrap();
    assert_eq!((who.name.as_deref(), who.login.as_deref()), (Some("Robert Printed-Name"), Some("bob")));
    assert!(bob.at.ends_with('Z') && bob.at.starts_with("20"), "{}", bob.at);
    assert_eq!(bob.meaning.as_deref(), Some("approved"));
    assert_eq!(bob.reason.as_deref(), Some("<b>it</b> was tested"));
    let events: Vec<&str> = export.rows.iter().map(|row| row.event.as_str()).collect();
    assert_eq!((events.first(), events.last()), (Some(&"requested"), Some(&"approved")), "{events:?}");
    assert!(events.contains(&"noticed ignored"), "{events:?}");

    let page = kept.file("approval-issue.record.txt");
    assert!(!page.contains('\u{1b}'), "{page}");
    for row in &export.rows {
        let says = |line: &str| [&row.leaf, &row.event, &row.at].iter().all(|part| line.contains(*part));
        assert!(page.lines().any(says), "{row:?} {page}");
    }
    assert!(page.contains("Robert Printed-Name @bob (102)"), "{page}");
}

/// T11: offline, the record is what the facts lead to; a byte of the ledger or a word of the facts that differs is named.
#[test]
fn t11_verify_record_names_what_was_touched() {
    let kept = approved();
    let (code, said) = kept.verify(&[]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("says what these facts lead to"), "{said}");
    let (code, json) = kept.verify(&["--json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, &json["sound"]), (0, &Value::Bool(true)));
    assert!(json["record"]["rows"].as_array().unwrap().len() > 4);

    let facts = kept.workspace.path().join(".releasegate/approval-issue.facts.json");
    let whole = std::fs::read_to_string(&facts).unwrap();
    std::fs::write(&facts, whole.replace("it</b> was tested", "it</b> was tasted")).unwrap();
    let (code, said) = kept.verify(&[]);
    assert_eq!((code, said.contains("comment-text")), (1, true), "{said}");
    std::fs::write(&facts, whole).unwrap();

    let mut damaged = 0;
    for file in walk(kept.store.path()) {
        let bytes = std::fs::read(&file).unwrap();
        let mut other = bytes.clone();
        let middle = other.len() / 2;
        let Some(byte) = other.get_mut(middle) else { continue };
        *byte ^= 1;
        std::fs::write(&file, other).unwrap();
        let (code, said) = kept.verify(&[]);
        std::fs::write(&file, bytes).unwrap();
        if code != 0 {
            damaged += 1;
            assert!(!said.contains("panicked"), "{said}");
        }
    }
    assert!(damaged > 5, "{damaged}");
    assert_eq!(kept.verify(&[]).0, 0);
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

/// T11: facts of another issue, facts with a comment less, and facts that are older than an end are named; and so is the wrong key for people.
#[test]
fn t11_facts_that_are_touched_or_old_are_named() {
    let kept = approved();
    let facts = kept.workspace.path().join(".releasegate/approval-issue.facts.json");
    let whole: Value = serde_json::from_slice(&std::fs::read(&facts).unwrap()).unwrap();
    let told = |change: &dyn Fn(&mut Value)| {
        let mut other = whole.clone();
        change(&mut other["cases"][0]);
        std::fs::write(&facts, other.to_string()).unwrap();
        let (code, said) = kept.verify(&[]);
        assert_eq!(code, 1, "{said}");
        said
    };
    assert!(told(&|case| case["issue"] = 77.into()).contains("facts-differ"));
    assert!(told(&|case| case["digest"] = "0".repeat(64).into()).contains("facts-differ"));
    assert!(told(&|case| case["ground"]["issue"]["number"] = 77.into()).contains("issue-number"));
    assert!(told(&|case| case["ground"]["recorded"] = Value::Null).contains("issue-recorded"));
    let fewer = told(&|case| {
        let comments = case["ground"]["comments"].as_array_mut().unwrap();
        comments.retain(|comment| comment["body"] != "/aprove");
    });
    assert!(fewer.contains("comment-missing"), "{fewer}");
    std::fs::write(&facts, whole.to_string()).unwrap();
    assert_eq!(kept.verify(&[]).0, 0);
}

/// A key that nobody named vouches for nothing.
#[test]
fn verify_record_believes_no_other_key() {
    let kept = approved();
    let other = SignerKey::new(LEDGER, &[8; 32]).unwrap().verifier().to_string();
    let store = kept.store.path().display().to_string();
    let args = ["verify-record", "--facts", ".releasegate/approval-issue.facts.json", "--store", &store];
    let args = [args.as_slice(), &["--record-key", &other, "--people-key-env", "PEOPLE_KEY"]].concat();
    let (code, said) = command(kept.workspace.path(), &args);
    assert_eq!(code, 1, "{said}");
}

/// What `key` prints is a key of the ledger that was named.
#[test]
fn a_key_is_made_for_a_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let (code, printed) = command(folder.path(), &["key", "--ledger", LEDGER]);
    let lines: Vec<&str> = printed.lines().collect();
    let key = SignerKey::parse(lines[0]).unwrap();
    assert_eq!((code, key.verifier().to_string().as_str()), (0, lines[1]));
    assert_eq!(command(folder.path(), &["key", "--ledger", "here"]).0, 2);
}
