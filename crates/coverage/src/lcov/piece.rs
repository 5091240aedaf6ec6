//! What a piece of a tracefile says, and the whole that pieces make: they are united in their order, so that it does not matter
//! where the tracefile was cut and who read which piece.

use super::reader::UNKNOWN_KINDS;
use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;
use crate::metric::MetricCounts;
use crate::model::{FileCoverage, FileKey, Files, Hits};
use crate::problem::{Problem, ProblemCode, Problems};
use crate::report::{Format, Report};

/// What some lines that follow one another say. Lines are counted from the first of them.
pub(super) struct Piece {
    /// How many lines were read.
    pub(super) lines: u64,
    pub(super) steps: Vec<Step>,
    pub(super) claims: MetricCounts,
    pub(super) problems: Problems,
    /// What ended the reading.
    pub(super) error: Option<ReadError>,
}

/// What depends on the pieces before. `noted` is how many problems were listed before it.
pub(super) enum Step {
    /// A record ended.
    Closed { key: FileKey, part: Box<FileCoverage>, line: u64, noted: usize },
    /// A record of a kind that is not known.
    Skipped { kind: Box<[u8]>, line: u64, noted: usize },
}

/// A tracefile, as far as its pieces were united.
pub(super) struct Whole {
    files: Files,
    claims: MetricCounts,
    problems: Problems,
    /// Kinds of record that were skipped, each noted once.
    unknown: Vec<Box<[u8]>>,
    /// Whether a file has more than one record.
    repeated: bool,
    lines: u64,
}

impl Whole {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            files: Files::new(Hits::Add, limits),
            claims: MetricCounts::new(),
            problems: Problems::default(),
            unknown: Vec::new(),
            repeated: false,
            lines: 0,
        }
    }

    /// How many lines were read.
    pub(super) const fn lines(&self) -> u64 {
        self.lines
    }

    /// Adds the piece that comes next.
    ///
    /// # Errors
    /// The first one by its line: that of the piece, or a limit that all pieces together meet.
    pub(super) fn add(&mut self, piece: Piece) -> Result<(), ReadError> {
        let before = self.lines;
        let (listed, unlisted) = piece.problems.into_parts();
        let (mut listed, mut taken) = (listed.into_iter(), 0);
        for step in piece.steps {
            let (Step::Closed { noted, .. } | Step::Skipped { noted, .. }) = step;
            for problem in listed.by_ref().take(noted.saturating_sub(taken)) {
                self.note(problem, before);
            }
            taken = noted;
            match step {
                Step::Closed { key, part, line, .. } => {
                    self.repeated |= self.files.holds(&key);
                    let added = self.files.add(key, *part, &mut self.problems);
                    added.map_err(|error| error.at(before.saturating_add(line), None))?;
                }
                Step::Skipped { kind, line, .. } => self.skip(kind, before.saturating_add(line)),
            }
        }
        for problem in listed {
            self.note(problem, before);
        }
        // What the piece had no room to list, the whole has none to list either.
        self.problems.add_unlisted(unlisted);
        for (metric, claimed) in piece.claims {
            let claim = self.claims.entry(metric).or_default();
            *claim = claim.plus(claimed);
        }
        self.lines = before.saturating_add(piece.lines);
        match piece.error {
            Some(error) => Err(ReadError { line: later(error.line, before), ..error }),
            None => Ok(()),
        }
    }

    fn note(&mut self, problem: Problem, before: u64) {
        let Problem { code, line, message } = problem;
        self.problems.note(code, later(line, before), || message);
    }

    fn skip(&mut self, kind: Box<[u8]>, line: u64) {
        if self.unknown.len() < UNKNOWN_KINDS && !self.unknown.contains(&kind) {
            let message = || format!("records of the kind `{}` are not known", String::from_utf8_lossy(&kind));
            self.problems.note(ProblemCode::UnknownRecord, Some(line), message);
            self.unknown.push(kind);
        }
    }

    /// Ends the report; `open` is the file of a record that was not ended.
    ///
    /// # Errors
    /// There is such a record.
    pub(super) fn finish(mut self, open: Option<FileKey>) -> Result<Report, ReadError> {
        if let Some(key) = open {
            let what = format!("the report ends within the record of `{key}`: `end_of_record` is missing");
            return Err(ReadError::new(ReadErrorCode::Truncated, what).at(self.lines, None));
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

/// A line of a piece, as a line of the whole.
fn later(line: Option<u64>, before: u64) -> Option<u64> {
    line.map(|line| line.saturating_add(before))
}
