//! What a report is, told by its first bytes; a file's name is never asked.

use crate::error::{ReadError, ReadErrorCode};

/// What the first bytes show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// XML: its root element tells the format.
    Xml,
    /// JSON: its keys tell the format.
    Json,
    /// An LCOV tracefile.
    Lcov,
    /// Go's cover profile.
    Go,
    /// gcov's annotated source.
    Gcov,
}

/// First bytes, what they are, and what to do with such a file.
const BINARIES: [(&[u8], &str, &str); 21] = [
    (b"SQLite format 3\0", "coverage.py's data file (.coverage)", "run `coverage xml` or `coverage lcov`"),
    (
        b"!coverage.py:",
        "coverage.py's data file of before 5.0 (.coverage)",
        "run `coverage xml` or `coverage lcov`",
    ),
    (b"\x01\xC0\xC0", "JaCoCo's execution data (.exec)", EXEC),
    (b"\xC0\xC0", "JaCoCo's execution data (.exec)", EXEC),
    (b"\x81rforpl\xFF", "LLVM's raw profile (.profraw)", PROFILE),
    (b"\x81Rforpl\xFF", "LLVM's raw profile (.profraw)", PROFILE),
    (b"\xFFlprofR\x81", "LLVM's raw profile (.profraw)", PROFILE),
    (b"\xFFlprofr\x81", "LLVM's raw profile (.profraw)", PROFILE),
    (b"\xFFlprofi\x81", "LLVM's indexed profile (.profdata)", PROFILE),
    (b"adcg", "gcc's data (.gcda)", GCC),
    (b"gcda", "gcc's data (.gcda)", GCC),
    (b"oncg", "gcc's notes (.gcno)", GCC),
    (b"gcno", "gcc's notes (.gcno)", GCC),
    (b"\x1F\x8B", "a gzip archive within an archive, or of an unknown method", UNPACK),
    (b"\0cvm", "Go's coverage data (covmeta)", GO),
    (b"\0cwm", "Go's coverage data (covcounters)", GO),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", UNPACK),
    (b"PK\x03\x04", "a zip archive", UNPACK),
    (b"\x28\xB5\x2F\xFD", "a zstd archive", UNPACK),
    (b"\xFD7zXZ\0", "an xz archive", UNPACK),
];
const EXEC: &str = "run `jacococli report … --xml`, or the build tool's JaCoCo report task";
const PROFILE: &str = "run `llvm-profdata merge` and `llvm-cov export -format=lcov`";
const GCC: &str = "run `gcovr --cobertura` or `lcov --capture`";
const GO: &str = "run `go tool covdata textfmt`";
/// Microsoft's `.coverage` begins with no number that is documented.
const ANY: &str = "convert it: Microsoft's .coverage with `dotnet-coverage merge --output-format cobertura`, dotCover's .dcvr with `dotCover report --ReportType=DetailedXML`";
const UNPACK: &str = "unpack it first";

/// Tells what a report is from its first bytes, decoded and without a mark.
///
/// # Errors
/// Nothing, binary data, a format that is not read, and what is no report.
pub(crate) fn kind(head: &[u8]) -> Result<Kind, ReadError> {
    if let Some((_, what, step)) = BINARIES.iter().find(|(magic, ..)| head.starts_with(magic)) {
        let what = format!("this is {what}, not a report");
        return Err(ReadError::with_step(ReadErrorCode::Binary, what, step));
    }
    let text = head.trim_ascii_start();
    if text.is_empty() {
        return Err(ReadError::new(ReadErrorCode::Empty, "the report is empty"));
    }
    match text {
        [b'<', ..] => Ok(Kind::Xml),
        [b'{' | b'[', ..] => Ok(Kind::Json),
        _ => plain(text),
    }
}

fn plain(text: &[u8]) -> Result<Kind, ReadError> {
    let mut lines = text.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with(b"#"));
    match first {
        Some([b'T', b'N', b':', ..] | [b'S', b'F', b':', ..] | [b'V', b'E', b'R', b':', ..]) => Ok(Kind::Lcov),
        Some(line) if line.starts_with(b"mode:") => Ok(Kind::Go),
        Some(line) if line.starts_with(b"-:") => Ok(Kind::Gcov),
        Some(_) if text.contains(&0) => {
            Err(ReadError::with_step(ReadErrorCode::Binary, "this is binary data, not a report", ANY))
        }
        _ => Err(ReadError::new(ReadErrorCode::UnknownFormat, "this is no coverage report that is known")),
    }
}

/// Whether a line begins as an LCOV record does: capitals and a colon.
pub(crate) fn is_record(line: &[u8]) -> bool {
    match line.iter().position(|&byte| byte == b':') {
        Some(end) => (2..=8).contains(&end) && line.iter().take(end).all(u8::is_ascii_uppercase),
        None => false,
    }
}

/// A format that is known by name, but not read.
pub(crate) fn unsupported(name: &str) -> ReadError {
    ReadError::new(ReadErrorCode::UnsupportedFormat, format!("this is {name}, which is not read yet"))
}
