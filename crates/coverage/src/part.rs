//! A file, or a part of it, while a report is read: the lists grow, and what is repeated is united in time.

use crate::error::ReadError;
use crate::limits::Limits;
use crate::metric::Metric;
use crate::model::{
    Arm, Block, FileCoverage, FileKey, Function, Hits, Lines, Pair, Statement, settle, too_large,
};
use crate::problem::{ProblemCode, Problems};

/// What was read of one file.
pub(crate) struct Part {
    lines: Lines,
    rest: FileCoverage,
    /// How many entries `rest` holds, and how far that may grow before repeated ones are united.
    held: usize,
    /// The line of a block that has two sizes.
    differs: Option<u32>,
    settle_at: usize,
}

const SETTLE_FROM: usize = 4096;

impl Part {
    pub(crate) fn new() -> Self {
        Self {
            lines: Lines::new(Hits::Max),
            rest: FileCoverage::default(),
            held: 0,
            differs: None,
            settle_at: SETTLE_FROM,
        }
    }

    pub(crate) fn add_line(&mut self, line: u32, hits: u32) {
        self.lines.add(line, hits);
    }

    pub(crate) fn add_pair(&mut self, pair: Pair, limits: &Limits) -> Result<(), ReadError> {
        self.rest.branches.pairs.push(pair);
        self.grown(limits)
    }

    pub(crate) fn add_arm(&mut self, arm: Arm, limits: &Limits) -> Result<(), ReadError> {
        self.rest.branches.arms.push(arm);
        self.grown(limits)
    }

    pub(crate) fn add_function(&mut self, function: Function, limits: &Limits) -> Result<(), ReadError> {
        self.rest.functions.push(function);
        self.grown(limits)
    }

    pub(crate) fn add_statement(&mut self, statement: Statement, limits: &Limits) -> Result<(), ReadError> {
        self.rest.statements.push(statement);
        self.grown(limits)
    }

    pub(crate) fn add_block(&mut self, block: Block, limits: &Limits) -> Result<(), ReadError> {
        self.rest.blocks.push(block);
        self.grown(limits)
    }

    /// Notes that two sources were measured under one name, if so.
    pub(crate) fn note_in(&mut self, key: &FileKey, problems: &mut Problems) {
        self.settle();
        if let Some(line) = self.differs.take() {
            problems.note(ProblemCode::ConflictingSource, None, || {
                format!("{key}: a block in line {line} has two sizes, so that it comes from two sources")
            });
        }
    }

    /// Takes out the sums of branches that are listed one by one, too.
    pub(crate) fn drop_pairs(&mut self) {
        self.rest.branches.pairs = Vec::new();
    }

    fn grown(&mut self, limits: &Limits) -> Result<(), ReadError> {
        self.held += 1;
        if self.held < self.settle_at {
            return Ok(());
        }
        self.settle();
        if self.held > limits.entries {
            return Err(too_large(format!("one file has more than {} branches and functions", limits.entries)));
        }
        self.settle_at = self.held.saturating_mul(2).max(SETTLE_FROM);
        Ok(())
    }

    fn settle(&mut self) {
        self.rest.branches.settle();
        settle(&mut self.rest.functions, Function::order, |a, b| a.hits = a.hits.max(b.hits));
        settle(&mut self.rest.statements, Statement::order, |a, b| a.hits = a.hits.max(b.hits));
        let differs = self.rest.settle_blocks(Hits::Max);
        self.differs = self.differs.or(differs);
        self.held = self.rest.len();
    }

    /// The part: lines were measured, and what it has of anything else. This is empty again.
    pub(crate) fn take(&mut self) -> FileCoverage {
        self.settle();
        let mut file = std::mem::take(&mut self.rest);
        file.lines = self.lines.take();
        file.branches.shrink();
        file.functions.shrink_to_fit();
        file.statements.shrink_to_fit();
        file.blocks.shrink_to_fit();
        file.measured.insert(Metric::Line);
        for (metric, any) in [
            (Metric::Branch, !file.branches.is_empty()),
            (Metric::Function, !file.functions.is_empty()),
            (
                Metric::Statement,
                !file.statements.is_empty() || file.blocks.iter().any(|block| block.statements > 0),
            ),
        ] {
            if any {
                file.measured.insert(metric);
            }
        }
        (self.held, self.settle_at) = (0, SETTLE_FROM);
        file
    }
}
