//! Pull requests as state: what an issue has more when it is one.

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde::Serialize;

use crate::git::{NewCommit, Oid, Push, PushFault, RefMove, Store};
use crate::hub::Hub;
use crate::issue::NewIssue;
use crate::token::Caller;

/// The branches of a pull request, and how it ended.
#[derive(Debug, Clone, Serialize)]
pub struct Pull {
    /// The issue that it is.
    pub issue: u64,
    /// The repository, which holds both branches.
    pub repository: u64,
    /// The branch that it brings.
    pub head: String,
    /// The branch that it goes to.
    pub base: String,
    /// Whether it is a draft.
    pub draft: bool,
    /// How it was merged.
    pub merged: Option<Merged>,
}

/// A merge: afterwards the branches may move on or go.
#[derive(Debug, Clone, Serialize)]
pub struct Merged {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: u64,
    /// The merge commit.
    pub commit: String,
    /// The last commit of the base before it.
    pub base: String,
    /// The last commit of the head.
    pub head: String,
}

/// What a new pull request says.
#[derive(Debug, Clone, Default)]
pub struct NewPull {
    /// The title.
    pub title: String,
    /// The text.
    pub body: Option<String>,
    /// The branch that it brings.
    pub head: String,
    /// The branch that it goes to.
    pub base: String,
}

/// How merging one commit into a branch went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Joined {
    /// The branch has it already.
    Nothing,
    /// Both changed the same.
    Conflict,
    /// The merge commit.
    Commit(Oid),
}

/// Two commits: where a pull request goes to, and what it brings.
pub(crate) struct Tips {
    pub(crate) base: Oid,
    pub(crate) head: Oid,
}

impl Hub {
    /// Opens a pull request between two branches; gives its number.
    ///
    /// # Errors
    /// If a branch does not exist.
    pub fn open_pull(&mut self, caller: &Caller, repository: u64, new: NewPull) -> Result<u64> {
        let store = self.store(repository)?;
        tip(&store, &new.head)?;
        tip(&store, &new.base)?;
        let says = NewIssue { title: new.title, body: new.body, pull_request: true, ..NewIssue::default() };
        let issue = self.open_issue(caller, repository, says);
        let pull = Pull { issue, repository, head: new.head, base: new.base, draft: false, merged: None };
        self.pulls.insert(issue, pull);
        self.issues.get(&issue).map(|issue| issue.number).context("the pull request is an issue")
    }

    /// Merges a pull request with a merge commit; gives its name, or none if the branches conflict.
    ///
    /// # Errors
    /// If there is no such open pull request, or a ruleset forbids the push.
    pub fn merge_pull(&mut self, caller: &Caller, repository: u64, number: u64) -> Result<Option<String>> {
        let here = |pull: &&Pull| {
            let issue = self.issues.get(&pull.issue);
            pull.repository == repository && issue.is_some_and(|issue| issue.number == number)
        };
        let pull = self.pulls.values().find(here).context("no such pull request")?.clone();
        let Tips { base, head } = self.tips(&pull)?;
        let message = format!("Merge pull request #{number} from {}", pull.head);
        let Joined::Commit(commit) = self.join(caller, repository, &pull.base, &head, &message)? else {
            return Ok(None);
        };
        let commit = commit.as_str().to_owned();
        let merged = Merged {
            at: self.clock.now(),
            by: caller.account.unwrap_or(crate::account::GHOST),
            commit: commit.clone(),
            base: base.as_str().to_owned(),
            head: head.as_str().to_owned(),
        };
        if let Some(pull) = self.pulls.get_mut(&pull.issue) {
            pull.merged = Some(merged);
        }
        self.close_issue(caller, pull.issue, "completed");
        Ok(Some(commit))
    }

    /// Merges a commit into a branch and pushes the merge commit.
    pub(crate) fn join(
        &mut self,
        caller: &Caller,
        repository: u64,
        branch: &str,
        other: &Oid,
        message: &str,
    ) -> Result<Joined> {
        let store = self.store(repository)?;
        let before = tip(&store, branch)?;
        if store.between(&before, other)?.is_empty() {
            return Ok(Joined::Nothing);
        }
        let Some(tree) = store.merged_tree(&before, other)? else { return Ok(Joined::Conflict) };
        let author = self.author(caller.account.unwrap_or(crate::account::GHOST));
        let (parents, message) = (vec![before.clone(), other.clone()], message.to_owned());
        let new = NewCommit { tree, parents, committer: author.clone(), author, message, signature: None };
        let after = self.put_signed(&store, new)?;
        let step = RefMove { name: format!("refs/heads/{branch}"), before, after: after.clone() };
        match self.push(caller, repository, &[Push { step, force: false }]) {
            Ok(()) => Ok(Joined::Commit(after)),
            Err(PushFault::Broken(error)) => Err(error),
            Err(fault) => anyhow::bail!("the push was refused: {fault:?}"),
        }
    }

    /// The merged pull requests that brought a commit to the default branch; elsewhere all open ones that have it too.
    pub(crate) fn pulls_of(&mut self, repository: u64, commit: &Oid) -> Result<Vec<Pull>> {
        let store = self.store(repository)?;
        let default = self.repositories.get(&repository).map(|found| found.default_branch.clone());
        let default = store.resolve(&default.unwrap_or_default())?;
        let landed = default.map(|tip| store.is_fast_forward(commit, &tip)).transpose()?.unwrap_or(false);
        let here: Vec<Pull> =
            self.pulls.values().filter(|pull| pull.repository == repository).cloned().collect();
        let mut found = Vec::new();
        for pull in here {
            // Without its branches a closed pull request has no commits to look at.
            let Ok(tips) = self.tips(&pull) else { continue };
            let is_merge = pull.merged.as_ref().is_some_and(|merged| merged.commit == commit.as_str());
            let has = is_merge || store.between(&tips.base, &tips.head)?.contains(commit);
            if has && (!landed || pull.merged.is_some()) {
                found.push(pull);
            }
        }
        Ok(found)
    }

    /// Where a pull request's branches are, or were when it was merged.
    pub(crate) fn tips(&mut self, pull: &Pull) -> Result<Tips> {
        let named = |text: &str| text.parse::<Oid>().ok().context("a commit's name");
        if let Some(merged) = &pull.merged {
            return Ok(Tips { base: named(&merged.base)?, head: named(&merged.head)? });
        }
        let store = self.store(pull.repository)?;
        Ok(Tips { base: tip(&store, &pull.base)?, head: tip(&store, &pull.head)? })
    }
}

fn tip(store: &Store, branch: &str) -> Result<Oid> {
    let found = store.reference(&format!("refs/heads/{branch}"))?;
    found.map(|reference| reference.oid).with_context(|| format!("there is no branch {branch}"))
}
