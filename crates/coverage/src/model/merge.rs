//! Uniting measurements of the same files: by identity, so that no order and no repetition changes the result.

use std::cmp::Ordering;
use std::collections::btree_map::Entry;

use super::blocks::Block;
use super::branches::Bounds;
use super::compare::compare;
use super::count::Counted;
use super::{Coverage, FileCoverage, FileKey, Function, Standing, Statement};
use crate::metric::Metric;
use crate::problem::{Problem, ProblemCode, Problems};

/// What becomes of a line's hits when two measurements name it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Hits {
    /// Records of one tracefile: lcov adds them up.
    Add,
    /// Anything else. The greater is enough to know whether the line ran, and a report that is given twice changes
    /// nothing.
    Max,
}

/// What two measurements of one file disagree on.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Disagreement {
    /// The first line or class that has another size.
    pub(crate) source: Option<u32>,
    /// A counter of the same class differs in its total.
    pub(crate) counters: bool,
}

impl Hits {
    pub(crate) fn join(self, hits: &mut u32, other: u32) {
        *hits = match self {
            Self::Add => hits.saturating_add(other),
            Self::Max => (*hits).max(other),
        };
    }
}

/// Sorts a list and unites what is equal in order: `join` gets the first of equals and a later one.
pub(crate) fn settle<T>(
    list: &mut Vec<T>,
    order: impl Fn(&T, &T) -> Ordering,
    mut join: impl FnMut(&mut T, &T),
) {
    let rising = |pair: &[T]| matches!(pair, [a, b] if order(a, b) == Ordering::Less);
    if list.windows(2).all(rising) {
        return;
    }
    list.sort_by(&order);
    list.dedup_by(|later, first| {
        let equal = order(first, later) == Ordering::Equal;
        if equal {
            join(first, later);
        }
        equal
    });
}

impl Coverage {
    /// Unites another measurement with this one: a line that ran in either ran, and nothing that ran is ever
    /// erased. Returns what could not be united exactly, and what shows that one name stands for two files.
    pub fn merge(&mut self, other: Self) -> Vec<Problem> {
        let mut problems = Problems::default();
        for (key, file) in other.files {
            self.place(key, file, &mut problems);
        }
        problems.into_list()
    }

    /// Gives files the names that `new` finds; a file for which it finds none keeps its name. Files that get one
    /// name are united as in [`merge`](Self::merge). A new name says where the file lies, so that its
    /// [`source`](FileCoverage::source) says nothing any more.
    pub fn rekey(&mut self, new: impl Fn(&FileKey, &FileCoverage) -> Option<FileKey>) -> Vec<Problem> {
        let mut problems = Problems::default();
        for (key, mut file) in std::mem::take(&mut self.files) {
            let key = match new(&key, &file) {
                Some(new) => {
                    file.source = None;
                    new
                }
                None => key,
            };
            self.place(key, file, &mut problems);
        }
        problems.into_list()
    }

    fn place(&mut self, key: FileKey, file: FileCoverage, problems: &mut Problems) {
        match self.files.entry(key) {
            Entry::Vacant(place) => {
                place.insert(file);
            }
            Entry::Occupied(mut place) => {
                compare(place.key(), place.get(), &file, problems);
                let exact = place.get().is_exact() && file.is_exact();
                let disagreement = place.get_mut().merge(file, Hits::Max);
                disagreement.note(place.key(), problems);
                if exact {
                    place.get().note_inexact(place.key(), problems);
                }
            }
        }
    }
}

impl FileCoverage {
    /// Unites another measurement of the same file with this one.
    pub(crate) fn merge(&mut self, other: Self, hits: Hits) -> Disagreement {
        let mut found = Disagreement::default();
        match self.standing.cmp(&other.standing) {
            Ordering::Greater if other.standing == Standing::Untouched => return found,
            Ordering::Less if self.standing == Standing::Untouched => {
                *self = other;
                return found;
            }
            _ => self.standing = self.standing.max(other.standing),
        }
        self.counted = Counted::default();
        self.code_lines = self.code_lines.max(other.code_lines);
        self.measured = self.measured.union(other.measured);
        self.source = match (self.source.take(), other.source) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        append(&mut self.lines, other.lines, |a, b| a.0.cmp(&b.0), |a, b| hits.join(&mut a.1, b.1));
        append(
            &mut self.sizes,
            other.sizes,
            |a, b| a.0.cmp(&b.0),
            |a, b| {
                if a.1 != b.1 {
                    found.source = found.source.or(Some(a.0));
                }
                a.1 = a.1.max(b.1);
            },
        );
        self.branches.merge(other.branches);
        self.conditions.merge(other.conditions);
        append(&mut self.functions, other.functions, Function::order, |a, b| hits.join(&mut a.hits, b.hits));
        append(&mut self.statements, other.statements, Statement::order, |a, b| hits.join(&mut a.hits, b.hits));
        append(&mut self.blocks, other.blocks, Block::order, |a, b| {
            if !a.join(b, hits) {
                found.source = found.source.or(Some(a.start.0));
            }
        });
        append(&mut self.regions, other.regions, Statement::order, |a, b| hits.join(&mut a.hits, b.hits));
        for (owner, counts) in other.counters {
            let known = self.counters.entry(owner).or_insert(counts);
            found.counters |= known.total != counts.total;
            known.covered = known.covered.max(counts.covered);
            known.total = known.total.max(counts.total);
        }
        for (metric, pair) in other.stated {
            match self.stated.entry(metric) {
                Entry::Vacant(place) => {
                    place.insert(pair);
                }
                Entry::Occupied(mut place) => {
                    found.counters |= place.get().total != pair.total;
                    place.get_mut().join(pair);
                }
            }
        }
        found
    }

    /// Whether it is known which branches and conditions are covered: they have names, or were measured once.
    pub(crate) fn is_exact(&self) -> bool {
        self.branches_are_exact() && self.conditions_are_exact()
    }

    fn branches_are_exact(&self) -> bool {
        self.branches.is_named() && self.stated.is_empty()
            || !self.branches.has_rivals() && self.branch_upper().is_none()
    }

    fn conditions_are_exact(&self) -> bool {
        self.conditions.is_named() && self.stated.is_empty()
            || !self.conditions.has_rivals() && self.condition_upper().is_none()
    }

    /// Notes that it is not known which branches or conditions are covered, if so.
    pub(crate) fn note_inexact(&self, key: &FileKey, problems: &mut Problems) {
        let mut note = |bounds: Bounds, what: &str| {
            problems.note(ProblemCode::BranchesInexact, None, || {
                let Bounds { lower, upper, total } = bounds;
                if lower == upper {
                    return format!("{key}: a line has other {what} in another report; {lower} of all {total} are covered");
                }
                format!("{key}: between {lower} and {upper} of {total} {what} are covered; the reports do not tell which")
            });
        };
        if !self.branches_are_exact() {
            note(self.branch_bounds(), Metric::Branch.plural());
        }
        if !self.conditions_are_exact() {
            note(self.condition_bounds(), Metric::Mcdc.plural());
        }
    }

    /// How many entries this holds: what its memory is proportional to.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
            + self.branches.len()
            + self.conditions.len()
            + self.functions.len()
            + self.statements.len()
            + self.blocks.len()
            + self.regions.len()
            + self.counters.len()
            + self.stated.len()
    }
}

impl Function {
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        (self.line, self.id).cmp(&(other.line, other.id))
    }
}

impl Statement {
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        let identity = |one: &Self| (one.line, one.start, one.end, one.ordinal);
        identity(self).cmp(&identity(other))
    }
}

impl Disagreement {
    pub(crate) fn note(self, key: &FileKey, problems: &mut Problems) {
        if self.source.is_some() || self.counters {
            let place = self.source.map_or_else(|| "a class".to_owned(), |line| format!("line {line}"));
            problems.note(ProblemCode::ConflictingSource, None, || {
                format!("{key}: {place} has another size in another report, so the sources differ")
            });
        }
    }
}

/// Adds a sorted list to one that is sorted and has each entry once. Where nothing is new, all is united in place: a file in many
/// parts mostly has the same lines in each, and lists that are made and dropped for each leave holes that the next ones do not fit.
/// Otherwise the list keeps no room for more: most files are united as often as they have parts, and never grow.
pub(super) fn append<T>(
    list: &mut Vec<T>,
    other: Vec<T>,
    order: impl Fn(&T, &T) -> Ordering,
    mut join: impl FnMut(&mut T, &T),
) {
    if list.is_empty() {
        *list = other;
    } else if holds(list, &other, &order) {
        let mut places = list.iter_mut();
        let mut place = places.next();
        for item in &other {
            while place.as_ref().is_some_and(|place| order(place, item) == Ordering::Less) {
                place = places.next();
            }
            if let Some(place) = &mut place {
                join(place, item);
            }
        }
    } else {
        list.reserve_exact(other.len());
        list.extend(other);
        settle(list, order, join);
        list.shrink_to_fit();
    }
}

/// Whether a sorted list has every entry of another; never, if the other is not sorted.
fn holds<T>(list: &[T], other: &[T], order: impl Fn(&T, &T) -> Ordering) -> bool {
    let mut known = list.iter();
    let mut next = known.next();
    other.iter().all(|item| {
        while next.is_some_and(|next| order(next, item) == Ordering::Less) {
            next = known.next();
        }
        next.is_some_and(|next| order(next, item) == Ordering::Equal)
    })
}
