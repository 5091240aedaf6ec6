//! Whether two measurements of one name are of one source: what each of them names and the other does not.

use super::identity::FunctionId;
use super::{FileCoverage, FileKey, Function, Standing};
use crate::metric::Metric;
use crate::problem::{ProblemCode, Problems};

/// The first line of what only one side names.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
struct Only {
    ours: Option<u32>,
    theirs: Option<u32>,
}

impl Only {
    /// Each side names something of its own: two sources of one name look so.
    fn conflict(self) -> Option<u32> {
        Some(self.ours?.min(self.theirs?))
    }

    /// One side names more, as with code that is compiled under a condition.
    fn more(self) -> Option<u32> {
        self.ours.or(self.theirs)
    }
}

/// Notes what two reports disagree on, before they are united.
pub(super) fn compare(key: &FileKey, ours: &FileCoverage, theirs: &FileCoverage, problems: &mut Problems) {
    if let (Some(one), Some(other)) = (ours.source.as_deref(), theirs.source.as_deref())
        && one != other
    {
        let (one, other) = (one.replace('\n', ", "), other.replace('\n', ", "));
        let (one, other) = if one < other { (one, other) } else { (other, one) };
        problems.note(ProblemCode::ConflictingSource, None, || {
            format!(
                "{key}: it lies in `{one}` in one report and in `{other}` in another: they may be two files"
            )
        });
    }
    let standings = [ours.standing, theirs.standing];
    if standings.contains(&Standing::Totals) {
        problems.note(ProblemCode::ConflictingSource, None, || {
            format!("{key}: one report holds only totals of it, which cannot be united with another report of it (leave the summary out)")
        });
        return;
    }
    if standings.contains(&Standing::Untouched) {
        return;
    }
    let lines = lines(ours, theirs);
    let functions = functions(ours, theirs);
    for (what, only) in [("lines", lines), ("functions", functions)] {
        if let Some(line) = only.conflict() {
            problems.note(ProblemCode::ConflictingSource, None, || {
                format!("{key}: each of two reports has {what} that the other lacks, first at line {line}, so the sources differ")
            });
            return;
        }
    }
    for (what, only) in [("lines", lines), ("functions", functions)] {
        if let Some(line) = only.more() {
            problems.note(ProblemCode::LinesDiffer, None, || {
                format!("{key}: one report has {what} that another lacks, first at line {line}")
            });
            return;
        }
    }
}

/// Compares lines. Where lines without code may be listed, only the numbers of lines with code can be compared.
fn lines(ours: &FileCoverage, theirs: &FileCoverage) -> Only {
    let [one, other] = [ours, theirs].map(|file| file.lines.iter().map(|(line, _)| (*line, *line)));
    if ours.code_lines.is_none() && theirs.code_lines.is_none() {
        return only(one, other);
    }
    let all = |file: &FileCoverage| u32::try_from(file.lines.len()).unwrap_or(u32::MAX);
    let [our, their] = [ours, theirs].map(|file| file.code_lines.unwrap_or_else(|| all(file)));
    let first = [ours, theirs].iter().filter_map(|file| file.lines.first()).map(|(line, _)| *line).min();
    let surely = |file: &FileCoverage, code: u32, limit: u32| code > limit && file.code_lines.is_none();
    if our == their {
        return Only::default();
    }
    let conflict = ours.code_lines.is_some() && theirs.code_lines.is_some()
        || surely(ours, our, their)
        || surely(theirs, their, our);
    Only { ours: first, theirs: first.filter(|_| conflict) }
}

/// Compares functions by name, not by line, and only those whose names are of one kind.
fn functions(ours: &FileCoverage, theirs: &FileCoverage) -> Only {
    let named = |one: &Function, other: &Function| one.line == other.line && one.id == other.id;
    let (our, their) = (&ours.functions, &theirs.functions);
    if our.len() == their.len() && our.iter().zip(their).all(|(one, other)| named(one, other)) {
        return Only::default();
    }
    if our.is_empty() || their.is_empty() {
        let measured = ours.measured.contains(Metric::Function) && theirs.measured.contains(Metric::Function);
        let first = |list: &[Function]| list.first().filter(|_| measured).map(|one| one.line);
        return Only { ours: first(our), theirs: first(their) };
    }
    let kinds = |list: &[Function]| list.iter().fold(0, |kinds, one| kinds | one.id.kind());
    let common = kinds(our) & kinds(their);
    let [our, their] = [our, their].map(|list| {
        let name = |one: &Function| {
            let line = if one.id == FunctionId::Line { one.line } else { 0 };
            ((one.id, line), one.line)
        };
        let mut names: Vec<_> = list.iter().filter(|one| one.id.kind() & common != 0).map(name).collect();
        names.sort_unstable();
        names.dedup_by_key(|(name, _)| *name);
        names
    });
    only(our.into_iter(), their.into_iter())
}

/// Compares two sorted lists of identities, each with its line.
fn only<T: Ord>(ours: impl Iterator<Item = (T, u32)>, theirs: impl Iterator<Item = (T, u32)>) -> Only {
    let (mut ours, mut theirs) = (ours.peekable(), theirs.peekable());
    let mut found = Only::default();
    let least = |known: &mut Option<u32>, line: u32| *known = Some(known.map_or(line, |known| known.min(line)));
    loop {
        match (ours.peek(), theirs.peek()) {
            (None, None) => return found,
            (Some((one, _)), Some((other, _))) if one == other => {
                ours.next();
                theirs.next();
            }
            (Some((one, line)), other) if other.is_none_or(|(other, _)| one < other) => {
                least(&mut found.ours, *line);
                ours.next();
            }
            _ => {
                if let Some((_, line)) = theirs.next() {
                    least(&mut found.theirs, line);
                }
            }
        }
    }
}
