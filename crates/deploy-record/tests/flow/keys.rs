//! Keys as records of the ledger: introduced, put in the place of another, revoked, and followed by runs that record.

use ledger::signer::SignerKey;

use crate::stage::{ORIGIN, RUN, Run, Stage, signer};

fn key(seed: u8) -> SignerKey {
    SignerKey::new(ORIGIN, &[seed; 32]).unwrap()
}

fn root() -> SignerKey {
    key(9)
}

/// A ledger with one deployment, and a trust document whose root is no key of any job.
fn stage() -> Stage {
    let stage = Stage::new();
    stage.run("start", RUN, &[]);
    stage.run("finish", RUN, &[("outcome", "success")]);
    let trust = serde_json::json!({
        "v": 1, "ledger": ORIGIN, "validFrom": "2020-01-01T00:00:00.000Z", "validUntil": "9999-01-01T00:00:00.000Z",
        "keys": [
            {"vkey": signer().verifier().to_string(), "roles": ["record", "checkpoint"]},
            {"vkey": root().verifier().to_string(), "roles": ["root"]},
        ],
    });
    stage.write("trust.json", trust.to_string());
    stage
}

fn change(stage: &Stage, command: &str, keys: &[&SignerKey], more: &[&str]) -> (u8, String) {
    stage.write("keys", keys.iter().map(|key| key.to_skey()).collect::<Vec<_>>().join("\n"));
    let base = [
        "ledger",
        command,
        "--store",
        "dir:ledger",
        "--trust",
        "trust.json",
        "--key-file",
        "keys",
        "--reason",
        "a year is over",
    ];
    stage.command(&[&base[..], more].concat())
}

fn verify(stage: &Stage) -> (u8, String) {
    stage.command(&["verify", "--store", "dir:ledger", "--trust", "trust.json"])
}

#[test]
fn a_key_takes_the_place_of_another_and_runs_follow_it() {
    let stage = stage();
    let (new, old) = (key(8), signer());
    let (public, replaces) = (new.verifier().to_string(), old.verifier().to_string());
    let words = ["--public-key", public.as_str(), "--replaces", replaces.as_str()];
    let (code, said) = change(&stage, "rotate", &[&old], &words);
    assert!(code == 2 && said.contains("`root`"), "{said}");
    let (code, said) = change(&stage, "rotate", &[&root(), &old], &words);
    assert!(code == 0 && said.contains("was added"), "{said}");
    let (code, said) = change(&stage, "rotate", &[&root(), &old], &words);
    assert!(code == 0 && said.contains("was there before"), "{said}");
    assert_eq!(verify(&stage).0, 0);
    let names = format!("{replaces}\nroot {}", root().verifier());
    let next = Run { id: 71, ..RUN };
    let skey = new.to_skey();
    let begun = stage.run("start", next, &[("signing-key", skey.as_str()), ("record-keys", names.as_str())]);
    assert_eq!((begun.code, begun.output("state")), (0, "started"), "{begun:?} {}", begun.log);
    // Who names the new key as well says nothing wrong, and who does not name the old one cannot read what it signed.
    let both = format!("{names}\n{public}");
    let same = stage.run("start", next, &[("signing-key", skey.as_str()), ("record-keys", both.as_str())]);
    assert_eq!(same.code, 0, "{}", same.log);
    let unnamed = stage.run("start", next, &[("signing-key", skey.as_str())]);
    assert!(unnamed.code == 4 && unnamed.log.contains("`record-keys`"), "{}", unnamed.log);
    assert_eq!(verify(&stage).0, 0);
    // The old key is in the hands of somebody else: nothing of theirs is taken.
    let late = stage.run("finish", next, &[("outcome", "success"), ("record-keys", names.as_str())]);
    assert!(late.code == 4 && late.log.contains("replaced or revoked"), "{late:?} {}", late.log);
    let (code, said) = verify(&stage);
    assert_eq!(code, 0, "nothing was written: {said}");
}

#[test]
fn a_root_that_is_named_before_it_is_needed_changes_nothing() {
    let stage = stage();
    let root = format!("root {}", root().verifier());
    let begun = stage.run("start", Run { id: 71, ..RUN }, &[("record-keys", root.as_str())]);
    assert_eq!((begun.code, begun.output("state")), (0, "started"), "{begun:?} {}", begun.log);
}

#[test]
fn a_secret_key_in_the_place_of_a_public_one_is_not_repeated() {
    let stage = stage();
    let secret = signer().to_skey();
    for command in [&["trust", "--public-key", &secret][..], &["trust", "--public-key", "x", "--root", &secret]]
    {
        let (code, said) = stage.command(command);
        assert!(code == 2 && !said.contains("PRIVATE"), "{said}");
    }
    let (code, said) = change(&stage, "revoke", &[&root()], &["--public-key", &secret]);
    assert!(code == 2 && !said.contains("PRIVATE") && said.contains("secret key"), "{said}");
}

#[test]
fn a_key_that_was_lost_signs_nothing_more_and_what_it_signed_since_is_named() {
    let stage = stage();
    let public = signer().verifier().to_string();
    let (new, base) = (key(8).verifier().to_string(), ["--public-key", public.as_str()]);
    // Nobody could sign the end of the ledger any more.
    let (code, said) = change(&stage, "revoke", &[&root()], &base);
    assert!(code == 2 && said.contains("no key would be left"), "{said}");
    assert_eq!(change(&stage, "introduce", &[&root(), &signer()], &["--public-key", &new]).0, 0);
    let far = [&base[..], &["--from-index", "1", "--compromised-at", "2026-11-23T09:00:00Z"]].concat();
    let (code, said) = change(&stage, "revoke", &[&signer(), &key(8)], &far);
    assert!(code == 2 && said.contains("another key"), "{said}");
    let (code, said) = change(&stage, "revoke", &[&root(), &key(8)], &far);
    assert_eq!(code, 0, "{said}");
    let (code, said) = verify(&stage);
    assert!(code == 1 && said.contains("revoked"), "{said}");
}

#[test]
fn what_says_of_keys_what_nobody_can_mean_is_refused() {
    let stage = stage();
    let (known, stranger) = (signer().verifier().to_string(), key(6).verifier().to_string());
    let all = [&root(), &signer()];
    let (code, said) = change(&stage, "introduce", &all, &["--public-key", &known]);
    assert!(code == 2 && said.contains("known already"), "{said}");
    let (code, said) = change(&stage, "revoke", &all, &["--public-key", &stranger]);
    assert!(code == 2 && said.contains("may not sign"), "{said}");
    let (code, said) = change(&stage, "revoke", &all, &["--public-key", "nonsense"]);
    assert_eq!(code, 2, "{said}");
    assert_eq!(stage.told().len(), 2);
}

#[test]
fn no_command_leaves_a_ledger_that_nobody_may_sign() {
    let stage = stage();
    let (own, top, new) =
        (signer().verifier().to_string(), root().verifier().to_string(), key(8).verifier().to_string());
    let other = SignerKey::new("github.com/9/2/deployments", &[8; 32]).unwrap().verifier().to_string();
    let all = [&root(), &signer()];
    let change = |command: &str, keys: &[&SignerKey], more: &[&str]| {
        let (code, said) = change(&stage, command, keys, more);
        assert_eq!(code, 2, "{command} {more:?}: {said}");
        said
    };
    // The only key of the jobs ends itself, and so does the only root.
    assert!(change("revoke", &[&signer()], &["--public-key", &own]).contains("no key would be left"));
    assert!(change("revoke", &all, &["--public-key", &top]).contains("may sign records of keys"));
    // A key that takes another's place takes its work, too.
    let to_new = |old| ["--replaces", old, "--public-key", new.as_str()];
    for role in ["record", "checkpoint", "approval", "root"] {
        let words = [&to_new(own.as_str())[..], &["--role", role]].concat();
        assert!(change("rotate", &all, &words).contains("no key would be left"));
    }
    assert!(change("rotate", &all, &to_new(top.as_str())).contains("may sign records of keys"));
    for command in [&["--public-key", other.as_str()][..], &["--replaces", &own, "--public-key", &other]] {
        let name = if command.len() == 2 { "introduce" } else { "rotate" };
        assert!(change(name, &all, command).contains("is of github.com/9/2/deployments"));
    }
    assert_eq!((stage.told().len(), verify(&stage).0), (2, 0));
}
