use std::path::PathBuf;

use ledger::checkpoint::Checkpoint;
use ledger::hash::Hash;
use serde_json::json;
use stores::layout;

use crate::stage::{
    CHECKPOINT, RECORD, STRANGER, Stage, deployment, incident, key, origin, sign, with_an_erased_envelope,
};

#[test]
fn a_sound_ledger_ends_with_0() {
    let stage = Stage::new(5);
    let ended = stage.verify();
    assert_eq!((ended.exit, ended.err.as_str()), (Some(0), ""), "{ended:?}");
    let answer = ended.json();
    assert_eq!(
        (&answer["state"], &answer["size"], &answer["covered"]),
        (&json!("sound"), &json!(5), &json!(5))
    );
    assert_eq!((&answer["faults"], &answer["ledger"]), (&json!([]), &json!(origin().to_string())));
    let unknown: Vec<&str> =
        answer["unknown"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(unknown, ["no-witness", "no-earlier-head"]);
    let told = stage.trusting(&["verify"]);
    assert!(told.out.contains("5 entries, is sound"), "{told:?}");
}

#[test]
fn without_keys_it_ends_with_3_and_still_names_what_does_not_fit() {
    let stage = Stage::new(4);
    let ended = stage.run(&["ledger", "verify", "--store", "dir:store", "--json"]);
    assert_eq!(ended.exit, Some(3), "{ended:?}");
    let answer = ended.json();
    assert_eq!(
        (&answer["state"], &answer["unknown"][0]["code"]),
        (&json!("not-verifiable"), &json!("no-anchor"))
    );
    std::fs::write(stage.file(&layout::envelope(2)), "{}").unwrap();
    let ended = stage.run(&["ledger", "verify", "--store", "dir:store", "--json"]);
    assert_eq!((ended.exit, ended.faults()), (Some(1), vec![(Some(2), "envelope-digest".to_owned())]));
    // A whole other ledger that fits together: only keys can tell.
    let other = Stage::new(0);
    other.append_to("store", &[sign(&incident(7), STRANGER)], &[], STRANGER);
    let ended = other.run(&["ledger", "verify", "--store", "dir:store"]);
    assert_eq!(ended.exit, Some(3));
    let ended = other.verify();
    let codes = [(Some(0), "signature-unknown".to_owned()), (None, "checkpoint-unsigned".to_owned())];
    assert_eq!((ended.exit, ended.faults()), (Some(1), codes.to_vec()));
}

/// What somebody does to a file of the store, and which faults that is.
type Tampering = (&'static str, fn(&Stage), &'static [(Option<u64>, &'static str)]);

const TAMPERINGS: &[Tampering] = &[
    (
        "a removed entry",
        |stage| remove(stage, layout::entry(2)),
        &[(Some(2), "entry-missing"), (Some(3), "entry-chain"), (None, "checkpoint-root")],
    ),
    (
        "an entry that is a folder",
        |stage| {
            remove(stage, layout::entry(2));
            std::fs::create_dir(stage.file(&layout::entry(2))).unwrap();
        },
        &[(Some(2), "entry-unreadable"), (Some(3), "entry-chain"), (None, "checkpoint-root")],
    ),
    (
        "an entry without end",
        |stage| write(stage, layout::entry(2), &[b' '; 5000]),
        &[(Some(2), "entry-unreadable"), (Some(3), "entry-chain"), (None, "checkpoint-root")],
    ),
    (
        "an entry of nonsense",
        |stage| write(stage, layout::entry(4), b"{\"a\":1,\"a\":2}"),
        &[(Some(4), "entry-malformed"), (None, "checkpoint-root")],
    ),
    (
        "two entries that changed places",
        |stage| {
            let (one, two) = (read(stage, layout::entry(3)), read(stage, layout::entry(4)));
            write(stage, layout::entry(3), &two);
            write(stage, layout::entry(4), &one);
        },
        &[
            (Some(3), "entry-index"),
            (Some(3), "entry-chain"),
            (Some(3), "envelope-digest"),
            (Some(3), "mark-damaged"),
            (Some(4), "entry-index"),
            (Some(4), "entry-chain"),
            (Some(4), "envelope-digest"),
            (Some(4), "mark-damaged"),
            (None, "checkpoint-root"),
        ],
    ),
    (
        "an envelope of another record",
        |stage| {
            let other = sign(&incident(77), RECORD).envelope;
            write(stage, layout::envelope(1), &other);
        },
        &[(Some(1), "envelope-digest")],
    ),
    ("a removed envelope", |stage| remove(stage, layout::envelope(1)), &[(Some(1), "envelope-missing")]),
    ("a removed mark", |stage| remove(stage, a_mark(stage)), &[(Some(1), "mark-damaged")]),
    ("a mark of nonsense", |stage| write(stage, a_mark(stage), b"01\n"), &[(Some(1), "mark-damaged")]),
];

fn a_mark(stage: &Stage) -> String {
    let entry = ledger::entry::Entry::parse(&read(stage, layout::entry(1))).unwrap();
    layout::mark(&entry.idempotency_key)
}

fn place(stage: &Stage, path: &str) -> PathBuf {
    let place = stage.file(path);
    assert!(place.exists(), "{path}");
    place
}

fn read(stage: &Stage, path: String) -> Vec<u8> {
    std::fs::read(place(stage, &path)).unwrap()
}

fn write(stage: &Stage, path: String, bytes: &[u8]) {
    std::fs::write(place(stage, &path), bytes).unwrap();
}

fn remove(stage: &Stage, path: String) {
    std::fs::remove_file(place(stage, &path)).unwrap();
}

#[test]
fn every_tampering_with_a_file_is_named_and_ends_with_1() {
    for (what, tamper, expected) in TAMPERINGS {
        let stage = Stage::new(5);
        tamper(&stage);
        let ended = stage.verify();
        let mut found = ended.faults();
        let mut expected: Vec<_> = expected.iter().map(|(index, code)| (*index, (*code).to_owned())).collect();
        found.sort();
        expected.sort();
        assert_eq!((ended.exit, found), (Some(1), expected), "{what}");
    }
}

#[test]
fn each_bit_of_an_entry_an_envelope_and_a_head_is_held() {
    let stage = Stage::new(2);
    for path in [layout::entry(0), layout::envelope(1), layout::HEAD.to_owned()] {
        let whole = read(&stage, path.clone());
        // One bit of every thirteenth byte, another one each time.
        for at in (0..whole.len()).step_by(13) {
            let mut changed = whole.clone();
            changed[at] ^= 1 << (at % 8);
            write(&stage, path.clone(), &changed);
            let ended = stage.verify();
            assert_ne!(ended.exit, Some(0), "{path} at {at}: {ended:?}");
        }
        write(&stage, path, &whole);
    }
    assert_eq!(stage.verify().exit, Some(0));
}

#[test]
fn evidence_that_was_changed_is_named() {
    let stage = Stage::new(1);
    stage.append(&[sign(&deployment(1, b"all tests pass"), RECORD)], &[b"all tests pass"]);
    assert_eq!(stage.verify().exit, Some(0));
    write(&stage, layout::evidence(&Hash::of(b"all tests pass")), b"all tests fail");
    let ended = stage.verify();
    assert_eq!((ended.exit, ended.faults()), (Some(1), vec![(Some(1), "evidence-damaged".to_owned())]));
}

#[test]
fn a_cut_ledger_with_its_own_old_head_is_found_by_what_was_seen_before() {
    let stage = Stage::new(3);
    let before = read(&stage, layout::HEAD.to_owned());
    let note =
        stage.run(&["ledger", "checkpoint", "--store", "dir:store", "--trust", "trust.json", "-o", "old"]);
    assert_eq!(note.exit, Some(0), "{note:?}");
    stage.grow(3..6);
    let newest = stage.trusting(&["checkpoint", "--output", "new"]);
    assert_eq!((newest.exit, newest.out.as_str()), (Some(0), ""));
    assert_eq!(stage.trusting(&["verify", "--json", "--since", "old"]).exit, Some(0));
    let (size, root) = (stage.head().size(), stage.head().root());
    // The holder of the key shows the older head again.
    write(&stage, layout::HEAD.to_owned(), &before);
    assert_eq!(stage.verify().exit, Some(0), "nothing tells");
    let ended = stage.trusting(&["verify", "--json", "--since", "new"]);
    assert_eq!((ended.exit, ended.faults()), (Some(1), vec![(Some(3), "shrunk".to_owned())]));
    stage.trust(&json!({"heads": [{"origin": origin(), "size": size, "root": root}]}));
    assert_eq!(stage.verify().faults(), [(Some(3), "shrunk".to_owned())]);
    // A checkpoint that nobody known signed says nothing.
    let forged = Checkpoint::new(origin().to_string(), 3, root).sign(&[&key(STRANGER)]).unwrap().to_text();
    std::fs::write(stage.path("forged"), forged).unwrap();
    assert_eq!(stage.trusting(&["verify", "--since", "forged"]).exit, Some(4));
    let fork =
        Checkpoint::new(origin().to_string(), 3, Hash::of(b"x")).sign(&[&key(CHECKPOINT)]).unwrap().to_text();
    std::fs::write(stage.path("fork"), fork).unwrap();
    let codes: Vec<String> = stage
        .trusting(&["verify", "--json", "--since", "fork"])
        .faults()
        .into_iter()
        .map(|one| one.1)
        .collect();
    assert!(codes.contains(&"fork".to_owned()) && codes.contains(&"rewritten".to_owned()), "{codes:?}");
}

#[test]
fn an_erased_envelope_is_no_fault_and_told() {
    let ended = with_an_erased_envelope().verify();
    assert_eq!((ended.exit, ended.faults()), (Some(0), vec![]));
    assert_eq!(ended.json()["notices"][0]["code"], "envelope-erased");
}

#[test]
fn what_cannot_be_read_ends_with_4_and_a_mistake_with_2() {
    let stage = Stage::new(2);
    let verify = |more: &[&str]| stage.run(&[&["ledger", "verify"], more].concat());
    for (more, exit, says) in [
        (&["--store", "dir:elsewhere"] as &[&str], 4, "failed to read the folder"),
        (&["--store", "dir:."], 4, "there is no ledger with a readable head"),
        (&["--store", "dir:store", "--trust", "nothing.json"], 4, "failed to read"),
        (&["--store", "dir:store", "--trust", "store"], 4, "no plain file"),
        (&["--store", "file:store"], 2, "write dir:PATH"),
        (&["--store", "az://bucket/x", "--ledger", IN_A_BUCKET], 2, "az://bucket cannot be opened"),
        (&["--store", "branch:x"], 2, "nothing says which ledger"),
        (&["--store", "dir:store", "--ledger", "nonsense"], 2, "--ledger"),
        (&["--since", "trust.json", "--store", "dir:store"], 2, "--since needs --trust"),
    ] {
        let ended = verify(more);
        assert_eq!(ended.exit, Some(exit), "{more:?} {ended:?}");
        assert!(ended.err.contains(says) && ended.out.is_empty(), "{more:?} {ended:?}");
    }
    assert!(!stage.path("elsewhere").exists(), "what is only looked at is not made");
    stage.trust(&json!({"validUntil": "2021-01-01T00:00:00.000Z"}));
    let ended = stage.verify();
    assert!(ended.exit == Some(4) && ended.err.contains("get the current one"), "{ended:?}");
    stage.trust(&json!({"ledger": "github.com/1/2/other", "keys": [{"vkey": key(1).verifier().to_string(), "roles": ["root"]}]}));
    assert_eq!(stage.verify().exit, Some(4), "no such ledger is in the folder");
}

const IN_A_BUCKET: &str = "github.com/583231/1296269/deployments/2026-11";

#[test]
fn of_several_shards_one_is_named() {
    let stage = Stage::new(2);
    let other = stage.path("store").join("ledger-2026-12");
    std::fs::create_dir(&other).unwrap();
    // A head that says another shard than its folder is not taken for that one.
    std::fs::copy(stage.file(layout::HEAD), other.join(layout::HEAD)).unwrap();
    assert_eq!(stage.verify().exit, Some(0));
    let head = String::from_utf8(read(&stage, layout::HEAD.to_owned())).unwrap();
    std::fs::write(other.join(layout::HEAD), head.replace("2026-11", "2026-12")).unwrap();
    let ended = stage.verify();
    assert!(
        ended.exit == Some(2) && ended.err.contains("name one of 2026-11, 2026-12 by --shard"),
        "{ended:?}"
    );
    assert_eq!(stage.trusting(&["verify", "--shard", "2026-11"]).exit, Some(0));
    assert_eq!(stage.trusting(&["verify", "--shard", "2026-12"]).exit, Some(1));
}

#[test]
fn kept_nodes_that_are_others_are_told_and_are_no_fault() {
    let stage = Stage::new(33);
    assert_eq!(stage.trusting(&["verify", "--json"]).json()["notices"], json!([]));
    std::fs::write(stage.file(&layout::nodes(15)), [7; 32]).unwrap();
    std::fs::write(stage.file(&layout::nodes(31)), [7; 5000]).unwrap();
    let ended = stage.trusting(&["verify", "--json"]);
    let told =
        |at: usize| (ended.json()["notices"][at]["index"].clone(), ended.json()["notices"][at]["code"].clone());
    assert_eq!(ended.exit, Some(0), "{ended:?}");
    assert_eq!(told(0), (15.into(), "nodes-damaged".into()));
    assert_eq!(told(1), (31.into(), "nodes-damaged".into()));
}
