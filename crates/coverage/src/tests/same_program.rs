//! One program, one run, many formats: the lines are the same, or the difference has a reason that is known.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::tests::report;
use crate::{Coverage, FileCoverage, Format, Metric};

/// A run of a program.
struct Run {
    name: &'static str,
    /// The source files that count: some reports have the test's own, too.
    sources: &'static [&'static str],
    /// Lines that ran, of all.
    lines: (u64, u64),
    /// The reports that agree.
    same: &'static [&'static str],
    other: &'static [Other],
}

/// A report that counts otherwise.
struct Other {
    file: &'static str,
    lines: (u64, u64),
    why: &'static str,
}

const BRACES: &str =
    "LLVM counts each line that code spans, with closing braces; gcc counts those that instructions come from";

const RUNS: [Run; 5] = [
    Run {
        name: "C++",
        sources: &["main.cpp", "ring.hpp"],
        lines: (20, 27),
        same: &[
            "cpp/lcov-first.info",
            "cpp/gcovr-first.info",
            "cpp/gcovr-first.xml",
            "cpp/gcovr-first.clover.xml",
            "cpp/gcovr-first.sonarqube.xml",
            "cpp/gcov-first.gcov",
            "gcov-json/gcov-first.json",
            "gcov-json/gcovr-first.json",
        ],
        other: &[
            Other {
                file: "cpp/gcovr-first.jacoco.xml",
                lines: (20, 31),
                why: "gcovr's JaCoCo has totals alone, which count a template's line once for each instance",
            },
            Other { file: "llvm-cov/first.info", lines: (26, 35), why: BRACES },
            Other { file: "llvm-cov-json/first.json", lines: (26, 35), why: BRACES },
            Other { file: "llvm-cov-json/summary-only.json", lines: (26, 35), why: BRACES },
        ],
    },
    Run {
        name: "C",
        sources: &["door.c"],
        lines: (12, 14),
        same: &["mcdc/gcov-first.json", "mcdc/gcovr-first.json", "mcdc/lcov-first.info"],
        other: &[Other { file: "llvm-cov-mcdc/door-first.json", lines: (17, 19), why: BRACES }],
    },
    Run {
        name: "Python",
        sources: &["stock.py"],
        lines: (21, 31),
        same: &[
            "coverage-py/branch-first.xml",
            "coverage-py/branch-first.info",
            "coverage-py/pytest-cov.xml",
            "coverage-py-json/branch-first.json",
            "coverage-py-json/format-1.json",
        ],
        other: &[],
    },
    Run {
        name: "JavaScript, nyc",
        sources: &["cart.js"],
        lines: (8, 11),
        same: &[
            "istanbul/nyc-first.clover.xml",
            "istanbul/nyc-first.info",
            "istanbul/nyc-first.xml",
            "istanbul-json/nyc-first.json",
            "istanbul-json/nyc-first-summary.json",
        ],
        other: &[],
    },
    Run {
        name: "JavaScript, c8",
        sources: &["cart.js"],
        lines: (26, 31),
        same: &[
            "istanbul/c8-first.clover.xml",
            "istanbul/c8-first.info",
            "istanbul/c8-first.xml",
            "istanbul-json/c8-first.json",
            "istanbul-json/c8-first-summary.json",
        ],
        other: &[],
    },
];

fn fixture(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(file)
}

#[allow(clippy::disallowed_methods, reason = "a test reads its fixtures")]
fn text(file: &str) -> String {
    std::fs::read_to_string(fixture(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn read(file: &str) -> (Format, Coverage) {
    let report = report(text(file));
    (report.format, report.coverage)
}

/// The run's own files, by their last name: the reports lie in several folders.
fn sources<'a>(run: &Run, coverage: &'a Coverage) -> Vec<(&'a str, &'a FileCoverage)> {
    let named =
        coverage.files.iter().map(|(key, file)| (key.path.rsplit('/').next().unwrap_or_default(), file));
    named.filter(|(name, _)| run.sources.contains(name)).collect()
}

fn counted(run: &Run, coverage: &Coverage) -> (u64, u64) {
    let counts =
        sources(run, coverage).into_iter().filter_map(|(_, file)| file.counts().get(&Metric::Line).copied());
    counts.fold((0, 0), |sum, one| (sum.0 + one.covered, sum.1 + one.total))
}

/// Each line that ran or did not. Where a report knows only totals, nothing; where it lists lines without code among those that
/// ran, what did not run.
fn by_line(run: &Run, coverage: &Coverage) -> BTreeMap<bool, BTreeSet<(String, u32)>> {
    let mut lines: BTreeMap<bool, BTreeSet<(String, u32)>> = BTreeMap::new();
    for (name, file) in sources(run, coverage) {
        let known = file.lines_at(&[(1, u32::MAX)]);
        for mark in file.line_marks() {
            let Some(hits) = mark.hits else { continue };
            if hits == 0 || known.as_ref().is_some_and(|known| known.doubtful == 0) {
                lines.entry(hits > 0).or_default().insert((name.to_owned(), mark.line));
            }
        }
    }
    lines
}

#[test]
fn formats_of_one_run_agree_line_by_line() {
    for run in RUNS {
        let mut expected: BTreeMap<bool, BTreeSet<(String, u32)>> = BTreeMap::new();
        for file in run.same {
            let (_, coverage) = read(file);
            assert_eq!(sources(&run, &coverage).len(), run.sources.len(), "{file}");
            assert_eq!(counted(&run, &coverage), run.lines, "{file}");
            for (ran, lines) in by_line(&run, &coverage) {
                assert_eq!(expected.entry(ran).or_insert_with(|| lines.clone()), &lines, "{file}: {ran}");
            }
        }
        let missed = run.lines.1 - run.lines.0;
        assert_eq!(expected[&true].len() as u64, run.lines.0, "{}", run.name);
        assert_eq!(expected[&false].len() as u64, missed, "{}", run.name);
    }
}

#[test]
fn formats_that_count_otherwise_are_known_with_the_reason() {
    for run in RUNS {
        for Other { file, lines, why } in run.other {
            let (_, coverage) = read(file);
            assert_eq!(counted(&run, &coverage), *lines, "{file}");
            assert_ne!(*lines, run.lines, "{file} agrees");
            assert!(!why.is_empty());
        }
    }
}

#[test]
fn some_run_is_there_in_seven_formats_and_two_more_in_five() {
    let formats = |run: &Run| run.same.iter().map(|file| read(file).0.word()).collect::<BTreeSet<_>>().len();
    let mut numbers: Vec<_> = RUNS.iter().map(formats).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [3, 3, 5, 5, 7]);
}

#[test]
fn the_readme_shows_what_is_proved_here() {
    let readme = text("README.md");
    for run in RUNS {
        let row = |files: &[&str], lines: (u64, u64), why: &str| {
            let files = files.iter().map(|file| format!("`{file}`")).collect::<Vec<_>>().join(", ");
            let row = format!("| {} | {}/{} | {files} | {why} |", run.name, lines.0, lines.1);
            assert!(readme.contains(&row), "the table of fixtures/README.md lacks\n{row}");
        };
        row(run.same, run.lines, "the same lines");
        run.other.iter().for_each(|other| row(&[other.file], other.lines, other.why));
    }
}
