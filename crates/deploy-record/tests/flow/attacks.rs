//! Attacks on the record, by their numbers. Those on the ledger itself stand with it.

use std::collections::BTreeSet;

use ledger::signer::SignerKey;

use crate::stage::{ORIGIN, RUN, Run, Stage};

#[test]
fn attack_07_what_another_key_signed_is_no_ground() {
    let stage = Stage::new();
    stage.run("start", RUN, &[]);
    let stranger = SignerKey::new(ORIGIN, &[8; 32]).unwrap();
    let skey = stranger.to_skey().to_string();
    let stopped = stage.run("finish", RUN, &[("signing-key", &skey)]);
    assert_eq!(stopped.code, 4, "{stopped:?}");
    assert!(stopped.log.contains("not sound") || stopped.log.contains("no known key"), "{}", stopped.log);
    assert_eq!(stage.told(), ["planned started"]);
    // Who says that the old key counts goes on with the new one.
    let old = crate::stage::signer().verifier().to_string();
    let goes = stage.run("finish", RUN, &[("signing-key", &skey), ("record-keys", &old)]);
    assert_eq!(goes.code, 0, "{goes:?}");
}

#[test]
fn attack_15_many_at_once_lose_nothing_and_record_nothing_twice() {
    let stage = Stage::new();
    let ledger = format!("dir:{}", stage.path("ledger").display());
    let ids: Vec<String> = std::thread::scope(|scope| {
        let writer = |number: u64| {
            let ledger = ledger.clone();
            scope.spawn(move || {
                let own = Stage::new();
                let (run, service) = (Run { id: 100 + number, ..RUN }, format!("service-{number}"));
                let inputs = [("record", ledger.as_str()), ("service", service.as_str())];
                let begun = own.run("start", run, &inputs);
                assert_eq!(begun.code, 0, "{begun:?}");
                let again = own.run("start", run, &inputs);
                assert_eq!(again.output("deployment-id"), begun.output("deployment-id"));
                begun.output("deployment-id").to_owned()
            })
        };
        let writers: Vec<_> = (0..8).map(writer).collect();
        writers.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 8);
    assert_eq!(stage.told(), vec!["planned started"; 8]);
}

#[test]
fn attack_15_of_two_that_begin_at_once_one_stops() {
    let stage = Stage::new();
    let ledger = format!("dir:{}", stage.path("ledger").display());
    let codes: BTreeSet<u8> = std::thread::scope(|scope| {
        let one = |number: u64| {
            let ledger = ledger.clone();
            scope.spawn(move || {
                Stage::new().run("start", Run { id: number, ..RUN }, &[("record", &ledger)]).code
            })
        };
        let both = [one(1), one(2)];
        both.map(|one| one.join().unwrap()).into_iter().collect()
    });
    assert_eq!(codes, BTreeSet::from([0, 3]));
    assert_eq!(stage.told(), ["planned started"]);
}

#[test]
fn attack_18_a_repository_of_the_same_name_writes_to_no_ledger_of_ours() {
    let stage = Stage::new();
    stage.run("start", RUN, &[]);
    let fork = stage.run("finish", Run { repository: 2, ..RUN }, &[]);
    assert_eq!(fork.code, 2, "{fork:?}");
    assert!(
        fork.log.contains("another ledger") && fork.log.contains("github.com/9/2/deployments"),
        "{}",
        fork.log
    );
}

#[test]
fn attack_20_names_of_files_are_text_wherever_they_are_shown() {
    let stage = Stage::new();
    let name = "a|b<img src=x>::error::`[x](http:..y)`.txt";
    stage.write(name, "text");
    let begun = stage.run("start", RUN, &[("artifacts", name), ("evidence", name)]);
    assert_eq!(begun.code, 0, "{begun:?} {}", begun.log);
    assert!(!begun.summary.contains("<img") && !begun.summary.contains("[x](http"), "{}", begun.summary);
    assert!(!begun.log.lines().any(|line| line.starts_with("::error")), "{}", begun.log);
}

#[test]
fn attack_23_nobody_is_named_in_the_ledger() {
    let stage = Stage::new();
    stage.run("start", RUN, &[]);
    stage.run("finish", RUN, &[]);
    let mut files = vec![stage.path("ledger")];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            let envelope: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
            let payload = envelope.as_ref().and_then(|envelope| envelope["payload"].as_str());
            let text = payload.map_or_else(|| bytes.clone(), decoded);
            assert!(!String::from_utf8_lossy(&text).contains("alice"), "{}", path.display());
        }
    }
}

fn decoded(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

#[test]
fn what_was_recorded_verifies_by_the_public_key_alone() {
    let stage = Stage::new();
    stage.write("health.json", "{}");
    stage.run("start", RUN, &[]);
    stage.run("finish", RUN, &[("evidence", "health.json")]);
    let trust = serde_json::json!({
        "v": 1, "ledger": ORIGIN, "validFrom": "2020-01-01T00:00:00.000Z", "validUntil": "9999-01-01T00:00:00.000Z",
        "keys": [{"vkey": crate::stage::signer().verifier().to_string(), "roles": ["record", "checkpoint"]}],
    });
    stage.write("trust.json", trust.to_string());
    let (code, said) = stage.command(&["ledger", "verify", "--store", "dir:ledger", "--trust", "trust.json"]);
    assert_eq!(code, 0, "{said}");
    let verify = ["verify", "--store", "dir:ledger", "--trust", "trust.json"];
    let (code, said) = stage.command(&verify);
    assert!(code == 0 && said.contains("1 piece of evidence: 1 whole"), "{said}");
    // What the record says is kept has to be there.
    let mut folders = vec![stage.path("ledger")];
    let sha256 = ledger::hash::Hash::of(b"{}").to_string();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.to_string_lossy().contains(&sha256) => std::fs::remove_file(path).unwrap(),
                false => {}
            }
        }
    }
    let (code, said) = stage.command(&verify);
    assert!(code == 1 && said.contains("evidence"), "{said}");
}
