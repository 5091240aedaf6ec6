//! What a file is. Its name says whether it is looked into; its content, whether it is a report.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;

use coverage::ReadErrorCode as Code;
use scanners::Format;

use crate::half::Half;

/// Bytes of a file that is read as a whole.
const LARGEST: u64 = 128 << 20;
/// Ends of names that reports bear.
const ENDS: [&str; 9] =
    [".xml", ".json", ".jsonl", ".ndjson", ".sarif", ".info", ".lcov", ".coverprofile", ".cov"];
/// The same, if the name speaks of coverage.
const COVERAGE_ENDS: [&str; 2] = [".out", ".txt"];
/// Words by which a name speaks of coverage.
const COVERAGE_WORDS: [&str; 6] = ["coverage", "cobertura", "jacoco", "clover", "lcov", "cover."];
/// What is no scan by itself: results of tests, statements on findings, bills of materials.
const APART: [Format; 3] = [Format::Junit, Format::Openvex, Format::Cyclonedx];

/// What a name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Names(Option<Half>);

impl Names {
    /// The half whose report bears such a name; none if it may be of any, or none at all.
    pub(super) const fn half(self) -> Option<Half> {
        self.0
    }
}

/// What a file is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A report of this format, or a broken one: the gate says what is wrong with it.
    Report(Half, String),
    /// What may be one, in words that follow its name.
    Unsure(&'static str),
    /// What can be judged and is none of what is searched for.
    Apart(&'static str),
    /// Nothing that is searched for.
    Other,
}

/// What the name of a file says; none if it is not looked into.
pub(super) fn candidate(path: &str) -> Option<Names> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    let covers = COVERAGE_WORDS.iter().any(|word| name.contains(word));
    if ends(&[".sarif", ".sarif.json"]) {
        return Some(Names(Some(Half::Reports)));
    }
    let of_coverage = covers || ends(&[".info", ".lcov", ".coverprofile"]);
    (ends(&ENDS) || (covers && ends(&COVERAGE_ENDS))).then_some(Names(of_coverage.then_some(Half::Coverage)))
}

/// What the content of a file says, beside its name.
///
/// # Errors
/// It cannot be read.
pub(super) fn kind(
    path: &Path,
    size: u64,
    names: Names,
    wanted: impl Fn(Half) -> bool,
) -> std::io::Result<Kind> {
    let as_coverage = match names.half() {
        Some(Half::Reports) => Kind::Other,
        _ => of_coverage(path, size, names)?,
    };
    let found = match as_coverage {
        Kind::Other if wanted(Half::Reports) => of_scanner(path, size, names)?,
        other => other,
    };
    Ok(match found {
        Kind::Report(half, _) if !wanted(half) => Kind::Other,
        Kind::Unsure(_) if names.half().is_some_and(|half| !wanted(half)) => Kind::Other,
        found => found,
    })
}

fn of_coverage(path: &Path, size: u64, names: Names) -> std::io::Result<Kind> {
    let limits = coverage::Limits { bytes: LARGEST, ..coverage::Limits::default() };
    let report = |format: &str| Kind::Report(Half::Coverage, format.to_owned());
    // A byte more than is read at most tells the reader that there is more.
    let mut input = BufReader::new(File::open(path)?.take(LARGEST + 1));
    Ok(match coverage::read(&mut input, &limits) {
        Ok(read) => report(read.format.word()),
        Err(error) if names.half() == Some(Half::Coverage) && error.code != Code::UnknownFormat => {
            report("broken")
        }
        Err(_) if size > LARGEST => Kind::Unsure("is too large to be looked into: name it if it is a report"),
        Err(_) => Kind::Other,
    })
}

fn of_scanner(path: &Path, size: u64, names: Names) -> std::io::Result<Kind> {
    let report = |format: &str| Kind::Report(Half::Reports, format.to_owned());
    let named = names.half() == Some(Half::Reports);
    if size > LARGEST {
        return Ok(match named {
            true => report("sarif"),
            false => Kind::Unsure("is too large to be looked into: name it if it is a report"),
        });
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST).read_to_end(&mut bytes)?;
    if sarif::Document::read(&bytes, &sarif::Limits::default()).is_ok() {
        return Ok(report("sarif"));
    }
    Ok(match scanners::detect(&bytes) {
        _ if named => report("broken"),
        Some(format) if APART.contains(&format) => Kind::Apart(format.name()),
        Some(format) => report(format.name()),
        None if bytes.trim_ascii() == b"[]" && speaks_of_a_scanner(path) => Kind::Unsure(
            "is an empty list, which several scanners write: name it in `reports`, and its scanner in `formats` of the policy file",
        ),
        None => Kind::Other,
    })
}

/// Whether a file bears the name of a scanner.
fn speaks_of_a_scanner(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    Format::ALL.iter().any(|format| name.contains(format.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_whether_a_file_is_looked_into_and_what_it_should_be() {
        let half = |path: &str| candidate(path).map(Names::half);
        for path in
            ["coverage.xml", "a/LCOV.INFO", "cover.out", "coverage.txt", "target/site/jacoco/jacoco.xml"]
        {
            assert_eq!(half(path), Some(Some(Half::Coverage)), "{path}");
        }
        for path in ["a.sarif", "a/b.sarif.json"] {
            assert_eq!(half(path), Some(Some(Half::Reports)), "{path}");
        }
        for path in ["bandit.json", "report.xml"] {
            assert_eq!(half(path), Some(None), "{path}");
        }
        for path in ["a.out", "notes.txt", "coverage.html", "coverage/index.js", ".coverage", "sarif"] {
            assert_eq!(half(path), None, "{path}");
        }
    }
}
