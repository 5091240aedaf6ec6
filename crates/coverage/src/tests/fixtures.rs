//! Reports that real tools wrote, held to the totals that the tools themselves printed.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{attempt_in_chunks, report, short};
use crate::{Coverage, FileCoverage, Metric, ProblemCode};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    tool: String,
    reports: Vec<One>,
    merges: Vec<Merge>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    file: String,
    producer: Option<String>,
    totals: String,
    claims: String,
    printed: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Merge {
    of: Vec<String>,
    totals: String,
    bounded: String,
    printed: Vec<String>,
}

#[allow(clippy::disallowed_methods, reason = "a test reads its fixtures")]
fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn folders() -> Vec<PathBuf> {
    let entries = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").read_dir().unwrap();
    let mut folders: Vec<_> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn expected(folder: &Path) -> Expected {
    serde_json::from_str(&text(&folder.join("expected.json"))).unwrap()
}

fn check_printed(folder: &Path, printed: &[String]) {
    if is_synthetic(folder) {
        assert!(printed.is_empty() && !folder.join("printed.txt").exists(), "{}", folder.display());
        return;
    }
    let all = text(&folder.join("printed.txt"));
    assert!(!printed.is_empty(), "{}", folder.display());
    for line in printed {
        assert!(all.contains(line.as_str()), "{}: the tool did not print {line:?}", folder.display());
    }
}

/// Whether the README says that no tool wrote the reports of a folder.
fn is_synthetic(folder: &Path) -> bool {
    let readme = text(&folder.join("../README.md"));
    let name = folder.file_name().unwrap().to_str().unwrap();
    readme.contains(&format!("| `{name}` | synthetic"))
}

/// `line 1/2` as its metric's word, covered and total.
fn numbers(written: &str) -> Vec<(&str, u64, u64)> {
    let parts = written.split(", ").filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (metric, counts) = part.split_once(' ').unwrap();
            let (covered, total) = counts.split_once('/').unwrap();
            (metric, covered.parse().unwrap(), total.parse().unwrap())
        })
        .collect()
}

#[test]
fn every_report_has_the_totals_that_its_tool_printed() {
    for folder in folders() {
        let Expected { tool, reports, .. } = expected(&folder);
        for One { file, producer, totals, claims, printed } in reports {
            let path = folder.join(&file);
            let read = report(text(&path));
            let place = format!("{tool}, {}", path.display());
            assert_eq!(attempt_in_chunks(text(&path).as_bytes(), 13).as_ref(), Ok(&read), "{place}");
            assert_eq!(short(&read.coverage.totals()), totals, "{place}");
            assert_eq!(short(&read.claims), claims, "{place}");
            assert_eq!(read.producer, producer, "{place}");
            assert_eq!(read.problems, [], "{place}");
            check_printed(&folder, &printed);
        }
    }
}

#[test]
fn merged_reports_have_the_totals_of_the_tools_own_merged_data() {
    for folder in folders() {
        let Expected { tool, merges, .. } = expected(&folder);
        for Merge { of, totals, bounded, printed } in merges {
            let place = format!("{tool}, {of:?}");
            let mut coverage = Coverage::default();
            for file in &of {
                let problems = coverage.merge(report(text(&folder.join(file))).coverage);
                let conflict = problems.iter().find(|problem| problem.code == ProblemCode::ConflictingSource);
                assert_eq!(conflict, None, "{place}");
            }
            let found = coverage.totals();
            let found =
                |word: &str| found.iter().find(|(metric, _)| metric.word() == word).map(|(_, counts)| *counts);
            for (metric, covered, total) in numbers(&totals) {
                let counts = found(metric).unwrap();
                assert_eq!((counts.covered, counts.total), (covered, total), "{place}: {metric}");
            }
            for (metric, covered, total) in numbers(&bounded) {
                let counts = found(metric).unwrap();
                assert!(counts.covered <= covered && counts.total == total, "{place}: {metric} {counts:?}");
                if metric == Metric::Branch.word() {
                    let upper: u64 = coverage.files.values().map(most_branches).sum();
                    assert!(covered <= upper, "{place}: {covered} of at most {upper}");
                }
            }
            check_printed(&folder, &printed);
        }
    }
}

fn most_branches(file: &FileCoverage) -> u64 {
    let covered = file.counts().get(&Metric::Branch).map_or(0, |counts| counts.covered);
    file.branch_upper().unwrap_or(covered)
}

#[test]
fn every_report_is_expected_and_holds_no_path_of_a_machine() {
    for folder in folders() {
        let known: Vec<_> = expected(&folder).reports.into_iter().map(|one| one.file).collect();
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let kinds = ["xml", "info", "json", "out", "gcov"];
            let report = path.extension().is_some_and(|kind| kinds.iter().any(|known| kind == *known));
            if !report || name == "expected.json" {
                continue;
            }
            assert!(known.contains(&name), "{} is not in expected.json", path.display());
            let report = text(&path);
            for machine in ["/home/", "/tmp/", "/Users/", "C:\\"] {
                assert!(!report.contains(machine), "{} names {machine}", path.display());
            }
        }
    }
}
