//! A copy that is too large for one commit: commits on a branch beside the shard's, `NAME-copy/SHARD`, each read back and held against what was sent. The shard's
//! branch moves once, to the last of them, so that nobody sees a part of a copy. Whoever breaks off leaves the branch beside it, and the next run goes on there.

use std::collections::BTreeMap;

use github::Kind;
use github::git::{objects, refs};

use super::{Branch, conflict, message, pack};
use crate::batch::{File, Plan};
use crate::error::{AppendError, StoreError};
use crate::head::Version;

/// Bytes of one commit: what GitHub takes within the time of a request.
pub(crate) const PART: usize = 8 << 20;
/// A text of so many bytes goes by itself, and not within the tree.
const LARGE: usize = 1 << 20;

/// Files by their paths, each as the hash that git has of it.
type Files = BTreeMap<String, String>;

/// The branch beside a shard's.
#[derive(Debug)]
pub(crate) struct Beside<'b> {
    branch: &'b Branch,
    name: String,
    /// Where the shard's branch is.
    base: Option<Version>,
    /// The last commit of the branch beside it; none before the first.
    tip: Option<objects::Commit>,
    /// What an earlier run left there, and this one has not come to yet.
    left: Files,
}

impl Branch {
    /// What a copy is made on if it is too large, as an earlier one left it. What does not go on from the shard as it is now is removed.
    pub(crate) async fn beside(&self, base: Option<&Version>) -> Result<Beside<'_>, StoreError> {
        let shard = self.branch.strip_prefix(&self.ledger).unwrap_or_default();
        let name = format!("refs/heads/{}-copy{shard}", self.ledger);
        let mut beside = Beside { branch: self, name, base: base.cloned(), tip: None, left: Files::new() };
        let found = match refs::read(&self.github, &self.repository, &beside.name).await {
            Err(error) if error.is_not_found() => return Ok(beside),
            found => found?.object.sha,
        };
        let goes_on = match base {
            Some(base) => base.as_str() != found && self.follows(base, &Version::new(found.as_str())).await?,
            None => true,
        };
        if !goes_on {
            beside.remove().await?;
            return Ok(beside);
        }
        let tip = objects::commit(&self.github, &self.repository, &found).await?;
        beside.left = self.files(&tip.tree.sha).await?;
        if let Some(base) = base {
            let base = objects::commit(&self.github, &self.repository, base.as_str()).await?;
            for path in self.files(&base.tree.sha).await?.keys() {
                beside.left.remove(path);
            }
        }
        beside.tip = Some(tip);
        Ok(beside)
    }

    /// All files of a tree: at once, or folder by folder where GitHub gives a part of them.
    async fn files(&self, tree: &str) -> Result<Files, StoreError> {
        let (mut files, mut folders) = (Files::new(), vec![(String::new(), tree.to_owned())]);
        while let Some((above, tree)) = folders.pop() {
            let (github, repository) = (&self.github, &self.repository);
            let (whole, read) = match objects::tree(github, repository, &tree, true).await {
                Err(error) if error.kind == Kind::Truncated => {
                    (false, objects::tree(github, repository, &tree, false).await?)
                }
                read => (true, read?),
            };
            for entry in read.entries {
                let path = format!("{above}{}", entry.path);
                match entry.kind.as_str() {
                    "blob" if entry.mode == "100644" => drop(files.insert(path, entry.sha)),
                    "tree" if whole => {}
                    "tree" => folders.push((format!("{path}/"), entry.sha)),
                    _ => return Err(StoreError::Refused { path, problem: "is no plain file" }),
                }
            }
        }
        Ok(files)
    }
}

impl Beside<'_> {
    /// Whether nothing was ever put here: the copy may go by one commit to the shard's own branch.
    pub(crate) const fn is_fresh(&self) -> bool {
        self.tip.is_none()
    }

    /// Whether an earlier run put this very file here.
    pub(crate) fn has(&mut self, (path, bytes): &File) -> bool {
        let there = self.left.remove(path);
        there.is_some_and(|sha| sha == git_hash(bytes))
    }

    /// Puts a part of the copy here.
    pub(crate) async fn put(&mut self, files: &[File]) -> Result<(), AppendError> {
        let before = self.tip.as_ref().map(|tip| tip.sha.clone());
        let text = format!(
            "Copy {} files\n\nA part of a copy, which counts for nothing before all of it is here.",
            files.len()
        );
        let commit = self.commit(files, text).await?;
        let branch = self.branch;
        let (github, repository, sha) = (&branch.github, &branch.repository, &commit.sha);
        match before {
            Some(before) => {
                refs::update(github, repository, &self.name, &before, sha).await.map_err(conflict)?
            }
            None => drop(refs::create(github, repository, &self.name, sha).await.map_err(conflict)?),
        }
        self.tip = Some(commit);
        Ok(())
    }

    /// Puts the last part here with the head, and moves the shard's branch to it if that is where it was.
    pub(crate) async fn finish(mut self, plan: &Plan) -> Result<Version, AppendError> {
        if !self.left.is_empty() {
            self.remove().await?;
            let message = format!(
                "an earlier copy to {} broke off and left {} files that the source does not have any more; they are removed: run the copy again",
                self.branch.name(),
                self.left.len()
            );
            return Err(StoreError::Config(message).into());
        }
        let (headline, body) = message(plan);
        let files: Vec<File> = super::files(plan).cloned().chain([super::head(plan)]).collect();
        let commit = self.commit(&files, format!("{headline}\n\n{body}")).await?;
        let branch = self.branch;
        let (github, repository, sha) = (&branch.github, &branch.repository, &commit.sha);
        let name = format!("refs/heads/{}", branch.branch);
        match &self.base {
            Some(base) => {
                refs::update(github, repository, &name, base.as_str(), sha).await.map_err(conflict)?
            }
            None => drop(refs::create(github, repository, &name, sha).await.map_err(conflict)?),
        }
        // It is done. What is left here is removed by the next copy, if not now.
        let _ = self.remove().await;
        Ok(Version::new(commit.sha))
    }

    /// A commit after what is here, or after the shard's own last one; read back, and held against what was sent.
    async fn commit(&self, files: &[File], message: String) -> Result<objects::Commit, AppendError> {
        let branch = self.branch;
        let (github, repository) = (&branch.github, &branch.repository);
        let parent = match (&self.tip, &self.base) {
            (Some(tip), _) => Some(tip.clone()),
            (None, Some(base)) => Some(objects::commit(github, repository, base.as_str()).await?),
            (None, None) => None,
        };
        let mut changes = Vec::new();
        for (path, bytes) in files {
            let to = match std::str::from_utf8(bytes) {
                Ok(text) if text.len() < LARGE => objects::To::Text(text.to_owned()),
                _ => objects::To::Blob(objects::create_blob(github, repository, bytes).await?),
            };
            changes.push(objects::Change { path: path.clone(), to });
        }
        let base = parent.as_ref().map(|parent| parent.tree.sha.as_str());
        let tree = objects::create_tree(github, repository, base, &changes).await;
        let tree = tree.map_err(|error| branch.without_commits(error.into()))?;
        let written = branch.files(&tree).await?;
        for (path, bytes) in files {
            if written.get(path) != Some(&git_hash(bytes)) {
                let problem = "is not on the branch as it was sent";
                return Err(StoreError::Damaged { path: path.clone(), problem }.into());
            }
        }
        let parents = parent.map(|parent| parent.sha).into_iter().collect();
        let new = objects::NewCommit { message, tree, parents, author: None };
        Ok(objects::create_commit(github, repository, &new).await?)
    }

    async fn remove(&mut self) -> Result<(), StoreError> {
        match refs::delete(&self.branch.github, &self.branch.repository, &self.name).await {
            Err(error) if !error.is_not_found() => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// What git calls a file with these bytes.
fn git_hash(bytes: &[u8]) -> String {
    pack::hex(&pack::id("blob", bytes))
}
