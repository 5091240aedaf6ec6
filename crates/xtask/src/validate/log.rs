//! What a log of `cargo test` says that ran. A test is known by the last part of its path; one that runs in two binaries ran twice.

use std::collections::BTreeMap;

/// How often a test ended in which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) ignored: usize,
}

/// All that ran, over one log or several.
#[derive(Debug, Default)]
pub(super) struct Ran(BTreeMap<String, Tally>);

impl Ran {
    /// Adds what a log tells. What a failed test printed stands between `failures:` and the next `test result:`, and is nobody's result.
    pub(super) fn add(&mut self, log: &str) {
        let mut printed = false;
        for line in log.lines() {
            let line = plain(line);
            if line == "failures:" || line == "successes:" {
                printed = true;
            } else if line.starts_with("test result: ") {
                printed = false;
            } else if !printed && let Some((name, word)) = result(&line) {
                let tally = self.0.entry(name.to_owned()).or_default();
                match word {
                    "ok" => tally.passed += 1,
                    "ignored" | "ignored," => tally.ignored += 1,
                    // A word that nobody knows is no pass.
                    _ => tally.failed += 1,
                }
            }
        }
    }

    pub(super) fn of(&self, name: &str) -> Tally {
        self.0.get(name).copied().unwrap_or_default()
    }
}

/// Name and word of `test path::to::name ... ok`. A test of the documentation has spaces in its name, and is none of ours.
fn result(line: &str) -> Option<(&str, &str)> {
    let (path, rest) = line.strip_prefix("test ")?.split_once(" ... ")?;
    let path = path.strip_suffix(" - should panic").unwrap_or(path);
    let name = path.rsplit("::").next().filter(|_| !path.contains(' '))?;
    Some((name, rest.split_whitespace().next().unwrap_or_default()))
}

/// The line without the colours of a terminal and the times that continuous integration writes before it.
fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        rest = after
            .find(|c: char| c.is_ascii_alphabetic())
            .and_then(|at| after.get(at + 1..))
            .unwrap_or_default();
    }
    out.push_str(rest);
    let stamped = out.split_once("Z ").filter(|(stamp, _)| stamp.parse::<jiff::civil::DateTime>().is_ok());
    stamped.map(|(_, text)| text.to_owned()).unwrap_or(out).trim_end_matches('\r').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Ran, Tally};

    fn of(log: &str, name: &str) -> Tally {
        let mut ran = Ran::default();
        ran.add(log);
        ran.of(name)
    }

    fn passed(passed: usize) -> Tally {
        Tally { passed, ..Tally::default() }
    }

    #[test]
    fn results_are_counted_by_the_last_part_of_the_path() {
        let log = "running 3 tests\ntest a::b::holds ... ok\ntest c::holds ... ok\ntest stops - should panic ... ok\n";
        assert_eq!(of(log, "holds"), passed(2));
        assert_eq!(of(log, "stops"), passed(1));
        assert_eq!(of(log, "b"), Tally::default());
    }

    #[test]
    fn a_failure_and_a_test_that_is_left_out_are_no_passes() {
        let log =
            "test one ... FAILED\ntest two ... ignored\ntest three ... ignored, no server\ntest four ... \n";
        assert_eq!(of(log, "one").failed, 1);
        assert_eq!((of(log, "two").ignored, of(log, "three").ignored), (1, 1));
        assert_eq!(of(log, "four").failed, 1);
    }

    #[test]
    fn what_a_failed_test_prints_is_no_result() {
        let log = "test one ... FAILED\n\nfailures:\n\n---- one stdout ----\ntest two ... ok\n\nfailures:\n    one\n\ntest result: FAILED. 0 passed\ntest three ... ok\n";
        assert_eq!(of(log, "two"), Tally::default());
        assert_eq!(of(log, "three"), passed(1));
    }

    #[test]
    fn colours_and_stamps_are_left_out() {
        let log = "2026-11-24T10:00:00.0000000Z test a::one ... \u{1b}[32mok\u{1b}[0m\r\n\u{1b}[1mtest two ... ok\u{1b}[m\n";
        assert_eq!(of(log, "one"), passed(1));
        assert_eq!(of(log, "two"), passed(1));
    }

    #[test]
    fn a_test_of_the_documentation_is_none_of_ours() {
        assert_eq!(of("test crates/a/src/lib.rs - f (line 3) ... ok\n", "f"), Tally::default());
    }
}
