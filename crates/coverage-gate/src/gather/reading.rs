//! Reads reports, several at once and no more than there are processors, and hands them out in the order of their paths: what is
//! found does not depend on which of them was read first.

use std::collections::{BTreeSet, VecDeque};
use std::io::{self, BufRead, Read};
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread::{Builder, ScopedJoinHandle, available_parallelism, scope};

use coverage::{Coverage, Limits, MetricCounts, ReadError, Report};
use runner::files::{Hashing, Workspace};
use runner::progress::Progress;

use crate::facts::{Broken, ReportContent, ReportFact};
use crate::paths::{Mapper, Names};

/// The largest count that a report may claim. Sums of many stay below 2^53, the largest integer of canonical JSON.
const LARGEST: u64 = 1 << 36;

/// A report that was read, and whose files have the names that it gave them.
pub(crate) struct Reading {
    fact: ReportFact,
    /// Nothing of a broken report is counted.
    whole: Option<(Report, MetricCounts)>,
}

/// Where reports are read from, and by how many threads in all.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) progress: &'a Progress,
    pub(crate) threads: usize,
}

/// A report that is being read, or was, where no thread could be had.
enum UnderWay<'scope> {
    Thread(ScopedJoinHandle<'scope, Reading>),
    Done(Box<Reading>),
}

/// As many threads as there are processors for this process.
pub(crate) fn threads() -> usize {
    available_parallelism().map_or(1, NonZero::get)
}

/// One report and what it covers.
pub(crate) fn read_report(
    path: &Path,
    workspace: &Workspace,
    progress: &Progress,
    mapper: &Mapper<'_>,
    names: &mut Names,
) -> (ReportFact, Coverage) {
    Reader { workspace, progress, threads: threads() }.read(path).named(mapper, names)
}

impl Reader<'_> {
    /// Reads every report, and calls `then` with each in the order of the paths. No more are held than are read at once.
    pub(crate) fn each(self, paths: &BTreeSet<PathBuf>, mut then: impl FnMut(Reading)) {
        let at_once = self.threads.min(paths.len());
        if at_once < 2 {
            return paths.iter().for_each(|path| then(self.read(path)));
        }
        let one = Self { threads: self.threads / at_once, ..self };
        scope(|scope| {
            let mut under_way = VecDeque::with_capacity(at_once);
            for path in paths {
                if under_way.len() >= at_once
                    && let Some(first) = under_way.pop_front()
                {
                    then(UnderWay::wait(first));
                }
                under_way.push_back(match Builder::new().spawn_scoped(scope, move || one.read(path)) {
                    Ok(thread) => UnderWay::Thread(thread),
                    Err(_) => UnderWay::Done(Box::new(one.read(path))),
                });
            }
            under_way.into_iter().for_each(|one| then(one.wait()));
        });
    }

    /// Reads one report.
    fn read(self, path: &Path) -> Reading {
        let shown = self.workspace.shown(path);
        let mut fact = ReportFact { path: shown, size: None, sha256: None, content: None, broken: None };
        let whole = self.read_whole(path, &mut fact);
        let whole = whole.and_then(|report| {
            let totals = report.coverage.totals();
            check(&report, &totals).map(|()| (report, totals))
        });
        let whole = whole.map_err(|broken| fact.broken = Some(broken)).ok();
        tracing::debug!("{}: {}", fact.path, if whole.is_none() { "cannot be read" } else { "was read" });
        Reading { fact, whole }
    }

    fn read_whole(self, path: &Path, fact: &mut ReportFact) -> Result<Report, Broken> {
        let unreadable = |message| Broken { code: "unreadable".to_owned(), line: None, message };
        let file = self.workspace.open(path).map_err(|error| unreadable(format!("{error:#}")))?;
        if file.size() > Limits::default().bytes {
            // Not even hashed: what a report may cost is bounded before it is read.
            let size = file.size();
            let message =
                format!("it has {size} bytes, more than is read; split it, or leave out what is not needed");
            return Err(Broken { code: "too-large".to_owned(), line: None, message });
        }
        let file = if self.threads > 1 { file.ahead() } else { file };
        let mut input = Watched { inner: file, progress: self.progress };
        let outcome = coverage::read_with(&mut input, &Limits::default(), self.threads);
        let whole = input.inner.finish();
        let (sha256, size) =
            whole.map_err(|error| unreadable(format!("failed to read to its end: {error}")))?;
        fact.sha256 = Some(sha256);
        fact.size = Some(size);
        outcome.map_err(|error| broken(&error))
    }
}

impl UnderWay<'_> {
    fn wait(self) -> Reading {
        match self {
            Self::Thread(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Self::Done(reading) => *reading,
        }
    }
}

impl Reading {
    /// What the report holds, its files under the names that the repository has for them.
    pub(crate) fn named(self, mapper: &Mapper<'_>, names: &mut Names) -> (ReportFact, Coverage) {
        let Self { mut fact, whole } = self;
        let Some((mut report, totals)) = whole else { return (fact, Coverage::default()) };
        report.problems.extend(names.relate(&mut report.coverage, mapper));
        fact.content = Some(ReportContent {
            format: report.format,
            producer: report.producer,
            files: report.coverage.files.len() as u64,
            totals,
            claims: report.claims,
            claims_repeat: report.claims_repeat,
            written: report.written,
            problems: report.problems,
        });
        (fact, report.coverage)
    }
}

/// Refuses numbers that cannot be written down exactly.
fn check(report: &Report, totals: &MetricCounts) -> Result<(), Broken> {
    let mut numbers =
        totals.values().chain(report.claims.values()).flat_map(|counts| [counts.covered, counts.total]);
    numbers.find(|number| *number > LARGEST).map_or(Ok(()), |number| {
        let message = format!("it counts {number}, which no program has; check the tool that wrote it");
        Err(Broken { code: "malformed".to_owned(), line: None, message })
    })
}

fn broken(error: &ReadError) -> Broken {
    Broken { code: error.code.word().to_owned(), line: error.line, message: error.to_string() }
}

/// Tells the progress bar what passes through.
struct Watched<'a> {
    inner: Hashing<std::fs::File>,
    progress: &'a Progress,
}

impl BufRead for Watched<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.progress.advance(amount as u64);
        self.inner.consume(amount);
    }
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut bytes = self.fill_buf()?;
        let count = bytes.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests;
