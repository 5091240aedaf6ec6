//! `branch:NAME`: a ledger on a branch of a repository, the default inside Actions. A shard is a branch of its own without a parent, `NAME/2026-11`.
//!
//! A common append is two calls: one reads head and marks at the tip, one commits with that tip as the expected head (`createCommitOnBranch`), which GitHub signs.
//! Where the mutation is refused or takes no more, the Git Data API does the same: its commit has the expected head as its only parent, so that moving the
//! branch without force is the comparison. After a lost answer the key in the commit's message tells whose commit it is.

mod beside;
mod fetch;
mod pack;

use std::sync::{Arc, Mutex, PoisonError};

use github::commits::{self, NewCommit};
use github::git::history::Relation;
use github::git::{history, objects, refs};
use github::{Error, GitHub, Kind, Repository, contents};
use ledger::hash::Hash;
use ledger::origin::Origin;

use crate::batch::{File, Plan};
use crate::error::{AppendError, StoreError};
use crate::head::Version;
use crate::layout;
use crate::place::Looked;
pub(crate) use beside::{Beside, PART};
pub use fetch::Fetcher;
use fetch::Files;

/// A shard on a branch.
pub(crate) struct Branch {
    github: GitHub,
    repository: Repository,
    /// What the names of all shards begin with.
    ledger: String,
    branch: String,
    way: Way,
    fetcher: Option<Fetcher>,
    /// All files of a state, if they were fetched; nothing in it if they could not be.
    fetched: Mutex<Option<(Version, Option<Arc<Files>>)>>,
}

/// So many files are asked for by questions of the API: as many as one of them takes, since whoever fetches asks once for all.
const FEW: usize = commits::MOST_FILES;

/// How commits are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Way {
    /// By the mutation, and by the Git Data API where GitHub refuses it.
    #[default]
    Mutation,
    /// By the Git Data API alone, for servers without the mutation.
    GitData,
}

impl std::fmt::Debug for Branch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name())
    }
}

impl Branch {
    pub(crate) fn new(github: GitHub, repository: Repository, name: &str, origin: &Origin, way: Way) -> Self {
        let (ledger, branch) = (name.to_owned(), layout::branch(name, origin));
        Self { github, repository, ledger, branch, way, fetcher: None, fetched: Mutex::new(None) }
    }

    pub(crate) fn fetching(&mut self, fetcher: Fetcher) {
        self.fetcher = Some(fetcher);
    }

    pub(crate) fn name(&self) -> String {
        format!("branch:{} of {}", self.branch, self.repository)
    }

    pub(crate) async fn shards(&self, ledger: &Origin) -> Result<Vec<Origin>, StoreError> {
        let beginning = format!("refs/heads/{}", self.ledger);
        let found = refs::matching(&self.github, &self.repository, &beginning).await?;
        let shard = |name: &str| layout::shard_on(ledger, &self.ledger, name.strip_prefix("refs/heads/")?);
        Ok(found.iter().filter_map(|one| shard(&one.name)).collect())
    }

    pub(crate) async fn look(&self, files: &[String]) -> Result<Option<Looked>, StoreError> {
        let (asked, rest) = files.split_at(files.len().min(commits::MOST_FILES - 1));
        let paths: Vec<&str> = std::iter::once(layout::HEAD).chain(asked.iter().map(String::as_str)).collect();
        let Some(tip) = commits::tip(&self.github, &self.repository, &self.branch, &paths).await? else {
            return Ok(None);
        };
        let version = Version::new(tip.oid);
        let mut texts = tip.files.into_iter().map(|text| text.map(String::into_bytes));
        let head = texts.next().flatten();
        let problem = "has no head: it is no ledger, or its head was removed";
        let head = head.ok_or_else(|| StoreError::Damaged { path: self.name(), problem })?;
        let mut files: Vec<Option<Vec<u8>>> = texts.collect();
        for path in rest {
            files.push(self.read(&version, path, layout::MAX_MARK).await?);
        }
        Ok(Some(Looked { version, head, files }))
    }

    pub(crate) async fn read(
        &self,
        version: &Version,
        path: &str,
        most: usize,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        if let Some(files) = self.held(version).flatten() {
            return found_in(&files, path, most);
        }
        let file = contents::file(&self.github, &self.repository, path, version.as_str(), most).await;
        match file {
            Ok(file) => Ok(file.map(|file| file.bytes)),
            Err(error) if error.kind == Kind::Truncated => {
                Err(StoreError::TooLarge { path: path.to_owned(), most })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Several files of one state, each with the most bytes that it may have. Many come at once, if there is whom to ask for that.
    pub(crate) async fn read_all(
        &self,
        version: &Version,
        files: &[(String, usize)],
    ) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        let all = if files.len() > FEW { self.fetched(version).await } else { None };
        let Some(all) = all else { return self.read_some(version, files).await };
        files.iter().map(|(path, most)| found_in(&all, path, *most)).collect()
    }

    /// All files of a state, fetched once; nothing if they cannot be, and then the API is asked as before.
    async fn fetched(&self, version: &Version) -> Option<Arc<Files>> {
        if let Some(files) = self.held(version) {
            return files;
        }
        let files = self.fetcher.as_ref()?.files(version.as_str()).await.ok().map(Arc::new);
        *self.fetched.lock().unwrap_or_else(PoisonError::into_inner) = Some((version.clone(), files.clone()));
        files
    }

    /// What was fetched of a state: nothing yet, or that it cannot be.
    fn held(&self, version: &Version) -> Option<Option<Arc<Files>>> {
        let held = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().filter(|(known, _)| known == version).map(|(_, files)| files.clone())
    }

    /// As many files at once as one question takes. Where the branch has moved on since, or a file is no short text, they are asked for one by one.
    async fn read_some(
        &self,
        version: &Version,
        files: &[(String, usize)],
    ) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        let mut found = Vec::new();
        for files in files.chunks(commits::MOST_FILES) {
            let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
            match commits::tip(&self.github, &self.repository, &self.branch, &paths).await {
                Ok(Some(tip)) if tip.oid == version.as_str() => {
                    for ((path, most), text) in files.iter().zip(tip.files) {
                        if text.as_ref().is_some_and(|text| text.len() > *most) {
                            return Err(StoreError::TooLarge { path: path.clone(), most: *most });
                        }
                        found.push(text.map(String::into_bytes));
                    }
                }
                Err(error) if !matches!(error.kind, Kind::Unexpected | Kind::Truncated) => {
                    return Err(error.into());
                }
                _ => {
                    for (path, most) in files {
                        found.push(self.read(version, path, *most).await?);
                    }
                }
            }
        }
        Ok(found)
    }

    /// Whether a commit is the other one or follows it. Commits that GitHub does not know any more, or that share no history, do not.
    pub(crate) async fn follows(&self, earlier: &Version, later: &Version) -> Result<bool, StoreError> {
        let (earlier, later) = (earlier.as_str(), later.as_str());
        match history::compare(&self.github, &self.repository, earlier, later).await {
            Ok(found) => Ok(matches!(found.status, Relation::Identical | Relation::Ahead)),
            Err(error) if error.is_not_found() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) async fn put(&self, expected: Option<&Version>, plan: &Plan) -> Result<Version, AppendError> {
        let oid = match expected {
            None => self.begin(plan).await?,
            Some(expected) if self.way == Way::GitData => self.by_git_data(expected, plan).await?,
            Some(expected) => match self.by_mutation(expected, plan).await {
                // Refused as a whole: nothing has happened, and if something had, the branch would not be where it is expected.
                Err(error) if matches!(error.kind, Kind::Validation | Kind::TooLarge) => {
                    self.by_git_data(expected, plan).await?
                }
                made => made.map_err(conflict)?,
            },
        };
        Ok(Version::new(oid))
    }

    async fn by_mutation(&self, expected: &Version, plan: &Plan) -> Result<String, Error> {
        let additions: Vec<File> = files(plan).cloned().chain([head(plan)]).collect();
        let (headline, body) = message(plan);
        let commit = NewCommit {
            branch: self.branch.clone(),
            expected_head: expected.as_str().to_owned(),
            key: Hash::of(&plan.head).to_string(),
            headline,
            body,
            additions,
            deletions: Vec::new(),
        };
        commits::create(&self.github, &self.repository, &commit).await
    }

    async fn by_git_data(&self, expected: &Version, plan: &Plan) -> Result<String, AppendError> {
        let parent = objects::commit(&self.github, &self.repository, expected.as_str()).await?;
        let oid = self.commit(Some(&parent), plan).await?;
        let name = format!("refs/heads/{}", self.branch);
        refs::update(&self.github, &self.repository, &name, &parent.sha, &oid).await.map_err(conflict)?;
        Ok(oid)
    }

    /// The first commit of a shard, which follows none.
    async fn begin(&self, plan: &Plan) -> Result<String, AppendError> {
        let oid = self.commit(None, plan).await.map_err(|error| self.without_commits(error))?;
        let name = format!("refs/heads/{}", self.branch);
        refs::create(&self.github, &self.repository, &name, &oid).await.map_err(conflict)?;
        Ok(oid)
    }

    /// GitHub takes no objects for a repository without a single commit, and says so as it says that somebody was faster.
    fn without_commits(&self, error: AppendError) -> AppendError {
        match &error {
            AppendError::Store(StoreError::GitHub(refused)) if refused.kind == Kind::Conflict => {
                let message = format!(
                    "{} has no commit yet, and GitHub keeps nothing in such a repository: make a first one, such as a README",
                    self.repository
                );
                AppendError::Store(StoreError::Config(message))
            }
            _ => error,
        }
    }

    /// A commit that no branch names yet. What fails here has no effect, and is no conflict.
    async fn commit(&self, parent: Option<&objects::Commit>, plan: &Plan) -> Result<String, AppendError> {
        let (github, repository) = (&self.github, &self.repository);
        let mut changes = Vec::new();
        for (path, bytes) in files(plan).chain([&head(plan)]) {
            let to = match std::str::from_utf8(bytes) {
                Ok(text) => objects::To::Text(text.to_owned()),
                Err(_) => objects::To::Blob(objects::create_blob(github, repository, bytes).await?),
            };
            changes.push(objects::Change { path: path.clone(), to });
        }
        let base = parent.map(|parent| parent.tree.sha.as_str());
        let tree = objects::create_tree(github, repository, base, &changes).await?;
        let (headline, body) = message(plan);
        let new = objects::NewCommit {
            message: format!("{headline}\n\n{body}"),
            tree,
            parents: parent.map(|parent| parent.sha.clone()).into_iter().collect(),
            author: None,
        };
        Ok(objects::create_commit(github, repository, &new).await?.sha)
    }
}

fn found_in(files: &Files, path: &str, most: usize) -> Result<Option<Vec<u8>>, StoreError> {
    match files.get(path) {
        Some(bytes) if bytes.len() > most => Err(StoreError::TooLarge { path: path.to_owned(), most }),
        found => Ok(found.map(|bytes| bytes.to_vec())),
    }
}

fn files(plan: &Plan) -> impl Iterator<Item = &File> {
    plan.evidence.iter().chain(&plan.files)
}

fn head(plan: &Plan) -> File {
    (layout::HEAD.to_owned(), plan.head.clone())
}

/// The commit's message: the number of entries, and the checkpoint, so that whoever keeps the log of commits keeps all heads.
fn message(plan: &Plan) -> (String, String) {
    let text = String::from_utf8_lossy(&plan.head);
    let note = text.split_once("\n\n").map(|(_, note)| note.trim_end().to_owned()).unwrap_or_default();
    (format!("Record {} entries", plan.size), note)
}

/// A branch that points elsewhere, or that is there already.
fn conflict(error: Error) -> AppendError {
    if error.kind == Kind::Conflict { AppendError::Conflict { found: None } } else { error.into() }
}

#[cfg(test)]
mod tests;
