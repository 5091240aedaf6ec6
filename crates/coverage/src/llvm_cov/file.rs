//! One file of llvm-cov's JSON.

use super::constant::{NeverRan, Place};
use super::segments::{self, Segment};
use super::{column, hits, row, summary};
use crate::error::ReadError;
use crate::json::{Findings, Scalar, Value};
use crate::metric::{Metric, MetricCounts};
use crate::model::{Arm, ArmId, FileCoverage, FileKey, Naming, Standing};
use crate::problem::ProblemCode;

/// A file, while it is read.
#[derive(Default)]
pub(super) struct File {
    name: Option<(String, u64)>,
    /// Absent with `-summary-only`.
    segments: Option<Vec<Segment>>,
    arms: Vec<Arm>,
    /// Branches of which neither way was taken.
    never_ran: Vec<Place>,
    pub(super) branches_listed: bool,
    /// It lists conditions (MC/DC), which are read from the functions.
    pub(super) conditions: bool,
    totals: MetricCounts,
}

impl File {
    pub(super) fn read(value: Value<'_>, found: &mut Findings<'_>) -> Result<Self, ReadError> {
        let mut file = Self::default();
        value.object(|key, value| match key {
            "filename" => {
                let at = value.at();
                file.name = Some((value.text()?, at));
                Ok(())
            }
            "segments" => {
                let into = file.segments.insert(Vec::new());
                value.array(|value| segment(value, found, into))
            }
            "branches" => {
                file.branches_listed = true;
                value.array(|value| {
                    let at = value.at();
                    let numbers = branch(value, found)?;
                    if let [line, start, end_line, end, 0, 0] = numbers {
                        file.never_ran.push([line, start, end_line, end]);
                    }
                    push(numbers, None, at, found, &mut file.arms)
                })
            }
            "expansions" => value.array(|value| expansion(value, found, &mut file.arms)),
            "mcdc_records" => value.array(|_| {
                file.conditions = true;
                Ok(())
            }),
            "summary" => {
                file.totals = summary(value)?;
                Ok(())
            }
            _ => Ok(()),
        })?;
        Ok(file)
    }

    /// Adds the file, and returns its totals.
    pub(super) fn finish(
        self,
        found: &mut Findings<'_>,
        never_ran: &mut NeverRan,
    ) -> Result<(FileKey, MetricCounts), ReadError> {
        let Some((name, at)) = self.name else {
            return Err(ReadError::malformed("a file has no `filename`"));
        };
        let key = found.key(&name, Some(at))?;
        let mut file = FileCoverage::default();
        file.measured.insert(Metric::Line);
        match self.segments {
            Some(segments) => {
                file.lines = segments::lines(&segments, found.limits.entries)?;
                file.branches.arms = self.arms;
                file.branches.settle();
            }
            None if self.totals.contains_key(&Metric::Line) => {
                file.standing = Standing::Totals;
                for metric in [Metric::Line, Metric::Branch] {
                    if let Some(counts) = self.totals.get(&metric) {
                        file.state(metric, *counts);
                    }
                }
            }
            None => return Err(ReadError::malformed(format!("`{key}` has no segments and no summary"))),
        }
        never_ran.of_file(&key, self.never_ran);
        found.add(key.clone(), file)?;
        Ok((key, self.totals))
    }
}

/// `[line, column, count, has count, is the entry of a region, is a gap]`; the last is absent before LLVM 10.
fn segment(value: Value<'_>, found: &mut Findings<'_>, into: &mut Vec<Segment>) -> Result<(), ReadError> {
    let at = value.at();
    let ([line, _, count, has_count, is_entry, is_gap], length) = row::<6>(value, found)?;
    if length < 5 {
        return Err(ReadError::malformed(format!("a segment has {length} fields")));
    }
    let Some(line) = line_of(line, at, found)? else { return Ok(()) };
    let flag = |number: u64| number != 0;
    let (has_count, is_entry, is_gap) = (flag(has_count), flag(is_entry), flag(is_gap));
    into.push(Segment { line, count: hits(count), has_count, is_entry, is_gap });
    Ok(())
}

/// `[line, column, end line, end column, true, false, …]`: two arms. Each instance of a template lists its branches again:
/// a branch is known by its place, and an arm was taken if any instance took it.
fn branch(value: Value<'_>, found: &mut Findings<'_>) -> Result<[u64; 6], ReadError> {
    let (numbers, length) = row::<6>(value, found)?;
    if length < 6 {
        return Err(ReadError::malformed(format!("a branch has {length} fields")));
    }
    Ok(numbers)
}

/// Adds both arms of a branch, which stands where it is written or where the macro is used that holds it.
fn push(
    [line, start, end_line, end, taken, skipped]: [u64; 6],
    within: Option<Place>,
    at: u64,
    found: &mut Findings<'_>,
    into: &mut Vec<Arm>,
) -> Result<(), ReadError> {
    let stands = within.map_or(line, |[line, ..]| line);
    let Some(stands) = line_of(stands, at, found)? else { return Ok(()) };
    let ways = ids([line, start, end_line, end], within).into_iter().zip([taken, skipped]);
    into.extend(ways.map(|(id, count)| Arm { line: stands, taken: count > 0, id }));
    Ok(())
}

/// What the two ways of a branch are known by.
pub(super) fn ids(place: Place, within: Option<Place>) -> [ArmId; 2] {
    let places = within.into_iter().flatten().chain(place);
    let name = places.fold(Naming::default(), |name, number| name.then(&column(number).to_be_bytes()));
    [b"t", b"f"].map(|way| ArmId::Label(name.clone().then(way).identity()))
}

/// A macro's branches, which stand where the macro is used.
fn expansion(value: Value<'_>, found: &mut Findings<'_>, into: &mut Vec<Arm>) -> Result<(), ReadError> {
    let (mut arms, mut place) = (Vec::new(), None);
    let at = value.at();
    value.object(|key, value| match key {
        "branches" => value.array(|value| {
            found.hold()?;
            arms.push(branch(value, found)?);
            Ok(())
        }),
        "source_region" => {
            let (numbers, _) = row::<4>(value, found)?;
            place = Some(numbers);
            Ok(())
        }
        _ => Ok(()),
    })?;
    let Some(place) = place.filter(|_| !arms.is_empty()) else { return Ok(()) };
    arms.into_iter().try_for_each(|numbers| push(numbers, Some(place), at, found, into))
}

pub(super) fn line_of(number: u64, at: u64, found: &mut Findings<'_>) -> Result<Option<u32>, ReadError> {
    found.hold()?;
    let line = found.line_of(&Scalar::Whole(number))?;
    if line.is_none() {
        let message = || "a region begins at a line 0, which no file has".to_owned();
        found.problems.note(ProblemCode::LineNumber, Some(at), message);
    }
    Ok(line)
}
