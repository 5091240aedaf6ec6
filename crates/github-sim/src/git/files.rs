//! Commits in a few words, for seeds and tests: somebody pushes some files to a branch.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Result, anyhow, bail};
use serde::{Deserialize, Serialize};

use super::commit::NewCommit;
use super::oid::Oid;
use super::path::check_path;
use super::person::Person;
use super::push::{Push, PushFault};
use super::refs::RefMove;
use super::ruleset::RulesetSeed;
use super::tree::{Edit, Edited};
use crate::hub::Hub;
use crate::token::Caller;

/// What a seed says about a repository's git side.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GitSeed {
    /// A folder for the bare repository; without one it lies in a temporary folder and ends with the simulator.
    #[serde(default)]
    pub folder: Option<PathBuf>,
    /// Branches with the files of their first commit.
    #[serde(default)]
    pub branches: BTreeMap<String, BTreeMap<String, String>>,
    /// Rulesets.
    #[serde(default)]
    pub rulesets: Vec<RulesetSeed>,
}

impl Hub {
    /// Commits and pushes files to a branch in a person's name, as from a clone; a missing branch is made. A file without
    /// content is removed. Gives the new commit's name.
    ///
    /// # Errors
    /// If a path is hostile, a file to remove is not there, or a ruleset forbids the push.
    pub fn commit_files(
        &mut self,
        repository: u64,
        branch: &str,
        actor: u64,
        message: &str,
        files: &[(&str, Option<&str>)],
    ) -> Result<String> {
        let store = self.store(repository)?;
        let name = format!("refs/heads/{branch}");
        let before = store.reference(&name)?.map(|reference| reference.oid);
        let base =
            before.as_ref().map(|oid| store.commit(oid)).transpose()?.flatten().map(|commit| commit.tree);
        let mut edits = Vec::new();
        for (path, content) in files {
            check_path(path).map_err(|fault| anyhow!("{path:?} cannot be committed: {fault:?}"))?;
            edits.push(match content {
                Some(text) => {
                    Edit::Put((*path).to_owned(), "100644".to_owned(), store.put_blob(text.as_bytes())?)
                }
                None => Edit::Remove((*path).to_owned()),
            });
        }
        let tree = match store.edit_tree(base.as_ref(), &edits)? {
            Edited::Tree(tree) => tree,
            Edited::Missing(path) => bail!("{path} is not there"),
        };
        let author = self.author(actor);
        let (parents, message) = (before.iter().cloned().collect(), message.to_owned());
        let new = NewCommit { tree, parents, committer: author.clone(), author, message, signature: None };
        let after = store.put_commit(&new)?;
        let step = RefMove { name, before: before.unwrap_or_else(Oid::zero), after: after.clone() };
        let caller = Caller { account: Some(actor), token: None };
        match self.push(&caller, repository, &[Push { step, force: false }]) {
            Ok(()) => Ok(after.as_str().to_owned()),
            Err(PushFault::Broken(error)) => Err(error),
            Err(fault) => bail!("the push was refused: {fault:?}"),
        }
    }

    /// An account as the author of a commit at this time, with the address that GitHub keeps private ones behind.
    pub(crate) fn author(&self, account: u64) -> Person {
        let found = self.accounts.get(&account);
        let login = found.map_or("ghost", |account| account.login.as_str());
        let name = found.and_then(|account| account.name.as_deref()).unwrap_or(login);
        let private = format!("{account}+{login}@users.noreply.github.com");
        let email = found.and_then(|account| account.email.as_deref()).unwrap_or(&private);
        Person::new(name, email, self.clock.now())
    }

    /// The account behind an address of a commit.
    pub(crate) fn account_of_email(&self, email: &str) -> Option<u64> {
        let private = email.strip_suffix("@users.noreply.github.com");
        let number = private.and_then(|rest| rest.split('+').next()?.parse::<u64>().ok());
        let known = |account: &&crate::account::Account| account.email.as_deref() == Some(email);
        number
            .filter(|id| self.accounts.contains_key(id))
            .or_else(|| self.accounts.values().find(known).map(|a| a.id))
    }

    /// Makes a repository's git side as its seed says. The organisation's or user's account makes the first commits.
    pub(crate) fn plant_git(&mut self, repository: u64, seed: GitSeed) -> Result<()> {
        if let Some(folder) = seed.folder {
            self.depot.keep_in(repository, folder);
        }
        let owner = self.repositories.get(&repository).map_or(0, |found| found.owner);
        for (branch, files) in &seed.branches {
            let files: Vec<(&str, Option<&str>)> =
                files.iter().map(|(path, text)| (path.as_str(), Some(text.as_str()))).collect();
            self.commit_files(repository, branch, owner, "Begin", &files)?;
        }
        for ruleset in seed.rulesets {
            self.add_ruleset(repository, ruleset);
        }
        Ok(())
    }
}
