//! Branches, by whatever identity a format gives them.
//!
//! LCOV names every branch (an *arm*), so that arms unite exactly. Cobertura and JaCoCo say only how many of a
//! line's branches were taken (a *pair*), and coverage.py adds which were missed (a *partial*). What has no
//! identity is kept as bounds: at least the best pair, at most the sum of all.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::identity::Identity;
use super::merge::{append, settle};
use super::packed::Packed;

/// The branches of one file.
#[derive(Clone, Default, Debug)]
pub(crate) struct Branches {
    /// Sorted by line and identity; a line's arms are one shape. Empty if the arms are packed.
    pub(crate) arms: Vec<Arm>,
    /// The arms in little room, where they have numbers and nothing is united with them that has others.
    pub(super) packed: Packed,
    /// Lines whose arms have several shapes: block numbers are not stable between compilers, so that equal numbers
    /// in different shapes are not equal branches.
    pub(crate) rivals: BTreeMap<u32, Vec<Shape>>,
    /// Sorted by line.
    pub(crate) pairs: Vec<Pair>,
    /// Sorted by line and total.
    pub(crate) partials: Vec<Partial>,
}

/// One branch that has a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Arm {
    pub(crate) line: u32,
    pub(crate) taken: bool,
    pub(crate) id: ArmId,
}

/// A branch's name within its line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum ArmId {
    /// Block and branch.
    Number { block: u32, branch: u32 },
    /// Anything else, such as coverage.py's `jump to line 5`.
    Label(Identity),
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

impl Bounds {
    pub(super) const fn plus(self, other: Self) -> Self {
        Self {
            lower: self.lower.saturating_add(other.lower),
            upper: self.upper.saturating_add(other.upper),
            total: self.total.saturating_add(other.total),
        }
    }
}

impl Partial {
    /// How many entries it takes.
    pub(crate) fn len(&self) -> usize {
        self.missing.len().saturating_add(1)
    }

    fn join(&mut self, other: &Self) {
        let both = |id: &u32| other.missing.binary_search(id).is_ok();
        if !self.missing.iter().all(both) {
            self.missing = self.missing.iter().copied().filter(both).collect();
        }
    }
}

impl Arm {
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        (self.line, &self.id).cmp(&(other.line, &other.id))
    }
}

impl PartialEq for Branches {
    fn eq(&self, other: &Self) -> bool {
        let rest =
            (&self.rivals, &self.pairs, &self.partials) == (&other.rivals, &other.pairs, &other.partials);
        rest && self.listed() == other.listed()
    }
}

impl Eq for Branches {}

impl Branches {
    /// Sorts what a reader appended and unites what it repeated. An arm that one record names twice is taken if it
    /// was ever taken (lcov adds the counts up).
    pub(crate) fn settle(&mut self) {
        settle(&mut self.arms, Arm::order, |arm, other| arm.taken |= other.taken);
        settle(&mut self.pairs, |a, b| a.line.cmp(&b.line), |pair, other| pair.join(*other));
        settle(&mut self.partials, |a, b| (a.line, a.total).cmp(&(b.line, b.total)), |a, b| a.join(b));
    }

    /// Unites two measurements of one file.
    pub(crate) fn merge(&mut self, mut other: Self) {
        self.merge_packed(&mut other);
        self.merge_arms(other.arms, other.rivals);
        append(&mut self.pairs, other.pairs, |a, b| a.line.cmp(&b.line), |pair, other| pair.join(*other));
        let place = |a: &Partial, b: &Partial| (a.line, a.total).cmp(&(b.line, b.total));
        append(&mut self.partials, other.partials, place, |a, b| a.join(b));
    }

    /// Unites what is packed: the same arms in place, and for others takes out what is packed.
    fn merge_packed(&mut self, other: &mut Self) {
        if other.packed.is_empty() && other.arms.is_empty() && other.rivals.is_empty() {
            return;
        }
        if self.packed.is_empty() && self.arms.is_empty() && self.rivals.is_empty() {
            self.packed = std::mem::take(&mut other.packed);
        } else if !self.packed.is_empty() && self.packed.join(&other.packed) {
            other.packed = Packed::default();
        } else {
            self.unpack();
            other.unpack();
        }
    }

    fn merge_arms(&mut self, arms: Vec<Arm>, rivals: BTreeMap<u32, Vec<Shape>>) {
        for (line, shapes) in rivals {
            append(self.rivals.entry(line).or_default(), shapes, shape_order, unite);
        }
        if self.rivals.is_empty() {
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
        let mut lines = shapes(&std::mem::take(&mut self.arms));
        lines.extend(shapes(&arms));
        lines.sort_by_key(|(line, _)| *line);
        for (line, mut all) in gather(lines) {
            if let Some(known) = self.rivals.get_mut(&line) {
                append(known, all, shape_order, unite);
                continue;
            }
            settle(&mut all, shape_order, unite);
            if all.len() > 1 {
                self.rivals.insert(line, all);
                continue;
            }
            let arms = all.into_iter().flatten();
            self.arms.extend(arms.map(|(id, taken)| Arm { line, taken, id }));
        }
    }

    /// What each line's branches say, sorted by line: at least the best of what is known, at most the sum.
    pub(super) fn by_line(&self) -> Vec<(u32, Bounds)> {
        let pair = |pair: &Pair| (pair.line, Bounds { upper: pair.sum.into(), ..pair.bounds() });
        let mut lines: Vec<(u32, Bounds)> = self.pairs.iter().map(pair).collect();
        lines.extend(self.listed().chunk_by(|a, b| a.line == b.line).filter_map(|arms| {
            let covered = count(arms.iter().filter(|arm| arm.taken).count());
            Some((arms.first()?.line, Bounds { lower: covered, upper: covered, total: count(arms.len()) }))
        }));
        lines.extend(self.partials.iter().map(|partial| {
            let total = u64::from(partial.total);
            let covered = total.saturating_sub(count(partial.missing.len()));
            (partial.line, Bounds { lower: covered, upper: covered, total })
        }));
        lines.extend(self.rivals.iter().map(|(line, shapes)| (*line, union(shapes))));
        lines.sort_by_key(|(line, _)| *line);
        lines.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                first.1.lower = first.1.lower.max(later.1.lower);
                first.1.total = first.1.total.max(later.1.total);
                first.1.upper = first.1.upper.saturating_add(later.1.upper);
            }
            same
        });
        lines.iter_mut().for_each(|(_, bounds)| bounds.upper = bounds.upper.min(bounds.total));
        lines
    }

    /// Bounds of the whole file.
    pub(crate) fn bounds(&self) -> Bounds {
        if self.is_named() {
            let covered = self.taken();
            return Bounds { lower: covered, upper: covered, total: count(self.named()) };
        }
        self.by_line().into_iter().fold(Bounds::default(), |sum, (_, line)| sum.plus(line))
    }

    /// What was appended, sorted and each once, in exactly the memory that it needs; this is empty again, and keeps its room.
    pub(crate) fn take(&mut self) -> Self {
        self.settle();
        Self {
            arms: self.arms.drain(..).collect(),
            rivals: std::mem::take(&mut self.rivals),
            pairs: self.pairs.drain(..).collect(),
            partials: self.partials.drain(..).collect(),
            packed: std::mem::take(&mut self.packed),
        }
    }

    /// Branches of sorted arms, in as little room as they need.
    pub(crate) fn of(arms: &[Arm]) -> Self {
        match Packed::of(arms) {
            Some(packed) => Self { packed, ..Self::default() },
            None => Self { arms: arms.to_vec(), ..Self::default() },
        }
    }

    /// The arms, packed or not.
    fn listed(&self) -> Cow<'_, [Arm]> {
        if self.packed.is_empty() { Cow::Borrowed(&self.arms) } else { self.packed.iter().collect() }
    }

    fn unpack(&mut self) {
        if !self.packed.is_empty() {
            self.arms = std::mem::take(&mut self.packed).iter().collect();
        }
    }

    /// How many arms there are that have one shape.
    pub(super) const fn named(&self) -> usize {
        self.arms.len() + self.packed.len()
    }

    /// How many of them were taken.
    pub(super) fn taken(&self) -> u64 {
        self.packed.taken() + count(self.arms.iter().filter(|arm| arm.taken).count())
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

    /// Whether every branch has a name that means the same in each measurement.
    pub(crate) fn is_named(&self) -> bool {
        self.rivals.is_empty() && self.pairs.is_empty() && self.partials.is_empty()
    }

    /// Whether some line has shapes that differ.
    pub(crate) fn has_rivals(&self) -> bool {
        !self.rivals.is_empty()
    }

    /// How many entries this holds.
    pub(crate) fn len(&self) -> usize {
        let rivals: usize = self.rivals.values().flatten().map(Vec::len).sum();
        let partials: usize = self.partials.iter().map(Partial::len).sum();
        self.named() + rivals + self.pairs.len() + partials
    }
}

fn shapes(arms: &[Arm]) -> Vec<(u32, Shape)> {
    let shape = |arms: &[Arm]| {
        (arms.first().map_or(0, |arm| arm.line), arms.iter().map(|arm| (arm.id, arm.taken)).collect())
    };
    arms.chunk_by(|a, b| a.line == b.line).map(shape).collect()
}

/// Gathers each line's shapes from a sorted list.
fn gather(lines: Vec<(u32, Shape)>) -> Vec<(u32, Vec<Shape>)> {
    let mut gathered: Vec<(u32, Vec<Shape>)> = Vec::with_capacity(lines.len());
    for (line, shape) in lines {
        match gathered.last_mut() {
            Some((last, shapes)) if *last == line => shapes.push(shape),
            _ => gathered.push((line, vec![shape])),
        }
    }
    gathered
}

/// Orders shapes by what they name, whether it was taken or not.
fn shape_order(one: &Shape, other: &Shape) -> Ordering {
    one.iter().map(|(id, _)| id).cmp(other.iter().map(|(id, _)| id))
}

/// Unites two measurements of one shape.
fn unite(known: &mut Shape, other: &Shape) {
    for (known, other) in known.iter_mut().zip(other) {
        known.1 |= other.1;
    }
}

/// What shapes that differ say together. Nobody knows whether equal names in them mean equal branches: at least the
/// best of them was covered, at most what all of them covered, of every branch that any of them names. lcov's own
/// union lies between.
fn union(shapes: &[Shape]) -> Bounds {
    let covered = shapes.iter().map(|shape| count(shape.iter().filter(|(_, taken)| *taken).count()));
    let (mut lower, mut upper) = (0, 0_u64);
    for covered in covered {
        lower = covered.max(lower);
        upper = upper.saturating_add(covered);
    }
    // Each shape is sorted: a stable sort merges them.
    let mut ids: Vec<ArmId> = shapes.iter().flatten().map(|(id, _)| *id).collect();
    ids.sort();
    ids.dedup();
    let total = count(ids.len());
    Bounds { lower, upper: upper.min(total), total }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
