//! The root element and, where several formats share its name, the first element below it: they tell the format.

use super::{Element, Handler};
use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;
use crate::report::Report;
use crate::{clover, cobertura, dotcover, jacoco, ms_coverage, opencover, sniff, sonarqube};

/// Chooses the format by the root element.
pub(super) fn handler<'a>(
    root: &Element<'_>,
    document_type: &str,
    limits: &'a Limits,
) -> Result<Box<dyn Handler + 'a>, ReadError> {
    match root.name() {
        "scoverage" => cobertura::handler(root, limits),
        "coverage" if root.has("profilerVersion") => Err(sniff::unsupported("NCover XML")),
        "coverage" if root.has("clover") || root.has("generated") => clover::handler(root, limits),
        "coverage" => Ok(Box::new(Undecided::new(root, limits)?)),
        "report" => jacoco::handler(root, document_type, limits),
        "CoverageSession" => Ok(opencover::handler(limits)),
        "Root" => dotcover::handler(root, limits),
        "results" => Ok(ms_coverage::results(limits)),
        "CoverageDSPriv" => Ok(ms_coverage::data_set(limits)),
        "html" => Err(ReadError::new(ReadErrorCode::UnknownFormat, "this is a web page, not a report")),
        name => {
            let what = format!("no coverage report that is known has the root element `{name}`");
            Err(ReadError::new(ReadErrorCode::UnknownFormat, what))
        }
    }
}

/// A `coverage` that is Cobertura's, SonarQube's or a Clover of which the root names no producer: the first element
/// below it tells. Without any it is Cobertura's, and names no file.
struct Undecided<'a> {
    chosen: Box<dyn Handler + 'a>,
    others: Option<(Box<dyn Handler + 'a>, Box<dyn Handler + 'a>)>,
}

impl<'a> Undecided<'a> {
    fn new(root: &Element<'_>, limits: &'a Limits) -> Result<Self, ReadError> {
        let others = (clover::handler(root, limits)?, sonarqube::handler(limits));
        Ok(Self { chosen: cobertura::handler(root, limits)?, others: Some(others) })
    }
}

impl Handler for Undecided<'_> {
    fn start(&mut self, element: &Element<'_>, depth: usize, line: u64) -> Result<(), ReadError> {
        if let Some((clover, sonarqube)) = self.others.take() {
            match element.name() {
                "project" | "testproject" => self.chosen = clover,
                "file" => self.chosen = sonarqube,
                _ => {}
            }
        }
        self.chosen.start(element, depth, line)
    }

    fn end(&mut self, name: &str, depth: usize) -> Result<(), ReadError> {
        self.chosen.end(name, depth)
    }

    fn text(&mut self, text: &str) -> Result<(), ReadError> {
        self.chosen.text(text)
    }

    fn comment(&mut self, text: &str) {
        self.chosen.comment(text);
    }

    fn finish(self: Box<Self>) -> Result<Report, ReadError> {
        self.chosen.finish()
    }
}
