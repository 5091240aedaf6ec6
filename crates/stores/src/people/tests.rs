use std::fs;
use std::path::PathBuf;

use ledger::commitment::{Shown, shown};

use super::*;
use crate::samples::{self, run};

#[cfg(feature = "objects")]
mod bucket;

const VALUE: &str = "Zo\u{eb} \u{c5}str\u{f6}m";

fn people(path: &Path) -> People {
    People::folder(path, false, &|_| None).unwrap()
}

fn field(text: &str) -> Line {
    Line::new(text).unwrap()
}

/// Every file below a folder that holds these bytes, as they are or in base64.
fn grep(folder: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else if fs::read(entry.path()).unwrap().windows(bytes.len()).any(|window| window == bytes) {
                found.push(entry.path());
            }
        }
    }
    found
}

#[test]
fn a_person_is_erased_and_every_commitment_still_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let (people, origin) = (people(folder.path()), samples::origin());
    let (zoe, ada) = (People::pseudonym().unwrap(), People::pseudonym().unwrap());
    let commitments = [
        run(people.keep(&origin, &zoe, field("name"), VALUE.to_owned())).unwrap(),
        run(people.keep(&origin, &zoe, field("login"), "zoe-at-acme".to_owned())).unwrap(),
    ];
    let adas = run(people.keep(&origin, &ada, field("name"), "Ada".to_owned())).unwrap();
    let shown_by = |person, commitment: &Commitment, redactions: &[u64]| {
        let disclosure = run(people.disclosure(person, commitment)).unwrap();
        shown(commitment, disclosure.as_slice(), redactions)
    };
    assert_eq!(shown_by(&zoe, &commitments[0], &[]), Shown::Value(VALUE.to_owned()));
    assert_eq!(shown_by(&zoe, &commitments[1], &[]), Shown::Value("zoe-at-acme".to_owned()));
    // What an auditor was given before opens the commitment of the ledger, now and later.
    let given = run(people.disclosure(&zoe, &commitments[0])).unwrap().unwrap();
    // In the clear it is nowhere, before and after; the key is there before, and nowhere after.
    let key = fs::read(folder.path().join(key_path(&zoe))).unwrap();
    for text in [VALUE, "Wm/DqyDDhXN0csO2bQ==", "zoe-at-acme", "em9lLWF0LWFjbWU="] {
        assert!(grep(folder.path(), text.as_bytes()).is_empty(), "{text}");
    }
    assert_eq!(grep(folder.path(), &key), [folder.path().join(key_path(&zoe))]);
    run(people.erase(&zoe)).unwrap();
    run(people.erase(&zoe)).unwrap();
    assert!(grep(folder.path(), &key).is_empty());
    assert!(grep(folder.path(), VALUE.as_bytes()).is_empty());
    assert_eq!(shown_by(&zoe, &commitments[0], &[]), Shown::Withheld);
    assert_eq!(shown_by(&zoe, &commitments[0], &[7]), Shown::Erased { redactions: vec![7] });
    assert_eq!(given.open(&commitments[0]).unwrap(), VALUE);
    assert_eq!(shown_by(&ada, &adas, &[]), Shown::Value("Ada".to_owned()));
    // Nobody is given the pseudonym of somebody who was erased.
    let back = run(people.keep(&origin, &zoe, field("name"), VALUE.to_owned())).unwrap_err();
    assert!(matches!(back, PeopleError::Erased(_)), "{back}");
}

#[test]
fn what_an_old_copy_of_the_values_keeps_is_noise() {
    let folder = tempfile::tempdir().unwrap();
    let (people, person) = (people(folder.path()), People::pseudonym().unwrap());
    let commitment = run(people.keep(&samples::origin(), &person, field("name"), VALUE.to_owned())).unwrap();
    let path = folder.path().join(value_path(&person, &commitment));
    let copy = fs::read(&path).unwrap();
    run(people.erase(&person)).unwrap();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, copy).unwrap();
    assert!(run(people.disclosure(&person, &commitment)).unwrap().is_none());
    // Not even with a new key under the old name.
    fs::remove_file(folder.path().join(erased_path(&person))).unwrap();
    run(people.keep(&samples::origin(), &person, field("name"), VALUE.to_owned())).unwrap();
    assert!(matches!(run(people.disclosure(&person, &commitment)), Err(PeopleError::Damaged { .. })));
}

#[test]
fn an_erasure_that_broke_off_is_finished_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let (people, person) = (people(folder.path()), People::pseudonym().unwrap());
    let commitment = run(people.keep(&samples::origin(), &person, field("name"), VALUE.to_owned())).unwrap();
    fs::create_dir(folder.path().join("erased")).unwrap();
    fs::write(folder.path().join(erased_path(&person)), "").unwrap();
    // The key is still there, and nothing is shown any more.
    assert!(
        run(people.disclosure(&person, &commitment)).unwrap().is_none()
            && run(people.is_erased(&person)).unwrap()
    );
    run(people.erase(&person)).unwrap();
    assert!(!folder.path().join(key_path(&person)).exists());
    assert!(!folder.path().join("values").join(person.as_str()).exists());
}

#[test]
fn a_value_in_the_place_of_another_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (people, person) = (people(folder.path()), People::pseudonym().unwrap());
    let one = run(people.keep(&samples::origin(), &person, field("name"), VALUE.to_owned())).unwrap();
    let two = run(people.keep(&samples::origin(), &person, field("name"), VALUE.to_owned())).unwrap();
    assert_ne!(one, two);
    let path = |commitment| folder.path().join(value_path(&person, commitment));
    fs::copy(path(&one), path(&two)).unwrap();
    assert!(matches!(run(people.disclosure(&person, &two)), Err(PeopleError::Damaged { .. })));
    assert!(run(people.disclosure(&person, &one)).unwrap().is_some());
}

#[test]
fn nobody_draws_the_same_pseudonym() {
    let drawn: std::collections::HashSet<Pseudonym> = (0..100).map(|_| People::pseudonym().unwrap()).collect();
    assert_eq!(drawn.len(), 100);
}

#[cfg(unix)]
#[test]
fn attack_13_a_key_is_its_owners_and_no_link() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (people, person) = (people(folder.path()), People::pseudonym().unwrap());
    run(people.keep(&samples::origin(), &person, field("name"), VALUE.to_owned())).unwrap();
    let key = folder.path().join(key_path(&person));
    assert_eq!(key.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let outside = tempfile::tempdir().unwrap();
    fs::rename(folder.path().join("keys"), outside.path().join("keys")).unwrap();
    symlink(outside.path().join("keys"), folder.path().join("keys")).unwrap();
    let through = run(people.keep(&samples::origin(), &person, field("name"), VALUE.to_owned())).unwrap_err();
    assert!(matches!(through, PeopleError::Store(StoreError::Refused { .. })), "{through}");
}

#[test]
fn a_place_that_keeps_what_is_erased_or_loses_what_is_kept_is_refused() {
    let open = |address: &str, hosted: bool| {
        let var = |name: &str| match name {
            "GITHUB_ACTIONS" if hosted => Some("true".to_owned()),
            "RUNNER_ENVIRONMENT" if hosted => Some("github-hosted".to_owned()),
            _ => None,
        };
        People::open(&address.parse().unwrap(), false, &var).unwrap_err().to_string()
    };
    let branch = open("branch:people", false);
    assert!(branch.contains("git keeps the key of everybody") && branch.contains("name a bucket"), "{branch}");
    let folder = open("dir:people", true);
    assert!(folder.contains("GitHub deletes this runner"), "{folder}");
}
