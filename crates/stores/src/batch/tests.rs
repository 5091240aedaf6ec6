use super::*;
use crate::samples;

fn batch(size: u64, numbers: std::ops::Range<u64>) -> (Option<Head>, Batch) {
    let (mut tip, note) = samples::tip(size);
    let bytes = head::bytes(&tip, &note);
    let head = Head::parse(&samples::origin(), Version::new("v"), &bytes).unwrap();
    let batch = samples::batch(&mut tip, numbers);
    ((size > 0).then_some(head), batch)
}

fn refused(change: impl FnOnce(&mut Batch)) -> BatchError {
    let (head, mut batch) = batch(5, 5..8);
    change(&mut batch);
    batch.plan(&samples::origin(), head.as_ref()).unwrap_err()
}

#[test]
fn a_batch_that_fits_is_a_list_of_files() {
    let (head, mut batch) = batch(5, 5..8);
    batch.evidence = vec![b"report".to_vec(), b"report".to_vec()];
    let plan = batch.plan(&samples::origin(), head.as_ref()).unwrap();
    let paths: Vec<&str> = plan.files.iter().map(|(path, _)| path.as_str()).take(2).collect();
    assert_eq!(paths, ["entries/0000/00/00000005.json", "entries/0000/00/00000005.dsse"]);
    assert_eq!((plan.files.len(), plan.evidence.len(), plan.size), (9, 1, 8));
    assert_eq!(plan.files[2], (layout::mark(&samples::key_of(5)), b"5\n".to_vec()));
    let (none, first) = self::batch(0, 0..1);
    assert!(first.plan(&samples::origin(), none.as_ref()).is_ok());
    // It follows this head, and no other.
    let (other, _) = self::batch(6, 6..7);
    assert!(batch.plan(&samples::origin(), other.as_ref()).is_err());
    assert!(batch.plan(&samples::origin(), None).is_err());
}

#[test]
fn attack_15_what_does_not_follow_the_head_is_refused() {
    assert!(matches!(refused(|batch| batch.entries.swap(0, 1)), BatchError::Place { at: 0, .. }));
    assert!(matches!(refused(|batch| drop(batch.entries.remove(1))), BatchError::Place { at: 1, .. }));
    assert!(matches!(refused(|batch| drop(batch.entries.pop())), BatchError::Tip));
    assert!(matches!(refused(|batch| batch.entries.clear()), BatchError::Entries(0)));
    assert!(matches!(refused(|batch| batch.entries[1].envelope.push(b' ')), BatchError::Place { at: 1, .. }));
    assert!(matches!(refused(|batch| batch.entries[0].entry.push(b' ')), BatchError::Entry { at: 0, .. }));
    assert!(matches!(refused(|batch| batch.checkpoint = samples::tip(7).1), BatchError::Head(_)));
    assert!(matches!(refused(|batch| batch.tip = samples::tip(9).0), BatchError::Tip));
    let (head, batch) = batch(5, 5..8);
    let elsewhere = Origin::parse("github.com/1/2/deployments/2026-12").unwrap();
    assert!(batch.plan(&elsewhere, head.as_ref()).is_err());
}

#[test]
fn attack_15_one_key_stands_once_in_a_batch() {
    let (mut tip, _) = samples::tip(0);
    let mut batch = samples::batch(&mut tip, 0..1);
    let again = samples::batch(&mut tip, 0..1);
    batch.entries.extend(again.entries);
    let batch = Batch { entries: batch.entries, ..again };
    assert!(matches!(batch.plan(&samples::origin(), None), Err(BatchError::Repeated(_))));
}

#[test]
fn attack_14_what_is_too_large_is_refused() {
    let large = |sizes: &[usize]| {
        let sizes = sizes.to_vec();
        refused(move |batch| {
            batch.evidence = sizes.iter().map(|size| vec![u8::try_from(size % 7).unwrap(); *size]).collect()
        })
    };
    assert!(matches!(
        large(&[layout::MAX_EVIDENCE + 1]),
        BatchError::TooLarge { of: "one piece of evidence", .. }
    ));
    let half = MAX_BYTES / 2;
    assert!(matches!(large(&[half, half + 1]), BatchError::TooLarge { of: "all files", .. }));
    let many = refused(|batch| batch.entries = vec![batch.entries[0].clone(); MAX_ENTRIES + 1]);
    assert!(matches!(many, BatchError::Entries(257)));
}
