//! What changed up to the files that lie in the workspace. Reports are made over these: where somebody edited a file and did not
//! commit it, the lines of the commit would be those of another file.

mod look;
mod uncommitted;

use std::collections::BTreeMap;

use gix_index::hash::ObjectId;

use crate::changes::{Changes, DiffLimits, Stored, assemble};
use crate::repository::Repository;
use crate::tree::{self, Differing, Leaf, too_much};
use crate::{CheckoutError, refs};

impl Repository {
    /// What differs between a commit and the tracked files in the workspace, as `git diff -M -U0 COMMIT` gives it. Line ends are
    /// no difference of a file that is not committed as it lies there, and neither are modes; filters other than for line ends
    /// and LFS are not applied.
    ///
    /// # Errors
    /// The commit or the one that is checked out is not here, something cannot be read, or more differs than `limits` allow.
    pub fn changes_to_worktree(&self, from: &str, limits: &DiffLimits) -> Result<Changes, CheckoutError> {
        let old = self.known(from)?.tree;
        let head = refs::head(&self.place).map_or_else(|| "HEAD".to_owned(), |id| id.to_string());
        let head = self.known(&head)?.tree;
        let found = tree::differing(&self.objects, Some(old), Some(head), limits.trees())?;
        let uncommitted = uncommitted::find(self, head, limits.bytes)?;
        let found = self.laid_over(found, uncommitted.now, old)?;
        if found.len() > limits.files {
            return Err(too_much("files that differ", limits.files));
        }
        assemble(&found, &Stored { objects: &self.objects, overlay: uncommitted.files }, limits)
    }

    /// What was committed, and over it what was not.
    fn laid_over(
        &self,
        found: Vec<Differing>,
        now: BTreeMap<Vec<u8>, Option<Leaf>>,
        from: ObjectId,
    ) -> Result<Vec<Differing>, CheckoutError> {
        let mut all: BTreeMap<Vec<u8>, Differing> =
            found.into_iter().map(|differing| (differing.path.clone(), differing)).collect();
        for (path, new) in now {
            let old = match all.remove(&path) {
                Some(differing) => differing.old,
                None => tree::find(&self.objects, from, &path)?.filter(|leaf| !leaf.is_tree()),
            };
            if old != new {
                all.insert(path.clone(), Differing { path, old, new });
            }
        }
        Ok(all.into_values().collect())
    }
}
