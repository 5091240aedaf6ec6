//! The source files of Microsoft's XML: ranges name them by number, and the names come after the ranges.

use std::collections::BTreeMap;

use crate::error::ReadError;
use crate::limits::Limits;
use crate::metric::Metric;
use crate::model::{Block, Coverage, FileKey, Files, Function, FunctionId, Identity, Rule};
use crate::part::Part;
use crate::problem::Problems;

/// What was read of the files of a module, or of a whole data set.
#[derive(Default)]
pub(super) struct Sources {
    parts: BTreeMap<u32, Part>,
    keys: BTreeMap<u32, FileKey>,
}

/// A function, while it is read: the file of its first range, its first line, and whether any of its ranges ran.
#[derive(Default)]
pub(super) struct Open {
    found: Option<(u32, u32, u32)>,
}

/// One range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Range {
    pub(super) source: u32,
    pub(super) start: (u32, u32),
    pub(super) end: (u32, u32),
    pub(super) ran: bool,
}

impl Sources {
    pub(super) fn add(&mut self, range: Range, open: &mut Open, limits: &Limits) -> Result<(), ReadError> {
        let Range { source, start, mut end, ran } = range;
        if end.0 < start.0 {
            end = start;
        }
        let hits = u32::from(ran);
        let (_, line, any) = open.found.get_or_insert((source, start.0, 0));
        *line = start.0.min(*line);
        *any = hits.max(*any);
        let part = self.parts.entry(source).or_insert_with(Part::new);
        part.add_block(Block { start, end, statements: 0, hits }, limits)
    }

    pub(super) fn close(&mut self, open: &Open, name: Identity, limits: &Limits) -> Result<(), ReadError> {
        let Some((source, line, hits)) = open.found else { return Ok(()) };
        let part = self.parts.entry(source).or_insert_with(Part::new);
        part.add_function(Function { line, hits, id: FunctionId::Method(name) }, limits)
    }

    pub(super) fn name(&mut self, source: u32, key: FileKey) -> Result<(), ReadError> {
        if self.keys.insert(source, key.clone()).is_some_and(|known| known != key) {
            return Err(ReadError::malformed(format!("two source files have the number {source}")));
        }
        Ok(())
    }

    /// Gives the ranges to their files.
    pub(super) fn finish(self, files: &mut Files, problems: &mut Problems) -> Result<(), ReadError> {
        for (source, mut part) in self.parts {
            let Some(key) = self.keys.get(&source) else {
                let what = format!("a range is in the source file {source}, which the report does not list");
                return Err(ReadError::malformed(what));
            };
            files.add(key.clone(), part.take(), problems)?;
        }
        Ok(())
    }
}

/// The lines of all files; ranges are not needed any more.
pub(super) fn coverage(files: Files, limits: &Limits, problems: &mut Problems) -> Result<Coverage, ReadError> {
    let mut coverage = files.finish(problems);
    coverage.derive_lines(Rule::Innermost, limits)?;
    for file in coverage.files.values_mut() {
        file.blocks = Vec::new();
        file.measured.insert(Metric::Function);
    }
    Ok(coverage)
}
