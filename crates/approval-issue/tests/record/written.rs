//! What the bytes of a ledger hold, and what they do not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use approval::evaluation::Outcome;
use approval_issue::record::{environment_slug, events};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ledger::dsse::Envelope;
use ledger::predicate::Predicate;
use ledger::statement::Statement;
use stores::People;

use crate::world::{ALICE, BOB, NAME, World, key, run};

/// Every file below a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

/// Every file with its bytes.
pub(crate) fn all(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    files(folder).into_iter().map(|path| (path.clone(), std::fs::read(&path).unwrap())).collect()
}

#[test]
fn t11_no_byte_of_the_ledger_names_a_person_or_holds_their_words() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new();
    world.ask(folder.path());
    world.says(BOB, "/aprove because of the whale");
    world.says(BOB, "/break-glass because a whale fell");
    world.says(ALICE, "/approve as quality-release because of the whale");
    world.says(BOB, "/deny because of the whale");
    world.decide(folder.path());
    let mut texts: Vec<String> = Vec::new();
    for bytes in all(folder.path()).values() {
        texts.push(String::from_utf8_lossy(bytes).into_owned());
        if let Ok(envelope) = Envelope::parse(bytes) {
            let verifier = key().verifier();
            let payload = envelope.verify(&[&verifier]).unwrap().payload.to_vec();
            let payload = String::from_utf8(payload).unwrap();
            let inner = payload.split("base64,").skip(1).filter_map(|rest| rest.split('"').next());
            texts.extend(inner.map(|inner| String::from_utf8(STANDARD.decode(inner).unwrap()).unwrap()));
            texts.push(payload);
        }
    }
    assert!(texts.iter().any(|text| text.contains("\"reject\"")), "the envelopes were read");
    assert!(texts.iter().any(|text| text.contains("\"of\":\"a\"")), "the memberships were read");
    for text in &texts {
        for hidden in [NAME, "login-of", "whale", "5000011", "5000012", "/deny"] {
            assert!(!text.contains(hidden), "{hidden} in {text}");
        }
    }
}

#[test]
fn t11_what_was_recorded_evaluates_to_the_same_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new();
    world.ask(folder.path());
    world.says(ALICE, "/approve as quality-release because it was tested");
    let recorded = world.decide(folder.path());
    let (facts, evaluation) = world.judged(&recorded);
    assert_eq!(evaluation.outcome, Outcome::Approved);
    assert_eq!(facts.seen.len(), 1);
    assert_eq!(facts.seen[0].author, Some(ALICE));
    assert_eq!(facts.seen[0].memberships.as_ref().unwrap().of, facts.people[0].now.of);
    // That it was asked for, the comment, the approval, the outcome.
    assert_eq!(recorded.places.len(), 4);
}

#[test]
fn t11_printed_name_and_reason_are_kept_apart_and_open_what_the_ledger_commits_to() {
    let (folder, apart) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let people = People::folder(apart.path(), true, &|_| None).unwrap();
    let mut world = World::new();
    world.ask(folder.path());
    world.says(ALICE, "/approve as quality-release because of the whale");
    world.append_beside(folder.path(), Some(&people), events::events).unwrap();
    let verifier = key().verifier();
    let statement = |bytes: &Vec<u8>| {
        let envelope = Envelope::parse(bytes).ok()?;
        Statement::parse(envelope.verify(&[&verifier]).ok()?.payload).ok()
    };
    let files = all(folder.path());
    let approval = files.values().filter_map(statement).find_map(|statement| match statement.predicate {
        Predicate::Approval(one) => Some(one),
        _ => None,
    });
    let approval = approval.unwrap();
    let shown = |commitment| {
        let disclosure = run(people.disclosure(&approval.approver, commitment)).unwrap().unwrap();
        disclosure.open(commitment).unwrap().to_owned()
    };
    assert_eq!(shown(approval.name.as_ref().unwrap()), NAME);
    assert_eq!(shown(approval.comment.as_ref().unwrap()), "of the whale");
    assert_eq!(approval.stated_meaning.as_ref().unwrap().as_str(), "quality-release");
    assert_eq!(approval.signed_at.to_string(), "2026-11-23T10:01:00.000Z");
}

#[test]
fn names_of_environments_never_fall_together() {
    let made = |name: &str| environment_slug(name).unwrap().to_string();
    assert_eq!((made("PRODUCTION"), made("Prod/EU")), ("production".to_owned(), made("prod/eu")));
    let names = ["production", "prod/eu", "prod-eu", "prod eu", "", "ä", "ö", "..", "-"];
    let mut slugs: Vec<String> = names.iter().map(|name| environment_slug(name).unwrap().to_string()).collect();
    assert_eq!(slugs[0], "production");
    // Whoever names an environment as another one is recorded gets another name.
    slugs.extend(slugs.clone().iter().map(|made| environment_slug(made).unwrap().to_string()));
    slugs.sort();
    slugs.dedup();
    assert_eq!(slugs.len(), names.len() * 2 - 2, "`production` and `prod-eu` are themselves: {slugs:?}");
    assert!(environment_slug(&"x".repeat(500)).is_ok());
}
