//! `sources`: tracked files that should be measured, and are in no report. A tool that never loaded a file says nothing of it, so
//! that code without any test makes the share of the rest look better.

use std::collections::BTreeSet;
use std::io::Read as _;

use globset::GlobMatcher;
use runner::files::Workspace;

use crate::facts::{PatternFact, SourceFact};
use crate::repository::Repository;
use runner::globs;

/// No source is larger; more is generated or no source.
const LARGEST: u64 = 64 << 20;

/// What the input's lines match, and what of it is in no report.
#[derive(Debug, Default)]
pub(crate) struct Unreported {
    pub(crate) patterns: Vec<PatternFact>,
    pub(crate) files: Vec<SourceFact>,
}

/// Looks for tracked files that the patterns name and `reported` does not hold.
pub(crate) fn find(
    patterns: &[String],
    repository: &Repository,
    reported: &BTreeSet<&str>,
    workspace: &Workspace,
) -> Unreported {
    let compiled = |pattern: &str| globs::compile(pattern).ok();
    let (out, named): (Vec<&String>, Vec<&String>) =
        patterns.iter().partition(|pattern| pattern.starts_with('!'));
    let excluded: Vec<(&str, Option<GlobMatcher>)> = out
        .iter()
        .map(|pattern| pattern.trim_start_matches('!').trim())
        .map(|pattern| (pattern, compiled(pattern)))
        .collect();
    let is_out =
        |path: &str| excluded.iter().any(|(pattern, matcher)| globs::matches(pattern, matcher.as_ref(), path));
    let mut wanted = BTreeSet::new();
    let mut facts = Vec::new();
    for pattern in named {
        let matcher = compiled(pattern);
        let is_named = |path: &&String| globs::matches(pattern, matcher.as_ref(), path) && !is_out(path);
        let found: Vec<&String> = repository.tracked.iter().filter(is_named).collect();
        facts.push(PatternFact { pattern: pattern.clone(), matched: found.len() as u64 });
        wanted.extend(found);
    }
    let missing = wanted.into_iter().filter(|path| !reported.contains(path.as_str()));
    let files = missing.map(|path| SourceFact { path: path.clone(), lines: lines(path, workspace) });
    // A file without a line, as many an `__init__.py`, holds nothing that could be covered.
    Unreported { patterns: facts, files: files.filter(|file| file.lines != Some(0)).collect() }
}

/// Lines that are not blank. Each line of code is one of them, so that they are at least as many: coverage in which all of them
/// are uncovered is never better than the truth. None for what is not there or is no text.
fn lines(path: &str, workspace: &Workspace) -> Option<u64> {
    let file = workspace.open(&workspace.root().join(path)).ok()?;
    if file.size() > LARGEST {
        return None;
    }
    let mut text = Vec::new();
    file.take(LARGEST).read_to_end(&mut text).ok()?;
    if text.contains(&0) {
        return None;
    }
    let lines = text.split(|byte| matches!(byte, b'\n' | b'\r'));
    Some(lines.filter(|line| !line.trim_ascii().is_empty()).count() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)], patterns: &[&str], reported: &[&str]) -> Unreported {
        let folder = tempfile::tempdir().unwrap();
        let mut tracked = Vec::new();
        for (path, text) in files {
            std::fs::create_dir_all(folder.path().join(path).parent().unwrap()).unwrap();
            if *text != "absent" {
                std::fs::write(folder.path().join(path), text).unwrap();
            }
            tracked.push((*path).to_owned());
        }
        tracked.sort();
        let repository = Repository { tracked, ..Repository::default() };
        let patterns: Vec<String> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
        let reported = reported.iter().copied().collect();
        find(&patterns, &repository, &reported, &Workspace::new(folder.path().to_owned()))
    }

    #[test]
    fn what_is_named_and_in_no_report_is_found_with_its_lines() {
        let files = [
            ("src/a.py", "x = 1\n\n  \ny = 2"),
            ("src/b.py", "x = 1\r\n\r\ny = 2\r\n"),
            ("src/__init__.py", "\n"),
            ("src/test_a.py", "z"),
            ("src/gone.py", "absent"),
            ("src/binary.py", "a\0b"),
            ("docs/c.py", "z"),
        ];
        let found = found(&files, &["src/**/*.py", "!**/test_*"], &["src/a.py"]);
        let files: Vec<(&str, Option<u64>)> =
            found.files.iter().map(|file| (file.path.as_str(), file.lines)).collect();
        assert_eq!(files, [("src/b.py", Some(2)), ("src/binary.py", None), ("src/gone.py", None)]);
        assert_eq!(found.patterns, [PatternFact { pattern: "src/**/*.py".into(), matched: 5 }]);
    }

    #[test]
    fn a_pattern_that_names_nothing_says_so() {
        let found = found(&[("src/a.py", "x")], &["lib/**"], &[]);
        assert_eq!((found.patterns[0].matched, found.files.len()), (0, 0));
    }
}
