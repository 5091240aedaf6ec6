//! SimpleCov's `.resultset.json` and `coverage.json` (by SimpleCov's `result_merger.rb` and its JSON Schema).
//!
//! The first holds what Ruby counted, for each test command; comments that leave code out (`:nocov:`) are applied by
//! SimpleCov when it reports, so that only the second, where such lines are `"ignored"`, counts without them.

mod key;
mod part;

use crate::error::ReadError;
use crate::json::{Findings, Handler, Item, Scalar, Value, stated};
use crate::limits::Limits;
use crate::metric::Metric;
use crate::model::Hits;
use crate::moment;
use crate::report::{Format, Report};
use part::Part;

/// Begins a report of one of the two formats.
pub(crate) fn handler<'a>(format: Format, limits: &'a Limits) -> Box<dyn Handler + 'a> {
    Box::new(SimpleCov { found: Findings::new(Hits::Add, limits), format, version: None, counted: false })
}

struct SimpleCov<'a> {
    found: Findings<'a>,
    format: Format,
    version: Option<String>,
    /// The command that is read has a `coverage`.
    counted: bool,
}

impl Handler for SimpleCov<'_> {
    fn item(&mut self, key: &str, item: Item<'_, '_>) -> Result<(), ReadError> {
        if self.format == Format::SimplecovResultset {
            return match item {
                Item::Member("coverage", value) => {
                    self.counted = true;
                    value.object(|path, value| self.file(path, value))
                }
                Item::Member("timestamp", value) => {
                    // A whole number, and with fractions in some versions.
                    let seconds = match value.scalar()? {
                        Scalar::Whole(seconds) => seconds.to_string(),
                        Scalar::Decimal(seconds) => seconds.split('.').next().unwrap_or_default().to_owned(),
                        _ => return Ok(()),
                    };
                    // Several commands are several measurements: the oldest tells how old the whole may be.
                    self.found.written = moment::older(self.found.written, moment::of_number(&seconds));
                    Ok(())
                }
                Item::Member(..) => Ok(()),
                Item::Element(_) | Item::Scalar(_) => {
                    Err(ReadError::malformed(format!("{key:?} is no result of SimpleCov's")))
                }
            };
        }
        match (key, item) {
            ("meta", Item::Member("simplecov_version", value)) => {
                self.version = Some(value.text()?);
                Ok(())
            }
            ("meta", Item::Member("root", value)) => self.found.lies_in(&value.text()?),
            ("total", Item::Member(name, value)) => self.total(name, value),
            ("coverage", Item::Member(path, value)) => self.file(path, value),
            ("coverage", _) => Err(ReadError::malformed("`coverage` of SimpleCov is an object")),
            _ => Ok(()),
        }
    }

    fn close(&mut self, key: &str) -> Result<(), ReadError> {
        if self.format == Format::SimplecovResultset && !std::mem::take(&mut self.counted) {
            return Err(ReadError::malformed(format!("the result {key:?} has no `coverage`")));
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Report, ReadError> {
        self.found.producer = self.version.map(|version| format!("SimpleCov {version}"));
        Ok(self.found.report(self.format))
    }
}

impl SimpleCov<'_> {
    fn file(&mut self, path: &str, value: Value<'_>) -> Result<(), ReadError> {
        let key = self.found.key(path, Some(value.at()))?;
        let part = Part::read(value, &mut self.found)?;
        self.found.add(key, part)
    }

    /// What the report claims (SimpleCov 1.0 and later).
    fn total(&mut self, name: &str, value: Value<'_>) -> Result<(), ReadError> {
        let metric = match name {
            "lines" => Metric::Line,
            "branches" => Metric::Branch,
            "methods" => Metric::Function,
            _ => return Ok(()),
        };
        let (mut covered, mut total) = (0, 0);
        value.object(|key, value| {
            match key {
                "covered" => covered = value.whole()?,
                "total" => total = value.whole()?,
                _ => {}
            }
            Ok(())
        })?;
        self.found.claim(metric, stated(covered, total)?);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
