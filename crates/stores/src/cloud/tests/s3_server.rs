//! Against a server that speaks S3, which `cargo xtask stores` starts: first that it refuses what it must refuse, and then that fifty writers lose nothing to it.

use std::time::Duration;

use ledger::hash::Hash;
use ledger::name::Line;
use object_store::path::Path;
use object_store::{Error, ObjectStoreExt as _, PutMode, PutOptions, UpdateVersion};

use super::*;
use crate::people::{People, PeopleError};

/// The address of the server. Without it these tests are no tests: they fail.
fn server() -> String {
    std::env::var("RELEASEGATE_S3_SERVER").expect("no server: run `cargo xtask stores`, which starts one")
}

fn on(bucket: &str) -> Store {
    let variables = variables(Cloud::Amazon, &server());
    let var = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
    Store::cloud(Cloud::Amazon, bucket, "audit/shop", samples::origin(), &var).unwrap()
}

/// What everything else stands on: a server that took these puts would pass for one that lost nothing, and lose it.
#[test]
fn the_server_refuses_what_is_stale_and_what_is_there() {
    run(async {
        let variables = variables(Cloud::Amazon, &server());
        let var =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        let store = clients(Cloud::Amazon, "conditions", &var).unwrap().once;
        let place = Path::parse("a/object").unwrap();
        let put = async |mode: PutMode, bytes: &'static str| {
            store.put_opts(&place, bytes.into(), PutOptions::from(mode)).await
        };
        let update = |e_tag: Option<String>| PutMode::Update(UpdateVersion { e_tag, version: None });
        let absent = put(update(Some("\"00000000000000000000000000000000\"".to_owned())), "absent").await;
        assert!(matches!(absent, Err(Error::Precondition { .. })), "{absent:?}");
        let first = put(PutMode::Create, "first").await.unwrap().e_tag;
        let again = put(PutMode::Create, "again").await;
        assert!(matches!(again, Err(Error::AlreadyExists { .. })), "{again:?}");
        let second = put(update(first.clone()), "second").await.unwrap().e_tag;
        let stale = put(update(first), "stale").await;
        assert!(matches!(stale, Err(Error::Precondition { .. })), "{stale:?}");
        let found = store.get(&place).await.unwrap();
        assert_eq!(
            (found.meta.e_tag.clone(), found.bytes().await.unwrap().as_ref()),
            (second, b"second".as_ref())
        );
    });
}

#[test]
fn a_ledger_is_begun_read_and_listed() {
    run(async {
        assert!(on("common").head().await.unwrap().is_none());
        record_all(&on("common"), &[0, 1], 1).await.unwrap();
        let more = record_all(&on("common"), &[2, 0], 1).await.unwrap();
        assert_eq!(more.places.iter().map(|place| place.found).collect::<Vec<_>>(), [false, true]);
        assert_eq!(verified(&on("common")).await, [0, 1, 2].map(samples::key_of));
        let evidence = on("common").evidence(&more.head, &Hash::of(b"evidence of 2")).await.unwrap();
        assert_eq!(evidence.unwrap(), b"evidence of 2");
        assert_eq!(on("common").shards().await.unwrap(), [samples::origin()]);
        let elsewhere = on("no-such-bucket").head().await;
        assert!(!matches!(elsewhere, Ok(Some(_))), "{elsewhere:?}");
    });
}

/// Every object of the bucket `common` below a folder that holds these bytes.
async fn holding(folder: &str, bytes: &[u8]) -> Vec<String> {
    let variables = variables(Cloud::Amazon, &server());
    let var = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
    let store = clients(Cloud::Amazon, "common", &var).unwrap().patient;
    let (mut found, mut folders) = (Vec::new(), vec![Path::parse(folder).unwrap()]);
    while let Some(folder) = folders.pop() {
        let listed = store.list_with_delimiter(Some(&folder)).await.unwrap();
        folders.extend(listed.common_prefixes);
        for object in listed.objects {
            let held = store.get(&object.location).await.unwrap().bytes().await.unwrap();
            if bytes.is_empty() || held.windows(bytes.len()).any(|part| part == bytes) {
                found.push(object.location.to_string());
            }
        }
    }
    found
}

#[test]
fn a_person_and_an_envelope_go_from_a_bucket() {
    let variables = variables(Cloud::Amazon, &server());
    let var = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
    let ledger = || Store::cloud(Cloud::Amazon, "common", "erasing", samples::origin(), &var).unwrap();
    run(async {
        let people = People::open(&"s3://common/people".parse().unwrap(), false, &var).unwrap();
        let (person, field) = (People::pseudonym().unwrap(), Line::new("name").unwrap());
        let keep = async || people.keep(&samples::origin(), &person, field.clone(), "Ada".to_owned()).await;
        let name = keep().await.unwrap();
        keep().await.unwrap();
        assert_eq!(holding("people", b"").await.len(), 3, "a key and two values");
        assert_eq!(people.disclosure(&person, &name).await.unwrap().unwrap().value, "Ada");
        people.erase(&person).await.unwrap();
        assert!(people.disclosure(&person, &name).await.unwrap().is_none());
        assert!(matches!(keep().await, Err(PeopleError::Erased(_))));
        assert_eq!(holding("people", b"").await, [format!("people/erased/{person}")]);
        let head = record_all(&ledger(), &[0, 1], 1).await.unwrap().head;
        let envelope = samples::record(1).envelope;
        assert_eq!(holding("erasing", &envelope).await.len(), 2, "its place, and the batch");
        let entry = ledger().entry(&head, 1).await.unwrap().entry.unwrap();
        samples::append_all(&ledger(), &[samples::redaction(1, &entry)], &[], 1).await.unwrap();
        ledger().erase(1).await.unwrap();
        assert!(holding("erasing", &envelope).await.is_empty());
        record_all(&ledger(), &[2], 1).await.unwrap();
        assert_eq!(verified(&ledger()).await.len(), 4);
    });
}

/// Fifty jobs at once record one number each, and one in three is killed in the middle of whatever it does, some several times, and started again with the
/// same record. In the bucket `lossy` the server also takes heads without saying so, or says that it failed.
fn fifty(bucket: &'static str) {
    let killed = std::sync::atomic::AtomicU64::new(0);
    std::thread::scope(|scope| {
        for number in 0..50_u64 {
            let killed = &killed;
            scope.spawn(move || {
                let mut lives = if number.is_multiple_of(3) { 3 } else { 0 };
                while lives > 0 {
                    let life = Duration::from_millis(40 + getrandom::u64().unwrap() % 400);
                    let ended = run(async {
                        tokio::time::timeout(life, record_all(&on(bucket), &[number], 10_000)).await
                    });
                    lives = if ended.is_err() { lives - 1 } else { 0 };
                    killed.fetch_add(u64::from(ended.is_err()), std::sync::atomic::Ordering::SeqCst);
                }
                let appended = run(record_all(&on(bucket), &[number], 10_000)).unwrap();
                assert_eq!(appended.places.len(), 1);
            });
        }
    });
    assert!(killed.into_inner() > 0, "nobody was killed: the machine is faster than the test expects");
    let mut keys = run(verified(&on(bucket)));
    keys.sort();
    let mut wanted: Vec<Hash> = (0..50).map(samples::key_of).collect();
    wanted.sort();
    assert_eq!(keys, wanted);
}

#[test]
fn attack_15_fifty_writers_of_whom_some_are_killed_lose_and_duplicate_nothing() {
    fifty("killed");
}

#[test]
fn attack_15_fifty_writers_whose_answers_are_lost_lose_and_duplicate_nothing() {
    fifty("lossy");
}
