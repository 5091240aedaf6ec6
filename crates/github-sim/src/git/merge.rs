//! Merging two commits without a working tree.

use anyhow::Result;

use super::oid::Oid;
use super::store::{Store, oid_of};

impl Store {
    /// The tree of a merge of two commits; none if they conflict.
    pub(crate) fn merged_tree(&self, ours: &Oid, theirs: &Oid) -> Result<Option<Oid>> {
        // The program says "conflict" with its exit code and without a complaint.
        let answer =
            self.ask(&["merge-tree", "--write-tree", "--no-messages", ours.as_str(), theirs.as_str()])?;
        answer.map(|tree| oid_of("merge-tree", &tree)).transpose()
    }
}
