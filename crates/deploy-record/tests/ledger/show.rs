use ledger::predicate::Kind;
use serde_json::{Value, json};
use stores::layout;

use crate::stage::{
    CHECKPOINT, RECORD, STRANGER, Stage, artifact, incident, key, sign, statement, ulid,
    with_an_erased_envelope,
};

fn entries(answer: &Value) -> Vec<u64> {
    answer["entries"].as_array().unwrap().iter().map(|entry| entry["index"].as_u64().unwrap()).collect()
}

#[test]
fn the_newest_entries_are_shown_and_those_of_one_environment() {
    let stage = Stage::new(25);
    let show = |more: &[&str]| stage.trusting(&[&["show", "--json"], more].concat());
    assert_eq!(entries(&show(&[]).json()), (5..25).collect::<Vec<u64>>());
    assert_eq!(entries(&show(&["--last", "2"]).json()), [23, 24]);
    assert_eq!(entries(&show(&["--last", "3", "--env", "staging"]).json()), [19, 21, 23]);
    assert_eq!(entries(&show(&["--last", "100"]).json()).len(), 25);
    assert!(entries(&show(&["--env", "nowhere"]).json()).is_empty());
    let answer = show(&["--last", "1"]).json();
    let by = key(RECORD).verifier().id().to_string();
    assert_eq!(answer["entries"][0]["envelope"], json!({"state": "verified", "by": [by]}));
    assert_eq!((&answer["head"], &answer["entries"][0]["statement"]), (&json!("trusted"), &Value::Null));
    let told = stage.trusting(&["show", "--last", "1"]);
    assert!(
        told.out.contains("incident") && told.out.contains("ghcr.io/acme/app") && told.out.contains(&by[..12]),
        "{told:?}"
    );
    assert_eq!(show(&["--index", "25"]).exit, Some(2));
}

#[test]
fn one_entry_is_shown_with_all_that_it_says() {
    let stage = Stage::new(3);
    let ended = stage.trusting(&["show", "--index", "1"]);
    assert_eq!(ended.exit, Some(0));
    assert!(ended.out.contains("leaf hash: ") && ended.out.contains("\"severity\": \"sev1\""), "{ended:?}");
    let answer = stage.trusting(&["show", "--index", "1", "--json"]).json();
    assert_eq!(answer["entries"][0]["statement"]["predicate"]["incidentId"], ulid(1));
}

#[test]
fn what_nobody_known_signed_is_shown_as_that() {
    let stage = Stage::new(1);
    stage.append(&[sign(&incident(1), STRANGER)], &[]);
    let answer = stage.trusting(&["show", "--json"]).json();
    let claims = key(STRANGER).verifier().id();
    assert_eq!(answer["entries"][1]["envelope"], json!({"state": "not-verified", "claims": [claims]}));
    let ended = stage.run(&["ledger", "show", "--store", "dir:store"]);
    assert!(
        ended.out.contains("2 entries, not verified") && ended.out.contains("not verified: says "),
        "{ended:?}"
    );
}

#[test]
fn an_erased_envelope_is_shown_as_erased_and_a_missing_one_as_missing() {
    let stage = with_an_erased_envelope();
    std::fs::remove_file(stage.file(&layout::envelope(2))).unwrap();
    std::fs::write(stage.file(&layout::envelope(3)), "{}").unwrap();
    std::fs::remove_file(stage.file(&layout::entry(4))).unwrap();
    let answer = stage.trusting(&["show", "--json"]).json();
    let state = |at: usize| answer["entries"][at]["envelope"]["state"].clone();
    assert_eq!((1..5).map(state).collect::<Vec<_>>(), ["erased", "missing", "broken", "broken"]);
    assert_eq!(answer["entries"][1]["envelope"]["by"], 5);
    let told = stage.trusting(&["show"]);
    assert!(told.out.contains("erased, as entry 5 says"), "{told:?}");
}

/// Names that a profile takes and that a runner, a terminal or a reader would obey, if it met them.
#[test]
fn attack_13_hostile_names_reach_no_terminal_and_no_json_as_they_are() {
    let stage = Stage::new(0);
    let names = ["::error::x", "##[error]x", "\u{e0041}\u{e0042}", "\u{fffa}a", "</script>%0A", "é"];
    let records: Vec<_> = names
        .iter()
        .zip(0..)
        .map(|(name, at)| {
            let predicate = json!({"incidentId": ulid(at), "event": "opened", "service": "payments", "severity": "sev1",
                "detectedAt": "2026-11-22T11:00:00.000Z", "reference": name});
            sign(&statement(Kind::Incident, &artifact(name), &predicate), RECORD)
        })
        .collect();
    stage.append(&records, &[]);
    let harmless = |text: &str| {
        let starts = text.lines().any(|line| line.trim_start().starts_with("::"));
        let hidden =
            |c: char| matches!(c, '\u{e0000}'..='\u{e007f}' | '\u{fff9}'..='\u{fffb}' | '\u{7f}'..='\u{9f}');
        !starts && !text.contains("##[") && !text.contains(hidden)
    };
    for (at, name) in names.iter().enumerate() {
        for format in [&["--json"] as &[&str], &[]] {
            let index = at.to_string();
            let ended = stage.trusting(&[&["show", "--index", &index], format].concat());
            assert_eq!(ended.exit, Some(0), "{ended:?}");
            assert!(harmless(&ended.out) && harmless(&ended.err), "{at} {ended:?}");
            assert!(format.is_empty() || ended.out.is_ascii());
        }
        let answer = stage.trusting(&["show", "--index", &at.to_string(), "--json"]).json();
        assert_eq!(answer["entries"][0]["subjects"][0], *name, "and JSON says exactly what was signed");
    }
    // What is in no profile is quoted by errors.
    for bytes in ["{\"\u{1b}[2J\u{202e}::error::\":1}", "{\"a\u{9b}2J\":1}", "\u{1b}]0;x\u{7}"] {
        std::fs::write(stage.file(&layout::entry(0)), bytes).unwrap();
        for command in [&["show", "--json"] as &[&str], &["show"], &["verify"], &["verify", "--json"]] {
            let ended = stage.trusting(command);
            let plain = |text: &str| !text.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\u{7}']);
            // Headings are bold, by codes that are stripped where nobody watches.
            assert!(harmless(&ended.out) && plain(&ended.out) && plain(&ended.err), "{ended:?}");
        }
    }
}

#[test]
fn attack_13_a_checkpoint_with_hostile_signers_is_shown_harmless_and_written_exactly() {
    let stage = Stage::new(1);
    let head = std::fs::read_to_string(stage.file(layout::HEAD)).unwrap();
    let note = stage.head().note().to_vec();
    let hostile = format!("{head}\u{2014} \u{fffa}##[error]x AAAAAAAA\n");
    std::fs::write(stage.file(layout::HEAD), &hostile).unwrap();
    let ended = stage.trusting(&["checkpoint"]);
    assert_eq!(ended.exit, Some(0), "{ended:?}");
    assert!(
        !ended.out.contains("##[") && !ended.out.contains('\u{fffa}') && ended.err.contains("--output"),
        "{ended:?}"
    );
    assert_eq!(stage.trusting(&["checkpoint", "--output", "note"]).exit, Some(0));
    let written = std::fs::read(stage.path("note")).unwrap();
    assert!(written.starts_with(&note) && written.len() > note.len());
    let answer = stage.trusting(&["checkpoint", "--json"]);
    assert_eq!(answer.json()["checkpoint"].as_str().unwrap().as_bytes(), written);
    assert!(answer.out.is_ascii());
    // A line by the ledger's own key that does not verify refutes the head.
    let name = key(CHECKPOINT).verifier().to_string();
    let mark = name.split('+').nth(1).unwrap();
    let hash: Vec<u8> = (0..4).map(|at| u8::from_str_radix(&mark[2 * at..2 * at + 2], 16).unwrap()).collect();
    use base64::Engine as _;
    let line = base64::engine::general_purpose::STANDARD.encode([hash, vec![7; 64]].concat());
    std::fs::write(stage.file(layout::HEAD), format!("{head}\u{2014} {} {line}\n", crate::stage::LEDGER))
        .unwrap();
    assert_eq!(stage.trusting(&["checkpoint"]).exit, Some(1));
    assert_eq!(stage.run(&["ledger", "checkpoint", "--store", "dir:store"]).exit, Some(3));
}
