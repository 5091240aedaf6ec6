//! SonarQube's generic coverage XML, as its schema says and gcovr and others write it.
//! <https://docs.sonarsource.com/sonarqube-server/analyzing-source-code/test-coverage/generic-test-data>

use crate::error::ReadError;
use crate::limits::Limits;
use crate::metric::{MetricCounts, MetricSet};
use crate::model::{FileKey, Files, Hits};
use crate::part::Part;
use crate::path;
use crate::problem::Problems;
use crate::report::{Format, Report};
use crate::xml::{Element, Handler, number};

/// Begins a report.
pub(crate) fn handler<'a>(limits: &'a Limits) -> Box<dyn Handler + 'a> {
    Box::new(SonarQube {
        limits,
        files: Files::new(Hits::Max, limits),
        open: None,
        part: Part::new(),
        measured: MetricSet::NONE,
        problems: Problems::default(),
    })
}

/// The elements of the format: one that differs in case alone would be lost without a word.
const ELEMENTS: [&str; 2] = ["file", "lineToCover"];

struct SonarQube<'a> {
    limits: &'a Limits,
    files: Files,
    open: Option<FileKey>,
    part: Part,
    /// What any file was measured for: one without branches was measured for branches if another has some.
    measured: MetricSet,
    problems: Problems,
}

impl Handler for SonarQube<'_> {
    fn start(&mut self, element: &Element<'_>, depth: usize, at: u64) -> Result<(), ReadError> {
        match (element.name(), depth) {
            ("file", 1) => self.open(element, at),
            ("lineToCover", 2) if self.open.is_some() => self.add_line(element, at),
            (name @ ("file" | "lineToCover"), _) => {
                Err(ReadError::malformed(format!("a `{name}` stands where the format has none")))
            }
            _ => element.check_spelling(&ELEMENTS),
        }
    }

    fn end(&mut self, name: &str, depth: usize) -> Result<(), ReadError> {
        match self.open.take_if(|_| name == "file" && depth == 1) {
            Some(key) => {
                let part = self.part.take();
                self.measured = self.measured.union(part.measured);
                self.files.add(key, part, &mut self.problems)
            }
            None => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>) -> Result<Report, ReadError> {
        let mut coverage = self.files.finish(&mut self.problems);
        coverage.files.values_mut().for_each(|file| file.measured = self.measured);
        Ok(Report {
            format: Format::SonarQube,
            producer: None,
            coverage,
            claims: MetricCounts::new(),
            claims_repeat: false,
            written: None,
            problems: self.problems.into_list(),
        })
    }
}

impl SonarQube<'_> {
    fn open(&mut self, element: &Element<'_>, at: u64) -> Result<(), ReadError> {
        let Some(path) = element.get("path")? else {
            return Err(ReadError::malformed("a file has no path"));
        };
        self.open = Some(path::key(&path, Some(at), self.limits, &mut self.problems)?);
        Ok(())
    }

    fn add_line(&mut self, element: &Element<'_>, at: u64) -> Result<(), ReadError> {
        let (mut line, mut ran, mut total, mut covered) = (None, None, None, None);
        for attribute in element.attributes() {
            match attribute.name {
                "lineNumber" => {
                    line = number::line_number(&attribute, at, self.limits, &mut self.problems)?;
                }
                "covered" => ran = Some(number::truth(&attribute)?),
                "branchesToCover" => total = Some(number::whole(&attribute)?),
                "coveredBranches" => covered = Some(number::whole(&attribute)?),
                _ => {}
            }
        }
        let Some(ran) = ran else {
            return Err(ReadError::malformed("a line does not say whether it is `covered`"));
        };
        let Some(line) = line else {
            return match element.has("lineNumber") {
                true => Ok(()),
                false => Err(ReadError::malformed("a line has no number")),
            };
        };
        self.part.add_line(line, u32::from(ran));
        // The schema lets `coveredBranches` be absent: then none is said to be covered.
        let (covered, total) = (covered.unwrap_or(0), total.unwrap_or(0));
        match number::pair(line, covered, total, at, &mut self.problems) {
            Some(pair) => self.part.add_pair(pair, self.limits),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
