//! Go's cover profile, as `go test -coverprofile` and `go tool covdata textfmt` write it.
//! <https://pkg.go.dev/golang.org/x/tools/cover>
//!
//! The statements are what Go itself counts. The lines are derived: a line ran if any block ran that reaches into it.
//! Names are kept as they are, which is the import path of the package: relating it to a file is another step.

use std::io::BufRead;

use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;
use crate::meter;
use crate::metric::{Metric, MetricCounts};
use crate::model::{Block, FileKey, Files, Hits, Rule};
use crate::number;
use crate::part::Part;
use crate::path;
use crate::problem::Problems;
use crate::report::{Format, Report};

/// Reads a profile.
pub(crate) fn read(input: &mut dyn BufRead, limits: &Limits) -> Result<Report, ReadError> {
    let mut reader = Reader {
        limits,
        mode: None,
        name: Vec::new(),
        open: None,
        part: Part::new(),
        files: Files::new(Hits::Max, limits),
        problems: Problems::default(),
    };
    let end = meter::each_line(input, limits.line_bytes, |line, number| {
        reader.line(line, number).map_err(|error| error.at(number, None))
    })?;
    end.check()?;
    reader.finish()
}

struct Reader<'a> {
    limits: &'a Limits,
    mode: Option<Mode>,
    /// The file of the last block, as it was written: blocks of one file mostly follow one another.
    name: Vec<u8>,
    open: Option<FileKey>,
    part: Part,
    files: Files,
    problems: Problems,
}

/// What a count means: whether a block ran, or how often.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mode {
    Set,
    Count,
    Atomic,
}

impl Reader<'_> {
    fn line(&mut self, line: &[u8], number: u64) -> Result<(), ReadError> {
        if line.is_empty() {
            return Ok(());
        }
        if let Some(mode) = line.strip_prefix(b"mode:") {
            return self.enter(mode.trim_ascii());
        }
        let (name, block) = block(line, self.limits).ok_or_else(|| no_block(line))?;
        if self.open.is_none() || self.name != name {
            self.close()?;
            let text = std::str::from_utf8(name)
                .map_err(|_| ReadError::new(ReadErrorCode::Encoding, "a file's name is not UTF-8"))?;
            self.open = Some(path::key(text, Some(number), self.limits, &mut self.problems)?);
            self.name.clear();
            self.name.extend_from_slice(name);
        }
        // An empty body is a block without statements: there is nothing to run.
        if block.statements == 0 {
            return Ok(());
        }
        self.part.add_block(block, self.limits)
    }

    /// Profiles that were joined with `cat` repeat their first line, which Go's own tools refuse. Counts of two modes
    /// cannot be united.
    fn enter(&mut self, mode: &[u8]) -> Result<(), ReadError> {
        let mode = match mode {
            b"set" => Mode::Set,
            b"count" => Mode::Count,
            b"atomic" => Mode::Atomic,
            _ => return Err(ReadError::malformed(format!("`{}` is no mode", String::from_utf8_lossy(mode)))),
        };
        if self.mode.is_some_and(|known| known != mode) {
            return Err(ReadError::malformed("profiles of two modes were joined"));
        }
        self.mode = Some(mode);
        Ok(())
    }

    fn close(&mut self) -> Result<(), ReadError> {
        let Some(key) = self.open.take() else { return Ok(()) };
        self.part.note_in(&key, &mut self.problems);
        let mut part = self.part.take();
        part.measured.insert(Metric::Statement);
        self.files.add(key, part, &mut self.problems)
    }

    fn finish(mut self) -> Result<Report, ReadError> {
        self.close()?;
        let mut coverage = self.files.finish(&mut self.problems);
        coverage.derive_lines(Rule::Any, self.limits)?;
        Ok(Report {
            format: Format::Go,
            producer: None,
            coverage,
            claims: MetricCounts::new(),
            claims_repeat: false,
            written: None,
            problems: self.problems.into_list(),
        })
    }
}

/// `name.go:line.column,line.column statements count`; the name may hold colons and spaces.
fn block<'a>(line: &'a [u8], limits: &Limits) -> Option<(&'a [u8], Block)> {
    let (rest, count) = split_last(line, b' ')?;
    let (rest, statements) = split_last(rest, b' ')?;
    let (name, span) = split_last(rest, b':')?;
    let (start, end) = split_last(span, b',')?;
    let (start, end) = (place(start, limits)?, place(end, limits)?);
    let hits = number::digits(count).map(|count| u32::try_from(count).unwrap_or(u32::MAX))?;
    let block = Block { start, end, statements: small(statements)?, hits };
    (start <= end && !name.is_empty()).then_some((name, block))
}

fn place(text: &[u8], limits: &Limits) -> Option<(u32, u32)> {
    let (line, column) = split_last(text, b'.')?;
    let line = small(line).filter(|line| (1..=limits.line_number).contains(line))?;
    Some((line, small(column)?))
}

fn small(text: &[u8]) -> Option<u32> {
    number::digits(text).and_then(|number| u32::try_from(number).ok())
}

/// Splits at the last `byte`.
fn split_last(text: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    let at = memchr::memrchr(byte, text)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

fn no_block(line: &[u8]) -> ReadError {
    let start = String::from_utf8_lossy(line.get(..60).unwrap_or(line)).into_owned();
    ReadError::malformed(format!("{start:?} is no block of a Go profile"))
}

#[cfg(test)]
mod tests;
