//! Functions of one record. lcov 1.x names them with `FN` and counts them with `FNDA`; lcov 2.2 numbers them with
//! `FNL` and counts their aliases with `FNA`.

use std::collections::BTreeMap;

use super::record::{hits_of, not_a};
use super::split;
use crate::error::ReadError;
use crate::limits::Limits;
use crate::model::{FileKey, Function, FunctionId, Hits, Identity, settle};
use crate::number;
use crate::problem::{ProblemCode, Problems};

/// The functions of one record, while it is read.
pub(super) struct Functions {
    /// `FN`, in the order of the report.
    named: Vec<(Identity, u32)>,
    /// `FNDA`, in the order of the report.
    counted: Vec<(Identity, u32)>,
    /// `FNL` and `FNA` by index: line, then hits and names.
    numbered: BTreeMap<u64, Group>,
}

/// One function of lcov 2.2 and its aliases: they are one function, covered if any of them ran. Each test program
/// may have other aliases of it, so that its line is what it is known by.
#[derive(Default)]
struct Group {
    line: Option<u32>,
    hits: u32,
    /// The least of the aliases, which does not depend on their order: of use where there is no line.
    alias: Option<Identity>,
}

impl Functions {
    pub(super) const fn new() -> Self {
        Self { named: Vec::new(), counted: Vec::new(), numbered: BTreeMap::new() }
    }

    pub(super) fn add(
        &mut self,
        tag: &[u8],
        fields: &[u8],
        at: u64,
        limits: &Limits,
        problems: &mut Problems,
    ) -> Result<(), ReadError> {
        if self.counted.len().max(self.named.len()).max(self.numbered.len()) >= limits.entries {
            return Err(crate::model::too_large(format!(
                "one file has more than {} functions",
                limits.entries
            )));
        }
        let malformed = || not_a(&String::from_utf8_lossy(tag), fields);
        let (first, rest) = split(fields, b',').ok_or_else(malformed)?;
        match tag {
            // `FN:start,[end,]name`; the name may hold commas (C++).
            b"FN" => {
                let line = line_of(first, limits).ok_or_else(malformed)?;
                let name = match split(rest, b',') {
                    Some((end, name)) if number::digits(end).is_some() && !name.is_empty() => name,
                    _ => rest,
                };
                self.named.push((Identity::of(name), line));
            }
            b"FNDA" => {
                let hits = hits_of(first, at, problems).ok_or_else(malformed)?;
                self.counted.push((Identity::of(rest), hits));
            }
            b"FNL" => {
                let index = number::digits(first).ok_or_else(malformed)?;
                let start = split(rest, b',').map_or(rest, |(start, _end)| start);
                let line = line_of(start, limits).ok_or_else(malformed)?;
                self.numbered.entry(index).or_default().line = Some(line);
            }
            _ => {
                let index = number::digits(first).ok_or_else(malformed)?;
                let (count, name) = split(rest, b',').ok_or_else(malformed)?;
                let hits = hits_of(count, at, problems).ok_or_else(malformed)?;
                let (group, name) = (self.numbered.entry(index).or_default(), Identity::of(name));
                group.hits = group.hits.saturating_add(hits);
                group.alias = Some(group.alias.map_or(name, |known| known.min(name)));
            }
        }
        Ok(())
    }

    /// The functions with their counts; this is empty again.
    pub(super) fn take(&mut self, key: &FileKey, problems: &mut Problems) -> Vec<Function> {
        let mut lost = 0;
        let mut list = self.take_named(&mut lost);
        for Group { line, hits, alias } in std::mem::take(&mut self.numbered).into_values() {
            match (line, alias) {
                (Some(line @ 0), Some(alias)) => {
                    list.push(Function { line, hits, id: FunctionId::Name(alias) })
                }
                (Some(line), _) => list.push(Function { line, hits, id: FunctionId::Line }),
                (None, _) => lost += 1,
            }
        }
        if lost > 0 {
            let message = || format!("{key}: {lost} function counts have no function");
            problems.note(ProblemCode::UnmatchedFunction, None, message);
        }
        settle(&mut list, Function::order, |function, other| Hits::Add.join(&mut function.hits, other.hits));
        list.shrink_to_fit();
        list
    }

    /// Gives each `FN` the `FNDA` of its name. Where a name stands for several functions, they are matched in the
    /// order in which the report has them: every writer keeps both in one order. A count too many goes to the last
    /// of them, a function too many never ran.
    fn take_named(&mut self, lost: &mut usize) -> Vec<Function> {
        self.named.sort_by_key(|(name, _)| *name);
        self.named.dedup();
        self.counted.sort_by_key(|(name, _)| *name);
        let mut counts = self.counted.drain(..).peekable();
        let mut list: Vec<Function> = Vec::with_capacity(self.named.len());
        let mut names = self.named.drain(..).peekable();
        while let Some((name, line)) = names.next() {
            while counts.next_if(|(counted, _)| *counted < name).is_some() {
                *lost += 1;
            }
            let mut hits = counts.next_if(|(counted, _)| *counted == name).map_or(0, |(_, hits)| hits);
            if names.peek().is_none_or(|(next, _)| *next != name) {
                while let Some((_, more)) = counts.next_if(|(counted, _)| *counted == name) {
                    hits = hits.saturating_add(more);
                }
            }
            list.push(Function { line, hits, id: FunctionId::Name(name) });
        }
        *lost += counts.count();
        list
    }
}

/// A function's line; `undefined` and 0 stand for no line, which does not make it less of a function.
fn line_of(written: &[u8], limits: &Limits) -> Option<u32> {
    match number::line(written, limits.line_number) {
        number::LineNumber::At(line) => Some(line),
        number::LineNumber::Nowhere => Some(0),
        number::LineNumber::TooLarge | number::LineNumber::Invalid => None,
    }
}
