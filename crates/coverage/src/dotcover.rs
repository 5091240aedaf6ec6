//! dotCover XML: the detailed report with each statement, and the plain one, which holds totals alone.
//! <https://www.jetbrains.com/help/dotcover/dotCover__Console_Runner_Commands.html>
//!
//! The plain report names assemblies and no files. Each assembly's total is kept, and united with nothing.

use std::collections::BTreeMap;

use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;
use crate::metric::{Metric, MetricCounts};
use crate::model::{
    Block, Coverage, FileCoverage, FileKey, Files, Function, FunctionId, Hits, Naming, Rule, Standing,
};
use crate::part::Part;
use crate::path;
use crate::problem::Problems;
use crate::report::{Format, Report};
use crate::xml::{Element, Handler, number};
use verdict::Counts;

/// Begins a report at its root element. `Root` is a common name: the attributes tell that it is dotCover's.
pub(crate) fn handler<'a>(root: &Element<'_>, limits: &'a Limits) -> Result<Box<dyn Handler + 'a>, ReadError> {
    let version = root.get("DotCoverVersion")?;
    let counts = totals(root);
    if version.is_none() && counts.is_none() {
        let what = "no coverage report that is known has this root element `Root`";
        return Err(ReadError::new(ReadErrorCode::UnknownFormat, what));
    }
    Ok(Box::new(DotCover {
        limits,
        detailed: root.word("ReportType")?.is_some_and(|kind| kind == "DetailedXml"),
        version,
        keys: BTreeMap::new(),
        parts: BTreeMap::new(),
        open: Vec::new(),
        assemblies: Files::new(Hits::Max, limits),
        claims: counts.map(|counts| (Metric::Statement, counts)).into_iter().collect(),
        statements: false,
        problems: Problems::default(),
    }))
}

/// The elements that matter: one that differs in case alone would be lost without a word.
const ELEMENTS: [&str; 6] = ["FileIndices", "File", "Assembly", "Type", "Method", "Statement"];

struct DotCover<'a> {
    limits: &'a Limits,
    version: Option<String>,
    /// The report says that it lists statements.
    detailed: bool,
    keys: BTreeMap<u32, FileKey>,
    parts: BTreeMap<u32, Part>,
    open: Vec<Scope>,
    assemblies: Files,
    claims: MetricCounts,
    statements: bool,
    problems: Problems,
}

/// An assembly, a type, a method: whatever holds statements is a function.
struct Scope {
    name: Naming,
    /// File, first line, hits.
    function: Option<(u32, u32, u32)>,
}

impl Handler for DotCover<'_> {
    fn start(&mut self, element: &Element<'_>, depth: usize, at: u64) -> Result<(), ReadError> {
        self.open.truncate(depth.saturating_sub(1));
        match element.name() {
            "File" if depth == 2 => self.add_file(element, at)?,
            "Statement" => self.add_statement(element, at)?,
            "Assembly" if depth == 1 => self.add_assembly(element, at)?,
            _ => element.check_spelling(&ELEMENTS)?,
        }
        let name = self.open.last().map(|scope| scope.name.clone()).unwrap_or_default();
        let own = element.word("Name")?.unwrap_or_default();
        let name = name.then(element.name().as_bytes()).then(own.as_bytes());
        self.open.push(Scope { name, function: None });
        Ok(())
    }

    fn end(&mut self, _name: &str, depth: usize) -> Result<(), ReadError> {
        self.open.truncate(depth.saturating_add(1));
        let Some(Scope { name, function: Some((file, line, hits)) }) = self.open.pop() else { return Ok(()) };
        let part = self.parts.entry(file).or_insert_with(Part::new);
        part.add_function(Function { line, hits, id: FunctionId::Method(name.identity()) }, self.limits)
    }

    fn finish(mut self: Box<Self>) -> Result<Report, ReadError> {
        if self.detailed && !self.statements && self.claims.values().any(|claim| claim.total > 0) {
            return Err(ReadError::malformed("the report counts statements and lists none"));
        }
        let coverage = if self.statements { self.lines()? } else { self.assemblies.finish(&mut self.problems) };
        Ok(Report {
            format: Format::DotCover,
            producer: self.version.map(|version| format!("dotCover {version}")),
            coverage,
            claims: self.claims,
            claims_repeat: false,
            written: None,
            problems: self.problems.into_list(),
        })
    }
}

impl DotCover<'_> {
    fn add_file(&mut self, element: &Element<'_>, at: u64) -> Result<(), ReadError> {
        let (Some(index), Some(path)) = (whole(element, "Index")?, element.get("Name")?) else {
            return Err(ReadError::malformed("a file has no `Index` and `Name`"));
        };
        let key = path::key(&path, Some(at), self.limits, &mut self.problems)?;
        if self.keys.insert(index, key.clone()).is_some_and(|known| known != key) {
            return Err(ReadError::malformed(format!("two files have the index {index}")));
        }
        Ok(())
    }

    fn add_assembly(&mut self, element: &Element<'_>, at: u64) -> Result<(), ReadError> {
        let Some(counts) = totals(element) else { return Ok(()) };
        let name = element.get("Name")?.unwrap_or_default();
        let key = path::key(&name, Some(at), self.limits, &mut self.problems)?;
        let mut file = FileCoverage { standing: Standing::Totals, ..FileCoverage::default() };
        file.state(Metric::Statement, counts);
        self.assemblies.add(key, file, &mut self.problems)
    }

    fn add_statement(&mut self, element: &Element<'_>, at: u64) -> Result<(), ReadError> {
        let (mut start, mut end, mut ran) = ((None, 0), (None, 0), None);
        let mut file = None;
        for attribute in element.attributes() {
            match attribute.name {
                "FileIndex" => file = Some(number::whole(&attribute)?),
                "Line" => start.0 = number::line_number(&attribute, at, self.limits, &mut self.problems)?,
                "EndLine" => end.0 = number::line_number(&attribute, at, self.limits, &mut self.problems)?,
                "Column" => start.1 = number::whole(&attribute)?,
                "EndColumn" => end.1 = number::whole(&attribute)?,
                "Covered" => ran = Some(number::truth(&attribute)?),
                _ => {}
            }
        }
        let (Some(file), Some(ran), true) = (file, ran, element.has("Line")) else {
            return Err(ReadError::malformed(
                "a statement does not say where it is (`FileIndex`, `Line`) and whether it ran",
            ));
        };
        if !self.keys.contains_key(&file) {
            return Err(ReadError::malformed(format!(
                "a statement is in the file {file}, which the report does not list"
            )));
        }
        self.statements = true;
        let Some(line) = start.0 else { return Ok(()) };
        let last = end.0.filter(|end| *end >= line).unwrap_or(line);
        let hits = u32::from(ran);
        if let Some(scope) = self.open.last_mut() {
            let (_, first, any) = scope.function.get_or_insert((file, line, 0));
            *first = line.min(*first);
            *any = hits.max(*any);
        }
        let block = Block { start: (line, start.1), end: (last, end.1), statements: 1, hits };
        self.parts.entry(file).or_insert_with(Part::new).add_block(block, self.limits)
    }

    fn lines(&mut self) -> Result<Coverage, ReadError> {
        let mut files = Files::new(Hits::Max, self.limits);
        for (index, mut part) in std::mem::take(&mut self.parts) {
            if let Some(key) = self.keys.get(&index) {
                files.add(key.clone(), part.take(), &mut self.problems)?;
            }
        }
        let mut coverage = files.finish(&mut self.problems);
        coverage.derive_lines(Rule::Innermost, self.limits)?;
        Ok(coverage)
    }
}

fn totals(element: &Element<'_>) -> Option<Counts> {
    let (covered, total) = (element.number("CoveredStatements")?, element.number("TotalStatements")?);
    Some(Counts { covered: covered.min(total), total })
}

fn whole(element: &Element<'_>, name: &str) -> Result<Option<u32>, ReadError> {
    element.attributes().find(|one| one.name == name).map(|one| number::whole(&one)).transpose()
}

#[cfg(test)]
mod tests;
