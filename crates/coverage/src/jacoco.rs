//! JaCoCo XML, as JaCoCo, Kover, Pester and gcovr write it.

mod module;
mod package;
mod plain;
mod source;

use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;
use crate::metric::{Metric, MetricCounts};
use crate::model::{Files, Hits};
use crate::moment;
use crate::problem::Problems;
use crate::report::{Format, Report};
use crate::xml::{Element, Handler};
use module::Modules;
use package::{Class, Package};
use source::Source;

/// Begins a report at its root element.
pub(crate) fn handler<'a>(
    root: &Element<'_>,
    document_type: &str,
    limits: &'a Limits,
) -> Result<Box<dyn Handler + 'a>, ReadError> {
    let name = root.get("name")?.unwrap_or_default();
    let declared = document_type.contains("-//JACOCO//");
    let producer = match name.as_str() {
        // Kover's own reports have this name, whatever the project.
        "Intellij Coverage Report" => Some("Kover"),
        "GCOVR report" => Some("gcovr"),
        name if name.starts_with("Pester (") => Some("Pester"),
        _ => declared.then_some("JaCoCo"),
    };
    let mut modules = Modules::default();
    modules.enter(&name, limits)?;
    Ok(Box::new(Jacoco {
        limits,
        files: Files::new(Hits::Max, limits),
        modules,
        declared,
        open: Vec::new(),
        package: None,
        class: None,
        source: None,
        spare: None,
        claims: MetricCounts::new(),
        written: None,
        // Pester counts commands and no branches; every other tool looks for them.
        branches: producer != Some("Pester"),
        producer: producer.map(str::to_owned),
        problems: Problems::default(),
    }))
}

/// The elements of the format. One that differs in case alone, or stands where the format has none, would be lost
/// without a word.
const ELEMENTS: [&str; 9] =
    ["report", "sessioninfo", "group", "package", "class", "method", "sourcefile", "line", "counter"];

/// The elements that matter.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    Group,
    Package,
    Class,
    Method,
    Source,
    /// `sessioninfo`, and what is not known, by name.
    Other(Box<str>),
}

struct Jacoco<'a> {
    limits: &'a Limits,
    files: Files,
    modules: Modules,
    /// The document type, or an element below the root, showed that this is JaCoCo's format.
    declared: bool,
    open: Vec<Part>,
    package: Option<Package>,
    class: Option<Class>,
    source: Option<Source>,
    /// A source file that was read: the next one takes its place.
    spare: Option<Source>,
    claims: MetricCounts,
    /// When the first of the sessions that the report unites ended.
    written: Option<u64>,
    /// Branches were measured, whether there are some or not.
    branches: bool,
    producer: Option<String>,
    problems: Problems,
}

impl Handler for Jacoco<'_> {
    fn start(&mut self, element: &Element<'_>, depth: usize, at: u64) -> Result<(), ReadError> {
        // What stands within an element that is not known, or an empty one that was closed, is not open any more.
        self.open.truncate(depth.saturating_sub(1));
        match element.name() {
            "line" => {
                // A gate that skipped lines of nobody knows which file would judge the rest.
                let Some(source) = &mut self.source else {
                    return Err(ReadError::malformed("a line stands outside any source file of a package"));
                };
                source.add_line(element, at, self.limits, &mut self.problems)?;
                self.branches |= source.has_branches();
                return Ok(());
            }
            "counter" => {
                self.declared = true;
                return self.counter(element);
            }
            _ => {}
        }
        let part = self.open_part(element, depth, at)?;
        self.open.push(part);
        Ok(())
    }

    fn plain(&mut self, text: &[u8], depth: usize) -> usize {
        if !plain::allowed(self.limits) {
            return 0;
        }
        self.open.truncate(depth.saturating_sub(1));
        let rest = |used: usize| text.get(used..).unwrap_or_default();
        let mut used = 0;
        if let Some(source) = &mut self.source {
            while let Some((line, length)) = plain::Line::read(rest(used), self.limits.line_number) {
                source.add_plain(line);
                used += length;
            }
            self.branches |= source.has_branches();
        }
        while self.skips_counters()
            && let Some(length) = plain::counter(rest(used))
        {
            self.declared = true;
            used += length;
        }
        used
    }

    fn end(&mut self, name: &str, depth: usize) -> Result<(), ReadError> {
        if matches!(name, "line" | "counter") {
            return Ok(());
        }
        self.open.truncate(depth);
        let part = if self.open.len() == depth { self.open.pop() } else { None };
        match part {
            Some(Part::Group) => {
                self.modules.leave();
                Ok(())
            }
            Some(Part::Class) => self.close_class(),
            Some(Part::Source) => self.close_source(),
            Some(Part::Package) => self.close_package(),
            _ => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>) -> Result<Report, ReadError> {
        let mut coverage = self.files.finish(&mut self.problems);
        if !self.branches {
            coverage.files.values_mut().for_each(|file| file.measured.remove(Metric::Branch));
        }
        Ok(Report {
            format: Format::Jacoco,
            producer: self.producer,
            coverage,
            claims: self.claims,
            claims_repeat: false,
            written: self.written,
            problems: self.problems.into_list(),
        })
    }
}

impl Jacoco<'_> {
    fn open_part(&mut self, element: &Element<'_>, depth: usize, at: u64) -> Result<Part, ReadError> {
        let name = || element.get("name").map(Option::unwrap_or_default);
        let part = match (element.name(), self.open.last()) {
            ("group", None | Some(Part::Group)) => {
                self.modules.enter(&name()?, self.limits)?;
                Part::Group
            }
            ("package", None | Some(Part::Group)) => {
                self.package = Some(Package::new(self.modules.current(&mut self.files)?, name()?));
                Part::Package
            }
            ("class", Some(Part::Package)) => {
                self.class = Some(Class::new(name()?, element.get("sourcefilename")?));
                Part::Class
            }
            ("sourcefile", Some(Part::Package)) => {
                let mut source = self.spare.take().unwrap_or_else(Source::new);
                source.begin(name()?, at);
                self.source = Some(source);
                Part::Source
            }
            ("method", Some(Part::Class)) => Part::Method,
            (other, _) if depth == 1 && !self.declared && other != "sessioninfo" => {
                let what = format!("a `report` with the element `{other}` is not JaCoCo's");
                return Err(ReadError::new(ReadErrorCode::UnknownFormat, what));
            }
            (other, _) => {
                element.check_spelling(&ELEMENTS)?;
                if other != "sessioninfo" && ELEMENTS.contains(&other) {
                    return Err(self.misplaced(other));
                }
                if other == "sessioninfo" {
                    let dump = element.get("dump")?.and_then(|text| moment::of_number(&text));
                    self.written = moment::older(self.written, dump);
                }
                Part::Other(other.into())
            }
        };
        self.declared = true;
        Ok(part)
    }

    /// The format has no such element here: a gate that skipped it would judge the rest.
    fn misplaced(&self, name: &str) -> ReadError {
        let place = match self.open.last() {
            None => "report",
            Some(Part::Group) => "group",
            Some(Part::Package) => "package",
            Some(Part::Class) => "class",
            Some(Part::Method) => "method",
            Some(Part::Source) => "sourcefile",
            Some(Part::Other(name)) => name,
        };
        ReadError::malformed(format!("the element `{name}` stands within `{place}`, where the format has none"))
    }

    /// Whether the counters of the open element are of no use, not even to tell that branches were measured.
    fn skips_counters(&self) -> bool {
        self.branches && matches!(self.open.last(), Some(Part::Group | Part::Package | Part::Method))
    }

    /// A counter counts only where its unit is counted once: classes share lines, and methods share classes.
    fn counter(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        if self.skips_counters() {
            return Ok(());
        }
        let metric = metric(&element.word("type")?.unwrap_or_default())?;
        self.branches |= metric == Some(Metric::Branch);
        let counters = match self.open.last() {
            None => &mut self.claims,
            Some(Part::Class) => match &mut self.class {
                Some(class) => &mut class.counters,
                None => return Ok(()),
            },
            Some(Part::Source) => match &mut self.source {
                Some(source) => &mut source.counters,
                None => return Ok(()),
            },
            Some(Part::Other(_)) => return Err(self.misplaced("counter")),
            Some(Part::Group | Part::Package | Part::Method) => return Ok(()),
        };
        let Some(metric) = metric else { return Ok(()) };
        let (Some(missed), Some(covered)) = (element.number("missed"), element.number("covered")) else {
            return Err(ReadError::malformed("a counter has no `missed` and `covered`"));
        };
        counters.insert(metric, verdict::Counts { covered, total: covered.saturating_add(missed) });
        Ok(())
    }

    fn close_class(&mut self) -> Result<(), ReadError> {
        match (&mut self.package, self.class.take()) {
            (Some(package), Some(class)) => {
                package.add_class(class, self.limits, &mut self.files, &mut self.problems)
            }
            _ => Ok(()),
        }
    }

    fn close_source(&mut self) -> Result<(), ReadError> {
        match (&mut self.package, self.source.take()) {
            (Some(package), Some(mut source)) => {
                package.has_sources = true;
                let key = package.key(source.name(), self.limits, &mut self.problems)?;
                let part = source.finish(&key, package.has_classes, &mut self.problems)?;
                self.spare = Some(source);
                self.files.add(key, part, &mut self.problems)
            }
            _ => Ok(()),
        }
    }

    fn close_package(&mut self) -> Result<(), ReadError> {
        match self.package.take() {
            Some(package) => package.finish(self.limits, &mut self.files, &mut self.problems),
            None => Ok(()),
        }
    }
}

/// The metric of a counter's type; complexity and classes are not gated on.
fn metric(counter: &str) -> Result<Option<Metric>, ReadError> {
    const METRICS: [(&str, Metric); 4] = [
        ("LINE", Metric::Line),
        ("BRANCH", Metric::Branch),
        ("METHOD", Metric::Function),
        ("INSTRUCTION", Metric::Instruction),
    ];
    let Some((word, metric)) = METRICS.into_iter().find(|(word, _)| word.eq_ignore_ascii_case(counter)) else {
        return Ok(None);
    };
    if word != counter {
        return Err(ReadError::malformed(format!("the counter `{counter}` is spelled `{word}`")));
    }
    Ok(Some(metric))
}

#[cfg(test)]
mod tests;
