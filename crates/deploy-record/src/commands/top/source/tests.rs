use std::collections::BTreeMap;
use std::path::Path;

use ledger::moment::Moment;
use ledger::name::Slug;
use ledger::origin::Origin;
use ledger::predicate::Kind;
use ledger::signer::SignerKey;
use ledger::tip::Record;
use serde_json::{Value, json};
use stores::{Sequencer, Store, layout};

use super::*;

const LEDGER: &str = "github.com/583231/1296269/deployments";

fn key() -> SignerKey {
    SignerKey::new(LEDGER, &[7; 32]).unwrap()
}

fn origin(shard: &str) -> Origin {
    Origin::parse(LEDGER).unwrap().with_shard(Slug::new(shard).unwrap())
}

fn success(number: u64, app: &str) -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v1", "predicateType": Kind::Deployment.uri(),
        "subject": [{"name": "app", "digest": {"sha256": Hash::of(app.as_bytes())}}],
        "predicate": {
            "deploymentId": format!("01JD6ZC0V8Q4S9T2M3N5P{number:05}"), "idempotencyKey": Hash::of(&number.to_be_bytes()),
            "event": "succeeded", "kind": "planned", "service": "payments",
            "environment": {"name": "production", "tier": "production"}, "timing": {"source": "github"},
            "actor": {"pseudonym": format!("p-{:032x}", 1), "kind": "human"},
        },
    })
}

fn record(statement: &Value) -> Record {
    let idempotency = statement["predicate"]["idempotencyKey"].as_str().unwrap();
    let statement = Statement::parse(&serde_json::to_vec(statement).unwrap()).unwrap();
    Record::sign(&statement, Hash::parse_hex(idempotency).unwrap(), &[&key()]).unwrap()
}

/// A shard with one deployment.
async fn append(folder: &Path, shard: &str, number: u64, before: Option<&ledger::predicate::HeadRef>) {
    let (origin, signer) = (origin(shard), key());
    let known = [signer.verifier()];
    let known: Vec<_> = known.iter().collect();
    let store = Store::folder(folder, origin.clone(), true, &|_| None).unwrap();
    let sequencer = Sequencer { origin: &origin, signers: &[&signer], known: &known, previous_shard: before };
    let time = Moment::parse(&format!("{shard}-05T15:00:00.000Z")).unwrap();
    let records = [record(&success(number, "app"))];
    let batch = sequencer.batch(None, &records, Vec::new(), time).unwrap();
    store.append(None, &batch).await.unwrap();
}

fn trust(folder: &Path) {
    let document = json!({
        "v": 1, "ledger": LEDGER, "validFrom": "2020-01-01T00:00:00.000Z", "validUntil": "2027-01-01T00:00:00.000Z",
        "keys": [{"vkey": key().verifier().to_string(), "roles": ["record", "checkpoint"]}],
    });
    std::fs::write(folder.join("trust.json"), document.to_string()).unwrap();
}

/// Reads as a command with these words does, at noon of a day.
fn reading(folder: &Path, words: &[&str]) -> anyhow::Result<Source> {
    let words = [&["deploy-record", "verify", "--store", "dir:store", "--trust", "trust.json"], words].concat();
    let matches = crate::commands::parser().try_get_matches_from(words)?;
    let (_, matches) = matches.subcommand().unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let world = World {
        args: Vec::new(),
        vars: BTreeMap::new(),
        directory: folder.to_owned(),
        binary: folder.to_owned(),
        clock: || "2030-11-23T12:00:00Z".parse().unwrap(),
        entropy: || Ok([0; 16]),
        stdout: &mut out,
        stderr: &mut err,
        watched: false,
        width: 140,
    };
    crate::commands::wait(read(matches, &world))
}

const AS_OF: [&str; 2] = ["--as-of", "2026-11-23T12:00:00Z"];

fn stage() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("store")).unwrap();
    trust(folder.path());
    folder
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

fn codes(found: &[Located]) -> Vec<&str> {
    found.iter().map(|one| one.finding.code).collect()
}

/// Whoever changes files while they are verified changes no answer.
#[test]
fn attack_22_what_is_said_is_said_of_the_bytes_that_were_verified() {
    let folder = stage();
    let store = folder.path().join("store");
    run(append(&store, "2026-11", 1, None));
    let source = reading(folder.path(), &AS_OF).unwrap();
    assert_eq!(source.state, State::Sound);
    let envelope = store.join(layout::folder(&origin("2026-11"))).join(layout::envelope(0));
    let verified = std::fs::read(&envelope).unwrap();
    std::fs::write(&envelope, record(&success(1, "evil")).envelope).unwrap();
    let wanted = Hash::of(b"app").to_string();
    let artifacts = |history: &History| history.deployments()[0].subjects[0].digest.clone();
    let found = serde_json::to_value(artifacts(&history(&source.shards))).unwrap();
    assert_eq!(found["sha256"], wanted, "gathered after the change, and out of what was verified");
    assert_eq!(source.shards[0].entries[0].envelope.as_deref(), Some(verified.as_slice()));
    // Who reads now is told.
    let after = reading(folder.path(), &AS_OF).unwrap();
    assert_eq!((after.state, codes(&after.faults)), (State::Faulty, vec!["envelope-digest"]));
}

#[test]
fn attack_24_a_trust_document_is_used_as_of_another_moment_only_where_somebody_says_so() {
    let folder = stage();
    run(append(&folder.path().join("store"), "2026-11", 1, None));
    let error = format!("{:#}", reading(folder.path(), &[]).unwrap_err());
    assert!(error.contains("holds from"), "{error}");
    let source = reading(folder.path(), &AS_OF).unwrap();
    assert_eq!(source.state, State::Sound);
    let told = super::super::ground::of(&source).cannot_prove;
    assert!(told.iter().any(|text| text.contains("used as of 2026-11-23T12:00:00.000Z")), "{told:?}");
    assert!(reading(folder.path(), &["--as-of", "2027-01-01T00:00:00Z"]).is_err());
}

#[test]
fn all_shards_are_one_history_and_a_missing_link_is_told() {
    let folder = stage();
    let store = folder.path().join("store");
    run(append(&store, "2026-10", 1, None));
    run(append(&store, "2026-11", 2, None));
    let source = reading(folder.path(), &AS_OF).unwrap();
    assert_eq!((source.shards.len(), source.history.deployments().len()), (2, 2));
    assert_eq!((source.state, codes(&source.faults)), (State::Sound, vec![]));
    assert!(codes(&source.unknown).contains(&"shards-not-linked"));
    let live = source.history.live(None, None, Moment::parse("2026-10-20T00:00:00.000Z").unwrap());
    assert_eq!(live[0].live.unwrap().by.at.shard.as_ref().unwrap().as_str(), "2026-10");
    let one = reading(folder.path(), &[&AS_OF[..], &["--shard", "2026-11"]].concat()).unwrap();
    assert_eq!(one.history.deployments().len(), 1);
    assert!(codes(&one.unknown).contains(&"one-shard"));
    // A shard whose head is gone is no shorter ledger.
    std::fs::remove_file(store.join("ledger-2026-11").join(layout::HEAD)).unwrap();
    assert!(reading(folder.path(), &AS_OF).is_err());
}

/// What the envelope of each kind of fault says is in no history.
#[test]
fn without_keys_what_is_shown_is_nobodys_and_is_said_to_be() {
    let folder = stage();
    run(append(&folder.path().join("store"), "2026-11", 1, None));
    let words = ["deploy-record", "verify", "--store", "dir:store"];
    let matches = crate::commands::parser().try_get_matches_from(words).unwrap();
    let (_, matches) = matches.subcommand().unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut world = World::of_this_process(&mut out, &mut err).unwrap();
    world.directory = folder.path().to_owned();
    world.vars = BTreeMap::new();
    let source = crate::commands::wait(read(matches, &world)).unwrap();
    assert_eq!((source.state, source.history.deployments().len()), (State::NotVerifiable, 1));
}
