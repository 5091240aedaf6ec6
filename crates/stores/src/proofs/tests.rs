use std::fs;
use std::path::Path;

use ledger::prove::Subtrees;

use super::*;
use crate::samples::{self, record_all, run};

const SIZE: u64 = 300;

fn store(path: &Path) -> Store {
    Store::folder(path, samples::origin(), false, &|_: &str| None).unwrap()
}

/// A ledger that was written in large and small batches.
fn written(path: &Path) -> (Store, Head) {
    let store = store(path);
    for numbers in [0..1, 1..18, 18..19, 19..271, 271..SIZE] {
        run(record_all(&store, &numbers.collect::<Vec<_>>(), 1)).unwrap();
    }
    let head = run(store.head()).unwrap().unwrap();
    (store, head)
}

fn leaves(store: &Store, head: &Head) -> Subtrees {
    let entries = run(store.entries(head, 0..SIZE)).unwrap();
    Subtrees::new(entries.into_iter().map(|one| Hash::leaf(&one.entry.unwrap())))
}

fn at(folder: &Path, path: &str) -> std::path::PathBuf {
    folder.join(layout::folder(&samples::origin())).join(path)
}

#[test]
fn proofs_need_nothing_but_a_few_files() {
    let folder = tempfile::tempdir().unwrap();
    let (store, head) = written(folder.path());
    let tree = leaves(&store, &head);
    let old = |size| proof::Head { size, root: tree.root(size).unwrap() };
    for index in [0, 15, 16, 100, 255, 256, 287, 288, 299] {
        assert_eq!(run(store.inclusion(&head, index)).unwrap(), prove::inclusion(index, SIZE, &tree).ok());
    }
    for size in [0, 1, 17, 100, 256, 299, 300] {
        assert_eq!(
            run(store.consistency(&head, old(size))).unwrap(),
            prove::consistency(size, SIZE, &tree).ok()
        );
    }
    // Every entry is gone but those beside entry 100: whatever else was read would be missed.
    for index in (0..SIZE).filter(|index| !(96..112).contains(index)) {
        fs::remove_file(at(folder.path(), &layout::entry(index))).unwrap();
    }
    assert_eq!(run(store.inclusion(&head, 100)).unwrap(), prove::inclusion(100, SIZE, &tree).ok());
    assert_eq!(run(store.consistency(&head, old(100))).unwrap(), prove::consistency(100, SIZE, &tree).ok());
    assert_eq!(run(store.inclusion(&head, 30)).unwrap(), None, "its entry is gone");
    assert_eq!(run(store.consistency(&head, old(30))).unwrap(), None);
}

#[test]
fn damaged_nodes_prove_nothing_wrong_and_missing_ones_are_made_of_entries() {
    let folder = tempfile::tempdir().unwrap();
    let (store, head) = written(folder.path());
    let tree = leaves(&store, &head);
    let right = prove::inclusion(100, SIZE, &tree).ok();
    let nodes = at(folder.path(), &layout::nodes(255));
    let bytes = fs::read(&nodes).unwrap();
    assert_eq!(bytes.len(), 5 * 32);
    assert_eq!(run(store.nodes(&head, 255)).unwrap(), Some(bytes.clone()));
    // Entry 100 needs the node of level 7 that ends with entry 255: the fourth.
    for (byte, proves) in [(0, true), (3 * 32 + 5, false)] {
        let mut wrong = bytes.clone();
        wrong[byte] ^= 1;
        fs::write(&nodes, &wrong).unwrap();
        assert_eq!(run(store.inclusion(&head, 100)).unwrap(), right.clone().filter(|_| proves), "byte {byte}");
    }
    for wrong in [&bytes[..32], &[0; 4096], b""] {
        fs::write(&nodes, wrong).unwrap();
        assert_eq!(run(store.inclusion(&head, 100)).unwrap(), right, "{} bytes", wrong.len());
    }
    for index in (15..SIZE).step_by(16) {
        fs::remove_file(at(folder.path(), &layout::nodes(index))).unwrap();
    }
    assert_eq!(run(store.nodes(&head, 255)).unwrap(), None);
    assert_eq!(run(store.inclusion(&head, 100)).unwrap(), right);
    // A ledger that did not grow out of what was seen.
    let other = proof::Head { size: 100, root: Hash::ZERO };
    assert_eq!(run(store.consistency(&head, other)).unwrap(), None);
    assert!(run(store.consistency(&head, proof::Head { size: SIZE + 1, root: Hash::ZERO })).unwrap().is_none());
}
