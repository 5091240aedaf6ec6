//! Somebody moved, emptied or deleted the branch.

use super::*;

const BRANCH: &str = "releasegate-ledger/2026-11";

async fn ledger(stage: &Stage, size: u64) -> Seen {
    let numbers: Vec<u64> = (0..size).collect();
    let appended = record_all(&stage.mutation(), &numbers, 1).await.unwrap();
    Seen::at(&appended.head)
}

async fn delete(stage: &Stage) {
    let repository = "octo/shop".parse().unwrap();
    refs::delete(&client(stage), &repository, &format!("refs/heads/{BRANCH}")).await.unwrap();
}

#[test]
fn attack_01_a_branch_that_was_moved_by_force_is_told_by_its_commits() {
    let stage = Stage::new();
    run(async {
        let seen = ledger(&stage, 2).await;
        let watching = stage.mutation();
        watching.head().await.unwrap();
        // Another history, and longer than the one that was seen.
        delete(&stage).await;
        record_all(&stage.mutation(), &[10, 11, 12], 1).await.unwrap();
        for store in [watching, stage.mutation().having_seen(seen.clone())] {
            let error = store.head().await.unwrap_err();
            assert!(matches!(error, StoreError::Lost(Lost::Forced { .. })), "{error}");
            assert!(record_all(&store, &[1], 3).await.is_err());
        }
        // Who kept the checkpoint alone learns it from the entries.
        let kept = Seen { version: None, ..seen };
        let store = stage.mutation().having_seen(kept.clone());
        let head = store.head().await.unwrap().unwrap();
        let error = store.grew_from(&head, &kept).await.unwrap_err();
        assert!(matches!(error, StoreError::Lost(Lost::Rewritten(2))), "{error}");
    });
}

#[test]
fn attack_02_a_branch_that_is_gone_or_shorter_is_not_begun_anew() {
    let stage = Stage::new();
    run(async {
        let seen = ledger(&stage, 3).await;
        let watching = stage.mutation();
        let head = watching.head().await.unwrap().unwrap();
        delete(&stage).await;
        for store in [&watching, &stage.mutation().having_seen(seen)] {
            let error = store.head().await.unwrap_err();
            assert!(matches!(error, StoreError::Lost(Lost::Gone { seen: 3 })), "{error}");
            assert!(record_all(store, &[7], 20).await.is_err());
        }
        record_all(&stage.mutation(), &[0], 1).await.unwrap();
        let error = watching.head().await.unwrap_err();
        assert!(matches!(error, StoreError::Lost(Lost::Shrunk { seen: 3, found: 1 })), "{error}");
        let checkpoint = Checkpoint::new(samples::origin().to_string(), 1, head.root());
        let other = stage.mutation().having_seen(Seen::of(&checkpoint));
        assert!(matches!(other.head().await, Err(StoreError::Lost(Lost::Rewritten(1)))));
    });
}

#[test]
fn attack_02_who_knows_of_a_ledger_begins_none() {
    let stage = Stage::new();
    run(async {
        let store = stage.mutation();
        let clock = samples::Hurry;
        let (beginning, patience) = (crate::append::Beginning::MustExist, crate::append::Patience::default());
        let build =
            |_: Option<&crate::Head>, _: &[usize]| -> Result<crate::Batch, StoreError> { unreachable!() };
        let end = crate::append::append(&store, &[Hash::ZERO], beginning, patience, &clock, build).await;
        assert!(
            end.unwrap_err().to_string().starts_with("there is no ledger at branch:releasegate-ledger/2026-11")
        );
    });
}

#[test]
fn attack_13_a_branch_of_something_else_is_no_ledger() {
    let stage = Stage::new();
    stage.0.hub().commit_files(1, BRANCH, 101, "Begin", &[("README.md", Some("x"))]).unwrap();
    run(async {
        let error = stage.mutation().head().await.unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        assert!(record_all(&stage.mutation(), &[0], 3).await.is_err());
    });
    stage.0.hub().commit_files(1, BRANCH, 101, "Forge", &[("head", Some("x"))]).unwrap();
    run(async {
        assert!(matches!(stage.mutation().head().await, Err(StoreError::Head { .. })));
    });
}

#[test]
fn attack_14_a_file_that_is_too_long_is_not_read() {
    let stage = Stage::new();
    run(ledger(&stage, 1));
    let long = "x".repeat(200_000);
    let entry = layout::envelope(0);
    stage.0.hub().commit_files(1, BRANCH, 101, "Fill", &[(&entry, Some(&long))]).unwrap();
    run(async {
        let store = stage.mutation();
        let head = store.head().await.unwrap().unwrap();
        assert!(matches!(store.entry(&head, 0).await, Err(StoreError::TooLarge { .. })));
    });
}
