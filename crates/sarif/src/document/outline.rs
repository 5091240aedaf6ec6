//! The outline of a log, heard while its text is checked: its runs, their members, and the elements of those that are arrays.

use crate::error::{ReadError, ReadErrorCode};
use crate::json::check::{Listener, Refusal};
use crate::json::span::Span;
use crate::limits::Limits;
use crate::shape::Table;

/// A run as far as the outline shows it.
#[derive(Debug, Default)]
pub(super) struct RawRun {
    pub(super) span: Span,
    /// Names and values; for the arrays of a run whose elements have places of their own, those places.
    pub(super) members: Vec<(Span, Span, Option<Vec<Span>>)>,
}

/// The members of an object, as name and value.
pub(super) type Members = Vec<(Span, Span)>;

pub(super) struct Outline<'l> {
    limits: &'l Limits,
    object: bool,
    runs: Option<Vec<RawRun>>,
    members: Vec<(Span, Span)>,
    in_runs: bool,
    run: RawRun,
    /// The elements of the member that is being read, if they are kept.
    elements: Option<Vec<Span>>,
    most: usize,
}

impl<'l> Outline<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            object: false,
            runs: None,
            members: Vec::new(),
            in_runs: false,
            run: RawRun::default(),
            elements: None,
            most: 0,
        }
    }

    pub(super) fn finish(self, text: &[u8]) -> Result<(Vec<RawRun>, Members), ReadError> {
        let refuse = |message: &str| Err(ReadError::at(text, 0, ReadErrorCode::NotSarif, message));
        match (self.object, self.runs) {
            (false, _) => refuse("this is JSON, but no object; a SARIF log is an object with `runs`"),
            (true, None) => {
                refuse("the log has no array `runs`; let the scanner write a SARIF log of version 2.1.0")
            }
            (true, Some(runs)) => Ok((runs, self.members)),
        }
    }

    fn limit(&self, name: &[u8]) -> usize {
        if name == b"results" { self.limits.results } else { self.limits.elements }
    }
}

/// Whether the elements of this member of a run are known by their places.
fn kept(name: &[u8]) -> bool {
    name == b"results" || Table::ALL.iter().any(|table| table.name().as_bytes() == name)
}

impl Listener for Outline<'_> {
    fn open(&mut self, depth: usize, name: Option<&[u8]>, object: bool) -> Result<(), Refusal> {
        match (depth, name) {
            (0, _) => self.object = object,
            (1, Some(b"runs")) => {
                self.in_runs = !object;
                if self.in_runs {
                    self.runs = Some(Vec::new());
                }
            }
            (1, _) => self.in_runs = false,
            (2, _) if self.in_runs => self.run = RawRun::default(),
            (3, Some(name)) if self.in_runs && !object && kept(name) => {
                self.most = self.limit(name);
                self.elements = Some(Vec::new());
            }
            _ => {}
        }
        Ok(())
    }

    fn value(&mut self, depth: usize, name: Option<Span>, value: Span) -> Result<(), Refusal> {
        match (depth, name) {
            (1, Some(name)) => {
                if !self.in_runs {
                    self.members.push((name, value));
                }
                self.in_runs = false;
            }
            (2, None) if self.in_runs => {
                self.run.span = value;
                let run = std::mem::take(&mut self.run);
                let runs = self.runs.get_or_insert_default();
                if runs.len() >= self.limits.runs {
                    return Err(too_many("the log", self.limits.runs, "runs"));
                }
                runs.push(run);
            }
            (3, Some(name)) if self.in_runs => self.run.members.push((name, value, self.elements.take())),
            (4, None) if self.in_runs => {
                if let Some(elements) = &mut self.elements {
                    if elements.len() >= self.most {
                        return Err(too_many("this array", self.most, "elements"));
                    }
                    elements.push(value);
                }
            }
            _ => {}
        }
        Ok(())
    }
}

fn too_many(what: &str, most: usize, of: &str) -> Refusal {
    (
        ReadErrorCode::TooLarge,
        format!("{what} has more than {most} {of}, and no more are read; split the log or raise the limit"),
    )
}
