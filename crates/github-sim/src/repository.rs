//! Repositories as state.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::hub::Hub;

/// A repository.
#[derive(Debug, Clone, Serialize)]
pub struct Repository {
    /// The durable number.
    pub id: u64,
    /// The owner's account.
    pub owner: u64,
    /// The name without its owner.
    pub name: String,
    /// Whether only those with a role see it.
    pub private: bool,
    /// Whether it is read-only.
    pub archived: bool,
    /// Whether it has issues.
    pub has_issues: bool,
    /// The default branch.
    pub default_branch: String,
    /// The description.
    pub description: Option<String>,
    /// Direct collaborators with a base role or a custom one.
    pub collaborators: BTreeMap<u64, String>,
    /// Teams with a base role or a custom one.
    pub teams: BTreeMap<u64, String>,
    /// Owner and name that it had before a rename or transfer.
    pub former_names: Vec<(String, String)>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its settings last changed.
    pub updated_at: Timestamp,
    /// When somebody last pushed.
    pub pushed_at: Timestamp,
}

impl Hub {
    /// `owner/name` of a repository.
    #[must_use]
    pub fn full_name(&self, repository: &Repository) -> String {
        let owner = self.accounts.get(&repository.owner).map_or("ghost", |owner| owner.login.as_str());
        format!("{owner}/{}", repository.name)
    }

    /// The repository that has this name now, whatever the case.
    #[must_use]
    pub fn repository_named(&self, owner: &str, name: &str) -> Option<u64> {
        let owner = self.account(owner)?.id;
        let same = |found: &&Repository| found.owner == owner && found.name.eq_ignore_ascii_case(name);
        self.repositories.values().find(same).map(|found| found.id)
    }

    /// The id of `owner/name`.
    #[must_use]
    pub fn repository_id(&self, full_name: &str) -> Option<u64> {
        let (owner, name) = full_name.split_once('/')?;
        self.repository_named(owner, name)
    }

    /// Renames a repository or gives it to another owner. The old name redirects.
    pub fn move_repository(&mut self, id: u64, owner: u64, name: &str) {
        let Some(repository) = self.repositories.get(&id) else { return };
        let old = (
            self.accounts.get(&repository.owner).map(|owner| owner.login.clone()).unwrap_or_default(),
            repository.name.clone(),
        );
        let now = self.clock.now();
        if let Some(repository) = self.repositories.get_mut(&id) {
            repository.former_names.push(old);
            repository.owner = owner;
            name.clone_into(&mut repository.name);
            repository.updated_at = now;
        }
    }
}
