//! What a test stands on: a folder with a ledger, a trust document, and the real program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ledger::hash::Hash;
use ledger::moment::Moment;
use ledger::origin::Origin;
use ledger::predicate::Kind;
use ledger::signer::SignerKey;
use ledger::statement::Statement;
use ledger::tip::Record;
use serde_json::{Value, json};
use stores::{Head, Sequencer, Store, layout};

pub(crate) const LEDGER: &str = "github.com/583231/1296269/deployments";
pub(crate) const ROOT: u8 = 1;
pub(crate) const RECORD: u8 = 2;
pub(crate) const CHECKPOINT: u8 = 3;
/// A key that no trust document names.
pub(crate) const STRANGER: u8 = 9;

pub(crate) fn key(seed: u8) -> SignerKey {
    SignerKey::new(LEDGER, &[seed; 32]).unwrap()
}

pub(crate) fn origin() -> Origin {
    Origin::parse(&format!("{LEDGER}/2026-11")).unwrap()
}

/// Runs a future.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// A folder with a ledger in `store` and its trust document in `trust.json`.
pub(crate) struct Stage {
    pub(crate) folder: tempfile::TempDir,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) exit: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ended {
    pub(crate) fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self { exit: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// The answer of `--json`.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The faults of an answer: where, and what.
    pub(crate) fn faults(&self) -> Vec<(Option<u64>, String)> {
        let of = |fault: &Value| (fault["index"].as_u64(), fault["code"].as_str().unwrap().to_owned());
        self.json()["faults"].as_array().unwrap().iter().map(of).collect()
    }
}

impl Stage {
    /// A ledger of so many incidents; none yet if there are to be none.
    pub(crate) fn new(entries: u64) -> Self {
        let stage = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(stage.path("store")).unwrap();
        stage.trust(&json!({}));
        stage.grow(0..entries);
        stage
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes the trust document, with other members than usual.
    pub(crate) fn trust(&self, more: &Value) {
        let public = |seed| key(seed).verifier().to_string();
        let mut trust = json!({
            "v": 1, "ledger": LEDGER, "validFrom": "2020-01-01T00:00:00.000Z", "validUntil": "9999-01-01T00:00:00.000Z",
            "keys": [
                {"vkey": public(ROOT), "roles": ["root"]}, {"vkey": public(RECORD), "roles": ["record"]},
                {"vkey": public(CHECKPOINT), "roles": ["checkpoint"]},
            ],
        });
        trust.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        std::fs::write(self.path("trust.json"), trust.to_string()).unwrap();
    }

    pub(crate) fn store(&self, name: &str) -> Store {
        Store::folder(&self.path(name), origin(), false, &|_| None).unwrap()
    }

    pub(crate) fn head(&self) -> Head {
        wait(self.store("store").head()).unwrap().unwrap()
    }

    /// Appends incidents.
    pub(crate) fn grow(&self, numbers: std::ops::Range<u64>) {
        let records: Vec<Record> = numbers.map(|number| sign(&incident(number), RECORD)).collect();
        for records in records.chunks(200) {
            self.append(records, &[]);
        }
    }

    pub(crate) fn append(&self, records: &[Record], evidence: &[&[u8]]) {
        self.append_to("store", records, evidence, CHECKPOINT);
    }

    /// Appends records by a checkpoint key, whichever signed the head before.
    pub(crate) fn append_to(&self, name: &str, records: &[Record], evidence: &[&[u8]], seed: u8) {
        let (origin, signer, store) = (origin(), key(seed), self.store(name));
        let known = [key(CHECKPOINT).verifier(), key(STRANGER).verifier()];
        let known: Vec<_> = known.iter().collect();
        let sequencer = Sequencer { origin: &origin, signers: &[&signer], known: &known, previous_shard: None };
        let head = wait(store.head()).unwrap();
        let time = Moment::parse("2026-11-22T15:00:00.000Z").unwrap();
        let evidence = evidence.iter().map(|bytes| bytes.to_vec()).collect();
        let batch = sequencer.batch(head.as_ref(), records, evidence, time).unwrap();
        wait(store.append(head.as_ref(), &batch)).unwrap();
    }

    /// A file of the shard.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.path("store").join(layout::folder(&origin())).join(path)
    }

    /// Runs the program.
    pub(crate) fn run(&self, args: &[&str]) -> Ended {
        run_in(self.folder.path(), args, &[])
    }

    /// Runs a command of the ledger over `store` with the trust document.
    pub(crate) fn trusting(&self, args: &[&str]) -> Ended {
        self.run(&[&["ledger"], args, &["--store", "dir:store", "--trust", "trust.json"]].concat())
    }

    /// What `verify` says.
    pub(crate) fn verify(&self) -> Ended {
        self.trusting(&["verify", "--json"])
    }
}

pub(crate) fn run_in(folder: &Path, args: &[&str], variables: &[(&str, &str)]) -> Ended {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deploy-record"));
    command.env_clear().envs(variables.iter().copied()).current_dir(folder).args(args);
    Ended::of(&command.output().unwrap())
}

/// A record, signed by a key, under an idempotency key that its bytes give.
pub(crate) fn sign(statement: &Value, seed: u8) -> Record {
    let bytes = serde_json::to_vec(statement).unwrap();
    let own = statement["predicate"]["idempotencyKey"].as_str().map(|text| Hash::parse_hex(text).unwrap());
    let statement = Statement::parse(&bytes).unwrap();
    Record::sign(&statement, own.unwrap_or_else(|| Hash::of(&bytes)), &[&key(seed)]).unwrap()
}

pub(crate) fn statement(kind: Kind, subject: &Value, predicate: &Value) -> Value {
    json!({"_type": "https://in-toto.io/Statement/v1", "subject": subject, "predicateType": kind.uri(), "predicate": predicate})
}

pub(crate) fn ulid(at: u64) -> String {
    format!("01JD6ZC0V8Q4S9T2M3N5P{at:05}")
}

pub(crate) fn artifact(name: &str) -> Value {
    json!([{"name": name, "digest": {"sha256": Hash::of(name.as_bytes())}}])
}

pub(crate) fn incident(number: u64) -> Value {
    let environment = if number.is_multiple_of(2) { "production" } else { "staging" };
    let predicate = json!({
        "incidentId": ulid(number), "event": "opened", "service": "payments", "environment": environment, "severity": "sev1",
        "detectedAt": "2026-11-22T11:00:00.000Z",
    });
    statement(Kind::Incident, &artifact("ghcr.io/acme/app"), &predicate)
}

/// A deployment that keeps evidence.
pub(crate) fn deployment(number: u64, evidence: &[u8]) -> Value {
    let predicate = json!({
        "deploymentId": ulid(number), "idempotencyKey": Hash::of(&number.to_be_bytes()), "event": "succeeded", "kind": "planned",
        "service": "payments", "environment": {"name": "production", "tier": "production"},
        "timing": {"finishedAt": "2026-11-22T10:00:00.000Z", "source": "github"},
        "gates": [{"id": "tests", "result": "pass", "verdict": Hash::of(b"verdict"),
            "evidence": [{"sha256": Hash::of(evidence), "mediaType": "text/plain", "size": evidence.len()}]}],
        "actor": {"pseudonym": format!("p-{:032x}", 1), "kind": "human"},
    });
    statement(Kind::Deployment, &artifact("ghcr.io/acme/app"), &predicate)
}

/// The leaf hash of an entry of `store`.
pub(crate) fn leaf_of(stage: &Stage, index: u64) -> Hash {
    Hash::leaf(&std::fs::read(stage.file(&layout::entry(index))).unwrap())
}

/// That the envelope of an entry was erased.
pub(crate) fn redaction(index: u64, leaf: Hash) -> Value {
    let predicate = json!({
        "target": {"index": index, "hash": leaf}, "redacted": "envelope", "erasedAt": "2026-11-22T13:00:00.000Z",
        "reason": "asked for erasure", "authority": "ticket 13", "by": format!("p-{:032x}", 3),
    });
    statement(Kind::Redaction, &json!([{"name": "entry", "digest": {"sha256": leaf}}]), &predicate)
}

/// A ledger of six entries, of which the envelope of entry 1 was erased.
pub(crate) fn with_an_erased_envelope() -> Stage {
    let stage = Stage::new(5);
    let leaf = Hash::leaf(&std::fs::read(stage.file(&layout::entry(1))).unwrap());
    stage.append(&[sign(&redaction(1, leaf), RECORD)], &[]);
    std::fs::remove_file(stage.file(&layout::envelope(1))).unwrap();
    stage
}
