use std::process::Command;

use stores::layout;

use crate::stage::{Ended, RECORD, STRANGER, Stage, incident, key, run_in, sign, with_an_erased_envelope};

#[test]
fn a_proof_is_taken_away_and_checked_without_the_ledger() {
    let stage = Stage::new(7);
    let made = stage.trusting(&["prove", "4", "--output", "four", "--json"]);
    assert_eq!(made.exit, Some(0), "{made:?}");
    assert_eq!(made.json()["files"], serde_json::json!(["four", "four.entry.json", "four.envelope.json"]));
    let away = tempfile::tempdir().unwrap();
    for name in ["four", "four.entry.json", "four.envelope.json", "trust.json"] {
        std::fs::copy(stage.path(name), away.path().join(name)).unwrap();
    }
    drop(stage);
    let check =
        || run_in(away.path(), &["ledger", "prove", "--check", "four", "--trust", "trust.json", "--json"], &[]);
    let checked = check();
    assert_eq!((checked.exit, checked.json()["proven"].as_bool()), (Some(0), Some(true)), "{checked:?}");
    assert_eq!(checked.json()["subjects"][0], "ghcr.io/acme/app");
    // The same with the network off, where the system lets a test do that.
    let mut offline = Command::new("unshare");
    offline.args([
        "-rn",
        env!("CARGO_BIN_EXE_deploy-record"),
        "ledger",
        "prove",
        "--check",
        "four",
        "--trust",
        "trust.json",
    ]);
    if let Ok(output) = offline.current_dir(away.path()).output()
        && !String::from_utf8_lossy(&output.stderr).contains("unshare")
    {
        assert_eq!(Ended::of(&output).exit, Some(0));
    }
    for name in ["four", "four.entry.json", "four.envelope.json"] {
        let whole = std::fs::read(away.path().join(name)).unwrap();
        for at in (0..whole.len()).step_by(29) {
            let mut changed = whole.clone();
            changed[at] ^= 2;
            std::fs::write(away.path().join(name), &changed).unwrap();
            assert_ne!(check().exit, Some(0), "{name} at {at}");
        }
        std::fs::write(away.path().join(name), &whole).unwrap();
    }
    assert_eq!(check().exit, Some(0));
}

#[test]
fn a_quick_proof_reads_a_few_files_and_is_the_same() {
    let stage = Stage::new(70);
    assert_eq!(stage.trusting(&["prove", "20", "-o", "whole"]).exit, Some(0));
    // Every entry is gone but those beside it.
    for index in (0..70).filter(|index| !(16..32).contains(index)) {
        std::fs::remove_file(stage.file(&layout::entry(index))).unwrap();
    }
    assert_eq!(stage.trusting(&["prove", "20", "-o", "no"]).exit, Some(1));
    let made = stage.trusting(&["prove", "20", "-o", "quick", "--quick"]);
    assert_eq!(made.exit, Some(0), "{made:?}");
    assert_eq!(std::fs::read(stage.path("quick")).unwrap(), std::fs::read(stage.path("whole")).unwrap());
    assert_eq!(stage.run(&["ledger", "prove", "--check", "quick", "--trust", "trust.json"]).exit, Some(0));
    // Nodes that are others prove nothing, and then every entry is read.
    let nodes = stage.file(&layout::nodes(47));
    let mut bytes = std::fs::read(&nodes).unwrap();
    bytes.iter_mut().for_each(|byte| *byte ^= 1);
    std::fs::write(&nodes, bytes).unwrap();
    assert_eq!(stage.trusting(&["prove", "20", "-o", "quick", "--quick"]).exit, Some(0), "they are not needed");
    let nodes = stage.file(&layout::nodes(15));
    std::fs::write(&nodes, [7; 32]).unwrap();
    assert_eq!(stage.trusting(&["prove", "20", "-o", "quick", "--quick"]).exit, Some(1));
}

#[test]
fn a_proof_by_keys_that_nobody_named_ends_with_3_and_one_that_fails_with_1() {
    let stage = Stage::new(2);
    stage.append(&[sign(&incident(9), STRANGER)], &[]);
    assert_eq!(stage.trusting(&["prove", "2", "-o", "p"]).exit, Some(0));
    let check = |name: &str| stage.run(&["ledger", "prove", "--check", name, "--trust", "trust.json"]);
    assert_eq!(check("p").exit, Some(3));
    std::fs::write(stage.path("p.envelope.json"), sign(&incident(8), RECORD).envelope).unwrap();
    let ended = check("p");
    assert!(ended.exit == Some(1) && ended.out.contains("is not proven"), "{ended:?}");
    stage.trust(
        &serde_json::json!({"keys": [{"vkey": key(STRANGER).verifier().to_string(), "roles": ["checkpoint"]}]}),
    );
    assert_eq!(check("p").exit, Some(3));
    assert_eq!(check("nothing").exit, Some(4));
    assert_eq!(stage.run(&["ledger", "prove", "--check", "p"]).exit, Some(2), "the keys are never guessed");
    assert_eq!(
        stage.run(&["ledger", "prove", "1", "--store", "dir:store"]).exit,
        Some(2),
        "a proof goes to a file"
    );
    assert_eq!(stage.run(&["ledger", "prove", "3", "-o", "q", "--store", "dir:store"]).exit, Some(2));
}

#[test]
fn an_erased_entry_is_proven_without_what_it_said() {
    let stage = with_an_erased_envelope();
    std::fs::write(stage.path("p.envelope.json"), "of an earlier run").unwrap();
    assert_eq!(stage.trusting(&["prove", "1", "-o", "p"]).exit, Some(0));
    assert!(!stage.path("p.envelope.json").exists());
    let ended = stage.run(&["ledger", "prove", "--check", "p", "--trust", "trust.json", "--json"]);
    assert_eq!((ended.exit, ended.json()["unknown"][1]["code"].as_str()), (Some(0), Some("erased")));
}

#[test]
fn nothing_is_proven_of_entries_that_the_head_does_not_cover() {
    let stage = Stage::new(5);
    std::fs::copy(stage.file(&layout::entry(1)), stage.file(&layout::entry(2))).unwrap();
    std::fs::write(stage.path("p"), "of an earlier run").unwrap();
    let ended = stage.trusting(&["prove", "4", "-o", "p"]);
    assert!(ended.exit == Some(1) && ended.err.contains("nothing is proven"), "{ended:?}");
    assert!(!stage.path("p").exists());
}

#[test]
fn a_ledger_that_grew_is_consistent_and_another_is_not() {
    let stage = Stage::new(3);
    assert_eq!(stage.trusting(&["checkpoint", "-o", "old"]).exit, Some(0));
    stage.grow(3..9);
    let compare = |stage: &Stage| stage.trusting(&["consistency", "old", "--json"]);
    let ended = compare(&stage);
    assert_eq!((ended.exit, ended.json()["consistent"].as_bool()), (Some(0), Some(true)), "{ended:?}");
    assert_eq!(ended.json()["proof"].as_array().unwrap().len(), 5);
    let alone = stage.run(&["ledger", "consistency", "old", "--store", "dir:store", "--json"]);
    assert_eq!((alone.exit, alone.json()["unknown"].as_array().unwrap().len()), (Some(3), 2));
    // Another history by the same keys, a shorter one, and one of the same size.
    for numbers in [10..19, 10..12, 10..13] {
        let other = Stage::new(0);
        other.grow(numbers);
        std::fs::copy(stage.path("old"), other.path("old")).unwrap();
        let ended = compare(&other);
        assert_eq!((ended.exit, ended.json()["consistent"].as_bool()), (Some(1), Some(false)), "{ended:?}");
    }
    std::fs::remove_file(stage.file(&layout::entry(8))).unwrap();
    let ended = compare(&stage);
    assert!(
        ended.exit == Some(1) && ended.json()["problem"].as_str().unwrap().contains("entry 8"),
        "{ended:?}"
    );
}
