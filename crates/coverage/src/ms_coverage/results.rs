//! The shape with the root `results`: modules, functions and their ranges.

use super::sources::{Open, Range, Sources, coverage};
use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;
use crate::metric::{Metric, MetricCounts};
use crate::model::{Files, Hits, Identity, Naming};
use crate::path;
use crate::problem::Problems;
use crate::report::{Format, Report};
use crate::xml::{Element, Handler, number};
use verdict::Counts;

/// Begins a report.
pub(crate) fn handler<'a>(limits: &'a Limits) -> Box<dyn Handler + 'a> {
    Box::new(Results {
        limits,
        sure: false,
        open: Vec::new(),
        sources: None,
        function: None,
        files: Files::new(Hits::Max, limits),
        claims: MetricCounts::new(),
        problems: Problems::default(),
    })
}

/// The elements of the format: one that differs in case alone would be lost without a word.
const ELEMENTS: [&str; 9] = [
    "modules",
    "module",
    "functions",
    "function",
    "ranges",
    "range",
    "source_files",
    "source_file",
    "skipped_modules",
];

/// What is open below the root.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    Module,
    Function,
    Other,
}

struct Results<'a> {
    limits: &'a Limits,
    /// The first element below the root showed that these are results of this tool: the name is a common one.
    sure: bool,
    open: Vec<Place>,
    /// The files of the open module: their numbers mean something only within it.
    sources: Option<Sources>,
    function: Option<(Identity, Open)>,
    files: Files,
    claims: MetricCounts,
    problems: Problems,
}

impl Handler for Results<'_> {
    fn start(&mut self, element: &Element<'_>, depth: usize, at: u64) -> Result<(), ReadError> {
        if !self.sure && element.name() != "modules" {
            return Err(unknown());
        }
        self.sure = true;
        self.open.truncate(depth.saturating_sub(1));
        let place = self.enter(element, at)?;
        self.open.push(place);
        Ok(())
    }

    fn end(&mut self, _name: &str, depth: usize) -> Result<(), ReadError> {
        self.open.truncate(depth.saturating_add(1));
        match self.open.pop() {
            Some(Place::Function) => match (&mut self.sources, self.function.take()) {
                (Some(sources), Some((name, open))) => sources.close(&open, name, self.limits),
                _ => Ok(()),
            },
            Some(Place::Module) => match self.sources.take() {
                Some(sources) => sources.finish(&mut self.files, &mut self.problems),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>) -> Result<Report, ReadError> {
        if !self.sure {
            return Err(unknown());
        }
        Ok(Report {
            format: Format::MsCoverage,
            producer: None,
            coverage: coverage(self.files, self.limits, &mut self.problems)?,
            claims: self.claims,
            claims_repeat: false,
            written: None,
            problems: self.problems.into_list(),
        })
    }
}

fn unknown() -> ReadError {
    ReadError::new(
        ReadErrorCode::UnknownFormat,
        "`results` without `modules` is no coverage report that is known",
    )
}

impl Results<'_> {
    fn enter(&mut self, element: &Element<'_>, at: u64) -> Result<Place, ReadError> {
        match (element.name(), &mut self.sources, &mut self.function) {
            ("module", None, _) => {
                self.sources = Some(Sources::default());
                self.claim(element);
                return Ok(Place::Module);
            }
            ("function", Some(_), None) => {
                let part = |name: &str| element.word(name).map(Option::unwrap_or_default);
                let name = Naming::default()
                    .then(part("namespace")?.as_bytes())
                    .then(part("type_name")?.as_bytes())
                    .then(part("name")?.as_bytes());
                self.function = Some((name.identity(), Open::default()));
                return Ok(Place::Function);
            }
            ("range", Some(sources), Some((_, open))) => {
                if let Some(range) = range(element, at, self.limits, &mut self.problems)? {
                    sources.add(range, open, self.limits)?;
                }
            }
            ("source_file", Some(sources), None) => {
                let id = element.attributes().find(|one| one.name == "id");
                let (Some(id), Some(path)) = (id, element.get("path")?) else {
                    return Err(ReadError::malformed("a source file has no `id` and `path`"));
                };
                let key = path::key(&path, Some(at), self.limits, &mut self.problems)?;
                sources.name(number::whole(&id)?, key)?;
            }
            (name @ ("module" | "function" | "range" | "source_file"), _, _) => {
                return Err(ReadError::malformed(format!("a `{name}` stands where the format has none")));
            }
            _ => element.check_spelling(&ELEMENTS)?,
        }
        Ok(Place::Other)
    }

    /// A module's totals of lines; lines that ran in part did run.
    fn claim(&mut self, module: &Element<'_>) {
        let part = |name: &str| module.number(name);
        let (Some(all), Some(some), Some(none)) =
            (part("lines_covered"), part("lines_partially_covered"), part("lines_not_covered"))
        else {
            return;
        };
        let covered = all.saturating_add(some);
        let claim = self.claims.entry(Metric::Line).or_default();
        *claim = claim.plus(Counts { covered, total: covered.saturating_add(none) });
    }
}

/// Reads a range; `None` when it names no line, which is noted.
fn range(
    element: &Element<'_>,
    at: u64,
    limits: &Limits,
    problems: &mut Problems,
) -> Result<Option<Range>, ReadError> {
    let (mut source, mut start, mut end, mut ran) = (None, (None, 0), (None, 0), None);
    for attribute in element.attributes() {
        match attribute.name {
            "source_id" => source = Some(number::whole(&attribute)?),
            "start_line" => start.0 = number::line_number(&attribute, at, limits, problems)?,
            "end_line" => end.0 = number::line_number(&attribute, at, limits, problems)?,
            "start_column" => start.1 = number::whole(&attribute)?,
            "end_column" => end.1 = number::whole(&attribute)?,
            "covered" => ran = Some(ran_of(attribute.word()?.as_ref())?),
            _ => {}
        }
    }
    let (Some(source), Some(ran), true) = (source, ran, element.has("start_line")) else {
        let what =
            "a range does not say where it is (`source_id`, `start_line`) and whether it ran (`covered`)";
        return Err(ReadError::malformed(what));
    };
    let Some(first) = start.0 else { return Ok(None) };
    let last = end.0.unwrap_or(first);
    Ok(Some(Range { source, start: (first, start.1), end: (last, end.1), ran }))
}

fn ran_of(word: &str) -> Result<bool, ReadError> {
    match word {
        "yes" | "partial" => Ok(true),
        "no" => Ok(false),
        _ => Err(ReadError::malformed(format!("`{word}` is neither `yes`, `partial` nor `no`"))),
    }
}
