//! Folders: reading one, listing all below it, and writing a new one from an old one and a list of edits.

use std::collections::BTreeMap;
use std::ops::Bound;

use anyhow::{Context, Result};

use super::oid::Oid;
use super::store::{ObjectKind, Store, oid_of};

/// A line of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The name, or the whole path in a recursive list.
    pub(crate) path: String,
    /// `100644`, `100755`, `120000`, `040000` or `160000`.
    pub(crate) mode: String,
    /// What it names.
    pub(crate) kind: ObjectKind,
    /// Which object.
    pub(crate) oid: Oid,
    /// The size of a file.
    pub(crate) size: Option<u64>,
}

/// One change to a tree.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    /// A file, link or submodule is there afterwards, with this mode and content.
    Put(String, String, Oid),
    /// A folder is there afterwards with exactly this content.
    Graft(String, Oid),
    /// The file or folder is gone afterwards.
    Remove(String),
}

/// What the edits met.
#[derive(Debug)]
pub(crate) enum Edited {
    /// The new tree.
    Tree(Oid),
    /// A path was to be removed that was not there.
    Missing(String),
}

/// Files by path: mode and content.
type Files = BTreeMap<String, (String, Oid)>;

impl Store {
    /// The lines of a tree; with `recursive`, of all trees below it too, each before its own lines, as GitHub lists them.
    pub(crate) fn tree(&self, tree: &Oid, recursive: bool) -> Result<Vec<Entry>> {
        let mut arguments = vec!["ls-tree", "-z", "-l"];
        if recursive {
            arguments.extend(["-r", "-t"]);
        }
        arguments.push(tree.as_str());
        entries(&self.git(&arguments, &[])?)
    }

    /// The tree behind a commit, a tag or a tree's own name.
    pub(crate) fn tree_of(&self, oid: &Oid) -> Result<Option<Oid>> {
        let answer =
            self.git(&["cat-file", "--batch-check=%(objectname)"], format!("{oid}^{{tree}}\n").as_bytes())?;
        Ok(String::from_utf8_lossy(&answer).trim().parse().ok())
    }

    /// What lies at a path of a commit or tree; nothing if there is nothing.
    pub(crate) fn entry(&self, treeish: &Oid, path: &str) -> Result<Option<Entry>> {
        let answer = self.git(&["ls-tree", "-z", "-l", "--full-tree", treeish.as_str(), "--", path], &[])?;
        Ok(entries(&answer)?.into_iter().find(|entry| entry.path == path))
    }

    /// Writes the tree that the edits make of another one.
    pub(crate) fn edit_tree(&self, base: Option<&Oid>, edits: &[Edit]) -> Result<Edited> {
        let mut files = match base {
            Some(base) => self.files(base, "")?,
            None => Files::new(),
        };
        for edit in edits {
            match edit {
                Edit::Remove(path) => {
                    if !remove(&mut files, path) {
                        return Ok(Edited::Missing(path.clone()));
                    }
                }
                Edit::Put(path, mode, oid) => {
                    clear(&mut files, path);
                    files.insert(path.clone(), (mode.clone(), oid.clone()));
                }
                Edit::Graft(path, tree) => {
                    clear(&mut files, path);
                    files.extend(self.files(tree, &format!("{path}/"))?);
                }
            }
        }
        self.write_tree(&files).map(Edited::Tree)
    }

    fn files(&self, tree: &Oid, prefix: &str) -> Result<Files> {
        let listed = entries(&self.git(&["ls-tree", "-z", "-l", "-r", tree.as_str()], &[])?)?;
        Ok(listed
            .into_iter()
            .map(|entry| (format!("{prefix}{}", entry.path), (entry.mode, entry.oid)))
            .collect())
    }

    fn write_tree(&self, files: &Files) -> Result<Oid> {
        let folder = tempfile::tempdir().context("no folder for git's index")?;
        let index = folder.path().join("index");
        let mut lines = String::new();
        for (path, (mode, oid)) in files {
            lines.push_str(&format!("{mode} {oid}\t{path}\0"));
        }
        self.git_with_index(&["update-index", "--add", "-z", "--index-info"], &index, lines.as_bytes())?;
        oid_of("write-tree", &self.git_with_index(&["write-tree"], &index, &[])?)
    }
}

/// Makes room at a path: a file in the way of its folders goes, and so does a folder of its own name.
fn clear(files: &mut Files, path: &str) {
    remove(files, path);
    for (at, _) in path.match_indices('/') {
        files.remove(path.get(..at).unwrap_or_default());
    }
}

/// Removes a file, or all files of a folder.
fn remove(files: &mut Files, path: &str) -> bool {
    let below = format!("{path}/");
    let start = Bound::Included(below.clone());
    let names: Vec<String> = files
        .range((start, Bound::Unbounded))
        .map(|(name, _)| name.clone())
        .take_while(|name| name.starts_with(&below))
        .collect();
    let file = files.remove(path).is_some();
    for name in &names {
        files.remove(name);
    }
    file || !names.is_empty()
}

/// Reads `<mode> SP <type> SP <oid> SP+ <size> TAB <path> NUL`.
fn entries(answer: &[u8]) -> Result<Vec<Entry>> {
    let records = answer.split(|byte| *byte == 0).filter(|record| !record.is_empty());
    records
        .map(|record| entry(&String::from_utf8_lossy(record)).context("git ls-tree answered oddly"))
        .collect()
}

fn entry(record: &str) -> Option<Entry> {
    let (facts, path) = record.split_once('\t')?;
    let mut facts = facts.split_whitespace();
    let (mode, kind, oid, size) = (facts.next()?, facts.next()?, facts.next()?, facts.next()?);
    Some(Entry {
        path: path.to_owned(),
        mode: mode.to_owned(),
        kind: ObjectKind::named(kind)?,
        oid: oid.parse().ok()?,
        size: size.parse().ok(),
    })
}
