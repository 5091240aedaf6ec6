use super::*;
use crate::folder::tests::store;
use crate::samples::{self, Hurry, beside, record_all, run};

#[test]
fn those_who_lost_together_wait_differently_and_ever_longer() {
    let patience = Patience::default();
    let longest = |attempt| pause(&patience, attempt, 1 << 40).max(pause(&patience, attempt, u64::MAX));
    for attempt in 1..40 {
        let most = Duration::from_millis((250 << attempt.min(10)).min(8_000));
        for chance in [0, 1, 499, 500, 7_777, 8_000, u64::MAX] {
            assert!(pause(&patience, attempt, chance) <= most, "{attempt} {chance}");
        }
    }
    assert_ne!(pause(&patience, 1, 3), pause(&patience, 1, 4));
    assert_eq!(pause(&patience, 1, 500), Duration::from_millis(500));
    assert_eq!(pause(&patience, 9, 8_000), Duration::from_secs(8));
    assert!(longest(200) <= Duration::from_secs(8));
}

#[test]
fn a_lost_race_is_run_again_from_the_head() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    run(record_all(&store, &[0], 1)).unwrap();
    let mut heads = Vec::new();
    let build = |head: Option<&Head>, missing: &[usize]| -> Result<Batch, StoreError> {
        let size = head.map_or(0, Head::size);
        heads.push(size);
        assert_eq!(missing, [0]);
        let batch = samples::batch(&mut samples::tip(size).0, 50..51);
        // Somebody is faster, twice.
        if size < 3 {
            beside(|| run(record_all(&self::store(folder.path()), &[size], 1)).unwrap());
        }
        Ok(batch)
    };
    let keys = [samples::key_of(50)];
    let appended =
        run(append(&store, &keys, Beginning::MustExist, Patience::default(), &Hurry, build)).unwrap();
    assert_eq!(heads, [1, 2, 3]);
    assert_eq!((appended.places[0].index, appended.places[0].found), (3, false));
}

#[test]
fn a_race_that_is_lost_each_time_ends() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let mut round = 0;
    let build = |head: Option<&Head>, _: &[usize]| -> Result<Batch, StoreError> {
        let batch = samples::batch(&mut samples::tip(head.map_or(0, Head::size)).0, 50..51);
        beside(|| run(record_all(&self::store(folder.path()), &[round], 1)).unwrap());
        round += 1;
        Ok(batch)
    };
    let patience = Patience { attempts: 4, ..Patience::default() };
    let end = run(append(&store, &[samples::key_of(50)], Beginning::May, patience, &Hurry, build));
    assert!(matches!(end, Err(DriveError::Races(4))));
    assert_eq!(round, 4);
}

#[test]
fn what_the_caller_builds_is_what_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let drive = |keys: &[Hash], build: &dyn Fn() -> Result<Batch, StoreError>| {
        run(append(&store, keys, Beginning::May, Patience::default(), &Hurry, |_, _| build())).unwrap_err()
    };
    let two = || Ok(samples::batch(&mut samples::tip(0).0, 0..2));
    let error = drive(&[samples::key_of(0)], &two);
    assert!(matches!(error, DriveError::Built { found: 2, wanted: 1 }), "{error}");
    let fails = || Err(StoreError::Config("no key".to_owned()));
    assert_eq!(drive(&[samples::key_of(0)], &fails).to_string(), "no key");
    // An entry under another key than the one that was looked for could be recorded twice.
    let other = || Ok(samples::batch(&mut samples::tip(0).0, 1..2));
    let error = drive(&[samples::key_of(0)], &other);
    assert!(matches!(error, DriveError::Key { at: 0 }), "{error}");
    assert!(run(store.head()).unwrap().is_none());
}

#[test]
fn nothing_is_begun_for_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let build = |_: Option<&Head>, _: &[usize]| -> Result<Batch, StoreError> {
        Ok(Batch { entries: Vec::new(), ..samples::batch(&mut samples::tip(0).0, 0..1) })
    };
    let end = run(append(&store, &[], Beginning::May, Patience::default(), &Hurry, build));
    assert!(end.is_err() && run(store.head()).unwrap().is_none());
}
