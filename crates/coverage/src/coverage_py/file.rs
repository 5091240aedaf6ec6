//! One file of coverage.py's JSON.

use verdict::Counts;

use crate::error::ReadError;
use crate::json::{Findings, Scalar, Value, not, stated};
use crate::metric::Metric;
use crate::model::{Arm, ArmId, FileCoverage, FileKey, Identity, settle};
use crate::problem::{ProblemCode, Problems};

/// A file, while it is read. Its `functions` and `classes` hold the same lines again, and are passed over; so are its
/// `contexts`.
#[derive(Default)]
pub(super) struct File {
    executed: Vec<u32>,
    missing: Vec<u32>,
    excluded: Vec<u32>,
    /// Missing lines that no file has: coverage.py before 6.0 lists a line 0 for what it does not understand.
    nowhere: u64,
    arms: Vec<Arm>,
    /// The file lists its branches (format 2 and later), so that they have names.
    named: bool,
    summary: Summary,
}

/// The totals of a file, or of all.
#[derive(Default)]
pub(super) struct Summary {
    statements: Option<u64>,
    covered: Option<u64>,
    missing: Option<u64>,
    branches: Option<u64>,
    branches_covered: Option<u64>,
}

impl Summary {
    /// Percentages are never read: they are rounded, and texts in some versions.
    pub(super) fn member(&mut self, key: &str, value: Value<'_>) -> Result<(), ReadError> {
        let place = match key {
            "num_statements" => &mut self.statements,
            "covered_lines" => &mut self.covered,
            "missing_lines" => &mut self.missing,
            "num_branches" => &mut self.branches,
            "covered_branches" => &mut self.branches_covered,
            _ => return Ok(()),
        };
        *place = Some(value.whole()?);
        Ok(())
    }

    /// Lines by their own totals; slipcover writes no `num_statements`.
    pub(super) fn lines(&self) -> Result<Option<Counts>, ReadError> {
        let total =
            self.statements.or(self.covered.zip(self.missing).map(|(one, other)| one.saturating_add(other)));
        let covered =
            self.covered.or(total.zip(self.missing).map(|(all, missing)| all.saturating_sub(missing)));
        covered.zip(total).map(|(covered, total)| stated(covered, total)).transpose()
    }

    pub(super) fn branches(&self) -> Result<Option<Counts>, ReadError> {
        let both = self.branches_covered.zip(self.branches);
        both.map(|(covered, total)| stated(covered, total)).transpose()
    }
}

impl File {
    pub(super) fn read(value: Value<'_>, found: &mut Findings<'_>) -> Result<Self, ReadError> {
        let mut file = Self::default();
        value.object(|key, value| match key {
            // It holds lines without code and, of old versions, a line 0: neither is of interest.
            "executed_lines" => lines(value, found, &mut file.executed).map(|_| ()),
            "excluded_lines" => lines(value, found, &mut file.excluded).map(|_| ()),
            "missing_lines" => {
                let at = value.at();
                file.nowhere = lines(value, found, &mut file.missing)?;
                if file.nowhere > 0 {
                    let message = || "a missing line is 0, which no file has".to_owned();
                    found.problems.note(ProblemCode::LineNumber, Some(at), message);
                }
                Ok(())
            }
            "executed_branches" => file.branches(value, true, found),
            "missing_branches" => file.branches(value, false, found),
            "summary" => value.object(|key, value| file.summary.member(key, value)),
            _ => Ok(()),
        })?;
        Ok(file)
    }

    /// `[[from, to], …]`: `to` is below 0 for the end of the function or module that begins at that line.
    fn branches(&mut self, value: Value<'_>, taken: bool, found: &mut Findings<'_>) -> Result<(), ReadError> {
        self.named = true;
        value.array(|pair| {
            let (mut from, mut to, mut length) = (None, None, 0);
            let at = pair.at();
            pair.array(|value| {
                let scalar = value.scalar()?;
                match length {
                    0 => from = found.line_of(&scalar)?,
                    _ => to = Some(target(&scalar)?),
                }
                length += 1;
                Ok(())
            })?;
            found.hold()?;
            let (Some(to), 2) = (to, length) else {
                return Err(ReadError::malformed("a branch is not two line numbers"));
            };
            match from {
                Some(line) => self.arms.push(Arm { line, taken, id: ArmId::Label(to) }),
                None => {
                    let message = || "a branch begins at a line 0, which no file has".to_owned();
                    found.problems.note(ProblemCode::BranchCounts, Some(at), message);
                }
            }
            Ok(())
        })
    }

    /// The file as it is counted: a line is covered if it is a statement that is not missing. `executed_lines` alone does not
    /// tell, because it holds lines that are no statements; how many statements there are, the summary says.
    pub(super) fn finish(mut self, key: &FileKey, problems: &mut Problems) -> Result<FileCoverage, ReadError> {
        let Some(counts) = self.summary.lines()? else {
            return Err(ReadError::malformed(format!("`{key}` has no summary with `num_statements`")));
        };
        for list in [&mut self.executed, &mut self.missing, &mut self.excluded] {
            list.sort_unstable();
            list.dedup();
        }
        let (missing, excluded) = (&self.missing, &self.excluded);
        self.executed
            .retain(|line| missing.binary_search(line).is_err() && excluded.binary_search(line).is_err());
        let mut file = FileCoverage::default();
        file.measured.insert(Metric::Line);
        file.lines =
            self.executed.iter().map(|line| (*line, 1)).chain(missing.iter().map(|line| (*line, 0))).collect();
        settle(&mut file.lines, |a, b| a.0.cmp(&b.0), |_, _| {});
        let listed = |list: &[u32]| u64::try_from(list.len()).unwrap_or(u64::MAX);
        let (missed, code) = (listed(missing), counts.total.saturating_sub(self.nowhere));
        if missed.saturating_add(self.nowhere) != counts.missed() || listed(&self.executed) < counts.covered {
            problems.note(ProblemCode::CounterDiffers, None, || {
                format!("`{key}` counts {} of {} lines, but lists others", counts.covered, counts.total)
            });
        } else if listed(&self.executed).saturating_add(missed) > code {
            file.code_lines = u32::try_from(code).ok();
        }
        self.place_branches(key, &mut file, problems)?;
        Ok(file)
    }

    fn place_branches(
        self,
        key: &FileKey,
        file: &mut FileCoverage,
        problems: &mut Problems,
    ) -> Result<(), ReadError> {
        let counts = self.summary.branches()?;
        if !self.arms.is_empty() {
            file.measured.insert(Metric::Branch);
        }
        file.branches.arms = self.arms;
        file.branches.settle();
        let listed = u64::try_from(file.branches.arms.len()).unwrap_or(u64::MAX);
        match (self.named, counts, self.summary.branches) {
            (true, Some(counts), _) if counts.total != listed => {
                problems.note(ProblemCode::BranchCounts, None, || {
                    format!("`{key}` counts {} branches, but lists {listed}", counts.total)
                });
            }
            (false, Some(counts), _) if counts.total > 0 => file.state(Metric::Branch, counts),
            (false, None, Some(1..)) => {
                let message = || format!("`{key}` does not say how many of its branches were taken");
                problems.note(ProblemCode::BranchCounts, None, message);
            }
            _ => {}
        }
        Ok(())
    }
}

/// Reads line numbers, and returns how many name no line.
fn lines(value: Value<'_>, found: &mut Findings<'_>, into: &mut Vec<u32>) -> Result<u64, ReadError> {
    let mut nowhere = 0;
    value.array(|value| {
        match found.line_of(&value.scalar()?)? {
            Some(line) => {
                found.hold()?;
                into.push(line);
            }
            None => nowhere += 1,
        }
        Ok(())
    })?;
    Ok(nowhere)
}

/// Where a branch goes to.
fn target(scalar: &Scalar) -> Result<Identity, ReadError> {
    match scalar {
        Scalar::Whole(line) => Ok(Identity::of(format!("to {line}").as_bytes())),
        Scalar::Negative(line) => Ok(Identity::of(format!("to {line}").as_bytes())),
        _ => Err(not("a line number", scalar)),
    }
}
