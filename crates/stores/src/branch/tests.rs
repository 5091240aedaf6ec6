use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use github::{Clock, Settings};
use github_sim::{Fault, FaultKind, Seed, SimClock, Simulator};
use ledger::checkpoint::Checkpoint;

use super::*;
use crate::receive::tests::copy;
use crate::samples::{self, record_all, run, verified};
use crate::seen::{Lost, Seen};
use crate::store::Store;

mod attacks;
mod copies;
mod writers;

/// A simulator whose clock is moved by waiting, so that no test waits.
struct Stage(Simulator);

struct Waiting {
    clock: SimClock,
    start: jiff::Timestamp,
    millis: AtomicU64,
}

impl Clock for Waiting {
    fn elapsed(&self) -> Duration {
        let seconds = u64::try_from(self.clock.now().as_second() - self.start.as_second()).unwrap();
        Duration::from_secs(seconds) + Duration::from_millis(self.millis.load(Ordering::SeqCst) % 1000)
    }

    fn sleep(&self, time: Duration) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let millis = u64::try_from(time.as_millis()).unwrap();
        let before = self.millis.fetch_add(millis, Ordering::SeqCst);
        self.clock.advance(Duration::from_secs((before + millis) / 1000 - before / 1000));
        Box::pin(std::future::ready(()))
    }

    fn unix_seconds(&self) -> i64 {
        self.clock.now().as_second()
    }

    fn chance(&self) -> u64 {
        0
    }
}

impl Stage {
    /// A repository with a first commit on its default branch, as each has that runs a workflow.
    fn new() -> Self {
        let stage = Self(Simulator::start(Seed::small().without_limits()).unwrap());
        stage.0.hub().commit_files(1, "main", 101, "Begin", &[("README.md", Some("x"))]).unwrap();
        stage
    }

    /// Made inside of a runtime.
    fn store(&self, way: Way, timeout: u64) -> Store {
        let url = self.0.url().to_owned();
        let var = |name: &str| (name == "GITHUB_API_URL").then(|| url.clone());
        let mut settings = Settings::from_vars(&var, "actions-token").unwrap();
        settings.timeout = Duration::from_secs(timeout);
        let clock = self.0.clock();
        let waiting = Waiting { start: clock.now(), clock, millis: AtomicU64::new(0) };
        let github = GitHub::with_clock(settings, Box::new(waiting)).unwrap();
        Store::branch(github, "octo/shop".parse().unwrap(), "releasegate-ledger", samples::origin(), way)
    }

    fn mutation(&self) -> Store {
        self.store(Way::Mutation, 10)
    }

    /// Requests since the last time that somebody asked.
    fn requests(&self) -> usize {
        self.0.exchanges().len()
    }
}

#[test]
fn a_shard_begins_as_a_branch_without_a_parent() {
    let stage = Stage::new();
    run(async {
        let store = stage.mutation();
        assert!(store.head().await.unwrap().is_none());
        let first = record_all(&store, &[0, 1], 1).await.unwrap();
        assert_eq!((first.head.size(), first.places[1].index), (2, 1));
        let again = record_all(&stage.mutation(), &[1, 2], 1).await.unwrap();
        assert!(again.places[0].found && !again.places[1].found);
        let store = stage.mutation();
        let head = store.head().await.unwrap().unwrap();
        let digest = Hash::of(b"evidence of 2");
        assert_eq!(store.evidence(&head, &digest).await.unwrap().unwrap(), b"evidence of 2");
        assert!(store.evidence(&head, &Hash::ZERO).await.unwrap().is_none());
        assert_eq!(verified(&store).await, [0, 1, 2].map(samples::key_of));
        // The log of commits has all heads, each signed, and begins with ours.
        let place = Branch::new(
            client(&stage),
            "octo/shop".parse().unwrap(),
            "releasegate-ledger",
            &samples::origin(),
            Way::Mutation,
        );
        assert_eq!(place.branch, "releasegate-ledger/2026-11");
        let second = objects::commit(&place.github, &place.repository, head.version().as_str()).await.unwrap();
        let first = objects::commit(&place.github, &place.repository, &second.parents[0].sha).await.unwrap();
        assert!(first.parents.is_empty());
        assert!(first.message.starts_with("Record 2 entries\n\ngithub.com/1/2/deployments/2026-11\n2\n"));
        assert!(second.message.contains(&head.root().base64()), "{}", second.message);
    });
}

fn client(stage: &Stage) -> GitHub {
    let url = stage.0.url().to_owned();
    let var = |name: &str| (name == "GITHUB_API_URL").then(|| url.clone());
    GitHub::connect(Settings::from_vars(&var, "actions-token").unwrap()).unwrap()
}

#[test]
fn a_common_append_is_two_requests() {
    let stage = Stage::new();
    run(async {
        record_all(&stage.mutation(), &[0], 1).await.unwrap();
        let before = stage.requests();
        record_all(&stage.mutation(), &[1], 1).await.unwrap();
        assert_eq!(stage.requests() - before, 2);
        // As many entries as one likes cost the same, but for a mark each beyond the third.
        let before = stage.requests();
        record_all(&stage.mutation(), &[2, 3, 4], 1).await.unwrap();
        assert_eq!(stage.requests() - before, 2);
    });
}

#[test]
fn the_git_data_api_does_the_same() {
    let stage = Stage::new();
    run(async {
        for number in 0..3 {
            record_all(&stage.store(Way::GitData, 10), &[number], 1).await.unwrap();
        }
        let old = stage.mutation();
        let head = old.head().await.unwrap().unwrap();
        record_all(&stage.mutation(), &[3], 1).await.unwrap();
        // Somebody was faster, whichever way they took.
        let (mut tip, _) = samples::tip(3);
        let batch = samples::batch(&mut tip, 4..5);
        for way in [Way::GitData, Way::Mutation] {
            let late = stage.store(way, 10).append(Some(&head), &batch).await.unwrap_err();
            assert!(matches!(late, AppendError::Conflict { .. }), "{way:?} {late}");
        }
        let begun =
            stage.mutation().append(None, &samples::batch(&mut samples::tip(0).0, 0..1)).await.unwrap_err();
        assert!(matches!(begun, AppendError::Conflict { .. }), "{begun}");
        assert_eq!(verified(&stage.mutation()).await, [0, 1, 2, 3].map(samples::key_of));
    });
}

#[test]
fn where_the_mutation_is_refused_the_git_data_api_takes_over() {
    let stage = Stage::new();
    run(async {
        record_all(&stage.mutation(), &[0], 1).await.unwrap();
        stage
            .0
            .hub()
            .fault(Fault::on("POST", "/graphql#CreateCommitOnBranch", FaultKind::ServerError(422)).times(1));
        let appended = record_all(&stage.mutation(), &[1], 1).await.unwrap();
        assert_eq!(appended.head.size(), 2);
        assert_eq!(verified(&stage.mutation()).await, [0, 1].map(samples::key_of));
    });
}

#[test]
fn evidence_that_is_no_text_comes_back_to_the_byte() {
    let stage = Stage::new();
    run(async {
        let bytes: Vec<u8> = (0..=255).collect();
        for (number, way) in [(0, Way::Mutation), (1, Way::Mutation), (2, Way::GitData)] {
            let store = stage.store(way, 10);
            let head = store.head().await.unwrap();
            let mut batch = samples::batch(&mut samples::tip(number).0, number..number + 1);
            batch.evidence = vec![[bytes.as_slice(), &[u8::try_from(number).unwrap()]].concat()];
            let head = store.append(head.as_ref(), &batch).await.unwrap();
            let digest = Hash::of(&batch.evidence[0]);
            assert_eq!(store.evidence(&head, &digest).await.unwrap().unwrap(), batch.evidence[0]);
        }
    });
}

#[test]
fn a_copy_comes_and_goes_whole() {
    let stage = Stage::new();
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (here, there) = (crate::folder::tests::store(here.path()), crate::folder::tests::store(there.path()));
    run(async {
        record_all(&here, &[0, 1], 1).await.unwrap();
        copy(&here, &stage.mutation(), None).await.unwrap();
        record_all(&here, &[2], 1).await.unwrap();
        copy(&here, &stage.mutation(), None).await.unwrap();
        copy(&stage.mutation(), &there, None).await.unwrap();
        assert_eq!(verified(&there).await, [0, 1, 2].map(samples::key_of));
        // Another ledger is not added to it.
        record_all(&there, &[3], 1).await.unwrap();
        record_all(&here, &[4], 1).await.unwrap();
        copy(&there, &stage.mutation(), None).await.unwrap();
        assert!(copy(&here, &stage.mutation(), None).await.is_err());
        assert_eq!(verified(&stage.mutation()).await.len(), 4);
    });
}

#[test]
fn a_repository_without_a_commit_is_told_what_it_lacks() {
    let stage = Stage(Simulator::start(Seed::small().without_limits()).unwrap());
    run(async {
        let error = record_all(&stage.mutation(), &[0], 3).await.unwrap_err().to_string();
        assert!(error.contains("octo/shop has no commit yet"), "{error}");
    });
}

#[test]
fn shards_are_branches_beside_each_other() {
    let stage = Stage::new();
    run(async {
        assert!(stage.mutation().shards().await.unwrap().is_empty());
        record_all(&stage.mutation(), &[0], 1).await.unwrap();
        stage.0.hub().commit_files(1, "releasegate-ledger/2026-10", 101, "x", &[("x", Some("x"))]).unwrap();
        stage.0.hub().commit_files(1, "releasegate-ledgers", 101, "x", &[("x", Some("x"))]).unwrap();
        let shards: Vec<String> =
            stage.mutation().shards().await.unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(shards, ["github.com/1/2/deployments/2026-10", "github.com/1/2/deployments/2026-11"]);
    });
}

#[test]
fn a_branch_erases_nothing_and_says_what_to_do() {
    let stage = Stage::new();
    run(async {
        record_all(&stage.mutation(), &[0], 1).await.unwrap();
        let error = stage.mutation().erase(0).await.unwrap_err().to_string();
        assert!(
            error.contains("keeps in its history") && error.contains("copy the ledger to dir:PATH"),
            "{error}"
        );
    });
}

#[test]
fn a_reader_of_all_entries_asks_for_two_at_once() {
    let stage = Stage::new();
    run(async {
        let numbers: Vec<u64> = (0..40).collect();
        let head = record_all(&stage.mutation(), &numbers, 1).await.unwrap().head;
        let (store, before) = (stage.mutation(), stage.requests());
        let entries = store.entries(&head, 0..40).await.unwrap();
        assert_eq!(stage.requests() - before, 20);
        assert!(entries.iter().all(|one| one.entry.is_some() && one.envelope.is_some()));
        // The branch moved on, and what the earlier head covers is read as it was.
        record_all(&stage.mutation(), &[40], 1).await.unwrap();
        assert_eq!(store.entries(&head, 0..40).await.unwrap(), entries);
    });
}
