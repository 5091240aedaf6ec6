//! What holds for every input, whoever wrote it: the fuzz targets look for one that breaks it, and an ordinary test of the
//! crate replays what they kept. Nothing here is compared with a number that a person wrote, so any bytes will do.

use std::collections::BTreeMap;
use std::io::{BufReader, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::coverage::{
    Coverage, FileCoverage, FileKey, Format, Limits, Metric, MetricCounts, Problem, ProblemCode, ReadError,
    Report, read,
};

/// Ends one of the reports of an input for [`merged`]. No format knows this byte.
pub(crate) const SEPARATOR: u8 = 0x1E;

/// Small enough that no input takes long, and large enough for every fixture.
pub(crate) fn limits() -> Limits {
    Limits {
        bytes: 256 << 10,
        unpacked_ratio: 200,
        line_bytes: 4 << 10,
        depth: 32,
        attributes: 32,
        attribute_bytes: 4 << 10,
        name_bytes: 512,
        all_name_bytes: 16 << 10,
        members: 1000,
        files: 64,
        line_number: 5000,
        entries: 5000,
    }
}

/// Reads one report and checks what its counts say.
pub(crate) fn report(bytes: &[u8]) -> Result<Report, ReadError> {
    let report = read(&mut &*bytes, &limits());
    // Readers take another way where their buffer ends: the size of the buffer must not show.
    let size = 1 + bytes.len() % 61;
    let again = read(&mut BufReader::with_capacity(size, bytes), &limits());
    assert_eq!(again, report, "read in pieces of {size} bytes");
    if let Ok(report) = &report {
        let coverage = &report.coverage;
        each_file(coverage);
        let conflict = report.problems.iter().any(|problem| problem.code == ProblemCode::ConflictingSource);
        coverage.files.values().for_each(|file| uncovered(file, report.format, conflict));
        let nothing = Coverage::default();
        assert_eq!(&united(&[&nothing, coverage]), coverage, "merged into nothing");
        assert_eq!(&united(&[coverage, &nothing]), coverage, "merged with nothing");
        assert_eq!(judged(&united(&[coverage, coverage])), judged(coverage), "merged with itself");
    }
    report
}

/// Unites up to three reports, with [`SEPARATOR`] between them. `false` where one of them is refused.
pub(crate) fn merged(bytes: &[u8]) -> bool {
    let reports = bytes.splitn(3, |&byte| byte == SEPARATOR).map(|part| read(&mut &*part, &limits()));
    let Ok(reports) = reports.collect::<Result<Vec<Report>, _>>() else { return false };
    let parts: Vec<&Coverage> = reports.iter().map(|report| &report.coverage).collect();
    let all = united(&parts);
    each_file(&all);
    let backwards: Vec<&Coverage> = parts.iter().rev().copied().collect();
    assert_eq!(judged(&united(&backwards)), judged(&all), "in the other order");
    assert_eq!(judged(&united(&[&all, &all])), judged(&all), "merged with itself");
    if let [first, rest @ ..] = parts.as_slice() {
        assert_eq!(judged(&united(&[first, &united(rest)])), judged(&all), "the later ones first");
    }
    if !conflict(&parts) {
        // coverage.py's JSON may list lines without code, so that lines which another report lacks are counted downwards.
        let lists = reports.iter().all(|report| report.format != Format::CoveragePyJson);
        between(&all, &parts, |metric| lists || metric != Metric::Line);
    }
    let mut one = all;
    one.rekey(|_, _| Some(FileKey::of("one")));
    each_file(&one);
    true
}

/// Holds what is packed or in another encoding to what the same text says as it is.
pub(crate) fn packed(bytes: &[u8]) -> Result<Report, ReadError> {
    let plain = report(bytes);
    if !bytes.starts_with(&[0x1F, 0x8B]) {
        let whole = gzip(bytes);
        assert_eq!(read(&mut &*whole, &limits()), plain, "as a gzip archive");
        let (one, other) = bytes.split_at(bytes.len() / 2);
        assert_eq!(read(&mut &*[gzip(one), gzip(other)].concat(), &limits()), plain, "as two members");
        let cut = &whole[..bytes.len() % whole.len()];
        assert!(read(&mut &*cut, &limits()).is_err(), "cut after {} bytes", cut.len());
        assert!(read(&mut &*[&whole[..], b"\n"].concat(), &limits()).is_err(), "with a byte too many");
    }
    // A declared encoding is for bytes that are not UTF-16, zeros show UTF-16 without a mark, and a second mark is none.
    if let Ok(text) = std::str::from_utf8(bytes)
        && !text.contains("encoding")
        && !text.contains('\0')
        && !text.starts_with('\u{FEFF}')
    {
        let units: Vec<u16> = std::iter::once(0xFEFF).chain(text.encode_utf16()).collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        assert_eq!(read(&mut &*little, &limits()), plain, "as UTF-16, the low byte first");
        assert_eq!(read(&mut &*big, &limits()), plain, "as UTF-16, the high byte first");
        assert!(read(&mut &little[..little.len() - 1], &limits()).is_err(), "half a character at the end");
    }
    plain
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).and_then(|()| packed.finish()).expect("memory takes every byte")
}

fn united(parts: &[&Coverage]) -> Coverage {
    let mut sum = Coverage::default();
    for part in parts {
        sum.merge((*part).clone());
    }
    sum
}

/// Whether one name stands for two sources, so that no limit is judged: what they add up to means nothing.
fn conflict(parts: &[&Coverage]) -> bool {
    let mut sum = Coverage::default();
    let problems: Vec<Problem> = parts.iter().flat_map(|part| sum.merge((*part).clone())).collect();
    problems.iter().any(|problem| problem.code == ProblemCode::ConflictingSource)
}

/// A file's counts, and its ranges of uncovered lines.
type Judged = (MetricCounts, Vec<(u32, u32)>);

/// What a gate judges.
fn judged(coverage: &Coverage) -> (MetricCounts, BTreeMap<&FileKey, Judged>) {
    let one = |file: &FileCoverage| (file.counts(), file.uncovered_lines());
    (coverage.totals(), coverage.files.iter().map(|(key, file)| (key, one(file))).collect())
}

/// No more is covered than there is, of each file and of all.
fn each_file(coverage: &Coverage) {
    let whole = coverage.totals();
    assert!(whole.values().all(|counts| counts.covered <= counts.total), "{whole:?}");
    for (key, file) in &coverage.files {
        let counts = file.counts();
        assert!(counts.values().all(|counts| counts.covered <= counts.total), "{key}: {counts:?}");
        if let Some(upper) = file.branch_upper() {
            let branches = counts.get(&Metric::Branch).copied().unwrap_or_default();
            assert!(
                branches.covered < upper && upper <= branches.total,
                "{key}: {branches:?}, at most {upper}"
            );
        }
    }
}

/// Ranges of lines that never ran are sorted, apart, and hold what the counts miss.
fn uncovered(file: &FileCoverage, format: Format, conflict: bool) {
    let ranges = file.uncovered_lines();
    assert!(ranges.iter().all(|(first, last)| first <= last), "{ranges:?}");
    // A line that ran stands between two ranges.
    assert!(ranges.is_sorted_by(|one, next| u64::from(one.1) + 1 < u64::from(next.0)), "{ranges:?}");
    let lines = file.counts().get(&Metric::Line).copied().unwrap_or_default();
    let missed = lines.total - lines.covered;
    let held: u64 = ranges.iter().map(|(first, last)| u64::from(last - first) + 1).sum();
    assert!(conflict || ranges.len() as u64 <= missed, "{missed} missed: {ranges:?}");
    if file.is_totals_only() {
        assert!(conflict || ranges.is_empty(), "totals name no line: {ranges:?}");
    } else if format != Format::Jacoco {
        // JaCoCo may count the lines of a file and list none of them.
        assert!(missed <= held, "{missed} missed: {ranges:?}");
    }
}

/// What is united lies between the best of its parts and their sum.
fn between(all: &Coverage, parts: &[&Coverage], keeps: impl Fn(Metric) -> bool) {
    for (key, file) in &all.files {
        let parts: Vec<MetricCounts> =
            parts.iter().filter_map(|part| part.files.get(key)).map(FileCoverage::counts).collect();
        for (metric, counts) in file.counts() {
            let of_parts = || parts.iter().filter_map(|part| part.get(&metric));
            let kept = !keeps(metric) || of_parts().all(|part| part.covered <= counts.covered);
            assert!(kept, "{key}: {metric:?} was covered");
            let covered: u64 = of_parts().map(|part| part.covered).sum();
            let total: u64 = of_parts().map(|part| part.total).sum();
            assert!(counts.covered <= covered && counts.total <= total, "{key}: {metric:?} from nowhere");
        }
    }
}
