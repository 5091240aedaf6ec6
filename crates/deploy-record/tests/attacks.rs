//! The table of attacks names tests that there are, and leaves no attack and no test with a number out.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "sources that cannot be read should stop there"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const TABLE: &str = include_str!("../ATTACKS.md");
const ATTACKS: usize = 24;
/// Where a defence can stand.
const FOLDERS: [&str; 7] = [
    "crates/ledger",
    "crates/stores",
    "crates/history",
    "crates/mirror",
    "crates/journal",
    "crates/deploy-record",
    "tests/verifier",
];

/// The tests whose name begins with the number of an attack.
fn tests() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders: Vec<PathBuf> = FOLDERS.iter().map(|name| root.join(name)).collect();
    let mut found = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.extend(marked(&std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    found
}

/// The functions that stand below a `#[test]`, with nothing but other attributes between.
fn marked(source: &str) -> Vec<String> {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let is_test = |at: usize| {
        let above = lines[..at].iter().rev().take_while(|line| line.starts_with("#["));
        above.into_iter().any(|line| matches!(*line, "#[test]" | "#[tokio::test]"))
    };
    let name = |line: &str| {
        let line = line.trim_start_matches("async ").strip_prefix("fn attack_")?;
        line.split_once('(').map(|(name, _)| format!("attack_{name}"))
    };
    let named = lines.iter().enumerate().filter_map(|(at, line)| Some((at, name(line)?)));
    named.filter(|(at, _)| is_test(*at)).map(|(_, name)| name).collect()
}

/// The tests that the table names for each attack.
fn table() -> BTreeMap<usize, Vec<&'static str>> {
    let cells = TABLE.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let rows = cells.map(|line| line.split(" | ").collect::<Vec<_>>());
    let row = |cells: Vec<&'static str>| {
        let names = cells.get(2)?.split('`').skip(1).step_by(2).collect();
        Some((cells.first()?.parse().ok()?, names))
    };
    rows.filter_map(row).collect()
}

#[test]
fn each_attack_has_a_row_with_a_test() {
    let table = table();
    assert_eq!(table.keys().copied().collect::<Vec<_>>(), (1..=ATTACKS).collect::<Vec<_>>());
    for (number, names) in table {
        assert!(!names.is_empty(), "no test answers attack {number}");
        for name in names {
            assert!(
                name.starts_with(&format!("attack_{number:02}_")),
                "attack {number}: `{name}` is of another"
            );
        }
    }
}

#[test]
fn the_table_names_the_tests_that_there_are() {
    let named: BTreeSet<String> = table().into_values().flatten().map(str::to_owned).collect();
    let there = tests();
    let missing: Vec<_> = named.difference(&there).collect();
    let untold: Vec<_> = there.difference(&named).collect();
    assert!(missing.is_empty() && untold.is_empty(), "no such test: {missing:?}; not in the table: {untold:?}");
}
