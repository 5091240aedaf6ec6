use std::collections::BTreeMap;
use std::path::Path;

use super::judged::{Outcome, judge};
use super::log::Ran;
use super::setting::Setting;
use super::{logs, page, requirement, sources};

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn setting() -> Setting {
    Setting {
        version: "0.0.0".to_owned(),
        commit: String::new(),
        changed: true,
        lockfile_sha256: "ab".repeat(32),
        toolchain: "rustc 1".to_owned(),
        date: "2026-11-24T00:00:00Z".to_owned(),
        binaries: Vec::new(),
        logs: Vec::new(),
    }
}

#[test]
fn every_test_that_a_requirement_names_is_there() {
    let there = sources(&root()).unwrap();
    for one in requirement::all().unwrap() {
        for name in &one.tests {
            assert!(there.contains_key(name), "{}: there is no test `{name}`", one.id);
        }
    }
}

#[test]
fn logs_are_given_one_by_one_and_nothing_else_is() {
    assert!(logs(&[]).unwrap().is_empty());
    assert_eq!(logs(&["--from", "a", "--from", "b"]).unwrap(), ["a", "b"].map(Path::new));
    for words in [&["--from"] as &[&str], &["a"], &["--from", "a", "b"], &["--all", "a"]] {
        assert!(logs(words).is_err(), "{words:?}");
    }
}

#[test]
fn without_a_log_nothing_is_proved_and_every_result_says_so() {
    let requirements = requirement::all().unwrap();
    let judged = judge(&requirements, &sources(&root()).unwrap(), &Ran::default());
    assert!(judged.iter().all(|one| one.outcome == Outcome::NotProved));
    let text = page::markdown(&setting(), &judged);
    assert!(text.contains(&format!("0 of {} requirements proved", judged.len())), "{text}");
    assert!(!text.contains("**proved**"));
    assert!(text.contains("| Commit | unknown, with files that differ from it |"));
    let json: serde_json::Value = serde_json::from_str(&page::json(&setting(), &judged).unwrap()).unwrap();
    let results = json["requirements"].as_array().unwrap().iter().map(|one| &one["result"]);
    assert!(results.clone().count() == judged.len() && results.into_iter().all(|word| word == "not proved"));
}

#[test]
fn a_log_in_which_all_of_them_pass_proves_all() {
    let requirements = requirement::all().unwrap();
    let names = requirements.iter().flat_map(|one| one.tests.clone());
    let defined: BTreeMap<String, usize> = names.map(|name| (name, 1)).collect();
    let log: String = defined.keys().map(|name| format!("test of::{name} ... ok\n")).collect();
    let mut ran = Ran::default();
    ran.add(&log);
    let judged = judge(&requirements, &defined, &ran);
    assert!(judged.iter().all(|one| one.outcome == Outcome::Proved));
    let text = page::markdown(&setting(), &judged);
    for words in
        ["## Installation qualification", "## Performance qualification", "## Signature", "no certificate"]
    {
        assert!(text.contains(words), "{words}");
    }
    // Each row of a table has the cells of its head.
    let rows = text.lines().filter(|line| line.starts_with("| RG-"));
    assert!(
        rows.clone().count() == judged.len() && rows.into_iter().all(|row| row.matches(" | ").count() == 4)
    );
}
