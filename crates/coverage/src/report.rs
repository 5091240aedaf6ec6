//! One report, read: the entry to every format.

use std::io::{BufRead, Cursor, Read};

use serde::{Deserialize, Serialize};

use crate::decode::{Decoder, Encoding};
use crate::error::ReadError;
use crate::limits::Limits;
use crate::meter::{self, Meter};
use crate::metric::MetricCounts;
use crate::model::Coverage;
use crate::problem::Problem;
use crate::{gcov_text, go_cover, gzip, json, lcov, sniff, xml};

/// A report's format.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// LCOV tracefile (lcov 1.x and 2.x).
    Lcov,
    /// Cobertura XML, and scoverage's own XML.
    Cobertura,
    /// JaCoCo XML.
    Jacoco,
    /// Clover XML, of OpenClover, PHPUnit, Istanbul and others.
    Clover,
    /// OpenCover XML.
    #[serde(rename = "opencover")]
    OpenCover,
    /// dotCover XML, detailed or totals alone.
    #[serde(rename = "dotcover")]
    DotCover,
    /// Microsoft's coverage XML, of dotnet-coverage, and of older vstest.
    MsCoverage,
    /// Go's cover profile.
    Go,
    /// gcov's annotated source.
    Gcov,
    /// SonarQube's generic coverage XML.
    #[serde(rename = "sonarqube")]
    SonarQube,
    /// Istanbul's `coverage-final.json`.
    IstanbulJson,
    /// Istanbul's `coverage-summary.json`: totals alone.
    IstanbulSummary,
    /// coverage.py's JSON.
    CoveragePyJson,
    /// LLVM's JSON (`llvm-cov export`).
    LlvmCovJson,
    /// SimpleCov's `.resultset.json`.
    SimplecovResultset,
    /// SimpleCov's `coverage.json`.
    SimplecovJson,
    /// gcov's JSON.
    GcovJson,
    /// gcovr's JSON.
    GcovrJson,
    /// Xcode's report as JSON (`xccov`): totals alone.
    XccovJson,
    /// Codecov's custom format.
    CodecovJson,
}

/// What a report holds.
#[derive(Clone, PartialEq, Debug)]
pub struct Report {
    /// The format.
    pub format: Format,
    /// The tool that wrote it, where the report names it: `coverage.py 7.6.1`.
    pub producer: Option<String>,
    /// What was covered, from the report's finest data.
    pub coverage: Coverage,
    /// What the report says about itself: an XML root's totals, LCOV's `LF`, `LH` and so on. Kept apart, because
    /// they often disagree with the lines.
    pub claims: MetricCounts,
    /// Whether a file has several records that each claim totals (LCOV of several tests): their sum counts it again.
    pub claims_repeat: bool,
    /// When it was written, or the oldest of what it unites, in seconds since 1970; where it says so. Of a time that may mean
    /// several moments, the latest.
    pub written: Option<u64>,
    /// What was noticed while reading.
    pub problems: Vec<Problem>,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 20] = [
        Self::Lcov,
        Self::Cobertura,
        Self::Jacoco,
        Self::Clover,
        Self::OpenCover,
        Self::DotCover,
        Self::MsCoverage,
        Self::Go,
        Self::Gcov,
        Self::SonarQube,
        Self::IstanbulJson,
        Self::IstanbulSummary,
        Self::CoveragePyJson,
        Self::LlvmCovJson,
        Self::SimplecovResultset,
        Self::SimplecovJson,
        Self::GcovJson,
        Self::GcovrJson,
        Self::XccovJson,
        Self::CodecovJson,
    ];

    /// The format as it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Lcov => "lcov",
            Self::Cobertura => "cobertura",
            Self::Jacoco => "jacoco",
            Self::Clover => "clover",
            Self::OpenCover => "opencover",
            Self::DotCover => "dotcover",
            Self::MsCoverage => "ms-coverage",
            Self::Go => "go",
            Self::Gcov => "gcov",
            Self::SonarQube => "sonarqube",
            Self::IstanbulJson => "istanbul-json",
            Self::IstanbulSummary => "istanbul-summary",
            Self::CoveragePyJson => "coverage-py-json",
            Self::LlvmCovJson => "llvm-cov-json",
            Self::SimplecovResultset => "simplecov-resultset",
            Self::SimplecovJson => "simplecov-json",
            Self::GcovJson => "gcov-json",
            Self::GcovrJson => "gcovr-json",
            Self::XccovJson => "xccov-json",
            Self::CodecovJson => "codecov-json",
        }
    }
}

/// How much of a report is looked at to tell its format.
const HEAD: u64 = 4096;

/// Reads a report in whatever format its content shows.
///
/// # Errors
/// Whatever keeps the report from being understood as a whole: a gate must never judge a part of it.
pub fn read(input: &mut dyn BufRead, limits: &Limits) -> Result<Report, ReadError> {
    read_with(input, limits, 1)
}

/// Reads a report with the help of so many threads, where the format allows it. What is found does not depend on their number.
///
/// # Errors
/// As [`read`].
pub fn read_with(input: &mut dyn BufRead, limits: &Limits, threads: usize) -> Result<Report, ReadError> {
    let mut head = Vec::new();
    input.take(HEAD).read_to_end(&mut head).map_err(|error| meter::read_error(&error))?;
    let mut input = Cursor::new(head.clone()).chain(input);
    if head.starts_with(gzip::MAGIC) {
        return read_text(&mut gzip::unpacked(&mut input, limits), limits, threads);
    }
    read_text(&mut input, limits, threads)
}

/// Reads a report that is no archive.
fn read_text(input: &mut dyn BufRead, limits: &Limits, threads: usize) -> Result<Report, ReadError> {
    let mut head = Vec::new();
    input.take(HEAD).read_to_end(&mut head).map_err(|error| meter::read_error(&error))?;
    let encoding = Encoding::detect(&head)?;
    let mark = encoding.mark_length(&head);
    let head = head.split_off(mark);
    if encoding == Encoding::Utf8 {
        let kind = sniff::kind(&head)?;
        return dispatch(kind, &mut Cursor::new(head).chain(input), limits, threads);
    }
    let mut text = Decoder::new(Cursor::new(head).chain(input), encoding);
    let mut head = Vec::new();
    (&mut text).take(HEAD).read_to_end(&mut head).map_err(|error| meter::read_error(&error))?;
    dispatch(sniff::kind(&head)?, &mut Cursor::new(head).chain(text), limits, threads)
}

fn dispatch(
    kind: sniff::Kind,
    input: &mut dyn BufRead,
    limits: &Limits,
    threads: usize,
) -> Result<Report, ReadError> {
    match kind {
        sniff::Kind::Xml => {
            let piece = u64::try_from(limits.line_bytes).unwrap_or(u64::MAX);
            xml::read(Meter::new(input, limits.bytes, piece), limits)
        }
        sniff::Kind::Json => json::read(Meter::new(input, limits.bytes, u64::MAX), limits),
        sniff::Kind::Go => go_cover::read(&mut Meter::new(input, limits.bytes, u64::MAX), limits),
        sniff::Kind::Gcov => gcov_text::read(&mut Meter::new(input, limits.bytes, u64::MAX), limits),
        sniff::Kind::Lcov => lcov::read(&mut Meter::new(input, limits.bytes, u64::MAX), limits, threads),
    }
}
