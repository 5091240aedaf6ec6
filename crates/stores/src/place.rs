//! What a kind of store has to know: to read a file of one state, to tell that state, and to put a batch if the state is still the expected one. All else is
//! the same for all of them.

use ledger::origin::Origin;

use crate::batch::Plan;
use crate::branch::Branch;
use crate::error::{AppendError, StoreError};
use crate::folder::Folder;
use crate::head::Version;
#[cfg(feature = "objects")]
use crate::objects::Objects;

/// One of the kinds of stores.
#[derive(Debug)]
pub(crate) enum Place {
    Folder(Folder),
    Branch(Box<Branch>),
    #[cfg(feature = "objects")]
    Objects(Objects),
}

/// A store at one moment.
#[derive(Debug)]
pub(crate) struct Looked {
    pub(crate) version: Version,
    /// The bytes of the head.
    pub(crate) head: Vec<u8>,
    /// The files that were asked for, in that order.
    pub(crate) files: Vec<Option<Vec<u8>>>,
}

impl Place {
    /// The head and small files of the same moment; nothing if there is no ledger.
    pub(crate) async fn look(&self, paths: &[String]) -> Result<Option<Looked>, StoreError> {
        match self {
            Self::Folder(folder) => folder.look(paths),
            Self::Branch(branch) => branch.look(paths).await,
            #[cfg(feature = "objects")]
            Self::Objects(objects) => objects.look(paths).await,
        }
    }

    /// A file as it is in a state of the store, of `most` bytes at most.
    pub(crate) async fn read(
        &self,
        version: &Version,
        path: &str,
        most: usize,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        match self {
            Self::Folder(folder) => folder.read(path, most),
            Self::Branch(branch) => branch.read(version, path, most).await,
            #[cfg(feature = "objects")]
            Self::Objects(objects) => objects.read(path, most).await,
        }
    }

    /// Several files as they are in a state of the store, each with the most bytes that it may have.
    pub(crate) async fn read_all(
        &self,
        version: &Version,
        files: &[(String, usize)],
    ) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        if let Self::Branch(branch) = self {
            return branch.read_all(version, files).await;
        }
        let mut found = Vec::new();
        for (path, most) in files {
            found.push(self.read(version, path, *most).await?);
        }
        Ok(found)
    }

    /// Puts a batch if the store is still in the expected state, or still has no ledger.
    pub(crate) async fn put(&self, expected: Option<&Version>, plan: &Plan) -> Result<Version, AppendError> {
        match self {
            Self::Folder(folder) => folder.put(expected, plan, &mut |_| Ok(())),
            Self::Branch(branch) => branch.put(expected, plan).await,
            #[cfg(feature = "objects")]
            Self::Objects(objects) => objects.put(expected, plan, &mut |_| Ok(())).await,
        }
    }

    /// Whether something can be erased here.
    pub(crate) fn can_erase(&self) -> Result<(), StoreError> {
        let Self::Branch(branch) = self else { return Ok(()) };
        Err(StoreError::Config(format!(
            "{} keeps in its history whatever is taken off its tip: copy the ledger to dir:PATH or to a bucket, erase there, copy it to another branch, and \
             delete this one",
            branch.name()
        )))
    }

    /// Erases an envelope, so that nothing that is reached from the store holds it.
    pub(crate) async fn erase(&self, index: u64) -> Result<(), StoreError> {
        match self {
            Self::Folder(folder) => folder.erase(index),
            Self::Branch(_) => self.can_erase(),
            #[cfg(feature = "objects")]
            Self::Objects(objects) => objects.erase(index).await,
        }
    }

    /// Whether a state came of an earlier one, where the store itself can tell.
    pub(crate) async fn follows(&self, earlier: &Version, later: &Version) -> Result<bool, StoreError> {
        match self {
            Self::Folder(_) => Ok(true),
            Self::Branch(branch) => branch.follows(earlier, later).await,
            #[cfg(feature = "objects")]
            Self::Objects(_) => Ok(true),
        }
    }

    /// Whether what is written at once is staged as a batch, which has a most of entries and an envelope for each.
    pub(crate) const fn is_staged(&self) -> bool {
        match self {
            Self::Folder(_) | Self::Branch(_) => false,
            #[cfg(feature = "objects")]
            Self::Objects(_) => true,
        }
    }

    /// The shards of a ledger that are here, in any order.
    pub(crate) async fn shards(&self, ledger: &Origin) -> Result<Vec<Origin>, StoreError> {
        match self {
            Self::Folder(folder) => folder.shards(ledger),
            Self::Branch(branch) => branch.shards(ledger).await,
            #[cfg(feature = "objects")]
            Self::Objects(objects) => objects.shards(ledger).await,
        }
    }

    /// Where it is, for messages.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Folder(folder) => folder.name(),
            Self::Branch(branch) => branch.name(),
            #[cfg(feature = "objects")]
            Self::Objects(objects) => objects.name(),
        }
    }
}
