//! Stopped after each step, the folder has the old head or the new one, and the next append finds its way.

use super::*;

/// Lets an append do so many steps, and stops. Gives the steps that it did.
fn stopped(folder: &Path, before: Option<&Head>, size: u64, after: usize) -> Vec<Step> {
    let (mut tip, _) = samples::tip(size);
    let mut batch = samples::batch(&mut tip, size..size + 3);
    batch.evidence = vec![b"report".to_vec()];
    let plan = batch.plan(&samples::origin(), before).unwrap();
    let place = Folder::open(folder, &samples::origin(), false, &nothing).unwrap();
    let mut steps = Vec::new();
    let end = place.put(before.map(Head::version), &plan, &mut |step| {
        steps.push(step);
        if steps.len() > after { Err(StoreError::Config("stopped".to_owned())) } else { Ok(()) }
    });
    assert_eq!(end.is_err(), steps.len() > after);
    steps
}

fn every_step(before: u64) {
    // Lock, one piece of evidence, three files for each of three entries, the folders, the head.
    for after in 0..13 {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let old: Vec<u64> = (0..before).collect();
        if !old.is_empty() {
            run(record_all(&store, &old, 1)).unwrap();
        }
        let head = run(store.head()).unwrap();
        let steps = stopped(folder.path(), head.as_ref(), before, after);
        assert_eq!(steps.len(), (after + 1).min(13));
        let reopened = self::store(folder.path());
        let size = run(reopened.head()).unwrap().map_or(0, |head| head.size());
        let committed = steps.contains(&Step::Committed);
        assert_eq!(size, if committed { before + 3 } else { before }, "stopped after {steps:?}");
        // Somebody else is first now; then the job that was stopped tries again.
        run(record_all(&reopened, &[77], 1)).unwrap();
        let again = run(record_all(&reopened, &[before, before + 1, before + 2], 1)).unwrap();
        assert!(again.places.iter().all(|place| place.found == committed), "{:?}", again.places);
        let mut keys = run(verified(&reopened));
        assert_eq!(keys.len() as u64, before + 4);
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len() as u64, before + 4);
    }
}

#[test]
fn a_crash_leaves_the_old_head_or_the_new_one() {
    every_step(5);
}

#[test]
fn a_crash_of_the_first_append_leaves_none_or_a_whole_ledger() {
    every_step(0);
}
