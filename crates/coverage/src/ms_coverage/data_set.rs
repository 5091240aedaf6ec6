//! The shape with the root `CoverageDSPriv`: a data set, in which every value is an element of its own.

use super::sources::{Open, Range, Sources, coverage};
use crate::error::ReadError;
use crate::limits::Limits;
use crate::metric::{Metric, MetricCounts};
use crate::model::{Files, Hits, Naming};
use crate::number::{self, LineNumber};
use crate::path;
use crate::problem::{ProblemCode, Problems};
use crate::report::{Format, Report};
use crate::xml::{Element, Handler};
use verdict::Counts;

/// Begins a report.
pub(crate) fn handler<'a>(limits: &'a Limits) -> Box<dyn Handler + 'a> {
    Box::new(DataSet {
        limits,
        open: Vec::new(),
        text: None,
        sources: Sources::default(),
        names: Names::default(),
        function: None,
        row: Row::default(),
        name: (None, None),
        lines: [None; 3],
        claims: MetricCounts::new(),
        at: 0,
        problems: Problems::default(),
    })
}

/// The elements that matter: one that differs in case alone would be lost without a word.
const ELEMENTS: [&str; 6] = ["Module", "NamespaceTable", "Class", "Method", "Lines", "SourceFileNames"];

/// The tables, and the values within them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    Module,
    Namespace,
    Class,
    Method,
    Lines,
    Source,
    Value,
}

/// One row of `Lines`.
#[derive(Clone, Copy, Default)]
struct Row {
    start: (Option<LineNumber>, u32),
    end: (Option<LineNumber>, u32),
    source: Option<u32>,
    ran: Option<bool>,
}

/// The names around a method.
#[derive(Default)]
struct Names {
    namespace: String,
    class: String,
    method: String,
}

struct DataSet<'a> {
    limits: &'a Limits,
    open: Vec<Place>,
    /// The text of the open value.
    text: Option<String>,
    sources: Sources,
    names: Names,
    function: Option<Open>,
    row: Row,
    name: (Option<u32>, Option<String>),
    /// A module's lines: covered, in part, not covered.
    lines: [Option<u64>; 3],
    claims: MetricCounts,
    at: u64,
    problems: Problems,
}

impl Handler for DataSet<'_> {
    fn start(&mut self, element: &Element<'_>, depth: usize, at: u64) -> Result<(), ReadError> {
        self.at = at;
        self.open.truncate(depth.saturating_sub(1));
        let place = match (element.name(), self.open.last()) {
            ("Module", None) => Place::Module,
            ("SourceFileNames", None) => Place::Source,
            ("NamespaceTable", Some(Place::Module)) => Place::Namespace,
            ("Class", Some(Place::Namespace)) => Place::Class,
            ("Method", Some(Place::Class)) => {
                self.function = Some(Open::default());
                Place::Method
            }
            ("Lines", Some(Place::Method)) => Place::Lines,
            (name, _) => {
                if ELEMENTS.contains(&name) {
                    return Err(ReadError::malformed(format!("a `{name}` stands where the format has none")));
                }
                element.check_spelling(&ELEMENTS)?;
                self.text = Some(String::new());
                Place::Value
            }
        };
        self.open.push(place);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), ReadError> {
        let Some(open) = &mut self.text else { return Ok(()) };
        if open.len().saturating_add(text.len()) > self.limits.attribute_bytes {
            return Err(ReadError::malformed("a value has more bytes than the limit"));
        }
        open.push_str(text);
        Ok(())
    }

    fn end(&mut self, name: &str, depth: usize) -> Result<(), ReadError> {
        self.open.truncate(depth.saturating_add(1));
        match self.open.pop() {
            Some(Place::Value) => {
                let text = self.text.take().unwrap_or_default();
                self.value(name, text.trim())
            }
            Some(Place::Lines) => self.close_row(),
            Some(Place::Method) => self.close_method(),
            Some(Place::Module) => {
                self.claim();
                Ok(())
            }
            Some(Place::Source) => self.close_source(),
            _ => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>) -> Result<Report, ReadError> {
        let mut files = Files::new(Hits::Max, self.limits);
        self.sources.finish(&mut files, &mut self.problems)?;
        Ok(Report {
            format: Format::MsCoverage,
            producer: None,
            coverage: coverage(files, self.limits, &mut self.problems)?,
            claims: self.claims,
            claims_repeat: false,
            written: None,
            problems: self.problems.into_list(),
        })
    }
}

impl DataSet<'_> {
    fn value(&mut self, name: &str, text: &str) -> Result<(), ReadError> {
        let line = || Some(number::line(text.as_bytes(), self.limits.line_number));
        match (self.open.last(), name) {
            (Some(Place::Module), "LinesCovered") => self.lines[0] = number::digits(text.as_bytes()),
            (Some(Place::Module), "LinesPartiallyCovered") => self.lines[1] = number::digits(text.as_bytes()),
            (Some(Place::Module), "LinesNotCovered") => self.lines[2] = number::digits(text.as_bytes()),
            (Some(Place::Namespace), "NamespaceName") => text.clone_into(&mut self.names.namespace),
            (Some(Place::Class), "ClassName") => text.clone_into(&mut self.names.class),
            (Some(Place::Method), "MethodKeyName") => text.clone_into(&mut self.names.method),
            (Some(Place::Lines), "LnStart") => self.row.start.0 = line(),
            (Some(Place::Lines), "LnEnd") => self.row.end.0 = line(),
            (Some(Place::Lines), "ColStart") => self.row.start.1 = whole(name, text)?,
            (Some(Place::Lines), "ColEnd") => self.row.end.1 = whole(name, text)?,
            (Some(Place::Lines), "SourceFileID") => self.row.source = Some(whole(name, text)?),
            (Some(Place::Lines), "Coverage") => self.row.ran = Some(ran_of(text)?),
            (Some(Place::Source), "SourceFileID") => self.name.0 = Some(whole(name, text)?),
            (Some(Place::Source), "SourceFileName") => self.name.1 = Some(text.to_owned()),
            _ => {}
        }
        Ok(())
    }

    fn close_row(&mut self) -> Result<(), ReadError> {
        let row = std::mem::take(&mut self.row);
        let (Some(source), Some(ran), Some(open)) = (row.source, row.ran, &mut self.function) else {
            return Err(ReadError::malformed("a row of `Lines` has no `SourceFileID` and `Coverage`"));
        };
        let first = match row.start.0 {
            Some(LineNumber::At(line)) => line,
            Some(LineNumber::Nowhere) => {
                let message = || "a row of `Lines` names no line".to_owned();
                self.problems.note(ProblemCode::LineNumber, Some(self.at), message);
                return Ok(());
            }
            _ => return Err(ReadError::malformed("a row of `Lines` has no line that a file may have")),
        };
        let last = match row.end.0 {
            Some(LineNumber::At(line)) => line,
            None | Some(LineNumber::Nowhere) => first,
            _ => return Err(ReadError::malformed("a row of `Lines` has no line that a file may have")),
        };
        let range = Range { source, start: (first, row.start.1), end: (last, row.end.1), ran };
        self.sources.add(range, open, self.limits)
    }

    fn close_method(&mut self) -> Result<(), ReadError> {
        let Some(open) = self.function.take() else { return Ok(()) };
        let Names { namespace, class, method } = &self.names;
        let name = Naming::default()
            .then(namespace.as_bytes())
            .then(class.as_bytes())
            .then(method.as_bytes())
            .identity();
        self.sources.close(&open, name, self.limits)
    }

    fn close_source(&mut self) -> Result<(), ReadError> {
        let (Some(id), Some(path)) = std::mem::take(&mut self.name) else {
            return Err(ReadError::malformed("a source file has no `SourceFileID` and `SourceFileName`"));
        };
        let key = path::key(&path, Some(self.at), self.limits, &mut self.problems)?;
        self.sources.name(id, key)
    }

    /// A module's totals of lines; lines that ran in part did run.
    fn claim(&mut self) {
        let [Some(all), Some(some), Some(none)] = std::mem::take(&mut self.lines) else { return };
        let covered = all.saturating_add(some);
        let claim = self.claims.entry(Metric::Line).or_default();
        *claim = claim.plus(Counts { covered, total: covered.saturating_add(none) });
    }
}

fn whole(name: &str, text: &str) -> Result<u32, ReadError> {
    number::digits(text.as_bytes())
        .and_then(|number| u32::try_from(number).ok())
        .ok_or_else(|| ReadError::malformed(format!("`{text}` is not what `{name}` holds")))
}

/// 0 ran, 1 ran in part, 2 did not run.
fn ran_of(text: &str) -> Result<bool, ReadError> {
    match text {
        "0" | "1" => Ok(true),
        "2" => Ok(false),
        _ => Err(ReadError::malformed(format!("the coverage `{text}` is neither 0, 1 nor 2"))),
    }
}
