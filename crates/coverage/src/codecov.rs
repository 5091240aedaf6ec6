//! Codecov's custom format (docs.codecov.com, "Codecov Custom Coverage Format"): from a file to its lines, each with a
//! count, `"1/2"` for branches, or `null` for no code.

use crate::error::ReadError;
use crate::json::{Findings, Handler, Item, Scalar, Value, not};
use crate::limits::Limits;
use crate::metric::Metric;
use crate::model::{FileCoverage, Hits, Lines, Pair};
use crate::number::{self, LineNumber};
use crate::problem::ProblemCode;
use crate::report::{Format, Report};

/// Begins a report.
pub(crate) fn handler<'a>(limits: &'a Limits) -> Box<dyn Handler + 'a> {
    Box::new(Codecov { found: Findings::new(Hits::Max, limits), branches: false })
}

struct Codecov<'a> {
    found: Findings<'a>,
    /// Some line has branches.
    branches: bool,
}

/// What a line says.
struct Said {
    hits: u32,
    pair: Option<(u32, u32)>,
}

impl Handler for Codecov<'_> {
    fn item(&mut self, key: &str, item: Item<'_, '_>) -> Result<(), ReadError> {
        match (key, item) {
            ("coverage", Item::Member(path, value)) => self.file(path, value),
            ("coverage", _) => Err(ReadError::malformed("`coverage` of Codecov's format is an object")),
            // `messages`, and whatever else a tool adds.
            _ => Ok(()),
        }
    }

    fn finish(self: Box<Self>) -> Result<Report, ReadError> {
        let mut report = self.found.report(Format::CodecovJson);
        if self.branches {
            report.coverage.files.values_mut().for_each(|file| file.measured.insert(Metric::Branch));
        }
        Ok(report)
    }
}

impl Codecov<'_> {
    /// Lines by their number, or in an array whose first element stands for a line 0 that no file has.
    fn file(&mut self, path: &str, value: Value<'_>) -> Result<(), ReadError> {
        let key = self.found.key(path, Some(value.at()))?;
        let (mut lines, mut file, mut next) = (Lines::new(Hits::Max), FileCoverage::default(), 0_u64);
        file.measured.insert(Metric::Line);
        value.each(&mut |item| {
            let (line, value) = match item {
                Item::Element(value) => {
                    next += 1;
                    (self.found.line_of(&Scalar::Whole(next - 1))?, value)
                }
                Item::Member(key, value) => (self.numbered(key)?, value),
                Item::Scalar(scalar) => return Err(not("an object or an array of lines", &scalar)),
            };
            let at = value.at();
            let Some(said) = self.said(value)? else { return Ok(()) };
            let Some(line) = line else {
                let message = || "a line is 0, which no file has".to_owned();
                self.found.problems.note(ProblemCode::LineNumber, Some(at), message);
                return Ok(());
            };
            lines.add(line, said.hits);
            file.branches.pairs.extend(said.pair.map(|(covered, total)| Pair::new(line, covered, total)));
            Ok(())
        })?;
        file.lines = lines.take();
        self.branches |= !file.branches.pairs.is_empty();
        file.branches.settle();
        self.found.add(key, file)
    }

    fn numbered(&self, key: &str) -> Result<Option<u32>, ReadError> {
        match number::line(key.as_bytes(), self.found.limits.line_number) {
            LineNumber::At(line) => Ok(Some(line)),
            LineNumber::Nowhere => Ok(None),
            LineNumber::TooLarge => {
                Err(ReadError::malformed(format!("line {key} is above {}", self.found.limits.line_number)))
            }
            LineNumber::Invalid => Err(ReadError::malformed(format!("{key:?} is not a line number"))),
        }
    }

    /// What a line says; `None` if it holds no code. A line of which some branches were taken ran. `true` says that some were,
    /// and not how many.
    fn said(&mut self, value: Value<'_>) -> Result<Option<Said>, ReadError> {
        let at = value.at();
        let scalar = value.scalar()?;
        let said = match &scalar {
            Scalar::Null => return Ok(None),
            Scalar::Text(text) => {
                let pair = text.split_once('/').and_then(|(covered, total)| {
                    Some((covered.trim().parse::<u32>().ok()?, total.trim().parse::<u32>().ok()?))
                });
                let (covered, total) = pair.ok_or_else(|| not("a count or a share such as `1/2`", &scalar))?;
                if covered > total || total == 0 {
                    return Err(ReadError::malformed(format!("a line covers {covered} of {total} branches")));
                }
                self.found.hold()?;
                Said { hits: covered, pair: Some((covered, total)) }
            }
            Scalar::Truth(_) => {
                let message =
                    || "a line is partly covered, without `covered/total`, which is not counted".to_owned();
                self.found.problems.note(ProblemCode::BranchCounts, Some(at), message);
                Said { hits: u32::from(scalar == Scalar::Truth(true)), pair: None }
            }
            _ => Said { hits: self.found.hits_of(&scalar, at)?, pair: None },
        };
        Ok(Some(said))
    }
}

#[cfg(test)]
mod tests;
