//! One `<sourcefile>` of JaCoCo: its lines.

use super::package::state;
use super::plain::Line;
use crate::error::ReadError;
use crate::limits::Limits;
use crate::metric::{Metric, MetricCounts};
use crate::model::{FileCoverage, FileKey, Hits, Identity, Lines, Pair};
use crate::number::{self, LineNumber};
use crate::problem::{ProblemCode, Problems};
use crate::xml::{Attribute, Element};

/// A source file, while it is read.
pub(super) struct Source {
    name: String,
    at: u64,
    /// Covered instructions by line.
    lines: Lines,
    /// All instructions by line.
    sizes: Lines,
    /// Branches by line; the lists of covered and of all branches have the same lines.
    pairs: Vec<Pair>,
    settle_at: usize,
    /// Some line has neither `mi` nor `ci` (gcovr): only the counters tell what ran.
    mute: bool,
    /// Some line has branches.
    branches: bool,
    pub(super) counters: MetricCounts,
}

const SETTLE_FROM: usize = 4096;

impl Source {
    pub(super) const fn new() -> Self {
        Self {
            name: String::new(),
            at: 0,
            lines: Lines::new(Hits::Max),
            sizes: Lines::new(Hits::Max),
            pairs: Vec::new(),
            settle_at: SETTLE_FROM,
            mute: false,
            branches: false,
            counters: MetricCounts::new(),
        }
    }

    /// Begins a file in place of the one before; what that one grew to is of use again.
    pub(super) fn begin(&mut self, name: String, at: u64) {
        self.name = name;
        self.at = at;
        self.lines.clear();
        self.sizes.clear();
        self.pairs.clear();
        self.settle_at = SETTLE_FROM;
        self.mute = false;
        self.branches = false;
        self.counters.clear();
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether some line that was read has branches.
    pub(super) const fn has_branches(&self) -> bool {
        self.branches
    }

    pub(super) fn add_line(
        &mut self,
        element: &Element<'_>,
        at: u64,
        limits: &Limits,
        problems: &mut Problems,
    ) -> Result<(), ReadError> {
        let mut line = None;
        let (mut missed, mut covered, mut branches_missed, mut branches_covered) = (None, None, 0, 0);
        for attribute in element.attributes() {
            match attribute.name {
                "nr" => line = Some(number::line(attribute.raw(), limits.line_number)),
                "mi" => missed = Some(count(&attribute)?),
                "ci" => covered = Some(count(&attribute)?),
                "mb" => branches_missed = count(&attribute)?,
                "cb" => branches_covered = count(&attribute)?,
                _ => {}
            }
        }
        let line = match line {
            Some(LineNumber::At(line)) => line,
            Some(LineNumber::Nowhere) => {
                let message = || format!("`{}` has a line 0, which no file has", self.name);
                problems.note(ProblemCode::LineNumber, Some(at), message);
                return Ok(());
            }
            _ => return Err(ReadError::malformed("a line has no number that a file may have")),
        };
        if missed.is_none() && covered.is_none() {
            self.branches |= branches_covered > 0 || branches_missed > 0;
            self.mute = true;
            return Ok(());
        }
        let (missed, covered) = (missed.unwrap_or(0), covered.unwrap_or(0));
        self.add_plain(Line { number: line, missed, covered, branches_missed, branches_covered });
        Ok(())
    }

    /// Adds what needed no parser.
    pub(super) fn add_plain(&mut self, line: Line) {
        let Line { number, missed, covered, branches_missed, branches_covered } = line;
        let total = branches_covered.saturating_add(branches_missed);
        self.lines.add(number, covered);
        self.sizes.add(number, covered.saturating_add(missed));
        if total > 0 {
            self.branches = true;
            self.add_pair(Pair::new(number, branches_covered, total));
        }
    }

    fn add_pair(&mut self, pair: Pair) {
        if self.pairs.len() >= self.settle_at {
            crate::model::settle(&mut self.pairs, |a, b| a.line.cmp(&b.line), |a, b| a.join(*b));
            self.settle_at = self.pairs.len().saturating_mul(2).max(SETTLE_FROM);
        }
        self.pairs.push(pair);
    }

    /// The file's lines; where they do not say what ran, its counters.
    pub(super) fn finish(
        &mut self,
        key: &FileKey,
        has_classes: bool,
        problems: &mut Problems,
    ) -> Result<FileCoverage, ReadError> {
        let mut file = FileCoverage::default();
        // JaCoCo omits a counter that would be 0 of 0: without branches, there is nothing to cover.
        file.measured.insert(Metric::Line);
        file.measured.insert(Metric::Branch);
        if self.mute && !self.lines.is_empty() {
            let what = format!("some lines of `{key}` have instructions (`mi`, `ci`) and some have none");
            return Err(ReadError::malformed(what).at(self.at, None));
        }
        let counter = self.counters.get(&Metric::Line);
        if self.mute || (self.lines.is_empty() && counter.is_some()) {
            if counter.is_none() {
                let what = format!("the lines of `{key}` have no instructions, and it has no LINE counter");
                return Err(ReadError::malformed(what).at(self.at, None));
            }
            state(&mut file, Metric::Line, counter);
            state(&mut file, Metric::Branch, self.counters.get(&Metric::Branch));
            // gcovr writes no classes, which would count the functions.
            if let Some(functions) = self.counters.get(&Metric::Function).filter(|_| !has_classes) {
                file.measured.insert(Metric::Function);
                file.counters.insert((Metric::Function, Identity::of(b"")), *functions);
            }
            return Ok(file);
        }
        file.lines = self.lines.take();
        file.sizes = self.sizes.take();
        file.branches.pairs = self.pairs.drain(..).collect();
        file.branches.settle();
        file.branches.shrink();
        let found = file.counts().get(&Metric::Line).copied().unwrap_or_default();
        if let Some(counter) = counter.filter(|counter| **counter != found) {
            let message = || {
                format!(
                    "`{key}` counts {} of {} lines, but its lines are {} of {}",
                    counter.covered, counter.total, found.covered, found.total
                )
            };
            problems.note(ProblemCode::CounterDiffers, Some(self.at), message);
        }
        Ok(file)
    }
}

fn count(attribute: &Attribute<'_>) -> Result<u32, ReadError> {
    let count = number::count(attribute.raw()).filter(|count| !count.negative);
    count.map(|count| count.hits).ok_or_else(|| {
        let written = String::from_utf8_lossy(attribute.raw());
        ReadError::malformed(format!("`{written}` is not a number of instructions or branches"))
    })
}
