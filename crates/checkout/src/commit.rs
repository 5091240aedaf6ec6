//! A commit, and what it says of itself.

use gix_index::hash::{ObjectId, oid};
use gix_object::{CommitRefIter, Kind};

use crate::CheckoutError;
use crate::objects::{Objects, broken};

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its name in hex.
    pub id: String,
    /// When it was committed, in seconds since 1970; absent if the object is not there or not readable.
    pub time: Option<u64>,
}

/// What history needs of a commit.
#[derive(Debug)]
pub(crate) struct Node {
    /// The files.
    pub(crate) tree: ObjectId,
    /// The commits before it.
    pub(crate) parents: Vec<ObjectId>,
    /// The committer's time, which an amended or rebased commit has anew; zero if it says none, as git takes it.
    pub(crate) time: i64,
}

/// Reads a commit; none if it is not here.
pub(crate) fn node(objects: &Objects, id: &oid) -> Result<Option<Node>, CheckoutError> {
    let mut buffer = Vec::new();
    let Some(data) = objects.small(id, Kind::Commit, &mut buffer)? else { return Ok(None) };
    let commit = || CommitRefIter::from_bytes(data, objects.kind());
    let tree = commit().tree_id().map_err(|error| broken("commit", id, error))?;
    let time = commit().committer().ok().and_then(|who| who.time().ok()).map_or(0, |time| time.seconds);
    Ok(Some(Node { tree, parents: commit().parent_ids().collect(), time }))
}
