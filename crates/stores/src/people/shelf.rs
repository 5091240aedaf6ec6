//! Where the values of people lie: a folder, whose lock makes one change at a time, or a bucket, which has none.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::address::Cloud;
#[cfg(feature = "objects")]
use crate::bucket::Bucket;
use crate::error::StoreError;
use crate::folder::{self, Lock, paths};

/// A folder or a bucket.
#[derive(Debug)]
pub(super) enum Shelf {
    Folder(PathBuf),
    #[cfg(feature = "objects")]
    Bucket(Bucket),
}

impl Shelf {
    pub(super) fn folder(
        path: &Path,
        ephemeral_ok: bool,
        var: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, StoreError> {
        folder::refuse_ephemeral(path, ephemeral_ok, var)?;
        std::fs::create_dir_all(path).map_err(|error| StoreError::io("make", path, &error))?;
        Ok(Self::Folder(path.to_owned()))
    }

    #[cfg(feature = "cloud")]
    pub(super) fn cloud(
        cloud: Cloud,
        bucket: &str,
        prefix: &str,
        var: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, StoreError> {
        Ok(Self::Bucket(Bucket::new(crate::cloud::clients(cloud, bucket, var)?, prefix)))
    }

    #[cfg(not(feature = "cloud"))]
    pub(super) fn cloud(
        cloud: Cloud,
        _: &str,
        _: &str,
        _: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, StoreError> {
        Err(crate::store::no_client(cloud))
    }

    /// Held while something changes.
    pub(super) fn lock(&self) -> Result<Option<Lock>, StoreError> {
        match self {
            Self::Folder(root) => Lock::take(root).map(Some),
            #[cfg(feature = "objects")]
            Self::Bucket(_) => Ok(None),
        }
    }

    pub(super) async fn read(&self, path: &str, most: usize) -> Result<Option<Vec<u8>>, StoreError> {
        match self {
            Self::Folder(root) => paths::read(root, path, most),
            #[cfg(feature = "objects")]
            Self::Bucket(bucket) => bucket.get(path, most).await,
        }
    }

    /// Writes what is never changed.
    pub(super) async fn write(&self, path: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        match self {
            Self::Folder(root) => {
                let folders = folder::write_one(root, &(path.to_owned(), bytes))?;
                folders.iter().rev().try_for_each(|folder| paths::flush(folder))
            }
            #[cfg(feature = "objects")]
            Self::Bucket(bucket) => bucket.create(path, &bytes).await,
        }
    }

    /// Writes what its owner alone reads, whole or not at all; says whether there was none before.
    pub(super) async fn write_private(&self, path: &str, bytes: &[u8]) -> Result<bool, StoreError> {
        match self {
            Self::Folder(root) => write_private(root, path, bytes).map(|()| true),
            #[cfg(feature = "objects")]
            Self::Bucket(bucket) => bucket.put_new(path, bytes).await,
        }
    }

    pub(super) async fn erase(&self, path: &str) -> Result<(), StoreError> {
        match self {
            Self::Folder(root) => paths::erase(root, path),
            #[cfg(feature = "objects")]
            Self::Bucket(bucket) => bucket.delete(path).await,
        }
    }

    /// Erases all files of a folder below another one.
    pub(super) async fn erase_all(&self, above: &str, folder: &str) -> Result<(), StoreError> {
        match self {
            Self::Folder(root) => {
                let (inside, _) = paths::make_way(root, &format!("{above}/{folder}/x"))?;
                let folder = inside.parent().unwrap_or(root);
                std::fs::remove_dir_all(folder).map_err(|error| StoreError::io("erase", folder, &error))?;
                paths::flush(&root.join(above))
            }
            #[cfg(feature = "objects")]
            Self::Bucket(bucket) => {
                let folder = format!("{above}/{folder}");
                for name in bucket.list(&folder).await?.0 {
                    bucket.delete(&format!("{folder}/{name}")).await?;
                }
                Ok(())
            }
        }
    }
}

/// Never in the place of another.
fn write_private(root: &Path, path: &str, bytes: &[u8]) -> Result<(), StoreError> {
    let (path, folders) = paths::make_way(root, path)?;
    let io = |error: std::io::Error| StoreError::io("write", &path, &error);
    let folder = path.parent().unwrap_or(root);
    let mut file = tempfile::Builder::new().prefix(".key-").tempfile_in(folder).map_err(io)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(io)?;
    file.persist_noclobber(&path).map(drop).map_err(|error| io(error.error))?;
    folders.iter().rev().try_for_each(|folder| paths::flush(folder))
}
