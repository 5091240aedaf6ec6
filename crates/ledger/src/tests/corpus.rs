//! What the fuzz targets kept is read by every test run, under the checks that the targets themselves make.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ::verdict;

use crate as ledger;

#[path = "../../fuzz/src/check.rs"]
mod check;

/// A target, and what it holds an input to.
type Target = (&'static str, fn(&[u8]) -> bool);

pub(crate) const TARGETS: [Target; 6] = [
    ("ledger-entry", check::entry),
    ("ledger-envelope", check::envelope),
    ("ledger-statement", check::statement),
    ("ledger-note", check::note),
    ("ledger-proof", check::proof),
    ("ledger-whole", check::whole),
];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = folder.read_dir().unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[allow(clippy::disallowed_methods, reason = "a test reads its corpus")]
fn inputs(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = workspace().join("corpus").join(target);
    let input = |name: String| {
        let bytes = std::fs::read(folder.join(&name)).unwrap();
        (format!("{target}/{name}"), bytes)
    };
    names(&folder).into_iter().map(input).collect()
}

#[test]
fn every_target_has_a_dictionary_and_a_corpus() {
    let all = |end: &str| TARGETS.map(|(name, _)| format!("{name}{end}")).into_iter().collect();
    let folder = |name: &str| names(&workspace().join(name));
    assert_eq!(folder("dictionaries"), all(".dict"));
    assert_eq!(folder("corpus"), all(""));
    let files: BTreeSet<String> = folder("targets").iter().map(|name| name.replace('_', "-")).collect();
    assert_eq!(files, all(".rs"));
}

#[test]
fn every_input_that_a_target_kept_holds_what_the_target_checks() {
    for (target, holds) in TARGETS {
        let understood = inputs(target).into_iter().filter(|(name, bytes)| {
            std::panic::catch_unwind(|| holds(bytes))
                .unwrap_or_else(|_| panic!("{name} breaks a check, see above"))
        });
        assert!(understood.count() > 0, "{target} has no input that is understood");
    }
}
