//! `dir:PATH`: a ledger in a folder, the default on a command line.
//!
//! Whoever appends holds the lock of the folder. Files of a batch are written beside, flushed and moved into place, then the folders that hold them are
//! flushed, and last the head is replaced: a crash before that leaves the old head, and files beyond it that count for nothing and that the next batch
//! replaces; a crash after it leaves the new head with all that it covers. The first batch is made in a folder of its own that is moved into place as a
//! whole, so that a folder without a head was never ours: its head was removed, and no new ledger begins there.
//!
//! Readers take no lock: what a head covers never changes. Whoever can write to the folder can change everything in it; that is for signatures to show.

mod lock;
pub(crate) mod paths;
mod receiving;

use std::path::{Path, PathBuf};

use ledger::hash::Hash;
use ledger::origin::Origin;

use crate::batch::{File, Plan};
use crate::error::{AppendError, StoreError};
use crate::head::Version;
use crate::layout;
use crate::place::Looked;
pub(crate) use lock::Lock;
pub(crate) use receiving::Receiving;

/// What the name of a folder begins with that is to become a shard by its first batch.
const BEGIN: &str = ".begin-";
/// What the name of a folder begins with that is to become a shard by a copy.
const COPY: &str = ".copy-";

/// A shard in a folder.
#[derive(Debug)]
pub(crate) struct Folder {
    /// The folder of the ledger: it has the lock.
    root: PathBuf,
    /// The folder of the shard, below it.
    shard: PathBuf,
}

/// What was just done. A test stops after each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Locked,
    Wrote,
    Flushed,
    Committed,
}

type Steps<'s> = &'s mut dyn FnMut(Step) -> Result<(), StoreError>;

impl Folder {
    /// Opens or makes the folder of a ledger. `var` reads the runner's variables.
    pub(crate) fn open(
        path: &Path,
        origin: &Origin,
        ephemeral_ok: bool,
        var: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, StoreError> {
        refuse_ephemeral(path, ephemeral_ok, var)?;
        std::fs::create_dir_all(path).map_err(|error| StoreError::io("make", path, &error))?;
        Ok(Self { root: path.to_owned(), shard: path.join(layout::folder(origin)) })
    }

    pub(crate) fn name(&self) -> String {
        format!("dir:{}", self.shard.display())
    }

    pub(crate) fn shards(&self, ledger: &Origin) -> Result<Vec<Origin>, StoreError> {
        let io = |error: std::io::Error| StoreError::io("read", &self.root, &error);
        let mut shards = Vec::new();
        for entry in std::fs::read_dir(&self.root).map_err(io)? {
            let entry = entry.map_err(io)?;
            if entry.file_type().map_err(io)?.is_dir() {
                shards.extend(entry.file_name().to_str().and_then(|name| layout::shard_in(ledger, name)));
            }
        }
        Ok(shards)
    }

    pub(crate) fn look(&self, files: &[String]) -> Result<Option<Looked>, StoreError> {
        let Some(head) = self.head()? else { return Ok(None) };
        let files = files.iter().map(|path| self.read(path, layout::MAX_MARK)).collect::<Result<_, _>>()?;
        Ok(Some(Looked { version: version(&head), head, files }))
    }

    pub(crate) fn read(&self, path: &str, most: usize) -> Result<Option<Vec<u8>>, StoreError> {
        paths::read(&self.shard, path, most)
    }

    /// The bytes of the head; nothing if there is no folder of this shard.
    fn head(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let head = self.read(layout::HEAD, layout::MAX_HEAD)?;
        if head.is_none() && self.shard.symlink_metadata().is_ok() {
            let path = self.shard.display().to_string();
            return Err(StoreError::Damaged { path, problem: "is there and has no head" });
        }
        Ok(head)
    }

    pub(crate) fn put(
        &self,
        expected: Option<&Version>,
        plan: &Plan,
        step: Steps<'_>,
    ) -> Result<Version, AppendError> {
        let _lock = Lock::take(&self.root)?;
        step(Step::Locked)?;
        let found = self.head()?.as_deref().map(version);
        if found.as_ref() != expected {
            return Err(AppendError::Conflict { found });
        }
        if expected.is_some() {
            self.extend(plan, step)?
        } else {
            self.begin(plan, step)?
        }
        Ok(version(&plan.head))
    }

    /// Erases an envelope, and what broken-off runs left beside the shards: with the lock taken nobody makes a folder there, and both kinds of it can be
    /// made again.
    pub(crate) fn erase(&self, index: u64) -> Result<(), StoreError> {
        let _lock = Lock::take(&self.root)?;
        let io = |error: std::io::Error| StoreError::io("erase", &self.root, &error);
        for entry in std::fs::read_dir(&self.root).map_err(io)? {
            let entry = entry.map_err(io)?;
            let left = entry.file_name().to_str().is_some_and(is_left_over);
            if left && entry.file_type().map_err(io)?.is_dir() {
                std::fs::remove_dir_all(entry.path()).map_err(io)?;
            }
        }
        paths::erase(&self.shard, &layout::envelope(index))
    }

    /// The first batch: a whole folder, moved into place.
    fn begin(&self, plan: &Plan, step: Steps<'_>) -> Result<(), StoreError> {
        let number = getrandom::u64().map_err(|error| StoreError::Random(error.to_string()))?;
        let new = self.root.join(format!("{BEGIN}{number:016x}"));
        let io = |error: std::io::Error| StoreError::io("make", &new, &error);
        std::fs::create_dir(&new).map_err(io)?;
        write(&new, plan, step)?;
        write_one(&new, &(layout::HEAD.to_owned(), plan.head.clone()))?;
        paths::flush(&new)?;
        std::fs::rename(&new, &self.shard).map_err(io)?;
        step(Step::Committed)?;
        paths::flush(&self.root)
    }

    fn extend(&self, plan: &Plan, step: Steps<'_>) -> Result<(), StoreError> {
        write(&self.shard, plan, step)?;
        write_one(&self.shard, &(layout::HEAD.to_owned(), plan.head.clone()))?;
        step(Step::Committed)?;
        paths::flush(&self.shard)
    }
}

fn is_left_over(name: &str) -> bool {
    name.starts_with(BEGIN) || name.starts_with(COPY)
}

/// A folder that ends with the job keeps nothing.
pub(crate) fn refuse_ephemeral(
    path: &Path,
    ephemeral_ok: bool,
    var: &dyn Fn(&str) -> Option<String>,
) -> Result<(), StoreError> {
    let hosted = var("GITHUB_ACTIONS").as_deref() == Some("true")
        && var("RUNNER_ENVIRONMENT").as_deref() == Some("github-hosted");
    if !hosted || ephemeral_ok {
        return Ok(());
    }
    Err(StoreError::Config(format!(
        "dir:{}: GitHub deletes this runner with all its folders when the job ends, and what is kept there with it; use a store elsewhere, such as \
         branch:releasegate-ledger for a ledger, or add `ephemeral-ok` if the job itself carries the folder away",
        path.display()
    )))
}

/// Files in a folder, flushed to the disk with the folders that hold them.
fn write(root: &Path, plan: &Plan, step: Steps<'_>) -> Result<(), StoreError> {
    let mut folders = std::collections::BTreeSet::new();
    for file in plan.evidence.iter().chain(&plan.files) {
        folders.extend(write_one(root, file)?);
        step(Step::Wrote)?;
    }
    // Innermost first: a folder is on the disk once the one that holds it is.
    folders.iter().rev().try_for_each(|folder| paths::flush(folder))?;
    step(Step::Flushed)
}

/// One file, and the folders from its own up to the root.
pub(crate) fn write_one(root: &Path, (path, bytes): &File) -> Result<Vec<PathBuf>, StoreError> {
    let (to, folders) = paths::make_way(root, path)?;
    runner::atomic::write(&to, bytes).map_err(|error| StoreError::io("write", &to, &format!("{error:#}")))?;
    Ok(folders)
}

fn version(head: &[u8]) -> Version {
    Version::new(Hash::of(head).to_string())
}

#[cfg(test)]
pub(crate) mod tests;
