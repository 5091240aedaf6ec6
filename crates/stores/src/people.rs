//! The people store: values that name a person, apart from the ledger, which has commitments in their place.
//!
//! ```text
//! keys/<pseudonym>                     the person's key, 32 random bytes, readable by its owner alone
//! values/<pseudonym>/<64 hex digits>   a disclosure, encrypted with that key, by its commitment
//! erased/<pseudonym>                   empty: the person was erased
//! ```
//!
//! To erase a person is to remove the key, and the values with it. The ledger keeps random numbers and every proof; a copy of the values without the key is
//! noise. What this cannot reach are copies of the key: backups, snapshots, the free blocks of a disk, and the versions that a bucket was told to keep. So the
//! store is a folder or a bucket, and never a branch: git keeps the key of everybody who was erased.

mod cipher;
mod shelf;

use std::path::Path;

use ledger::commitment::{Commitment, Disclosure, Salt};
use ledger::json::Limits;
use ledger::name::{Line, Pseudonym};
use ledger::origin::Origin;

use crate::address::Address;
use crate::error::StoreError;
use cipher::Key;
use shelf::Shelf;

/// The values of people, each encrypted with the person's own key.
#[derive(Debug)]
pub struct People {
    shelf: Shelf,
}

/// Why a value cannot be kept or shown.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// Where the values are.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A value that no commitment takes.
    #[error(transparent)]
    Value(#[from] ledger::commitment::DisclosureError),
    /// The person was erased.
    #[error("{0} was erased: a person who comes back gets a new pseudonym")]
    Erased(Pseudonym),
    /// Bytes that the key does not open.
    #[error(
        "the value {commitment} of {person} does not open: it was changed, or the key is another; restore both from one copy"
    )]
    Damaged {
        /// Whose.
        person: Pseudonym,
        /// Which.
        commitment: Commitment,
    },
}

impl People {
    /// Opens the store at an address. `var` reads the runner's variables. Made and used inside a tokio runtime.
    ///
    /// # Errors
    /// A branch; a folder of a GitHub-hosted runner without `ephemeral_ok`, and one that cannot be made; a bucket whose client cannot be made.
    pub fn open(
        address: &Address,
        ephemeral_ok: bool,
        var: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, StoreError> {
        match address {
            Address::Folder(path) => Self::folder(path, ephemeral_ok, var),
            Address::Branch(_) => Err(StoreError::Config(format!(
                "{address} keeps no values of people: git keeps the key of everybody who was erased; name a bucket (s3://…, gs://…, az://…), or a folder that \
                 outlives the job"
            ))),
            Address::Objects { cloud, bucket, prefix } => {
                Shelf::cloud(*cloud, bucket, prefix, var).map(|shelf| Self { shelf })
            }
        }
    }

    /// Opens or makes a folder. `var` reads the runner's variables.
    ///
    /// # Errors
    /// As [`People::open`].
    pub fn folder(
        path: &Path,
        ephemeral_ok: bool,
        var: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, StoreError> {
        Shelf::folder(path, ephemeral_ok, var).map(|shelf| Self { shelf })
    }

    /// An object store, below a prefix, by whatever client the caller made: it has to support `PutMode::Create`.
    #[cfg(feature = "objects")]
    #[must_use]
    pub fn objects(store: std::sync::Arc<dyn object_store::ObjectStore>, prefix: &str) -> Self {
        let clients = crate::bucket::Clients { patient: std::sync::Arc::clone(&store), once: store };
        Self { shelf: Shelf::Bucket(crate::bucket::Bucket::new(clients, prefix)) }
    }

    /// A pseudonym that nobody has: 128 random bits.
    ///
    /// # Errors
    /// A system without randomness.
    pub fn pseudonym() -> Result<Pseudonym, StoreError> {
        let number = u128::from_be_bytes(cipher::random()?);
        Pseudonym::new(format!("p-{number:032x}")).map_err(|error| StoreError::Random(error.to_string()))
    }

    /// Keeps a value of a person, and gives the commitment that the ledger gets. The person gets a key with the first value.
    ///
    /// # Errors
    /// A value that is too long, a person who was erased, and a store that cannot be written.
    pub async fn keep(
        &self,
        origin: &Origin,
        person: &Pseudonym,
        field: Line,
        value: String,
    ) -> Result<Commitment, PeopleError> {
        let salt = Salt::new(cipher::random()?)?;
        let disclosure = Disclosure::new(origin.clone(), person.clone(), field, salt, value)?;
        let commitment = disclosure.commitment();
        let _lock = self.shelf.lock()?;
        let key = self.key_or_new(person).await?;
        let sealed = key.seal(person, &commitment, &disclosure.to_bytes())?;
        let sealed = sealed.ok_or(PeopleError::Damaged { person: person.clone(), commitment })?;
        self.shelf.write(&value_path(person, &commitment), sealed).await?;
        // Where there is no lock the person may have been erased meanwhile: either that erasure saw what was written here, or this sees that it was.
        if self.is_erased(person).await? {
            self.forget(person).await?;
            return Err(PeopleError::Erased(person.clone()));
        }
        Ok(commitment)
    }

    /// What discloses a value, if it is here: it opens its commitment. Nothing if it was erased, or is kept elsewhere.
    ///
    /// # Errors
    /// A value that its key does not open, and a store that cannot be read.
    pub async fn disclosure(
        &self,
        person: &Pseudonym,
        commitment: &Commitment,
    ) -> Result<Option<Disclosure>, PeopleError> {
        let most = Limits::DISCLOSURE.bytes + cipher::OVERHEAD;
        let Some(key) = self.key(person).await? else { return Ok(None) };
        let Some(sealed) = self.shelf.read(&value_path(person, commitment), most).await? else {
            return Ok(None);
        };
        let damaged = || PeopleError::Damaged { person: person.clone(), commitment: *commitment };
        let bytes = key.open(person, commitment, &sealed).ok_or_else(damaged)?;
        let disclosure = Disclosure::parse(&bytes)?;
        disclosure.open(commitment).map_err(|_| damaged())?;
        Ok(Some(disclosure))
    }

    /// Erases a person: the key, and all that it opens. To do it twice is to do it once; one that broke off is finished by the next.
    ///
    /// # Errors
    /// A store that cannot be written.
    pub async fn erase(&self, person: &Pseudonym) -> Result<(), PeopleError> {
        let _lock = self.shelf.lock()?;
        self.shelf.write(&erased_path(person), Vec::new()).await?;
        Ok(self.forget(person).await?)
    }

    /// Whether a person was erased here.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub async fn is_erased(&self, person: &Pseudonym) -> Result<bool, StoreError> {
        Ok(self.shelf.read(&erased_path(person), 0).await?.is_some())
    }

    async fn forget(&self, person: &Pseudonym) -> Result<(), StoreError> {
        self.shelf.erase(&key_path(person)).await?;
        self.shelf.erase_all("values", person.as_str()).await
    }

    async fn key(&self, person: &Pseudonym) -> Result<Option<Key>, PeopleError> {
        if self.is_erased(person).await? {
            return Ok(None);
        }
        let path = key_path(person);
        let Some(bytes) = self.shelf.read(&path, cipher::KEY).await? else { return Ok(None) };
        let key = Key::from_bytes(&bytes);
        Ok(Some(key.ok_or(StoreError::Damaged { path, problem: "is no key of 32 bytes" })?))
    }

    async fn key_or_new(&self, person: &Pseudonym) -> Result<Key, PeopleError> {
        let erased = || PeopleError::Erased(person.clone());
        if self.is_erased(person).await? {
            return Err(erased());
        }
        if let Some(key) = self.key(person).await? {
            return Ok(key);
        }
        let key = Key::new()?;
        if self.shelf.write_private(&key_path(person), key.as_bytes()).await? {
            return Ok(key);
        }
        // Somebody else gave the person a key in the meantime.
        self.key(person).await?.ok_or_else(erased)
    }
}

fn key_path(person: &Pseudonym) -> String {
    format!("keys/{person}")
}

fn erased_path(person: &Pseudonym) -> String {
    format!("erased/{person}")
}

fn value_path(person: &Pseudonym, commitment: &Commitment) -> String {
    let text = commitment.to_string();
    format!("values/{person}/{}", text.rsplit(':').next().unwrap_or(&text))
}

#[cfg(test)]
mod tests;
