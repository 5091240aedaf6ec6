//! The ledgers that lie beside the page of the format, in a folder: the program says of each what the page says.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ledger::checkpoint::Checkpoint;
use ledger::entry::Entry;
use ledger::hash::Hash;
use ledger::origin::Origin;
use ledger::predicate::Kind;
use ledger::tip::Tip;
use ledger::tree::Frontier;
use serde_json::{Value, json};
use stores::layout;

use crate::stage::{STRANGER, Stage, key};

const LEDGERS: &str = include_str!("../../../ledger/vectors/ledgers.json");

fn bytes(value: &Value) -> Vec<u8> {
    STANDARD.decode(value.as_str().unwrap()).unwrap()
}

/// The ledger as a store keeps it. A vector may have heads that no store would: its place takes the one that fits, or one by a stranger.
fn stored(vector: &Value) -> Stage {
    let stage = Stage::new(0);
    let origin = Origin::parse(vector["origin"].as_str().unwrap()).unwrap();
    let root = stage.path("store").join(layout::folder(&origin));
    let write = |path: &str, bytes: &[u8]| {
        let place = root.join(path);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(place, bytes).unwrap();
    };
    let mut frontier = Frontier::new();
    let (mut last, mut sealed) = (Hash::ZERO, false);
    for (index, entry) in vector["entries"].as_array().unwrap().iter().enumerate() {
        let (index, envelope, entry) = (index as u64, &entry[1], bytes(&entry[0]));
        last = Hash::leaf(&entry);
        frontier.push(last).unwrap();
        write(&layout::entry(index), &entry);
        if !envelope.is_null() {
            write(&layout::envelope(index), &bytes(envelope));
        }
        let entry = Entry::parse(&entry).ok();
        sealed = entry.as_ref().is_some_and(|entry| entry.kind == Kind::Seal);
        if let Some(entry) = entry {
            write(&layout::mark(&entry.idempotency_key), format!("{index}\n").as_bytes());
        }
    }
    let state = if sealed { "sealed" } else { "open" };
    let head = format!("releasegate/tip/v1\n{origin}\n{}\n{last}\n{state}\n", frontier.size());
    let text = frontier.subtrees().iter().fold(head, |text, hash| format!("{text}{hash}\n"));
    let tip = Tip::parse(&text).unwrap();
    let fits = |note: &Vec<u8>| {
        let text = String::from_utf8(note.clone()).unwrap_or_default();
        let text = text.split_once("\n\n").map(|(text, _)| format!("{text}\n")).unwrap_or_default();
        Checkpoint::parse(&text).is_ok_and(|found| tip.check(&found).is_ok())
    };
    let notes = vector["checkpoints"].as_array().unwrap().iter().map(bytes);
    let note = notes.into_iter().find(fits);
    let note = note.unwrap_or_else(|| tip.checkpoint().sign(&[&key(STRANGER)]).unwrap().to_text().into_bytes());
    write(layout::HEAD, &[text.as_bytes(), b"\n", &note].concat());
    let keys: Vec<Value> = vector["anchors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| json!({"vkey": one[0], "roles": one[1]}))
        .collect();
    let heads: Vec<Value> = vector["earlier"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| json!({"origin": one[0], "size": one[1], "root": one[2]}))
        .collect();
    stage.trust(&json!({"ledger": origin.ledger(), "keys": keys, "heads": heads}));
    stage
}

/// What is of the heads of a vector, which its folder has not, and of marks, which vectors have not.
fn counts((_, code): &(Option<u64>, String)) -> bool {
    !code.starts_with("checkpoint-") && !["fork", "mark-damaged", "head-damaged"].contains(&code.as_str())
}

#[test]
fn the_ledgers_of_the_format_are_judged_as_the_page_says() {
    let vectors: Vec<Value> = serde_json::from_str(LEDGERS).unwrap();
    let mut sound = 0;
    for vector in &vectors {
        let ended = stored(vector).verify();
        let of = |fault: &Value| (fault[0].as_u64(), fault[1].as_str().unwrap().to_owned());
        let expected = vector["expected"]["faults"].as_array().unwrap().iter().map(of);
        let mut expected: Vec<_> = expected.filter(counts).collect();
        let mut found: Vec<_> = ended.faults().into_iter().filter(counts).collect();
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{}: {ended:?}", vector["name"]);
        assert!(vector["expected"]["soundness"] != "faulty" || ended.exit == Some(1) || expected.is_empty());
        if ended.exit == Some(0) {
            assert_eq!(vector["expected"]["soundness"], "sound", "{}", vector["name"]);
            sound += 1;
        }
    }
    assert!(sound >= 2 && vectors.len() > 20, "{sound}");
}
