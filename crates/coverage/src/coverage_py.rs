//! coverage.py's JSON (`coverage json`), formats 1 to 3, by `coverage/jsonreport.py` of coverage.py.

mod file;

use crate::error::{ReadError, ReadErrorCode};
use crate::json::{Findings, Handler, Item, Scalar};
use crate::limits::Limits;
use crate::metric::Metric;
use crate::model::Hits;
use crate::moment;
use crate::report::{Format, Report};
use file::{File, Summary};

/// Begins a report; `version` is what `meta` said before its format.
pub(crate) fn handler<'a>(version: Option<String>, limits: &'a Limits) -> Box<dyn Handler + 'a> {
    Box::new(CoveragePy {
        found: Findings::new(Hits::Max, limits),
        version,
        software: None,
        branches: false,
        totals: Summary::default(),
    })
}

struct CoveragePy<'a> {
    found: Findings<'a>,
    version: Option<String>,
    /// Another tool that writes this format (slipcover).
    software: Option<String>,
    /// `meta` says that branches were measured.
    branches: bool,
    totals: Summary,
}

/// The newest format whose meaning is known.
const NEWEST: u64 = 3;

impl Handler for CoveragePy<'_> {
    fn item(&mut self, key: &str, item: Item<'_, '_>) -> Result<(), ReadError> {
        match (key, item) {
            ("meta", Item::Member("format", value)) => {
                let format = value.whole()?;
                if format > NEWEST {
                    let what = format!("this is format {format} of coverage.py's JSON, which is not read yet");
                    return Err(ReadError::new(ReadErrorCode::UnsupportedFormat, what));
                }
            }
            ("meta", Item::Member("version", value)) => self.version = Some(value.text()?),
            ("meta", Item::Member("timestamp", value)) => {
                if let Scalar::Text(text) = value.scalar()? {
                    self.found.written = moment::of_text(&text);
                }
            }
            ("meta", Item::Member("software", value)) => self.software = Some(value.text()?),
            ("meta", Item::Member("branch_coverage", value)) => {
                self.branches = value.scalar()? == Scalar::Truth(true);
            }
            ("files", Item::Member(path, value)) => {
                let key = self.found.key(path, Some(value.at()))?;
                let file = File::read(value, &mut self.found)?;
                let part = file.finish(&key, &mut self.found.problems)?;
                self.found.add(key, part)?;
            }
            ("files", _) => return Err(ReadError::malformed("`files` of coverage.py is an object")),
            ("totals", Item::Member(key, value)) => self.totals.member(key, value)?,
            _ => {}
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Report, ReadError> {
        let tool = self.software.as_deref().unwrap_or("coverage.py");
        self.found.producer =
            Some(format!("{tool} {}", self.version.as_deref().unwrap_or_default()).trim().to_owned());
        if let Some(lines) = self.totals.lines()? {
            self.found.claim(Metric::Line, lines);
        }
        let branches = self.totals.branches()?;
        if let Some(branches) = branches.filter(|_| self.branches) {
            self.found.claim(Metric::Branch, branches);
        }
        let mut report = self.found.report(Format::CoveragePyJson);
        if self.branches {
            report.coverage.files.values_mut().for_each(|file| file.measured.insert(Metric::Branch));
        }
        Ok(report)
    }
}

#[cfg(test)]
mod tests;
