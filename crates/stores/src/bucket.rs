//! Objects below a prefix: read within limits, written once, replaced under a condition, deleted.

use std::sync::Arc;

use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, UpdateVersion};

use crate::error::{AppendError, StoreError};

/// Names that one list may have: a person has a value for each field of each record, and a broken-off append leaves one staged batch.
const MOST: usize = 100_000;

/// Two clients of the same place.
#[derive(Debug, Clone)]
pub(crate) struct Clients {
    /// May repeat a request: for reads, and for what is written under its own digest or index.
    pub(crate) patient: Arc<dyn ObjectStore>,
    /// Asks once: for the head, where an answer that was lost must not look like a refusal.
    pub(crate) once: Arc<dyn ObjectStore>,
}

/// Where objects are, and what their names begin with.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    clients: Clients,
    /// Empty, or with a slash behind it.
    prefix: String,
}

impl Bucket {
    /// `prefix` has no slash at either end.
    pub(crate) fn new(clients: Clients, prefix: &str) -> Self {
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        Self { clients, prefix }
    }

    /// The same store, further below.
    pub(crate) fn below(&self, folder: &str) -> Self {
        Self { clients: self.clients.clone(), prefix: format!("{}{folder}/", self.prefix) }
    }

    pub(crate) fn name(&self) -> String {
        format!("{} below {}", self.clients.patient, self.prefix)
    }

    pub(crate) async fn get(&self, path: &str, most: usize) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.get_with_version(path, most).await?.map(|(bytes, _)| bytes))
    }

    pub(crate) async fn get_with_version(
        &self,
        path: &str,
        most: usize,
    ) -> Result<Option<(Vec<u8>, UpdateVersion)>, StoreError> {
        let place = self.path(path)?;
        let too_large = || StoreError::TooLarge { path: place.to_string(), most };
        let found = match self.clients.patient.get(&place).await {
            Ok(found) => found,
            Err(Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(io("read", &place, &error)),
        };
        let version = UpdateVersion { e_tag: found.meta.e_tag.clone(), version: found.meta.version.clone() };
        // The length is told before the bytes come.
        if usize::try_from(found.meta.size).map_or(true, |size| size > most) {
            return Err(too_large());
        }
        let bytes = found.bytes().await.map_err(|error| io("read", &place, &error))?;
        if bytes.len() > most { Err(too_large()) } else { Ok(Some((bytes.to_vec(), version))) }
    }

    /// Writes what is never changed, unless something is there already.
    pub(crate) async fn put_new(&self, path: &str, bytes: &[u8]) -> Result<bool, StoreError> {
        let place = self.path(path)?;
        let options = PutOptions::from(PutMode::Create);
        match self.clients.patient.put_opts(&place, bytes.to_vec().into(), options).await {
            Ok(_) => Ok(true),
            Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => Ok(false),
            Err(error) => Err(io("write", &place, &error)),
        }
    }

    /// Writes what is never changed. What is there already has to be the same.
    pub(crate) async fn create(&self, path: &str, bytes: &[u8]) -> Result<(), StoreError> {
        if self.put_new(path, bytes).await? || self.get(path, bytes.len()).await?.as_deref() == Some(bytes) {
            return Ok(());
        }
        let path = self.path(path)?.to_string();
        Err(StoreError::Damaged { path, problem: "is there already and differs" })
    }

    /// Puts an object in the place of the one with this version, or where there is none: asked once.
    pub(crate) async fn replace(
        &self,
        path: &str,
        expected: Option<UpdateVersion>,
        bytes: Vec<u8>,
    ) -> Result<UpdateVersion, AppendError> {
        let place = self.path(path)?;
        let mode = expected.map_or(PutMode::Create, PutMode::Update);
        let put = self.clients.once.put_opts(&place, bytes.into(), PutOptions::from(mode)).await;
        match put {
            Ok(put) => Ok(UpdateVersion { e_tag: put.e_tag, version: put.version }),
            Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => {
                Err(AppendError::Conflict { found: None })
            }
            Err(error @ Error::Generic { .. }) => {
                let (path, cause) = (place.to_string(), error.to_string());
                Err(AppendError::Store(StoreError::Unconfirmed { path, cause }))
            }
            Err(error) => Err(AppendError::Store(io("replace", &place, &error))),
        }
    }

    /// Deletes an object, if it is there.
    pub(crate) async fn delete(&self, path: &str) -> Result<(), StoreError> {
        let place = self.path(path)?;
        match self.clients.patient.delete(&place).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(io("delete", &place, &error)),
        }
    }

    /// The last parts of the names right below a folder: those of objects, and those of folders.
    pub(crate) async fn list(&self, folder: &str) -> Result<(Vec<String>, Vec<String>), StoreError> {
        let place = self.path(folder)?;
        let listed = self.clients.patient.list_with_delimiter(Some(&place)).await;
        let listed = listed.map_err(|error| io("list", &place, &error))?;
        if listed.objects.len() > MOST {
            return Err(StoreError::TooLarge { path: place.to_string(), most: MOST });
        }
        let last = |path: &Path| path.filename().map(str::to_owned);
        let objects = listed.objects.iter().filter_map(|object| last(&object.location)).collect();
        Ok((objects, listed.common_prefixes.iter().filter_map(last).collect()))
    }

    pub(crate) fn path(&self, path: &str) -> Result<Path, StoreError> {
        let text = format!("{}{path}", self.prefix);
        let parsed = Path::parse(text.trim_end_matches('/'));
        parsed.map_err(|error| StoreError::Config(format!("{text} names no object: {error}")))
    }
}

fn io(does: &'static str, path: &Path, error: &Error) -> StoreError {
    StoreError::Bucket { does, path: path.to_string(), cause: error.to_string() }
}
