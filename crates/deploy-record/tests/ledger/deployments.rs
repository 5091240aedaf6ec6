//! What was deployed: queries, answers about a moment, targets, stale deployments, and verification as a whole.

use ledger::hash::Hash;
use ledger::moment::Moment;
use ledger::predicate::Kind;
use ledger::tip::Record;
use serde_json::{Value, json};
use stores::{Sequencer, layout};

use crate::stage::{
    CHECKPOINT, Ended, RECORD, STRANGER, Stage, artifact, key, leaf_of, origin, sign, statement, ulid, wait,
};

pub(crate) fn time(minute: u64) -> String {
    format!("2026-11-22T{:02}:{:02}:00.000Z", minute / 60, minute % 60)
}

/// An event of a deployment of an artifact, with other members than usual.
pub(crate) fn event(number: u64, name: &str, app: &str, more: &Value) -> Value {
    let mut predicate = json!({
        "deploymentId": ulid(number), "idempotencyKey": Hash::of(format!("{number} {name}").as_bytes()), "event": name,
        "kind": "planned", "service": "payments", "environment": {"name": "production", "tier": "production"},
        "timing": {"source": "github"}, "actor": {"pseudonym": format!("p-{:032x}", 1), "kind": "human"},
    });
    predicate.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    statement(Kind::Deployment, &artifact(app), &predicate)
}

pub(crate) fn approval(number: u64, app: &str) -> Value {
    let predicate = json!({
        "approvalId": ulid(number), "decision": "approve", "meaning": "approved", "environment": "production",
        "approver": format!("p-{number:032x}"), "authentication": {"method": "github-session", "time": time(1)},
        "signedAt": time(1), "expiresAt": "2027-11-22T00:00:00.000Z", "source": "github-issue",
    });
    statement(Kind::Approval, &artifact(app), &predicate)
}

impl Stage {
    /// Appends one record with an entry of this minute.
    pub(crate) fn append_at(&self, minute: u64, record: &Value, evidence: &[&[u8]]) {
        let (origin, signer, store) = (origin(), key(CHECKPOINT), self.store("store"));
        let known = [signer.verifier()];
        let known: Vec<_> = known.iter().collect();
        let sequencer = Sequencer { origin: &origin, signers: &[&signer], known: &known, previous_shard: None };
        let head = wait(store.head()).unwrap();
        let records: [Record; 1] = [sign(record, RECORD)];
        let evidence = evidence.iter().map(|bytes| bytes.to_vec()).collect();
        let moment = Moment::parse(&time(minute)).unwrap();
        let batch = sequencer.batch(head.as_ref(), &records, evidence, moment).unwrap();
        wait(store.append(head.as_ref(), &batch)).unwrap();
    }

    /// Runs a command over `store` with the trust document.
    pub(crate) fn asking(&self, args: &[&str]) -> Ended {
        self.run(&[args, &["--store", "dir:store", "--trust", "trust.json"]].concat())
    }

    /// A ledger of deployments: 1 lives from minute 20 to 40, 2 from then on, 3 fails, 4 is under way.
    pub(crate) fn of_deployments() -> Self {
        let stage = Self::new(0);
        let none = json!({});
        stage.append_at(5, &approval(9, "b"), &[]);
        stage.append_at(10, &event(1, "started", "a", &none), &[]);
        stage.append_at(20, &event(1, "succeeded", "a", &none), &[]);
        let leaf = leaf_of(&stage, 0);
        let evidence = b"coverage".as_slice();
        let judged = json!({
            "approvals": [{"leaf": {"index": 0, "hash": leaf}, "appliesTo": artifact("b")[0]["digest"]}],
            "gates": [{"id": "tests", "result": "pass", "verdict": Hash::of(b"verdict"),
                "evidence": [{"sha256": Hash::of(evidence), "mediaType": "text/plain", "size": evidence.len()}]}],
            "run": {"repositoryId": "1", "repositoryOwnerId": "2", "runId": "77", "attempt": 1, "workflowRef": "a/b/.github/workflows/d.yml@main",
                "eventName": "push"},
        });
        stage.append_at(30, &event(2, "started", "b", &judged), &[evidence]);
        stage.append_at(40, &event(2, "succeeded", "b", &judged), &[]);
        stage.append_at(41, &event(1, "superseded", "a", &none), &[]);
        stage.append_at(50, &event(3, "started", "c", &none), &[]);
        stage.append_at(55, &event(3, "failed", "c", &none), &[]);
        stage.append_at(60, &event(4, "started", "d", &none), &[]);
        stage
    }
}

fn ids(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

fn deployed(stage: &Stage, more: &[&str]) -> Ended {
    stage.asking(&[&["verify", "deployed", "--environment", "production", "--json"], more].concat())
}

#[test]
fn what_was_live_at_a_moment_is_proven_with_why_it_was_allowed() {
    let stage = Stage::of_deployments();
    let ended = deployed(&stage, &["--at", "2026-11-22T00:45:00Z"]);
    assert_eq!((ended.exit, ended.err.as_str()), (Some(0), ""), "{ended:?}");
    let answer = ended.json();
    assert_eq!((&answer["proven"], &answer["state"]), (&json!(true), &json!("sound")));
    let spot = &answer["spots"][0];
    assert_eq!((&spot["live"]["deployment"]["id"], &spot["live"]["by"]["index"]), (&json!(ulid(2)), &json!(4)));
    let given = &spot["live"]["why"]["approvals"][0]["given"]["record"];
    assert_eq!((&given["meaning"], &given["approver"]), (&json!("approved"), &json!(format!("p-{:032x}", 9))));
    assert_eq!(spot["live"]["why"]["gates"][0]["id"], "tests");
    // Before it, another offset of the same moment, and what was under way.
    let at = |text: &str| deployed(&stage, &["--at", text]).json()["spots"][0].clone();
    assert_eq!(at("2026-11-22T01:39:59+01:00")["live"]["deployment"]["id"], ulid(1));
    assert_eq!(ids(&at("2026-11-22T00:35:00Z")["open"]), [ulid(2)]);
    let told = stage.asking(&["deployed", "--environment", "production", "--at", "2026-11-22T00:45:00Z"]);
    assert_eq!(told.exit, Some(0));
    for text in ["approved by p-", "gate tests said pass", "What this cannot prove", "is sound"] {
        assert!(told.out.contains(text), "{text}: {told:?}");
    }
}

#[test]
fn an_answer_ends_with_1_3_2_or_4_as_it_is() {
    let stage = Stage::of_deployments();
    // Nobody's signature counts; nothing is told of the place; no moment; no ledger.
    let args = ["deployed", "--environment", "production", "--json", "--store", "dir:store"];
    let alone = stage.run(&args);
    assert_eq!((alone.exit, &alone.json()["proven"]), (Some(3), &json!(false)));
    assert_eq!(alone.json()["ground"]["anchored"], "nothing");
    assert_eq!(deployed(&stage, &["--at", "2020-01-01T00:00:00Z"]).exit, Some(3));
    assert_eq!(stage.asking(&["deployed", "--environment", "nowhere"]).exit, Some(3));
    assert_eq!(deployed(&stage, &["--at", "yesterday"]).exit, Some(2));
    assert_eq!(stage.asking(&["deployed"]).exit, Some(2));
    assert_eq!(stage.run(&["deployed", "--environment", "production", "--store", "dir:none"]).exit, Some(4));
    std::fs::write(stage.file(&layout::envelope(4)), "{}").unwrap();
    let faulty = deployed(&stage, &["--at", "2026-11-22T00:45:00Z"]);
    assert_eq!((faulty.exit, &faulty.json()["faults"][0]["code"]), (Some(1), &json!("envelope-digest")));
}

#[test]
fn deployments_are_found_shown_and_gone_back_to() {
    let stage = Stage::of_deployments();
    let query =
        |more: &[&str]| ids(&stage.asking(&[&["query", "--json"], more].concat()).json()["deployments"]);
    assert_eq!(query(&[]), [ulid(4), ulid(3), ulid(2), ulid(1)]);
    assert_eq!(query(&["--state", "failed"]), [ulid(3)]);
    assert_eq!(query(&["--run-id", "77", "--gate-id", "tests"]), [ulid(2)]);
    assert_eq!(query(&["--approver", &format!("p-{:032x}", 9)]), [ulid(2)]);
    assert_eq!(query(&["--artifact", &format!("sha256:{}", Hash::of(b"a"))]), [ulid(1)]);
    assert_eq!(query(&["--from", &time(50), "--until", &time(60)]), [ulid(3)]);
    assert_eq!(query(&["--kind", "hotfix"]), [] as [String; 0]);
    let cut = stage.asking(&["query", "--limit", "1", "--json"]).json();
    assert_eq!((ids(&cut["deployments"]), &cut["all"]), (vec![ulid(4)], &json!(4)));
    assert_eq!(stage.asking(&["query", "--state", "gone"]).exit, Some(2));

    let shown = stage.asking(&["show", &ulid(2), "--json"]).json();
    assert_eq!(shown["events"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&shown["evidence"][0]["kept"], &shown["deployment"]["state"]),
        (&json!("whole"), &json!("succeeded"))
    );
    assert_eq!(stage.asking(&["show", "latest", "--json"]).json()["deployment"]["id"], ulid(4));
    let open = stage.asking(&["show", "latest"]);
    assert!(open.out.contains("no entry says how it ended") && open.out.contains("Events"), "{open:?}");
    let digest = Hash::of(b"d").to_string();
    assert!(open.out.contains(&format!("sha256:{digest}")), "{open:?}");
    assert_eq!(stage.asking(&["show", &ulid(99)]).exit, Some(2));

    let targets = stage.asking(&["targets", "--environment", "production", "--json"]).json();
    assert_eq!(targets["spots"][0]["live"]["id"], ulid(2));
    assert_eq!(ids(&targets["spots"][0]["targets"]), [ulid(1)]);
}

#[test]
fn a_correction_is_shown_beside_what_it_corrects() {
    let stage = Stage::of_deployments();
    let leaf = leaf_of(&stage, 2);
    let predicate = json!({
        "target": {"index": 2, "hash": leaf}, "values": [{"path": "/kind", "recorded": "planned", "correct": "hotfix"}],
        "reason": "it repaired d0", "authority": "ticket 12", "by": format!("p-{:032x}", 3),
    });
    stage.append_at(
        70,
        &statement(Kind::Correction, &json!([{"name": "entry", "digest": {"sha256": leaf}}]), &predicate),
        &[],
    );
    let shown = stage.asking(&["show", &ulid(1), "--json"]).json();
    assert_eq!(shown["deployment"]["kind"], "planned");
    assert_eq!(shown["events"][1]["amendments"][0]["says"]["values"][0]["correct"], "hotfix");
    let told = stage.asking(&["show", &ulid(1)]);
    assert!(told.out.contains("/kind was recorded as planned, right is hotfix"), "{told:?}");
}

#[test]
fn verification_says_what_it_proves_and_what_it_cannot() {
    let stage = Stage::of_deployments();
    let verify = |more: &[&str]| stage.asking(&[&["verify", "--json"], more].concat());
    let ended = verify(&[]);
    assert_eq!(ended.exit, Some(0), "{ended:?}");
    let answer = ended.json();
    assert_eq!(answer["ground"]["anchored"], "checkpoint-key");
    assert_eq!(answer["evidence"], json!({"named": 2, "whole": 2, "elsewhere": 0, "damaged": 0}));
    assert_eq!(
        (&answer["deployments"]["all"], &answer["deployments"]["withoutApproval"]),
        (&json!(4), &json!(3))
    );
    let alone = stage.run(&["verify", "--store", "dir:store", "--json"]);
    assert_eq!((alone.exit, &alone.json()["ground"]["anchored"]), (Some(3), &json!("nothing")));
    assert_eq!(alone.json()["ground"]["proves"], json!([]));
    let head = stage.head();
    stage
        .trust(&json!({"heads": [{"origin": origin().to_string(), "size": head.size(), "root": head.root()}]}));
    assert_eq!(verify(&[]).json()["ground"]["anchored"], "earlier-head");
    assert!(stage.asking(&["verify"]).out.contains("What this proves"));
}

/// Somebody puts back an older state of the store, whose head was signed once.
#[test]
fn attack_02_an_older_head_is_a_fault_where_a_later_one_was_seen() {
    let stage = Stage::of_deployments();
    std::fs::write(stage.path("seen"), stage.head().note()).unwrap();
    let with = |args: &[&str]| stage.asking(&[args, &["--since", "seen", "--json"]].concat());
    let grown = with(&["verify"]);
    assert_eq!((grown.exit, &grown.json()["ground"]["anchored"]), (Some(0), &json!("earlier-head")));
    let older = Stage::new(0);
    older.append_at(5, &approval(9, "b"), &[]);
    std::fs::remove_dir_all(stage.path("store")).unwrap();
    std::fs::rename(older.path("store"), stage.path("store")).unwrap();
    assert_eq!(stage.asking(&["verify"]).exit, Some(0), "by itself the older head is sound");
    let cut = with(&["verify"]);
    assert_eq!((cut.exit, cut.faults()), (Some(1), vec![(Some(1), "shrunk".to_owned())]));
    let answer = with(&["deployed", "--environment", "production"]);
    assert_eq!(answer.exit, Some(1));
    // A shard that was seen and is not there is a fault, too.
    stage.trust(&json!({"heads": [{"origin": format!("{}/2026-12", crate::stage::LEDGER), "size": 3, "root": Hash::ZERO}]}));
    let ended = stage.asking(&["verify", "--json"]);
    assert_eq!((ended.exit, ended.faults()), (Some(1), vec![(None, "shard-missing".to_owned())]));
    // And a checkpoint that nobody known signed counts for nothing.
    std::fs::write(stage.path("seen"), "x\n").unwrap();
    assert_eq!(with(&["verify"]).exit, Some(4));
}

#[test]
fn attack_05_a_deployment_without_an_end_is_counted_and_ends_with_1() {
    let stage = Stage::of_deployments();
    let ended = stage.asking(&["stale", "--after", "1m", "--json"]);
    assert_eq!((ended.exit, &ended.json()["count"]), (Some(1), &json!(1)));
    assert_eq!(ids(&ended.json()["stale"]), [ulid(4)]);
    let told = stage.asking(&["stale", "--after", "1m"]);
    assert!(told.out.contains(&ulid(4)) && told.out.contains("1 deployment began and did not end"), "{told:?}");
    assert_eq!(stage.asking(&["stale", "--after", "36500d"]).exit, Some(0));
    assert_eq!(stage.asking(&["stale", "--after", "1m", "--environment", "staging"]).exit, Some(0));
    assert_eq!(stage.asking(&["stale", "--after", "soon"]).exit, Some(2));
    assert_eq!(stage.run(&["stale", "--after", "36500d", "--store", "dir:store"]).exit, Some(3));
    let audited = stage.asking(&["verify", "--after", "1m", "--json"]).json();
    assert_eq!(ids(&audited["stale"]), [ulid(4)]);
}

#[test]
fn attack_06_entries_count_in_their_order_and_skew_makes_the_answer_unproven() {
    let stage = Stage::new(0);
    for (minute, number, app) in [(10, 1, "a"), (60, 2, "b"), (20, 3, "c"), (90, 4, "d")] {
        stage.append_at(minute, &event(number, "succeeded", app, &json!({})), &[]);
    }
    let late = deployed(&stage, &["--at", &time(80)]);
    assert_eq!((late.exit, &late.json()["spots"][0]["live"]["deployment"]["id"]), (Some(0), &json!(ulid(3))));
    let skewed = deployed(&stage, &["--at", &time(30)]);
    assert_eq!(
        (skewed.exit, &skewed.json()["spots"][0]["doubts"][0]["doubt"]),
        (Some(3), &json!("clock-skew"))
    );
    let told = stage.asking(&["deployed", "--environment", "production", "--at", &time(30)]);
    assert!(told.out.contains("clocks disagree"), "{told:?}");
}

/// Names of artifacts that a profile takes, and that a terminal or a runner would obey.
#[test]
fn attack_20_hostile_names_reach_no_terminal_and_no_json_as_they_are() {
    let stage = Stage::new(0);
    for (number, name) in
        ["##[error]x", "::error::x", "\u{e0041}\u{e0042}", "=cmd|x", "<script>%0A"].iter().enumerate()
    {
        let number = number as u64;
        let mut one = event(number, "succeeded", "a", &json!({}));
        one["subject"][0]["name"] = json!(name);
        stage.append_at(number, &one, &[]);
    }
    let commands: [&[&str]; 7] = [
        &["query"],
        &["show", "latest"],
        &["deployed", "--environment", "production"],
        &["targets", "--environment", "production"],
        &["stale"],
        &["verify"],
        &["show", &ulid(1)],
    ];
    for command in commands {
        for format in [&["--json"] as &[&str], &[]] {
            let ended = stage.asking(&[command, format].concat());
            assert!(matches!(ended.exit, Some(0 | 3)), "{ended:?}");
            let lines = ended.out.lines().any(|line| line.trim_start().starts_with("::"));
            let hidden = |c: char| matches!(c, '\u{e0000}'..='\u{e007f}' | '\u{1b}' | '\u{7f}'..='\u{9f}');
            assert!(
                !lines && !ended.out.contains("##[") && !ended.out.contains(hidden),
                "{command:?} {ended:?}"
            );
            assert!(format.is_empty() || ended.out.is_ascii());
        }
    }
    let first = stage.asking(&["show", &ulid(2), "--json"]).json();
    assert_eq!(
        first["deployment"]["subjects"][0]["name"], "\u{e0041}\u{e0042}",
        "JSON says exactly what was signed"
    );
}

#[test]
fn attack_21_evidence_that_was_swapped_is_a_fault() {
    let stage = Stage::of_deployments();
    let path = stage.file(&layout::evidence(&Hash::of(b"coverage")));
    std::fs::write(&path, b"COVERAGE").unwrap();
    let ended = stage.asking(&["verify", "--json"]);
    assert_eq!(ended.exit, Some(1));
    let codes: Vec<_> = ended.faults();
    assert_eq!(codes, [(Some(3), "evidence-damaged".to_owned()), (Some(4), "evidence-damaged".to_owned())]);
    assert_eq!(ended.json()["evidence"]["damaged"], 2);
    let shown = stage.asking(&["show", &ulid(2), "--json"]);
    assert_eq!((shown.exit, &shown.json()["evidence"][0]["kept"]), (Some(1), &json!("damaged")));
    assert_eq!(stage.asking(&["pack", "--output", "pack.zip"]).exit, Some(1));
    assert!(!stage.path("pack.zip").exists(), "a faulty ledger is not packed");
    std::fs::remove_file(&path).unwrap();
    let gone = stage.asking(&["verify", "--json"]);
    assert_eq!((gone.exit, &gone.json()["evidence"]["elsewhere"]), (Some(0), &json!(2)));
}

#[test]
fn attack_24_a_trust_document_out_of_its_time_is_refused() {
    let stage = Stage::of_deployments();
    for window in
        [json!({"validUntil": "2021-01-01T00:00:00.000Z"}), json!({"validFrom": "9998-01-01T00:00:00.000Z"})]
    {
        stage.trust(&window);
        for command in
            [&["verify"] as &[&str], &["deployed", "--environment", "production"], &["query"], &["stale"]]
        {
            let ended = stage.asking(command);
            assert_eq!((ended.exit, ended.out.as_str()), (Some(4), ""), "{ended:?}");
            assert!(ended.err.contains("the trust document holds from"), "{ended:?}");
        }
    }
}

#[test]
fn what_nobody_known_signed_is_in_no_answer() {
    let stage = Stage::of_deployments();
    stage.append(&[sign(&event(5, "succeeded", "evil", &json!({})), STRANGER)], &[]);
    let ended = deployed(&stage, &[]);
    assert_eq!(ended.exit, Some(1));
    assert_eq!(ended.json()["spots"][0]["live"]["deployment"]["id"], ulid(2));
    assert_eq!(stage.asking(&["show", &ulid(5)]).exit, Some(2));
}

#[test]
fn what_nothing_is_told_of_is_named_with_what_there_is() {
    let stage = Stage::of_deployments();
    for command in ["query", "targets"] {
        let told = stage.asking(&[command, "--environment", "prod"]);
        assert_eq!(told.exit, Some(0), "{told:?}");
        assert!(told.out.contains("environment prod; the ledger knows production"), "{}", told.out);
    }
    let told = stage.asking(&["query", "--service", "payment", "--json"]).json();
    assert_eq!(told["hint"], "no deployment is of the service payment; the ledger knows payments");
    let whole = stage.asking(&["query", "--environment", "Production", "--json"]).json();
    assert_eq!(
        (&whole["hint"], whole["all"].as_u64()),
        (&Value::Null, Some(4)),
        "GitHub's name is the ledger's"
    );
    let packed = stage.asking(&["pack", "--output", "nothing.zip", "--environment", "prod"]);
    assert_eq!(packed.exit, Some(2), "{packed:?}");
    assert!(packed.err.contains("the ledger knows production") && !stage.path("nothing.zip").exists());
    let future = stage.asking(&["deployed", "--environment", "production", "--at", "2126-11-22T16:00:00Z"]);
    assert_eq!(future.exit, Some(2), "{future:?}");
}
