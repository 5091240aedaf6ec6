//! What is known of chosen lines of a file: the changed ones of a patch, or all of them for a page.

use std::iter::Peekable;
use std::vec::IntoIter;

use verdict::Counts;

use super::FileCoverage;
use super::branches::Bounds;
use crate::metric::Metric;

/// What the lines within some ranges say.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct LinesAt {
    /// The lines that surely hold code.
    pub counts: Counts,
    /// Lines that ran and may hold no code, so that `counts` leaves them out: coverage.py's JSON lists docstrings among
    /// the lines that ran, and tells how many of these there are but not which. No more than this belong to both sides of `counts`.
    pub doubtful: u64,
    /// First and last line of what never ran. Such a range spans lines without code, and neither a line that ran nor
    /// one that was not asked for.
    pub uncovered: Vec<(u32, u32)>,
}

/// What the branches on lines within some ranges say.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct BranchesAt {
    /// How many were covered at least: what a gate judges.
    pub covered: u64,
    /// How many may have been covered at most; more than `covered` where reports were united that do not tell which
    /// branches they mean.
    pub covered_at_most: u64,
    /// All of them.
    pub total: u64,
    /// The lines of which not every branch was surely covered, in order.
    pub missed: Vec<u32>,
}

/// What is known of one line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineMark {
    /// The line, from 1.
    pub line: u32,
    /// How often it ran, at most `u32::MAX`; `None` if only its branches are known.
    pub hits: Option<u32>,
    /// How many of its branches were covered at least, of all; `None` if it has none, or none was measured.
    pub branches: Option<(u64, u64)>,
}

impl FileCoverage {
    /// What the lines within `ranges` say; a range is its first and its last line.
    ///
    /// `None` if nothing is known line by line: the file was not measured for lines, or its report has only their totals
    /// ([`is_totals_only`](Self::is_totals_only), and gcovr's JaCoCo). That is no answer, and never "nothing to cover".
    #[must_use]
    pub fn lines_at(&self, ranges: &[(u32, u32)]) -> Option<LinesAt> {
        if !self.knows(Metric::Line, self.lines.is_empty()) {
            return None;
        }
        let mut found = LinesAt::default();
        for lines in within(&self.lines, |line| line.0, ranges) {
            for run in lines.chunk_by(|one, next| (one.1 == 0) == (next.1 == 0)) {
                let [(first, hits), ..] = run else { continue };
                let total = length(run.len());
                let covered = if *hits > 0 { total } else { 0 };
                found.counts = found.counts.plus(Counts { covered, total });
                if *hits == 0 {
                    found.uncovered.push((*first, run.last().map_or(*first, |(last, _)| *last)));
                }
            }
        }
        if let Some(code) = self.code_lines {
            let others = length(self.lines.len()).saturating_sub(code.into());
            found.doubtful = others.min(found.counts.covered);
            found.counts.covered -= found.doubtful;
            found.counts.total -= found.doubtful;
        }
        Some(found)
    }

    /// What the branches on lines within `ranges` say; a range is its first and its last line.
    ///
    /// `None` if branches were not measured in this file, or only their totals are known. Formats of which a report may
    /// leave branches out say so by this; a file that was measured and has no branch within `ranges` has 0 of 0.
    #[must_use]
    pub fn branches_at(&self, ranges: &[(u32, u32)]) -> Option<BranchesAt> {
        if !self.knows(Metric::Branch, self.branches.is_empty()) {
            return None;
        }
        let by_line = self.branches.by_line();
        let chosen: Vec<_> = within(&by_line, |line| line.0, ranges).flatten().collect();
        let Bounds { lower, upper, total } =
            chosen.iter().fold(Bounds::default(), |sum, (_, bounds)| sum.plus(*bounds));
        let missed = chosen.iter().filter(|(_, bounds)| bounds.lower < bounds.total).map(|(line, _)| *line);
        Some(BranchesAt { covered: lower, covered_at_most: upper, total, missed: missed.collect() })
    }

    /// Every line of which something is known, in order. Nothing, if only totals are known.
    pub fn line_marks(&self) -> impl Iterator<Item = LineMark> {
        let lines = if self.is_totals_only() { &[] } else { self.lines.as_slice() };
        let branches = if self.is_totals_only() { Vec::new() } else { self.branches.by_line() };
        Marks { lines: lines.iter().copied().peekable(), branches: branches.into_iter().peekable() }
    }

    /// Whether a metric is known line by line; `none` says that no line has it.
    fn knows(&self, metric: Metric, none: bool) -> bool {
        let stated = none && self.stated.contains_key(&metric);
        self.measured.contains(metric) && !self.is_totals_only() && !stated
    }
}

/// Lines and branches of a file, side by side.
struct Marks<L: Iterator<Item = (u32, u32)>> {
    lines: Peekable<L>,
    branches: Peekable<IntoIter<(u32, Bounds)>>,
}

impl<L: Iterator<Item = (u32, u32)>> Iterator for Marks<L> {
    type Item = LineMark;

    fn next(&mut self) -> Option<LineMark> {
        let ahead = [self.lines.peek().map(|line| line.0), self.branches.peek().map(|line| line.0)];
        let line = ahead.into_iter().flatten().min()?;
        let hits = self.lines.next_if(|next| next.0 == line).map(|(_, hits)| hits);
        let branches = self.branches.next_if(|next| next.0 == line);
        let branches = branches.map(|(_, bounds)| (bounds.lower, bounds.total));
        Some(LineMark { line, hits, branches })
    }
}

/// The parts of a list, sorted by line, that lie within ranges. The ranges may be in any order and overlap: each line
/// is found once.
fn within<'a, T>(
    list: &'a [T],
    line: impl Fn(&T) -> u32 + Copy + 'a,
    ranges: &[(u32, u32)],
) -> impl Iterator<Item = &'a [T]> {
    let mut ranges = ranges.to_vec();
    ranges.sort_unstable();
    ranges.dedup_by(|later, first| {
        let touch = later.0 <= first.1.saturating_add(1);
        if touch {
            first.1 = first.1.max(later.1);
        }
        touch
    });
    ranges.into_iter().filter_map(move |(first, last)| {
        let from = list.partition_point(|one| line(one) < first);
        let to = list.partition_point(|one| line(one) <= last);
        list.get(from..to)
    })
}

fn length(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
