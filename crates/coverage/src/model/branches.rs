//! Branches, by whatever identity a format gives them.
//!
//! LCOV names every branch (an *arm*), so that arms unite exactly. Cobertura and JaCoCo say only how many of a
//! line's branches were taken (a *pair*), and coverage.py adds which were missed (a *partial*). What has no
//! identity is kept as bounds: at least the best pair, at most the sum of all.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::merge::settle;

/// The branches of one file.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Branches {
    /// Sorted by line and identity; a line's arms are one shape.
    pub(crate) arms: Vec<Arm>,
    /// Lines whose arms have several shapes: block numbers are not stable between compilers, so that equal numbers
    /// in different shapes are not equal branches.
    pub(crate) rivals: BTreeMap<u32, Vec<Shape>>,
    /// Sorted by line.
    pub(crate) pairs: Vec<Pair>,
    /// Sorted by line and total.
    pub(crate) partials: Vec<Partial>,
}

/// One branch that has a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Arm {
    pub(crate) line: u32,
    pub(crate) taken: bool,
    pub(crate) id: ArmId,
}

/// A branch's name within its line.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum ArmId {
    /// Block and branch.
    Number { block: u32, branch: u32 },
    /// Anything else, such as coverage.py's `jump to line 5`.
    Label(Box<str>),
}

/// The arms of one line: identity and whether it was taken.
pub(crate) type Shape = Vec<(ArmId, bool)>;

/// Some of a line's branches were taken; nobody knows which.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Pair {
    pub(crate) line: u32,
    pub(crate) covered: u32,
    pub(crate) total: u32,
    /// The sum of all pairs united here: no more than this were taken.
    pub(crate) sum: u32,
}

/// A line's branches of which those that were missed are known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Partial {
    pub(crate) line: u32,
    pub(crate) total: u32,
    /// Sorted; the line that a branch goes to, 0 for an exit.
    pub(crate) missing: Box<[u32]>,
}

/// Bounds of what was covered.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Bounds {
    pub(crate) lower: u64,
    pub(crate) upper: u64,
    pub(crate) total: u64,
}

impl Pair {
    pub(crate) const fn new(line: u32, covered: u32, total: u32) -> Self {
        Self { line, covered, total, sum: covered }
    }

    /// Unites what has no identity: the lower bound is the best pair, the upper the sum.
    pub(crate) fn join(&mut self, other: Self) {
        self.covered = self.covered.max(other.covered);
        self.total = self.total.max(other.total);
        self.sum = self.sum.saturating_add(other.sum);
    }

    pub(crate) fn bounds(self) -> Bounds {
        let total = u64::from(self.total);
        Bounds { lower: self.covered.into(), upper: total.min(self.sum.into()), total }
    }
}

impl Partial {
    fn join(&mut self, other: &Self) {
        self.missing = self.missing.iter().filter(|id| other.missing.contains(id)).copied().collect();
    }
}

impl Arm {
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        (self.line, &self.id).cmp(&(other.line, &other.id))
    }
}

impl Branches {
    /// Sorts what a reader appended and unites what it repeated. An arm that one record names twice is taken if it
    /// was ever taken (lcov adds the counts up).
    pub(crate) fn settle(&mut self) {
        settle(&mut self.arms, Arm::order, |arm, other| arm.taken |= other.taken);
        settle(&mut self.pairs, |a, b| a.line.cmp(&b.line), |pair, other| pair.join(*other));
        settle(&mut self.partials, |a, b| (a.line, a.total).cmp(&(b.line, b.total)), |a, b| a.join(b));
    }

    /// Unites two measurements of one file.
    pub(crate) fn merge(&mut self, other: Self) {
        self.merge_arms(other.arms, other.rivals);
        self.pairs.extend(other.pairs);
        self.partials.extend(other.partials);
        settle(&mut self.pairs, |a, b| a.line.cmp(&b.line), |pair, other| pair.join(*other));
        settle(&mut self.partials, |a, b| (a.line, a.total).cmp(&(b.line, b.total)), |a, b| a.join(b));
    }

    fn merge_arms(&mut self, arms: Vec<Arm>, rivals: BTreeMap<u32, Vec<Shape>>) {
        if self.rivals.is_empty() && rivals.is_empty() {
            if arms.is_empty() {
                return;
            }
            if self.arms.is_empty() {
                self.arms = arms;
                return;
            }
            let same = |(a, b): (&Arm, &Arm)| a.line == b.line && a.id == b.id;
            if self.arms.len() == arms.len() && self.arms.iter().zip(&arms).all(same) {
                for (arm, other) in self.arms.iter_mut().zip(&arms) {
                    arm.taken |= other.taken;
                }
                return;
            }
        }
        let mut lines = std::mem::take(&mut self.rivals);
        for (line, shape) in
            rivals.into_iter().flat_map(|(line, all)| all.into_iter().map(move |one| (line, one)))
        {
            join_shape(lines.entry(line).or_default(), shape);
        }
        for list in [std::mem::take(&mut self.arms), arms] {
            for (line, shape) in shapes(list) {
                join_shape(lines.entry(line).or_default(), shape);
            }
        }
        for (line, mut shapes) in lines {
            match shapes.pop() {
                Some(shape) if shapes.is_empty() => {
                    self.arms.extend(shape.into_iter().map(|(id, taken)| Arm { line, taken, id }));
                }
                last => {
                    shapes.extend(last);
                    self.rivals.insert(line, shapes);
                }
            }
        }
    }

    /// What each line's branches say, sorted by line; a line may appear more than once.
    fn by_line(&self) -> Vec<(u32, Bounds)> {
        let pair = |pair: &Pair| (pair.line, Bounds { upper: pair.sum.into(), ..pair.bounds() });
        let mut lines: Vec<(u32, Bounds)> = self.pairs.iter().map(pair).collect();
        lines.extend(self.arms.chunk_by(|a, b| a.line == b.line).filter_map(|arms| {
            let covered = count(arms.iter().filter(|arm| arm.taken).count());
            Some((arms.first()?.line, Bounds { lower: covered, upper: covered, total: count(arms.len()) }))
        }));
        lines.extend(self.partials.iter().map(|partial| {
            let total = u64::from(partial.total);
            let covered = total.saturating_sub(count(partial.missing.len()));
            (partial.line, Bounds { lower: covered, upper: covered, total })
        }));
        for (&line, shape) in self.rivals.iter().flat_map(|(line, all)| all.iter().map(move |one| (line, one)))
        {
            let covered = count(shape.iter().filter(|(_, taken)| *taken).count());
            lines.push((line, Bounds { lower: covered, upper: covered, total: count(shape.len()) }));
        }
        lines.sort_by_key(|(line, _)| *line);
        lines
    }

    /// Bounds of the whole file: of each line, at least the best of what is known, at most the sum.
    pub(crate) fn bounds(&self) -> Bounds {
        let mut sum = Bounds::default();
        for line in self.by_line().chunk_by(|a, b| a.0 == b.0) {
            let mut united = Bounds::default();
            for (_, one) in line {
                united.lower = united.lower.max(one.lower);
                united.total = united.total.max(one.total);
                united.upper = united.upper.saturating_add(one.upper);
            }
            sum.lower += united.lower;
            sum.total += united.total;
            sum.upper += united.upper.min(united.total);
        }
        sum
    }

    /// Gives back the memory that growing took beyond need.
    pub(crate) fn shrink(&mut self) {
        self.arms.shrink_to_fit();
        self.pairs.shrink_to_fit();
        self.partials.shrink_to_fit();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many entries this holds.
    pub(crate) fn len(&self) -> usize {
        let rivals: usize = self.rivals.values().map(Vec::len).sum();
        self.arms.len() + rivals + self.pairs.len() + self.partials.len()
    }
}

fn shapes(arms: Vec<Arm>) -> Vec<(u32, Shape)> {
    let mut lines: Vec<(u32, Shape)> = Vec::new();
    for Arm { line, taken, id } in arms {
        match lines.last_mut() {
            Some((last, shape)) if *last == line => shape.push((id, taken)),
            _ => lines.push((line, vec![(id, taken)])),
        }
    }
    lines
}

/// Unites arms of equal shape; keeps shapes that differ side by side, in an order that does not depend on theirs.
fn join_shape(shapes: &mut Vec<Shape>, shape: Shape) {
    let ids = |shape: &Shape| shape.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
    match shapes.binary_search_by(|known| ids(known).cmp(&ids(&shape))) {
        Ok(at) => {
            for (known, new) in shapes.get_mut(at).into_iter().flatten().zip(shape) {
                known.1 |= new.1;
            }
        }
        Err(at) => shapes.insert(at, shape),
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
