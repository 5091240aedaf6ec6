//! What the simulated GitHub keeps beside the objects: where each repository lies, who pushed what, which commits it signed
//! itself, and the rulesets.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Context, Result};
use tempfile::TempDir;

use super::activity::Activity;
use super::oid::Oid;
use super::ruleset::Ruleset;
use super::store::Store;
use crate::answer::Answer;
use crate::hub::Hub;

/// The git side of all repositories, by the repository's id.
#[derive(Debug, Default)]
pub(crate) struct Depot {
    home: Option<TempDir>,
    folders: BTreeMap<u64, PathBuf>,
    /// What happened to references, oldest first.
    pub(crate) activities: BTreeMap<u64, Vec<Activity>>,
    /// Rulesets of repositories and of their owners.
    pub(crate) rulesets: BTreeMap<u64, Vec<Ruleset>>,
    /// Commits that carry GitHub's own signature. A client cannot add to them, whatever signature it sends.
    pub(crate) signed: BTreeSet<Oid>,
}

impl Depot {
    /// Lets a repository lie in a folder that outlives the simulator.
    pub(crate) fn keep_in(&mut self, repository: u64, folder: PathBuf) {
        self.folders.insert(repository, folder);
    }

    fn folder(&mut self, repository: u64) -> Result<PathBuf> {
        if let Some(folder) = self.folders.get(&repository) {
            return Ok(folder.clone());
        }
        let home = match self.home.take() {
            Some(home) => home,
            None => tempfile::Builder::new()
                .prefix("github-sim-")
                .tempdir()
                .context("no folder for repositories")?,
        };
        let folder = home.path().join(format!("{repository}.git"));
        self.home = Some(home);
        self.folders.insert(repository, folder.clone());
        Ok(folder)
    }
}

impl Hub {
    /// The bare repository behind a repository. It is made when it is first needed, so that tests without git pay nothing.
    pub(crate) fn store(&mut self, repository: u64) -> Result<Store> {
        let branch = self.repositories.get(&repository).map(|found| found.default_branch.clone());
        let folder = self.depot.folder(repository)?;
        Store::open(&folder, &branch.unwrap_or_else(|| "main".to_owned()))
    }
}

/// A repository that cannot be read is the simulator's own fault, and the answer says so.
impl From<anyhow::Error> for Answer {
    fn from(error: anyhow::Error) -> Self {
        Self::error(500, &format!("{error:#}"))
    }
}
