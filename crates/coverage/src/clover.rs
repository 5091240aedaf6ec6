//! Clover XML, as OpenClover, PHPUnit, Istanbul, gcovr and Devel::Cover write it.
//! <https://openclover.org/doc/manual/latest/reference--clover-xml-report.html>
//!
//! The writers agree on the elements and on little else; [`Dialect`] holds what each of them means. A line of the
//! type `method` says where a method is declared and whether it ran: it is a function, and no line with code.

mod dialect;
mod file;

use crate::error::ReadError;
use crate::limits::Limits;
use crate::metric::{Metric, MetricCounts, MetricSet};
use crate::model::{Files, Hits};
use crate::moment;
use crate::path;
use crate::problem::Problems;
use crate::report::{Format, Report};
use crate::xml::{Element, Handler};
use dialect::Dialect;
use file::File;
use verdict::Counts;

/// Begins a report at its root element.
pub(crate) fn handler<'a>(root: &Element<'_>, limits: &'a Limits) -> Result<Box<dyn Handler + 'a>, ReadError> {
    Ok(Box::new(Clover {
        limits,
        version: root.get("clover")?,
        generated: root.get("generated")?,
        dialect: None,
        open: Vec::new(),
        file: None,
        files: Files::new(Hits::Max, limits),
        claims: MetricCounts::new(),
        measured: MetricSet::NONE,
        problems: Problems::default(),
    }))
}

/// The elements of the format: one that differs in case alone would be lost without a word.
const ELEMENTS: [&str; 7] = ["project", "testproject", "package", "file", "class", "metrics", "line"];

/// What is open below the root.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    Project,
    /// The tests' own code: no part of what is covered. gcovr puts a file named `dummy` there.
    Tests,
    File,
    /// A package, class, `metrics` (in which old Istanbul nests packages), and what is not known.
    Other,
}

struct Clover<'a> {
    limits: &'a Limits,
    version: Option<String>,
    generated: Option<String>,
    dialect: Option<Dialect>,
    open: Vec<Place>,
    file: Option<File>,
    files: Files,
    claims: MetricCounts,
    /// What any file was measured for: one without branches was measured for branches if another has some.
    measured: MetricSet,
    problems: Problems,
}

impl Handler for Clover<'_> {
    fn start(&mut self, element: &Element<'_>, depth: usize, at: u64) -> Result<(), ReadError> {
        self.open.truncate(depth.saturating_sub(1));
        let place = if self.open.contains(&Place::Tests) { Place::Other } else { self.enter(element, at)? };
        self.open.push(place);
        Ok(())
    }

    fn end(&mut self, _name: &str, depth: usize) -> Result<(), ReadError> {
        self.open.truncate(depth);
        if self.open.pop() == Some(Place::File)
            && let (Some(file), Some(dialect)) = (self.file.take(), &self.dialect)
        {
            let (key, part) = file.finish(dialect, &mut self.problems);
            self.measured = self.measured.union(part.measured);
            return self.files.add(key, part, &mut self.problems);
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Report, ReadError> {
        let mut coverage = self.files.finish(&mut self.problems);
        coverage.files.values_mut().for_each(|file| file.measured = self.measured);
        Ok(Report {
            format: Format::Clover,
            producer: self.dialect.and_then(Dialect::into_producer),
            coverage,
            claims: self.claims,
            claims_repeat: false,
            written: self.generated.as_deref().and_then(moment::of_number),
            problems: self.problems.into_list(),
        })
    }
}

impl Clover<'_> {
    fn enter(&mut self, element: &Element<'_>, at: u64) -> Result<Place, ReadError> {
        match element.name() {
            "project" if self.open.is_empty() => {
                let name = element.get("name")?.unwrap_or_default();
                self.dialect = Some(Dialect::of(self.version.as_deref(), self.generated.as_deref(), &name));
                Ok(Place::Project)
            }
            "testproject" if self.open.is_empty() => Ok(Place::Tests),
            "file" if self.file.is_none() && self.dialect.is_some() => {
                // Istanbul and OpenClover put the bare name into `name`; PHPUnit has no `path`.
                let path = element.get("path")?.filter(|path| !path.is_empty());
                let path = match path {
                    Some(path) => path,
                    None => element.get("name")?.unwrap_or_default(),
                };
                let key = path::key(&path, Some(at), self.limits, &mut self.problems)?;
                self.file = Some(File::new(key, at));
                Ok(Place::File)
            }
            "line" => match (&mut self.file, &self.dialect) {
                (Some(file), Some(dialect)) => {
                    file.add(element, at, dialect, self.limits, &mut self.problems)?;
                    Ok(Place::Other)
                }
                _ => Err(ReadError::malformed("a line stands outside any file")),
            },
            "metrics" => {
                self.metrics(element)?;
                Ok(Place::Other)
            }
            name @ ("project" | "testproject" | "file") => {
                Err(ReadError::malformed(format!("the element `{name}` stands where the format has none")))
            }
            _ => {
                element.check_spelling(&ELEMENTS)?;
                Ok(Place::Other)
            }
        }
    }

    /// The totals of a project are claims; those of a file count what its lines do not say.
    fn metrics(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        let pair = |covered: &str, total: &str| {
            Some(Counts { covered: element.number(covered)?, total: element.number(total)? })
        };
        match (self.open.last(), &mut self.file, &self.dialect) {
            (Some(Place::Project), _, Some(dialect)) => {
                let claims = [
                    (dialect.statements(), pair("coveredstatements", "statements")),
                    (Metric::Branch, pair("coveredconditionals", "conditionals")),
                    (Metric::Function, pair("coveredmethods", "methods")),
                ];
                let claims = claims.into_iter().filter(|(metric, _)| dialect.claims(*metric));
                for (metric, counts) in claims.filter_map(|(metric, counts)| Some((metric, counts?))) {
                    let claim = self.claims.entry(metric).or_default();
                    *claim = claim.plus(counts);
                }
            }
            (Some(Place::File), Some(file), _) => {
                file.methods = pair("coveredmethods", "methods");
                if let Some(Counts { covered, total }) =
                    file.methods.filter(|methods| methods.covered > methods.total)
                {
                    let what = format!("{covered} of {total} methods of a file are said to be covered");
                    return Err(ReadError::malformed(what));
                }
                file.length = element.number("loc");
            }
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
