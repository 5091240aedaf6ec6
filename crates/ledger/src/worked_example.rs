use serde_json::{Value, json};

use crate::commitment::{Disclosure, Salt};
use crate::dsse::{Envelope, PAYLOAD_TYPE, pae};
use crate::entry::idempotency_key;
use crate::hash::Hash;
use crate::keyring::Keyring;
use crate::moment::Moment;
use crate::name::{Line, Pseudonym};
use crate::origin::Origin;
use crate::predicate::{Kind, Role};
use crate::proof_file::ProofFile;
use crate::prove::{self, Subtrees};
use crate::report::Soundness;
use crate::signer::SignerKey;
use crate::statement::Statement;
use crate::tip::{Appended, Record, Tip};
use crate::verify::{Heads, Stored, verify};

const FORMAT: &str = include_str!("../FORMAT.md");
const LEDGER: &str = "local/0/0/example";

struct Example {
    origin: Origin,
    record: SignerKey,
    checkpoint: SignerKey,
    tip: Tip,
    stored: Vec<(Appended, Record)>,
    told: Vec<(&'static str, String)>,
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn statement(kind: Kind, name: &str, sha256: Hash, predicate: Value) -> Statement {
    let subject = json!([{"name": name, "digest": {"sha256": sha256}}]);
    let value = json!({"_type": "https://in-toto.io/Statement/v1", "subject": subject, "predicateType": kind.uri(), "predicate": predicate});
    Statement::parse(&serde_json::to_vec(&value).unwrap()).unwrap()
}

impl Example {
    fn new() -> Self {
        let key = |seed: u8| SignerKey::new(LEDGER, &[seed; 32]).unwrap();
        let origin = Origin::parse(LEDGER).unwrap();
        let mut example = Self {
            tip: Tip::new(origin.clone()),
            origin,
            record: key(1),
            checkpoint: key(2),
            stored: Vec::new(),
            told: Vec::new(),
        };
        example.told.push(("vkey of the key that signs records", example.record.verifier().to_string()));
        example
            .told
            .push(("vkey of the key that signs checkpoints", example.checkpoint.verifier().to_string()));
        example.entries();
        example.proofs();
        example
    }

    fn append(&mut self, statement: &Statement, key: Hash, time: &str) -> Hash {
        let record = Record::sign(statement, key, &[&self.record]).unwrap();
        let appended = self.tip.append(&record, Moment::parse(time).unwrap(), None).unwrap();
        let leaf = appended.leaf;
        let payload = Envelope::parse(&record.envelope).unwrap();
        let payload = text(payload.verify(&[&self.record.verifier()]).unwrap().payload);
        if appended.index == 0 {
            let signed = pae(PAYLOAD_TYPE, payload.as_bytes());
            self.told.push(("the first 50 bytes of what is signed", text(&signed[..50])));
        }
        self.told.push(("payload", payload));
        self.told.push(("envelope", text(&record.envelope)));
        self.told.push(("entry", text(&appended.entry)));
        self.told.push(("leaf hash", leaf.to_string()));
        self.stored.push((appended, record));
        leaf
    }

    fn entries(&mut self) {
        let artifact = Hash::of(b"an artifact");
        let approver = Pseudonym::new("p-00112233445566778899aabbccddeeff").unwrap();
        let salt: [u8; 32] = std::array::from_fn(|at| u8::try_from(at).unwrap());
        let comment = Disclosure::new(
            self.origin.clone(),
            approver.clone(),
            Line::new("comment").unwrap(),
            Salt::new(salt).unwrap(),
            "Looks good.\nZoë".to_owned(),
        )
        .unwrap();
        self.told.push(("disclosure", text(&comment.to_bytes())));
        self.told.push(("commitment", comment.commitment().to_string()));
        let approval = json!({
            "approvalId": "01JD6ZC0V8Q4S9T2M3N5P00001", "decision": "approve", "meaning": "approved", "environment": "production",
            "approver": approver, "comment": comment.commitment(), "authentication": {"method": "github-session"},
            "signedAt": "2026-11-22T09:30:00.000Z", "expiresAt": "2026-11-23T09:30:00.000Z", "source": "github-issue",
        });
        let intent = json!({"approval": "01JD6ZC0V8Q4S9T2M3N5P00001", "decision": "approve"});
        self.told.push(("intent of entry 0", text(&verdict::canonical::bytes(&intent).unwrap())));
        let key = idempotency_key(&intent).unwrap();
        let approval = statement(Kind::Approval, "app", artifact, approval);
        let leaf = self.append(&approval, key, "2026-11-22T09:31:00.000Z");
        let key = idempotency_key(&json!({"deployment": "01JD6ZC0V8Q4S9T2M3N5P00002", "event": "succeeded"}))
            .unwrap();
        let deployment = json!({
            "deploymentId": "01JD6ZC0V8Q4S9T2M3N5P00002", "idempotencyKey": key, "event": "succeeded", "kind": "planned",
            "service": "app", "environment": {"name": "production", "tier": "production"},
            "timing": {"startedAt": "2026-11-22T10:00:00.000Z", "finishedAt": "2026-11-22T10:05:00.000Z", "source": "runner"},
            "approvals": [{"leaf": {"index": 0, "hash": leaf}, "appliesTo": {"sha256": artifact}}],
            "actor": {"pseudonym": "p-ffeeddccbbaa99887766554433221100", "kind": "human"},
        });
        let deployment = statement(Kind::Deployment, "app", artifact, deployment);
        self.append(&deployment, key, "2026-11-22T10:05:01.000Z");
        let redaction = json!({
            "target": {"index": 0, "hash": leaf}, "redacted": "disclosures", "commitments": [comment.commitment()],
            "erasedAt": "2027-02-01T00:00:00.000Z", "reason": "asked for erasure", "authority": "Art. 17 GDPR, ticket 13",
            "by": "p-ffeeddccbbaa99887766554433221100",
        });
        let key = idempotency_key(&json!({"redaction": "ticket 13"})).unwrap();
        let redaction = statement(Kind::Redaction, "entry", leaf, redaction);
        self.append(&redaction, key, "2027-02-01T00:00:01.000Z");
    }

    fn proofs(&mut self) {
        let nodes = Subtrees::new(self.stored.iter().map(|(appended, _)| appended.leaf));
        let hashes = |proof: Vec<Hash>| proof.iter().map(Hash::to_string).collect::<Vec<_>>().join("\n");
        self.told.push(("root over three entries", self.tip.checkpoint().root.to_string()));
        self.told
            .push(("inclusion proof of entry 1 among three", hashes(prove::inclusion(1, 3, &nodes).unwrap())));
        self.told.push((
            "consistency proof from one entry to three",
            hashes(prove::consistency(1, 3, &nodes).unwrap()),
        ));
        self.told.push(("checkpoint", self.note().trim_end().to_owned()));
        let path = prove::inclusion(1, 3, &nodes).unwrap();
        let file = ProofFile { index: 1, path, checkpoint: self.note().into_bytes() };
        self.told.push(("proof file of entry 1", file.to_text().unwrap().trim_end().to_owned()));
        self.told.push(("tip", self.tip.to_text().trim_end().to_owned()));
    }

    fn note(&self) -> String {
        self.tip.checkpoint().sign(&[&self.checkpoint]).unwrap().to_text()
    }
}

#[test]
fn the_page_shows_the_bytes_of_the_example() {
    let shown: String = Example::new()
        .told
        .iter()
        .map(|(what, bytes)| format!("{what}:\n\n```text\n{bytes}\n```\n\n"))
        .collect();
    assert!(FORMAT.contains(shown.trim_end()), "the example of FORMAT.md should be\n{shown}");
}

#[test]
fn the_example_is_sound() {
    let example = Example::new();
    let keys = vec![
        (example.record.verifier(), vec![Role::Record]),
        (example.checkpoint.verifier(), vec![Role::Checkpoint]),
    ];
    let entries = example
        .stored
        .iter()
        .map(|(appended, record)| Stored { entry: &appended.entry, envelope: Some(&record.envelope) });
    let note = example.note();
    let heads = Heads { signed: &[note.as_bytes()], earlier: &[], quorum: None };
    let report = verify(example.origin.clone(), Keyring::new(keys), entries, heads);
    assert_eq!((report.soundness(), report.faults), (Soundness::Sound, vec![]));
}

#[test]
fn the_page_names_every_kind_of_record_and_finding() {
    for kind in crate::fault::FaultKind::ALL {
        assert!(FORMAT.contains(&format!("`{}`", kind.code())), "{}", kind.code());
    }
    for kind in crate::fault::NoticeKind::ALL {
        assert!(FORMAT.contains(&format!("`{}`", kind.code())), "{}", kind.code());
    }
    for kind in crate::fault::UnknownKind::ALL {
        assert!(FORMAT.contains(&format!("`{}`", kind.code())), "{}", kind.code());
    }
    for kind in Kind::ALL {
        assert!(FORMAT.contains(&format!("`{}`", kind.uri())), "{}", kind.uri());
    }
}
