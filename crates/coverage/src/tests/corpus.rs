//! What the fuzz targets kept is read by every test run, under the checks that the targets themselves make.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate as coverage;
use crate::Format;

#[path = "../../fuzz/src/check.rs"]
mod check;

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
    names(&folder)
        .into_iter()
        .map(|name| (format!("{target}/{name}"), std::fs::read(folder.join(&name)).unwrap()))
        .collect()
}

fn targets() -> BTreeSet<String> {
    Format::ALL.map(Format::word).into_iter().chain(["merged", "packed"]).map(str::to_owned).collect()
}

#[test]
fn every_format_is_fuzzed_with_a_dictionary_and_a_corpus() {
    let all = targets();
    let folder = |name: &str| names(&workspace().join(name));
    assert_eq!(folder("targets"), all.iter().map(|name| format!("{}.rs", name.replace('-', "_"))).collect());
    assert_eq!(folder("dictionaries"), all.iter().map(|name| format!("{name}.dict")).collect());
    assert_eq!(folder("corpus"), all);
}

#[test]
fn every_input_that_a_target_kept_holds_what_the_target_checks() {
    for format in Format::ALL {
        let read = inputs(format.word()).into_iter().filter(|(name, bytes)| {
            let report = std::panic::catch_unwind(|| check::report(bytes));
            report
                .unwrap_or_else(|_| panic!("{name} breaks a check, see above"))
                .is_ok_and(|report| report.format == format)
        });
        assert!(read.count() > 0, "{} has no report that is read", format.word());
    }
}

#[test]
fn every_input_of_packed_reports_holds_what_the_target_checks() {
    let read = inputs("packed").iter().filter(|(_, bytes)| check::packed(bytes).is_ok()).count();
    assert!(read > 0);
}

#[test]
fn every_input_of_united_reports_holds_what_the_target_checks() {
    let inputs = inputs("merged");
    let united = inputs.iter().filter(|(_, bytes)| check::merged(bytes) && bytes.contains(&check::SEPARATOR));
    assert!(united.count() > 0);
}
