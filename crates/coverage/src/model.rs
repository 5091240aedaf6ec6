//! What was covered, file by file: the one model of every format.

mod blocks;
mod branches;
mod build;
mod compare;
mod conditions;
mod count;
mod identity;
mod merge;
mod packed;
mod places;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use verdict::Counts;

use crate::metric::{Metric, MetricCounts, MetricSet};
pub(crate) use blocks::{Block, Rule};
pub(crate) use branches::{Arm, ArmId, Branches, Pair, Partial};
pub(crate) use build::{Files, Lines, too_large};
pub(crate) use conditions::{Conditions, Constants};
use count::Counted;
pub(crate) use identity::{FunctionId, Identity, Naming};
pub(crate) use merge::{Hits, settle};
pub use places::{BranchesAt, LineMark, LinesAt};

/// One file, as a report names it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileKey {
    /// The module that the file belongs to: JaCoCo's report name and groups, with `/` between them and `\` before a
    /// `/` or `\` of their own. Empty in other formats. Two modules may hold the same package and file.
    pub module: Arc<str>,
    /// The path, with `/` as separator; relative to an unknown folder, or absolute.
    pub path: String,
}

/// What one file's report data say. Lists are sorted and compact: eight bytes for a line.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct FileCoverage {
    /// What was measured, whatever was found.
    pub(crate) measured: MetricSet,
    /// Line and hits.
    pub(crate) lines: Vec<(u32, u32)>,
    /// Line and instructions, covered or not (JaCoCo): the same line of another source has another size.
    pub(crate) sizes: Vec<(u32, u32)>,
    pub(crate) branches: Branches,
    pub(crate) conditions: Conditions,
    pub(crate) functions: Vec<Function>,
    pub(crate) statements: Vec<Statement>,
    /// Blocks of statements (Go, .NET), of which the lines were derived.
    pub(crate) blocks: Vec<Block>,
    /// Source regions (LLVM); they have a span and hits, as statements have.
    pub(crate) regions: Vec<Statement>,
    /// How many of the lines hold code, where lines that ran are listed that hold none, and nobody knows which
    /// (coverage.py's JSON: it lists docstrings). Lines that did not run always hold code.
    pub(crate) code_lines: Option<u32>,
    /// Counters that add up, by their owner: a class's instructions and methods (JaCoCo).
    pub(crate) counters: BTreeMap<(Metric, Identity), Counts>,
    /// Counters of the whole file, where its lines do not say (gcovr's JaCoCo) or there are none (summaries).
    pub(crate) stated: BTreeMap<Metric, Pair>,
    pub(crate) standing: Standing,
    /// The folder that the report measured, if it names one (Cobertura).
    pub(crate) source: Option<Arc<str>>,
    pub(crate) counted: Counted,
}

/// What a file's data are worth beside other data of the same file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub(crate) enum Standing {
    /// The file was never loaded, and a tool only guessed what it holds (Istanbul's `all`): a measurement replaces it.
    Untouched,
    /// It was measured line by line.
    #[default]
    Measured,
    /// Only totals are known. They say nothing about which lines ran, so that nothing can be united with them.
    Totals,
}

/// One function: two may share a name (`static`, templates), so the line is part of its identity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Function {
    pub(crate) line: u32,
    pub(crate) hits: u32,
    pub(crate) id: FunctionId,
}

/// One statement; several may have the same span (macros), so their order is part of the identity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Statement {
    pub(crate) line: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) ordinal: u32,
    pub(crate) hits: u32,
}

/// The coverage of every file of one report, or of several that were merged.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Coverage {
    /// What each file's data say.
    pub files: BTreeMap<FileKey, FileCoverage>,
}

impl Coverage {
    /// The sum over all files. A metric is absent if no file was measured for it.
    #[must_use]
    pub fn totals(&self) -> MetricCounts {
        let mut totals = MetricCounts::new();
        for (metric, counts) in self.files.values().flat_map(FileCoverage::counts) {
            let total = totals.entry(metric).or_default();
            *total = total.plus(counts);
        }
        totals
    }
}

impl FileCoverage {
    /// Whether only totals of the file are known: it can be judged as a whole, and no line of it ever.
    #[must_use]
    pub fn is_totals_only(&self) -> bool {
        self.standing == Standing::Totals
    }

    /// Lets totals stand in for data that the report does not have.
    pub(crate) fn state(&mut self, metric: Metric, counts: Counts) {
        let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        self.measured.insert(metric);
        self.stated.insert(metric, Pair::new(0, small(counts.covered), small(counts.total)));
    }

    /// The folders that the file's path may be relative to: one of the several `<source>` of a Cobertura report, or its only one.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.source.iter().flat_map(|sources| sources.split('\n'))
    }

    /// The folder that the file's path is relative to, as the report names it: the single `<source>` of a Cobertura
    /// report, with `/` as separator. `None` when the report names none or several, when the path is absolute, and
    /// after [`rekey`](Coverage::rekey) named the file.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref().filter(|source| !source.contains('\n'))
    }
}

impl FileKey {
    /// A file outside any module.
    #[must_use]
    pub fn of(path: impl Into<String>) -> Self {
        Self { module: Arc::default(), path: path.into() }
    }
}

impl fmt::Display for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.module.is_empty() {
            f.write_str(&self.path)
        } else {
            write!(f, "{}: {}", self.module, self.path)
        }
    }
}

#[cfg(test)]
mod tests;
