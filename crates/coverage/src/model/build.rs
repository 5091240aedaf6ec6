//! Building the model while reading: in order when the report is in order, and bounded when it is not.

use std::collections::BTreeMap;

use super::merge::{Disagreement, Hits, settle};
use super::{Coverage, FileCoverage, FileKey};
use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;
use crate::problem::Problems;

/// The lines of one record or class, while it is read.
#[derive(Debug)]
pub(crate) struct Lines {
    list: Vec<(u32, u32)>,
    hits: Hits,
    /// The list may grow to this before repeated lines are united, so that it stays within twice the distinct lines.
    settle_at: usize,
}

const SETTLE_FROM: usize = 4096;

impl Lines {
    pub(crate) const fn new(hits: Hits) -> Self {
        Self { list: Vec::new(), hits, settle_at: SETTLE_FROM }
    }

    pub(crate) fn add(&mut self, line: u32, hits: u32) {
        if self.list.len() >= self.settle_at {
            self.settle();
            self.settle_at = self.list.len().saturating_mul(2).max(SETTLE_FROM);
        }
        self.list.push((line, hits));
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The lines, sorted and each once, in exactly the memory that they need; this is empty again.
    pub(crate) fn take(&mut self) -> Vec<(u32, u32)> {
        self.settle();
        self.settle_at = SETTLE_FROM;
        self.list.drain(..).collect()
    }

    fn settle(&mut self) {
        let Self { list, hits, .. } = self;
        settle(list, |a, b| a.0.cmp(&b.0), |a, b| hits.join(&mut a.1, b.1));
    }
}

/// The files of one report, while it is read. A file may come in many parts: records, classes, repeated elements.
#[derive(Debug)]
pub(crate) struct Files {
    parts: BTreeMap<FileKey, Vec<FileCoverage>>,
    hits: Hits,
    entries: usize,
    most_files: usize,
    most_entries: usize,
}

impl Files {
    pub(crate) const fn new(hits: Hits, limits: &Limits) -> Self {
        let (most_files, most_entries) = (limits.files, limits.entries);
        Self { parts: BTreeMap::new(), hits, entries: 0, most_files, most_entries }
    }

    /// Adds a part of a file. Parts of like size are united at once, so that a file in very many parts takes no
    /// more than twice its own memory and no quadratic time.
    ///
    /// # Errors
    /// More files or entries than the limits allow.
    pub(crate) fn add(
        &mut self,
        key: FileKey,
        part: FileCoverage,
        problems: &mut Problems,
    ) -> Result<(), ReadError> {
        let files = self.parts.len();
        let parts = self.parts.entry(key.clone()).or_default();
        if parts.is_empty() && files >= self.most_files {
            return Err(too_large(format!("the report names more than {} files", self.most_files)));
        }
        self.entries += part.len();
        parts.push(part);
        while let Some([before, last]) = parts.last_chunk::<2>() {
            if before.len() > last.len().saturating_mul(2) {
                break;
            }
            let held = before.len() + last.len();
            unite_last(parts, self.hits).note_in(&key, parts, problems);
            self.entries = (self.entries + parts.last().map_or(0, FileCoverage::len)).saturating_sub(held);
        }
        if self.entries > self.most_entries {
            return Err(too_large(format!("the report names more than {} lines", self.most_entries)));
        }
        Ok(())
    }

    /// Unites what is left.
    pub(crate) fn finish(self, problems: &mut Problems) -> Coverage {
        let mut coverage = Coverage::default();
        for (key, mut parts) in self.parts {
            while parts.len() > 1 {
                unite_last(&mut parts, self.hits).note_in(&key, &parts, problems);
            }
            coverage.files.extend(parts.pop().map(|file| (key, file)));
        }
        coverage
    }
}

fn unite_last(parts: &mut Vec<FileCoverage>, hits: Hits) -> Disagreement {
    match (parts.pop(), parts.last_mut()) {
        (Some(last), Some(before)) => before.merge(last, hits),
        _ => Disagreement::default(),
    }
}

impl Disagreement {
    fn note_in(self, key: &FileKey, parts: &[FileCoverage], problems: &mut Problems) {
        if let Some(file) = parts.last() {
            self.note(key, file, problems);
        }
    }
}

/// What asks for more than the limits allow.
pub(crate) fn too_large(what: String) -> ReadError {
    ReadError::new(ReadErrorCode::TooLarge, what)
}
