//! What changed between two trees, file by file.

use anyhow::{Context, Result};

use super::oid::Oid;
use super::store::Store;

/// A changed file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// GitHub's word: `added`, `removed`, `modified` or `renamed`.
    pub(crate) status: &'static str,
    /// The path, for a removed file the old one.
    pub(crate) path: String,
    /// The path before a renaming.
    pub(crate) previous: Option<String>,
    /// The content afterwards, for a removed file before.
    pub(crate) oid: Oid,
    /// Lines that came.
    pub(crate) additions: u64,
    /// Lines that went.
    pub(crate) deletions: u64,
}

impl Store {
    /// The changes from one tree or commit to another. Without a first one, everything is new.
    pub(crate) fn changes(&self, from: Option<&Oid>, to: &Oid) -> Result<Vec<Change>> {
        let arguments = ["diff-tree", "-r", "-M", "-z", "--raw", "--numstat", "--no-commit-id", "--full-index"];
        let mut arguments = arguments.to_vec();
        match from {
            Some(from) => arguments.extend([from.as_str(), to.as_str()]),
            None => arguments.extend(["--root", to.as_str()]),
        }
        let answer = self.git(&arguments, &[])?;
        let text = String::from_utf8_lossy(&answer);
        let mut words = text.split('\0').filter(|word| !word.is_empty()).peekable();
        let mut changes = Vec::new();
        while let Some(facts) = words.next_if(|word| word.starts_with(':')) {
            changes.push(change(facts, &mut words).context("git diff-tree answered oddly")?);
        }
        for change in &mut changes {
            (change.additions, change.deletions) = lines(&mut words).context("git diff-tree answered oddly")?;
        }
        Ok(changes)
    }
}

/// `:<mode> <mode> <oid> <oid> <status>` and one path, or two for a renaming.
fn change<'a>(facts: &str, words: &mut impl Iterator<Item = &'a str>) -> Option<Change> {
    let facts: Vec<&str> = facts.split(' ').collect();
    let [_, _, before, after, letter] = facts.as_slice() else { return None };
    let first = words.next()?.to_owned();
    let (status, oid, path, previous) = match letter.chars().next()? {
        'A' => ("added", after, first, None),
        'D' => ("removed", before, first, None),
        'R' => ("renamed", after, words.next()?.to_owned(), Some(first)),
        _ => ("modified", after, first, None),
    };
    Some(Change { status, path, previous, oid: oid.parse().ok()?, additions: 0, deletions: 0 })
}

/// `<added> TAB <deleted> TAB <path>`, where a renaming has no path there and two words after it, and a binary file `-`.
fn lines<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<(u64, u64)> {
    let mut numbers = words.next()?.split('\t');
    let (added, deleted, path) = (numbers.next()?, numbers.next()?, numbers.next()?);
    if path.is_empty() {
        words.nth(1)?;
    }
    Some((added.parse().unwrap_or(0), deleted.parse().unwrap_or(0)))
}
