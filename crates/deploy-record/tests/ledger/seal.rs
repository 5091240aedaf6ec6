use stores::layout;

use crate::stage::{CHECKPOINT, RECORD, ROOT, STRANGER, Stage, key, run_in};

fn keys(stage: &Stage, seeds: &[u8]) -> String {
    let lines: Vec<String> = seeds.iter().map(|seed| key(*seed).to_skey()).collect();
    let text = format!("# of the ledger\n\n{}\n", lines.join("\n"));
    std::fs::write(stage.path("keys"), &text).unwrap();
    text
}

const SEAL: &[&str] =
    &["seal", "--key-file", "keys", "--reason", "the month is over", "--next", "2026-12", "--json"];

#[test]
fn a_shard_is_sealed_once_and_takes_nothing_more() {
    let stage = Stage::new(3);
    keys(&stage, &[ROOT, RECORD, CHECKPOINT]);
    let ended = stage.trusting(SEAL);
    assert_eq!(ended.exit, Some(0), "{ended:?}");
    let answer = ended.json();
    assert_eq!((answer["changed"].as_bool(), answer["size"].as_u64()), (Some(true), Some(4)));
    assert_eq!(answer["next"], "github.com/583231/1296269/deployments/2026-12");
    let verified = stage.verify();
    assert_eq!((verified.exit, verified.json()["sealed"].as_bool()), (Some(0), Some(true)), "{verified:?}");
    let again = stage.trusting(SEAL);
    assert_eq!((again.exit, again.json()["changed"].as_bool()), (Some(0), Some(false)));
    assert_eq!(stage.head().size(), 4);
}

#[test]
fn keys_come_from_a_file_or_a_variable_and_are_shown_nowhere() {
    let stage = Stage::new(2);
    let text = keys(&stage, &[RECORD, CHECKPOINT]);
    let args = [
        "ledger",
        "seal",
        "--store",
        "dir:store",
        "--trust",
        "trust.json",
        "--reason",
        "over",
        "--key-env",
        "LEDGER_KEYS",
    ];
    let unset = run_in(stage.folder.path(), &args, &[]);
    assert!(unset.exit == Some(2) && unset.err.contains("LEDGER_KEYS is not set"), "{unset:?}");
    // A secret with a slip in it is still one.
    let slip = text.replace("PRIVATE", "PRIVAT");
    let ended = run_in(stage.folder.path(), &args, &[("LEDGER_KEYS", &slip)]);
    let secret = key(RECORD).to_skey();
    let secret = secret.rsplit('+').next().unwrap();
    assert_eq!(ended.exit, Some(2));
    assert!(!ended.err.contains(secret) && !ended.err.contains("PRIVAT+"), "{ended:?}");
    let sealed = run_in(stage.folder.path(), &args, &[("LEDGER_KEYS", &text)]);
    assert_eq!(sealed.exit, Some(0), "{sealed:?}");
    assert!(!format!("{sealed:?}").contains(secret));
}

#[test]
fn what_is_not_sound_or_not_by_its_keys_is_left_as_it_is() {
    let stage = Stage::new(3);
    let before = std::fs::read(stage.file(layout::HEAD)).unwrap();
    for (seeds, says) in [
        (&[RECORD] as &[u8], "may sign checkpoints"),
        (&[CHECKPOINT], "may sign records"),
        (&[STRANGER], "may sign records"),
        (&[], "holds no key"),
    ] {
        keys(&stage, seeds);
        let ended = stage.trusting(SEAL);
        assert!(matches!(ended.exit, Some(2 | 4)) && ended.err.contains(says), "{ended:?}");
    }
    keys(&stage, &[RECORD, CHECKPOINT]);
    let untrusted = stage.run(&[&["ledger"], SEAL, &["--store", "dir:store"]].concat());
    assert_eq!(untrusted.exit, Some(2), "{untrusted:?}");
    std::fs::write(stage.file(&layout::envelope(1)), "{}").unwrap();
    let ended = stage.trusting(SEAL);
    assert!(
        ended.exit == Some(1)
            && ended.err.contains("nothing was sealed")
            && ended.err.contains("envelope-digest"),
        "{ended:?}"
    );
    assert_eq!(std::fs::read(stage.file(layout::HEAD)).unwrap(), before);
}

#[test]
fn a_folder_of_a_hosted_runner_is_refused() {
    let stage = Stage::new(1);
    keys(&stage, &[RECORD, CHECKPOINT]);
    let hosted = [("GITHUB_ACTIONS", "true"), ("RUNNER_ENVIRONMENT", "github-hosted")];
    let args = [&["ledger"], SEAL, &["--store", "dir:store", "--trust", "trust.json"]].concat();
    let ended = run_in(stage.folder.path(), &args, &hosted);
    assert!(ended.exit == Some(4) && ended.err.contains("ephemeral-ok"), "{ended:?}");
    let shown = run_in(stage.folder.path(), &["ledger", "show", "--store", "dir:store"], &hosted);
    assert_eq!(shown.exit, Some(0), "what is only read may be anywhere");
    assert_eq!(run_in(stage.folder.path(), &[&args[..], &["--ephemeral-ok"]].concat(), &hosted).exit, Some(0));
}
