//! Counting: what the data of one file add up to.

use verdict::Counts;

use super::branches::Bounds;
use super::{FileCoverage, Pair};
use crate::metric::{Metric, MetricCounts};

/// What the two longest lists of a file add up to, where it was counted while they were at hand: totals, facts and rules each ask
/// again, and a large report does not stay in the processor's cache. It says nothing that the lists do not say, so that files are
/// equal whether they were counted or not.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Counted(Option<Ran>);

/// How many lines ran, and how many branches with a name were taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Ran {
    lines: u64,
    arms: u64,
}

impl PartialEq for Counted {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl FileCoverage {
    /// What the lines say, and for formats whose lines do not say, what the counters nearest to them say.
    /// Branches and conditions without identity count with their lower bound.
    #[must_use]
    pub fn counts(&self) -> MetricCounts {
        let counts = |metric| match metric {
            Metric::Line => self.line_counts(),
            Metric::Branch => {
                let bounds = self.branch_bounds();
                Counts { covered: bounds.lower, total: bounds.total }
            }
            Metric::Function => self.with_stated(metric, tally(self.functions.iter().map(|one| one.hits))),
            Metric::Statement => {
                let blocks = self.blocks.iter().fold(Counts::default(), |sum, block| sum.plus(block.counts()));
                self.with_stated(metric, tally(self.statements.iter().map(|one| one.hits)).plus(blocks))
            }
            Metric::Region => self.with_stated(metric, tally(self.regions.iter().map(|one| one.hits))),
            Metric::Mcdc => {
                let bounds = self.condition_bounds();
                Counts { covered: bounds.lower, total: bounds.total }
            }
            Metric::Instruction => self.with_stated(metric, Counts::default()),
        };
        let measured = Metric::ALL.into_iter().filter(|&metric| self.measured.contains(metric));
        measured.map(|metric| (metric, counts(metric))).collect()
    }

    /// How many branches may be covered at most, only where that is more than [`counts`](Self::counts) says: after
    /// measurements were united whose branches have no common identity.
    #[must_use]
    pub fn branch_upper(&self) -> Option<u64> {
        let bounds = self.branch_bounds();
        (bounds.upper > bounds.lower).then_some(bounds.upper)
    }

    /// The same of conditions (MC/DC).
    #[must_use]
    pub fn condition_upper(&self) -> Option<u64> {
        let bounds = self.condition_bounds();
        (bounds.upper > bounds.lower).then_some(bounds.upper)
    }

    /// Ranges, first and last line included, of lines with code that never ran. A range spans lines without code,
    /// never a line that ran.
    #[must_use]
    pub fn uncovered_lines(&self) -> Vec<(u32, u32)> {
        let same = |a: &(u32, u32), b: &(u32, u32)| (a.1 == 0) == (b.1 == 0);
        let runs = self.lines.chunk_by(same).filter_map(|run| run.first().zip(run.last()));
        runs.filter(|(first, _)| first.1 == 0).map(|(first, last)| (first.0, last.0)).collect()
    }

    /// Counts the longest lists once for all who ask; whoever changes them forgets it.
    pub(crate) fn count(&mut self) {
        self.counted = Counted(Some(self.ran()));
    }

    fn counted(&self) -> Option<Ran> {
        debug_assert!(
            self.counted.0.is_none_or(|ran| ran == self.ran()),
            "lists were changed after they were counted"
        );
        self.counted.0
    }

    fn ran(&self) -> Ran {
        let lines = tally(self.lines.iter().map(|(_, hits)| *hits)).covered;
        Ran { lines, arms: self.branches.taken() }
    }

    fn line_counts(&self) -> Counts {
        let mut lines = match self.counted() {
            Some(Ran { lines, .. }) => Counts { covered: lines, total: length(self.lines.len()) },
            None => tally(self.lines.iter().map(|(_, hits)| *hits)),
        };
        if let Some(code) = self.code_lines {
            let missed = lines.missed();
            lines.total = u64::from(code).max(missed);
            lines.covered = lines.covered.min(lines.total.saturating_sub(missed));
        }
        let stated = self.stated(Metric::Line);
        Counts { covered: lines.covered.max(stated.lower), total: lines.total.max(stated.total) }
    }

    /// What was found one by one, with what owners and the whole file state.
    fn with_stated(&self, metric: Metric, found: Counts) -> Counts {
        let (found, stated) = (found.plus(self.owned(metric)), self.stated(metric));
        Counts { covered: found.covered.max(stated.lower), total: found.total.max(stated.total) }
    }

    pub(super) fn branch_bounds(&self) -> Bounds {
        let known = self.counted().filter(|_| self.branches.is_named());
        let bounds = match known {
            Some(Ran { arms, .. }) => Bounds { lower: arms, upper: arms, total: length(self.branches.named()) },
            None => self.branches.bounds(),
        };
        self.bounds_with_stated(Metric::Branch, bounds)
    }

    pub(super) fn condition_bounds(&self) -> Bounds {
        self.bounds_with_stated(Metric::Mcdc, self.conditions.bounds())
    }

    fn bounds_with_stated(&self, metric: Metric, lines: Bounds) -> Bounds {
        let stated = self.stated(metric);
        let total = lines.total.max(stated.total);
        let upper = lines.upper.saturating_add(stated.upper).min(total);
        Bounds { lower: lines.lower.max(stated.lower), upper, total }
    }

    fn stated(&self, metric: Metric) -> Bounds {
        self.stated.get(&metric).copied().map(Pair::bounds).unwrap_or_default()
    }

    fn owned(&self, metric: Metric) -> Counts {
        let counters = self.counters.iter().filter(|((of, _), _)| *of == metric);
        counters.fold(Counts::default(), |sum, (_, counts)| sum.plus(*counts))
    }
}

fn length(list: usize) -> u64 {
    u64::try_from(list).unwrap_or(u64::MAX)
}

fn tally(hits: impl ExactSizeIterator<Item = u32>) -> Counts {
    let total = length(hits.len());
    // A sum of bits, which the compiler reads several lines at once for.
    Counts { covered: hits.map(|hits| u64::from(hits > 0)).sum(), total }
}
