//! What a reader of a JSON format collects, and how it reads paths, lines and counts.

use std::sync::Arc;

use verdict::Counts;

use super::{Scalar, Value, not};
use crate::error::ReadError;
use crate::limits::Limits;
use crate::metric::{Metric, MetricCounts};
use crate::model::{FileCoverage, FileKey, Files, Hits, too_large};
use crate::number;
use crate::path;
use crate::problem::{ProblemCode, Problems};
use crate::report::{Format, Report};

/// What was found so far.
pub(crate) struct Findings<'a> {
    pub(crate) limits: &'a Limits,
    pub(crate) files: Files,
    pub(crate) claims: MetricCounts,
    pub(crate) claims_repeat: bool,
    /// When the report was written.
    pub(crate) written: Option<u64>,
    pub(crate) producer: Option<String>,
    /// The folder that relative paths lie in, if the report names it.
    source: Option<Arc<str>>,
    pub(crate) problems: Problems,
    /// How many entries of the file that is read are held before it is added.
    held: usize,
}

impl<'a> Findings<'a> {
    pub(crate) fn new(hits: Hits, limits: &'a Limits) -> Self {
        Self {
            limits,
            files: Files::new(hits, limits),
            claims: MetricCounts::new(),
            claims_repeat: false,
            written: None,
            producer: None,
            source: None,
            problems: Problems::default(),
            held: 0,
        }
    }

    /// The file that a path names.
    pub(crate) fn key(&mut self, given: &str, at: Option<u64>) -> Result<FileKey, ReadError> {
        let found = path::normal(given, self.limits)?;
        if found.escapes {
            let message = || format!("`{}` lies outside the folder that paths are relative to", found.path);
            self.problems.note(ProblemCode::PathEscapes, at, message);
        }
        Ok(FileKey::of(found.path))
    }

    /// Adds what was found of a file.
    pub(crate) fn add(&mut self, key: FileKey, mut file: FileCoverage) -> Result<(), ReadError> {
        // Arrays grow by doubling; what stays for the whole report should not.
        file.lines.shrink_to_fit();
        file.branches.shrink();
        file.functions.shrink_to_fit();
        file.statements.shrink_to_fit();
        self.held = 0;
        self.files.add(key, file, &mut self.problems)
    }

    /// Counts an entry of the file that is read: a hostile report has one file, and all of its bytes in it.
    pub(crate) fn hold(&mut self) -> Result<(), ReadError> {
        self.held += 1;
        if self.held > self.limits.entries {
            return Err(too_large(format!("one file has more than {} entries", self.limits.entries)));
        }
        Ok(())
    }

    /// Notes the folder that relative paths lie in.
    pub(crate) fn lies_in(&mut self, folder: &str) -> Result<(), ReadError> {
        if path::is_absolute(folder) {
            self.source = Some(path::normal(folder, self.limits)?.path.into());
        }
        Ok(())
    }

    /// Adds to what the report claims about itself.
    pub(crate) fn claim(&mut self, metric: Metric, counts: Counts) {
        let claim = self.claims.entry(metric).or_default();
        *claim = claim.plus(counts);
    }

    /// Reads how often something ran.
    pub(crate) fn hits(&mut self, value: Value<'_>) -> Result<u32, ReadError> {
        let at = value.at();
        let scalar = value.scalar()?;
        self.hits_of(&scalar, at)
    }

    /// Reads how often something ran: gcc writes floats, and counters that overflowed are below 0.
    pub(crate) fn hits_of(&mut self, scalar: &Scalar, at: u64) -> Result<u32, ReadError> {
        self.hold()?;
        let count = match scalar {
            Scalar::Whole(number) => return Ok(u32::try_from(*number).unwrap_or(u32::MAX)),
            Scalar::Negative(_) => number::Count { hits: 0, negative: true },
            Scalar::Decimal(number) => {
                number::count(number.as_bytes()).ok_or_else(|| not("a count", scalar))?
            }
            Scalar::Null | Scalar::Truth(_) | Scalar::Text(_) => return Err(not("a count", scalar)),
        };
        if count.negative {
            self.problems
                .note(ProblemCode::NegativeCount, Some(at), || "a count is below 0 and read as 0".to_owned());
        }
        Ok(count.hits)
    }

    /// Reads a line number; `None` when there is no such line, which is noted.
    pub(crate) fn line(&mut self, value: Value<'_>) -> Result<Option<u32>, ReadError> {
        let at = value.at();
        let scalar = value.scalar()?;
        let line = self.line_of(&scalar)?;
        if line.is_none() {
            self.problems.note(ProblemCode::LineNumber, Some(at), || {
                "a line is 0, below 0 or `null`, which no file has".to_owned()
            });
        }
        Ok(line)
    }

    /// A line number, without a word about one that names no line.
    pub(crate) fn line_of(&self, scalar: &Scalar) -> Result<Option<u32>, ReadError> {
        let number = match scalar {
            Scalar::Whole(number) => *number,
            Scalar::Negative(_) | Scalar::Null => return Ok(None),
            _ => return Err(not("a line number", scalar)),
        };
        match u32::try_from(number) {
            Ok(0) => Ok(None),
            Ok(line) if line <= self.limits.line_number => Ok(Some(line)),
            _ => Err(ReadError::malformed(format!("line {number} is above {}", self.limits.line_number))),
        }
    }

    /// The report.
    pub(crate) fn report(mut self, format: Format) -> Report {
        let mut coverage = self.files.finish(&mut self.problems);
        if let Some(source) = self.source {
            for (_, file) in coverage.files.iter_mut().filter(|(key, _)| !path::is_absolute(&key.path)) {
                file.source = Some(Arc::clone(&source));
            }
        }
        Report {
            format,
            producer: self.producer,
            coverage,
            claims: self.claims,
            claims_repeat: self.claims_repeat,
            written: self.written,
            problems: self.problems.into_list(),
        }
    }
}

/// Counts that a report states: nothing has more covered than it has.
pub(crate) fn stated(covered: u64, total: u64) -> Result<Counts, ReadError> {
    if covered > total {
        return Err(ReadError::malformed(format!("{covered} of {total} are said to be covered")));
    }
    Ok(Counts { covered, total })
}
