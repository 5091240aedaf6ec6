//! Functions of one record. lcov 1.x names them with `FN` and counts them with `FNDA`; lcov 2.2 numbers them with
//! `FNL` and counts their aliases with `FNA`.

use std::cmp::Ordering;
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
    /// The names of the first of `FN`, one after another, and where each ends.
    names: Vec<u8>,
    ends: Vec<usize>,
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
        Self {
            named: Vec::new(),
            counted: Vec::new(),
            names: Vec::new(),
            ends: Vec::new(),
            numbered: BTreeMap::new(),
        }
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
                if self.ends.len() == self.named.len() && self.names.len() + name.len() <= NAMES {
                    self.names.extend_from_slice(name);
                    self.ends.push(self.names.len());
                }
                self.named.push((Identity::of(name), line));
            }
            b"FNDA" => {
                let hits = hits_of(first, at, problems).ok_or_else(malformed)?;
                let name = self.expected(rest).unwrap_or_else(|| Identity::of(rest));
                self.counted.push((name, hits));
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

    /// The identity of the name if it is that of the `FN` whose turn it is: every writer keeps both in one order, and to compare a
    /// name costs less than to hash it.
    fn expected(&self, name: &[u8]) -> Option<Identity> {
        let turn = self.counted.len();
        let start = turn.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        let known = self.names.get(start..*self.ends.get(turn)?)?;
        (known == name).then(|| self.named.get(turn).map(|(name, _)| *name))?
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

    /// The functions where each `FN` has one `FNDA`, both are in one order, and no function is named twice: then there is nothing to
    /// look for.
    fn in_order(&self) -> Option<Vec<Function>> {
        let both = || self.named.iter().zip(&self.counted);
        if self.named.len() != self.counted.len() || !both().all(|((name, _), (counted, _))| name == counted) {
            return None;
        }
        let list: Vec<Function> = both()
            .map(|((name, line), (_, hits))| Function { line: *line, hits: *hits, id: FunctionId::Name(*name) })
            .collect();
        list.is_sorted_by(|one, next| one.order(next) == Ordering::Less).then_some(list)
    }

    /// The functions that are named, with the counts of their names.
    fn take_named(&mut self, lost: &mut usize) -> Vec<Function> {
        self.names.clear();
        self.ends.clear();
        if let Some(list) = self.in_order() {
            self.named.clear();
            self.counted.clear();
            return list;
        }
        self.match_names(lost)
    }

    /// Gives each `FN` the `FNDA` of its name. Where a name stands for several functions, they are matched in the
    /// order in which the report has them: every writer keeps both in one order. A count too many goes to the last
    /// of them, a function too many never ran.
    fn match_names(&mut self, lost: &mut usize) -> Vec<Function> {
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

/// How many bytes of names are kept to be compared.
const NAMES: usize = 1 << 16;

/// A function's line; `undefined` and 0 stand for no line, which does not make it less of a function.
fn line_of(written: &[u8], limits: &Limits) -> Option<u32> {
    match number::line(written, limits.line_number) {
        number::LineNumber::At(line) => Some(line),
        number::LineNumber::Nowhere => Some(0),
        number::LineNumber::TooLarge | number::LineNumber::Invalid => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What is found, of names and lines that may be repeated and of counts in any order.
    fn found(named: &[(u32, u8)], counted: &[(u8, u32)], in_order: bool) -> (Vec<Function>, usize) {
        let (mut functions, limits, mut problems) = (Functions::new(), Limits::default(), Problems::default());
        let fn_ = |(line, name): &(u32, u8)| (&b"FN"[..], format!("{line},f{name}"));
        let fnda = |(name, hits): &(u8, u32)| (&b"FNDA"[..], format!("{hits},f{name}"));
        for (tag, fields) in named.iter().map(fn_).chain(counted.iter().map(fnda)) {
            functions.add(tag, fields.as_bytes(), 1, &limits, &mut problems).unwrap();
        }
        let mut lost = 0;
        let mut list =
            if in_order { functions.take_named(&mut lost) } else { functions.match_names(&mut lost) };
        settle(&mut list, Function::order, |function, other| Hits::Add.join(&mut function.hits, other.hits));
        (list, lost)
    }

    proptest! {
        #[test]
        fn what_is_in_order_is_what_would_be_looked_for(
            named in proptest::collection::vec((1..5_u32, 0..4_u8), 0..6),
            more in proptest::collection::vec((0..4_u8, 0..3_u32), 0..2),
            rising in any::<bool>(),
        ) {
            let mut named = named;
            if rising {
                named.sort_unstable();
            }
            let mut counted: Vec<(u8, u32)> = named.iter().zip(0..).map(|((_, name), hits)| (*name, hits)).collect();
            prop_assert_eq!(found(&named, &counted, true), found(&named, &counted, false));
            counted.extend(more);
            prop_assert_eq!(found(&named, &counted, true), found(&named, &counted, false));
        }
    }

    #[test]
    fn a_name_is_known_again_only_in_its_turn() {
        let mut functions = Functions::new();
        let (limits, mut problems) = (Limits::default(), Problems::default());
        let mut add = |tag: &[u8], fields: &str| {
            functions.add(tag, fields.as_bytes(), 1, &limits, &mut problems).unwrap();
            (functions.expected(b"a"), functions.expected(b"bb"))
        };
        let (a, b) = (Identity::of(b"a"), Identity::of(b"bb"));
        add(b"FN", "1,a");
        assert_eq!(add(b"FN", "2,bb"), (Some(a), None));
        assert_eq!(add(b"FNDA", "1,a"), (None, Some(b)));
        assert_eq!(add(b"FNDA", "1,bb"), (None, None));
        let long = "x".repeat(NAMES);
        assert_eq!(add(b"FN", &format!("3,{long}")), (None, None));
        assert_eq!(add(b"FN", "4,a"), (None, None), "no name is kept after one that was not");
    }
}
