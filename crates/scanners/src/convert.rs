//! From a scanner's report to SARIF.

use std::collections::BTreeMap;

use crate::author::{Incomplete, Run};
use crate::empty::Empty;
use crate::error::{Error, ErrorCode};
use crate::format::Format;
use crate::limits::Limits;
use crate::redact::RedactionKey;
use crate::source::Source;

/// A report as SARIF.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Converted {
    /// What the report was.
    pub format: Format,
    /// A SARIF 2.1.0 log with one run: the same bytes for the same report.
    pub sarif: Vec<u8>,
    /// The scanner.
    pub tool: String,
    /// Its version, where the report tells it.
    pub version: Option<String>,
    /// What was not scanned. The log's notifications say the same.
    pub incomplete: Vec<Incomplete>,
    /// How many secrets were left out.
    pub redacted: u64,
    /// How many results the scanner gave each of its own severities, suppressed ones included; `unknown` where it gave none.
    pub native: BTreeMap<String, u64>,
}

/// Tells the format of a report by its content.
#[must_use]
pub fn detect(bytes: &[u8]) -> Option<Format> {
    Source::read(bytes, &Limits::default()).ok().as_ref().and_then(format_of)
}

/// Converts a report whose format is told by its content.
///
/// Secrets are told apart by their hash under `key`; without a key there is no hash.
///
/// # Errors
/// What is no report of a known format or of two at once, is broken or beyond the limits, and a scanner's own message that it failed.
pub fn convert(bytes: &[u8], limits: &Limits, key: Option<&RedactionKey>) -> Result<Converted, Error> {
    let source = Source::read(bytes, limits)?;
    match sole_format(&source)? {
        Some(format) => converted(format, &source, limits, key),
        None if Empty::of(&source).is_some() => {
            let what = "an empty list is what several scanners write when they find nothing";
            Err(Error::new(ErrorCode::Ambiguous, what))
        }
        None => Err(Error::new(ErrorCode::UnknownFormat, "this is no scanner's report that is known")),
    }
}

/// Converts a report whose format somebody has declared: an empty list is then a scan without findings, if the scanner writes one.
///
/// # Errors
/// As [`convert`], and a report of another format.
pub fn convert_as(
    format: Format,
    bytes: &[u8],
    limits: &Limits,
    key: Option<&RedactionKey>,
) -> Result<Converted, Error> {
    let source = Source::read(bytes, limits)?;
    match sole_format(&source)? {
        _ if (format.reader().is)(&source) => converted(format, &source, limits, key),
        None if Empty::of(&source).is_some_and(|empty| empty.is_written_by(format)) => {
            converted(format, &source, limits, key)
        }
        Some(other) => {
            // A scanner's message that it failed may look like that of its other version.
            if let Err(error) = converted(other, &source, limits, key)
                && error.code == ErrorCode::ToolFailed
            {
                return Err(error);
            }
            let what = format!("this is {}, and {} was declared", other.name(), format.name());
            Err(Error::new(ErrorCode::UnknownFormat, what))
        }
        None => Err(Error::new(ErrorCode::UnknownFormat, format!("this is not {}", format.name()))),
    }
}

fn format_of(source: &Source) -> Option<Format> {
    Format::ALL.iter().copied().find(|format| (format.reader().is)(source))
}

/// The only format that a report has: what one scanner's reader passes over may be another's findings.
fn sole_format(source: &Source) -> Result<Option<Format>, Error> {
    let mut formats = Format::ALL.iter().copied().filter(|format| (format.reader().is)(source));
    match (formats.next(), formats.next()) {
        (Some(one), Some(other)) => {
            let what = format!("this is {} and {} at once", one.name(), other.name());
            Err(Error::new(ErrorCode::Malformed, what))
        }
        (format, _) => Ok(format),
    }
}

fn converted(
    format: Format,
    source: &Source,
    limits: &Limits,
    key: Option<&RedactionKey>,
) -> Result<Converted, Error> {
    let reader = format.reader();
    let mut run = Run::new(reader.tool, reader.home, limits, key);
    (reader.read)(source, &mut run).map_err(|error| Error { what: run.text(&error.what), ..error })?;
    let (tool, version) = run.names();
    let (redacted, native) = (run.redacted, std::mem::take(&mut run.native));
    let (sarif, incomplete) = run.finish()?;
    Ok(Converted { format, sarif, tool, version, incomplete, redacted, native })
}
