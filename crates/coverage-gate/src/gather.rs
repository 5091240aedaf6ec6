//! Reads the reports: the only part of the gate that touches files.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::details::missed;
use crate::facts::{Broken, Facts, FileFact, PatternFact, ReportContent, ReportFact, SCHEMA};
use crate::paths;
use coverage::{Coverage, FileCoverage, FileKey, Limits, ReadError, Report};
use runner::files::{Hashing, Workspace};
use runner::progress::Progress;

/// For how many files the uncovered lines are kept: those that miss most.
const FILES_WITH_LINES: usize = 200;
/// How many ranges of them are kept for one file.
const RANGES: usize = 1000;
/// The largest count that a report may claim. Sums of many stay below 2^53, the largest integer of canonical JSON.
const LARGEST: u64 = 1 << 36;

/// Finds, reads and merges the reports. What is broken or missing is a fact.
pub(crate) fn gather(
    patterns: &[String],
    workspace: &Workspace,
    progress: &mut Progress,
) -> anyhow::Result<Facts> {
    let found = workspace.find("files", patterns)?;
    let paths = distinct(found.iter().flat_map(|found| &found.paths));
    let bytes = paths.iter().filter_map(|path| path.metadata().ok()).map(|file| file.len()).sum();
    progress.begin(bytes);
    let mut merged = Coverage::default();
    let mut problems = Vec::new();
    let mut reports = Vec::new();
    for path in &paths {
        let (fact, coverage) = read_report(path, workspace, progress);
        tracing::debug!("{}: {}", fact.path, if fact.broken.is_some() { "cannot be read" } else { "was read" });
        problems.extend(merged.merge(coverage));
        reports.push(fact);
    }
    problems.extend(paths::ambiguous(&merged));
    let matched = |paths: &[PathBuf]| paths.len() as u64;
    let patterns = found
        .iter()
        .map(|found| PatternFact { pattern: found.pattern.clone(), matched: matched(&found.paths) });
    Ok(Facts {
        schema: SCHEMA.to_owned(),
        patterns: patterns.collect(),
        reports,
        files: file_facts(&merged),
        problems,
    })
}

/// Each file once, whatever links and detours lead to it; one that cannot be resolved stays, so that reading it fails.
fn distinct<'a>(paths: impl Iterator<Item = &'a PathBuf>) -> BTreeSet<PathBuf> {
    let mut real = BTreeSet::new();
    let shortest: BTreeSet<&PathBuf> = paths.collect();
    shortest
        .into_iter()
        .filter(|path| real.insert(path.canonicalize().unwrap_or_else(|_| (*path).clone())))
        .cloned()
        .collect()
}

/// One report and what it covers; nothing of a broken report is counted.
pub(crate) fn read_report(path: &Path, workspace: &Workspace, progress: &Progress) -> (ReportFact, Coverage) {
    let shown = workspace.shown(path);
    let mut fact = ReportFact { path: shown, size: None, sha256: None, content: None, broken: None };
    let file = match workspace.open(path) {
        Ok(file) => file,
        Err(error) => {
            fact.broken =
                Some(Broken { code: "unreadable".to_owned(), line: None, message: format!("{error:#}") });
            return (fact, Coverage::default());
        }
    };
    if file.size() > Limits::default().bytes {
        // Not even hashed: what a report may cost is bounded before it is read.
        let message = format!(
            "it has {} bytes, more than is read; split it, or leave out what is not needed",
            file.size()
        );
        fact.broken = Some(Broken { code: "too-large".to_owned(), line: None, message });
        return (fact, Coverage::default());
    }
    let mut input = BufReader::with_capacity(1 << 18, Watched { inner: file, progress });
    let outcome = coverage::read(&mut input, &Limits::default());
    match finish(input) {
        Ok((sha256, size)) => {
            fact.sha256 = Some(sha256);
            fact.size = Some(size);
        }
        Err(error) => {
            let message = format!("failed to read to its end: {error}");
            fact.broken = Some(Broken { code: "unreadable".to_owned(), line: None, message });
            return (fact, Coverage::default());
        }
    }
    match outcome.map_err(|error| broken(&error)).and_then(|report| content(report, workspace)) {
        Ok((content, coverage)) => {
            fact.content = Some(content);
            (fact, coverage)
        }
        Err(broken) => {
            fact.broken = Some(broken);
            (fact, Coverage::default())
        }
    }
}

/// What a report holds, if its numbers can be written down exactly.
fn content(mut report: Report, workspace: &Workspace) -> Result<(ReportContent, Coverage), Broken> {
    report.problems.extend(paths::relate(&mut report.coverage, workspace.root()));
    let totals = report.coverage.totals();
    let numbers =
        totals.values().chain(report.claims.values()).flat_map(|counts| [counts.covered, counts.total]);
    if let Some(number) = numbers.into_iter().find(|number| *number > LARGEST) {
        let message = format!("it counts {number}, which no program has; check the tool that wrote it");
        return Err(Broken { code: "malformed".to_owned(), line: None, message });
    }
    let content = ReportContent {
        format: report.format,
        producer: report.producer,
        files: report.coverage.files.len() as u64,
        totals,
        claims: report.claims,
        claims_repeat: report.claims_repeat,
        problems: report.problems,
    };
    Ok((content, report.coverage))
}

fn broken(error: &ReadError) -> Broken {
    Broken { code: error.code.word().to_owned(), line: error.line, message: error.to_string() }
}

fn finish(mut input: BufReader<Watched<'_>>) -> std::io::Result<(String, u64)> {
    // What is buffered was hashed when it was read; only the rest of the file is missing from the digest.
    let buffered = input.fill_buf()?.len();
    input.consume(buffered);
    input.into_inner().inner.finish()
}

/// Tells the progress bar what passes through.
struct Watched<'a> {
    inner: Hashing<std::fs::File>,
    progress: &'a Progress,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.progress.advance(count as u64);
        Ok(count)
    }
}

fn file_facts(coverage: &Coverage) -> Vec<FileFact> {
    let fact = |(key, file): (&FileKey, &FileCoverage)| FileFact {
        module: key.module.to_string(),
        path: key.path.clone(),
        counts: file.counts(),
        branch_at_most: file.branch_upper(),
        uncovered: Vec::new(),
    };
    let mut facts: Vec<FileFact> = coverage.files.iter().map(fact).collect();
    let mut by_need: Vec<(&mut FileFact, &FileCoverage)> =
        facts.iter_mut().zip(coverage.files.values()).collect();
    // The sort is stable: of files that miss as much, the first by name are kept.
    by_need.sort_by_key(|(fact, _)| std::cmp::Reverse(missed(fact)));
    for (fact, file) in by_need.into_iter().take(FILES_WITH_LINES) {
        fact.uncovered = file.uncovered_lines();
        fact.uncovered.truncate(RANGES);
    }
    facts
}

#[cfg(test)]
mod tests {
    use coverage::Metric;
    use verdict::Counts;

    use super::*;

    fn facts(files: &[(&str, &str)], patterns: &[&str]) -> Facts {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text.replace("$ROOT", &folder.path().to_string_lossy())).unwrap();
        }
        let patterns: Vec<String> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
        gather(&patterns, &Workspace::new(folder.path().to_owned()), &mut Progress::new(false)).unwrap()
    }

    fn lines(facts: &Facts) -> Counts {
        facts.totals()[&Metric::Line]
    }

    #[test]
    fn a_file_that_two_patterns_name_is_one_report() {
        let facts = facts(
            &[("a/l.info", "SF:x\nDA:1,1\nLF:1\nLH:1\nend_of_record\n")],
            &["a/l.info", "**/*.info", "a/../a/l.info"],
        );
        assert_eq!(facts.reports.len(), 1);
        assert!(facts.patterns.iter().all(|pattern| pattern.matched == 1));
        assert_eq!(facts.claims()[&Metric::Line], Counts { covered: 1, total: 1 });
    }

    #[test]
    fn components_with_sources_of_their_own_stay_apart() {
        let report = |folder: &str, hits: u8| {
            format!(
                "<coverage><sources><source>$ROOT/{folder}</source></sources><packages><package><classes><class name=\"A\" filename=\"app.py\"><lines><line number=\"1\" hits=\"{hits}\"/></lines></class></classes></package></packages></coverage>"
            )
        };
        let facts = facts(&[("a/c.xml", &report("a", 1)), ("b/c.xml", &report("b", 0))], &["*/c.xml"]);
        let names: Vec<&str> = facts.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!((names, lines(&facts)), (vec!["a/app.py", "b/app.py"], Counts { covered: 1, total: 2 }));
    }

    #[test]
    fn shards_of_two_machines_are_not_taken_for_two_files_in_silence() {
        let report = |source: &str| {
            format!(
                "<coverage><sources><source>{source}</source></sources><packages><package><classes><class name=\"A\" filename=\"app.py\"><lines><line number=\"1\" hits=\"1\"/></lines></class></classes></package></packages></coverage>"
            )
        };
        let facts =
            facts(&[("1.xml", &report("$ROOT/shop")), ("2.xml", &report("/other/machine/shop"))], &["*.xml"]);
        assert_eq!(facts.problems[0].code, coverage::ProblemCode::ConflictingSource);
    }

    #[test]
    fn one_file_under_an_absolute_and_a_relative_name_counts_once() {
        let shard = |name: &str, hits: u8| format!("SF:{name}\nDA:1,{hits}\nend_of_record\n");
        let facts =
            facts(&[("1.info", &shard("$ROOT/src/a.c", 1)), ("2.info", &shard("src/a.c", 0))], &["*.info"]);
        assert_eq!(lines(&facts), Counts { covered: 1, total: 1 });
    }

    #[test]
    fn a_claim_that_no_program_can_have_names_its_report() {
        let facts =
            facts(&[("l.info", "SF:x\nDA:1,1\nLF:18446744073709551615\nLH:1\nend_of_record\n")], &["l.info"]);
        let broken = facts.reports[0].broken.as_ref().unwrap();
        assert_eq!(broken.code, "malformed");
        assert!(broken.message.contains("18446744073709551615"), "{}", broken.message);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_larger_than_any_report_is_not_even_hashed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l.info");
        std::fs::File::create(&path).unwrap().set_len(1 << 42).unwrap();
        let workspace = Workspace::new(folder.path().to_owned());
        let facts = gather(&["l.info".to_owned()], &workspace, &mut Progress::new(false)).unwrap();
        let report = &facts.reports[0];
        assert_eq!((report.broken.as_ref().unwrap().code.as_str(), &report.sha256), ("too-large", &None));
    }
}
