//! Keys that came after the anchors: introduced by a root, and revoked by it.

use ledger::predicate::Kind;
use serde_json::{Value, json};

use crate::stage::{CHECKPOINT, RECORD, ROOT, STRANGER, Stage, incident, key, sign, statement};

fn of_key(change: &Value) -> Value {
    let id = key(STRANGER).verifier().id();
    let predicate = json!({"change": change, "reason": "the old one gets old"});
    statement(Kind::Key, &json!([{"name": "key", "digest": {"sha256": id}}]), &predicate)
}

pub(crate) fn introduction() -> Value {
    let vkey = key(STRANGER).verifier().to_string();
    of_key(&json!({"event": "introduced", "vkey": vkey, "roles": ["record", "checkpoint"]}))
}

/// Three entries, an introduction by this key, and one by the new key, which signs the head, too.
fn introduced(by: u8) -> Stage {
    let stage = Stage::new(3);
    assert_eq!(stage.trusting(&["checkpoint", "--output", "kept.txt"]).exit, Some(0));
    stage.append(&[sign(&introduction(), by)], &[]);
    stage.append_to("store", &[sign(&incident(7), STRANGER)], &[], STRANGER);
    stage
}

fn check(stage: &Stage, name: &str) -> Option<i32> {
    stage.run(&["ledger", "prove", "--check", name, "--trust", "trust.json"]).exit
}

#[test]
fn every_command_follows_the_keys_that_a_root_introduced() {
    let stage = introduced(ROOT);
    assert_eq!(stage.verify().exit, Some(0));
    let shown = stage.trusting(&["show", "--json"]).json();
    assert_eq!(shown["head"], "trusted");
    let signer = &shown["entries"][4]["envelope"];
    assert_eq!(
        (&signer["state"], &signer["by"][0]),
        (&json!("verified"), &json!(key(STRANGER).verifier().id()))
    );
    let one = stage.trusting(&["show", "--index", "4", "--json"]).json();
    assert_eq!(one["entries"][0]["envelope"]["state"], "verified");
    assert_eq!(stage.trusting(&["checkpoint"]).exit, Some(0));
    let compared = stage.trusting(&["consistency", "kept.txt"]);
    assert_eq!(compared.exit, Some(0), "{compared:?}");
    // A head that the new key signed is an earlier one by now.
    assert_eq!(stage.trusting(&["checkpoint", "--output", "later.txt"]).exit, Some(0));
    stage.append_to("store", &[sign(&incident(8), RECORD)], &[], STRANGER);
    assert_eq!(stage.trusting(&["consistency", "later.txt"]).exit, Some(0));
    for index in ["0", "3", "4"] {
        let made = stage.trusting(&["prove", index, "-o", "p", "--json"]);
        assert_eq!(made.exit, Some(0), "{made:?}");
        let files = made.json()["files"].as_array().unwrap().clone();
        assert_eq!(files[..3], ["p.key-3", "p.key-3.entry.json", "p.key-3.envelope.json"].map(Value::from));
        assert_eq!(check(&stage, "p"), Some(0), "{index}");
    }
}

#[test]
fn a_proof_needs_what_introduced_the_key() {
    let stage = introduced(ROOT);
    assert_eq!(stage.trusting(&["prove", "4", "-o", "p"]).exit, Some(0));
    for name in ["p.key-3", "p.key-3.entry.json", "p.key-3.envelope.json"] {
        let whole = std::fs::read(stage.path(name)).unwrap();
        for at in (0..whole.len()).step_by(41) {
            let mut changed = whole.clone();
            changed[at] ^= 2;
            std::fs::write(stage.path(name), &changed).unwrap();
            assert_ne!(check(&stage, "p"), Some(0), "{name} at {at}");
        }
        std::fs::write(stage.path(name), &whole).unwrap();
    }
    assert_eq!(check(&stage, "p"), Some(0));
    std::fs::remove_file(stage.path("p.key-3")).unwrap();
    assert_eq!(check(&stage, "p"), Some(3), "by a key that nobody named");
    // What an earlier run left is not taken for what this one could not write.
    std::fs::write(stage.path("p.key-77"), "x").unwrap();
    assert_eq!(stage.trusting(&["prove", "4", "-o", "p"]).exit, Some(0));
    assert!(!stage.path("p.key-77").exists());
    assert_eq!(check(&stage, "p"), Some(0));
}

#[test]
fn attack_05_a_key_that_no_root_introduced_is_nobodys() {
    for by in [RECORD, STRANGER, CHECKPOINT] {
        let stage = introduced(by);
        let shown = stage.trusting(&["show", "--json"]).json();
        assert_eq!(
            (&shown["head"], &shown["entries"][4]["envelope"]["state"]),
            (&json!("not-verified"), &json!("not-verified"))
        );
        assert_eq!(stage.trusting(&["checkpoint"]).exit, Some(3));
        assert_eq!(stage.trusting(&["consistency", "kept.txt"]).exit, Some(3));
        assert_eq!(stage.trusting(&["prove", "4", "-o", "p"]).exit, Some(0));
        assert!(!stage.path("p.key-3").exists());
        assert_eq!(check(&stage, "p"), Some(3));
    }
}

#[test]
fn attack_05_what_a_key_signed_that_was_revoked_is_not_proven() {
    let stage = introduced(ROOT);
    let id = key(STRANGER).verifier().id();
    let revoked = of_key(&json!({"event": "revoked", "key": id, "fromIndex": 4}));
    stage.append_to("store", &[sign(&revoked, ROOT)], &[], CHECKPOINT);
    let made = stage.trusting(&["prove", "4", "-o", "p"]);
    assert_eq!(made.exit, Some(0), "{made:?}");
    assert!(stage.path("p.key-5").exists());
    assert_ne!(check(&stage, "p"), Some(0));
    assert_eq!(stage.trusting(&["prove", "0", "-o", "p"]).exit, Some(0));
    assert_eq!(check(&stage, "p"), Some(0));
    assert_eq!(stage.verify().exit, Some(1));
}
