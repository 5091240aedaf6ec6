//! What the tests of all formats share: reading from text, and results as short texts.

mod block_sample;
mod codes;
mod corpus;
mod cost;
mod fixtures;
mod json_sample;
mod moments;
mod properties;
mod same_program;
mod sample;
mod sources;
mod spelling;

use std::io::{BufRead, BufReader};

use crate::{Coverage, Limits, MetricCounts, ProblemCode, ReadError, Report, read};

/// Reads a report that is expected to be read.
pub(crate) fn report(text: impl AsRef<[u8]>) -> Report {
    attempt(text).unwrap_or_else(|error| panic!("{error}"))
}

/// Reads a report that is expected to be refused.
pub(crate) fn refusal(text: impl AsRef<[u8]>) -> ReadError {
    attempt(text).expect_err("this report should be refused")
}

pub(crate) fn attempt(text: impl AsRef<[u8]>) -> Result<Report, ReadError> {
    read(&mut text.as_ref(), &Limits::default())
}

/// Reads with the reader's buffer as small as `size`.
pub(crate) fn attempt_in_chunks(text: &[u8], size: usize) -> Result<Report, ReadError> {
    let mut input: Box<dyn BufRead> = Box::new(BufReader::with_capacity(size, text));
    read(&mut input, &Limits::default())
}

/// `line 2/3, branch 1/2`
pub(crate) fn short(counts: &MetricCounts) -> String {
    let one = |(metric, counts): (&crate::Metric, &verdict::Counts)| {
        format!("{} {}/{}", metric.word(), counts.covered, counts.total)
    };
    counts.iter().map(one).collect::<Vec<_>>().join(", ")
}

pub(crate) fn totals(text: impl AsRef<[u8]>) -> String {
    short(&report(text).coverage.totals())
}

pub(crate) fn codes(report: &Report) -> Vec<ProblemCode> {
    report.problems.iter().map(|problem| problem.code).collect()
}

/// The coverage of the only file of a report.
pub(crate) fn only(coverage: &Coverage) -> &crate::FileCoverage {
    assert_eq!(coverage.files.len(), 1, "{:?}", coverage.files.keys());
    coverage.files.values().next().unwrap()
}
