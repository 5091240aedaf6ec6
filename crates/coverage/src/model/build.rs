//! Building the model while reading: in order when the report is in order, and bounded when it is not.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::merge::{Hits, settle};
use super::{Coverage, FileCoverage, FileKey};
use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;
use crate::problem::{ProblemCode, Problems};

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

    /// Forgets the lines, and keeps the room that they took.
    pub(crate) fn clear(&mut self) {
        self.list.clear();
        self.settle_at = SETTLE_FROM;
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
    parts: BTreeMap<FileKey, Parts>,
    hits: Hits,
    entries: usize,
    name_bytes: usize,
    most_files: usize,
    most_entries: usize,
    most_name_bytes: usize,
}

/// The parts of one file: the first in place, because most files have no other.
#[derive(Debug)]
struct Parts {
    first: Part,
    more: Vec<Part>,
    /// Each of several alone knows which branches ran.
    exact: bool,
    several: bool,
}

/// A part and its size, which is asked for whenever another part comes.
#[derive(Debug)]
struct Part {
    file: FileCoverage,
    len: usize,
}

impl Files {
    /// Whether a part of the file was read already.
    pub(crate) fn holds(&self, key: &FileKey) -> bool {
        self.parts.contains_key(key)
    }

    pub(crate) const fn new(hits: Hits, limits: &Limits) -> Self {
        Self {
            parts: BTreeMap::new(),
            hits,
            entries: 0,
            name_bytes: 0,
            most_files: limits.files,
            most_entries: limits.entries,
            most_name_bytes: limits.all_name_bytes,
        }
    }

    /// Adds a part of a file. Parts of like size are united at once, so that a file in very many parts takes no
    /// more than twice its own memory and no quadratic time.
    ///
    /// # Errors
    /// More files, entries or bytes of names than the limits allow.
    pub(crate) fn add(
        &mut self,
        key: FileKey,
        part: FileCoverage,
        problems: &mut Problems,
    ) -> Result<(), ReadError> {
        let part = Part { len: part.len(), file: part };
        self.entries += part.len;
        let files = self.parts.len();
        match self.parts.entry(key) {
            Entry::Vacant(place) => {
                if files >= self.most_files {
                    return Err(too_large(format!("the report names more than {} files", self.most_files)));
                }
                let bytes = place.key().path.len();
                place.insert(Parts { first: part, more: Vec::new(), exact: true, several: false });
                self.hold_name(bytes)?;
            }
            Entry::Occupied(mut place) => {
                let key = place.key().clone();
                place.get_mut().add(part, &key, self.hits, &mut self.entries, problems);
            }
        }
        if self.entries > self.most_entries {
            return Err(too_large(format!("the report names more than {} lines", self.most_entries)));
        }
        Ok(())
    }

    /// Counts the bytes of a name that is kept.
    ///
    /// # Errors
    /// More than the limit of all names.
    pub(crate) fn hold_name(&mut self, bytes: usize) -> Result<(), ReadError> {
        self.name_bytes = self.name_bytes.saturating_add(bytes);
        if self.name_bytes > self.most_name_bytes {
            return Err(too_large(format!(
                "the names in the report have more than {} bytes",
                self.most_name_bytes
            )));
        }
        Ok(())
    }

    /// Unites what is left.
    pub(crate) fn finish(self, problems: &mut Problems) -> Coverage {
        let mut coverage = Coverage::default();
        for (key, mut parts) in self.parts {
            while !parts.more.is_empty() {
                parts.unite_last(&key, self.hits, problems);
            }
            if parts.several && parts.exact {
                parts.first.file.note_inexact(&key, problems);
            }
            coverage.files.insert(key, parts.first.file);
        }
        coverage
    }
}

impl Parts {
    /// Adds a part. What is not larger than twice the part is united with it where it stands: most files whose parts are many are
    /// the same lines again and again, and never hold a second list of them.
    fn add(&mut self, part: Part, key: &FileKey, hits: Hits, entries: &mut usize, problems: &mut Problems) {
        let single = !std::mem::replace(&mut self.several, true);
        self.exact = part.file.is_exact() && if single { self.first.file.is_exact() } else { self.exact };
        let mut part = part;
        while self.last().len <= part.len.saturating_mul(2) {
            let held = self.last().len + part.len;
            let Some(mut before) = self.more.pop() else {
                self.first.unite(part, key, hits, problems);
                *entries = (*entries + self.first.len).saturating_sub(held);
                return;
            };
            before.unite(part, key, hits, problems);
            *entries = (*entries + before.len).saturating_sub(held);
            part = before;
        }
        self.more.push(part);
    }

    fn last(&self) -> &Part {
        self.more.last().unwrap_or(&self.first)
    }

    fn unite_last(&mut self, key: &FileKey, hits: Hits, problems: &mut Problems) {
        let Some(last) = self.more.pop() else { return };
        self.more.last_mut().unwrap_or(&mut self.first).unite(last, key, hits, problems);
    }
}

impl Part {
    fn unite(&mut self, later: Self, key: &FileKey, hits: Hits, problems: &mut Problems) {
        if self.file.is_totals_only() != later.file.is_totals_only() {
            problems.note(ProblemCode::ConflictingSource, None, || {
                format!(
                    "{key}: the report lists it once line by line and once as totals, which cannot be united"
                )
            });
        }
        self.file.merge(later.file, hits).note(key, problems);
        self.len = self.file.len();
    }
}

/// What asks for more than the limits allow.
pub(crate) fn too_large(what: String) -> ReadError {
    ReadError::new(ReadErrorCode::TooLarge, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_like_parts_keeps_no_room_for_them() {
        let mut files = Files::new(Hits::Max, &Limits::default());
        let mut add = |lines: &[(u32, u32)]| {
            let part = FileCoverage { lines: lines.to_vec(), ..FileCoverage::default() };
            files.add(FileKey::of("a"), part, &mut Problems::default()).unwrap();
            let parts = &files.parts[&FileKey::of("a")];
            (parts.more.len(), parts.more.capacity(), files.entries)
        };
        for _ in 0..18 {
            assert_eq!(add(&[(1, 1), (2, 0), (3, 1)]), (0, 0, 3));
        }
        assert_eq!(add(&[(4, 1)]).0, 1, "a small part waits for others");
        assert_eq!(add(&[(5, 1), (6, 1)]), (0, 4, 6), "and all are united when they are as large");
    }
}
