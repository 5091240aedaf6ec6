//! The lines of a tracefile, one after another: what each says, and where a record begins and ends.

use super::piece::{Piece, Step};
use super::record::Record;
use super::split;
use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;
use crate::metric::{Metric, MetricCounts};
use crate::model::FileKey;
use crate::problem::{ProblemCode, Problems};
use crate::{meter, number, path, sniff};

/// Reads pieces of a tracefile that follow one another.
pub(super) struct Reader<'a> {
    limits: &'a Limits,
    /// The file between `SF` and `end_of_record`.
    open: Option<FileKey>,
    record: Record,
    claims: MetricCounts,
    problems: Problems,
    steps: Vec<Step>,
    /// Kinds of record that were skipped, each noted once in a piece.
    unknown: Vec<Box<[u8]>>,
    /// Lines of the piece.
    lines: u64,
}

/// How many kinds of unknown record are told apart.
pub(super) const UNKNOWN_KINDS: usize = 32;
/// Plain records are shorter: below this limit of a line, each is measured.
const PLAIN_BYTES: usize = 64;

impl<'a> Reader<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            open: None,
            record: Record::new(),
            claims: MetricCounts::new(),
            problems: Problems::default(),
            steps: Vec::new(),
            unknown: Vec::new(),
            lines: 0,
        }
    }

    /// Whether a record has begun and not ended.
    pub(super) const fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// The file whose record has begun and not ended.
    pub(super) fn into_open(self) -> Option<FileKey> {
        self.open
    }

    /// Reads the lines that come next; only the last one of a tracefile may have no end.
    pub(super) fn read(&mut self, text: &[u8]) -> Piece {
        self.lines = 0;
        self.unknown.clear();
        let error = self.read_lines(text).err().map(|error| error.at(self.lines, None));
        Piece {
            lines: self.lines,
            steps: std::mem::take(&mut self.steps),
            claims: std::mem::take(&mut self.claims),
            problems: std::mem::take(&mut self.problems),
            error,
        }
    }

    fn read_lines(&mut self, text: &[u8]) -> Result<(), ReadError> {
        let mut rest = text;
        while !rest.is_empty() {
            if self.open.is_some() && self.limits.line_bytes >= PLAIN_BYTES {
                rest = self.record.add_plain(rest, &mut self.lines, self.limits)?;
                if rest.is_empty() {
                    break;
                }
            }
            let (line, after) = split(rest, b'\n').unwrap_or((rest, &[]));
            self.lines += 1;
            if line.len() > self.limits.line_bytes {
                return Err(meter::long_line());
            }
            self.line(meter::trimmed(line)?, self.lines)?;
            rest = after;
        }
        Ok(())
    }

    fn line(&mut self, line: &[u8], number: u64) -> Result<(), ReadError> {
        let Some((tag, fields)) = split(line, b':') else {
            return match line {
                b"" | [b'#', ..] => Ok(()),
                b"end_of_record" => self.close(number),
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
        self.open = Some(FileKey::of(found.path));
        self.record.begin();
        Ok(())
    }

    fn close(&mut self, number: u64) -> Result<(), ReadError> {
        let Some(key) = self.open.take() else {
            return Err(ReadError::malformed("`end_of_record` without `SF`"));
        };
        let part = self.record.take(&key, &mut self.problems);
        self.steps.push(Step::Closed {
            key,
            part: Box::new(part),
            line: number,
            noted: self.problems.listed(),
        });
        Ok(())
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

    fn skip(&mut self, kind: &[u8], number: u64) {
        if self.unknown.len() < UNKNOWN_KINDS && !self.unknown.iter().any(|known| **known == *kind) {
            self.unknown.push(kind.into());
            self.steps.push(Step::Skipped { kind: kind.into(), line: number, noted: self.problems.listed() });
        }
    }
}

fn no_record(line: &[u8]) -> ReadError {
    let start = String::from_utf8_lossy(line.get(..40).unwrap_or(line)).into_owned();
    ReadError::malformed(format!("{start:?} is no LCOV record"))
}
