use std::sync::Arc;

use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};

use super::*;
use crate::head::Head;
use crate::receive::tests::copy;
use crate::samples::{self, record_all, run, verified};
use crate::seen::{Lost, Seen};
use crate::store::Store;

fn store(memory: &Arc<InMemory>) -> Store {
    Store::objects(Arc::clone(memory) as Arc<dyn ObjectStore>, "audit/shop", samples::origin())
}

fn place(memory: &Arc<InMemory>) -> Objects {
    let store = Arc::clone(memory) as Arc<dyn ObjectStore>;
    let clients = Clients { patient: Arc::clone(&store), once: store };
    Objects::new(clients, "audit/shop", &samples::origin())
}

fn path(path: &str) -> Path {
    Path::parse(format!("audit/shop/ledger-2026-11/{path}")).unwrap()
}

/// Every object that holds these bytes.
async fn grep(memory: &InMemory, bytes: &[u8]) -> Vec<String> {
    let (mut found, mut folders) = (Vec::new(), vec![Path::default()]);
    while let Some(folder) = folders.pop() {
        let listed = memory.list_with_delimiter(Some(&folder)).await.unwrap();
        folders.extend(listed.common_prefixes);
        for object in listed.objects {
            let held = memory.get(&object.location).await.unwrap().bytes().await.unwrap();
            if held.windows(bytes.len()).any(|window| window == bytes) {
                found.push(object.location.to_string());
            }
        }
    }
    found
}

#[test]
fn an_erased_envelope_is_in_no_object_and_the_ledger_sound() {
    let memory = Arc::new(InMemory::new());
    run(async {
        let head = record_all(&store(&memory), &[0], 1).await.unwrap().head;
        // Somebody lost the race for the same index with the same record, and left a batch that nothing names.
        let mut batch = samples::batch(&mut samples::tip(1).0, 1..3);
        batch.evidence.clear();
        let plan = batch.plan(&samples::origin(), Some(&head)).unwrap();
        let stop = &mut |step| match step {
            Step::Staged => Err(StoreError::Config("stopped".to_owned())),
            _ => Ok(()),
        };
        place(&memory).put(Some(head.version()), &plan, stop).await.unwrap_err();
        record_all(&store(&memory), &[1], 1).await.unwrap();
        let envelope = samples::record(1).envelope;
        assert_eq!(grep(&memory, &envelope).await.len(), 3, "its place and two batches");
        let early = store(&memory).erase(1).await.unwrap_err();
        assert!(early.to_string().contains("in the last batch"), "{early}");
        let head = store(&memory).head().await.unwrap().unwrap();
        let entry = store(&memory).entry(&head, 1).await.unwrap().entry.unwrap();
        samples::append_all(&store(&memory), &[samples::redaction(1, &entry)], &[], 1).await.unwrap();
        store(&memory).erase(1).await.unwrap();
        store(&memory).erase(1).await.unwrap();
        assert!(grep(&memory, &envelope).await.is_empty());
        assert_eq!(grep(&memory, &samples::record(0).envelope).await.len(), 2);
        record_all(&store(&memory), &[3], 1).await.unwrap();
        assert_eq!(verified(&store(&memory)).await.len(), 4);
        assert!(store(&memory).entry(&head, 1).await.unwrap().envelope.is_none());
    });
}

#[test]
fn what_is_recorded_is_read_again() {
    let memory = Arc::new(InMemory::new());
    run(async {
        assert!(store(&memory).head().await.unwrap().is_none());
        record_all(&store(&memory), &[0, 1], 1).await.unwrap();
        let more = record_all(&store(&memory), &[2, 0], 1).await.unwrap();
        assert_eq!(more.places.iter().map(|place| place.found).collect::<Vec<_>>(), [false, true]);
        assert_eq!(verified(&store(&memory)).await, [0, 1, 2].map(samples::key_of));
        let head = more.head;
        let evidence = store(&memory).evidence(&head, &Hash::of(b"evidence of 2")).await.unwrap();
        assert_eq!(evidence.unwrap(), b"evidence of 2");
        memory.get(&path("entries/0000/00/00000002.dsse")).await.unwrap();
        assert_eq!(store(&memory).shards().await.unwrap(), [samples::origin()]);
    });
}

#[test]
fn attack_15_an_old_head_loses_the_race() {
    let memory = Arc::new(InMemory::new());
    run(async {
        let old = record_all(&store(&memory), &[0], 1).await.unwrap().head;
        record_all(&store(&memory), &[1], 1).await.unwrap();
        let late = samples::batch(&mut samples::tip(1).0, 2..3);
        let error = store(&memory).append(Some(&old), &late).await.unwrap_err();
        assert!(matches!(error, AppendError::Conflict { .. }), "{error}");
        let first = samples::batch(&mut samples::tip(0).0, 0..1);
        assert!(matches!(store(&memory).append(None, &first).await, Err(AppendError::Conflict { .. })));
        assert_eq!(verified(&store(&memory)).await.len(), 2);
    });
}

#[test]
fn attack_15_who_is_overtaken_between_reading_and_replacing_the_head_changes_nothing() {
    let memory = Arc::new(InMemory::new());
    run(async {
        let head = record_all(&store(&memory), &[0], 1).await.unwrap().head;
        let plan = |number: u64| {
            samples::batch(&mut samples::tip(1).0, number..number + 1)
                .plan(&samples::origin(), Some(&head))
                .unwrap()
        };
        let (mine, other) = (plan(1), plan(2));
        let overtake = &mut |step| {
            if step == Step::Staged {
                let put = || {
                    run(async {
                        place(&memory).put(Some(head.version()), &other, &mut |_| Ok(())).await.unwrap()
                    })
                };
                samples::beside(put);
            }
            Ok(())
        };
        let end = place(&memory).put(Some(head.version()), &mine, overtake).await.unwrap_err();
        assert!(matches!(end, AppendError::Conflict { .. }), "{end}");
        assert_eq!(verified(&store(&memory)).await, [0, 2].map(samples::key_of));
        record_all(&store(&memory), &[1], 1).await.unwrap();
        assert_eq!(verified(&store(&memory)).await, [0, 2, 1].map(samples::key_of));
    });
}

#[test]
fn a_crash_leaves_the_old_head_or_the_new_one() {
    for (before, last) in [0_u64, 3].into_iter().flat_map(|before| {
        [Step::Evidence, Step::Staged, Step::Committed, Step::Published].map(|last| (before, last))
    }) {
        let memory = Arc::new(InMemory::new());
        run(async {
            let old: Vec<u64> = (0..before).collect();
            let head = if old.is_empty() {
                None
            } else {
                Some(record_all(&store(&memory), &old, 1).await.unwrap().head)
            };
            let mut batch = samples::batch(&mut samples::tip(before).0, before..before + 2);
            batch.evidence = vec![b"report".to_vec()];
            let plan = batch.plan(&samples::origin(), head.as_ref()).unwrap();
            let stop =
                &mut |step| if step == last { Err(StoreError::Config("stopped".to_owned())) } else { Ok(()) };
            place(&memory).put(head.as_ref().map(Head::version), &plan, stop).await.unwrap_err();
            let committed = matches!(last, Step::Committed | Step::Published);
            let size = store(&memory).head().await.unwrap().map_or(0, |head| head.size());
            assert_eq!(size, if committed { before + 2 } else { before }, "{last:?}");
            // What is committed and not yet in its place is read and found all the same.
            let again = record_all(&store(&memory), &[before, before + 1], 1).await.unwrap();
            assert!(again.places.iter().all(|place| place.found == committed), "{last:?}");
            record_all(&store(&memory), &[77], 1).await.unwrap();
            assert_eq!(verified(&store(&memory)).await.len() as u64, before + 3);
            memory.get(&path(&layout::entry(before + 1))).await.unwrap();
        });
    }
}

#[test]
fn attack_15_fifty_writers_at_once_lose_and_duplicate_nothing() {
    let memory = Arc::new(InMemory::new());
    std::thread::scope(|scope| {
        for number in 0..50 {
            let memory = &memory;
            scope.spawn(move || run(record_all(&store(memory), &[number], 10_000)).unwrap());
        }
    });
    let mut keys = run(verified(&store(&memory)));
    keys.sort();
    let mut wanted: Vec<Hash> = (0..50).map(samples::key_of).collect();
    wanted.sort();
    assert_eq!(keys, wanted);
}

#[test]
fn attack_02_a_head_that_went_away_is_not_begun_anew() {
    let memory = Arc::new(InMemory::new());
    run(async {
        let early = record_all(&store(&memory), &[0], 1).await.unwrap().head;
        let bytes = memory.get(&path("head")).await.unwrap().bytes().await.unwrap();
        let seen = Seen::at(&record_all(&store(&memory), &[1], 1).await.unwrap().head);
        memory.put(&path("head"), bytes.into()).await.unwrap();
        let lost = store(&memory).having_seen(seen).head().await.unwrap_err();
        assert!(matches!(lost, StoreError::Lost(Lost::Shrunk { seen: 2, found: 1 })), "{lost}");
        // Entry 1 lies in its place already, and another may not take it: the rollback comes to light at the next append.
        let error = record_all(&store(&memory), &[9], 1).await.unwrap();
        assert_eq!(error.head.size(), early.size() + 1);
        let error = record_all(&store(&memory), &[10], 1).await.unwrap_err();
        assert!(error.to_string().contains("is there already and differs"), "{error}");
        memory.delete(&path("head")).await.unwrap();
        assert!(matches!(store(&memory).head().await, Err(StoreError::Damaged { .. })));
        assert!(record_all(&store(&memory), &[9], 1).await.is_err());
    });
}

#[test]
fn attack_14_an_object_that_is_too_long_is_not_read() {
    let memory = Arc::new(InMemory::new());
    run(async {
        let head = record_all(&store(&memory), &[0], 1).await.unwrap().head;
        memory.put(&path(&layout::entry(0)), vec![b'x'; 2000].into()).await.unwrap();
        assert!(matches!(store(&memory).entry(&head, 0).await, Err(StoreError::TooLarge { .. })));
        memory.put(&path("head"), vec![b'x'; layout::MAX_HEAD + 66].into()).await.unwrap();
        assert!(matches!(store(&memory).head().await, Err(StoreError::TooLarge { .. })));
        memory.put(&path("head"), vec![b'x'; 200].into()).await.unwrap();
        assert!(matches!(store(&memory).head().await, Err(StoreError::Damaged { .. })));
    });
}

#[test]
fn a_copy_of_what_one_batch_can_be_is_taken() {
    let memory = Arc::new(InMemory::new());
    let folder = tempfile::tempdir().unwrap();
    let here = crate::folder::tests::store(folder.path());
    run(async {
        record_all(&here, &[0, 1, 2], 1).await.unwrap();
        copy(&here, &store(&memory), None).await.unwrap();
        assert_eq!(verified(&store(&memory)).await, [0, 1, 2].map(samples::key_of));
        record_all(&here, &[3], 1).await.unwrap();
        std::fs::remove_file(folder.path().join("ledger-2026-11").join(layout::envelope(3))).unwrap();
        let error = copy(&here, &store(&memory), None).await.unwrap_err();
        assert!(error.to_string().contains("erased"), "{error}");
        let head = store(&memory).head().await.unwrap().unwrap();
        assert_eq!(head.size(), 3);
    });
}
