//! Xcode's coverage report (`xcrun xccov view --report --json`): totals of targets, of their files and of functions. There
//! are no lines in it, so that it can be judged as a whole and united with nothing.

use crate::error::ReadError;
use crate::json::{Findings, Handler, Item, Value, stated};
use crate::limits::Limits;
use crate::metric::Metric;
use crate::model::{FileCoverage, Function, FunctionId, Hits, Identity, Standing, settle};
use crate::report::{Format, Report};

/// Begins a report.
pub(crate) fn handler<'a>(limits: &'a Limits) -> Box<dyn Handler + 'a> {
    Box::new(Xccov { found: Findings::new(Hits::Max, limits), covered: None, executable: None, targets: false })
}

struct Xccov<'a> {
    found: Findings<'a>,
    covered: Option<u64>,
    executable: Option<u64>,
    targets: bool,
}

impl Handler for Xccov<'_> {
    fn item(&mut self, key: &str, item: Item<'_, '_>) -> Result<(), ReadError> {
        match (key, item) {
            ("targets", Item::Element(value)) => {
                self.targets = true;
                value.object(|key, value| match key {
                    "files" => value.array(|value| self.file(value)),
                    _ => Ok(()),
                })
            }
            ("targets", _) => Err(ReadError::malformed("`targets` of xccov is an array")),
            ("coveredLines", Item::Scalar(scalar)) => {
                self.covered = Some(scalar.whole()?);
                Ok(())
            }
            ("executableLines", Item::Scalar(scalar)) => {
                self.executable = Some(scalar.whole()?);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>) -> Result<Report, ReadError> {
        // `--functions-for-file` and the like write parts of the report, which have totals and no targets.
        if !self.targets && self.executable != Some(0) {
            return Err(ReadError::malformed(
                "this report of xccov has no `targets`: write it with `--report --json`",
            ));
        }
        if let Some((covered, executable)) = self.covered.zip(self.executable) {
            self.found.claim(Metric::Line, stated(covered, executable)?);
        }
        Ok(self.found.report(Format::XccovJson))
    }
}

impl Xccov<'_> {
    /// A file that is part of two targets counts once, with the better of what is known of it.
    fn file(&mut self, value: Value<'_>) -> Result<(), ReadError> {
        let at = value.at();
        let (mut path, mut name, mut covered, mut executable) = (None, None, None, None);
        let mut file = FileCoverage { standing: Standing::Totals, ..FileCoverage::default() };
        value.object(|key, value| {
            match key {
                "path" => path = Some(value.text()?),
                "name" => name = Some(value.text()?),
                "coveredLines" => covered = Some(value.whole()?),
                "executableLines" => executable = Some(value.whole()?),
                "functions" => {
                    file.measured.insert(Metric::Function);
                    value.array(|value| {
                        file.functions.push(function(value, &mut self.found)?);
                        Ok(())
                    })?;
                }
                _ => {}
            }
            Ok(())
        })?;
        let (Some(path), Some(covered), Some(executable)) = (path.or(name), covered, executable) else {
            return Err(ReadError::malformed("a file has no `path`, `coveredLines` or `executableLines`"));
        };
        let key = self.found.key(&path, Some(at))?;
        self.found.claims_repeat |= self.found.files.holds(&key);
        file.state(Metric::Line, stated(covered, executable)?);
        settle(&mut file.functions, Function::order, |one, other| one.hits = one.hits.max(other.hits));
        self.found.add(key, file)
    }
}

fn function(value: Value<'_>, found: &mut Findings<'_>) -> Result<Function, ReadError> {
    let (mut name, mut line, mut hits) = (None, 0, None);
    value.object(|key, value| {
        match key {
            "name" => name = Some(Identity::of(value.text()?.as_bytes())),
            "lineNumber" => line = found.line_of(&value.scalar()?)?.unwrap_or(0),
            "executionCount" => hits = Some(found.hits(value)?),
            _ => {}
        }
        Ok(())
    })?;
    let (Some(name), Some(hits)) = (name, hits) else {
        return Err(ReadError::malformed("a function has no `name` or no `executionCount`"));
    };
    Ok(Function { line, hits, id: FunctionId::Name(name) })
}

#[cfg(test)]
mod tests;
