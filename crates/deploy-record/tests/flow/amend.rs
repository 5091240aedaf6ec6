//! Records that a person adds by hand: what was recorded stays.

use crate::stage::{COMMIT, ORIGIN, RUN, Stage, signer};

const BY: &str = "p-00000000000000000000000000000007";

fn stage() -> Stage {
    let stage = Stage::new();
    stage.run("start", RUN, &[]);
    stage.run("finish", RUN, &[("outcome", "failure")]);
    let trust = serde_json::json!({
        "v": 1, "ledger": ORIGIN, "validFrom": "2020-01-01T00:00:00.000Z", "validUntil": "9999-01-01T00:00:00.000Z",
        "keys": [{"vkey": signer().verifier().to_string(), "roles": ["record", "checkpoint"]}],
    });
    stage.write("trust.json", trust.to_string());
    stage.write("key", signer().to_skey());
    stage
}

fn add(stage: &Stage, command: &str, more: &[&str]) -> (u8, String) {
    let base = ["ledger", command, "--store", "dir:ledger", "--trust", "trust.json", "--key-file", "key"];
    stage.command(&[&base[..], more].concat())
}

const SAID: [&str; 8] =
    ["--index", "1", "--by", BY, "--reason", "a slip", "--authority", "QA-17, by the head of quality"];

#[test]
fn a_correction_stands_beside_what_it_corrects() {
    let stage = stage();
    let value = ["--path", "/impact", "--correct", "false"];
    let (code, said) = add(&stage, "correct", &[&SAID[..], &value].concat());
    assert!(code == 0 && said.contains("was added"), "{said}");
    let (code, said) = add(&stage, "correct", &[&SAID[..], &value].concat());
    assert!(code == 0 && said.contains("was there before"), "{said}");
    assert_eq!(stage.told(), ["planned started", "planned failed", "other"]);
    let (_, shown) = stage.command(&["show", "latest", "--store", "dir:ledger", "--trust", "trust.json"]);
    assert!(shown.contains("/impact") && shown.contains("a slip"), "{shown}");
}

#[test]
fn what_is_held_is_not_erased() {
    let stage = stage();
    assert_eq!(add(&stage, "hold", &SAID).0, 0);
    let erase = ["--envelope", "1", "--by", BY, "--reason", "asked", "--authority", "Art. 17 GDPR"];
    let (code, said) = add(&stage, "erase", &erase);
    assert!(code == 1 && said.contains("on hold"), "{said}");
    assert_eq!(add(&stage, "hold", &[&SAID[..], &["--release"]].concat()).0, 0);
    let (code, said) = add(&stage, "erase", &erase);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn an_approval_from_elsewhere_says_that_it_is() {
    let stage = stage();
    let said = [
        "--environment",
        "staging",
        "--commit",
        COMMIT,
        "--approver",
        BY,
        "--meaning",
        "released",
        "--signed-at",
        "2026-11-23T09:00:00Z",
        "--expires-at",
        "2026-11-24T09:00:00Z",
    ];
    let (code, told) = add(&stage, "approve-external", &said);
    assert_eq!(code, 0, "{told}");
    assert_eq!(stage.told().last().unwrap(), "approval");
    let (code, told) =
        add(&stage, "approve-external", &[&said[..2], &["--commit", "main"], &said[4..]].concat());
    assert_eq!(code, 2, "{told}");
}

#[test]
fn nothing_is_added_to_an_entry_that_is_not_there_or_by_a_stranger() {
    let stage = stage();
    let far = [&["--index", "9"], &SAID[2..], &["--path", "/impact"]].concat();
    let (code, said) = add(&stage, "correct", &far);
    assert!(code == 2 && said.contains("2 entries"), "{said}");
    let stranger = ledger::signer::SignerKey::new(ORIGIN, &[8; 32]).unwrap();
    stage.write("key", stranger.to_skey());
    let (code, said) = add(&stage, "hold", &SAID);
    assert!(code == 4 && said.contains("none of the keys"), "{said}");
    assert_eq!(stage.told().len(), 2);
}
