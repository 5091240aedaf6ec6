//! Istanbul's `coverage-final.json`, as nyc, c8, Jest and Vitest write it (the schema of istanbul-lib-coverage): a map
//! from a file to its statements, functions and branches, each with its place in the source and how often it ran.

mod entry;
mod span;

use crate::error::ReadError;
use crate::json::{Findings, Handler, Item};
use crate::limits::Limits;
use crate::model::Hits;
use crate::report::{Format, Report};
use entry::Entry;

/// Begins a report.
pub(crate) fn handler<'a>(limits: &'a Limits) -> Box<dyn Handler + 'a> {
    Box::new(Istanbul { found: Findings::new(Hits::Max, limits), entry: Entry::default() })
}

struct Istanbul<'a> {
    found: Findings<'a>,
    entry: Entry,
}

impl Handler for Istanbul<'_> {
    fn item(&mut self, key: &str, item: Item<'_, '_>) -> Result<(), ReadError> {
        let Self { found, entry } = self;
        match item {
            // jest-coverage and older collectors wrap each file.
            Item::Member("data", value) => value.object(|key, value| entry.member(key, value, found)),
            Item::Member(inner, value) => entry.member(inner, value, found),
            Item::Element(_) | Item::Scalar(_) => {
                Err(ReadError::malformed(format!("{key:?} is no file of Istanbul's")))
            }
        }
    }

    fn close(&mut self, key: &str) -> Result<(), ReadError> {
        std::mem::take(&mut self.entry).close(key, &mut self.found)
    }

    fn finish(self: Box<Self>) -> Result<Report, ReadError> {
        Ok(self.found.report(Format::IstanbulJson))
    }
}

#[cfg(test)]
mod tests;
