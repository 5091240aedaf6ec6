//! A branch as git clones it: whole by git's own check, and a ledger for whoever has the format's page alone.

use std::path::PathBuf;

use stores::layout;

use crate::branch::{clone, run, simulator};
use crate::stage::{RECORD, Stage, deployment, origin, sign, with_an_erased_envelope};

/// A ledger that came to a branch in several steps, and a clone of it. Making one runs `git fsck`.
fn cloned() -> (Stage, PathBuf) {
    let (stage, simulator) = (with_an_erased_envelope(), simulator());
    let copy = || run(&stage, &simulator, &["copy", "--store", "dir:store", "--to", "branch:record"]);
    assert_eq!(copy().exit, Some(0));
    stage.append(&[sign(&deployment(1, b"all \xfftests pass"), RECORD)], &[b"all \xfftests pass"]);
    stage.grow(10..40);
    assert_eq!(copy().exit, Some(0));
    let place = clone(&simulator, &stage.path("cloned").join(layout::folder(&origin())), "record/2026-11");
    (stage, place)
}

#[test]
fn a_clone_is_the_ledger() {
    let (stage, place) = cloned();
    let verified = stage.run(&["ledger", "verify", "--store", "dir:cloned", "--trust", "trust.json", "--json"]);
    assert_eq!((verified.exit, verified.json()["size"].as_u64()), (Some(0), Some(37)), "{verified:?}");
    for path in [layout::HEAD.to_owned(), layout::entry(36), layout::envelope(7), layout::entry(1)] {
        assert_eq!(
            std::fs::read(place.join(&path)).unwrap(),
            std::fs::read(stage.file(&path)).unwrap(),
            "{path}"
        );
    }
}

/// Under `cargo xtask stores`, which names the Python.
#[cfg(feature = "second-verifier")]
#[test]
fn the_second_verifier_says_that_a_clone_is_sound() {
    use crate::stage::{CHECKPOINT, ROOT, key};
    let python = std::env::var_os("RELEASEGATE_VERIFIER_PYTHON")
        .expect("no Python: run `cargo xtask stores`, which installs what it needs");
    let (stage, place) = cloned();
    let given = stage.path("given");
    for folder in ["entries", "envelopes", "checkpoints"] {
        std::fs::create_dir_all(given.join(folder)).unwrap();
    }
    for index in 0..37 {
        let to = format!("{index}.json");
        std::fs::copy(place.join(layout::entry(index)), given.join("entries").join(&to)).unwrap();
        if index != 1 {
            std::fs::copy(place.join(layout::envelope(index)), given.join("envelopes").join(&to)).unwrap();
        }
    }
    let head = std::fs::read_to_string(place.join(layout::HEAD)).unwrap();
    let note = head.rfind(&format!("\n{}\n37\n", origin())).unwrap() + 1;
    std::fs::write(given.join("checkpoints/head"), &head[note..]).unwrap();
    let anchor = |seed, role| serde_json::json!({"vkey": key(seed).verifier().to_string(), "roles": [role]});
    let anchors = [anchor(ROOT, "root"), anchor(RECORD, "record"), anchor(CHECKPOINT, "checkpoint")];
    let trust = serde_json::json!({"origin": origin(), "anchors": anchors});
    std::fs::write(given.join("trust.json"), trust.to_string()).unwrap();
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/verifier/verify.py");
    let said = || {
        let output = std::process::Command::new(&python).arg(&script).arg(&given).output().unwrap();
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code(), said)
    };
    let (code, sound) = said();
    assert_eq!((code, &sound["verdict"], &sound["size"]), (Some(0), &"sound".into(), &37.into()), "{sound}");
    // It would say so if the clone were not.
    std::fs::remove_file(given.join("envelopes/7.json")).unwrap();
    let (code, faulty) = said();
    assert_eq!((code, faulty["faults"].as_array().unwrap().len()), (Some(1), 1), "{faulty}");
}
