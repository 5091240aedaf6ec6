//! Somebody changed the folder.

use super::*;

fn ledger(size: u64) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    run(record_all(&store, &(0..size).collect::<Vec<_>>(), 1)).unwrap();
    (folder, store)
}

fn shard(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("ledger-2026-11")
}

#[test]
fn attack_01_a_history_that_was_rewritten_is_told_by_what_was_seen() {
    let (folder, old) = ledger(3);
    let seen = Seen::at(&run(old.head()).unwrap().unwrap());
    // Another ledger of the same owner, with other records, takes its place.
    let (other, rewritten) = ledger(0x10);
    drop(rewritten);
    fs::remove_dir_all(shard(&folder)).unwrap();
    let (same, _) = (tempfile::tempdir().unwrap(), ());
    let changed = store(same.path());
    run(record_all(&changed, &[10, 11, 12], 1)).unwrap();
    fs::rename(shard(&same), shard(&folder)).unwrap();
    let reopened = || store(folder.path()).having_seen(Seen { version: None, ..seen.clone() });
    assert!(matches!(run(reopened().head()), Err(StoreError::Lost(Lost::Rewritten(3)))));
    // The same where it has grown since: only the entries tell.
    run(record_all(&store(folder.path()), &[13], 1)).unwrap();
    let head = run(reopened().head()).unwrap().unwrap();
    let error = run(reopened().grew_from(&head, &seen)).unwrap_err();
    assert!(matches!(error, StoreError::Lost(Lost::Rewritten(3))), "{error}");
    // The one that grew honestly passes.
    fs::remove_dir_all(shard(&folder)).unwrap();
    fs::rename(shard(&other), shard(&folder)).unwrap();
    let head = run(reopened().head()).unwrap().unwrap();
    run(reopened().grew_from(&head, &seen)).unwrap();
}

#[test]
fn attack_01_one_changed_entry_is_not_under_the_head() {
    let (folder, store) = ledger(3);
    let head = run(store.head()).unwrap().unwrap();
    let path = shard(&folder).join(layout::entry(1));
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("production", "productive")).unwrap();
    let error = run(store.grew_from(&head, &Seen::at(&head))).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    // A mark that leads to the entry of another record gives back nothing.
    fs::write(shard(&folder).join(layout::mark(&samples::key_of(0))), "2\n").unwrap();
    assert!(run(store.find(&head, &samples::key_of(0))).unwrap().is_none());
    for mark in ["02\n", "0", "", "-1\n", "x\n"] {
        fs::write(shard(&folder).join(layout::mark(&samples::key_of(0))), mark).unwrap();
        let error = run(store.find(&head, &samples::key_of(0))).unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{mark:?} {error}");
    }
}

#[test]
fn attack_02_a_ledger_that_shrank_or_went_away_is_not_begun_anew() {
    let (folder, store) = ledger(2);
    let early = fs::read(shard(&folder).join("head")).unwrap();
    run(record_all(&store, &[2], 1)).unwrap();
    let head = run(store.head()).unwrap().unwrap();
    fs::write(shard(&folder).join("head"), early).unwrap();
    // Who saw more, in this process or before it, is not fooled.
    let lost = run(store.head()).unwrap_err();
    assert!(matches!(lost, StoreError::Lost(Lost::Shrunk { seen: 3, found: 2 })), "{lost}");
    assert!(run(record_all(&store, &[9], 20)).is_err());
    let again = self::store(folder.path()).having_seen(Seen::at(&head));
    assert!(matches!(run(again.head()), Err(StoreError::Lost(Lost::Shrunk { .. }))));
    // Without a head, and with nothing at all.
    fs::remove_file(shard(&folder).join("head")).unwrap();
    let unseen = self::store(folder.path());
    assert!(matches!(run(unseen.head()), Err(StoreError::Damaged { .. })));
    assert!(run(record_all(&unseen, &[9], 1)).is_err());
    fs::remove_dir_all(shard(&folder)).unwrap();
    let gone = self::store(folder.path()).having_seen(Seen::at(&head));
    assert!(matches!(run(gone.head()), Err(StoreError::Lost(Lost::Gone { seen: 3 }))));
    let (mut tip, _) = samples::tip(0);
    let begun = run(gone.append(None, &samples::batch(&mut tip, 0..1)));
    assert!(matches!(begun, Err(AppendError::Store(StoreError::Lost(Lost::Gone { .. })))));
    assert!(!shard(&folder).exists());
}

#[cfg(unix)]
#[test]
fn attack_13_nothing_is_read_or_written_through_a_link() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    let linked = |path: &str, to: &Path| {
        let (folder, store) = ledger(1);
        let place = shard(&folder).join(path);
        let target = outside.path().join("target");
        let _ = fs::remove_dir_all(&target);
        let _ = fs::remove_file(&target);
        if path.is_empty() {
            fs::rename(shard(&folder), &target).unwrap();
            symlink(&target, shard(&folder)).unwrap();
        } else {
            fs::rename(&place, &target).unwrap();
            symlink(to, &place).unwrap();
        }
        let before = fs::read(&target).ok();
        let wrote = run(record_all(&store, &[1], 1));
        assert!(wrote.is_err(), "{path}");
        assert!(fs::read(&target).ok() == before, "{path}");
        folder
    };
    let target = outside.path().join("target");
    for path in ["", "head", "entries", "entries/0000", "entries/0000/00", "idem", "evidence"] {
        linked(path, &target);
    }
    fs::remove_dir_all(&target).unwrap();
    // A link that stands where the next entry belongs, and one in the place of the lock.
    for path in ["ledger-2026-11/entries/0000/00/00000001.json", "lock"] {
        let (folder, store) = ledger(1);
        let place = folder.path().join(path);
        fs::write(&target, b"untouched").unwrap();
        let _ = fs::remove_file(&place);
        symlink(&target, &place).unwrap();
        assert!(run(record_all(&store, &[1], 1)).is_err(), "{path}");
        assert_eq!(fs::read(&target).unwrap(), b"untouched");
    }
    let (folder, store) = ledger(1);
    let head = run(store.head()).unwrap().unwrap();
    fs::remove_file(shard(&folder).join(layout::entry(0))).unwrap();
    symlink("/etc/passwd", shard(&folder).join(layout::entry(0))).unwrap();
    assert!(matches!(run(store.entry(&head, 0)), Err(StoreError::Refused { .. })));
}

#[test]
fn attack_14_a_file_that_is_too_long_is_not_read() {
    let (folder, store) = ledger(1);
    let head = run(store.head()).unwrap().unwrap();
    for path in [layout::entry(0), layout::envelope(0)] {
        let large = fs::File::create(shard(&folder).join(path)).unwrap();
        // As long as a disk allows, and without a block of it.
        large.set_len(1 << 40).unwrap();
        assert!(matches!(run(store.entry(&head, 0)), Err(StoreError::TooLarge { .. })));
    }
    let digest = Hash::of(b"evidence of 0");
    fs::write(shard(&folder).join(layout::evidence(&digest)), b"other").unwrap();
    assert!(matches!(run(store.evidence(&head, &digest)), Err(StoreError::Damaged { .. })));
    fs::File::create(shard(&folder).join("head")).unwrap().set_len(1 << 40).unwrap();
    assert!(matches!(run(store.head()), Err(StoreError::TooLarge { .. })));
}
