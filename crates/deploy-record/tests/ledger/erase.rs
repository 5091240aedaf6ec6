use std::path::Path;
use std::process::Command;

use ledger::commitment::Commitment;
use ledger::name::{Line, Pseudonym};
use ledger::predicate::Kind;
use serde_json::{Value, json};
use stores::{People, layout};

use crate::branch::{run as on_branch, simulator};
use crate::stage::{
    CHECKPOINT, Ended, RECORD, Stage, artifact, incident, key, leaf_of, origin, sign, statement, ulid, wait,
};

const NAME: &str = "Zo\u{eb} \u{c5}str\u{f6}m";
const TEXT: &str = "zoe-at-acme says that she is on call";

fn pseudonym(number: u8) -> Pseudonym {
    Pseudonym::new(format!("p-{number:032x}")).unwrap()
}

fn people(stage: &Stage) -> People {
    People::folder(&stage.path("people"), false, &|_| None).unwrap()
}

fn keep(stage: &Stage, person: &Pseudonym, field: &str, value: &str) -> Commitment {
    let field = Line::new(field).unwrap();
    wait(people(stage).keep(&origin(), person, field, value.to_owned())).unwrap()
}

/// A deployment by a person whose name the ledger commits to.
fn deployed(number: u64, person: &Pseudonym, name: Commitment) -> Value {
    let mut deployment = crate::stage::deployment(number, b"x");
    deployment["predicate"]["actor"] = json!({"kind": "human", "pseudonym": person, "name": name});
    deployment["predicate"].as_object_mut().unwrap().remove("gates");
    deployment
}

/// Entries: an incident that names a person in its text, two deployments by her, one by somebody else.
fn stage() -> (Stage, [Commitment; 3]) {
    let stage = Stage::new(0);
    let (zoe, ada) = (pseudonym(1), pseudonym(2));
    let values = [
        keep(&stage, &zoe, "name", NAME),
        keep(&stage, &zoe, "name", NAME),
        keep(&stage, &ada, "name", "Ada Lovelace"),
    ];
    let mut told = incident(0);
    told["predicate"]["reference"] = json!(TEXT);
    let records = [
        sign(&told, RECORD),
        sign(&deployed(1, &zoe, values[0]), RECORD),
        sign(&deployed(2, &zoe, values[1]), RECORD),
        sign(&deployed(3, &ada, values[2]), RECORD),
    ];
    stage.append(&records, &[]);
    let keys = format!("{}\n{}\n", key(RECORD).to_skey(), key(CHECKPOINT).to_skey());
    std::fs::write(stage.path("keys.txt"), keys).unwrap();
    (stage, values)
}

const WHY: [&str; 8] = [
    "--by",
    "p-00000000000000000000000000000009",
    "--reason",
    "asked for it",
    "--authority",
    "Art. 17 GDPR, ticket 13",
    "--key-file",
    "keys.txt",
];
const ZOE: [&str; 4] = ["--person", "p-00000000000000000000000000000001", "--people", "dir:people"];

fn erase(stage: &Stage, more: &[&str]) -> Ended {
    stage.trusting(&[&["erase", "--json"], &WHY[..], more].concat())
}

/// What files below a folder hold, and what their envelopes hold.
fn holds(folder: &Path, text: &str) -> Vec<String> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else if shows(&std::fs::read(entry.path()).unwrap(), text) {
                found.push(entry.path().strip_prefix(folder).unwrap().display().to_string());
            }
        }
    }
    found
}

fn shows(bytes: &[u8], text: &str) -> bool {
    use base64::Engine as _;
    let payload = serde_json::from_slice::<Value>(bytes).ok();
    let payload = payload.and_then(|value| Some(value.get("payload")?.as_str()?.to_owned()));
    let payload = payload.and_then(|text| base64::engine::general_purpose::STANDARD.decode(text).ok());
    let has = |bytes: &[u8]| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    has(bytes) || payload.is_some_and(|payload| has(&payload))
}

#[test]
fn a_person_is_erased_and_every_proof_holds() {
    let (stage, values) = stage();
    for (index, name) in [("1", "before"), ("0", "told")] {
        assert_eq!(stage.trusting(&["prove", index, "-o", name]).exit, Some(0));
    }
    assert_eq!(holds(stage.folder.path(), TEXT).len(), 2, "in the store, and in the proof that was taken away");
    let ended = erase(&stage, &[&ZOE[..], &["--envelope", "0"]].concat());
    assert_eq!(ended.exit, Some(0), "{ended:?}");
    let answer = ended.json();
    assert_eq!(
        (&answer["values"], &answer["envelopes"], &answer["records"], &answer["size"]),
        (&json!([1, 2]), &json!([0]), &json!([4, 5, 6]), &json!(7))
    );
    assert!(holds(&stage.path("store"), TEXT).is_empty() && holds(&stage.path("people"), TEXT).is_empty());
    assert!(holds(stage.folder.path(), NAME).is_empty());
    assert!(wait(people(&stage).disclosure(&pseudonym(1), &values[0])).unwrap().is_none());
    let adas = wait(people(&stage).disclosure(&pseudonym(2), &values[2])).unwrap().unwrap();
    assert_eq!(adas.value, "Ada Lovelace");
    let verified = stage.verify();
    assert_eq!((verified.exit, verified.json()["state"].as_str()), (Some(0), Some("sound")), "{verified:?}");
    let check = |name: &str| stage.run(&["ledger", "prove", "--check", name, "--trust", "trust.json"]).exit;
    assert_eq!(check("before"), Some(0));
    for index in ["0", "1", "5"] {
        assert_eq!(stage.trusting(&["prove", index, "-o", "after"]).exit, Some(0));
        assert_eq!(check("after"), Some(0), "{index}");
    }
    assert!(!stage.path("after.envelope.json").exists() || holds(&stage.path("store"), TEXT).is_empty());
    let shown = stage.trusting(&["show", "--index", "0", "--json"]).json();
    assert_eq!(shown["entries"][0]["envelope"]["state"], "erased");
    // Once more is nothing more.
    let again = erase(&stage, &[&ZOE[..], &["--envelope", "0"]].concat());
    assert_eq!(
        (again.exit, &again.json()["size"], &again.json()["records"]),
        (Some(0), &json!(7), &json!([4, 5, 6]))
    );
}

#[test]
fn an_erasure_that_broke_off_is_finished_by_the_next() {
    let (stage, values) = stage();
    // Something stands in the way of the mark of who was erased.
    std::fs::write(stage.path("people/erased"), "").unwrap();
    let ended = erase(&stage, &ZOE);
    assert!(ended.exit == Some(4) && ended.err.contains("run it again"), "{ended:?}");
    std::fs::remove_file(stage.path("people/erased")).unwrap();
    assert!(wait(people(&stage).disclosure(&pseudonym(1), &values[0])).unwrap().is_some());
    let ended = erase(&stage, &ZOE);
    assert_eq!((ended.exit, ended.json()["size"].as_u64()), (Some(0), Some(6)), "{ended:?}");
    assert!(wait(people(&stage).disclosure(&pseudonym(1), &values[0])).unwrap().is_none());
}

#[test]
fn what_must_be_kept_is_kept() {
    let (stage, values) = stage();
    let hold = |index: u64, event: &str, at: &str| {
        let leaf = leaf_of(&stage, index);
        let predicate = json!({
            "target": {"index": index, "hash": leaf}, "event": event, "at": at, "reason": "audit", "authority": "court 7",
            "by": pseudonym(3),
        });
        sign(
            &statement(Kind::Hold, &json!([{"name": "entry", "digest": {"sha256": leaf}}]), &predicate),
            RECORD,
        )
    };
    stage.append(&[hold(2, "placed", "2026-11-22T12:00:00.000Z")], &[]);
    let approval = json!({
        "approvalId": ulid(9), "decision": "approve", "meaning": "approved", "environment": "production", "approver": pseudonym(2),
        "authentication": {"method": "github-session"}, "signedAt": "2026-11-22T12:00:00.000Z",
        "expiresAt": "2026-11-23T12:00:00.000Z", "source": "github-issue",
    });
    stage.append(&[sign(&statement(Kind::Approval, &artifact("app"), &approval), RECORD)], &[]);
    for (args, says) in [
        (&ZOE[..], "entry 2 is on hold, as entry 4 says"),
        (&["--envelope", "2"], "entry 2 is on hold"),
        (&["--envelope", "5"], "its envelope stays"),
    ] {
        let ended = erase(&stage, args);
        assert!(
            ended.exit == Some(1) && ended.err.contains("nothing was erased") && ended.err.contains(says),
            "{ended:?}"
        );
        assert_eq!(stage.head().size(), 6);
    }
    assert!(wait(people(&stage).disclosure(&pseudonym(1), &values[0])).unwrap().is_some());
    stage.append(&[hold(2, "released", "2026-11-22T13:00:00.000Z")], &[]);
    assert_eq!(erase(&stage, &ZOE).exit, Some(0));
}

#[test]
fn a_mistake_on_the_command_line_says_what_to_write() {
    let (stage, _) = stage();
    let zoe = ZOE[1];
    for (args, exit, says) in [
        (&["--person", zoe][..], 2, "--people"),
        (&[], 2, "--person"),
        (&["--envelope", "77"], 2, "there is no entry 77"),
        (&["--person", "zoe", "--people", "dir:people"], 2, "--person"),
        (&["--person", zoe, "--people", "branch:people"], 2, "git keeps the key of everybody who was erased"),
        (&["--person", zoe, "--people", "dir:elsewhere"], 4, "check --people"),
    ] {
        let ended = erase(&stage, args);
        assert!(ended.exit == Some(exit) && ended.err.contains(says), "{args:?} {ended:?}");
    }
    // A sealed shard takes no record; the person goes all the same.
    let seal = ["seal", "--key-file", "keys.txt", "--reason", "over"];
    assert_eq!(stage.trusting(&seal).exit, Some(0));
    let whole = erase(&stage, &["--envelope", "0"]);
    assert!(whole.exit == Some(1) && whole.err.contains("the shard is sealed"), "{whole:?}");
    let person = erase(&stage, &ZOE);
    assert_eq!(
        (person.exit, &person.json()["sealed"], &person.json()["records"]),
        (Some(0), &json!(true), &json!([]))
    );
}

#[test]
fn no_object_of_a_branch_ever_held_a_value_of_somebody_who_is_erased() {
    let ((stage, values), simulator) = (stage(), simulator());
    let branch = ["--store", "branch:record", "--shard", "2026-11"];
    let copied = on_branch(&stage, &simulator, &["copy", "--store", "dir:store", "--to", "branch:record"]);
    assert_eq!(copied.exit, Some(0), "{copied:?}");
    let ended = on_branch(&stage, &simulator, &[&["erase", "--json"], &WHY[..], &ZOE, &branch].concat());
    assert_eq!((ended.exit, &ended.json()["records"]), (Some(0), &json!([4, 5])), "{ended:?}");
    let verified = on_branch(&stage, &simulator, &[&["verify"], &branch[..]].concat());
    assert_eq!(verified.exit, Some(0), "{verified:?}");
    assert!(wait(people(&stage).disclosure(&pseudonym(1), &values[0])).unwrap().is_none());
    let clone = crate::branch::clone(&simulator, &stage.path("clone"), "record/2026-11");
    let objects = git(&clone, &["cat-file", "--batch-all-objects", "--batch-check"]);
    let objects = String::from_utf8(objects).unwrap();
    assert!(objects.lines().count() > 20, "{objects}");
    for object in objects.lines().map(|line| line.split(' ').next().unwrap()) {
        assert!(!shows(&git(&clone, &["cat-file", "-p", object]), NAME), "{object}");
    }
    // An envelope cannot go from a branch, which says so.
    let envelope =
        on_branch(&stage, &simulator, &[&["erase"], &WHY[..], &["--envelope", "0"], &branch].concat());
    assert!(envelope.exit == Some(2) && envelope.err.contains("keeps in its history"), "{envelope:?}");
    assert_eq!(
        std::fs::read(stage.file(&layout::entry(3))).unwrap(),
        git(&clone, &["show", &format!("HEAD:{}", layout::entry(3))])
    );
}

fn git(folder: &Path, args: &[&str]) -> Vec<u8> {
    let output = Command::new("git").current_dir(folder).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?} {output:?}");
    output.stdout
}
