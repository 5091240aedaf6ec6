//! Ledgers that are in order, and what both verifiers say of them besides; proofs, disclosures and the tip.

use std::path::Path;

use ledger::checkpoint::Checkpoint;
use ledger::commitment::{Disclosure, Salt};
use ledger::dsse::Envelope;
use ledger::hash::Hash;
use ledger::kept;
use ledger::name::{Line, Pseudonym};
use ledger::origin::Origin;
use ledger::proof_file::ProofFile;
use ledger::prove::{self, Subtrees};
use ledger::tip::{Record, Tip};
use ledger::tree::Frontier;
use ledger::witness::{WitnessKey, cosign};
use serde_json::{Value, json};

use crate::both::{NONE, agreed, python, run, rust, sound};
use crate::records;
use crate::world::{APPROVAL, CHECKPOINT, RECORD, SECOND, World, key, signed};

#[test]
fn all_predicates_keys_that_change_an_erased_envelope_and_a_seal() {
    let world = World::full();
    let said = sound("full", &world);
    assert_eq!(said.size, 14);
    assert_eq!(said.notices.into_iter().collect::<Vec<_>>(), [(3, "envelope-erased".to_owned())]);
    assert_eq!(said.unknown.into_iter().collect::<Vec<_>>(), ["erased", "no-earlier-head", "no-witness"]);
    let kinds: std::collections::BTreeSet<String> = world
        .entries
        .iter()
        .map(|(entry, _)| serde_json::from_slice::<Value>(entry).unwrap()["type"].to_string())
        .collect();
    assert_eq!(kinds.len(), 10, "every predicate");
}

#[test]
fn kept_nodes_are_those_of_the_entries_or_are_told() {
    let mut world = World::new();
    let mut edge = Frontier::new();
    for at in 0..32 {
        world.say(&records::deployment("started", at, "app"), &[RECORD]);
        let completed = edge.grow(world.leaves().last().unwrap()).unwrap();
        world.nodes.extend(kept::beside(&completed).map(|bytes| (at, bytes)));
    }
    world.sign();
    assert_eq!(world.nodes.keys().copied().collect::<Vec<_>>(), [15, 31]);
    let told = |case: &str, world: &World| {
        let notices = sound(case, world).notices;
        let damaged = notices.iter().filter(|(_, code)| code == "nodes-damaged");
        damaged.map(|(index, _)| *index).collect::<Vec<_>>()
    };
    assert!(told("nodes", &world).is_empty());
    let right = world.nodes.clone();
    world.nodes.get_mut(&31).unwrap()[63] ^= 1;
    assert_eq!(told("a bit of nodes", &world), [31]);
    world.nodes = right.clone();
    world.nodes.get_mut(&15).unwrap().push(0);
    world.nodes.insert(3, Vec::new());
    assert_eq!(told("nodes of another length, and where none belong", &world), [3, 15]);
    world.nodes.clear();
    assert!(told("no nodes", &world).is_empty());
}

#[test]
fn the_next_shard_begins_with_the_keys_and_the_head_of_the_one_before() {
    let before = World::full();
    let mut next = World::at("2026-12");
    next.anchors =
        rust(&before).keyring.carried().keys().iter().map(|one| (one.key.clone(), one.roles.clone())).collect();
    next.say(&records::gap(), &[SECOND]);
    next.edit(0, |entry| entry.previous_shard = Some(before.head_ref(before.size())));
    next.say(&records::incident(), &[SECOND]);
    next.sign();
    sound("next shard", &next);
}

#[test]
fn what_no_checkpoint_covers_is_unproven() {
    let mut world = World::full();
    for (notes, verdict) in [(vec![], "unproven"), (vec![9], "unproven"), (vec![14, 9, 0], "sound")] {
        world.checkpoints = notes.iter().map(|size| world.note(*size)).collect();
        assert_eq!(agreed("cover", &world).verdict, verdict, "{notes:?}");
    }
    let mut empty = World::new();
    assert_eq!(agreed("empty", &empty).verdict, "unproven");
    empty.sign();
    sound("empty, signed", &empty);
}

#[test]
fn heads_seen_before_and_witnesses_leave_nothing_unknown() {
    let mut world = World::full();
    world.entries[World::ERASED].1 = None;
    world.heads = vec![world.head(3), world.head(0), world.head(14)];
    world.witnesses = vec![WitnessKey::of(&key(60)), WitnessKey::of(&key(61)), WitnessKey::of(&key(62))];
    world.quorum = 2;
    let mut note = ledger::note::Note::parse(&world.checkpoints[0]).unwrap();
    for (seed, time) in [(60, 1_800_000_000), (99, 5), (62, 0)] {
        cosign(&mut note, &key(seed), time);
    }
    world.checkpoints[0] = note.to_text().into_bytes();
    assert_eq!(sound("witnessed", &world).unknown.into_iter().collect::<Vec<_>>(), ["erased"]);
}

#[test]
fn other_spellings_strangers_and_hints_change_nothing() {
    let mut world = World::new();
    // An envelope in another spelling, with a hint that lies, beside a signature of nobody and one of another kind.
    let payload = serde_json::to_vec_pretty(&records::gap()).unwrap();
    let envelope = Envelope::sign(payload, &[&key(99), &key(RECORD)]).unwrap().to_bytes();
    let mut value: Value = serde_json::from_slice(&envelope).unwrap();
    value["signatures"][1]["keyid"] = json!("somebody else, Zoë");
    value["signatures"][0].as_object_mut().unwrap().remove("keyid");
    value["signatures"].as_array_mut().unwrap().insert(0, json!({"sig": "MEUCIQ==", "keyid": ""}));
    let spelled = serde_json::to_string_pretty(&value).unwrap().replace("payloadType", "payl\\u006fadType");
    let kind = ledger::predicate::Kind::Gap;
    world.enclose(format!("\n{spelled}\r\n\t ").into_bytes(), kind, Some("production"));
    // A checkpoint with lines that nobody here knows, twice with its own.
    let mut head = world.head(1);
    head.extensions = vec!["an extension".to_owned(), "— of which nothing is known".to_owned()];
    let note = String::from_utf8(signed(&head, &[50, CHECKPOINT, CHECKPOINT, RECORD])).unwrap();
    world.checkpoints.push(format!("{note}— some.witness/ß AAAAAAE=\n").into_bytes());
    sound("strangers", &world);
}

#[test]
fn events_of_one_deployment_may_name_their_subjects_in_any_order() {
    let mut world = World::new();
    world.say(&records::deployment("started", 1, "app"), &[RECORD]);
    let mut done = records::deployment("succeeded", 1, "app");
    done["subject"].as_array_mut().unwrap().reverse();
    world.say(&done, &[RECORD]);
    world.sign();
    sound("subjects", &world);
}

#[test]
fn what_is_to_be_looked_at_is_the_same() {
    let mut world = World::new();
    let approval = world.say(&records::approval(60, 9, "app"), &[APPROVAL]);
    for at in 1..3 {
        let mut done = records::deployment("succeeded", at, "app");
        records::rest_on(&mut done, approval, "app");
        done["subject"]
            .as_array_mut()
            .unwrap()
            .push(json!({"name": "second", "digest": records::artifact("second")}));
        done["predicate"]["override"] = json!({"by": records::person(4), "reason": records::commitment(), "reviewBy": "2027-01-01T00:00:00.000Z"});
        world.say(&done, &[RECORD]);
    }
    world.say(&records::deployment("requested", 3, "wanted"), &[RECORD]);
    world.say(&records::deployment("started", 4, "begun"), &[RECORD]);
    let mut snapshot = records::snapshot();
    let workload = |app: &str| json!({"name": app, "digest": records::artifact(app)});
    snapshot["predicate"]["workloads"] = json!([workload("app"), workload("begun")]);
    world.say(&snapshot, &[RECORD]);
    snapshot["predicate"]["workloads"] = json!([workload("wanted")]);
    world.say(&snapshot, &[RECORD]);
    // One clock is five minutes and a millisecond late, the next record tells of what comes six minutes after it.
    world.time = "2026-11-22T14:54:59.999Z";
    world.say(&records::incident(), &[RECORD]);
    world.time = "2026-11-22T14:54:00.000Z";
    let mut late = records::gap();
    late["predicate"]["foundAt"] = json!("2026-11-22T15:00:00.000Z");
    world.say(&late, &[RECORD]);
    world.sign();
    let said = sound("notices", &world);
    let found: Vec<(u64, &str)> = said.notices.iter().map(|(index, code)| (*index, code.as_str())).collect();
    let expected = [
        (0, "approval-reused"),
        (1, "approval-partial"),
        (1, "overridden"),
        (2, "approval-partial"),
        (2, "overridden"),
        (3, "deployment-open"),
        (4, "deployment-open"),
        (6, "workload-unrecorded"),
        (7, "clock-skew"),
        (8, "clock-skew"),
    ];
    assert_eq!(found, expected);
}

/// A ledger of so many entries with every proof that there is, and its tip.
fn proven(size: u64) -> World {
    let mut world = World::new();
    let mut tip = Tip::new(world.origin.clone());
    for at in 0..size {
        let statement = records::deployment("succeeded", at, "app");
        let statement = ledger::statement::Statement::parse(&serde_json::to_vec(&statement).unwrap()).unwrap();
        let ledger::predicate::Predicate::Deployment(one) = &statement.predicate else { unreachable!() };
        let record = Record::sign(&statement, one.idempotency_key, &[&key(RECORD)]).unwrap();
        let appended = tip.append(&record, ledger::moment::Moment::parse(world.time).unwrap(), None).unwrap();
        world.put(appended.entry, Some(record.envelope));
    }
    world.sign();
    world.beside.push(("tip".into(), tip.to_text().into_bytes()));
    let nodes = Subtrees::new(world.leaves());
    for new in 0..=size {
        for index in 0..new {
            let path = prove::inclusion(index, new, &nodes).unwrap();
            let file = ProofFile { index, path, checkpoint: world.note(new) }.to_text().unwrap();
            world.beside.push((format!("proofs/{index} in {new}").into(), file.into_bytes()));
        }
        for old in 0..=new {
            let proof = prove::consistency(old, new, &nodes).unwrap();
            let head = |size| json!({"size": size, "root": nodes.root(size).unwrap()});
            let file = json!({"first": head(old), "second": head(new), "proof": proof});
            world.beside.push((format!("consistency/{old} to {new}").into(), file.to_string().into_bytes()));
        }
    }
    world
}

#[test]
fn every_proof_that_the_crate_makes_proves_and_no_other() {
    let world = proven(9);
    sound("proofs", &world);
    let refused = |what: &str, world: &World| {
        let (exit, report) = python(world);
        assert_eq!((exit, &report["faults"][0]["what"]), (Some(1), &json!(what)), "{report}");
        assert_eq!(report["faults"].as_array().unwrap().len(), 1);
    };
    let text = |world: &World, at: usize| String::from_utf8(world.beside[at].1.clone()).unwrap();
    for at in 0..world.beside.len() {
        let name = world.beside[at].0.clone();
        // Sixteen of the hundred files, so that no test takes minutes.
        if name != Path::new("tip") && at % 6 != 0 {
            continue;
        }
        let mut broken = world.clone();
        let old = text(&world, at);
        let new = if name.starts_with("proofs") {
            // A hash more than there are, at the end of the path.
            old.replacen("\n\n", &format!("\n{}\n\n", Hash::of(b"x").base64()), 1)
        } else if name.starts_with("consistency") {
            old.replacen("\"proof\":[", &format!("\"proof\":[\"{}\"", Hash::of(b"x")), 1)
                .replacen("\"\"", "\",\"", 1)
        } else {
            old.replace("open", "sealed")
        };
        assert_ne!(old, new, "{}", name.display());
        broken.beside = vec![(name.clone(), new.into_bytes())];
        refused(if name == Path::new("tip") { "tip-refused" } else { "proof-refused" }, &broken);
    }
}

#[test]
fn a_disclosure_shows_what_a_record_of_this_ledger_commits_to() {
    let mut world = World::new();
    let salt = std::array::from_fn(|at| u8::try_from(at).unwrap());
    let disclosure = |field: &str, value: &str| {
        let (person, field) = (Pseudonym::new(records::person(9)).unwrap(), Line::new(field).unwrap());
        Disclosure::new(world.origin.clone(), person, field, Salt::new(salt).unwrap(), value.to_owned())
            .unwrap()
    };
    let (right, wrong) = (disclosure("comment", "fine.\nZoë"), disclosure("comment", "fine"));
    let elsewhere = disclosure("name", "fine.\nZoë");
    let mut approval = records::approval(60, 9, "app");
    approval["predicate"]["comment"] = json!(right.commitment());
    world.say(&approval, &[APPROVAL]);
    world.sign();
    for (disclosure, exit) in [(right, 0), (wrong, 1), (elsewhere, 1)] {
        world.beside = vec![("disclosures/one.json".into(), disclosure.to_bytes())];
        assert_eq!(python(&world).0, Some(exit), "{}", disclosure.field);
    }
}

/// The example of the format page, from the text of the page.
#[test]
fn the_example_of_the_page_is_sound() {
    let page = include_str!("../../crates/ledger/FORMAT.md").split_once(". An example\n").unwrap().1;
    let blocks: Vec<(&str, &str)> = page
        .split("\n```\n")
        .filter_map(|part| part.split_once("```text\n"))
        .map(|(before, text)| (before.trim().lines().last().unwrap_or_default(), text))
        .collect();
    let all = |name: &str| -> Vec<&str> {
        blocks.iter().filter(|(what, _)| what.starts_with(name)).map(|(_, text)| *text).collect()
    };
    let folder = tempfile::tempdir().unwrap();
    let file = |path: String, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    for (at, (entry, envelope)) in all("entry:").into_iter().zip(all("envelope:")).enumerate() {
        file(format!("entries/{at}.json"), entry);
        file(format!("envelopes/{at}.json"), envelope);
    }
    file("checkpoints/0".to_owned(), &format!("{}\n", all("checkpoint:")[0]));
    file("proofs/1".to_owned(), &format!("{}\n", all("proof file")[0]));
    file("tip".to_owned(), &format!("{}\n", all("tip:")[0]));
    file("disclosures/0".to_owned(), all("disclosure:")[0]);
    let keys = all("vkey");
    let trust = json!({"origin": Origin::parse("local/0/0/example").unwrap(), "anchors": [
        {"vkey": keys[0], "roles": ["record"]}, {"vkey": keys[1], "roles": ["checkpoint"]}]});
    file("trust.json".to_owned(), &trust.to_string());
    let (exit, report) = run(folder.path());
    assert_eq!((exit, &report["verdict"], &report["size"]), (Some(0), &json!("sound"), &json!(3)), "{report}");
    assert_eq!(report["disclosures"], json!([{"disclosure": "0", "index": 0, "redactedBy": 2}]));
}

/// The ledgers that the crate keeps, with what it says of each: the second verifier says the same.
#[test]
fn the_ledgers_that_stay_are_judged_as_they_say() {
    let kept: Value = serde_json::from_str(include_str!("../../crates/ledger/vectors/ledgers.json")).unwrap();
    let bytes = |text: &Value| unbase64(text.as_str().unwrap());
    let kept = kept.as_array().unwrap();
    assert!(!kept.is_empty());
    for ledger in kept {
        let mut world = World::new();
        world.origin = Origin::parse(ledger["origin"].as_str().unwrap()).unwrap();
        world.anchors = serde_json::from_value(ledger["anchors"].clone()).unwrap();
        let entries = ledger["entries"].as_array().unwrap().iter();
        world.entries =
            entries.map(|one| (bytes(&one[0]), (!one[1].is_null()).then(|| bytes(&one[1])))).collect();
        world.checkpoints = ledger["checkpoints"].as_array().unwrap().iter().map(bytes).collect();
        let head = |one: &Value| {
            Checkpoint::new(
                one[0].as_str().unwrap().to_owned(),
                one[1].as_u64().unwrap(),
                serde_json::from_value(one[2].clone()).unwrap(),
            )
        };
        world.heads = ledger["earlier"].as_array().unwrap().iter().map(head).collect();
        let said = agreed(ledger["name"].as_str().unwrap(), &world);
        let expected: std::collections::BTreeSet<(u64, String)> = ledger["expected"]["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one[0].as_u64().unwrap_or(NONE), one[1].as_str().unwrap().to_owned()))
            .collect();
        assert_eq!(
            (said.verdict, said.faults),
            (ledger["expected"]["soundness"].as_str().unwrap().to_owned(), expected),
            "{}",
            ledger["name"]
        );
    }
}

/// RFC 4648, section 4.
fn unbase64(text: &str) -> Vec<u8> {
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let value = |digit: u8| digits.iter().position(|one| *one == digit).and_then(|at| u32::try_from(at).ok());
    let mut bytes = Vec::new();
    for group in text.as_bytes().chunks(4) {
        let bits = group.iter().fold(0_u32, |bits, digit| bits << 6 | value(*digit).unwrap_or(0));
        let padding = group.iter().filter(|digit| **digit == b'=').count();
        bytes.extend(&bits.to_be_bytes()[1..4 - padding]);
    }
    bytes
}
