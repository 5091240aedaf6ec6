use super::*;
use crate::folder::tests::store;
use crate::samples::{self, record_all, run, verified};

pub(crate) async fn copy(from: &Store, to: &Store, stop: Option<u64>) -> Result<Head, AppendError> {
    copy_in(from, to, stop, PART).await
}

pub(crate) async fn copy_in(
    from: &Store,
    to: &Store,
    stop: Option<u64>,
    part: usize,
) -> Result<Head, AppendError> {
    let head = from.head().await?.unwrap();
    let mut receiver = to.receive_in(part).await?;
    for index in receiver.next()..head.size() {
        if stop == Some(index) {
            return Err(StoreError::Config("stopped".to_owned()).into());
        }
        receiver.entry(&from.entry(&head, index).await?).await?;
        let digest = Hash::of(format!("evidence of {index}").as_bytes());
        if let Some(evidence) = from.evidence(&head, &digest).await? {
            receiver.evidence(evidence).await?;
        }
    }
    receiver.finish(&head).await
}

fn ledger(numbers: &[u64]) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    run(record_all(&store, numbers, 1)).unwrap();
    (folder, store)
}

fn empty() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    (folder, store)
}

#[test]
fn a_copy_is_the_same_ledger_and_goes_on() {
    let numbers: Vec<u64> = (0..300).collect();
    let (_keep, from) = ledger(&numbers[..200]);
    run(record_all(&from, &numbers[200..], 1)).unwrap();
    let (folder, to) = empty();
    let head = run(copy(&from, &to, None)).unwrap();
    assert_eq!(run(to.head()).unwrap().unwrap(), head);
    assert_eq!(run(verified(&to)), run(verified(&from)));
    let marks = run(record_all(&to, &[299], 1)).unwrap();
    assert!(marks.places[0].found);
    // More came; then the copy is used by itself.
    run(record_all(&from, &[300], 1)).unwrap();
    assert_eq!(run(copy(&from, &to, None)).unwrap().size(), 301);
    run(record_all(&to, &[400], 1)).unwrap();
    assert_eq!(run(verified(&store(folder.path()))).len(), 302);
}

#[test]
fn a_copy_that_broke_off_has_no_effect_and_goes_on() {
    let (_keep, from) = ledger(&[0, 1, 2, 3]);
    let (folder, to) = empty();
    run(copy(&from, &to, Some(2))).unwrap_err();
    assert!(run(store(folder.path()).head()).unwrap().is_none());
    assert_eq!(run(copy(&from, &store(folder.path()), None)).unwrap().size(), 4);
    run(record_all(&from, &[4, 5], 1)).unwrap();
    run(copy(&from, &to, Some(5))).unwrap_err();
    assert_eq!(run(verified(&store(folder.path()))).len(), 4);
    // What was left beyond the head is no hindrance for another record, either.
    run(copy(&from, &to, None)).unwrap();
    assert_eq!(run(verified(&to)), run(verified(&from)));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn attack_03_what_is_not_the_same_ledger_is_not_copied_over_it() {
    let (_keep, from) = ledger(&[0, 1, 2]);
    let (_other, to) = ledger(&[7]);
    let error = run(copy(&from, &to, None)).unwrap_err();
    assert!(error.to_string().contains("does not follow"), "{error}");
    assert_eq!(run(verified(&to)), [samples::key_of(7)]);
    // A head that covers less or more than what came.
    let head = run(from.head()).unwrap().unwrap();
    let (_third, to) = empty();
    let mut receiver = run(to.receive()).unwrap();
    run(receiver.entry(&run(from.entry(&head, 0)).unwrap())).unwrap();
    assert!(run(receiver.finish(&head)).is_err());
    let mut receiver = run(to.receive()).unwrap();
    let mut changed = run(from.entry(&head, 0)).unwrap();
    changed.envelope.as_mut().unwrap().push(b' ');
    assert!(run(receiver.entry(&changed)).is_err());
    assert!(run(receiver.entry(&StoredEntry { entry: None, ..changed })).is_err());
    assert!(run(receiver.entry(&run(from.entry(&head, 1)).unwrap())).is_err());
    drop(receiver);
    assert!(run(to.head()).unwrap().is_none());
}

#[test]
fn an_erased_envelope_stays_erased() {
    let (folder, from) = ledger(&[0, 1]);
    std::fs::remove_file(folder.path().join("ledger-2026-11").join(layout::envelope(0))).unwrap();
    let (_keep, to) = empty();
    let head = run(copy(&from, &to, None)).unwrap();
    let entry = run(to.entry(&head, 0)).unwrap();
    assert!(entry.entry.is_some() && entry.envelope.is_none());
    assert!(run(to.entry(&head, 1)).unwrap().envelope.is_some());
}
