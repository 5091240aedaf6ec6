//! LCOV tracefiles: the grammar of geninfo(1), lcov 1.x and 2.x, and the dialects of tools that imitate it.

mod functions;
mod label;
mod mcdc;
mod plain;
mod record;

use std::io::BufRead;

use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;
use crate::meter;
use crate::metric::{Metric, MetricCounts};
use crate::model::{FileKey, Files, Hits};
use crate::problem::{ProblemCode, Problems};
use crate::report::{Format, Report};
use crate::{number, path, sniff};
use plain::Plain;
use record::Record;

/// Reads a tracefile.
pub(crate) fn read(input: &mut dyn BufRead, limits: &Limits) -> Result<Report, ReadError> {
    let mut reader = Reader::new(limits);
    let end = meter::each_line(input, limits.line_bytes, |line, number| {
        reader.line(line, number).map_err(|error| error.at(number, None))
    })?;
    reader.finish(end.lines)
}

struct Reader<'a> {
    limits: &'a Limits,
    files: Files,
    /// The record between `SF` and `end_of_record`, and where it begins.
    open: Option<FileKey>,
    record: Record,
    claims: MetricCounts,
    problems: Problems,
    /// Kinds of record that were skipped, each noted once.
    unknown: Vec<Box<[u8]>>,
    /// Whether a file has more than one record.
    repeated: bool,
}

/// How many kinds of unknown record are told apart.
const UNKNOWN_KINDS: usize = 32;

impl<'a> Reader<'a> {
    fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            files: Files::new(Hits::Add, limits),
            open: None,
            record: Record::new(),
            claims: MetricCounts::new(),
            problems: Problems::default(),
            unknown: Vec::new(),
            repeated: false,
        }
    }

    fn line(&mut self, line: &[u8], number: u64) -> Result<(), ReadError> {
        if self.open.is_some()
            && let Some(plain) = Plain::read(line, self.limits.line_number)
        {
            return self.record.add_plain(plain, self.limits);
        }
        let Some((tag, fields)) = split(line, b':') else {
            return match line {
                b"" | [b'#', ..] => Ok(()),
                b"end_of_record" => self.close(),
                _ => Err(no_record(line)),
            };
        };
        match tag {
            b"DA" | b"BRDA" | b"FN" | b"FNDA" | b"FNL" | b"FNA" | b"MCDC" => {
                if self.open.is_none() {
                    return Err(ReadError::malformed("this record stands outside `SF` and `end_of_record`"));
                }
                self.record.add(tag, fields, number, self.limits, &mut self.problems)
            }
            b"LF" => self.claim(Metric::Line, false, fields),
            b"LH" => self.claim(Metric::Line, true, fields),
            b"BRF" => self.claim(Metric::Branch, false, fields),
            b"BRH" => self.claim(Metric::Branch, true, fields),
            b"FNF" => self.claim(Metric::Function, false, fields),
            b"FNH" => self.claim(Metric::Function, true, fields),
            b"MCF" => self.claim(Metric::Mcdc, false, fields),
            b"MCH" => self.claim(Metric::Mcdc, true, fields),
            b"SF" => self.open(fields, number),
            b"TN" | b"VER" => Ok(()),
            _ if line.starts_with(b"#") => Ok(()),
            _ if sniff::is_record(line) => {
                self.skip(tag, number);
                Ok(())
            }
            _ => Err(no_record(line)),
        }
    }

    fn open(&mut self, name: &[u8], number: u64) -> Result<(), ReadError> {
        if let Some(key) = &self.open {
            return Err(ReadError::malformed(format!("the record of `{key}` has no `end_of_record`")));
        }
        let name = std::str::from_utf8(name)
            .map_err(|_| ReadError::new(ReadErrorCode::Encoding, "a path is not UTF-8"))?;
        let found = path::normal(name, self.limits)?;
        if found.escapes {
            let message = || format!("`{}` lies outside the folder that paths are relative to", found.path);
            self.problems.note(ProblemCode::PathEscapes, Some(number), message);
        }
        let key = FileKey::of(found.path);
        self.repeated |= self.files.holds(&key);
        self.open = Some(key);
        self.record.begin();
        Ok(())
    }

    fn close(&mut self) -> Result<(), ReadError> {
        let Some(key) = self.open.take() else {
            return Err(ReadError::malformed("`end_of_record` without `SF`"));
        };
        let part = self.record.take(&key, &mut self.problems);
        self.files.add(key, part, &mut self.problems)
    }

    /// Totals that the record states: claims, summed over all records and compared with nothing here.
    fn claim(&mut self, metric: Metric, covered: bool, fields: &[u8]) -> Result<(), ReadError> {
        let Some(claimed) = number::digits(fields) else {
            return Err(ReadError::malformed(format!("`{}` is not a total", String::from_utf8_lossy(fields))));
        };
        self.record.measure(metric);
        let claim = self.claims.entry(metric).or_default();
        let side = if covered { &mut claim.covered } else { &mut claim.total };
        *side = side.saturating_add(claimed);
        Ok(())
    }

    fn skip(&mut self, tag: &[u8], number: u64) {
        if self.unknown.len() < UNKNOWN_KINDS && !self.unknown.iter().any(|known| **known == *tag) {
            self.unknown.push(tag.into());
            let message = || format!("records of the kind `{}` are not known", String::from_utf8_lossy(tag));
            self.problems.note(ProblemCode::UnknownRecord, Some(number), message);
        }
    }

    fn finish(mut self, lines: u64) -> Result<Report, ReadError> {
        if let Some(key) = self.open {
            let what = format!("the report ends within the record of `{key}`: `end_of_record` is missing");
            return Err(ReadError::new(ReadErrorCode::Truncated, what).at(lines, None));
        }
        let coverage = self.files.finish(&mut self.problems);
        Ok(Report {
            format: Format::Lcov,
            producer: None,
            coverage,
            claims: self.claims,
            claims_repeat: self.repeated,
            written: None,
            problems: self.problems.into_list(),
        })
    }
}

/// Splits at the first `byte`.
fn split(text: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    let at = text.iter().position(|&one| one == byte)?;
    let (before, after) = text.split_at_checked(at)?;
    Some((before, after.get(1..).unwrap_or_default()))
}

fn no_record(line: &[u8]) -> ReadError {
    let start = String::from_utf8_lossy(line.get(..40).unwrap_or(line)).into_owned();
    ReadError::malformed(format!("{start:?} is no LCOV record"))
}

#[cfg(test)]
mod tests;
