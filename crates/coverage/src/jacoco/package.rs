//! Packages and classes of JaCoCo.

use std::sync::Arc;

use crate::error::ReadError;
use crate::limits::Limits;
use crate::metric::{Metric, MetricCounts};
use crate::model::{FileCoverage, FileKey, Files, Identity, Pair};
use crate::path;
use crate::problem::{ProblemCode, Problems};
use verdict::Counts;

/// A package, while it is read.
pub(super) struct Package {
    module: Arc<str>,
    name: String,
    /// The package lists source files, so that they hold its lines.
    pub(super) has_sources: bool,
    /// The package lists classes, so that they count its functions.
    pub(super) has_classes: bool,
    /// Classes without a source file.
    unplaced: Vec<Class>,
}

/// A class: its own counters, never those of its methods.
pub(super) struct Class {
    name: String,
    source: Option<String>,
    pub(super) counters: MetricCounts,
}

impl Class {
    pub(super) const fn new(name: String, source: Option<String>) -> Self {
        Self { name, source, counters: MetricCounts::new() }
    }
}

impl Package {
    pub(super) const fn new(module: Arc<str>, name: String) -> Self {
        Self { module, name, has_sources: false, has_classes: false, unplaced: Vec::new() }
    }

    /// A file of this package. Two modules may hold the same package and file, so the module is in the key.
    pub(super) fn key(
        &self,
        file: &str,
        limits: &Limits,
        problems: &mut Problems,
    ) -> Result<FileKey, ReadError> {
        let path = if self.name.is_empty() { file.to_owned() } else { format!("{}/{file}", self.name) };
        self.key_of(&path, limits, problems)
    }

    fn key_of(&self, path: &str, limits: &Limits, problems: &mut Problems) -> Result<FileKey, ReadError> {
        let found = path::normal(path, limits)?;
        if found.escapes {
            let message = || format!("`{}` lies outside the folder that paths are relative to", found.path);
            problems.note(ProblemCode::PathEscapes, None, message);
        }
        Ok(FileKey { module: Arc::clone(&self.module), path: found.path })
    }

    pub(super) fn add_class(
        &mut self,
        class: Class,
        limits: &Limits,
        files: &mut Files,
        problems: &mut Problems,
    ) -> Result<(), ReadError> {
        self.has_classes = true;
        let Some(source) = &class.source else {
            self.unplaced.push(class);
            return Ok(());
        };
        let key = self.key(source, limits, problems)?;
        files.add(key, counted(&class.name, &class.counters), problems)
    }

    /// Ends the package. A class without a source file becomes a file of its own, so that its instructions count.
    /// Its branches have no lines to stand on, but JaCoCo counts them, too; so it does with the lines of classes
    /// compiled without the source file's name, unless the package's source files hold them (Pester).
    pub(super) fn finish(
        mut self,
        limits: &Limits,
        files: &mut Files,
        problems: &mut Problems,
    ) -> Result<(), ReadError> {
        for class in std::mem::take(&mut self.unplaced) {
            let key = self.key_of(&class.name, limits, problems)?;
            let mut file = counted(&class.name, &class.counters);
            if !self.has_sources {
                state(&mut file, Metric::Line, class.counters.get(&Metric::Line));
            }
            file.measured.insert(Metric::Branch);
            state(&mut file, Metric::Branch, class.counters.get(&Metric::Branch));
            files.add(key, file, problems)?;
        }
        Ok(())
    }
}

/// What a class's own counters add to its file.
fn counted(name: &str, counters: &MetricCounts) -> FileCoverage {
    let name = Identity::of(name.as_bytes());
    let mut file = FileCoverage::default();
    for metric in [Metric::Instruction, Metric::Function] {
        if let Some(counts) = counters.get(&metric) {
            file.measured.insert(metric);
            file.counters.insert((metric, name), *counts);
        }
    }
    file
}

/// Lets a counter stand in for lines that do not say.
pub(super) fn state(file: &mut FileCoverage, metric: Metric, counts: Option<&Counts>) {
    if let Some(counts) = counts {
        let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        file.measured.insert(metric);
        file.stated.insert(metric, Pair::new(0, small(counts.covered), small(counts.total)));
    }
}
