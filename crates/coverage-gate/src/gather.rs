//! Reads the reports: the only part of the gate that touches files.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::details::missed;
use crate::facts::{Broken, Facts, FileFact, PatternFact, ReportContent, ReportFact, RepositoryFact, SCHEMA};
use crate::paths::{self, Mapper, Names};
use crate::policy::Policy;
use crate::repository::{self, Repository};
use crate::unreported::{self, Unreported};
use coverage::{Coverage, FileCoverage, FileKey, Limits, ReadError, Report};
use runner::files::{Hashing, Workspace};
use runner::progress::Progress;

/// For how many files the uncovered lines are kept: those that miss most.
const FILES_WITH_LINES: usize = 200;
/// How many ranges of them are kept for one file.
const RANGES: usize = 1000;
/// How many other names of a file are kept.
const NAMES: usize = 5;
/// The largest count that a report may claim. Sums of many stay below 2^53, the largest integer of canonical JSON.
const LARGEST: u64 = 1 << 36;

/// Finds, reads and merges the reports. What is broken or missing is a fact.
pub(crate) fn gather(policy: &Policy, workspace: &Workspace, progress: &mut Progress) -> anyhow::Result<Facts> {
    let found = workspace.find("files", &policy.files)?;
    let repository = repository::read(workspace)?;
    let mapper = Mapper::new(workspace.root(), &policy.path_map, repository.as_ref());
    let mut names = Names::default();
    let paths = distinct(found.iter().flat_map(|found| &found.paths));
    let bytes = paths.iter().filter_map(|path| path.metadata().ok()).map(|file| file.len()).sum();
    progress.begin(bytes);
    let mut merged = Coverage::default();
    let mut problems = Vec::new();
    let mut reports = Vec::new();
    for path in &paths {
        let (fact, coverage) = read_report(path, workspace, progress, &mapper, &mut names);
        tracing::debug!("{}: {}", fact.path, if fact.broken.is_some() { "cannot be read" } else { "was read" });
        problems.extend(merged.merge(coverage));
        reports.push(fact);
    }
    problems.extend(paths::ambiguous(&merged));
    let matched = |paths: &[PathBuf]| paths.len() as u64;
    let patterns = found
        .iter()
        .map(|found| PatternFact { pattern: found.pattern.clone(), matched: matched(&found.paths) });
    let files = file_facts(&merged, &names);
    let reported = files.iter().filter(|file| file.how.is_mapped()).map(|file| file.path.as_str()).collect();
    let unreported = match &repository {
        Some(repository) => unreported::find(&policy.sources, repository, &reported, workspace),
        None => Unreported::default(),
    };
    Ok(Facts {
        schema: SCHEMA.to_owned(),
        patterns: patterns.collect(),
        reports,
        files,
        problems,
        repository: repository.as_ref().map(repository_fact),
        sources: unreported.patterns,
        unreported: unreported.files,
        change: None,
        baseline: None,
        today: None,
    })
}

fn repository_fact(repository: &Repository) -> RepositoryFact {
    let commit = repository.commit.as_ref();
    RepositoryFact {
        tracked: repository.tracked.len() as u64,
        commit: commit.map(|commit| commit.id.clone()),
        committed: commit.and_then(|commit| commit.time),
    }
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
pub(crate) fn read_report(
    path: &Path,
    workspace: &Workspace,
    progress: &Progress,
    mapper: &Mapper<'_>,
    names: &mut Names,
) -> (ReportFact, Coverage) {
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
    match outcome.map_err(|error| broken(&error)).and_then(|report| content(report, mapper, names)) {
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
fn content(
    mut report: Report,
    mapper: &Mapper<'_>,
    names: &mut Names,
) -> Result<(ReportContent, Coverage), Broken> {
    let totals = report.coverage.totals();
    let numbers =
        totals.values().chain(report.claims.values()).flat_map(|counts| [counts.covered, counts.total]);
    if let Some(number) = numbers.into_iter().find(|number| *number > LARGEST) {
        let message = format!("it counts {number}, which no program has; check the tool that wrote it");
        return Err(Broken { code: "malformed".to_owned(), line: None, message });
    }
    report.problems.extend(names.relate(&mut report.coverage, mapper));
    let content = ReportContent {
        format: report.format,
        producer: report.producer,
        files: report.coverage.files.len() as u64,
        totals,
        claims: report.claims,
        claims_repeat: report.claims_repeat,
        written: report.written,
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

fn file_facts(coverage: &Coverage, names: &Names) -> Vec<FileFact> {
    let fact = |(key, file): (&FileKey, &FileCoverage)| {
        let origin = names.origin(key);
        FileFact {
            module: key.module.to_string(),
            path: key.path.clone(),
            how: origin.how,
            names: origin.names.into_iter().take(NAMES).collect(),
            candidates: origin.candidates,
            counts: file.counts(),
            branch_at_most: file.branch_upper(),
            uncovered: Vec::new(),
        }
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
mod tests;
