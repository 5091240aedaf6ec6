//! Reads the reports: the only part of the gate that touches files.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};

use coverage::{Coverage, Limits, Metric, MetricCounts, ReadError, Report};
use runner::files::{Hashing, Workspace};
use runner::progress::Progress;
use verdict::Counts;

use crate::facts::{Broken, Facts, FileFact, PatternFact, ReportContent, ReportFact, SCHEMA};
use crate::paths;

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
    let missed = |counts: &MetricCounts| counts.get(&Metric::Line).copied().map_or(0, Counts::missed);
    let mut by_need: Vec<(u64, usize)> = Vec::with_capacity(coverage.files.len());
    let mut facts: Vec<FileFact> = Vec::with_capacity(coverage.files.len());
    for (at, (key, file)) in coverage.files.iter().enumerate() {
        let counts = file.counts();
        by_need.push((missed(&counts), at));
        facts.push(FileFact {
            module: key.module.to_string(),
            path: key.path.clone(),
            counts,
            branch_at_most: file.branch_upper(),
            uncovered: Vec::new(),
        });
    }
    by_need.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let wanted: BTreeSet<usize> = by_need.iter().take(FILES_WITH_LINES).map(|(_, at)| *at).collect();
    for (at, (fact, file)) in facts.iter_mut().zip(coverage.files.values()).enumerate() {
        if wanted.contains(&at) {
            fact.uncovered = file.uncovered_lines();
            fact.uncovered.truncate(RANGES);
        }
    }
    facts
}
