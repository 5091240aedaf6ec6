//! What went in, what came out, and what was changed on the way.

use std::collections::BTreeMap;
use std::ops::AddAssign;

/// What was written otherwise than it was read, besides white space between tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rewritten {
    /// Indexes that lead to the same thing at another position, or say a position that a name alone would miss.
    pub indexes: u64,
    /// Results that now say the level which their rule gave them.
    pub levels: u64,
    /// References to a base of URIs, and bases, that have another name.
    pub bases: u64,
    /// `sarif:` URIs that lead to the same thing at another position of the log.
    pub uris: u64,
}

impl AddAssign for Rewritten {
    fn add_assign(&mut self, other: Self) {
        self.indexes += other.indexes;
        self.levels += other.levels;
        self.bases += other.bases;
        self.uris += other.uris;
    }
}

/// The results of one tool.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ToolCounts {
    /// The results that were read.
    pub results_in: u64,
    /// The results that are carried.
    pub results_out: u64,
    /// The results that were joined with an equal one.
    pub deduplicated: u64,
}

/// The proof that nothing was lost: for each tool, `results_in = results_out + deduplicated`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conservation {
    /// By the name of the tool's driver; foreign text.
    pub tools: BTreeMap<String, ToolCounts>,
    /// The runs that were read.
    pub runs_in: u64,
    /// The runs that are carried.
    pub runs_out: u64,
    /// What was written otherwise than it was read.
    pub rewritten: Rewritten,
}

impl Conservation {
    /// Whether the counts add up.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.tools.values().all(|tool| tool.results_in == tool.results_out + tool.deduplicated)
            && self.runs_out <= self.runs_in
    }
}
