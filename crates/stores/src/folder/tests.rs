use std::fs;

use super::*;
use crate::head::Head;
use crate::samples::{self, record_all, run, verified};
use crate::seen::{Lost, Seen};
use crate::store::Store;

mod attacks;
mod crashes;
mod processes;

fn nothing(_: &str) -> Option<String> {
    None
}

pub(crate) fn store(path: &Path) -> Store {
    Store::folder(path, samples::origin(), false, &nothing).unwrap()
}

#[test]
fn what_is_recorded_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    assert!(run(store.head()).unwrap().is_none());
    let first = run(record_all(&store, &[0], 1)).unwrap();
    assert_eq!((first.head.size(), first.places[0].index, first.places[0].found), (1, 0, false));
    // Many at once, one of which is there already.
    let more = run(record_all(&store, &[1, 0, 2, 3], 1)).unwrap();
    let places: Vec<(u64, bool)> = more.places.iter().map(|place| (place.index, place.found)).collect();
    assert_eq!(places, [(1, false), (0, true), (2, false), (3, false)]);
    assert_eq!(run(verified(&store)), (0..4).map(samples::key_of).collect::<Vec<_>>());
    let head = run(store.head()).unwrap().unwrap();
    assert_eq!(run(store.find(&head, &samples::key_of(2))).unwrap().unwrap().index, 2);
    assert!(run(store.find(&head, &samples::key_of(9))).unwrap().is_none());
    let digest = Hash::of(b"evidence of 3");
    assert_eq!(run(store.evidence(&head, &digest)).unwrap().unwrap(), b"evidence of 3");
    assert!(run(store.evidence(&head, &Hash::ZERO)).unwrap().is_none());
    assert_eq!(run(store.entries(&head, 2..9)).unwrap().len(), 2);
}

#[test]
fn attack_15_an_old_head_loses_the_race() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    run(record_all(&store, &[0], 1)).unwrap();
    let old = run(store.head()).unwrap().unwrap();
    run(record_all(&store, &[1], 1)).unwrap();
    let (mut tip, _) = samples::tip(1);
    let late = run(store.append(Some(&old), &samples::batch(&mut tip, 2..3))).unwrap_err();
    assert!(matches!(late, AppendError::Conflict { found: Some(_) }), "{late}");
    let (mut tip, _) = samples::tip(0);
    let fresh = self::store(folder.path());
    let again = run(fresh.append(None, &samples::batch(&mut tip, 0..1))).unwrap_err();
    assert!(matches!(again, AppendError::Conflict { found: Some(_) }), "{again}");
    assert_eq!(run(verified(&fresh)).len(), 2);
}

#[test]
fn a_hosted_runner_wants_another_store() {
    let folder = tempfile::tempdir().unwrap();
    let vars = |environment: &'static str| {
        move |name: &str| match name {
            "GITHUB_ACTIONS" => Some("true".to_owned()),
            "RUNNER_ENVIRONMENT" => Some(environment.to_owned()),
            _ => None,
        }
    };
    let open = |environment, ok| Store::folder(folder.path(), samples::origin(), ok, &vars(environment));
    let error = open("github-hosted", false).unwrap_err();
    assert!(matches!(error, StoreError::Config(_)) && error.to_string().contains("ephemeral-ok"), "{error}");
    assert!(open("github-hosted", true).is_ok() && open("self-hosted", false).is_ok());
}

#[test]
fn shards_lie_beside_each_other() {
    let folder = tempfile::tempdir().unwrap();
    run(record_all(&store(folder.path()), &[0], 1)).unwrap();
    let other = ledger::origin::Origin::parse("github.com/1/2/deployments/2026-12").unwrap();
    let other = Store::folder(folder.path(), other, false, &nothing).unwrap();
    assert!(run(other.head()).unwrap().is_none());
    fs::write(folder.path().join("ledger-2026-10"), "no folder").unwrap();
    fs::create_dir(folder.path().join("ledger-2026-09")).unwrap();
    let shards: Vec<String> = run(other.shards()).unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(shards, ["github.com/1/2/deployments/2026-09", "github.com/1/2/deployments/2026-11"]);
}

#[test]
fn an_erased_envelope_is_in_no_file_and_the_ledger_sound() {
    let folder = tempfile::tempdir().unwrap();
    let here = store(folder.path());
    let head = run(record_all(&here, &[0, 1], 1)).unwrap().head;
    // What a run that broke off leaves beside the shard.
    let left = folder.path().join(".begin-0123456789abcdef");
    std::fs::create_dir(&left).unwrap();
    std::fs::write(left.join("x"), samples::record(1).envelope).unwrap();
    let entry = run(here.entry(&head, 1)).unwrap().entry.unwrap();
    run(samples::append_all(&here, &[samples::redaction(1, &entry)], &[], 1)).unwrap();
    run(here.erase(1)).unwrap();
    run(here.erase(1)).unwrap();
    assert!(!left.exists());
    assert!(!folder.path().join("ledger-2026-11").join(crate::layout::envelope(1)).exists());
    assert_eq!(run(verified(&here)).len(), 3);
}
