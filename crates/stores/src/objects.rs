//! `s3://`, `gs://`, `az://`: a ledger in an object store, by conditional puts.
//!
//! There is no lock and no transaction, so one object decides: the head, which is replaced only if it is still the one that was read. A batch is staged
//! under its own digest first, and the new head names it; whoever commits publishes the staged entries to their places, and whoever comes next finishes that
//! if it broke off, before anything else. Places are written only after the head covers them, each once: what lost the race leaves a staged object that
//! nothing names. Evidence lies under its digest, and may come early.
//!
//! The head object is the digest of the staged batch in hex, a newline, and the head as everywhere.

mod staged;

use std::sync::{Mutex, PoisonError};

use ledger::hash::Hash;
use ledger::json::Limits;
use ledger::origin::Origin;
use object_store::UpdateVersion;

use crate::batch::{File, MAX_BYTES, Plan};
use crate::bucket::{Bucket, Clients};
use crate::error::{AppendError, StoreError};
use crate::head::Version;
use crate::layout;
use crate::place::Looked;

/// A shard in an object store.
#[derive(Debug)]
pub(crate) struct Objects {
    /// Where the shards of the ledger are.
    ledger: Bucket,
    /// Where this one is.
    shard: Bucket,
    /// The staged batch that the last head named which was read here.
    pending: Mutex<Option<Hash>>,
}

/// What was just done. A test stops after each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Evidence,
    Staged,
    Committed,
    Published,
}

type Steps<'s> = &'s mut (dyn FnMut(Step) -> Result<(), StoreError> + Send);

/// The head object.
struct HeadObject {
    version: UpdateVersion,
    pending: Hash,
    head: Vec<u8>,
}

impl Objects {
    pub(crate) fn new(clients: Clients, prefix: &str, origin: &Origin) -> Self {
        let ledger = Bucket::new(clients, prefix);
        let shard = ledger.below(&layout::folder(origin));
        Self { ledger, shard, pending: Mutex::new(None) }
    }

    pub(crate) async fn shards(&self, ledger: &Origin) -> Result<Vec<Origin>, StoreError> {
        let (_, folders) = self.ledger.list("").await?;
        Ok(folders.iter().filter_map(|folder| layout::shard_in(ledger, folder)).collect())
    }

    pub(crate) fn name(&self) -> String {
        self.shard.name()
    }

    pub(crate) async fn look(&self, files: &[String]) -> Result<Option<Looked>, StoreError> {
        let Some(object) = self.head().await? else { return Ok(None) };
        let mut found = Vec::new();
        for path in files {
            found.push(self.read(path, layout::MAX_MARK).await?);
        }
        Ok(Some(Looked { version: version(&object.version), head: object.head, files: found }))
    }

    /// A file in its place, or in the batch that is still to be published.
    pub(crate) async fn read(&self, path: &str, most: usize) -> Result<Option<Vec<u8>>, StoreError> {
        if let Some(bytes) = self.shard.get(path, most).await? {
            return Ok(Some(bytes));
        }
        let pending = *self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(pending) = pending else { return Ok(None) };
        let files = self.staged(&pending).await?;
        Ok(files.into_iter().find(|(place, _)| place == path).map(|(_, bytes)| bytes))
    }

    pub(crate) async fn put(
        &self,
        expected: Option<&Version>,
        plan: &Plan,
        step: Steps<'_>,
    ) -> Result<Version, AppendError> {
        let found = self.head().await?;
        let version_found = found.as_ref().map(|object| version(&object.version));
        if version_found.as_ref() != expected {
            return Err(AppendError::Conflict { found: version_found });
        }
        if let Some(object) = &found {
            self.publish(&self.staged(&object.pending).await?).await?;
        }
        for (path, bytes) in &plan.evidence {
            self.shard.create(path, bytes).await?;
        }
        step(Step::Evidence)?;
        let batch = staged::write(&plan.files);
        let digest = Hash::of(&batch);
        self.shard.create(&layout::staged(&digest), &batch).await?;
        step(Step::Staged)?;
        let bytes = [format!("{digest}\n").as_bytes(), &plan.head].concat();
        let put = self.shard.replace(layout::HEAD, found.map(|object| object.version), bytes).await?;
        *self.pending.lock().unwrap_or_else(PoisonError::into_inner) = Some(digest);
        step(Step::Committed)?;
        // It is committed. If this breaks off, readers find the entries in the staged batch, and the next append publishes them.
        if self.publish(&plan.files).await.is_ok() {
            step(Step::Published)?;
        }
        Ok(version(&put))
    }

    async fn head(&self) -> Result<Option<HeadObject>, StoreError> {
        let Some((bytes, version)) = self.shard.get_with_version(layout::HEAD, layout::MAX_HEAD + 65).await?
        else {
            if self.shard.get(&layout::entry(0), Limits::ENTRY.bytes).await?.is_some() {
                return Err(StoreError::Damaged { path: self.name(), problem: "has entries and no head" });
            }
            return Ok(None);
        };
        let text = bytes.split_first_chunk::<65>();
        let pending = text.and_then(|(line, _)| std::str::from_utf8(line).ok()?.strip_suffix('\n'));
        let pending = pending.and_then(|digits| Hash::parse_hex(digits).ok());
        let (Some(pending), Some((_, head))) = (pending, text) else {
            let path = self.shard.path(layout::HEAD)?.to_string();
            return Err(StoreError::Damaged { path, problem: "is no head" });
        };
        *self.pending.lock().unwrap_or_else(PoisonError::into_inner) = Some(pending);
        Ok(Some(HeadObject { version, pending, head: head.to_vec() }))
    }

    /// Deletes the envelope of an entry, and each staged batch that has it. Those are of appends that are over: the one that the head names, and those that lost
    /// the race for an index that the ledger has by now and can never be named.
    pub(crate) async fn erase(&self, index: u64) -> Result<(), StoreError> {
        let path = layout::envelope(index);
        let named = self.head().await?.map(|object| object.pending);
        let (staged, _) = self.shard.list(layout::STAGED).await?;
        let mut holding = Vec::new();
        for digest in staged.iter().filter_map(|name| Hash::parse_hex(name).ok()) {
            if self.staged(&digest).await?.iter().any(|(place, _)| *place == path) {
                holding.push(digest);
            }
        }
        if named.is_some_and(|named| holding.contains(&named)) {
            let message = format!(
                "entry {index} is in the last batch of {}, which whoever appends next still reads: record something else first",
                self.name()
            );
            return Err(StoreError::Config(message));
        }
        self.shard.delete(&path).await?;
        for digest in holding {
            self.shard.delete(&layout::staged(&digest)).await?;
        }
        Ok(())
    }

    /// The files of a staged batch, whose places are computed anew.
    async fn staged(&self, digest: &Hash) -> Result<Vec<File>, StoreError> {
        let path = layout::staged(digest);
        let damaged = |problem| StoreError::Damaged { path: path.clone(), problem };
        let bytes = self.shard.get(&path, MAX_BYTES).await?.ok_or_else(|| damaged("is missing"))?;
        if Hash::of(&bytes) != *digest {
            return Err(damaged("has another SHA-256 than its name"));
        }
        staged::read(&bytes).ok_or_else(|| damaged("is no batch of entries"))
    }

    /// Puts committed files in their places, in order: where the last one is, all are.
    async fn publish(&self, files: &[File]) -> Result<(), StoreError> {
        if let Some((path, bytes)) = files.last()
            && self.shard.get(path, bytes.len()).await?.as_ref() == Some(bytes)
        {
            return Ok(());
        }
        for (path, bytes) in files {
            self.shard.create(path, bytes).await?;
        }
        Ok(())
    }
}

/// Stores use one of the two, or both.
fn version(version: &UpdateVersion) -> Version {
    let part = |part: &Option<String>| part.clone().unwrap_or_default();
    Version::new(format!("{} {}", part(&version.e_tag), part(&version.version)))
}

#[cfg(test)]
mod tests;
