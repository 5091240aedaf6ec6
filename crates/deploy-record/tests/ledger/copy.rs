use std::collections::BTreeMap;
use std::path::Path;

use stores::layout;

use crate::stage::{
    CHECKPOINT, Ended, RECORD, STRANGER, Stage, deployment, incident, origin, sign, with_an_erased_envelope,
};

fn copy(stage: &Stage) -> Ended {
    stage.trusting(&["copy", "--to", "dir:target", "--json"])
}

/// Every file below a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    found
}

fn shards(stage: &Stage) -> [BTreeMap<String, Vec<u8>>; 2] {
    ["store", "target"].map(|name| files(&stage.path(name).join(layout::folder(&origin()))))
}

#[test]
fn a_copy_is_the_same_to_the_byte_and_takes_what_came_since() {
    let stage = Stage::new(300);
    stage.append(&[sign(&deployment(1, b"all tests pass"), RECORD)], &[b"all tests pass"]);
    stage.append(&[sign(&deployment(2, b"kept elsewhere"), RECORD)], &[]);
    let ended = copy(&stage);
    assert_eq!(ended.exit, Some(0), "{ended:?}");
    let answer = ended.json();
    assert_eq!(
        (answer["had"].as_u64(), answer["size"].as_u64(), answer["evidenceElsewhere"].as_u64()),
        (Some(0), Some(302), Some(1))
    );
    let [store, target] = shards(&stage);
    assert!(store == target && store.len() > 900);
    stage.grow(400..403);
    let again = copy(&stage).json();
    assert_eq!((again["had"].as_u64(), again["size"].as_u64()), (Some(302), Some(305)));
    let [store, target] = shards(&stage);
    assert_eq!(store, target);
    assert_eq!(copy(&stage).json()["had"], 305, "and once more nothing is to do");
}

#[test]
fn a_copy_that_broke_off_is_done_again() {
    let stage = Stage::new(3);
    assert_eq!(copy(&stage).exit, Some(0));
    stage.grow(3..9);
    // Something stands in the way of entry 6.
    let obstacle = stage.path("target").join(layout::folder(&origin())).join(layout::entry(6));
    std::fs::create_dir_all(&obstacle).unwrap();
    let ended = copy(&stage);
    assert!(ended.exit == Some(4) && ended.err.contains("run it again"), "{ended:?}");
    let verify =
        |args: &[&str]| stage.run(&[&["ledger", "verify", "--trust", "trust.json", "--store"], args].concat());
    let target = verify(&["dir:target", "--json"]);
    assert_eq!((target.exit, target.json()["size"].as_u64()), (Some(0), Some(3)), "the target is as it was");
    std::fs::remove_dir(&obstacle).unwrap();
    let ended = copy(&stage).json();
    assert_eq!((ended["had"].as_u64(), ended["size"].as_u64()), (Some(3), Some(9)));
    let [store, target] = shards(&stage);
    assert_eq!(store, target);
}

#[test]
fn an_erased_envelope_stays_erased_in_the_copy() {
    let stage = with_an_erased_envelope();
    let ended = copy(&stage);
    assert_eq!(ended.exit, Some(0), "{ended:?}");
    let [store, target] = shards(&stage);
    assert_eq!(store, target);
    assert!(!target.contains_key(&layout::envelope(1)));
}

#[test]
fn a_source_that_is_not_sound_is_not_copied() {
    let stage = Stage::new(3);
    let untrusted = stage.run(&["ledger", "copy", "--store", "dir:store", "--to", "dir:target"]);
    assert_eq!(untrusted.exit, Some(2), "{untrusted:?}");
    std::fs::remove_file(stage.file(&layout::envelope(1))).unwrap();
    let ended = copy(&stage);
    assert!(ended.exit == Some(1) && ended.err.contains("the source is faulty"), "{ended:?}");
    assert!(!stage.path("target").exists());
}

#[test]
fn a_target_that_lost_something_is_refused() {
    for (path, says) in [
        (layout::envelope(1), "lost what it had"),
        (layout::entry(2), "lost what it had"),
        (layout::HEAD.to_owned(), "has no head"),
    ] {
        let stage = Stage::new(4);
        assert_eq!(copy(&stage).exit, Some(0));
        stage.grow(4..6);
        let target = stage.path("target").join(layout::folder(&origin()));
        std::fs::remove_file(target.join(&path)).unwrap();
        let before = files(&target);
        let ended = copy(&stage);
        assert!(matches!(ended.exit, Some(1 | 4)) && ended.err.contains(says), "{path}: {ended:?}");
        assert_eq!(files(&target), before, "{path}: nothing was written");
    }
}

#[test]
fn attack_03_a_target_with_another_history_is_refused() {
    // Of the same keys and as long, longer, and of a stranger.
    for (numbers, signer, head) in
        [(10..13, RECORD, CHECKPOINT), (0..9, RECORD, CHECKPOINT), (10..12, STRANGER, STRANGER)]
    {
        let stage = Stage::new(4);
        std::fs::create_dir(stage.path("target")).unwrap();
        let records: Vec<_> = numbers.map(|number| sign(&incident(number), signer)).collect();
        stage.append_to("target", &records, &[], head);
        let before = files(&stage.path("target"));
        let ended = copy(&stage);
        assert_eq!(ended.exit, Some(1), "{ended:?}");
        assert!(ended.err.contains("nothing was appended to the target"), "{ended:?}");
        assert_eq!(files(&stage.path("target")), before);
    }
}
