//! Copies that are too large for one commit.

use super::*;
use crate::receive::tests::copy_in;

const BESIDE: &str = "releasegate-ledger-copy/2026-11";
/// About a dozen entries.
const PART: usize = 20_000;

fn here(entries: u64) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = crate::folder::tests::store(folder.path());
    let numbers: Vec<u64> = (0..entries).collect();
    run(record_all(&store, &numbers, 1)).unwrap();
    (folder, store)
}

async fn refs_of(stage: &Stage) -> Vec<String> {
    let repository = "octo/shop".parse().unwrap();
    let found = refs::matching(&client(stage), &repository, "refs/heads/releasegate-ledger").await.unwrap();
    found.iter().map(|one| one.name.trim_start_matches("refs/heads/").to_owned()).collect()
}

/// Trees that were written since so many exchanges.
fn trees(stage: &Stage, since: usize) -> usize {
    let exchanges = stage.0.exchanges();
    exchanges[since..].iter().filter(|one| one.method == "POST" && one.path.ends_with("/git/trees")).count()
}

#[test]
fn a_large_copy_goes_in_parts_and_appears_as_a_whole() {
    let (stage, (_keep, from)) = (Stage::new(), here(60));
    run(async {
        copy_in(&from, &stage.mutation(), None, PART).await.unwrap();
        let parts = trees(&stage, 0);
        assert!(parts >= 4, "{parts}");
        assert_eq!(refs_of(&stage).await, ["releasegate-ledger/2026-11"]);
        assert_eq!(verified(&stage.mutation()).await, verified(&from).await);
        // More came, and goes on from there.
        record_all(&from, &(60..100).collect::<Vec<u64>>(), 1).await.unwrap();
        copy_in(&from, &stage.mutation(), None, PART).await.unwrap();
        assert_eq!(verified(&stage.mutation()).await, verified(&from).await);
        assert_eq!(stage.mutation().shards().await.unwrap(), [samples::origin()]);
        record_all(&stage.mutation(), &[200], 1).await.unwrap();
        assert_eq!(verified(&stage.mutation()).await.len(), 101);
    });
}

#[test]
fn a_large_copy_that_broke_off_goes_on_where_it_was() {
    for (before, stop) in [(0, 20), (0, 59), (30, 50)] {
        let (stage, (_keep, from)) = (Stage::new(), here(30));
        run(async {
            if before > 0 {
                copy_in(&from, &stage.mutation(), None, PART).await.unwrap();
            }
            record_all(&from, &(30..60).collect::<Vec<u64>>(), 1).await.unwrap();
            let since = stage.requests();
            copy_in(&from, &stage.mutation(), Some(stop), PART).await.unwrap_err();
            let first = trees(&stage, since);
            assert!(first > 0 && refs_of(&stage).await.contains(&BESIDE.to_owned()), "{before} {stop}");
            let size = stage.mutation().head().await.unwrap().map_or(0, |head| head.size());
            assert_eq!(size, before, "nobody sees a part of it");
            let since = stage.requests();
            copy_in(&from, &stage.mutation(), None, PART).await.unwrap();
            let second = trees(&stage, since);
            assert_eq!(verified(&stage.mutation()).await, verified(&from).await);
            assert_eq!(refs_of(&stage).await, ["releasegate-ledger/2026-11"]);
            // A copy in one go, for comparison.
            let (whole, since) = (Stage::new(), 0);
            copy_in(&from, &whole.mutation(), None, PART).await.unwrap();
            if before == 0 {
                assert!(second < trees(&whole, since), "{stop}: {first} parts were sent twice");
            }
        });
    }
}

#[test]
fn what_was_erased_since_a_copy_broke_off_does_not_come_back() {
    let (stage, (folder, from)) = (Stage::new(), here(60));
    run(async {
        copy_in(&from, &stage.mutation(), Some(50), PART).await.unwrap_err();
        let shard = folder.path().join("ledger-2026-11");
        std::fs::remove_file(shard.join(layout::envelope(0))).unwrap();
        let error = copy_in(&from, &stage.mutation(), None, PART).await.unwrap_err().to_string();
        assert!(error.contains("does not have any more") && error.contains("run the copy again"), "{error}");
        assert!(refs_of(&stage).await.is_empty());
        let head = copy_in(&from, &stage.mutation(), None, PART).await.unwrap();
        let entry = stage.mutation().entry(&head, 0).await.unwrap();
        assert!(entry.entry.is_some() && entry.envelope.is_none());
    });
}

#[test]
fn a_part_that_does_not_go_on_from_the_ledger_is_removed() {
    let (stage, (_keep, from)) = (Stage::new(), here(30));
    run(async {
        copy_in(&from, &stage.mutation(), None, 1 << 20).await.unwrap();
        record_all(&from, &(30..60).collect::<Vec<u64>>(), 1).await.unwrap();
        copy_in(&from, &stage.mutation(), Some(50), PART).await.unwrap_err();
        assert!(refs_of(&stage).await.contains(&BESIDE.to_owned()));
        // Somebody else brought the ledger on in the meantime, by the same record.
        record_all(&stage.mutation(), &[30], 1).await.unwrap();
        copy_in(&from, &stage.mutation(), None, PART).await.unwrap();
        assert_eq!(verified(&stage.mutation()).await, verified(&from).await);
        assert_eq!(refs_of(&stage).await, ["releasegate-ledger/2026-11"]);
    });
}
