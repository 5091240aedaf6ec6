//! OpenCover XML, as OpenCover, coverlet and AltCover write it.
//! <https://github.com/OpenCover/opencover/wiki/Reports>
//!
//! A sequence point is a statement with a beginning and an end; the lines are derived from them. The totals that a
//! report states count points, never lines.

mod method;

use std::collections::BTreeMap;

use crate::error::ReadError;
use crate::limits::Limits;
use crate::metric::{Metric, MetricCounts, MetricSet};
use crate::model::{FileKey, Files, Hits, Rule};
use crate::part::Part;
use crate::path;
use crate::problem::Problems;
use crate::report::{Format, Report};
use crate::xml::{Element, Handler, number};
use method::Method;
use verdict::Counts;

/// Begins a report.
pub(crate) fn handler<'a>(limits: &'a Limits) -> Box<dyn Handler + 'a> {
    Box::new(OpenCover {
        limits,
        open: Vec::new(),
        module: None,
        method: None,
        name: None,
        files: Files::new(Hits::Max, limits),
        claims: MetricCounts::new(),
        measured: MetricSet::NONE,
        problems: Problems::default(),
    })
}

/// The elements that matter: one that differs in case alone would be lost without a word.
const ELEMENTS: [&str; 14] = [
    "Summary",
    "Modules",
    "Module",
    "Files",
    "File",
    "Classes",
    "Class",
    "Methods",
    "Method",
    "Name",
    "FileRef",
    "SequencePoints",
    "SequencePoint",
    "BranchPoint",
];

/// What is open below the root.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    /// A module that was not measured: by a filter, or because its symbols are missing.
    Skipped,
    Module,
    Method,
    Name,
    Other,
}

/// The files of one module, by the numbers that it gives them.
#[derive(Default)]
struct Module {
    keys: BTreeMap<u32, FileKey>,
    parts: BTreeMap<u32, Part>,
    /// It lists branches one by one, so that the sums at its points are the same again.
    branches: bool,
}

struct OpenCover<'a> {
    limits: &'a Limits,
    open: Vec<Place>,
    module: Option<Module>,
    method: Option<Method>,
    /// The text of the method's name, while it is read.
    name: Option<String>,
    files: Files,
    claims: MetricCounts,
    /// What any file was measured for: one without branches was measured for branches if another has some.
    measured: MetricSet,
    problems: Problems,
}

impl Handler for OpenCover<'_> {
    fn start(&mut self, element: &Element<'_>, depth: usize, at: u64) -> Result<(), ReadError> {
        self.open.truncate(depth.saturating_sub(1));
        let skipped = self.open.contains(&Place::Skipped);
        let place = if skipped { Place::Other } else { self.enter(element, depth, at)? };
        self.open.push(place);
        Ok(())
    }

    fn end(&mut self, _name: &str, depth: usize) -> Result<(), ReadError> {
        self.open.truncate(depth);
        match self.open.pop() {
            Some(Place::Name) => {
                if let (Some(method), Some(name)) = (&mut self.method, self.name.take()) {
                    method.name = name;
                }
                Ok(())
            }
            Some(Place::Method) => self.close_method(),
            Some(Place::Module) => self.close_module(),
            _ => Ok(()),
        }
    }

    fn text(&mut self, text: &str) -> Result<(), ReadError> {
        let Some(name) = &mut self.name else { return Ok(()) };
        if name.len().saturating_add(text.len()) > self.limits.attribute_bytes {
            return Err(ReadError::malformed("a method's name has more bytes than the limit"));
        }
        name.push_str(text);
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Report, ReadError> {
        let mut coverage = self.files.finish(&mut self.problems);
        coverage.derive_lines(Rule::Innermost, self.limits)?;
        coverage.files.values_mut().for_each(|file| file.measured = self.measured);
        Ok(Report {
            format: Format::OpenCover,
            producer: None,
            coverage,
            claims: self.claims,
            claims_repeat: false,
            written: None,
            problems: self.problems.into_list(),
        })
    }
}

impl OpenCover<'_> {
    fn enter(&mut self, element: &Element<'_>, depth: usize, at: u64) -> Result<Place, ReadError> {
        match (element.name(), &mut self.module, &mut self.method) {
            ("Summary", None, _) if depth == 1 => self.claims = claims(element),
            ("Module", None, _) if element.has("skippedDueTo") => return Ok(Place::Skipped),
            ("Module", None, _) => {
                self.module = Some(Module::default());
                return Ok(Place::Module);
            }
            ("File", Some(module), None) => {
                let (Some(uid), Some(path)) = (whole(element, "uid")?, element.get("fullPath")?) else {
                    return Err(ReadError::malformed("a file has no `uid` and `fullPath`"));
                };
                module.keys.insert(uid, path::key(&path, Some(at), self.limits, &mut self.problems)?);
            }
            ("Method", Some(_), None) => {
                self.method = Some(Method::default());
                return Ok(Place::Method);
            }
            ("Name", Some(_), Some(_)) => {
                self.name = Some(String::new());
                return Ok(Place::Name);
            }
            ("FileRef", Some(_), Some(method)) => method.file = whole(element, "uid")?,
            ("SequencePoint", Some(_), Some(method)) => {
                method.add_point(element, at, self.limits, &mut self.problems)?;
            }
            ("BranchPoint", Some(_), Some(method)) => {
                method.add_branch(element, at, self.limits, &mut self.problems)?;
            }
            (name @ ("Module" | "File" | "Method" | "FileRef" | "SequencePoint" | "BranchPoint"), _, _) => {
                return Err(ReadError::malformed(format!("a `{name}` stands where the format has none")));
            }
            _ => element.check_spelling(&ELEMENTS)?,
        }
        Ok(Place::Other)
    }

    fn close_method(&mut self) -> Result<(), ReadError> {
        match (&mut self.module, self.method.take()) {
            (Some(module), Some(method)) => method.finish(module, self.limits),
            _ => Ok(()),
        }
    }

    fn close_module(&mut self) -> Result<(), ReadError> {
        let Some(mut module) = self.module.take() else { return Ok(()) };
        for (uid, mut part) in std::mem::take(&mut module.parts) {
            let Some(key) = module.keys.get(&uid) else {
                return Err(ReadError::malformed(format!(
                    "a point is in the file {uid}, which its module does not list"
                )));
            };
            if module.branches {
                part.drop_pairs();
            }
            let part = part.take();
            self.measured = self.measured.union(part.measured);
            self.files.add(key.clone(), part, &mut self.problems)?;
        }
        Ok(())
    }
}

/// The totals of the whole report. Its branches count the entry of each method, too, and are no claim about ours.
fn claims(element: &Element<'_>) -> MetricCounts {
    const CLAIMS: [(Metric, &str, &str); 2] = [
        (Metric::Statement, "visitedSequencePoints", "numSequencePoints"),
        (Metric::Function, "visitedMethods", "numMethods"),
    ];
    let claim = |(metric, covered, total)| {
        let counts = Counts { covered: element.number(covered)?, total: element.number(total)? };
        Some((metric, counts))
    };
    CLAIMS.into_iter().filter_map(claim).collect()
}

fn whole(element: &Element<'_>, name: &str) -> Result<Option<u32>, ReadError> {
    element.attributes().find(|one| one.name == name).map(|one| number::whole(&one)).transpose()
}

#[cfg(test)]
mod tests;
