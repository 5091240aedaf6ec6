//! gcov's JSON (`gcov --json-format`, the schema of gcov(1)), and gcovr's (`gcovr --json`), which grew out of it.

mod decision;
mod line;

use std::collections::BTreeMap;

use crate::error::{ReadError, ReadErrorCode};
use crate::json::{Findings, Handler, Item, Scalar, Value};
use crate::limits::Limits;
use crate::metric::Metric;
use crate::model::{Conditions, FileCoverage, Function, FunctionId, Hits, Identity, Lines, settle};
use crate::report::{Format, Report};
use line::{Line, Occurrence};

/// Begins a report.
pub(crate) fn handler<'a>(limits: &'a Limits) -> Box<dyn Handler + 'a> {
    Box::new(Gcov {
        found: Findings::new(Hits::Max, limits),
        format: None,
        gcc: None,
        branches: false,
        conditions: false,
    })
}

struct Gcov<'a> {
    found: Findings<'a>,
    /// Which of the two it is; the keys that tell may follow the files.
    format: Option<Format>,
    gcc: Option<String>,
    /// Some line has branches: gcov counts them only if asked to.
    branches: bool,
    /// Some line has conditions (MC/DC), of which the same holds.
    conditions: bool,
}

impl Handler for Gcov<'_> {
    fn item(&mut self, key: &str, item: Item<'_, '_>) -> Result<(), ReadError> {
        match (key, item) {
            ("files", Item::Element(value)) => self.file(value),
            ("files", _) => Err(ReadError::malformed("`files` of gcov is an array")),
            ("gcovr/format_version", Item::Scalar(_)) => {
                self.format = Some(Format::GcovrJson);
                Ok(())
            }
            ("gcc_version", Item::Scalar(Scalar::Text(version))) => {
                self.gcc = Some(version);
                self.format = self.format.or(Some(Format::GcovJson));
                Ok(())
            }
            ("format_version", Item::Scalar(Scalar::Text(version))) => {
                if version != "1" && version != "2" {
                    let what = format!("this is format {version:?} of gcov's JSON, which is not read yet");
                    return Err(ReadError::new(ReadErrorCode::UnsupportedFormat, what));
                }
                self.format = self.format.or(Some(Format::GcovJson));
                Ok(())
            }
            ("current_working_directory", Item::Scalar(Scalar::Text(folder))) => self.found.lies_in(&folder),
            _ => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>) -> Result<Report, ReadError> {
        let Some(format) = self.format else {
            let what = "this JSON has `files`, and neither gcov's nor gcovr's version";
            return Err(ReadError::new(ReadErrorCode::UnknownFormat, what));
        };
        self.found.producer = match format {
            Format::GcovrJson => Some("gcovr".to_owned()),
            _ => self.gcc.map(|version| format!("gcov {version}")),
        };
        let mut report = self.found.report(format);
        for (any, metric) in [(self.branches, Metric::Branch), (self.conditions, Metric::Mcdc)] {
            if any {
                report.coverage.files.values_mut().for_each(|file| file.measured.insert(metric));
            }
        }
        Ok(report)
    }
}

impl Gcov<'_> {
    fn file(&mut self, value: Value<'_>) -> Result<(), ReadError> {
        let (mut path, at) = (None, value.at());
        let mut lines = Lines::new(Hits::Max);
        let mut occurrences: BTreeMap<Occurrence, u32> = BTreeMap::new();
        let mut conditions = Vec::new();
        let mut file = FileCoverage::default();
        file.measured.insert(Metric::Line);
        let mut listed = false;
        value.object(|key, value| match key {
            "file" => {
                path = Some(value.text()?);
                Ok(())
            }
            "lines" => {
                listed = true;
                value.array(|value| {
                    let Some(line) = Line::read(value, &mut self.found)? else { return Ok(()) };
                    lines.add(line.number, line.hits);
                    line.place(&mut occurrences, &mut file.branches.arms, &mut conditions);
                    Ok(())
                })
            }
            "functions" => {
                file.measured.insert(Metric::Function);
                value.array(|value| {
                    file.functions.extend(function(value, &mut self.found)?);
                    Ok(())
                })
            }
            _ => Ok(()),
        })?;
        let Some(path) = path.filter(|_| listed) else {
            return Err(ReadError::malformed("a file has no `file` or no `lines`"));
        };
        let key = self.found.key(&path, Some(at))?;
        file.lines = lines.take();
        self.branches |= !file.branches.arms.is_empty();
        file.branches.settle();
        self.conditions |= !conditions.is_empty();
        file.conditions = Conditions::new(conditions, Vec::new());
        settle(&mut file.functions, Function::order, |one, other| one.hits = one.hits.max(other.hits));
        self.found.add(key, file)
    }
}

/// A function; `None` if gcovr left it out.
fn function(value: Value<'_>, found: &mut Findings<'_>) -> Result<Option<Function>, ReadError> {
    let (mut name, mut line, mut hits, mut excluded) = (None, 0, None, false);
    value.object(|key, value| {
        match key {
            // gcovr before 8 has the demangled name alone, and later ones both.
            "name" => name = Some(Identity::of(value.text()?.as_bytes())),
            "demangled_name" => {
                let demangled = Identity::of(value.text()?.as_bytes());
                name = name.or(Some(demangled));
            }
            "start_line" | "lineno" => line = found.line_of(&value.scalar()?)?.unwrap_or(0),
            "execution_count" => hits = Some(found.hits(value)?),
            "gcovr/excluded" => excluded = value.truth()?,
            _ => {}
        }
        Ok(())
    })?;
    let (Some(name), Some(hits)) = (name, hits) else {
        return Err(ReadError::malformed("a function has no name or no `execution_count`"));
    };
    Ok((!excluded).then_some(Function { line, hits, id: FunctionId::Name(name) }))
}

#[cfg(test)]
mod tests;
