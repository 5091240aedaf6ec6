//! Blocks of code with a beginning and an end, as Go and .NET measure them, and the lines that follow from them.

use std::cmp::Ordering;

use verdict::Counts;

use super::build::too_large;
use super::merge::{Hits, settle};
use super::{Coverage, FileCoverage};
use crate::error::ReadError;
use crate::limits::Limits;

/// A block of a file. Its place is its identity: the same place with another number of statements is another source.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Block {
    /// Line and column.
    pub(crate) start: (u32, u32),
    pub(crate) end: (u32, u32),
    pub(crate) statements: u32,
    pub(crate) hits: u32,
}

/// Which of the blocks that reach into a line tells whether it ran.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Rule {
    /// Any of them: Go's blocks lie side by side, and the end of one may share a line with the beginning of another.
    /// A line of which a block holds one byte holds only its closing brace.
    Any,
    /// Any of those that begin there; where none does, the innermost: a statement of .NET spans the lines of a lambda
    /// within it, which may never have run.
    Innermost,
}

impl Block {
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        (self.start, self.end).cmp(&(other.start, other.end))
    }

    /// The statements that ran, of all.
    pub(super) fn counts(&self) -> Counts {
        let total = u64::from(self.statements);
        Counts { covered: if self.hits > 0 { total } else { 0 }, total }
    }

    /// Unites two measurements; whether they are of one source.
    pub(super) fn join(&mut self, other: &Self, hits: Hits) -> bool {
        let same = self.statements == other.statements;
        self.statements = self.statements.max(other.statements);
        hits.join(&mut self.hits, other.hits);
        same
    }

    fn lines(&self, rule: Rule) -> Span {
        let (first, last) = (self.start.0, self.end.0);
        let brace = rule == Rule::Any && self.end.1 <= 2 && last > first;
        Span { first, last: if brace { last - 1 } else { last }, hits: self.hits }
    }
}

/// First and last line of a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Span {
    first: u32,
    last: u32,
    hits: u32,
}

/// Lines of one block: no source file has so many.
const LONGEST: u32 = 1_000_000;

impl Coverage {
    /// Gives every file the lines that its blocks reach.
    ///
    /// # Errors
    /// More lines than the limits allow: a block costs some bytes and may span millions of lines.
    pub(crate) fn derive_lines(&mut self, rule: Rule, limits: &Limits) -> Result<(), ReadError> {
        let mut left = limits.entries;
        for (key, file) in &mut self.files {
            let long = |block: &&Block| block.end.0.saturating_sub(block.start.0) >= LONGEST;
            if let Some(block) = file.blocks.iter().find(long) {
                let (first, last) = (block.start.0, block.end.0);
                return Err(too_large(format!(
                    "a block of {key} has more than {LONGEST} lines ({first} to {last})"
                )));
            }
            file.lines = lines(&file.blocks, rule, left)
                .ok_or_else(|| too_large(format!("the report names more than {} lines", limits.entries)))?;
            left -= file.lines.len();
        }
        Ok(())
    }
}

impl FileCoverage {
    /// Sorts what a reader appended and unites what it repeated. Returns the line of a block that has two sizes.
    pub(crate) fn settle_blocks(&mut self, hits: Hits) -> Option<u32> {
        let mut differs = None;
        settle(&mut self.blocks, Block::order, |block, other| {
            if !block.join(other, hits) {
                differs = differs.or(Some(block.start.0));
            }
        });
        differs
    }
}

/// The lines, at most so many.
fn lines(blocks: &[Block], rule: Rule, limit: usize) -> Option<Vec<(u32, u32)>> {
    let mut spans: Vec<Span> = blocks.iter().map(|block| block.lines(rule)).collect();
    // Of those that begin on one line, the shortest is the innermost.
    spans.sort_unstable_by_key(|span| (span.first, std::cmp::Reverse(span.last), span.hits));
    let mut lines = Vec::new();
    let mut open: Vec<Span> = Vec::new();
    // With `Any`, the last line that a block which ran reaches.
    let mut ran_to = 0;
    let mut next = spans.iter().peekable();
    let mut line = 0_u32;
    loop {
        while open.last().is_some_and(|span| span.last < line) {
            open.pop();
        }
        if open.is_empty() {
            match next.peek() {
                Some(span) => line = span.first,
                None => break,
            }
        }
        let mut begins = None;
        while let Some(span) = next.next_if(|span| span.first == line) {
            begins = Some(begins.unwrap_or(0).max(span.hits));
            if span.hits > 0 {
                ran_to = ran_to.max(span.last);
            }
            push(&mut open, *span, rule);
        }
        let hits = match rule {
            Rule::Any => Some(u32::from(ran_to >= line)),
            Rule::Innermost => begins.or_else(|| open.last().map(|span| span.hits)),
        };
        if lines.len() >= limit {
            return None;
        }
        lines.extend(hits.map(|hits| (line, hits)));
        line = line.saturating_add(1);
    }
    lines.shrink_to_fit();
    Some(lines)
}

/// With `Any` it is enough to know the block that reaches farthest.
fn push(open: &mut Vec<Span>, span: Span, rule: Rule) {
    if rule == Rule::Any {
        match open.last_mut() {
            Some(last) => last.last = last.last.max(span.last),
            None => open.push(span),
        }
        return;
    }
    open.push(span);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(start: (u32, u32), end: (u32, u32), hits: u32) -> Block {
        Block { start, end, statements: 1, hits }
    }

    fn derived(blocks: &[Block], rule: Rule) -> Vec<(u32, u32)> {
        let ran = |line: &(u32, u32)| (line.0, u32::from(line.1 > 0));
        lines(blocks, rule, 100).unwrap().iter().map(ran).collect()
    }

    #[test]
    fn of_gos_blocks_any_tells() {
        // `if` in line 3, its body in 4, `} else {` in 5, its body in 6, a brace in 7.
        let blocks = [block((2, 1), (3, 9), 1), block((3, 9), (5, 3), 0), block((5, 8), (7, 3), 1)];
        assert_eq!(derived(&blocks, Rule::Any), [(2, 1), (3, 1), (4, 0), (5, 1), (6, 1), (7, 1)]);
        let apart = [block((2, 1), (4, 2), 0), block((9, 1), (9, 2), 1)];
        assert_eq!(
            derived(&apart, Rule::Any),
            [(2, 0), (3, 0), (9, 1)],
            "line 4 holds a brace, line 9 is all there is"
        );
        let over = [block((1, 1), (9, 9), 0), block((2, 1), (3, 9), 1), block((8, 1), (8, 5), 0)];
        let expected: Vec<_> = (1..10).map(|line| (line, u32::from(line == 2 || line == 3))).collect();
        assert_eq!(derived(&over, Rule::Any), expected);
    }

    #[test]
    fn of_nets_blocks_the_innermost_tells() {
        // A call in lines 2 to 6 whose lambda, lines 3 to 5, never ran; in line 4 another one did.
        let blocks = [block((2, 1), (6, 9), 1), block((3, 5), (5, 9), 0), block((4, 1), (4, 9), 7)];
        assert_eq!(derived(&blocks, Rule::Innermost), [(2, 1), (3, 0), (4, 1), (5, 0), (6, 1)]);
        let same_line = [block((2, 1), (2, 5), 0), block((2, 7), (3, 9), 1), block((8, 1), (8, 2), 0)];
        assert_eq!(derived(&same_line, Rule::Innermost), [(2, 1), (3, 1), (8, 0)]);
        let crossing = [block((1, 1), (5, 1), 1), block((3, 1), (8, 1), 0)];
        let expected: Vec<_> = (1..9).map(|line| (line, u32::from(line < 3))).collect();
        assert_eq!(derived(&crossing, Rule::Innermost), expected);
    }

    #[test]
    fn a_block_of_more_lines_than_a_file_has_is_refused_before_they_are_made() {
        let derive = |last| {
            let blocks = vec![block((1, 1), (last, 9), 1)];
            let file = crate::FileCoverage { blocks, ..crate::FileCoverage::default() };
            let mut coverage = Coverage { files: [(crate::FileKey::of("a.go"), file)].into() };
            coverage.derive_lines(Rule::Any, &Limits::default()).map_err(|error| error.to_string())
        };
        assert_eq!(derive(LONGEST), Ok(()));
        let refused = derive(LONGEST + 1).unwrap_err();
        assert!(refused.contains("a block of a.go has more than 1000000 lines"), "{refused}");
    }

    #[test]
    fn lines_are_as_many_as_the_limit_at_most() {
        for rule in [Rule::Any, Rule::Innermost] {
            let blocks = [block((1, 1), (4, 9), 1), block((u32::MAX - 1, 1), (u32::MAX - 1, 9), 1)];
            assert!(lines(&blocks, rule, 4).is_none());
            assert_eq!(lines(&blocks, rule, 5).unwrap().len(), 5);
        }
    }
}
