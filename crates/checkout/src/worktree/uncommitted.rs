//! Tracked files that are not as the commit that is checked out has them.

use std::collections::{BTreeMap, HashMap, HashSet};

use gix_index::entry::{Mode, Stage};
use gix_index::hash::ObjectId;
use gix_object::tree::EntryKind;

use super::look::{Look, Seen};
use crate::CheckoutError;
use crate::repository::Repository;
use crate::tree::{self, Leaf};

/// What differs from the commit that is checked out.
pub(super) struct Uncommitted {
    /// What a path stands for now; none if it is gone.
    pub(super) now: BTreeMap<Vec<u8>, Option<Leaf>>,
    /// The files whose bytes are not in the store, by their names.
    pub(super) files: HashMap<ObjectId, Option<Vec<u8>>>,
}

/// Compares the commit with the index and the index with the workspace.
pub(super) fn find(
    repository: &Repository,
    head: ObjectId,
    largest: u64,
) -> Result<Uncommitted, CheckoutError> {
    let index = &repository.index;
    let mut now = staged(repository, head)?;
    let mut look = Look::new(repository, largest);
    for entry in index.entries() {
        let path = entry.path(index);
        match look.at(path, entry)? {
            Seen::Same => {}
            Seen::Gone => {
                now.insert(path.to_vec(), None);
            }
            Seen::Now(leaf) => {
                now.insert(path.to_vec(), Some(leaf));
            }
        }
    }
    Ok(Uncommitted { now, files: look.files })
}

/// What the index holds otherwise than the commit. After a checkout git notes in the index which tree it is the same as, so that
/// nothing else needs to be read.
fn staged(repository: &Repository, head: ObjectId) -> Result<BTreeMap<Vec<u8>, Option<Leaf>>, CheckoutError> {
    let index = &repository.index;
    if index.tree().is_some_and(|tree| tree.num_entries.is_some() && tree.id == head) {
        return Ok(BTreeMap::new());
    }
    let committed = tree::differing(&repository.objects, None, Some(head), tree::WHOLE)?;
    let committed: HashMap<&[u8], Option<Leaf>> =
        committed.iter().map(|file| (file.path.as_slice(), file.new)).collect();
    let mut now = BTreeMap::new();
    let mut here: HashSet<&[u8]> = HashSet::new();
    let mut left_out: Vec<&[u8]> = Vec::new();
    for entry in index.entries() {
        let path: &[u8] = entry.path(index);
        here.insert(path);
        let Some(kind) = kind(entry.mode) else {
            left_out.push(path);
            continue;
        };
        let leaf = Some(Leaf { kind, id: entry.id });
        if entry.stage() == Stage::Unconflicted && committed.get(path).copied().flatten() != leaf {
            now.insert(path.to_vec(), leaf);
        }
    }
    let is_left_out = |path: &[u8]| left_out.iter().any(|folder| path.starts_with(folder));
    let gone = committed.keys().filter(|path| !here.contains(**path) && !is_left_out(path));
    now.extend(gone.map(|path| (path.to_vec(), None)));
    Ok(now)
}

/// What an entry of the index stands for; none for a folder that a sparse checkout left out.
pub(super) fn kind(mode: Mode) -> Option<EntryKind> {
    match mode {
        Mode::FILE => Some(EntryKind::Blob),
        Mode::FILE_EXECUTABLE => Some(EntryKind::BlobExecutable),
        Mode::SYMLINK => Some(EntryKind::Link),
        Mode::COMMIT => Some(EntryKind::Commit),
        _ => None,
    }
}
