//! Paths of reports, made the repository's: by what the report itself says, by what the user says, and by what can mean only
//! one tracked file. Nothing is guessed: what may mean two files keeps its name and is listed.

mod path_map;
mod place;
mod relate;
mod suffix;

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::repository::Repository;
use place::{below, below_checkout, clean, join};
use suffix::Suffixes;

pub use path_map::{PathMap, PathRule};
pub(crate) use place::is_absolute;
pub(crate) use relate::{Names, ambiguous};

/// How a file came to its name, from the surest way to the least sure, and then why it has none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The report's path is the file's.
    #[default]
    AsIs,
    /// It is relative to a folder that the report names.
    Source,
    /// It lies below the workspace, or below the checkout of a hosted runner.
    Prefix,
    /// `path-map` says so.
    Map,
    /// It lies in a Go module of the repository.
    Module,
    /// Only one tracked file ends like it, or it ends like only one.
    Suffix,
    /// Git tracks no such file.
    Untracked,
    /// It may be several tracked files.
    Ambiguous,
    /// A tracked file differs in case alone.
    OtherCase,
    /// Two files of one report would become one.
    Shared,
}

impl How {
    /// Whether the name is a tracked file's; where there is no repository, whether nothing speaks against it.
    #[must_use]
    pub const fn is_mapped(self) -> bool {
        !matches!(self, Self::Untracked | Self::Ambiguous | Self::OtherCase | Self::Shared)
    }
}

/// A name, how it was found, and what else it may be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) path: String,
    pub(crate) how: How,
    pub(crate) candidates: Vec<String>,
}

/// Finds names.
pub(crate) struct Mapper<'a> {
    /// The workspace, which may be reached through a link: tools write either name.
    roots: Vec<String>,
    map: &'a PathMap,
    repository: Option<&'a Repository>,
    ends: OnceCell<Suffixes<'a>>,
    ends_without_case: OnceCell<Suffixes<'a>>,
}

impl<'a> Mapper<'a> {
    pub(crate) fn new(root: &Path, map: &'a PathMap, repository: Option<&'a Repository>) -> Self {
        let slashes = |path: &Path| path.to_string_lossy().replace('\\', "/");
        let mut roots = vec![slashes(root)];
        roots.extend(root.canonicalize().map(|real| slashes(&real)));
        Self { roots, map, repository, ends: OnceCell::new(), ends_without_case: OnceCell::new() }
    }

    /// The name of a file that a report calls `path`, relative to one of `sources` if it is relative.
    fn name(&self, path: &str, sources: &[&str]) -> Named {
        let wholes: Vec<String> = match (is_absolute(path), sources) {
            (true, _) => clean(path).into_iter().collect(),
            (false, sources) => sources.iter().filter_map(|source| clean(&join(source, path))).collect(),
        };
        // Of several sources nobody knows which is meant; only a tracked file can tell.
        let sure = if wholes.len() == 1 { wholes.first() } else { None };
        let mapped = sure.and_then(|whole| self.map.apply(whole)).or_else(|| self.map.apply(path));
        if let Some(mapped) = mapped {
            return self.known(mapped, How::Map);
        }
        let how = if is_absolute(path) { How::Prefix } else { How::Source };
        match self.repository {
            None => match sure.and_then(|whole| self.below_workspace(whole)) {
                Some(short) => Named { path: short.to_owned(), how, candidates: Vec::new() },
                None => Named { path: path.to_owned(), ..Named::default() },
            },
            Some(repository) => self.in_repository(repository, path, &wholes, how),
        }
    }

    fn in_repository(&self, repository: &'a Repository, path: &str, wholes: &[String], how: How) -> Named {
        let places = wholes.iter().flat_map(|whole| self.places(whole));
        let found: BTreeSet<&str> = places.filter(|place| repository.tracks(place)).collect();
        if !found.is_empty() {
            // A source that is the repository itself adds nothing.
            let how = if found.contains(path) { How::AsIs } else { how };
            return one_of(path, found, how);
        }
        let relative = !is_absolute(path);
        if relative && repository.tracks(path) && wholes.iter().all(|whole| !is_absolute(whole)) {
            return Named { path: path.to_owned(), ..Named::default() };
        }
        if let Some(named) = of_module(repository, path) {
            return named;
        }
        let ends = self.ends.get_or_init(|| Suffixes::of(&repository.tracked));
        let found = endings(ends, path, wholes);
        if !found.is_empty() {
            return one_of(path, found, How::Suffix);
        }
        // A file of the workspace that git does not track (generated code) is named from there all the same.
        let below = wholes.iter().find_map(|whole| self.below_workspace(whole));
        self.known(below.unwrap_or(path).to_owned(), how)
    }

    /// Where in the repository the path would lie, if the report was made in this workspace or on another hosted runner.
    fn places<'p>(&self, whole: &'p str) -> impl Iterator<Item = &'p str> {
        let relative = (!is_absolute(whole)).then_some(whole);
        relative.into_iter().chain(self.below_workspace(whole)).chain(below_checkout(whole))
    }

    fn below_workspace<'p>(&self, whole: &'p str) -> Option<&'p str> {
        self.roots.iter().find_map(|root| below(whole, root)).filter(|short| !short.is_empty())
    }

    /// The name as it is, if git tracks such a file; else why not.
    fn known(&self, path: String, how: How) -> Named {
        let Some(repository) = self.repository.filter(|repository| !repository.tracks(&path)) else {
            return Named { path, how, candidates: Vec::new() };
        };
        let ends = self.ends_without_case.get_or_init(|| Suffixes::without_case(&repository.tracked));
        // What ends alike in the same case was weighed before, and was not meant.
        let in_other_case = |known: &&str| !path.ends_with(*known) && !known.ends_with(&path);
        let similar = endings(ends, &path.to_lowercase(), &[]).into_iter().filter(in_other_case);
        let similar: Vec<String> = similar.map(str::to_owned).collect();
        let how = if similar.is_empty() { How::Untracked } else { How::OtherCase };
        Named { path, how, candidates: similar }
    }
}

/// Tracked files of which the path is an end, or that are an end of the path. An absolute path shows only the latter, and not by
/// a file's bare name: every second package has an `index.js`.
fn endings<'a>(ends: &Suffixes<'a>, path: &str, wholes: &[String]) -> BTreeSet<&'a str> {
    let relative = !is_absolute(path);
    let parts = path.split('/').count();
    let least = if relative { parts } else { 2 };
    let mut found: BTreeSet<&str> = wholes.iter().flat_map(|whole| ends.ends_of(whole, least)).collect();
    if found.is_empty() && relative {
        found.extend(ends.ending_with(path));
    }
    if found.is_empty() {
        found.extend(ends.ends_of(path, 2));
    }
    found
}

fn one_of(path: &str, found: BTreeSet<&str>, how: How) -> Named {
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some(only), None) => Named { path: only.to_owned(), how, candidates: Vec::new() },
        (first, second) => {
            let candidates = first.into_iter().chain(second).chain(found).take(3).map(str::to_owned).collect();
            Named { path: path.to_owned(), how: How::Ambiguous, candidates }
        }
    }
}

/// The innermost module that holds the import path, if the file is there.
fn of_module(repository: &Repository, path: &str) -> Option<Named> {
    let places = repository.modules.iter().filter_map(|module| {
        let rest = below(path, &module.name).filter(|rest| !rest.is_empty())?;
        Some(if module.folder.is_empty() { rest.to_owned() } else { format!("{}/{rest}", module.folder) })
    });
    let found: Vec<String> = places.filter(|place| repository.tracks(place)).collect();
    let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
    (!found.is_empty()).then(|| one_of(path, found, How::Module))
}

#[cfg(test)]
mod tests;
