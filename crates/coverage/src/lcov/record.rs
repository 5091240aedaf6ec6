//! One record of a tracefile: the lines between `SF` and `end_of_record`.

use super::functions::Functions;
use super::label;
use super::mcdc::Mcdc;
use super::plain::Plain;
use super::split;
use crate::error::ReadError;
use crate::limits::Limits;
use crate::metric::{Metric, MetricSet};
use crate::model::{Arm, ArmId, Branches, FileCoverage, FileKey, Hits, Lines, settle, too_large};
use crate::number::{self, Count, LineNumber};
use crate::problem::{ProblemCode, Problems};

/// The data of one record, while it is read.
pub(super) struct Record {
    lines: Lines,
    arms: Vec<Arm>,
    settle_arms_at: usize,
    functions: Functions,
    conditions: Mcdc,
    measured: MetricSet,
}

const SETTLE_FROM: usize = 4096;

impl Record {
    pub(super) const fn new() -> Self {
        Self {
            lines: Lines::new(Hits::Add),
            arms: Vec::new(),
            settle_arms_at: SETTLE_FROM,
            functions: Functions::new(),
            conditions: Mcdc::new(),
            measured: MetricSet::NONE,
        }
    }

    /// Begins the next record.
    pub(super) const fn begin(&mut self) {
        self.measured = MetricSet::NONE;
    }

    /// Notes that the record was measured for a metric, even if there is nothing to count.
    pub(super) const fn measure(&mut self, metric: Metric) {
        self.measured.insert(metric);
    }

    pub(super) fn add(
        &mut self,
        tag: &[u8],
        fields: &[u8],
        at: u64,
        limits: &Limits,
        problems: &mut Problems,
    ) -> Result<(), ReadError> {
        match tag {
            b"DA" => self.add_line(fields, at, limits, problems),
            b"BRDA" => self.add_arm(fields, at, limits, problems),
            b"MCDC" => {
                self.measure(Metric::Mcdc);
                self.conditions.add(fields, at, limits, problems)
            }
            _ => {
                self.measure(Metric::Function);
                self.functions.add(tag, fields, at, limits, problems)
            }
        }
    }

    /// Adds the records that need no grammar, as long as there are some; answers what follows them, and counts their lines.
    pub(super) fn add_plain<'t>(
        &mut self,
        text: &'t [u8],
        lines: &mut u64,
        limits: &Limits,
    ) -> Result<&'t [u8], ReadError> {
        let mut rest = text;
        while let Some((plain, used)) = Plain::read(rest, limits.line_number) {
            *lines += 1;
            match plain {
                Plain::Line { line, hits } => self.lines.add(line, hits),
                Plain::Arm { line, block, branch, taken } => {
                    self.measure(Metric::Branch);
                    self.push_arm(Arm { line, taken, id: ArmId::Number { block, branch } }, limits)?;
                }
            }
            rest = rest.get(used..).unwrap_or_default();
        }
        Ok(rest)
    }

    /// `DA:line,count[,checksum]`
    fn add_line(
        &mut self,
        fields: &[u8],
        at: u64,
        limits: &Limits,
        problems: &mut Problems,
    ) -> Result<(), ReadError> {
        let (line, rest) = split(fields, b',').ok_or_else(|| not_a("DA", fields))?;
        let hits = split(rest, b',').map_or(rest, |(hits, _checksum)| hits);
        let hits = hits_of(hits, at, problems).ok_or_else(|| not_a("DA", fields))?;
        if let Some(line) = line_of(line, "DA", at, limits, problems)? {
            self.lines.add(line, hits);
        }
        Ok(())
    }

    /// `BRDA:line,[e|f][U]block,branch,taken`; the branch may hold commas (Verilog, coverage.py).
    fn add_arm(
        &mut self,
        fields: &[u8],
        at: u64,
        limits: &Limits,
        problems: &mut Problems,
    ) -> Result<(), ReadError> {
        self.measure(Metric::Branch);
        let malformed = || not_a("BRDA", fields);
        let (line, rest) = split(fields, b',').ok_or_else(malformed)?;
        let (block, rest) = split(rest, b',').ok_or_else(malformed)?;
        let end = rest.iter().rposition(|&byte| byte == b',').ok_or_else(malformed)?;
        let (branch, taken) = rest.split_at_checked(end).ok_or_else(malformed)?;
        // `-` says that the block never ran, `0` that the branch was not taken: neither is covered.
        let taken = match taken.get(1..).unwrap_or_default() {
            b"-" => false,
            count => hits_of(count, at, problems).ok_or_else(malformed)? > 0,
        };
        let (block, unreachable) = bare_block(block);
        let Some(line) = line_of(line, "BRDA", at, limits, problems)? else { return Ok(()) };
        if unreachable {
            return Ok(());
        }
        let id = match arm_number(block, branch) {
            Some(id) => id,
            None => label::read(line, block, branch, at, limits, problems)?,
        };
        self.push_arm(Arm { line, taken, id }, limits)
    }

    #[inline]
    fn push_arm(&mut self, arm: Arm, limits: &Limits) -> Result<(), ReadError> {
        if self.arms.len() >= self.settle_arms_at {
            self.settle_arms();
            if self.arms.len() > limits.entries {
                return Err(too_large(format!("one file has more than {} branches", limits.entries)));
            }
            self.settle_arms_at = self.arms.len().saturating_mul(2).max(SETTLE_FROM);
        }
        self.arms.push(arm);
        Ok(())
    }

    /// A branch that one record names twice is taken if it was ever taken: lcov adds the counts up.
    fn settle_arms(&mut self) {
        settle(&mut self.arms, Arm::order, |arm, other| arm.taken |= other.taken);
    }

    /// The record as coverage of its file; this is empty again.
    pub(super) fn take(&mut self, key: &FileKey, problems: &mut Problems) -> FileCoverage {
        self.settle_arms();
        self.settle_arms_at = SETTLE_FROM;
        self.measure(Metric::Line);
        let mut file = FileCoverage { measured: self.measured, lines: self.lines.take(), ..Default::default() };
        file.branches = Branches::of(&self.arms);
        self.arms.clear();
        file.functions = self.functions.take(key, problems);
        file.conditions = self.conditions.take();
        file.count();
        file
    }
}

/// Removes the marks of lcov 2: `e` exception, `f` fall-through, `U` unreachable, which is not counted.
fn bare_block(block: &[u8]) -> (&[u8], bool) {
    let bare = match block {
        [b'e' | b'f', rest @ ..] => rest,
        _ => block,
    };
    let (bare, unreachable) = match bare {
        [b'U', rest @ ..] => (rest, true),
        _ => (bare, false),
    };
    if number::digits(bare).is_some() { (bare, unreachable) } else { (block, false) }
}

fn arm_number(block: &[u8], branch: &[u8]) -> Option<ArmId> {
    let small = |text| number::digits(text).and_then(|number| u32::try_from(number).ok());
    Some(ArmId::Number { block: small(block)?, branch: small(branch)? })
}

/// Reads a count; `None` when it is no number.
pub(super) fn hits_of(text: &[u8], at: u64, problems: &mut Problems) -> Option<u32> {
    let Count { hits, negative } = number::count(text)?;
    if negative {
        let message = || format!("the count {} is below 0 and read as 0", String::from_utf8_lossy(text));
        problems.note(ProblemCode::NegativeCount, Some(at), message);
    }
    Some(hits)
}

/// Reads a line number; `None` when there is no such line, which is noted.
pub(super) fn line_of(
    text: &[u8],
    tag: &str,
    at: u64,
    limits: &Limits,
    problems: &mut Problems,
) -> Result<Option<u32>, ReadError> {
    let written = || String::from_utf8_lossy(text);
    match number::line(text, limits.line_number) {
        LineNumber::At(line) => Ok(Some(line)),
        LineNumber::Nowhere => {
            let message = || format!("`{tag}` names line {}, which no file has", written());
            problems.note(ProblemCode::LineNumber, Some(at), message);
            Ok(None)
        }
        LineNumber::TooLarge => {
            Err(ReadError::malformed(format!("line {} is above {}", written(), limits.line_number)))
        }
        LineNumber::Invalid => Err(ReadError::malformed(format!("`{}` is not a line number", written()))),
    }
}

/// The error of a record whose fields are not what its kind has.
pub(super) fn not_a(tag: &str, fields: &[u8]) -> ReadError {
    let start = String::from_utf8_lossy(fields.get(..60).unwrap_or(fields)).into_owned();
    ReadError::malformed(format!("{start:?} is not what `{tag}` holds"))
}
