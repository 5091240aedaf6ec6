//! What a change did to the files: which were added, changed, renamed or deleted, and which of their lines.

use std::collections::{HashMap, HashSet};

use gix_index::hash::ObjectId;

use crate::lines::{self, Ranges};
use crate::objects::Objects;
use crate::rename::{self, Candidate, Contents};
use crate::repository::Repository;
use crate::similar::Pieces;
use crate::tree::{self, Differing, Leaf, TreeLimits};
use crate::{CheckoutError, path};

/// What differs between two versions of the repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// The files, sorted by path.
    pub files: Vec<Change>,
    /// There were too many or too large files to find every rename: a renamed file can be among the added ones, with all its
    /// lines.
    pub renames_skipped: bool,
}

/// A file that is not the same in both versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its path in the new version, or in the old one if it was deleted.
    pub path: String,
    /// Its path in the old version, if it was renamed.
    pub was: Option<String>,
    /// What happened to it.
    pub kind: ChangeKind,
    /// The lines that only the new version has: first and last of each run, counted from one, in order.
    pub added: Ranges,
    /// The lines that only the old version has, likewise.
    pub removed: Ranges,
    /// One of its versions is binary, so that it has no lines.
    pub binary: bool,
    /// One of its versions is larger than the limit: its lines were not looked at.
    pub too_large: bool,
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// Its bytes or its mode changed.
    Modified,
    /// It has another path, and at least half of its bytes.
    Renamed,
    /// It is gone.
    Deleted,
    /// It is or was no file: a link or a submodule. A file that became one has lost its lines, one that was one has gained them.
    Other,
}

/// How much is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiffLimits {
    /// The most files that may differ; more are an error.
    pub files: usize,
    /// The most folders that may differ; more are an error.
    pub folders: usize,
    /// The largest file, in bytes, whose lines are compared.
    pub bytes: u64,
    /// As git's `diff.renameLimit`: at most so many deleted files are compared with so many new ones.
    pub renames: usize,
}

impl Default for DiffLimits {
    /// What no pull request that people read comes near; the limit on renames is git's own. Lines of larger files can take minutes to
    /// be compared, if somebody chose them so.
    fn default() -> Self {
        Self { files: 100_000, folders: 100_000, bytes: 4 << 20, renames: 1000 }
    }
}

impl Repository {
    /// What differs between the files of two commits, with renames, as `git diff -M -U0` gives it.
    ///
    /// # Errors
    /// A commit is not here, or something of it cannot be read, or more differs than `limits` allow.
    pub fn changes(&self, from: &str, to: &str, limits: &DiffLimits) -> Result<Changes, CheckoutError> {
        let (old, new) = (self.known(from)?.tree, self.known(to)?.tree);
        let found = tree::differing(&self.objects, Some(old), Some(new), limits.trees())?;
        assemble(&found, &Stored { objects: &self.objects, overlay: HashMap::new() }, limits)
    }
}

impl DiffLimits {
    pub(crate) fn trees(&self) -> TreeLimits {
        TreeLimits { paths: self.files, trees: self.folders }
    }
}

/// The bytes of files, from the store or, where they differ from it, from the workspace.
pub(crate) struct Stored<'a> {
    pub(crate) objects: &'a Objects,
    /// Files of the workspace by the name of their bytes, with the line ends of Unix; none for one that is too large.
    pub(crate) overlay: HashMap<ObjectId, Option<Vec<u8>>>,
}

impl Contents for Stored<'_> {
    fn size(&self, candidate: &Candidate) -> Result<u64, CheckoutError> {
        match self.overlay.get(&candidate.leaf.id) {
            Some(bytes) => Ok(bytes.as_deref().map_or(u64::MAX, size)),
            None => self.objects.blob_size(&candidate.leaf.id),
        }
    }

    fn pieces(&self, candidate: &Candidate) -> Result<Pieces, CheckoutError> {
        let bytes = self.bytes(Some(&candidate.leaf), u64::MAX)?.unwrap_or_default();
        Ok(Pieces::of(&bytes))
    }
}

impl Stored<'_> {
    /// The bytes of a file, which are none if there is no file; none at all if they are too many.
    fn bytes(&self, leaf: Option<&Leaf>, most: u64) -> Result<Option<Vec<u8>>, CheckoutError> {
        let Some(leaf) = leaf.filter(|leaf| leaf.is_file()) else { return Ok(Some(Vec::new())) };
        if let Some(bytes) = self.overlay.get(&leaf.id) {
            return Ok(bytes.clone().filter(|bytes| size(bytes) <= most));
        }
        let mut buffer = Vec::new();
        Ok(self.objects.blob(&leaf.id, most, &mut buffer)?.map(<[u8]>::to_vec))
    }

    /// The bytes of both versions. A file of the workspace may have the line ends of its system, so that those of the other
    /// version do not count either.
    fn both(
        &self,
        old: Option<&Leaf>,
        new: Option<&Leaf>,
        most: u64,
    ) -> Result<Option<Versions>, CheckoutError> {
        let (Some(mut before), Some(after)) = (self.bytes(old, most)?, self.bytes(new, most)?) else {
            return Ok(None);
        };
        if new.is_some_and(|leaf| self.overlay.contains_key(&leaf.id)) {
            before = lines::with_unix_ends(&before);
        }
        Ok(Some((before, after)))
    }
}

/// The bytes of the old and of the new version.
type Versions = (Vec<u8>, Vec<u8>);

fn size(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// Finds the renames and compares the lines of each file.
pub(crate) fn assemble(
    found: &[Differing],
    stored: &Stored<'_>,
    limits: &DiffLimits,
) -> Result<Changes, CheckoutError> {
    let side = |one: fn(&Differing) -> (Option<Leaf>, Option<Leaf>)| -> Vec<Candidate> {
        let alone = |differing: &Differing| match one(differing) {
            (Some(leaf), None) if leaf.is_file() => Some(Candidate { path: differing.path.clone(), leaf }),
            _ => None,
        };
        found.iter().filter_map(alone).collect()
    };
    let old = side(|differing| (differing.old, differing.new));
    let new = side(|differing| (differing.new, differing.old));
    let renames = rename::find(&old, &new, stored, (limits.renames, limits.bytes))?;
    let pairs = renames.pairs.iter().filter_map(|(to, from)| Some((new.get(*to)?, old.get(*from)?)));
    let renamed: HashMap<&[u8], &Candidate> = pairs.map(|(to, from)| (to.path.as_slice(), from)).collect();
    let gone: HashSet<&[u8]> = renamed.values().map(|from| from.path.as_slice()).collect();
    let mut files = Vec::with_capacity(found.len());
    for differing in found {
        if differing.new.is_none() && gone.contains(differing.path.as_slice()) {
            continue;
        }
        let from = if differing.old.is_none() { renamed.get(differing.path.as_slice()) } else { None };
        files.push(change(differing, from.copied(), stored, limits)?);
    }
    Ok(Changes { files, renames_skipped: renames.skipped })
}

fn change(
    differing: &Differing,
    from: Option<&Candidate>,
    stored: &Stored<'_>,
    limits: &DiffLimits,
) -> Result<Change, CheckoutError> {
    let old = from.map(|from| from.leaf).or(differing.old);
    let new = differing.new;
    let mut change = Change {
        path: path::text(&differing.path),
        was: from.map(|from| path::text(&from.path)),
        kind: kind(old, new, from.is_some()),
        added: Vec::new(),
        removed: Vec::new(),
        binary: false,
        too_large: false,
    };
    if old.map(|leaf| leaf.id) == new.map(|leaf| leaf.id) {
        return Ok(change);
    }
    let Some((old, new)) = stored.both(old.as_ref(), new.as_ref(), limits.bytes)? else {
        change.too_large = true;
        return Ok(change);
    };
    change.binary = lines::is_binary(&old) || lines::is_binary(&new);
    if !change.binary {
        let found = lines::compare(&old, &new);
        (change.added, change.removed) = (found.added, found.removed);
    }
    Ok(change)
}

fn kind(old: Option<Leaf>, new: Option<Leaf>, renamed: bool) -> ChangeKind {
    match (old.map(|leaf| leaf.is_file()), new.map(|leaf| leaf.is_file())) {
        (Some(true), Some(true)) if renamed => ChangeKind::Renamed,
        (Some(true), Some(true)) => ChangeKind::Modified,
        (None, Some(true)) => ChangeKind::Added,
        (Some(true), None) => ChangeKind::Deleted,
        _ => ChangeKind::Other,
    }
}
