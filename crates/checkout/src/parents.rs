//! The commits just before a commit.

use crate::CheckoutError;
use crate::repository::Repository;

impl Repository {
    /// The parents that a commit names, in its own order; those that a shallow clone left out are named too, and not here
    /// ([`Repository::holds`]).
    ///
    /// # Errors
    /// The commit is not here, or it cannot be read.
    pub fn parents(&self, commit: &str) -> Result<Vec<String>, CheckoutError> {
        let node = self.node(commit)?.ok_or_else(|| CheckoutError::NoCommit { id: commit.to_owned() })?;
        Ok(node.parents.iter().map(ToString::to_string).collect())
    }
}
