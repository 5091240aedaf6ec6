//! What coverage counts: lines, branches, functions and so on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use verdict::Counts;

/// One unit that coverage counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Metric {
    /// Lines that hold code.
    Line,
    /// Ways out of a decision.
    Branch,
    /// Functions and methods.
    Function,
    /// Statements, of which a line may hold several.
    Statement,
    /// Instructions of a virtual machine (JaCoCo).
    Instruction,
    /// Source regions (LLVM).
    Region,
    /// Conditions that were shown to affect the outcome of their decision independently: modified condition/decision coverage.
    /// Each tool has its own unit, and a file counts in that of its report: LLVM counts a condition once, GCC and LCOV count
    /// each of its two outcomes.
    Mcdc,
}

/// Counts by metric. A metric that is absent was not measured; 0 of 0 was measured, and there is nothing.
pub type MetricCounts = BTreeMap<Metric, Counts>;

impl Metric {
    /// Every metric, in the order in which people read them.
    pub const ALL: [Self; 7] = [
        Self::Line,
        Self::Branch,
        Self::Function,
        Self::Statement,
        Self::Instruction,
        Self::Region,
        Self::Mcdc,
    ];

    /// One unit, as the policy and the outputs name it: `line`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Branch => "branch",
            Self::Function => "function",
            Self::Statement => "statement",
            Self::Instruction => "instruction",
            Self::Region => "region",
            Self::Mcdc => "mcdc",
        }
    }

    /// Several units, as a sentence names them: `lines`.
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Line => "lines",
            Self::Branch => "branches",
            Self::Function => "functions",
            Self::Statement => "statements",
            Self::Instruction => "instructions",
            Self::Region => "regions",
            Self::Mcdc => "MC/DC conditions",
        }
    }
}

/// A small set of metrics: those that a file was measured for.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct MetricSet(u8);

impl MetricSet {
    pub(crate) const NONE: Self = Self(0);

    pub(crate) const fn insert(&mut self, metric: Metric) {
        self.0 |= 1 << (metric as u8);
    }

    pub(crate) const fn remove(&mut self, metric: Metric) {
        self.0 &= !(1 << (metric as u8));
    }

    pub(crate) const fn contains(self, metric: Metric) -> bool {
        self.0 & (1 << (metric as u8)) != 0
    }

    pub(crate) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
