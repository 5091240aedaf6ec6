//! Looks through the workspace for reports of this run: by content, within limits, in an order that does not depend on the machine.
//!
//! A file that git tracks came with the checkout, so that nothing says that this run made it; a link may lead anywhere. Neither is taken.

mod place;
mod sniff;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use runner::text::one_line;
use walkdir::{DirEntry, WalkDir};

use crate::facts::{Plan, Report, Search, Searched};
use crate::half::{Both, Half};
use sniff::{Kind, Names};

/// What a search may cost.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// Folders below one another.
    pub(crate) depth: usize,
    /// Files and folders.
    pub(crate) entries: usize,
    /// Files that are looked into.
    pub(crate) candidates: usize,
    /// Bytes of all of them.
    pub(crate) bytes: u64,
    /// Reports of one half.
    pub(crate) reports: usize,
    /// Bytes of their names: outputs reach the next step in one variable, of which Linux takes 128 KiB.
    pub(crate) names: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 24, entries: 500_000, candidates: 5_000, bytes: 2 << 30, reports: 200, names: 12 << 10 }
    }
}

/// Sentences and names that are told.
const TOLD: usize = 20;
const SHOWN: usize = 10;

/// What was found: what is told of it, and the lines that a gate reads as `files`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    pub(crate) told: Search,
    pub(crate) files: Both<Vec<String>>,
}

/// Searches for the halves that `wanted` asks for.
///
/// # Errors
/// More than the limits allow, or a folder or an index that cannot be read: what is not known to be all of it decides nothing.
pub(crate) fn search(root: &Path, wanted: impl Fn(Half) -> bool, limits: &Limits) -> anyhow::Result<Found> {
    let repository = checkout::open(root)?;
    let tracks = |path: &str| repository.as_ref().is_some_and(|repository| repository.tracks(path));
    let mut walk = Walk { root, limits, found: Found::default(), candidates: 0, bytes: 0 };
    // One level more than is looked into, to tell what is not.
    let all = WalkDir::new(root).follow_links(false).sort_by_file_name().max_depth(limits.depth + 1);
    for (visited, entry) in all.into_iter().filter_entry(|entry| place::is_looked_into(root, entry)).enumerate()
    {
        ensure!(
            visited <= limits.entries,
            "the workspace holds more than {} entries: name the reports in `coverage` and `reports`",
            limits.entries
        );
        let entry = entry
            .context("failed to look through the workspace: name the reports in `coverage` and `reports`")?;
        walk.visit(&entry, &wanted, &tracks)?;
    }
    walk.finish(&wanted)
}

struct Walk<'a> {
    root: &'a Path,
    limits: &'a Limits,
    found: Found,
    candidates: usize,
    bytes: u64,
}

impl Walk<'_> {
    fn visit(
        &mut self,
        entry: &DirEntry,
        wanted: &impl Fn(Half) -> bool,
        tracks: &impl Fn(&str) -> bool,
    ) -> anyhow::Result<()> {
        let path = place::relative(self.root, entry.path());
        if entry.depth() > self.limits.depth {
            if entry.file_type().is_dir() {
                self.note(format!("`{}` lies too deep to be looked into", one_line(&path.shown)));
            }
            return Ok(());
        }
        let Some(names) = sniff::candidate(&path.shown).filter(|_| !entry.file_type().is_dir()) else {
            return Ok(());
        };
        if entry.path_is_symlink() {
            if names.half().is_some_and(wanted) {
                self.note(format!(
                    "`{}` is a link, which a search does not follow: name it",
                    one_line(&path.shown)
                ));
            }
        } else if tracks(&path.shown) {
            if let Some(half) = names.half().filter(|half| wanted(*half)) {
                self.found.told.halves.of_mut(half).tracked.push(one_line(&path.shown).into_owned());
            }
        } else if entry.file_type().is_file() {
            self.look_into(entry, &path, names, wanted)?;
        }
        Ok(())
    }

    fn look_into(
        &mut self,
        entry: &DirEntry,
        path: &place::Relative,
        names: Names,
        wanted: &impl Fn(Half) -> bool,
    ) -> anyhow::Result<()> {
        let size =
            entry.metadata().with_context(|| format!("failed to look at {}", one_line(&path.shown)))?.len();
        self.candidates += 1;
        self.bytes = self.bytes.saturating_add(size);
        if self.candidates > self.limits.candidates || self.bytes > self.limits.bytes {
            bail!(
                "more than {} files, or {} bytes, look like reports: name them in `coverage` and `reports`",
                self.limits.candidates,
                self.limits.bytes
            );
        }
        let kind = sniff::kind(entry.path(), size, names, wanted)
            .with_context(|| format!("failed to read {}", one_line(&path.shown)))?;
        match kind {
            Kind::Report(half, format) => self.take(half, format, path),
            Kind::Unsure(why) => self.note(format!("`{}` {why}", one_line(&path.shown))),
            Kind::Apart(what) => {
                if self.found.told.apart.len() < TOLD {
                    self.found
                        .told
                        .apart
                        .push(format!("`{}` is {what}, which is judged if it is named", one_line(&path.shown)));
                }
            }
            Kind::Other => {}
        }
        Ok(())
    }

    fn take(&mut self, half: Half, format: String, path: &place::Relative) {
        let shown = one_line(&path.shown).into_owned();
        let Some(line) = &path.line else {
            return self.note(format!(
                "`{shown}` is a {}, and its name cannot stand in a list: rename it",
                half.noun()
            ));
        };
        let told = self.found.told.halves.of_mut(half);
        told.count += 1;
        if told.reports.len() < SHOWN {
            told.reports.push(Report { path: shown, format });
        }
        self.found.files.of_mut(half).push(line.clone());
    }

    fn note(&mut self, note: String) {
        if self.found.told.notes.len() < TOLD {
            self.found.told.notes.push(note);
        }
    }

    fn finish(mut self, wanted: &impl Fn(Half) -> bool) -> anyhow::Result<Found> {
        for half in Half::ALL.into_iter().filter(|half| wanted(*half)) {
            let files = self.found.files.of(half);
            let bytes: usize = files.iter().map(String::len).sum();
            ensure!(
                files.len() <= self.limits.reports && bytes <= self.limits.names,
                "found {} {}s, of which at most {} are taken without being named: write globs in `{}`",
                files.len(),
                half.noun(),
                self.limits.reports,
                half.word()
            );
            let told = self.found.told.halves.of_mut(half);
            told.tracked.truncate(SHOWN);
            told.plan = if files.is_empty() { Plan::NotFound } else { Plan::Run };
            // A report of this run was found: what was checked out beside it is no question.
            if told.plan == Plan::Run {
                told.tracked.clear();
            }
        }
        Ok(self.found)
    }
}

impl Search {
    /// A search that did not end.
    pub(crate) fn failed(problem: &str) -> Self {
        Self { problem: Some(one_line(problem).into_owned()), ..Self::default() }
    }
}

impl Searched {
    /// A half whose reports are named elsewhere, or that is not judged.
    pub(crate) fn planned(plan: Plan) -> Self {
        Self { plan, ..Self::default() }
    }
}

/// The formats of the reports that are shown, each once.
#[must_use]
pub(crate) fn formats(searched: &Searched) -> BTreeSet<&str> {
    searched.reports.iter().map(|report| report.format.as_str()).collect()
}

#[cfg(test)]
mod tests;
