//! The table of attacks names tests that there are, and leaves none of the attacks out.
#![expect(clippy::disallowed_methods, reason = "the sources are read as text, which only a test of them does")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "sources that cannot be read should stop there"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const TABLE: &str = include_str!("../ATTACKS.md");
const ATTACKS: usize = 68;

/// The functions of this crate and the tool's whose name tells what they are a test of.
fn tests() -> BTreeSet<String> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut folders: Vec<PathBuf> =
        ["approval", "approval-issue"].iter().map(|name| crates.join(name)).collect();
    let mut found = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().into_iter().flatten() {
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

/// The functions that stand directly below a `#[test]`.
fn marked(source: &str) -> Vec<String> {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let pairs = lines.windows(2).filter(|pair| matches!(pair[0], "#[test]" | "#[tokio::test]"));
    let name = |line: &str| {
        let line = line.trim_start_matches("async ").strip_prefix("fn ")?;
        line.split_once('(').map(|(name, _)| name.to_owned())
    };
    pairs.filter_map(|pair| name(pair[1])).collect()
}

/// Number, attack and answer of each row.
fn rows() -> Vec<(usize, &'static str, &'static str)> {
    let cells = TABLE.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let rows = cells.map(|line| line.split(" | ").collect::<Vec<_>>());
    rows.filter_map(|cells| Some((cells.first()?.parse().ok()?, *cells.get(1)?, *cells.get(2)?))).collect()
}

fn names(answer: &'static str) -> impl Iterator<Item = &'static str> {
    let quoted = answer.split('`').skip(1).step_by(2);
    quoted.filter(|name| name.contains("attack_"))
}

#[test]
fn each_attack_has_a_row() {
    let numbers: Vec<usize> = rows().iter().map(|row| row.0).collect();
    assert_eq!(numbers, (1..=ATTACKS).collect::<Vec<_>>());
}

#[test]
fn each_test_of_the_table_is_there() {
    let tests = tests();
    for (number, attack, answer) in rows() {
        for name in names(answer) {
            assert!(tests.contains(name), "attack {number}: there is no test `{name}`");
            let numbers = name.split('_').filter_map(|part| part.parse().ok());
            assert!(
                numbers.into_iter().any(|named: usize| named == number),
                "`{name}` does not name attack {number}"
            );
        }
        assert!(names(answer).next().is_some(), "no test answers attack {number}, {attack}");
    }
}

/// Only these three may be answered by saying so.
#[test]
fn no_other_attack_is_called_a_limit() {
    let limits: Vec<usize> = rows().iter().filter(|row| row.2.contains("a limit: ")).map(|row| row.0).collect();
    assert!(limits.iter().all(|number| [24, 27, 68].contains(number)), "{limits:?}");
}
