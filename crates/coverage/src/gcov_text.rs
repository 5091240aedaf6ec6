//! gcov's annotated source (`.gcov`), with or without branches, blocks and counts for people.
//! <https://gcc.gnu.org/onlinedocs/gcc/Invoking-Gcov.html>
//!
//! Several such texts may follow one another, as `gcov --stdout` and `cat` write them. A template is listed as a whole
//! and then once for each instance: a line ran if it ran in any of them, and so with its branches. Marks in the source
//! that take lines out (`LCOV_EXCL_LINE`) mean nothing to gcov, and nothing here: what is uncovered stays so.

mod line;

use std::io::BufRead;

use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;
use crate::meter;
use crate::metric::{MetricCounts, MetricSet};
use crate::model::{Arm, ArmId, FileKey, Files, Function, FunctionId, Hits, Identity};
use crate::part::Part;
use crate::path;
use crate::problem::{ProblemCode, Problems};
use crate::report::{Format, Report};
use line::{Count, Line};

/// Reads annotated sources.
pub(crate) fn read(input: &mut dyn BufRead, limits: &Limits) -> Result<Report, ReadError> {
    let mut reader = Reader {
        limits,
        open: None,
        part: Part::new(),
        last: None,
        called: None,
        separated: false,
        instance: false,
        files: Files::new(Hits::Max, limits),
        measured: MetricSet::NONE,
        problems: Problems::default(),
    };
    let end = meter::each_line(input, limits.line_bytes, |line, number| {
        reader.line(line, number).map_err(|error| error.at(number, None))
    })?;
    end.check()?;
    reader.finish().map_err(|error| error.at(end.lines, None))
}

struct Reader<'a> {
    limits: &'a Limits,
    open: Option<FileKey>,
    part: Part,
    /// The line of the source that was listed last: what follows is about it.
    last: Option<u32>,
    /// The function that begins with the next line.
    called: Option<(Identity, u32)>,
    /// The line before was a separator: an instance's name may follow.
    separated: bool,
    /// An instance is open: a separator must follow it.
    instance: bool,
    files: Files,
    /// What any file was measured for: one without branches was measured for branches if another has some.
    measured: MetricSet,
    problems: Problems,
}

impl Reader<'_> {
    fn line(&mut self, text: &[u8], number: u64) -> Result<(), ReadError> {
        let separated = std::mem::take(&mut self.separated);
        let line = match line::read(text, self.limits)? {
            Line::Unknown if separated && text.ends_with(b":") => {
                self.instance = true;
                return Ok(());
            }
            Line::Unknown => return Err(no_line(text)),
            Line::About(about) => return self.about(about, number),
            line => line,
        };
        if self.open.is_none() {
            return Err(ReadError::malformed("a line stands before the name of its source file"));
        }
        match line {
            Line::Separator => {
                (self.separated, self.instance) = (true, false);
                Ok(())
            }
            Line::Source { line, count } => self.source(line, count, number),
            Line::Function { name, hits } => {
                self.called = Some((Identity::of(name), hits));
                Ok(())
            }
            Line::Branch { branch, taken } => {
                let Some(line) = self.last else {
                    return Err(ReadError::malformed("a branch stands before any line"));
                };
                let id = ArmId::Number { block: 0, branch };
                self.part.add_arm(Arm { line, taken, id }, self.limits)
            }
            Line::Skipped | Line::Unknown | Line::About(_) => Ok(()),
        }
    }

    /// What stands beside line 0: the name of the source, and what else gcov knows.
    fn about(&mut self, text: &[u8], number: u64) -> Result<(), ReadError> {
        if let Some(name) = text.strip_prefix(b"Source:") {
            self.close()?;
            let name = std::str::from_utf8(name)
                .map_err(|_| ReadError::new(ReadErrorCode::Encoding, "a file's name is not UTF-8"))?;
            self.open = Some(path::key(name, Some(number), self.limits, &mut self.problems)?);
        } else if text.starts_with(b"Source is newer") {
            let key = self.open.as_ref().map(ToString::to_string).unwrap_or_default();
            let message = || {
                format!(
                    "{key}: the source is newer than the notes of the compiler, so that the lines may be others"
                )
            };
            self.problems.note(ProblemCode::ConflictingSource, Some(number), message);
        }
        Ok(())
    }

    fn source(&mut self, line: u32, count: Count, number: u64) -> Result<(), ReadError> {
        self.last = Some(line);
        if let Some((id, hits)) = self.called.take() {
            self.part.add_function(Function { line, hits, id: FunctionId::Name(id) }, self.limits)?;
        }
        match count {
            Count::NoCode => {}
            Count::Ran { hits, negative } => {
                if negative {
                    let message = || format!("the count of line {line} is below 0 and read as 0");
                    self.problems.note(ProblemCode::NegativeCount, Some(number), message);
                }
                self.part.add_line(line, hits);
            }
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), ReadError> {
        let Some(key) = self.open.take() else { return Ok(()) };
        if self.instance || self.separated || self.called.is_some() {
            let what = format!("the text of `{key}` ends within a function");
            return Err(ReadError::new(ReadErrorCode::Truncated, what));
        }
        self.last = None;
        let part = self.part.take();
        self.measured = self.measured.union(part.measured);
        self.files.add(key, part, &mut self.problems)
    }

    fn finish(mut self) -> Result<Report, ReadError> {
        // The last instance of a source that ends with it is followed by a separator and nothing else.
        self.separated = false;
        self.close()?;
        let mut coverage = self.files.finish(&mut self.problems);
        coverage.files.values_mut().for_each(|file| file.measured = self.measured);
        Ok(Report {
            format: Format::Gcov,
            producer: None,
            coverage,
            claims: MetricCounts::new(),
            claims_repeat: false,
            written: None,
            problems: self.problems.into_list(),
        })
    }
}

fn no_line(text: &[u8]) -> ReadError {
    let start = String::from_utf8_lossy(text.get(..60).unwrap_or(text)).into_owned();
    ReadError::malformed(format!("{start:?} is no line of gcov's"))
}

#[cfg(test)]
mod tests;
