//! What was covered, file by file: the one model of every format.

mod branches;
mod build;
mod compare;
mod count;
mod identity;
mod merge;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use verdict::Counts;

use crate::metric::{Metric, MetricCounts, MetricSet};
pub(crate) use branches::{Arm, ArmId, Branches, Pair, Partial};
pub(crate) use build::{Files, Lines, too_large};
pub(crate) use identity::{FunctionId, Identity, Naming};
pub(crate) use merge::{Hits, settle};

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
    pub(crate) functions: Vec<Function>,
    pub(crate) statements: Vec<Statement>,
    /// Counters that add up, by their owner: a class's instructions and methods (JaCoCo).
    pub(crate) counters: BTreeMap<(Metric, Identity), Counts>,
    /// Counters of the whole file, where its lines do not say (gcovr's JaCoCo): lines and branches.
    pub(crate) stated: BTreeMap<Metric, Pair>,
    /// The folder that the report measured, if it names one (Cobertura).
    pub(crate) source: Option<Arc<str>>,
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
