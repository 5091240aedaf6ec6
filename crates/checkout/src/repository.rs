//! The repository as its users see it.

use std::collections::HashSet;
use std::path::Path;

use gix_index::hash::ObjectId;
use gix_object::tree::EntryKind;

use crate::commit::{self, Commit, Node};
use crate::objects::{Lookup, Objects};
use crate::place::{self, Place};
use crate::{CheckoutError, index, path, refs, tree};

/// What is known of the repository, and the way to the rest.
pub struct Repository {
    /// The paths of the files that git tracks, sorted; links and submodules are no files.
    pub tracked: Vec<String>,
    /// The commit that is checked out, where it can be told.
    pub commit: Option<Commit>,
    pub(crate) place: Place,
    pub(crate) index: gix_index::File,
    pub(crate) objects: Objects,
    /// The commits whose parents a shallow clone left out.
    pub(crate) shallow: HashSet<ObjectId>,
}

/// Reads the repository at exactly this folder; none if there is no index.
///
/// # Errors
/// There is one, and it cannot be read: paths that were compared with nothing would look like paths of nowhere.
pub fn open(root: &Path) -> Result<Option<Repository>, CheckoutError> {
    let Some(place) = place::find(root) else { return Ok(None) };
    let index = index::read(&place)?;
    let objects = Objects::open(&place)?;
    let tracked = index::tracked(&index, &objects)?;
    let commit = refs::head(&place).map(|id| {
        // A commit that is named and not here is still the one that is checked out.
        let time = commit::node(&objects, &id).ok().flatten().and_then(|node| u64::try_from(node.time).ok());
        Commit { id: id.to_string(), time }
    });
    let shallow = shallow(&place);
    Ok(Some(Repository { tracked, commit, place, index, objects, shallow }))
}

/// One name a line (<https://git-scm.com/docs/shallow>).
fn shallow(place: &Place) -> HashSet<ObjectId> {
    let text = place::text(&place.common.join("shallow")).unwrap_or_default();
    text.lines().filter_map(|line| ObjectId::from_hex(line.trim().as_bytes()).ok()).collect()
}

impl std::fmt::Debug for Repository {
    /// The index alone would be a line for each file.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = formatter.debug_struct("Repository");
        shown.field("place", &self.place).field("commit", &self.commit).field("tracked", &self.tracked.len());
        shown.finish_non_exhaustive()
    }
}

impl Repository {
    /// Whether git tracks a file of exactly this name.
    #[must_use]
    pub fn tracks(&self, path: &str) -> bool {
        self.tracked.binary_search_by(|known| known.as_str().cmp(path)).is_ok()
    }

    /// The commit that a name stands for: all digits of its hex, `HEAD`, a ref, or a short name, which is that of a branch, of a
    /// branch of a remote (`origin/main`), of a branch of `origin`, or of a tag, the first of these that there is. None if there
    /// is none, or if its commit is not here.
    #[must_use]
    pub fn resolve(&self, name: &str) -> Option<String> {
        let id = refs::named(&self.place, name)?;
        self.objects.peeled(id).ok().flatten().map(|id| id.to_string())
    }

    /// Whether a commit is here.
    #[must_use]
    pub fn holds(&self, commit: &str) -> bool {
        matches!(self.node(commit), Ok(Some(_)))
    }

    /// Whether history ends somewhere because the clone is shallow.
    #[must_use]
    pub fn is_shallow(&self) -> bool {
        !self.shallow.is_empty()
    }

    /// A file of a commit, if it has at most `most` bytes.
    ///
    /// # Errors
    /// The commit or a folder on the way cannot be read.
    pub fn read(&self, commit: &str, path: &str, most: u64) -> Result<Lookup, CheckoutError> {
        let Some(node) = self.node(commit)? else { return Ok(Lookup::NoCommit) };
        if !path::is_plain(path.as_bytes()) {
            return Ok(Lookup::Absent);
        }
        let leaf = match tree::find(&self.objects, node.tree, path.as_bytes())? {
            Some(leaf) if matches!(leaf.kind, EntryKind::Blob | EntryKind::BlobExecutable) => leaf,
            Some(_) => return Ok(Lookup::NoFile),
            None => return Ok(Lookup::Absent),
        };
        let mut buffer = Vec::new();
        Ok(match self.objects.blob(&leaf.id, most, &mut buffer)? {
            Some(bytes) => Lookup::Found(bytes.to_vec()),
            None => Lookup::TooLarge,
        })
    }

    /// A commit by all digits of its hex; none if it is not here.
    pub(crate) fn node(&self, commit: &str) -> Result<Option<Node>, CheckoutError> {
        match self.id(commit) {
            Some(id) => commit::node(&self.objects, &id),
            None => Ok(None),
        }
    }

    /// The name that this is, if it is one.
    pub(crate) fn id(&self, commit: &str) -> Option<ObjectId> {
        ObjectId::from_hex(commit.as_bytes()).ok().filter(|id| id.kind() == self.place.kind)
    }

    /// A commit that has to be here.
    pub(crate) fn known(&self, commit: &str) -> Result<Node, CheckoutError> {
        self.node(commit)?.ok_or_else(|| CheckoutError::NoCommit { id: commit.to_owned() })
    }
}
