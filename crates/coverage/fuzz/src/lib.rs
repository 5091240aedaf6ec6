//! What the fuzz targets have in common: each feeds one reader, and keeps the inputs that this reader understood.

mod check;

use ::coverage;
use coverage::{Format, ReadErrorCode};
use libfuzzer_sys::Corpus;

/// Feeds a report that should be of this format.
pub fn one(format: Format, bytes: &[u8]) -> Corpus {
    keep(match check::report(bytes) {
        Ok(report) => report.format == format,
        Err(_) => holds(bytes, words(format)),
    })
}

/// Feeds a report as it is, as a gzip archive and in UTF-16.
pub fn packed(bytes: &[u8]) -> Corpus {
    keep(match check::packed(bytes) {
        Ok(_) => true,
        // What is wrong with the report itself is for its own target.
        Err(error) => {
            holds(bytes, &["encoding"])
                || bytes.starts_with(b"\x1F\x8B")
                || error.code == ReadErrorCode::Encoding
        }
    })
}

/// Feeds two or three reports that are united.
pub fn merged(bytes: &[u8]) -> Corpus {
    keep(check::merged(bytes))
}

/// A corpus stays with its reader: what was read as something else belongs to another target.
fn keep(own: bool) -> Corpus {
    if own { Corpus::Keep } else { Corpus::Reject }
}

/// Whether what no reader understood holds one of these words.
fn holds(bytes: &[u8], words: &[&str]) -> bool {
    words.iter().any(|word| bytes.windows(word.len()).any(|part| part == word.as_bytes()))
}

/// What only reports of a format hold, nearly: by this a broken one is told from those of other readers.
fn words(format: Format) -> &'static [&'static str] {
    match format {
        Format::Lcov => &["SF:", "TN:"],
        Format::Cobertura => &["line-rate", "<class", "<packages", "<scoverage"],
        Format::Jacoco => &["<report"],
        Format::Clover => &["clover", "<project", "<metrics"],
        Format::OpenCover => &["<CoverageSession"],
        Format::DotCover => &["<Root"],
        Format::MsCoverage => &["<results", "<CoverageDSPriv"],
        Format::Go => &["mode:"],
        Format::Gcov => &["-:"],
        Format::SonarQube => &["lineToCover", "<file path"],
        Format::IstanbulJson => &["statementMap", "fnMap", "branchMap"],
        Format::IstanbulSummary => &["\"pct\"", "\"skipped\""],
        Format::CoveragePyJson => &["executed_lines", "missing_lines", "\"meta\""],
        Format::LlvmCovJson => &["llvm.coverage", "segments", "\"data\""],
        Format::SimplecovResultset => &["\"timestamp\"", "\"coverage\""],
        Format::SimplecovJson => &["simplecov", "\"lines\""],
        Format::GcovJson => &["gcc_version", "gcov", "format_version"],
        Format::GcovrJson => &["gcovr/"],
        Format::XccovJson => &["executableLines", "coveredLines", "lineCoverage"],
        Format::CodecovJson => &["\"coverage\""],
    }
}
