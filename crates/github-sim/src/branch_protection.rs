//! The older protection of branches as state ("Managing a branch protection rule"): it is shown, and no push meets it; rulesets are what
//! pushes meet here.

use serde::Serialize;

use crate::hub::Hub;

/// The protection of one branch.
#[derive(Debug, Clone, Default, Serialize)]
pub struct BranchProtection {
    /// How many must approve a pull request; nothing if none is needed.
    pub reviews: Option<u64>,
    /// Whether a push ends the reviews before it.
    pub dismisses_stale_reviews: bool,
    /// Whether owners of the code must review.
    pub by_code_owners: bool,
    /// Whether somebody else than who pushed last must approve.
    pub last_push_approved: bool,
    /// Logins that need no pull request.
    pub may_pass_by: Vec<String>,
    /// Whether it holds for administrators.
    pub for_administrators: bool,
    /// Whether history may be rewritten.
    pub force_pushes: bool,
    /// Whether the branch may be deleted.
    pub deletions: bool,
}

/// The protection, and what it is of.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Protected {
    repository: u64,
    branch: String,
    says: BranchProtection,
}

impl Hub {
    /// Protects a branch in the older way, or in another way than before.
    pub fn protect_branch(&mut self, repository: u64, branch: &str, says: BranchProtection) {
        self.protected.retain(|known| known.repository != repository || known.branch != branch);
        self.protected.push(Protected { repository, branch: branch.to_owned(), says });
    }

    /// The older protection of a branch.
    #[must_use]
    pub fn branch_protection(&self, repository: u64, branch: &str) -> Option<&BranchProtection> {
        let known =
            self.protected.iter().find(|known| known.repository == repository && known.branch == branch);
        known.map(|known| &known.says)
    }
}
