//! A copy on its way into a folder: files come one at a time, and the head last. Whoever breaks off and begins again finds what was copied before.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::{COPY, Folder, Lock, paths, version, write_one};
use crate::batch::File;
use crate::error::StoreError;
use crate::head::Version;
use crate::layout;

/// Nobody else writes to the folder until this ends.
#[derive(Debug)]
pub(crate) struct Receiving {
    #[expect(dead_code, reason = "the lock is held as long as this is")]
    lock: Lock,
    /// The folder of the ledger.
    root: PathBuf,
    /// The folder of the shard.
    shard: PathBuf,
    /// Where the files go: the shard, or beside it until its first head is there.
    to: PathBuf,
    /// Folders that are to be flushed.
    folders: BTreeSet<PathBuf>,
}

impl Folder {
    /// Begins to take a copy, and gives the head to which it is to be added.
    pub(crate) fn receive(&self) -> Result<(Receiving, Option<Vec<u8>>), StoreError> {
        let lock = Lock::take(&self.root)?;
        let head = self.head()?;
        let name = self.shard.file_name().unwrap_or_default().to_string_lossy();
        let to = if head.is_some() { self.shard.clone() } else { self.root.join(format!("{COPY}{name}")) };
        paths::make_folder(&to)?;
        let (root, shard) = (self.root.clone(), self.shard.clone());
        Ok((Receiving { lock, root, shard, to, folders: BTreeSet::new() }, head))
    }
}

impl Receiving {
    /// Takes a file, unless it is there as it should be.
    pub(crate) fn file(&mut self, file: &File) -> Result<(), StoreError> {
        let (path, bytes) = file;
        let there = match paths::read(&self.to, path, bytes.len()) {
            Err(StoreError::TooLarge { .. }) => None,
            there => there?,
        };
        if there.as_ref() != Some(bytes) {
            self.folders.extend(write_one(&self.to, file)?);
        }
        Ok(())
    }

    /// Puts the head in its place, and with the first head the shard.
    pub(crate) fn finish(self, head: Vec<u8>) -> Result<Version, StoreError> {
        self.folders.iter().rev().try_for_each(|folder| paths::flush(folder))?;
        let new = version(&head);
        write_one(&self.to, &(layout::HEAD.to_owned(), head))?;
        paths::flush(&self.to)?;
        if self.to != self.shard {
            let moved = std::fs::rename(&self.to, &self.shard);
            moved.map_err(|error| StoreError::io("make", &self.shard, &error))?;
        }
        paths::flush(&self.root)?;
        Ok(new)
    }
}
